//! What happens on time. Each job looks at the row as it is when it runs, so one that runs late, twice or after somebody was
//! quicker does what is right then.

use super::{
    answer_notices,
    around::Around,
    change::{self, Then, apply_by},
    climb::{Ask, step},
    clock::{ClockEvent, tick},
    notices, post,
};
use crate::{
    base::working_hours::WorkingHours,
    contract::{Members, Timer, look_up},
    db::{At, Tx},
    error::Error,
    escalation::{
        Escalation, Facts, State,
        rules::{lifecycle::verb, review, stamp::end_pause},
        store,
    },
    room::{self, Actor, Job, Ports},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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

/// Whoever has left the server is not asked. They are looked up side by side, within one deadline and outside any transaction.
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
    let mut once = BTreeSet::new();
    let is_asked = |user_id: &i64| !around.away.contains(user_id) && once.insert(*user_id);
    let likely: Vec<i64> = likely.filter(is_asked).take(MOST_LOOKUPS).collect();
    let found = look_up(members, timer.guild.id, &likely, timer.now).await;
    let has_left = found.into_iter().filter(|(_, answer)| matches!(answer, Ok(None)));
    around.away.extend(has_left.map(|(user_id, _)| user_id));
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
                notices::is_back(&mut tx, guild, by.now, &around, &row, owner).await?;
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

/// The time of the reviewers is over.
#[derive(Serialize, Deserialize)]
pub struct EndReview {
    pub escalation: i64,
    /// Since when the answer waits that they were asked about.
    pub since: DateTime<Utc>,
}

impl EndReview {
    /// Sets until when reviewers are waited for, where a change makes an answer wait for them or takes its wide impact back: by
    /// then their time may be over already.
    pub async fn set(
        tx: &mut Tx,
        by: &Actor,
        hours: &WorkingHours,
        (before, after): (&Facts, &Facts),
        id: i64,
    ) -> Result<(), Error> {
        let Some(since) = after.review_since_at else { return Ok(()) };
        let is_wide_no_more = before.wide_since_at.is_some() && after.wide_since_at.is_none();
        if before.review_since_at == Some(since) && !is_wide_no_more {
            return Ok(());
        }
        let Some(ends) = review::ends_at(hours, since.utc()) else { return Ok(()) };
        let job = Self { escalation: id, since: since.utc() };
        room::restart(tx, by.guild_id, &job, ends.max(by.now), by.now).await
    }
}

impl Job for EndReview {
    const KIND: &'static str = "escalation.review";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.escalation, self.since.timestamp_micros())
    }

    async fn run(self, timer: &Timer, _ports: &Ports) -> Result<(), Error> {
        let (by, guild) = (&Actor::from(timer), &timer.guild);
        let around = Around::look(&timer.db, guild, timer.now).await?;
        let mut tx = timer.begin().await?;
        let found = store::lock(&mut tx, guild.id, self.escalation).await?;
        let is_meant = |row: &Escalation| row.facts.review_since_at == Some(At::from(self.since));
        let Some(row) = found.filter(is_meant) else { return timer.finish(tx).await };
        if row.facts.wide_since_at.is_some() {
            // It goes out only when somebody says so: they are asked once more.
            let reviewers = store::reviewers_for(&mut tx, guild.id, row.facts.area_id).await?;
            let who = review::who(&reviewers, row.facts.drafted_by_user_id);
            answer_notices::asks_review(&mut tx, guild, by.now, &around, &row, (&who, true)).await?;
            return timer.finish(tx).await;
        }
        let facts = review::approve(row.facts.clone(), None, by.now);
        let row = apply_by(&mut tx, by, guild, &around, &row, facts, (verb::UNREVIEWED, Then::GoOn)).await?;
        answer_notices::draft_is_ready(&mut tx, guild, by.now, &around, &row).await?;
        timer.finish(tx).await
    }
}
