//! The timers of a rotation: one job per coming occurrence of whatever happens on time.

use super::{
    open::Loaded,
    timers::{Ahead, Daily, Deadline, FollowDuty, Handoff, Look},
};
use crate::{
    base::recurrence::Recurrence,
    contract::Guild,
    db::Tx,
    error::Error,
    room::enqueue,
    rotation::{
        rules::{
            AHEAD, BEFORE_DEADLINE, FOREVER, next_beginning, next_deadline, next_morning, next_opening,
            next_point,
        },
        store::By,
    },
};
use chrono::TimeDelta;

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
    if let Some(at) = next_opening(&guild.hours, now) {
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

/// Lets the Discord role follow whoever is on.
pub(super) async fn role_job(tx: &mut Tx, by: By) -> Result<(), Error> {
    let id = tx.next_id(by.now);
    enqueue(tx, by.guild_id, &FollowDuty { rotation: by.rotation_id, id }, by.now, by.now).await?;
    Ok(())
}
