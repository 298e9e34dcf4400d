//! What every change of a meeting that is held has in common.

use crate::{
    db::{At, Tx},
    error::Error,
    meeting::{Attendance, Became, Item, Live, OCCURRENCE, Occurrence, OccurrenceFacts, store},
    room::{self, Actor, difference, fields},
};

/// What an event does not repeat: the agenda as it was at the start.
const UNTOLD: &str = "frozen_json";

/// Saves other facts of a held occurrence and records the change.
///
/// # Errors
/// A fault when the facts cannot be written, which does not happen.
pub fn keep(
    tx: &mut Tx,
    by: &Actor,
    (before, facts): (&Occurrence, OccurrenceFacts),
    verb: &'static str,
) -> Result<Occurrence, Error> {
    let mut change = difference(&fields(&before.facts)?, &fields(&facts)?).unwrap_or_default();
    for side in [&mut change.before, &mut change.after].into_iter().flatten() {
        side.remove(UNTOLD);
    }
    let after = Occurrence { facts, version: before.version + 1, ..before.clone() };
    store::save_occurrence(tx, by.guild_id, &after);
    room::record(tx, by, OCCURRENCE, after.id, verb, change);
    Ok(after)
}

/// Something happened in a meeting: it is not idle.
pub fn touch(tx: &mut Tx, by: &Actor, occurrence_id: i64) {
    let live = Live { occurrence_id, active_at: At::from(by.now), is_late: false };
    store::active(tx, by.guild_id, live);
}

/// Somebody is here. Returns false when that was known.
///
/// # Errors
/// When the database does not answer.
pub async fn arrive(tx: &mut Tx, by: &Actor, occurrence: &Occurrence, user_id: i64) -> Result<bool, Error> {
    let who = Attendance { user_id, is_present: true, reason: None };
    Ok(store::attend(tx, by.guild_id, occurrence.id, (&who, At::from(by.now))).await?)
}

/// Keeps what became of the topic that is spoken about, with when it was begun.
pub fn outcome(tx: &mut Tx, by: &Actor, occurrence: &Occurrence, item: &Item, became: Became) {
    let began_at = occurrence.facts.item_started_at;
    let outcome = store::Outcome { item_id: item.id, became, began_at, decided_at: At::from(by.now) };
    store::insert_outcome(tx, by.guild_id, occurrence.id, outcome);
}
