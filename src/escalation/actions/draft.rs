//! The answer: drafted by whoever has it, posted by whoever brought it.

use super::{
    answer_notices,
    around::Around,
    change::{self, Then, answer, apply, begin},
    library::beginning,
    post,
};
use crate::{
    base::{
        post::{Length, Network, PostLink, length},
        text,
    },
    contract::{
        Answer, Context, Line, Reply,
        args::{EscalationDraft, EscalationPosted, EscalationRevise},
        open_form,
    },
    error::Error,
    escalation::{
        Escalation,
        rules::{
            lifecycle::{self, may_answer, verb},
            review,
        },
        store, words,
    },
    room::{Actor, Change, Fields},
};

/// **Draft answer…**: opens the form, filled with the draft there is or what answers of its topic begin with; with a text,
/// keeps it and passes it on to whoever brought the question. A text that its network does not take is refused.
pub async fn draft(cx: &Context, args: EscalationDraft) -> Answer {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let (id, me) = (args.escalation.0, cx.caller.user_id);
    let may = |row: &Escalation| may_answer(&row.facts, around.topic(row.facts.topic_id), me);
    let Some(typed) = args.text else {
        let view = change::read(cx, &around, id).await?;
        may(&view.row).map_err(|stop| words::stopped(&view.row, view.topic.as_ref(), stop))?;
        let template = view.topic.as_ref().map(|topic| topic.template.clone());
        let begun = match &args.from {
            Some(from) => Some(beginning(cx, &around, from).await?),
            None => None,
        };
        let known =
            begun.or_else(|| view.row.facts.draft.clone()).or(template).filter(|text| !text.is_empty());
        let line = Line::new("escalation draft").with("escalation", id).version(view.row.version);
        return Ok(Reply::Form(open_form(line, |_| known.clone())?));
    };
    let typed = text::clean(&typed);
    if typed.trim().is_empty() {
        return Err(words::empty_draft().into());
    }
    let counted = count(cx, id, &typed).await?;
    let (mut tx, before) = begin(cx, &around, id).await?;
    if let Some((network, length)) = counted.filter(|(_, length)| !length.fits) {
        return Err(words::draft_too_long(network, length).into());
    }
    let facts = may(&before).and_then(|()| lifecycle::draft(&before.facts, me, typed));
    let facts = facts.map_err(|stop| words::stopped(&before, around.topic(before.facts.topic_id), stop))?;
    let reviewers = store::reviewers_for(&mut tx, cx.guild.id, before.facts.area_id).await?;
    let who = review::who(&reviewers, Some(me));
    if !who.is_empty() {
        let facts = review::begin(facts, cx.now);
        let row = apply(cx, &mut tx, &around, &before, facts, (verb::DRAFTED, Then::GoOn)).await?;
        answer_notices::asks_review(&mut tx, &cx.guild, cx.now, &around, &row, (&who, false)).await?;
        return answer(cx, tx, &around, &row, |view| words::drafted_for_review(view, &who)).await;
    }
    let row = apply(cx, &mut tx, &around, &before, facts, (verb::DRAFTED, Then::GoOn)).await?;
    answer_notices::draft_is_ready(&mut tx, &cx.guild, cx.now, &around, &row).await?;
    answer(cx, tx, &around, &row, |view| words::drafted(view, counted.map(|(_, length)| length))).await
}

/// How long a text is for the network of the post, if that has a limit. Some servers have limits of their own, so the one of
/// the post may be asked.
async fn count(cx: &Context, id: i64, text: &str) -> Result<Option<(Network, Length)>, Error> {
    let row = store::find(&mut &cx.db, cx.guild.id, id).await?;
    let Some(row) = row else { return Ok(None) };
    let link = row.url.as_deref().and_then(PostLink::parse);
    let most = match &link {
        Some(link) => cx.posts.longest_answer(link).await,
        None => None,
    };
    let network = row.network.as_deref().and_then(Network::from_word);
    Ok(network.and_then(|network| Some((network, length(network, text, most)?))))
}

/// **Posted**: the answer is public at this address.
pub async fn posted(cx: &Context, args: EscalationPosted) -> Answer {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let link = PostLink::parse(args.url.trim()).ok_or_else(words::bad_answer_url)?;
    let (mut tx, before) = begin(cx, &around, args.escalation.0).await?;
    let reviewers = store::reviewers_for(&mut tx, cx.guild.id, before.facts.area_id).await?;
    let has_reviewers = !review::who(&reviewers, before.facts.drafted_by_user_id).is_empty();
    let facts = match lifecycle::posted(&before.facts, link.url) {
        Ok(facts) => facts,
        Err(stop) => return change::stopped(cx, &around, tx, &before, stop).await,
    };
    if review::is_held(&before.facts, has_reviewers) {
        return Err(words::held_for_review(&before).into());
    }
    let row = apply(cx, &mut tx, &around, &before, facts, (verb::ANSWERED, Then::GoOn)).await?;
    answer(cx, tx, &around, &row, words::answered).await
}

/// **Needs a change**: whoever drafted it is told why.
pub async fn revise(cx: &Context, args: EscalationRevise) -> Answer {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let why = args.why.trim().to_owned();
    if why.is_empty() {
        return Err(words::empty_note().into());
    }
    let (mut tx, before) = begin(cx, &around, args.escalation.0).await?;
    let mut row = before.clone();
    let Some(drafted_by) = row.facts.drafted_by_user_id.filter(|_| row.facts.state.is_open()) else {
        return Err(words::no_draft(row.id).into());
    };
    let note_id = store::add_note(&mut tx, cx.guild.id, row.id, cx.caller.user_id, &why, cx.now);
    let noted = Fields::from_iter([("note".to_owned(), note_id.into())]);
    if before.facts.review_since_at.is_some() {
        // The clock goes on: it waits for whoever wrote it.
        row = apply(
            cx,
            &mut tx,
            &around,
            &before,
            review::none(before.facts.clone()),
            (verb::EDITED, Then::GoOn),
        )
        .await?;
    }
    change::keep_with(&mut tx, &Actor::from(cx), &mut row, verb::SENT_BACK, Change::noted(noted));
    post::card(&mut tx, &cx.guild, cx.now, &around, &row).await?;
    answer_notices::needs_a_change(&mut tx, &cx.guild, cx.now, &around, &row, (drafted_by, note_id, &why))
        .await?;
    answer(cx, tx, &around, &row, |view| words::sent_back(view, drafted_by)).await
}
