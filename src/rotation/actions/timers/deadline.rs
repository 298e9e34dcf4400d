//! A day and two hours before the work of a shift is due.

use super::{
    super::{
        effects::{announce, follow, tell},
        open::Loaded,
        timetable::arm,
    },
    by, give_up,
    left::{look_up, see_off},
    lock_active, peek,
};
use crate::{
    contract::{Guild, Timer},
    db::Tx,
    error::Error,
    room::{Job, Open, Ports},
    rotation::{
        rules::{BEFORE_DEADLINE, Nobody, Plan, Span, holders, next_difference, shift_at},
        store::{self, By},
        words,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A reminder that comes later than this says so.
const LATE: TimeDelta = TimeDelta::hours(1);

/// Reminds whoever is on at the deadline `at`, some hours before it, if it still is one and a reminder still helps.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct Deadline {
    pub rotation: i64,
    pub at: DateTime<Utc>,
    pub hours: i64,
}

impl Job for Deadline {
    const KIND: &'static str = "rotation.deadline";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.rotation, self.at.timestamp() * 100 + self.hours)
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        deadline(timer, ports, self).await
    }
}

async fn deadline(timer: &Timer, ports: &Ports, due: Deadline) -> Result<(), Error> {
    let by = by(timer, due.rotation);
    let Some(seen) = peek(timer, by).await? else { return give_up(timer).await };
    let people: Vec<i64> = on_at(seen.plan(), due.at).into_iter().collect();
    let found = look_up(ports, by, &people).await;
    let open = ports.rooms.open_work(&timer.db, by.guild_id, by.now).await?;
    let mut tx = timer.begin().await?;
    let Some(loaded) = lock_active(&mut tx, by).await? else { return timer.finish(tx).await };
    let loaded = see_off(&mut tx, by, &timer.guild, loaded, &found).await?;
    if is_timely(&loaded, due, by.now) {
        remind(&mut tx, by, &timer.guild, &loaded, due, &open).await?;
    }
    // The card changes only when somebody has left.
    if found.left.is_empty() {
        arm(&mut tx, by, &timer.guild, &loaded).await?;
    } else {
        follow(&mut tx, by, &timer.guild, &loaded).await?;
    }
    timer.finish(tx).await
}

/// Whether the rotation still has this deadline, it lies ahead, on a day on which somebody works, and no later reminder
/// is due already.
fn is_timely(loaded: &Loaded, due: Deadline, now: DateTime<Utc>) -> bool {
    let just_before = due.at - TimeDelta::microseconds(1);
    let series = loaded.row.deadline_json.as_ref();
    let is_deadline =
        series.and_then(|series| series.0.next_after(just_before)).map(|next| next.at) == Some(due.at);
    let epoch = loaded.plan().epoch_at(due.at);
    let is_day_off = epoch.is_some_and(|epoch| epoch.rhythm.day_off(due.at).is_some());
    let later = BEFORE_DEADLINE.iter().filter(|hours| **hours < due.hours).max();
    let useful_until = later.map_or(due.at, |hours| due.at - TimeDelta::hours(*hours));
    is_deadline && !is_day_off && now < useful_until
}

/// Who has to have the work done by `at`: whoever is on until then, where a handoff falls on it.
fn on_at(plan: &Plan, at: DateTime<Utc>) -> Option<i64> {
    holders(plan, at - TimeDelta::microseconds(1)).iter().find_map(|duty| duty.user.ok())
}

async fn remind(
    tx: &mut Tx,
    by: By,
    guild: &Guild,
    loaded: &Loaded,
    due: Deadline,
    open: &Open,
) -> Result<(), Error> {
    let plan = loaded.plan();
    let is_closed = |why: &Nobody| matches!(why, Nobody::Paused(_) | Nobody::NotStarted(_));
    if holders(plan, due.at).iter().all(|duty| duty.user.as_ref().is_err_and(is_closed)) {
        return Ok(());
    }
    let occurrence = due.at.timestamp_micros();
    if !store::first_time(tx, by, &format!("deadline:{occurrence}:{}", due.hours)).await? {
        return Ok(());
    }
    // That nothing is left is said once for each deadline.
    let is_clear = open.count.is_none();
    if is_clear && !store::first_time(tx, by, &format!("deadline_clear:{occurrence}")).await? {
        return Ok(());
    }
    let Some(user_id) = on_at(plan, due.at) else {
        if is_clear {
            return Ok(());
        }
        let message = words::deadline_of_nobody(&loaded.row, due.at, open);
        return announce(tx, by, guild, &loaded.row, &message, None);
    };
    let message = if is_clear {
        words::deadline_clear(&loaded.row, user_id, due.at)
    } else {
        words::deadline(&words::Deadline {
            row: &loaded.row,
            user_id,
            at: due.at,
            until_then: until_then(plan, user_id, by.now, due.at),
            open,
            is_late: by.now - (due.at - TimeDelta::hours(due.hours)) > LATE,
        })
    };
    tell(tx, by, guild, &loaded.row, user_id, &message)
}

/// Who else is on now, and until when, if the duty changes before the deadline.
fn until_then(plan: &Plan, user_id: i64, now: DateTime<Utc>, at: DateTime<Utc>) -> Option<(i64, Span)> {
    let duties = holders(plan, now);
    if duties.iter().any(|duty| duty.user == Ok(user_id)) {
        return None;
    }
    let (seat, other) = duties.iter().enumerate().find_map(|(seat, duty)| Some((seat, duty.user.ok()?)))?;
    let until = next_difference(plan, seat, now, shift_at(plan, now).until.max(at));
    Some((other, Span { from: now, until }))
}
