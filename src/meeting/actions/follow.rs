//! What goes along when a date changes: topics that go to another meeting, and dates that a new rhythm does not have.

use super::apply::{
    materialise, note_outcome, redraw, redraw_all, save_item, save_occurrence, tell_with_hint,
};
use crate::{
    contract::Guild,
    db::{At, Tx, event},
    error::Error,
    meeting::{
        Became, Item, ItemFacts, ItemState, OCCURRENCE, Occurrence, OccurrenceFacts, Series, State,
        actions::open::{AHEAD, dates, rows},
        rules::{self, verb},
        store, words,
    },
    room::{self, Actor, Change, Deed, Fields},
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// How far back it is looked for where topics went.
const MOST_EVENTS: i64 = 100;

/// The row of the first date of a held series after an instant; `None` when there is none.
pub async fn next_row(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (series, after): (&Series, DateTime<Utc>),
) -> Result<Option<Occurrence>, Error> {
    let next = dates(tx, guild, series, (after, 1)).await?.into_iter().next();
    match next {
        Some(slot) => Ok(Some(materialise(tx, by, series, &slot).await?)),
        None => Ok(None),
    }
}

/// What a meeting did not reach goes to the front of the next one, with its count; at every third time its owner is asked
/// what is to become of it. Standing topics come again by themselves. The series is held. Returns what goes on, as it is
/// now.
///
/// # Errors
/// When the database does not answer.
pub async fn carry_over(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (series, occurrence): (&Series, &Occurrence),
) -> Result<Vec<Item>, Error> {
    let items = store::queued(tx, guild.id, occurrence.id).await?;
    let mut next = None;
    if items.iter().any(|item| !item.is_standing) {
        let after = occurrence.facts.starts_at.utc().max(by.now);
        next = next_row(tx, by, guild, (series, after)).await?;
    }
    let (mut gone_on, mut asked) = (Vec::new(), BTreeMap::<i64, Vec<Item>>::new());
    for item in &items {
        if item.is_standing {
            note_outcome(tx, by, item, Became::Dropped);
            let facts = ItemFacts { state: ItemState::Dropped, ..item.facts.clone() };
            store::save_item(tx, guild.id, &Item { facts, version: item.version + 1, ..item.clone() });
            continue;
        }
        let to = next.as_ref().map(|next| next.id);
        let Some(carried) = rules::carry(&item.facts, to, occurrence.facts.starts_at) else { continue };
        note_outcome(tx, by, item, Became::Carried);
        let after = save_item(tx, by, (item, carried.facts), Deed::of(verb::CARRIED)).await?;
        if carried.asks {
            asked.entry(after.owner()).or_default().push(after.clone());
        }
        gone_on.push(after);
    }
    let seen = words::Seen::anywhere(guild, by.now);
    for (owner, items) in &asked {
        // One message for all topics of an owner that it has buttons for.
        for some in items.chunks(words::ASKED_AT_ONCE) {
            let message = words::asked_again(&seen, series, some);
            tell_with_hint(tx, by, *owner, (&message, series.facts.channel_id))?;
        }
    }
    redraw(tx, by, occurrence.id).await?;
    Ok(gone_on)
}

/// Topics of a date that does not take place go to the next one after it; nobody put them off.
pub async fn hand_on(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (series, occurrence): (&Series, &Occurrence),
) -> Result<usize, Error> {
    let items: Vec<Item> = store::queued(tx, guild.id, occurrence.id).await?;
    let (standing, items): (Vec<Item>, Vec<Item>) = items.into_iter().partition(|item| item.is_standing);
    for item in &standing {
        let facts = ItemFacts { state: ItemState::Dropped, ..item.facts.clone() };
        store::save_item(tx, guild.id, &Item { facts, version: item.version + 1, ..item.clone() });
    }
    if items.is_empty() {
        return Ok(0);
    }
    let next = next_row(tx, by, guild, (series, by.now)).await?;
    let to = next.as_ref().map(|next| next.id);
    for item in &items {
        let facts = ItemFacts { occurrence_id: to, ..item.facts.clone() };
        store::save_item(tx, guild.id, &Item { facts, version: item.version + 1, ..item.clone() });
    }
    let ids: Vec<i64> = items.iter().map(|item| item.id).collect();
    let told = Fields::from_iter([
        ("topics".to_owned(), ids.len().into()),
        ("items".to_owned(), ids.into()),
        ("to".to_owned(), to.into()),
    ]);
    room::record(tx, by, OCCURRENCE, occurrence.id, verb::HANDED_ON, Change::noted(told));
    redraw_all(tx, by, [to]).await?;
    Ok(items.len())
}

/// Topics that a held date handed on when it was given up come back to it, as far as they wait where they went, with those of
/// every meeting.
pub async fn take_back(tx: &mut Tx, by: &Actor, occurrence: &Occurrence) -> Result<usize, Error> {
    let own = store::items_of(tx, by.guild_id, occurrence.id).await?;
    for item in own.iter().filter(|item| item.is_standing && item.facts.state == ItemState::Dropped) {
        let facts = ItemFacts { state: ItemState::Queued, ..item.facts.clone() };
        store::save_item(tx, by.guild_id, &Item { facts, version: item.version + 1, ..item.clone() });
    }
    let events = event::history(tx, by.guild_id, OCCURRENCE, occurrence.id, None, MOST_EVENTS).await?;
    let last = events.iter().find(|event| [verb::HANDED_ON, verb::TOOK_BACK].contains(&event.verb.as_str()));
    let Some(last) = last.filter(|event| event.verb == verb::HANDED_ON) else { return Ok(0) };
    let told = Change::of(last)?.after.unwrap_or_default();
    let ids = told.get("items").and_then(|ids| serde_json::from_value::<Vec<i64>>(ids.clone()).ok());
    let to = told.get("to").and_then(serde_json::Value::as_i64);
    let mut count = 0;
    for id in ids.unwrap_or_default() {
        let item = store::lock_item(tx, by.guild_id, id).await?;
        let Some(item) = item.filter(|item| item.is_queued() && item.facts.occurrence_id == to) else {
            continue;
        };
        let facts = ItemFacts { occurrence_id: Some(occurrence.id), ..item.facts.clone() };
        store::save_item(tx, by.guild_id, &Item { facts, version: item.version + 1, ..item });
        count += 1;
    }
    let told = Fields::from_iter([("topics".to_owned(), count.into())]);
    room::record(tx, by, OCCURRENCE, occurrence.id, verb::TOOK_BACK, Change::noted(told));
    redraw_all(tx, by, [Some(occurrence.id), to]).await?;
    Ok(count)
}

/// Lets the rows that are to come follow another rhythm or length of their series: each keeps its name, and a date that
/// the rule does not have any more hands its topics on.
pub async fn rebase(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (before, after): (&Series, &Series),
) -> Result<(), Error> {
    let rows = rows(tx, guild.id, after, by.now).await?;
    let to_come: Vec<&Occurrence> = rows
        .iter()
        .filter(|row| row.facts.state.is_to_come() && row.facts.starts_at.utc() > by.now)
        .collect();
    if !after.is_active() {
        return redraw_all(tx, by, to_come.iter().map(|row| Some(row.id))).await;
    }
    let found = rules::slots(&after.facts, &guild.hours, &rows, by.now, AHEAD);
    let was_long = before.facts.duration_minutes;
    for row in to_come {
        let is_own = row.facts.duration_minutes != was_long;
        let minutes = if is_own { row.facts.duration_minutes } else { after.facts.duration_minutes };
        match found.iter().find(|slot| slot.occurrence_id == Some(row.id)) {
            Some(slot) => {
                let facts = OccurrenceFacts {
                    starts_at: At::from(slot.at),
                    duration_minutes: minutes,
                    ..row.facts.clone()
                };
                save_occurrence(tx, by, (row, facts), Deed::of(verb::EDITED)).await?;
                redraw(tx, by, row.id).await?;
            }
            None => {
                let facts = OccurrenceFacts { state: State::Skipped, ..row.facts.clone() };
                let row = save_occurrence(tx, by, (row, facts), Deed::of(verb::SKIPPED)).await?;
                hand_on(tx, by, guild, (after, &row)).await?;
            }
        }
    }
    Ok(())
}
