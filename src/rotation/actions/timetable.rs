//! The timers of a rotation: one job per coming occurrence of whatever happens on time.

use super::{
    open::Loaded,
    timers::{Ahead, Daily, Deadline, FollowDuty, Handoff, Look},
};
use crate::{
    base::{civil::Zone, recurrence::Recurrence},
    contract::Guild,
    db::Tx,
    error::Error,
    room::enqueue,
    rotation::{
        rules::{FOREVER, Plan, holders, next_point},
        store::By,
    },
};
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

/// How long before duty begins the person is told.
pub(super) const AHEAD: TimeDelta = TimeDelta::hours(24);
/// How long before a deadline, in hours, the person on duty is reminded.
pub(super) const BEFORE_DEADLINE: [i64; 2] = [24, 2];
/// Deadlines closer together than this, such as daily ones, have the later reminder alone.
const SPARSE: TimeDelta = TimeDelta::hours(36);
/// How far ahead a notice is looked for.
const AHEAD_SEARCH: TimeDelta = TimeDelta::days(400);
/// How many days ahead the start of work is looked for.
const CLOSED_DAYS: usize = 60;
/// Local time of the daily look at a rotation.
const DAILY: NaiveTime = NaiveTime::from_hms_opt(8, 0, 0).expect("eight in the morning");

/// Sets the timers for what comes next. One that is set already stays; one that has become stale does nothing.
pub(super) async fn arm(tx: &mut Tx, by: By, guild: &Guild, loaded: &Loaded) -> Result<(), Error> {
    if !loaded.row.is_active() {
        return Ok(());
    }
    let (plan, now, rotation) = (loaded.plan(), by.now, by.rotation_id);
    let at = next_point(plan, now);
    if at < FOREVER {
        enqueue(tx, by.guild_id, &Handoff { rotation, at }, at, now).await?;
    }
    if let Some(at) = next_beginning(plan, now) {
        enqueue(tx, by.guild_id, &Ahead { rotation, at }, at - AHEAD, now).await?;
    }
    if let Some(epoch) = plan.epochs().last() {
        let at = next_morning(epoch.rhythm.zone(), now);
        enqueue(tx, by.guild_id, &Daily { rotation }, at, now).await?;
    }
    if let Some(at) = next_opening(guild, now) {
        enqueue(tx, by.guild_id, &Look { rotation }, at, now).await?;
    }
    if let Some(series) = loaded.row.deadline_json.as_ref() {
        arm_deadline(tx, by, &series.0).await?;
    }
    Ok(())
}

/// The reminders of the next deadline that each can still precede.
async fn arm_deadline(tx: &mut Tx, by: By, series: &Recurrence) -> Result<(), Error> {
    for hours in BEFORE_DEADLINE {
        let ahead = TimeDelta::hours(hours);
        let Some(at) = next_deadline(series, by.now + ahead, hours) else { continue };
        let reminder = Deadline { rotation: by.rotation_id, at, hours };
        enqueue(tx, by.guild_id, &reminder, at - ahead, by.now).await?;
    }
    Ok(())
}

/// The first deadline after `at` that is reminded of so many hours before.
fn next_deadline(series: &Recurrence, at: DateTime<Utc>, hours: i64) -> Option<DateTime<Utc>> {
    let next = series.next_after(at)?;
    let before = series.index_at_or_before(next.at - TimeDelta::microseconds(1));
    let before = before.and_then(|index| series.occurrence(index));
    let is_dense = before.is_some_and(|before| next.at - before.at < SPARSE);
    (hours == BEFORE_DEADLINE[1] || !is_dense).then_some(next.at)
}

fn next_morning(zone: &Zone, now: DateTime<Utc>) -> DateTime<Utc> {
    let today = zone.instant(zone.date(now).and_time(DAILY));
    let tomorrow = zone.date(now).succ_opt();
    let tomorrow = tomorrow.map_or(now + TimeDelta::days(1), |date| zone.instant(date.and_time(DAILY)));
    if today > now { today } else { tomorrow }
}

/// When the guild starts to work next, on a day on which it works.
fn next_opening(guild: &Guild, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let dates = guild.hours.zone().date(now).iter_days().take(CLOSED_DAYS);
    dates.filter_map(|date| guild.hours.opening(date)).find(|opening| *opening > now)
}

/// The next instant, more than a day ahead, at which somebody comes on who was not on just before.
fn next_beginning(plan: &Plan, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let on = |at| holders(plan, at).iter().filter_map(|duty| duty.user.ok()).collect::<Vec<_>>();
    let mut before = on(now);
    let mut at = next_point(plan, now);
    while at < now + AHEAD_SEARCH {
        let then = on(at);
        if at - AHEAD > now && then.iter().any(|user_id| !before.contains(user_id)) {
            return Some(at);
        }
        before = then;
        at = next_point(plan, at);
    }
    None
}

/// Lets the Discord role follow whoever is on.
pub(super) async fn role_job(tx: &mut Tx, by: By) -> Result<(), Error> {
    let id = tx.next_id(by.now);
    enqueue(tx, by.guild_id, &FollowDuty { rotation: by.rotation_id, id }, by.now, by.now).await?;
    Ok(())
}
