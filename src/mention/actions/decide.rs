//! What somebody makes of a mention.

use super::card;
use crate::{
    base::post::PostLink,
    contract::{
        Answer, Context, Level, Noun,
        args::{MentionEscalate, MentionForget, MentionIgnore, MentionNoAction, MentionUndo},
    },
    db::{At, Tx, event},
    error::Error,
    escalation::Bringing,
    mention::{
        Facts, Mention, SUBJECT, State,
        rules::lifecycle::{self, verb},
        store,
        words::{self, View},
    },
    room::{self, Actor, Thing, difference, facts_before, fields, fresh, last_undoable, link},
};

/// How a mention has to do with its escalation.
const BECAME: &str = "became";
/// How far back undo looks.
const MOST_EVENTS: i64 = 50;

/// The mention, held in a transaction, if it is as the caller saw it.
async fn begin(cx: &Context, id: i64) -> Result<(Tx, Mention), Error> {
    let mut tx = cx.begin().await?;
    let row = store::lock(&mut tx, cx.guild.id, id).await?.ok_or_else(|| words::unknown(id))?;
    let tx = fresh(cx, tx, row.version, || words::form_outdated(id), as_it_is(cx, id)).await?;
    Ok((tx, row))
}

/// The mention as it is, with its posts, outside a transaction.
pub async fn read(cx: &Context, id: i64) -> Result<View, Error> {
    let row = store::find(&mut &cx.db, cx.guild.id, id).await?.ok_or_else(|| words::unknown(id))?;
    card::view(&mut &cx.db, cx.guild.id, &row).await
}

async fn as_it_is(cx: &Context, id: i64) -> Answer {
    Ok(words::stale(cx, &read(cx, id).await?))
}

/// Saves a mention with its next version, event and card.
async fn keep(
    cx: &Context,
    tx: &mut Tx,
    before: &Mention,
    facts: Facts,
    verb: &str,
) -> Result<Mention, Error> {
    let change = difference(&fields(&before.facts)?, &fields(&facts)?).unwrap_or_default();
    keep_with(cx, tx, before, facts, (verb, change)).await
}

async fn keep_with(
    cx: &Context,
    tx: &mut Tx,
    before: &Mention,
    facts: Facts,
    (verb, change): (&str, room::Change),
) -> Result<Mention, Error> {
    let row = Mention { facts, version: before.version + 1, ..before.clone() };
    let by = &Actor::from(cx);
    store::save(tx, cx.guild.id, &row);
    room::record(tx, by, SUBJECT, row.id, verb, change);
    card::draw(tx, by, &cx.guild, &row).await?;
    Ok(row)
}

async fn answer(cx: &Context, mut tx: Tx, row: &Mention, said: impl FnOnce(&View) -> String) -> Answer {
    let view = card::view(&mut tx, cx.guild.id, row).await?;
    let reply = words::reply(cx, &view, said(&view));
    cx.commit(tx, reply).await
}

/// It is too late to decide, unless this very press has decided it before.
async fn too_late(cx: &Context, tx: Tx, row: &Mention) -> Answer {
    drop(tx);
    match cx.first_answer().await? {
        Some(first) => Ok(first),
        None => Err(words::decided_already(row).into()),
    }
}

fn decided(cx: &Context, row: &Mention, state: State, reason: Option<String>) -> Option<Facts> {
    lifecycle::decided(&row.facts, state, reason, (cx.caller.user_id, At::from(cx.now)))
}

/// **Escalate**: its first post goes to whoever owns the matter.
pub async fn escalate(cx: &Context, args: MentionEscalate) -> Answer {
    let bringing = Box::pin(Bringing::look(cx)).await?;
    let (mut tx, before) = begin(cx, args.mention.0).await?;
    let Some(mut facts) = decided(cx, &before, State::Escalated, None) else {
        return too_late(cx, tx, &before).await;
    };
    let view = card::view(&mut tx, cx.guild.id, &before).await?;
    let first = view.posts.first().and_then(|post| Some((PostLink::parse(&post.url)?, post)));
    let (post_link, post) = first.ok_or_else(|| words::unknown(before.id))?;
    let question = post.text.clone().unwrap_or_default();
    let (id, is_new) = Box::pin(bringing.post(cx, &mut tx, &post_link, question)).await?;
    facts.escalation_id = Some(id);
    let (from, to) = (Thing { noun: Noun::MENTION, id: before.id }, Thing { noun: Noun::ESCALATION, id });
    link(&mut tx, &Actor::from(cx), from, BECAME, to).await?;
    let row = keep(cx, &mut tx, &before, facts, verb::ESCALATED).await?;
    answer(cx, tx, &row, |view| words::escalated(view, is_new)).await
}

/// **Ignore**: nothing of the conversation matters.
pub async fn ignore(cx: &Context, args: MentionIgnore) -> Answer {
    let (mut tx, before) = begin(cx, args.mention.0).await?;
    let Some(facts) = decided(cx, &before, State::Ignored, None) else {
        return too_late(cx, tx, &before).await;
    };
    let row = keep(cx, &mut tx, &before, facts, verb::IGNORED).await?;
    answer(cx, tx, &row, words::ignored).await
}

/// **No action because…**: nothing is done about it, for a reason.
pub async fn no_action(cx: &Context, args: MentionNoAction) -> Answer {
    let (mut tx, before) = begin(cx, args.mention.0).await?;
    let Some(facts) = decided(cx, &before, State::NoAction, Some(args.reason)) else {
        return too_late(cx, tx, &before).await;
    };
    let row = keep(cx, &mut tx, &before, facts, verb::NO_ACTION).await?;
    answer(cx, tx, &row, words::left_alone).await
}

/// Takes back the last decision: one's own, or anyone's for a lead.
pub async fn undo(cx: &Context, args: MentionUndo) -> Answer {
    let (mut tx, before) = begin(cx, args.mention.0).await?;
    let events = event::history(&mut tx, cx.guild.id, SUBJECT, before.id, None, MOST_EVENTS).await?;
    let can = |event: &event::Event| verb::UNDOABLE.contains(&event.verb.as_str());
    let last = last_undoable(&events, can).ok_or_else(|| words::nothing_to_undo(&before))?;
    if last.actor_user_id != Some(cx.caller.user_id) && cx.level < Level::Lead {
        return Err(words::not_yours_to_undo(&before, last.actor_user_id).into());
    }
    let facts = facts_before(last, &before.facts)?.ok_or_else(|| words::nothing_to_undo(&before))?;
    let change = difference(&fields(&before.facts)?, &fields(&facts)?).unwrap_or_default();
    let row = keep_with(cx, &mut tx, &before, facts, (verb::UNDONE, change.undoing(last.id))).await?;
    answer(cx, tx, &row, words::undone).await
}

/// `/mention forget`: what its posts say goes, and what their authors are called, from its escalation too; the links stay.
pub async fn forget_mention(cx: &Context, args: MentionForget) -> Answer {
    let bringing = Box::pin(Bringing::look(cx)).await?;
    let mut tx = cx.begin().await?;
    let id = args.mention.0;
    let row = store::lock(&mut tx, cx.guild.id, id).await?.ok_or_else(|| words::unknown(id))?;
    store::forget_posts(&mut tx, cx.guild.id, id).await?;
    if let Some(escalation_id) = row.facts.escalation_id {
        Box::pin(bringing.forget_post(cx, &mut tx, escalation_id)).await?;
    }
    let facts = row.facts.clone();
    let row = keep(cx, &mut tx, &row, facts, "forgotten").await?;
    answer(cx, tx, &row, words::forgotten).await
}
