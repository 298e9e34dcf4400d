//! A day and two hours before the work of a shift is due, and when that has passed with work left.

use super::{
    super::{
        effects::{announce, as_called, channel, follow, tell, tell_until},
        open::Loaded,
        timetable::{Readers, arm},
    },
    by, give_up,
    left::{look_up, see_off},
    lock_active, peek,
};
use crate::{
    contract::{Guild, Level, Timer},
    db::Tx,
    error::Error,
    room::{self, Job, Open, Ports},
    rotation::{
        rules::{Nobody, PASSED, holders, is_timely, on_at, shift_at, until_then},
        store::{self, By},
        words,
    },
    workspace,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A reminder that comes later than this says so.
const LATE: TimeDelta = TimeDelta::hours(1);

/// Reminds whoever is on at the deadline `at`, some hours before it, if it still is one and a reminder still helps; with
/// [`PASSED`] for the hours, tells whoever was on and the leads what was left undone.
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
    let people = Readers::read(&mut tx, &timer.guild).await?;
    let told = |hours| people.deadline(&timer.guild, on_at(loaded.plan(), due.at), due.at, hours);
    let series = loaded.row.deadline_json.as_ref().map(|series| &series.0);
    if is_timely(series, loaded.plan(), (due.at, due.hours), by.now, told) {
        let is_late = by.now - told(due.hours) > LATE;
        remind(&mut tx, by, &timer.guild, &loaded, (due, is_late), &open).await?;
    }
    // The card changes only when somebody has left.
    if found.left.is_empty() {
        arm(&mut tx, by, &timer.guild, &loaded).await?;
    } else {
        follow(&mut tx, by, &timer.guild, &loaded).await?;
    }
    timer.finish(tx).await
}

async fn remind(
    tx: &mut Tx,
    by: By,
    guild: &Guild,
    loaded: &Loaded,
    (due, is_late): (Deadline, bool),
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
    if is_clear
        && due.hours != PASSED
        && !store::first_time(tx, by, &format!("deadline_clear:{occurrence}")).await?
    {
        return Ok(());
    }
    if due.hours == PASSED {
        return if is_clear { Ok(()) } else { passed(tx, by, guild, loaded, due, open).await };
    }
    let Some(user_id) = on_at(plan, due.at) else {
        if is_clear {
            return Ok(());
        }
        // Whoever takes it has it until the shift ends, and takes it from nobody.
        let can_take = shift_at(plan, by.now).until >= due.at
            && holders(plan, by.now).first().is_some_and(|duty| duty.user.is_err());
        let message = words::deadline_of_nobody(&as_called(guild, &loaded.row), due.at, open, can_take);
        return announce(tx, by, guild, &loaded.row, &message, None);
    };
    // Where direct messages are closed it is said in the channel.
    let row = &loaded.row.seen_with(guild.sight_anywhere());
    let message = if is_clear {
        words::deadline_clear(row, user_id, due.at)
    } else {
        words::deadline(&words::Deadline {
            row,
            user_id,
            at: due.at,
            until_then: until_then(plan, user_id, by.now, due.at),
            open,
            is_late,
        })
    };
    tell_until(tx, by, guild, &loaded.row, (user_id, due.at), &message)
}

/// Once, to whoever was on and to the leads: how much was left when the deadline passed.
async fn passed(
    tx: &mut Tx,
    by: By,
    guild: &Guild,
    loaded: &Loaded,
    due: Deadline,
    open: &Open,
) -> Result<(), Error> {
    let row = &loaded.row.seen_with(guild.sight_anywhere());
    let on = on_at(loaded.plan(), due.at);
    if let Some(user_id) = on {
        tell(tx, by, guild, row, user_id, &words::deadline_passed(row, user_id, due.at, open))?;
    }
    let leads = workspace::leads(tx, guild.id).await?;
    for user_id in leads.iter().filter(|user_id| Some(**user_id) != on) {
        let line = words::passed_for_lead(row, on, due.at, open);
        let news = words::deadline_news(row, channel(guild, row), due.at, line);
        workspace::bring(tx, guild, &room::Actor::docket(by.guild_id, by.now), *user_id, news).await?;
    }
    // As long as no lead has been seen, their role is told where the rotation speaks.
    match guild.roles.get(&Level::Lead) {
        Some(role_id) if leads.is_empty() => {
            let line = words::passed_for_lead(&as_called(guild, row), on, due.at, open);
            announce(tx, by, guild, row, &words::to_role(*role_id, &line), None)
        }
        _ => Ok(()),
    }
}
