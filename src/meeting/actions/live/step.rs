//! From topic to topic.

use super::{
    apply::{keep, outcome, touch},
    clock,
    draw::{Draws, head_key, look},
    open::{begin_live, find_live, lead},
};
use crate::{
    contract::{
        Answer, Context,
        args::{MeetingExtend, MeetingNextItem, MeetingPark},
    },
    db::{At, Tx},
    error::Error,
    meeting::{
        Became, Item, ItemFacts, ItemState, Occurrence, OccurrenceFacts, Series,
        actions::apply::save_item,
        rules::{self, verb},
        store, words,
    },
    queue,
    room::{Actor, Deed},
};

/// `/meeting next-item`: the topic that is spoken about is done, and the next one begins.
pub async fn next_item(cx: &Context, args: MeetingNextItem) -> Answer {
    let (series, _) = find_live(cx, args.occurrence).await?;
    let draws = Draws::of(cx, &series).await;
    let (mut tx, series, occurrence) = begin_live(cx, args.occurrence).await?;
    let occurrence = lead(cx, &mut tx, (&series, occurrence)).await?;
    let current = occurrence.facts.current_item_id;
    let scene = look(&mut tx, cx.guild.id, (&series, &occurrence), draws.private).await?;
    let seen = &words::Seen::of(cx);
    let is_anyway = args.anyway == Some(true);
    if args.from.is_some_and(|from| from != current.unwrap_or(0)) {
        return instead(cx, tx, words::already_on(seen, &scene)).await;
    }
    let began = occurrence.facts.item_started_at.map(At::utc).filter(|_| current.is_some());
    if let Some(began) = began.filter(|began| cx.now - *began < rules::AGAIN && !is_anyway) {
        return instead(cx, tx, words::just_begun(seen, &scene, began)).await;
    }
    let waiting: Vec<i64> = scene.speakers.iter().filter(|it| !it.has_floor).map(|it| it.user_id).collect();
    if !waiting.is_empty() && !is_anyway {
        return instead(cx, tx, words::still_queued(&scene, &waiting)).await;
    }
    let occurrence = go_on(&mut tx, &draws, (&series, occurrence), Became::Discussed).await?;
    let scene = look(&mut tx, cx.guild.id, (&series, &occurrence), draws.private).await?;
    let reply = cx.in_place(words::gone_on(seen, &scene));
    cx.commit(tx, reply).await
}

/// What is asked or said instead, unless this very press has done its work before.
async fn instead(cx: &Context, tx: Tx, message: crate::contract::Message) -> Answer {
    drop(tx);
    match cx.first_answer().await? {
        Some(first) => Ok(first),
        None => Ok(cx.in_place(message)),
    }
}

/// Ends the topic that is spoken about, if there is one, and begins the next that is queued. Returns the meeting as it is
/// now.
pub async fn go_on(
    tx: &mut Tx,
    draws: &Draws<'_>,
    (series, before): (&Series, Occurrence),
    became: Became,
) -> Result<Occurrence, Error> {
    let (by, guild) = (&draws.by, draws.guild);
    let done = close_current(tx, by, guild.id, &before, became).await?;
    let next = store::queued(tx, guild.id, before.id)
        .await?
        .into_iter()
        .find(|item| Some(item.id) != done.as_ref().map(|it| it.id));
    let thread = queue::card(tx, guild.id, &head_key(before.id)).await?.and_then(|card| card.thread_id);
    let facts = OccurrenceFacts {
        current_item_id: next.as_ref().map(|item| item.id),
        item_started_at: next.as_ref().map(|_| At::from(by.now)),
        item_extra_minutes: 0,
        thread_id: before.facts.thread_id.or(thread),
        ..before.facts.clone()
    };
    let after = keep(tx, by, (&before, facts), verb::WENT_ON)?;
    store::clear_queue(tx, guild.id, after.id);
    touch(tx, by, after.id);
    let scene = look(tx, guild.id, (series, &after), draws.private).await?;
    if let Some(done) = &done {
        draws.topic(tx, &scene, done, None)?;
        if let Some(boxed) = clock::boxed(&before, done) {
            draws.time_is_over(tx, &scene, done, boxed)?;
        }
    }
    if let Some(next) = &next {
        clock::watch(tx, by, &after, next).await?;
        let ping = Some(next.owner()).filter(|owner| Some(*owner) != by.user_id);
        draws.topic(tx, &scene, next, ping)?;
    }
    draws.head(tx, &scene)?;
    Ok(after)
}

