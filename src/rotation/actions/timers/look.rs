//! The look at new requests when the working day begins, without a ping: the morning digest is what speaks to each person.

use super::{
    super::{
        effects::{announce, as_called},
        open::is_about_requests,
        timetable::arm,
    },
    by, give_up, lock_active, peek,
};
use crate::{
    contract::Timer,
    error::Error,
    room::{Job, Ports},
    rotation::{
        rules::{is_at_work, on_duty},
        store::{self, By},
        words,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How far back the first look of a rotation goes.
const FIRST_LOOK: TimeDelta = TimeDelta::days(1);

/// Says in the channel what has come in since the last look; nothing when nothing has.
#[derive(Serialize, Deserialize)]
pub struct Look {
    pub rotation: i64,
}

impl Job for Look {
    const KIND: &'static str = "rotation.look";

    fn occurrence(&self, run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.rotation, run_at.timestamp())
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        look(timer, ports, by(timer, self.rotation)).await
    }
}

async fn look(timer: &Timer, ports: &Ports, by: By) -> Result<(), Error> {
    if peek(timer, by).await?.is_none() {
        return give_up(timer).await;
    }
    let mut db = &timer.db;
    let last = store::last_look(&mut db, by.guild_id, by.rotation_id).await?;
    let since = last.unwrap_or(by.now - FIRST_LOOK);
    let new = ports.rooms.new_work(&timer.db, by.guild_id, since, by.now).await?;
    let open = ports.rooms.open_work(&timer.db, by.guild_id, by.now).await?;
    let mut tx = timer.begin().await?;
    let Some(loaded) = lock_active(&mut tx, by).await? else { return timer.finish(tx).await };
    let is_for_work = is_about_requests(&mut tx, by.guild_id, &loaded.row).await?;
    let on: Vec<i64> = on_duty(loaded.plan(), by.now).iter().filter_map(|duty| duty.user.ok()).collect();
    // The hours may have changed since the job was set, and after downtime a look in the evening helps nobody.
    if is_for_work && is_at_work(&timer.guild.hours, by.now) && !on.is_empty() {
        let date = timer.guild.hours.zone().date(by.now);
        let is_first = store::first_time(&mut tx, by, &format!("look:{date}")).await?;
        if is_first && !new.count.is_none() {
            let message =
                words::new_requests(&as_called(&timer.guild, &loaded.row), on[0], &new, &open, since);
            announce(&mut tx, by, &timer.guild, &loaded.row, &message, None)?;
        }
    }
    arm(&mut tx, by, &timer.guild, &loaded).await?;
    timer.finish(tx).await
}
