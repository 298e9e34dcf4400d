//! The day before: one message to each who owes the meeting something.

use super::super::agenda::sections;
use crate::{
    contract::{AgendaAsk, AgendaScope, AgendaSection, Guild, Timer, has_left},
    db::{Db, Tx},
    error::Error,
    meeting::{Computed, Item, Occurrence, Series, State, rules, store, words},
    queue::{self, Target},
    release::{self, Questions, UPDATES},
    room::{Actor, Job, Ports, enqueue, tell_in_private},
    workspace,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Entries that are looked at for whose they are.
const LOOKED_AT: usize = 100;
/// What one person is told of a section.
const TOLD: usize = 11;
/// Rows of buttons for items: Discord allows five, of which one is for coming and one for what leads on.
const ASKED_AT_ONCE: usize = 3;

/// Sets a job for each who may owe an occurrence something, at their morning of the working day before.
#[derive(Serialize, Deserialize)]
pub struct OwedRound {
    pub occurrence: i64,
}

impl Job for OwedRound {
    const KIND: &'static str = "meeting.owed";

    fn occurrence(&self, run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.occurrence, run_at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let (guild, db) = (&timer.guild, &timer.db);
        let Some((series, row)) = to_come(db, guild, self.occurrence).await? else {
            return timer.nothing_to_do().await;
        };
        let offered = ports.rooms.agenda();
        let since = store::last_started(&mut { db }, guild.id, series.id, row.facts.starts_at.utc()).await?;
        let sight = guild.sight_anywhere();
        let ask = AgendaAsk { now: timer.now, since, sight, scope: AgendaScope::Owners, most: LOOKED_AT };
        let found = sections((db, guild), &offered, &series, (&ask, BTreeSet::new())).await;
        let items = store::queued(&mut { db }, guild.id, row.id).await?;
        let zone = series.facts.timetable_json.0.series().zone();
        let day = rules::day_before(zone.date(row.facts.starts_at.utc()), &guild.hours);
        let (asks, by) = (series.facts.sections_json.0.has(UPDATES), Actor::from(timer));
        let mut tx = timer.begin().await?;
        let owners = found.iter().flat_map(|section| section.owners.iter().flatten().copied());
        for user in rules::may_owe(&series.facts, owners, &items) {
            let own = workspace::person(&mut tx, guild.id, user).await?;
            let owe = Owe { occurrence: row.id, user, day };
            let at = own.morning(guild, day).max(timer.now);
            enqueue(&mut tx, guild.id, &owe, at, timer.now).await?;
            if asks {
                release::leave_asking(&mut tx, &by, guild, (user, day)).await?;
            }
        }
        timer.finish(tx).await
    }
}

/// An occurrence that is still to be held, with its series.
pub async fn to_come(db: &Db, guild: &Guild, id: i64) -> Result<Option<(Series, Occurrence)>, Error> {
    let found = store::find_with_series(&mut { db }, guild.id, id).await?;
    let is_to_come = |row: &Occurrence| matches!(row.facts.state, State::Planned | State::Collecting);
    Ok(found.filter(|(series, row)| series.is_active() && is_to_come(row)))
}

/// What one person owes a meeting that begins at an instant, as they are told it at another. Not inside a transaction.
pub async fn owed_by(
    (db, guild): (&Db, &Guild),
    offered: &[&'static AgendaSection],
    (series, starts_at): (&Series, DateTime<Utc>),
    (user, now): (i64, DateTime<Utc>),
) -> Result<Vec<Computed>, Error> {
    let since = store::last_started(&mut { db }, guild.id, series.id, starts_at).await?;
    let sight = guild.sight_anywhere();
    let ask = AgendaAsk { now, since, sight, scope: AgendaScope::OwedBy(user), most: TOLD };
    Ok(sections((db, guild), offered, series, (&ask, BTreeSet::new())).await)
}

/// Tells one person all that they owe an occurrence, if it is anything.
#[derive(Serialize, Deserialize)]
pub struct Owe {
    pub occurrence: i64,
    pub user: i64,
    pub day: NaiveDate,
}

impl Owe {
    /// Under what it is marked as told.
    pub fn mark(&self, series_id: i64) -> (String, String) {
        (format!("meeting:{series_id}"), format!("owe:{}:{}:{}", self.occurrence, self.day, self.user))
    }
}

impl Job for Owe {
    const KIND: &'static str = "meeting.owe";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}:{}", self.occurrence, self.user, self.day)
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let (guild, db, by) = (&timer.guild, &timer.db, &Actor::from(timer));
        let found = to_come(db, guild, self.occurrence).await?;
        let Some((series, row)) = found.filter(|(_, row)| timer.now < row.facts.starts_at.utc()) else {
            return timer.nothing_to_do().await;
        };
        let is_gone = has_left(&*ports.members, guild.id, self.user, timer.now).await;
        let (offered, at) = (ports.rooms.agenda(), row.facts.starts_at.utc());
        let owed = owed_by((db, guild), &offered, (&series, at), (self.user, timer.now)).await?;
        let sight = guild.sight_anywhere();
        let items = store::queued(&mut { db }, guild.id, row.id).await?;
        let speaks: Vec<Item> = items
            .into_iter()
            .filter(|item| !item.is_standing && !item.is_confidential && item.owner() == self.user)
            .collect();
        let answers = store::answers(&mut { db }, guild.id, row.id).await?;
        let mut tx: Tx = timer.begin().await?;
        let owes = !speaks.is_empty() || owed.iter().any(|section| !section.lines.is_empty());
        let (about, key) = self.mark(series.id);
        if owes && !is_gone && queue::once(&mut tx, guild.id, (&about, &key), timer.now).await? {
            let board = queue::card(&mut tx, guild.id, &row.board_key()).await?;
            let seen = words::Seen { guild, sight, now: timer.now };
            let asked = ask_about_items(&mut tx, by, guild, (&series, at), self.user).await?;
            let around = (answers.as_slice(), board.as_ref());
            let message = words::owed(&seen, (&series, &row), (&owed, &speaks), around, &asked);
            let hint = (Target::Channel(series.facts.channel_id), words::owes_unheard(self.user));
            tell_in_private(&mut tx, by, self.user, &message, Some(hint))?;
        }
        timer.finish(tx).await
    }
}

/// What the message asks one person about their items of releases, where those are on the agenda: from then on they count
/// as asked.
async fn ask_about_items(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (series, starts_at): (&Series, DateTime<Utc>),
    user: i64,
) -> Result<Questions, Error> {
    if !series.facts.sections_json.0.has(UPDATES) {
        return Ok(Questions::default());
    }
    let since = store::last_started(tx, guild.id, series.id, starts_at).await?;
    release::ask_within(tx, by, guild, (user, since.unwrap_or(by.now), ASKED_AT_ONCE)).await
}
