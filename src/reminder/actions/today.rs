//! What of the reminders belongs into somebody's day.

use crate::{
    contract::{DayOf, Section},
    db::{At, Db},
    error::Error,
    reminder::{store, words},
};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeSet;

/// What was told in a channel and is not done waits for somebody's next digest so long and no longer.
const LONGEST_WAIT: TimeDelta = TimeDelta::days(31);

/// The person's reminders that are due in the rest of the day, snoozed ones that come again, checklists that are open, and
/// what mentioned them lately and is not done: its ping may have been held back.
pub async fn today(of: &DayOf<'_>) -> Result<Vec<Section>, Error> {
    let DayOf { db, guild, user_id, zone, since, now, .. } = *of;
    let tomorrow = At::from(zone.date(now).succ_opt().map_or(now, |date| zone.start_of_day(date)));
    let since = At::from(since.max(now - LONGEST_WAIT));
    let due = store::due_before(db, guild.id, user_id, tomorrow).await?;
    let waiting = store::waiting(db, guild.id, user_id, tomorrow, since).await?;
    let sight = guild.sight_anywhere();
    let due = due.iter().map(|due| (due.due_at, words::due_line(due, sight), due.id));
    let at = |it: &store::Waiting| it.wakes_at.unwrap_or(it.due_at);
    let waiting = waiting.iter().map(|it| (at(it), words::waiting_line(it, sight), it.id));
    let mut lines: Vec<(At, String, i64)> = due.chain(waiting).collect();
    lines.sort();
    Ok(words::day_section(lines.into_iter().map(|(_, line, id)| (line, id)).collect()).into_iter().collect())
}

/// Everybody who has a reminder, is mentioned in one, or was by one that is over and still waits for them.
pub async fn people(db: &Db, guild_id: i64, now: DateTime<Utc>) -> Result<BTreeSet<i64>, Error> {
    let mut found = BTreeSet::new();
    for (owner_user_id, people) in store::everybody(db, guild_id, At::from(now - LONGEST_WAIT)).await? {
        found.insert(owner_user_id);
        found.extend(people.0);
    }
    Ok(found)
}
