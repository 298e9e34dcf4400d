//! How an item stands, as its owner says.

use super::{
    apply::{reported, save_item},
    open::{begin_open_item, find_item},
};
use crate::{
    base::text::{clean, one_line},
    contract::{
        Answer, Context, Line, Noun, Reply,
        args::{ReleaseAnswer, ReleaseAnswerHealth, ReleaseUpdate},
        open_form,
    },
    db::At,
    error::Error,
    release::{
        Health, Item,
        rules::{self, verb},
        store, words,
    },
    room::{Actor, Deed},
};

/// `/release update`.
pub async fn update(cx: &Context, args: ReleaseUpdate) -> Answer {
    let health = Health::from_word(args.health.word()).unwrap_or(Health::OnTrack);
    if asks_why(cx, health, args.note.as_deref()) {
        let item = find_item(cx, args.item.0).await?;
        return form(Line::new("release update"), (&item, health));
    }
    let (after, release, tx) = save(cx, args.item.0, Some(health), args.note).await?;
    let seen = words::Seen::of(cx);
    let reply = cx.in_place(words::reported(&seen, &after, release.as_ref()));
    cx.commit(tx, reply).await
}

/// The answer to what docket asked in private: the message goes on to the items that still wait. One that is asked for in
/// the round of a meeting is given apart, because all see the question.
pub async fn answer(cx: &Context, args: ReleaseAnswer) -> Answer {
    let is_apart = args.apart == Some(true);
    let health = args.health.and_then(|health: ReleaseAnswerHealth| Health::from_word(health.word()));
    if cx.can_open_form() && args.note.is_none() && health.is_none_or(|health| health <= Health::Attention) {
        let item = find_item(cx, args.item.0).await?;
        let line = Line::new("release answer");
        let line = if is_apart { line.with("apart", "yes") } else { line };
        return form(line, (&item, health.unwrap_or(item.facts.health)));
    }
    let (after, release, mut tx) = save(cx, args.item.0, health, args.note).await?;
    if is_apart {
        let reply = cx.in_place(words::reported(&words::Seen::of(cx), &after, release.as_ref()));
        return cx.commit(tx, reply).await;
    }
    let waiting = store::waiting_before(&mut tx, cx.guild.id, cx.caller.user_id, At::from(cx.now)).await?;
    let waiting: Vec<Item> = waiting.into_iter().filter(|item| item.id != after.id).collect();
    let seen = words::Seen::of(cx);
    let message = words::answered(&seen, &after, &waiting);
    // Its buttons stand on what docket asked, in private, and on the person's own list.
    let reply = match cx.source.message_id() {
        Some(_) => Reply::Update(message),
        None => cx.in_place(message),
    };
    cx.commit(tx, reply).await
}

/// Who says that something is not well is asked for a line about it.
fn asks_why(cx: &Context, health: Health, note: Option<&str>) -> bool {
    cx.can_open_form() && note.is_none() && health <= Health::Attention && cx.source.message_id().is_some()
}

fn form(line: Line, (item, health): (&Item, Health)) -> Answer {
    let line = line.with("item", item.id).with("health", health.word());
    Ok(Reply::Form(open_form(line.version(item.version), |_| item.facts.note.clone())?))
}

/// Saves an update, of which a meeting hears that asks for it; a person who says no health leaves it as it is.
async fn save(
    cx: &Context,
    id: i64,
    health: Option<Health>,
    note: Option<String>,
) -> Result<(Item, Option<crate::release::Release>, crate::db::Tx), Error> {
    let (mut tx, before, release) = begin_open_item(cx, id).await?;
    if !rules::may_report(cx, &before, release.as_ref()) {
        return Err(words::not_your_item(id).into());
    }
    let note = note.map(|note| one_line(&clean(&note)).trim().to_owned()).filter(|note| !note.is_empty());
    let by = &Actor::from(cx);
    let facts = reported(&before.facts, (health.unwrap_or(before.facts.health), note), by);
    let after = save_item(&mut tx, by, &cx.guild, (&before, facts), (Deed::of(verb::REPORTED), None)).await?;
    cx.neighbours.made_of(&mut tx, &cx.guild, cx.now, (Noun::RELEASE_ITEM.word, after.id)).await?;
    Ok((after, release, tx))
}