/// What became of the topic that is spoken about.
pub async fn close_current(
    tx: &mut Tx,
    by: &Actor,
    guild_id: i64,
    occurrence: &Occurrence,
    became: Became,
) -> Result<Option<Item>, Error> {
    let Some(id) = occurrence.facts.current_item_id else { return Ok(None) };
    let Some(item) = store::lock_item(tx, guild_id, id).await?.filter(Item::is_queued) else {
        return Ok(None);
    };
    outcome(tx, by, occurrence, &item, became);
    let (facts, verb) = match became {
        Became::Deferred => {
            (ItemFacts { occurrence_id: None, position: 0, ..item.facts.clone() }, verb::PARKED)
        }
        _ => (ItemFacts { state: ItemState::Discussed, ..item.facts.clone() }, verb::DISCUSSED),
    };
    Ok(Some(save_item(tx, by, (&item, facts), Deed::of(verb)).await?))
}

/// `/meeting extend`.
pub async fn extend(cx: &Context, args: MeetingExtend) -> Answer {
    let (series, _) = find_live(cx, args.occurrence).await?;
    let draws = Draws::of(cx, &series).await;
    let (mut tx, series, occurrence) = begin_live(cx, args.occurrence).await?;
    let occurrence = lead(cx, &mut tx, (&series, occurrence)).await?;
    let by = &Actor::from(cx);
    let Some(id) = occurrence.facts.current_item_id else { return Err(words::nothing_is_on().into()) };
    let minutes = args.minutes.unwrap_or(3).clamp(1, rules::MOST_EXTRA);
    let facts = OccurrenceFacts {
        item_extra_minutes: occurrence.facts.item_extra_minutes + minutes,
        ..occurrence.facts.clone()
    };
    let after = keep(&mut tx, by, (&occurrence, facts), verb::EXTENDED)?;
    touch(&mut tx, by, after.id);
    let scene = look(&mut tx, cx.guild.id, (&series, &after), draws.private).await?;
    if let Some(item) = scene.items.iter().find(|item| item.id == id) {
        clock::watch(&mut tx, by, &after, item).await?;
        if let Some((began, was)) = clock::boxed(&occurrence, item)
            .filter(|(began, was)| rules::reached(*began, *was, cx.now).is_some())
        {
            draws.time(&mut tx, &scene, item, rules::reached(began, was + minutes, cx.now))?;
        }
        draws.topic(&mut tx, &scene, item, None)?;
    }
    let reply = cx.in_place(words::extended(&words::Seen::of(cx), &scene, minutes));
    cx.commit(tx, reply).await
}

/// `/meeting park`: the topic is kept for later, and the next one begins.
pub async fn park(cx: &Context, args: MeetingPark) -> Answer {
    let (series, _) = find_live(cx, args.occurrence).await?;
    let draws = Draws::of(cx, &series).await;
    let (mut tx, series, occurrence) = begin_live(cx, args.occurrence).await?;
    let occurrence = lead(cx, &mut tx, (&series, occurrence)).await?;
    let seen = &words::Seen::of(cx);
    let scene = look(&mut tx, cx.guild.id, (&series, &occurrence), draws.private).await?;
    if args.from.is_some_and(|from| Some(from) != occurrence.facts.current_item_id) {
        return instead(cx, tx, words::already_on(seen, &scene)).await;
    }
    let Some(item) = scene.current() else { return Err(words::nothing_is_on().into()) };
    let topic = words::public_topic(seen, item);
    let occurrence = go_on(&mut tx, &draws, (&series, occurrence), Became::Deferred).await?;
    let scene = look(&mut tx, cx.guild.id, (&series, &occurrence), draws.private).await?;
    let reply = cx.in_place(words::parked(seen, &scene, &topic));
    cx.commit(tx, reply).await
}
