//! What of the reminders belongs into somebody's day.

use crate::{
    base::civil::Zone,
    contract::Section,
    db::{At, Db},
    error::Error,
    reminder::{Kind, Occurrence, Reminder, store, words},
};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeSet;

/// What was told in a channel is told again in the digest for so long, since its ping may have been held back.
const RECENT: TimeDelta = TimeDelta::hours(24);

/// Whether the reminder is the person's matter: theirs in private, or one that mentions them.
fn concerns(reminder: &Reminder, user_id: i64) -> bool {
    match reminder.kind {
        Kind::Me => reminder.owner_user_id == user_id,
        Kind::Channel | Kind::Checklist => reminder.people_json.0.contains(&user_id),
    }
}

/// The person's reminders that are due in the rest of the day, snoozed ones that come again, checklists that are open, and
/// what mentioned them since yesterday and is not done.
pub async fn today(
    db: &Db,
    guild_id: i64,
    user_id: i64,
    now: DateTime<Utc>,
    zone: &Zone,
) -> Result<Option<Section>, Error> {
    let tomorrow = zone.date(now).succ_opt().map_or(now, |date| zone.start_of_day(date));
    let due = store::due_before(db, guild_id, At::from(tomorrow)).await?;
    let due = due.into_iter().filter(|reminder| concerns(reminder, user_id));
    let mut lines: Vec<(DateTime<Utc>, String)> =
        due.filter_map(|reminder| Some((reminder.due_at?.utc(), words::due_line(&reminder)))).collect();
    for waiting in store::waiting(db, guild_id).await? {
        let (reminder, occurrence) = (&waiting.reminder, &waiting.occurrence);
        if concerns(reminder, user_id) && is_of_today(reminder, occurrence, now, tomorrow) {
            let at = occurrence.wakes_at.unwrap_or(occurrence.due_at).utc();
            lines.push((at, words::waiting_line(reminder, occurrence)));
        }
    }
    lines.sort();
    Ok(words::day_section(lines.into_iter().map(|(_, line)| line).collect()))
}

fn is_of_today(
    reminder: &Reminder,
    occurrence: &Occurrence,
    now: DateTime<Utc>,
    tomorrow: DateTime<Utc>,
) -> bool {
    match (occurrence.wakes_at, reminder.kind) {
        (Some(wakes_at), _) => wakes_at.utc() < tomorrow,
        (None, Kind::Checklist) => true,
        (None, Kind::Channel) => now - occurrence.told_at.utc() < RECENT,
        (None, Kind::Me) => false,
    }
}

/// Everybody who has a reminder or is mentioned in one.
pub async fn people(db: &Db, guild_id: i64) -> Result<BTreeSet<i64>, Error> {
    let mut found = BTreeSet::new();
    for (owner_user_id, people) in store::everybody(db, guild_id).await? {
        found.insert(owner_user_id);
        found.extend(people.0);
    }
    Ok(found)
}
