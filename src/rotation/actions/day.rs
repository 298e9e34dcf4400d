//! What of the rotations belongs into somebody's day.

use super::{asked::asked_of, effects::as_told, open::load};
use crate::{
    contract::{DayOf, Section},
    db::Db,
    error::Error,
    rotation::{rules::own_stints, store, words},
};
use chrono::TimeDelta;
use std::collections::BTreeSet;

/// How far ahead a shift is told of.
const AHEAD: TimeDelta = TimeDelta::days(7);

/// The person's duty, where something of it is new since the digest before, or due today: a shift that has begun, one that is
/// a week ahead now, a deadline. What was told is not told again. What others ask of them waits until it is answered.
pub async fn shift_ahead(of: &DayOf<'_>) -> Result<Vec<Section>, Error> {
    let DayOf { db: mut reader, guild, user_id, zone, since, now, .. } = *of;
    let (mut lines, mut asks) = (Vec::new(), Vec::new());
    for row in store::all(&mut reader, guild.id).await? {
        let loaded = load(&mut reader, guild.id, row).await?;
        let row = as_told(guild, &loaded.row);
        let asked = asked_of(&mut reader, guild.id, &loaded, user_id, now).await?;
        asks.extend(asked.into_iter().map(|ask| (row.clone(), ask)));
        let stints = own_stints(loaded.plan(), user_id, since.min(now));
        let deadline = loaded.row.deadline_json.as_ref().and_then(|series| series.0.next_after(now));
        let deadline = deadline.map(|next| next.at).filter(|at| zone.date(*at) == zone.date(now));
        for span in stints.into_iter().map(|stint| stint.span).filter(|span| now < span.until) {
            let is_on = span.from <= now;
            let deadline = deadline.filter(|at| is_on && *at <= span.until);
            let has_begun = is_on && since < span.from;
            let is_in_sight = since + AHEAD < span.from && span.from <= now + AHEAD;
            if deadline.is_some() || has_begun || is_in_sight {
                lines.push(words::in_your_day(&row, span, (now, zone), deadline));
            }
        }
    }
    Ok(words::asks_section(&asks, zone).into_iter().chain(words::duty_section(lines)).collect())
}

/// Everybody who takes turns in a rotation that runs.
pub async fn members(db: &Db, guild_id: i64) -> Result<BTreeSet<i64>, Error> {
    let mut reader = db;
    let mut found = BTreeSet::new();
    for row in store::all(&mut reader, guild_id).await? {
        let loaded = load(&mut reader, guild_id, row).await?;
        found.extend(
            loaded.plan().epochs().last().into_iter().flat_map(|epoch| epoch.members.iter().copied()),
        );
    }
    Ok(found)
}
