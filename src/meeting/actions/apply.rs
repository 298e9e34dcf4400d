//! What every change has in common: it is recorded, boards are drawn, what docket does by itself is set.

use super::timers::{Board, arm};
use crate::{
    contract::{Guild, Message},
    db::{At, Tx, next_number},
    error::Error,
    meeting::{
        Became, ITEM, Item, ItemFacts, ItemKind, OCCURRENCE, Occurrence, OccurrenceFacts, SERIES, Series,
        SeriesFacts,
        rules::{self, Slot, verb},
        store, words,
    },
    queue::Target,
    room::{self, Actor, Change, Deed, difference, fields, tell},
};

/// Fields of an item that events of confidential ones do not tell.
const HIDDEN: [&str; 2] = ["topic", "link"];

/// Saves other facts of a held series, records the change, lets what is to come follow, and sets what comes next. Refused when
/// nothing would change.
pub async fn save_series(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (before, facts): (&Series, SeriesFacts),
    deed: Deed,
) -> Result<Series, Error> {
    let change = difference(&fields(&before.facts)?, &fields(&facts)?);
    let change = change.ok_or_else(|| words::nothing_to_change(before))?;
    let after = Series { facts, version: before.version + 1, ..before.clone() };
    store::save_series(tx, guild.id, &after);
    deed.record(tx, by, SERIES, after.id, change);
    super::follow::rebase(tx, by, guild, (before, &after)).await?;
    arm(tx, by, guild, &after).await?;
    Ok(after)
}

/// Saves other facts of a held occurrence, records the change and draws its boards.
pub async fn save_occurrence(
    tx: &mut Tx,
    by: &Actor,
    (before, facts): (&Occurrence, OccurrenceFacts),
    deed: Deed,
) -> Result<Occurrence, Error> {
    let Some(change) = difference(&fields(&before.facts)?, &fields(&facts)?) else {
        return Ok(before.clone());
    };
    let after = Occurrence { facts, version: before.version + 1, ..before.clone() };
    store::save_occurrence(tx, by.guild_id, &after);
    deed.record(tx, by, OCCURRENCE, after.id, change);
    redraw(tx, by, after.id).await?;
    Ok(after)
}

/// Adds an item, records that and draws the board that it is on.
pub async fn add_item(tx: &mut Tx, by: &Actor, item: &Item) -> Result<(), Error> {
    store::insert_item(tx, by.guild_id, item);
    let made = Change { before: None, after: Some(fields(&item.facts)?) };
    room::record(tx, by, ITEM, item.id, verb::ADDED, told(item, made));
    redraw_all(tx, by, [item.facts.occurrence_id]).await
}

/// Saves other facts of a held item, records the change and draws the boards that it was and is on. Refused when nothing
/// would change.
pub async fn save_item(
    tx: &mut Tx,
    by: &Actor,
    (before, facts): (&Item, ItemFacts),
    deed: Deed,
) -> Result<Item, Error> {
    let change = difference(&fields(&before.facts)?, &fields(&facts)?);
    let change = change.ok_or_else(|| words::nothing_to_change_of(before.id))?;
    let after = Item { facts, version: before.version + 1, ..before.clone() };
    store::save_item(tx, by.guild_id, &after);
    deed.record(tx, by, ITEM, after.id, told(&after, change));
    redraw_all(tx, by, [before.facts.occurrence_id, after.facts.occurrence_id]).await?;
    Ok(after)
}

/// The change as an event may tell it.
fn told(item: &Item, change: Change) -> Change {
    if item.is_confidential { change.without(&HIDDEN) } else { change }
}

/// Keeps what became of an item in the meeting for which it is queued, if it is queued for one.
pub fn note_outcome(tx: &mut Tx, by: &Actor, item: &Item, became: Became) {
    if let Some(occurrence_id) = item.facts.occurrence_id {
        let outcome =
            store::Outcome { item_id: item.id, became, began_at: None, decided_at: At::from(by.now) };
        store::insert_outcome(tx, by.guild_id, occurrence_id, outcome);
    }
}

/// Lets the boards of an occurrence be drawn anew.
pub async fn redraw(tx: &mut Tx, by: &Actor, occurrence_id: i64) -> Result<(), Error> {
    Board::set(tx, by, occurrence_id, false).await
}

/// Lets the boards of these occurrences be drawn anew, each once.
pub async fn redraw_all(
    tx: &mut Tx,
    by: &Actor,
    ids: impl IntoIterator<Item = Option<i64>>,
) -> Result<(), Error> {
    let mut ids: Vec<i64> = ids.into_iter().flatten().collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        redraw(tx, by, id).await?;
    }
    Ok(())
}

/// The row of a date of a series that is held in the transaction; made if there is none yet.
pub async fn materialise(tx: &mut Tx, by: &Actor, series: &Series, slot: &Slot) -> Result<Occurrence, Error> {
    let known = match slot.occurrence_id {
        Some(id) => store::lock_occurrence(tx, by.guild_id, id).await?,
        None => store::of_original(tx, by.guild_id, series.id, slot.original).await?,
    };
    if let Some(known) = known {
        return Ok(known);
    }
    let facts = OccurrenceFacts {
        is_moved: slot.is_moved,
        note_taker_user_id: Some(rules::note_taker(&series.facts, slot.index)),
        ..OccurrenceFacts::planned(slot.at, slot.minutes)
    };
    let occurrence = Occurrence {
        id: next_number(tx, by.guild_id, OCCURRENCE).await?,
        series_id: series.id,
        original_local: slot.original,
        is_extra: slot.index.is_none(),
        facts,
        version: 1,
    };
    store::insert_occurrence(tx, by.guild_id, &occurrence);
    Ok(occurrence)
}

/// The place behind all topics of an occurrence; the first one where there is no occurrence.
pub async fn end_of(tx: &mut Tx, guild_id: i64, to: Option<&Occurrence>) -> Result<i64, Error> {
    let last = match to {
        Some(to) => store::queued(tx, guild_id, to.id).await?.iter().map(|item| item.facts.position).max(),
        None => None,
    };
    Ok(last.unwrap_or(0).max(0) + 1)
}

/// Puts the standing topics of a series on the agenda of an occurrence that begins to collect.
pub async fn add_standing(
    tx: &mut Tx,
    by: &Actor,
    series: &Series,
    occurrence: &Occurrence,
) -> Result<(), Error> {
    let all = &series.facts.standing_json.0;
    let first = -i64::try_from(all.len()).unwrap_or(0);
    for (position, standing) in (first..).zip(all) {
        let topic = standing.topic.clone();
        let place = (Some(occurrence.id), position);
        let facts =
            ItemFacts { minutes: standing.minutes, ..ItemFacts::queued(topic, ItemKind::Discuss, place) };
        let id = next_number(tx, by.guild_id, ITEM).await?;
        let (place, chair) = ((series.id, series.facts.channel_id), series.facts.chair_user_id);
        let raised = Item::raised(id, place, facts, (chair, by.now));
        let item = Item { is_standing: true, ..raised };
        store::insert_item(tx, by.guild_id, &item);
    }
    Ok(())
}

/// A message in private that waits nowhere else, with a word in `channel` each time that it cannot be delivered.
pub fn tell_with_hint(
    tx: &mut Tx,
    by: &Actor,
    user_id: i64,
    (message, channel_id): (&Message, i64),
) -> Result<(), Error> {
    let fallback = (Target::Channel(channel_id), words::dms_are_closed(user_id));
    tell(tx, by, Target::Person(user_id), message, Some(fallback))
}
