//! What the messages of the day before name to somebody, so that the digest of that morning does not.

use super::{
    owe::{Owe, OwedRound, owed_by},
    tick::mark,
};
use crate::{
    contract::{DayOf, Neighbours},
    error::Error,
    meeting::{
        Series,
        actions::open::dates,
        rules::{self, Slot, Step},
        store,
    },
    queue, room, workspace,
};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeSet;

/// Dates of a series of which people may be told in one day.
const NEAR: usize = 5;

/// Noun and number of what the person is told in that day that they owe meetings, or was told already.
pub async fn apart(of: &DayOf<'_>, neighbours: &dyn Neighbours) -> Result<BTreeSet<String>, Error> {
    let DayOf { db, guild, user_id, zone, now, .. } = *of;
    let own = workspace::person(&mut { db }, guild.id, user_id).await?;
    let offered = neighbours.agenda();
    let mut named = BTreeSet::new();
    for series in store::all_series(&mut { db }, guild.id).await?.into_iter().filter(Series::is_active) {
        let clock = series.facts.timetable_json.0.series().zone();
        for slot in dates(&mut { db }, guild, &series, (now, NEAR)).await? {
            let day = rules::day_before(clock.date(slot.at), &guild.hours);
            let morning = own.morning(guild, day);
            if zone.date(morning) > zone.date(now) {
                continue;
            }
            let Some(at) = told_at(of, (&series, &slot), (day, morning)).await? else { continue };
            let owed = owed_by((db, guild), &offered, (&series, slot.at), (user_id, at)).await?;
            named.extend(owed.into_iter().flat_map(|section| section.keys));
        }
    }
    Ok(named)
}

/// When the person is told in their day what they owe a date of a series, as it is planned, or was told; `None` when they are
/// told on another day or not at all. What one step sets is looked for after the step itself, so that nothing is missed while they run.
async fn told_at(
    of: &DayOf<'_>,
    (series, slot): (&Series, &Slot),
    (day, morning): (NaiveDate, DateTime<Utc>),
) -> Result<Option<DateTime<Utc>>, Error> {
    let DayOf { db, guild, user_id: user, zone, now, .. } = *of;
    let (about, key) = mark(series, slot, Step::Owed);
    let Some(rounded) = queue::told_at(&mut { db }, guild.id, (&about, &key)).await? else {
        let clock = series.facts.timetable_json.0.series().zone();
        let due = rules::due(slot, series.facts.reminds(), clock, &guild.hours);
        let at = rules::owed_at(&due, morning, now);
        return Ok(at.filter(|at| zone.date(*at) == zone.date(now)));
    };
    let Some(occurrence) = slot.occurrence_id else { return Ok(None) };
    let planned = Some(morning.max(now));
    if room::waiting(&mut { db }, guild.id, &OwedRound { occurrence }, rounded).await?.is_some() {
        return Ok(planned);
    }
    let owe = Owe { occurrence, user, day };
    if room::waiting(&mut { db }, guild.id, &owe, now).await?.is_some() {
        return Ok(planned);
    }
    let (about, key) = owe.mark(series.id);
    let told = queue::told_at(&mut { db }, guild.id, (&about, &key)).await?;
    Ok(told.filter(|at| zone.date(*at) == zone.date(now)))
}
