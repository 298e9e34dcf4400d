//! The clocks of an escalation: until it is taken, until it is answered. Each target that is missed is recorded, and told
//! once.

use super::{around::Around, notices, post};
use crate::{
    contract::{Guild, Timer},
    db::{At, Tx},
    error::Error,
    escalation::{
        Clocked, Escalation, Outcome, SUBJECT, State,
        rules::{
            clock::{Missed, Target, due, worked},
            lifecycle::verb,
        },
        settings::targets,
        store,
    },
    queue::once,
    room::{self, Actor, Change, Fields, Job, Ports},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What has just happened to an escalation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockEvent {
    /// It came.
    Begun,
    Changed,
    /// A change was taken back.
    Undone,
}

/// How long a guild lets it wait for that.
fn target(of: Missed, guild: &Guild) -> Target {
    let (taken, answered) = targets(guild);
    match of {
        Missed::Taken => taken,
        Missed::Answered => answered,
    }
}

/// Brings the clock of a held escalation up to date after a change, and sets when it will be late.
pub async fn tick(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    around: &Around,
    row: &Escalation,
    turn: ClockEvent,
) -> Result<(), Error> {
    let hours = around.hours_of(guild, &row.facts);
    let (is_open, pauses) = (row.facts.state.is_open(), row.pauses_json.0.as_slice());
    let newest = store::clock(tx, guild.id, row.id).await?;
    if let Some(newest) = &newest
        && turn == ClockEvent::Undone
        && !is_open
        && newest.ended_at.is_none()
        && newest.round > 1
    {
        store::drop_clock(tx, guild.id, row.id, newest.round);
        return Ok(());
    }
    let mut clock = match newest {
        Some(ended) if ended.ended_at.is_some() && is_open && turn != ClockEvent::Undone => {
            Clocked::begun(ended.round + 1, by.now, row, hours.is_open(by.now))
        }
        Some(newest) => newest,
        None => Clocked::begun(1, row.waits_since().utc(), row, false),
    };
    if clock.round == 1 && clock.ended_at.is_none() {
        clock.began_at = row.waits_since();
        clock.is_in_hours = hours.is_open(clock.began_at.utc());
    }
    if is_open {
        if turn == ClockEvent::Undone {
            clock.take_back(row.facts.state, row.acknowledged_at);
        }
        clock.area_id = row.facts.area_id;
        clock.owner_user_id = row.facts.owner_user_id;
        clock.severity = row.facts.severity;
    }
    let began = clock.began_at.utc();
    let minutes = || Some(worked(&hours, began, by.now, pauses).num_minutes());
    let now = At::from(by.now);
    let is_done = !is_open && row.facts.outcome.is_some_and(|outcome| outcome != Outcome::None);
    if (row.facts.state == State::Acknowledged || is_done) && clock.taken_at.is_none() {
        (clock.taken_at, clock.taken_minutes) = (Some(now), minutes());
    }
    if is_done && clock.answered_at.is_none() {
        (clock.answered_at, clock.answered_minutes) = (Some(now), minutes());
    }
    if !is_open {
        clock.ended_at = clock.ended_at.or(Some(now));
    }
    let before = (clock.take_due_at, clock.answer_due_at);
    for of in Missed::ALL {
        let time = target(of, guild).time(&hours);
        let done = clock.done(of);
        let at = due(&hours, began, time, pauses).map(At::from);
        let (due_at, is_late) = clock.due(of);
        if done.is_none() || due_at.is_none() {
            *due_at = at;
        }
        let missed = at.is_some_and(|at| done.map_or(at <= now, |done| at < done));
        if missed && !*is_late {
            *is_late = true;
            let what = Fields::from_iter([("target".to_owned(), of.word().into())]);
            room::record(tx, by, SUBJECT, row.id, verb::LATE, Change::noted(what));
            if turn == ClockEvent::Begun {
                // Its card says so from the beginning.
                once(tx, guild.id, (&about(row.id), &key(clock.round, of)), by.now).await?;
            }
        }
    }
    let after = (clock.take_due_at, clock.answer_due_at);
    if before != after {
        set_late(tx, by, row, &clock).await?;
    }
    store::set_clock(tx, guild.id, row.id, &clock);
    Ok(())
}

fn about(id: i64) -> String {
    format!("{SUBJECT}:{id}")
}

fn key(round: i64, of: Missed) -> String {
    format!("late:{round}:{}", of.word())
}

async fn set_late(tx: &mut Tx, by: &Actor, row: &Escalation, clock: &Clocked) -> Result<(), Error> {
    let open = Missed::ALL.into_iter().filter(|of| clock.done(*of).is_none());
    let dues = open.filter_map(|of| match of {
        Missed::Taken => clock.take_due_at,
        Missed::Answered => clock.answer_due_at,
    });
    let dues: Vec<DateTime<Utc>> = dues.map(At::utc).filter(|at| *at > by.now).collect();
    for at in dues {
        let job = Late { escalation: row.id, round: clock.round, at };
        room::restart(tx, by.guild_id, &job, at, by.now).await?;
    }
    Ok(())
}

/// A target is missed at this instant, if nothing comes in between; or was missed, and whoever it is with is told now.
#[derive(Serialize, Deserialize)]
pub struct Late {
    pub escalation: i64,
    pub round: i64,
    pub at: DateTime<Utc>,
}

impl Job for Late {
    const KIND: &'static str = "escalation.late";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}:{}", self.escalation, self.round, self.at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, _ports: &Ports) -> Result<(), Error> {
        let (by, guild) = (&Actor::from(timer), &timer.guild);
        let around = Around::look(&timer.db, guild, timer.now).await?;
        let mut tx = timer.begin().await?;
        let Some(row) = store::lock(&mut tx, guild.id, self.escalation).await? else {
            return timer.finish(tx).await;
        };
        tick(&mut tx, by, guild, &around, &row, ClockEvent::Changed).await?;
        let clock = store::clock(&mut tx, guild.id, row.id).await?;
        let owed: Vec<Missed> =
            clock.iter().filter(|clock| clock.round == self.round).flat_map(Clocked::owed_late).collect();
        let owner = row.facts.owner_user_id.filter(|_| !owed.is_empty());
        let quiet = owner.and_then(|owner| around.quiet_until(guild, owner, row.facts.severity, by.now));
        if let Some(at) = quiet {
            // Its card says so meanwhile.
            room::restart(&mut tx, guild.id, &Late { at, ..self }, at, by.now).await?;
            post::card(&mut tx, guild, by.now, &around, &row).await?;
            return timer.finish(tx).await;
        }
        let mut late = Vec::new();
        for of in owed {
            if once(&mut tx, guild.id, (&about(row.id), &key(self.round, of)), by.now).await? {
                late.push(of);
            }
        }
        if !late.is_empty() {
            let targets: Vec<(Missed, Target)> = late.iter().map(|of| (*of, target(*of, guild))).collect();
            notices::is_late(&mut tx, guild, by.now, &around, &row, &targets).await?;
            post::card(&mut tx, guild, by.now, &around, &row).await?;
        }
        timer.finish(tx).await
    }
}
