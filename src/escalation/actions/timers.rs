//! What happens on time. Each job looks at the row as it is when it runs, so one that runs late, twice or after somebody was
//! quicker does what is right then.

use super::{
    around::Around,
    change,
    climb::{Ask, step},
    clock::{ClockEvent, tick},
    post,
};
use crate::{
    contract::{Members, Timer, has_left},
    db::At,
    error::Error,
    escalation::{
        Escalation, State,
        rules::{lifecycle::verb, stamp::end_pause},
        store,
    },
    room::{Actor, Job, Ports},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// People who are looked up for one step.
const MOST_LOOKUPS: usize = 5;

/// The next step of a ladder.
#[derive(Serialize, Deserialize)]
pub struct TakeStep {
    pub escalation: i64,
    /// How many steps had been taken when it was set.
    pub step: i64,
    /// The instant for which it was set.
    pub at: DateTime<Utc>,
}

impl Job for TakeStep {
    const KIND: &'static str = "escalation.step";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}:{}", self.escalation, self.step, self.at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let (by, guild) = (&Actor::from(timer), &timer.guild);
        let mut around = Around::look(&timer.db, guild, timer.now).await?;
        leave_out_who_left(timer, &*ports.members, &mut around, self.escalation).await?;
        let mut tx = timer.begin().await?;
        let found = store::lock(&mut tx, guild.id, self.escalation).await?;
        let is_meant = |row: &Escalation| {
            row.climb.next_step_at == Some(At::from(self.at)) && row.climb.steps_taken == self.step
        };
        let Some(mut row) = found.filter(is_meant) else { return timer.finish(tx).await };
        let version = row.version;
        step(&mut tx, by, guild, &around, &mut row, Ask::Aloud).await?;
        row.version = version + 1;
        row.updated_at = At::from(by.now);
        store::save(&mut tx, guild.id, &row);
        post::card(&mut tx, guild, by.now, &around, &row).await?;
        timer.finish(tx).await
    }
}

/// Whoever has left the server is not asked. Asked outside any transaction.
async fn leave_out_who_left(
    timer: &Timer,
    members: &dyn Members,
    around: &mut Around,
    id: i64,
) -> Result<(), Error> {
    let Some(row) = store::find(&mut &timer.db, timer.guild.id, id).await? else { return Ok(()) };
    let people = around.people(&row.facts);
    let backup = people.backup;
    let likely = people.owner.into_iter().chain(backup).chain(people.duty).chain(people.responders);
    let likely: Vec<i64> =
        likely.filter(|user_id| !around.away.contains(user_id)).take(MOST_LOOKUPS).collect();
    for user_id in likely {
        if has_left(members, timer.guild.id, user_id, timer.now).await {
            around.away.insert(user_id);
        }
    }
    Ok(())
}

/// A snooze ends.
#[derive(Serialize, Deserialize)]
pub struct Wake {
    pub escalation: i64,
    /// The instant for which it was set; it may have been snoozed anew since.
    pub at: DateTime<Utc>,
}

impl Job for Wake {
    const KIND: &'static str = "escalation.wake";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.escalation, self.at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, _ports: &Ports) -> Result<(), Error> {
        let (by, guild) = (&Actor::from(timer), &timer.guild);
        let around = Around::look(&timer.db, guild, timer.now).await?;
        let mut tx = timer.begin().await?;
        let found = store::lock(&mut tx, guild.id, self.escalation).await?;
        let is_meant = |row: &Escalation| row.facts.snoozed_until_at == Some(At::from(self.at));
        let Some(mut row) = found.filter(is_meant) else { return timer.finish(tx).await };
        let before = row.clone();
        row.facts.snoozed_until_at = None;
        if row.facts.review_since_at.is_none() {
            end_pause(&mut row, by.now);
        }
        if row.facts.state == State::Acknowledged {
            if let Some(owner) = row.facts.owner_user_id {
                post::is_back(&mut tx, guild, by.now, &around, &row, owner).await?;
            }
        } else {
            step(&mut tx, by, guild, &around, &mut row, Ask::Aloud).await?;
        }
        change::keep(&mut tx, by, &before, &mut row, verb::WOKEN)?;
        tick(&mut tx, by, guild, &around, &row, ClockEvent::Changed).await?;
        post::card(&mut tx, guild, by.now, &around, &row).await?;
        timer.finish(tx).await
    }
}
