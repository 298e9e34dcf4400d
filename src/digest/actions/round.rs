//! Who gets a digest now, and when the next one is due.

use super::compose::Reader;
use crate::{
    contract::{DayOf, Guild, Purpose, Timer},
    db::{Db, Tx},
    digest::{
        rules::{Wish, day_key, due_day, next_issue},
        store::{self, PersonRow},
        words,
    },
    error::{Error, Fault},
    queue::Target,
    room::{self, Actor, Job, Ports, tell_in_private_until},
    workspace::{self, Preferences},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The next round when nobody's digest is due for a long time.
const LONGEST_PAUSE: TimeDelta = TimeDelta::days(30);

/// A digest that could not be told helps until the next one.
const HELPS: TimeDelta = TimeDelta::days(1);

/// Sets a job for each person whose digest is due, and the next round.
#[derive(Serialize, Deserialize)]
pub struct Round {}

impl Job for Round {
    const KIND: &'static str = "digest.round";

    fn occurrence(&self, run_at: DateTime<Utc>) -> String {
        run_at.timestamp_micros().to_string()
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        round(timer, ports).await
    }
}

/// Sends one person's digest, if there is anything in it and it still helps. Who has left the server gets none; who cannot
/// be looked up counts as there.
#[derive(Serialize, Deserialize)]
pub struct Person {
    user: i64,
    /// The local day, as a day is written in a row.
    day: String,
}

impl Job for Person {
    const KIND: &'static str = "digest.person";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.user, self.day)
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        person(timer, ports, self).await
    }
}

/// Everybody's choices in a guild.
struct Choices {
    preferences: BTreeMap<i64, Preferences>,
    wishes: BTreeMap<i64, PersonRow>,
}

impl Choices {
    async fn read(tx: &mut Tx, guild_id: i64) -> Result<Self, Error> {
        let rows = store::all(tx, guild_id).await?;
        let preferences = workspace::people(tx, guild_id).await?;
        Ok(Self { preferences, wishes: rows.into_iter().map(|row| (row.user_id, row)).collect() })
    }

    fn of(&self, user_id: i64) -> (Preferences, Wish) {
        let preferences = self.preferences.get(&user_id).cloned().unwrap_or_default();
        (preferences, self.wishes.get(&user_id).map(PersonRow::wish).unwrap_or_default())
    }

    /// The local day whose digest is due for the person, unless it was told.
    fn due(&self, guild: &Guild, user_id: i64, now: DateTime<Utc>) -> Option<NaiveDate> {
        let (preferences, wish) = self.of(user_id);
        let day = due_day(guild, &preferences, &wish, now)?;
        let last = self.wishes.get(&user_id).and_then(|row| row.last_day.as_deref());
        (last.is_none_or(|last| last < day_key(day).as_str())).then_some(day)
    }

    /// The next instant at which somebody's digest is due: of somebody who has chosen nothing, or of one of the others.
    fn next(&self, guild: &Guild, now: DateTime<Utc>) -> DateTime<Utc> {
        let chosen: BTreeSet<i64> = self.preferences.keys().chain(self.wishes.keys()).copied().collect();
        let chosen = chosen.into_iter().map(|user_id| self.of(user_id));
        let all = chosen.chain([(Preferences::default(), Wish::default())]);
        let next = all.filter_map(|(preferences, wish)| next_issue(guild, &preferences, &wish, now)).min();
        next.unwrap_or(now + LONGEST_PAUSE)
    }
}

/// Sets the guild's next round, if it is not set. Cheap enough to be asked whenever in doubt.
pub async fn ensure(db: &Db, guild: &Guild, now: DateTime<Utc>) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    arm(&mut tx, guild, now).await?;
    Ok(tx.commit().await?)
}

/// Sets the next round by the choices as they are.
pub(super) async fn arm(tx: &mut Tx, guild: &Guild, now: DateTime<Utc>) -> Result<(), Error> {
    let at = Choices::read(tx, guild.id).await?.next(guild, now);
    room::enqueue(tx, guild.id, &Round {}, at, now).await?;
    Ok(())
}

async fn round(timer: &Timer, ports: &Ports) -> Result<(), Error> {
    let (guild, now) = (&timer.guild, timer.now);
    let people = ports.rooms.people(&timer.db, guild, now).await?;
    let mut tx = timer.begin().await?;
    let choices = Choices::read(&mut tx, guild.id).await?;
    for user in people {
        let Some(day) = choices.due(guild, user, now) else { continue };
        room::enqueue(&mut tx, guild.id, &Person { user, day: day_key(day) }, now, now).await?;
    }
    arm(&mut tx, guild, now).await?;
    timer.finish(tx).await
}

async fn person(timer: &Timer, ports: &Ports, Person { user: user_id, day }: Person) -> Result<(), Error> {
    let (guild, now) = (&timer.guild, timer.now);
    let date: NaiveDate =
        day.parse().map_err(|_| Fault::Broken(format!("a digest is for no day but `{day}`")))?;
    let reader = Reader::find(&timer.db, guild, user_id).await?;
    if due_day(guild, &reader.preferences, &reader.row.wish(), now) != Some(date) {
        return not_now(timer).await;
    }
    let sections = match workspace::is_here(timer, &*ports.members, user_id).await? {
        true => {
            let day = reader.day(&timer.db, guild, date, now);
            let apart = ports.rooms.apart(&day).await?;
            ports.rooms.day(&DayOf { apart: &apart, ..day }).await?
        }
        false => Vec::new(),
    };
    let mut tx = timer.begin().await?;
    if store::first_time(&mut tx, guild.id, user_id, &day, now).await? && !sections.is_empty() {
        let message = words::digest(&sections, date);
        let channel = guild.channel(Purpose::REQUESTS).map(Target::Channel);
        let hint = channel.map(|channel| (channel, words::dms_are_closed(user_id)));
        // Whose direct messages are closed is told so once; the digest waits behind that message's button.
        let person = (user_id, now + HELPS);
        tell_in_private_until(&mut tx, &Actor::from(timer), person, &message, hint)?;
    }
    timer.finish(tx).await
}

/// The digest comes too late to help, is not wanted any more, or is due later after all; then a round is set for that.
async fn not_now(timer: &Timer) -> Result<(), Error> {
    let mut tx = timer.begin().await?;
    arm(&mut tx, &timer.guild, timer.now).await?;
    timer.finish(tx).await
}
