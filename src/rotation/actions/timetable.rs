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
            AHEAD, BEFORE_DEADLINE, FOREVER, PASSED, next_beginning, next_deadline, next_morning,
            next_opening, next_point, on_at,
        },
        store::By,
    },
    workspace::{self, Preferences},
};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;

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
    let people = Readers::read(tx, guild).await?;
    if let Some((due, at)) = next_beginning(plan, now, |user_id, at| people.ahead(guild, user_id, at)) {
        enqueue(tx, by.guild_id, &Ahead { rotation, at }, due, now).await?;
    }
    if let Some(epoch) = plan.epochs().last() {
        let at = next_morning(epoch.rhythm.zone(), now);
        enqueue(tx, by.guild_id, &Daily { rotation }, at, now).await?;
    }
    if let Some(at) = next_opening(&guild.hours, now) {
        enqueue(tx, by.guild_id, &Look { rotation }, at, now).await?;
    }
    if let Some(series) = loaded.row.deadline_json.as_ref() {
        arm_deadline(tx, by, guild, loaded, &series.0, &people).await?;
    }
    Ok(())
}

/// The reminders of the next deadline that each can still precede, and what is told when it has passed.
async fn arm_deadline(
    tx: &mut Tx,
    by: By,
    guild: &Guild,
    loaded: &Loaded,
    series: &Recurrence,
    people: &Readers,
) -> Result<(), Error> {
    for hours in BEFORE_DEADLINE.into_iter().chain([PASSED]) {
        let told = |at| people.deadline(guild, on_at(loaded.plan(), at), at, hours);
        let Some((due, at)) = next_deadline(series, by.now, hours, told) else { continue };
        let reminder = Deadline { rotation: by.rotation_id, at, hours };
        enqueue(tx, by.guild_id, &reminder, due, by.now).await?;
    }
    Ok(())
}

/// What people have said about their day, by which their notices go.
pub(super) struct Readers(BTreeMap<i64, Preferences>);

impl Readers {
    pub async fn read(tx: &mut Tx, guild: &Guild) -> Result<Self, Error> {
        Ok(Self(workspace::people(tx, guild.id).await?))
    }

    fn of(&self, user_id: Option<i64>) -> Preferences {
        user_id.and_then(|user_id| self.0.get(&user_id)).cloned().unwrap_or_default()
    }

    /// When the person is told that they are on from `at` on.
    pub fn ahead(&self, guild: &Guild, user_id: i64, at: DateTime<Utc>) -> DateTime<Utc> {
        self.of(Some(user_id)).told_ahead(guild, at - AHEAD, at)
    }

    /// When the person is reminded of the deadline `at`: a day before, or so many hours of work; when it has passed, then.
    pub fn deadline(
        &self,
        guild: &Guild,
        user_id: Option<i64>,
        at: DateTime<Utc>,
        hours: i64,
    ) -> DateTime<Utc> {
        let of = self.of(user_id);
        match hours {
            PASSED => at,
            hours if hours == BEFORE_DEADLINE[0] => of.told_ahead(guild, at - TimeDelta::hours(hours), at),
            hours => of.work_before(guild, at, TimeDelta::hours(hours)),
        }
    }
}

/// Lets the Discord role follow whoever is on.
pub(super) async fn role_job(tx: &mut Tx, by: By) -> Result<(), Error> {
    let id = tx.next_id(by.now);
    enqueue(tx, by.guild_id, &FollowDuty { rotation: by.rotation_id, id }, by.now, by.now).await?;
    Ok(())
}
