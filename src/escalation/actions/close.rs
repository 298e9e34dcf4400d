//! Closing, reopening, noting.

use super::{
    around::Around,
    change::{self, Then, begin, change},
    post,
};
use crate::{
    contract::{
        Answer, Context,
        args::{EscalationClose, EscalationCloseReason, EscalationNote, EscalationReopen},
    },
    escalation::{
        Escalation, Outcome, State,
        rules::lifecycle::{self, verb},
        store, words,
    },
    room::{Actor, Change, Fields},
};

/// **No answer needed**: asks why, or closes it for a reason.
pub async fn close(cx: &Context, args: EscalationClose) -> Answer {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let id = args.escalation.0;
    let Some(reason) = args.reason else {
        let view = change::read(cx, &around, id).await?;
        if !view.row.facts.state.is_open() {
            let stop = lifecycle::Stop::Over(view.row.facts.state);
            return Err(words::stopped(&view.row, view.topic.as_ref(), stop).into());
        }
        return Ok(cx.in_place(words::why_close(&view)));
    };
    let note = args.note.filter(|note| !note.trim().is_empty());
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
    let note = note.unwrap_or_else(|| said.to_owned());
    let decide = |row: &Escalation| lifecycle::close(&row.facts, state, Some(outcome), Some(note));
    change(cx, &around, id, (verb::CLOSED, Then::GoOn), decide, words::closed).await
}

/// It waits again, from the foot of the ladder.
pub async fn reopen(cx: &Context, args: EscalationReopen) -> Answer {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let decide = |row: &Escalation| lifecycle::reopen(&row.facts);
    change(cx, &around, args.escalation.0, (verb::REOPENED, Then::Restart), decide, words::reopened).await
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
    change::answer(cx, tx, &around, &row, words::noted).await
}
