//! A day before somebody's duty begins.

use super::{
    super::{
        effects::{follow, tell_until},
        open::{Loaded, is_about_requests},
        timetable::Readers,
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
        rules::{AHEAD, Plan, Span, beginnings_ahead, coming_on, holders, next_difference, shift_at},
        store::{self, By},
        words,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A notice that comes later than this says so.
const LATE: TimeDelta = TimeDelta::hours(1);

/// Tells whoever comes on at `at`, if they still do and it still lies ahead. A job that runs late, as after downtime,
/// also tells whoever else should have heard of their duty by now.
#[derive(Serialize, Deserialize)]
pub struct Ahead {
    pub rotation: i64,
    pub at: DateTime<Utc>,
}

impl Job for Ahead {
    const KIND: &'static str = "rotation.ahead";

    /// Of those who come on at one instant some may be told at another hour than a day before.
    fn occurrence(&self, run_at: DateTime<Utc>) -> String {
        let own = format!("{}:{}", self.rotation, self.at.timestamp_micros());
        if run_at == self.at - AHEAD { own } else { format!("{own}:{}", run_at.timestamp()) }
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let (by, at) = (by(timer, self.rotation), self.at);
        let Some(seen) = peek(timer, by).await? else { return give_up(timer).await };
        let is_late = by.now - timer.job.run_at > LATE;
        let beginnings = |plan: &Plan| if is_late { beginnings_ahead(plan, by.now) } else { vec![at] };
        let newcomers = beginnings(seen.plan()).into_iter().flat_map(|at| coming_on(seen.plan(), at));
        let found = look_up(ports, by, &newcomers.collect::<Vec<_>>()).await;
        let open = ports.rooms.open_work(&timer.db, by.guild_id, by.now).await?;
        let mut tx = timer.begin().await?;
        let Some(loaded) = lock_active(&mut tx, by).await? else { return timer.finish(tx).await };
        let is_about = is_about_requests(&mut tx, by.guild_id, &loaded.row).await?;
        let loaded = see_off(&mut tx, by, &timer.guild, loaded, &found).await?;
        let open = Some(&open).filter(|_| is_about);
        let people = Readers::read(&mut tx, &timer.guild).await?;
        for at in beginnings(loaded.plan()).into_iter().filter(|at| by.now < *at) {
            tell_of(&mut tx, by, (&timer.guild, &people), &loaded, at, open).await?;
        }
        follow(&mut tx, by, &timer.guild, &loaded).await?;
        timer.finish(tx).await
    }
}

/// Tells each of those who come on at `at` and are to hear of it by now, once.
async fn tell_of(
    tx: &mut Tx,
    by: By,
    (guild, people): (&Guild, &Readers),
    loaded: &Loaded,
    at: DateTime<Utc>,
    open: Option<&Open>,
) -> Result<(), Error> {
    let plan = loaded.plan();
    // Where direct messages are closed it is said in the channel.
    let row = &loaded.row.seen_with(guild.sight_anywhere());
    let newcomers = coming_on(plan, at);
    for (seat, duty) in holders(plan, at).iter().enumerate() {
        let Some(user_id) = duty.user.ok().filter(|user_id| newcomers.contains(user_id)) else { continue };
        let due = people.ahead(guild, user_id, at);
        let key = format!("ahead:{user_id}:{}", at.timestamp_micros());
        if by.now < due || !store::first_time(tx, by, &key).await? {
            continue;
        }
        let before = holders(plan, at - TimeDelta::microseconds(1));
        let until = next_difference(plan, seat, at, shift_at(plan, at).until);
        let message = words::ahead(&words::Ahead {
            row,
            user_id,
            seat,
            seats: loaded.seats(at),
            span: Span { from: at, until },
            after: before.get(seat).and_then(|duty| duty.user.ok()),
            open,
            is_late: by.now - due > LATE,
        });
        tell_until(tx, by, guild, &loaded.row, (user_id, at), &message)?;
    }
    Ok(())
}
