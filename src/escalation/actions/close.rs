//! Closing, reopening, noting.

use super::{
    around::Around,
    change::{self, Then, begin, change},
    post,
};
use crate::{
    contract::{
        Answer, Context, Reply, Source,
        args::{EscalationClose, EscalationCloseReason, EscalationNote, EscalationReopen, EscalationSame},
    },
    escalation::{
        Escalation, Outcome, State,
        rules::lifecycle::{self, verb},
        store, words,
    },
    room::{Actor, Change, Fields},
};

/// **No answer needed**: asks why, or closes it for a reason. What is answered needs none.
pub async fn close(cx: &Context, args: EscalationClose) -> Answer {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let id = args.escalation.0;
    let note = args.note.filter(|note| !note.trim().is_empty());
    let Some(reason) = args.reason else {
        let view = change::read(cx, &around, id).await?;
        if view.row.facts.state.is_open() {
            return Ok(cx.in_place(words::why_close(&view)));
        }
        let decide = |row: &Escalation| lifecycle::close_answered(&row.facts, note);
        return change(cx, &around, id, (verb::CLOSED, Then::GoOn), decide, words::closed).await;
    };
    let (state, outcome, said) = match reason {
        EscalationCloseReason::Answered => (State::Answered, Outcome::Answered, "answered"),
        EscalationCloseReason::Redirected => (State::Closed, Outcome::Redirected, "redirected"),
        EscalationCloseReason::Liked => (State::Closed, Outcome::Liked, "liked"),
        EscalationCloseReason::Reposted => (State::Closed, Outcome::Reposted, "reposted"),
        EscalationCloseReason::Praise => (State::Closed, Outcome::None, "praise or a remark"),
        EscalationCloseReason::Spam => (State::Closed, Outcome::None, "spam"),
        EscalationCloseReason::NotOurs => (State::NotOurs, Outcome::None, "not about us"),
        EscalationCloseReason::Other => (State::Closed, Outcome::None, "no answer needed"),
    };
    let decide = |row: &Escalation| {
        // That no answer was needed is not said of what has one.
        let is_told = row.facts.state.is_open() || reason != EscalationCloseReason::Other;
        let note = note.or_else(|| is_told.then(|| said.to_owned()));
        lifecycle::close(&row.facts, state, Some(outcome), note)
    };
    change(cx, &around, id, (verb::CLOSED, Then::GoOn), decide, words::closed).await
}

/// It waits again, from the foot of the ladder.
pub async fn reopen(cx: &Context, args: EscalationReopen) -> Answer {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let decide = |row: &Escalation| lifecycle::reopen(&row.facts);
    change(cx, &around, args.escalation.0, (verb::REOPENED, Then::Restart), decide, words::reopened).await
}

/// It is the same as another: whoever brought it is with that one from now on.
pub async fn same(cx: &Context, args: EscalationSame) -> Answer {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let (id, other) = (args.escalation.0, args.r#as.0);
    if id == other {
        return Err(words::same_as_itself(id).into());
    }
    let original = change::read(cx, &around, other).await?.row;
    if original.facts.state == State::Duplicate {
        return Err(words::is_no_original(&original).into());
    }
    let (mut tx, before) = begin(cx, &around, id).await?;
    let facts = match lifecycle::same_as(&before.facts, other) {
        Ok(facts) => facts,
        Err(stop) => return change::stopped(cx, &around, tx, &before, stop).await,
    };
    for user_id in store::people(&mut tx, cx.guild.id, id).await? {
        store::join(&mut tx, cx.guild.id, other, user_id, cx.now).await?;
    }
    let what = (verb::MARKED_SAME, Then::GoOn);
    let row = change::apply(cx, &mut tx, &around, &before, facts, what).await?;
    let into = store::find(&mut tx, cx.guild.id, other).await?;
    if let Some(into) = into {
        post::card(&mut tx, &cx.guild, cx.now, &around, &into).await?;
    }
    change::answer(cx, tx, &around, &row, words::marked_same).await
}

/// Adds a note, which its card shows.
pub async fn note(cx: &Context, args: EscalationNote) -> Answer {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let text = args.text.trim().to_owned();
    if text.is_empty() {
        return Err(words::empty_note().into());
    }
    let (mut tx, mut row) = begin(cx, &around, args.escalation.0).await?;
    let note_id = store::add_note(&mut tx, cx.guild.id, row.id, cx.caller.user_id, &text, cx.now);
    let noted = Fields::from_iter([("note".to_owned(), note_id.into())]);
    change::keep_with(&mut tx, &Actor::from(cx), &mut row, verb::NOTED, Change::noted(noted));
    post::card(&mut tx, &cx.guild, cx.now, &around, &row).await?;
    if matches!(cx.source, Source::Mention { .. }) {
        // A mark on what was said is enough.
        return cx.commit(tx, Reply::new(words::NOTED)).await;
    }
    change::answer(cx, tx, &around, &row, words::noted).await
}
