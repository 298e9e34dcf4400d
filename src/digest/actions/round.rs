//! Who gets a digest now, and when the next one is due.

use super::compose::{Reader, sections};
use crate::{
    contract::{Guild, Members, Purpose, Timer, has_left},
    db::{Db, Tx},
    digest::{
        rules::{Wish, day_key, due_day, next_issue},
        store::{self, PersonRow},
        words,
    },
    error::{Error, Fault},
    queue::{self, NewJob, Target},
    reminder, request,
    room::{Actor, tell},
    rotation,
    workspace::{self, Own},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// The kinds of jobs that this room runs.
pub const KINDS: [&str; 2] = ["digest.round", "digest.person"];

/// The next round when nobody's digest is due for a long time.
const LONGEST_PAUSE: TimeDelta = TimeDelta::days(30);

/// Runs one job of this room.
///
/// # Errors
/// Whatever keeps the job from being done now; the queue tries it again.
pub async fn run(timer: &Timer, members: &dyn Members) -> Result<(), Error> {
    match timer.job.kind.as_str() {
        "digest.round" => round(timer).await,
        "digest.person" => person(timer, members).await,
        other => Err(Fault::Broken(format!("no action runs a job of the kind {other}")).into()),
    }
}

/// Everybody's choices in a guild.
struct Choices {
    own: BTreeMap<i64, Own>,
    wishes: BTreeMap<i64, PersonRow>,
}

impl Choices {
    async fn read(tx: &mut Tx, guild_id: i64) -> Result<Self, Error> {
        let rows = store::all(tx, guild_id).await?;
        let own = workspace::people(tx, guild_id).await?;
        Ok(Self { own, wishes: rows.into_iter().map(|row| (row.user_id, row)).collect() })
    }

    fn of(&self, user_id: i64) -> (Own, Wish) {
        let own = self.own.get(&user_id).cloned().unwrap_or_default();
        (own, self.wishes.get(&user_id).map(PersonRow::wish).unwrap_or_default())
    }

    /// The local day whose digest is due for the person, unless it was told.
    fn due(&self, guild: &Guild, user_id: i64, now: DateTime<Utc>) -> Option<NaiveDate> {
        let (own, wish) = self.of(user_id);
        let day = due_day(guild, &own, &wish, now)?;
        let last = self.wishes.get(&user_id).and_then(|row| row.last_day.as_deref());
        (last.is_none_or(|last| last < day_key(day).as_str())).then_some(day)
    }

    /// The next instant at which somebody's digest is due: of somebody who has chosen nothing, or of one of the others.
    fn next(&self, guild: &Guild, now: DateTime<Utc>) -> DateTime<Utc> {
        let chosen: BTreeSet<i64> = self.own.keys().chain(self.wishes.keys()).copied().collect();
        let chosen = chosen.into_iter().map(|user_id| self.of(user_id));
        let all = chosen.chain([(Own::default(), Wish::default())]);
        let next = all.filter_map(|(own, wish)| next_issue(guild, &own, &wish, now)).min();
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
    let key = format!("digest.round:{}", at.timestamp_micros());
    let job = NewJob { guild_id: guild.id, kind: "digest.round", key: &key, run_at: at, payload: json!({}) };
    queue::enqueue(tx, job, now).await?;
    Ok(())
}

/// Everybody who may have something in their day.
async fn known(db: &Db, guild: &Guild, now: DateTime<Utc>) -> Result<BTreeSet<i64>, Error> {
    let mut known = BTreeSet::new();
    for area in workspace::areas(db, guild).await?.iter().filter(|area| !area.is_archived) {
        known.insert(area.owner_user_id);
        known.extend(area.backup_user_id);
    }
    known.extend(rotation::members(db, guild.id).await?);
    known.extend(request::assignees(db, guild.id).await?);
    known.extend(reminder::people(db, guild.id, now).await?);
    Ok(known)
}

/// Sets a job for each person whose digest is due, and the next round.
async fn round(timer: &Timer) -> Result<(), Error> {
    let (guild, now) = (&timer.guild, timer.now);
    let known = known(&timer.db, guild, now).await?;
    let mut tx = timer.begin().await?;
    let choices = Choices::read(&mut tx, guild.id).await?;
    for user_id in known {
        let Some(day) = choices.due(guild, user_id, now) else { continue };
        let day = day_key(day);
        let key = format!("digest.person:{user_id}:{day}");
        let payload = json!({ "user": user_id, "day": day });
        let job = NewJob { guild_id: guild.id, kind: "digest.person", key: &key, run_at: now, payload };
        queue::enqueue(&mut tx, job, now).await?;
    }
    arm(&mut tx, guild, now).await?;
    timer.finish(tx).await
}

/// Sends one person's digest, if there is anything in it and it still helps. Who has left the server gets none; who cannot
/// be looked up counts as there.
async fn person(timer: &Timer, members: &dyn Members) -> Result<(), Error> {
    let (guild, now) = (&timer.guild, timer.now);
    let payload = &timer.job.payload;
    let (Some(user_id), Some(day)) = (payload["user"].as_i64(), payload["day"].as_str()) else {
        return Err(Fault::Broken("a digest names no person or day".into()).into());
    };
    let date: NaiveDate =
        day.parse().map_err(|_| Fault::Broken(format!("a digest is for no day but `{day}`")))?;
    let reader = Reader::find(&timer.db, guild, user_id).await?;
    if due_day(guild, &reader.own, &reader.row.wish(), now) != Some(date) {
        return not_now(timer).await;
    }
    let sections = match has_left(members, guild.id, user_id, now).await {
        true => Vec::new(),
        false => sections(&timer.db, guild, &reader, date, now).await?,
    };
    let mut tx = timer.begin().await?;
    if store::first_time(&mut tx, guild.id, user_id, day, now).await? && !sections.is_empty() {
        let (target, message) = (Target::Person(user_id), words::digest(&sections, date));
        let channel = guild.channel(Purpose::Requests).map(Target::Channel);
        let fallback = channel.map(|channel| (channel, words::knock(user_id)));
        tell(&mut tx, &Actor::from(timer), target, &message, fallback)?;
    }
    timer.finish(tx).await
}

/// The digest comes too late to help, is not wanted any more, or is due later after all; then a round is set for that.
async fn not_now(timer: &Timer) -> Result<(), Error> {
    let mut tx = timer.begin().await?;
    arm(&mut tx, &timer.guild, timer.now).await?;
    timer.finish(tx).await
}
