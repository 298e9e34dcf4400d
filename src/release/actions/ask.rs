//! Asking owners how their items stand, before the team meets.

use super::{apply::draw_around, open::find};
use crate::{
    base::{recurrence::working_days_from, when::parse_instant},
    contract::{Answer, Button, Context, Guild, Reply, Timer, args::ReleaseAsk, has_left, only},
    db::{At, Reads, Tx},
    error::Error,
    queue::{self, Target},
    release::{Item, Release, rules, store, words},
    room::{self, Actor, Job, Ports},
    workspace::{self, Preferences},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What was reported so long before a sync counts as said for it, where nobody knows when the sync before it was.
const USUAL_ROUND: TimeDelta = TimeDelta::days(7);
/// A local day begins nowhere earlier than this before it begins in UTC (zones reach to UTC+14).
const EARLIEST_ZONE: TimeDelta = TimeDelta::hours(14);
/// So long after a message of another room that asks about the same items comes this room's own, about what that left out.
const AFTER_OTHERS: TimeDelta = TimeDelta::minutes(30);
/// Under what it is marked that another room asks somebody on a day.
const ASKED_BY_OTHERS: &str = "release.ask";

/// Whom to ask for updates, and when.
#[derive(Clone, Copy, Debug)]
pub struct Updates {
    /// The release whose items it is about; `None`: all that are to come.
    pub release_id: Option<i64>,
    /// An item that was reported on since then is not asked about.
    pub since: DateTime<Utc>,
    /// The local day at whose morning each owner is asked.
    pub day: NaiveDate,
    /// When the answers are needed: later nobody is asked any more.
    pub until: DateTime<Utc>,
}

/// Sets a job for each owner of an item that nobody has reported on since some instant, as part of the change that asks for
/// it: at their morning of that day they are asked about all of them in one message. Who is asked on that day anyway
/// is not asked twice. Returns how many people will be asked.
///
/// # Errors
/// When the database does not answer.
pub async fn ask_for_updates(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    updates: Updates,
) -> Result<usize, Error> {
    let releases = match updates.release_id {
        Some(id) => vec![id],
        None => store::to_come(tx, guild.id).await?.into_iter().map(|release| release.id).collect(),
    };
    let mut owners = BTreeSet::new();
    for id in releases {
        let items = store::items_in(tx, guild.id, Some(id)).await?;
        let owed = items.into_iter().filter(|item| rules::owes_update(item, updates.since));
        owners.extend(owed.filter_map(|item| item.facts.owner_user_id));
    }
    for user in &owners {
        let own = workspace::person(tx, guild.id, *user).await?;
        let mark = left_to_others(*user, updates.day);
        let is_left = queue::told_at(tx, guild.id, (ASKED_BY_OTHERS, &mark)).await?.is_some();
        let morning = own.morning(guild, updates.day);
        let later = if is_left { morning + AFTER_OTHERS } else { morning };
        let at = if later < updates.until { later } else { morning }.max(by.now);
        let ask = Ask { user: *user, day: updates.day, since: updates.since, until: updates.until };
        room::enqueue(tx, guild.id, &ask, at, by.now).await?;
    }
    Ok(owners.len())
}

/// The key of the mark that another room asks somebody on a day.
fn left_to_others(user: i64, day: NaiveDate) -> String {
    format!("ask:{user}:{day}")
}

/// Notes, as part of the change that says so, that another room asks a person at their morning of that day how their items
/// stand ([`ask_within`]). This room's own question of that day comes after it, and only about what it left out.
///
/// # Errors
/// When the database does not answer.
pub async fn leave_asking(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (user, day): (i64, NaiveDate),
) -> Result<(), Error> {
    let mark = left_to_others(user, day);
    queue::once(tx, guild.id, (ASKED_BY_OTHERS, &mark), by.now).await?;
    let ask = Ask { user, day, since: by.now, until: by.now };
    if let Some(set) = room::waiting(tx, guild.id, &ask, by.now).await? {
        let own = workspace::person(tx, guild.id, user).await?;
        let at = own.morning(guild, day).max(by.now) + AFTER_OTHERS;
        if set.until <= at {
            return Ok(());
        }
        queue::reschedule(tx, guild.id, &room::key(&ask, at), at).await?;
    }
    Ok(())
}

/// What a message of another room asks its reader.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Questions {
    /// About how many items it asks.
    pub count: usize,
    /// A row of buttons for each of the first few.
    pub rows: Vec<Vec<Button>>,
}

/// Asks a person in a message of another room, which the same transaction tells, about all of their items that nobody has
/// reported on since an instant, with at most so many rows of buttons. What they were asked about on this day of theirs
/// already is left out.
///
/// # Errors
/// When the database does not answer.
pub async fn ask_within(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (user, since, rows): (i64, DateTime<Utc>, usize),
) -> Result<Questions, Error> {
    let items = owed_now(tx, guild, user, (since, by.now)).await?;
    for item in &items {
        store::asked(tx, guild.id, item.id, At::from(by.now));
    }
    draw_around(tx, guild, by.now, items.iter().map(|item| item.facts.release_id)).await?;
    Ok(Questions { count: items.len(), rows: words::beside(&items, rows) })
}

/// The items of a person that nobody has reported on since an instant, without those that they were asked about on the day
/// that `now` is for them.
pub async fn owed_now(
    on: &mut impl Reads,
    guild: &Guild,
    user: i64,
    (since, now): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Item>, Error> {
    let own = workspace::person(on, guild.id, user).await?;
    let zone = own.zone(guild);
    let today = zone.date(now);
    let mut items = store::open_of(on, guild.id, user).await?;
    items.retain(|item| rules::owes_update(item, since) && !rules::was_asked_on(item, today, zone));
    Ok(items)
}

/// `/release ask`: asks the owners of one release on the working day before a date, or on the next working morning.
pub async fn ask(cx: &Context, args: ReleaseAsk) -> Answer {
    let release = find(cx, &args.release).await?;
    if !release.facts.state.is_to_come() {
        return Err(words::is_over(&release).into());
    }
    let today = cx.guild.zone.date(cx.now);
    let next = working_days_from(today, 1, &cx.guild.hours).ok_or_else(words::no_working_day)?;
    let (day, until) = match &args.before {
        Some(typed) => {
            let reading = parse_instant(&typed.0, cx.now, &cx.guild.zone, &cx.guild.hours);
            let reading = reading.map_err(|error| words::bad_before(&error))?;
            let at = only(&reading, &typed.0, "before", cx.now)?;
            if at <= cx.now {
                return Err(words::before_has_passed(at).into());
            }
            (day_before(&cx.guild, at).max(today), at)
        }
        None => (next, cx.guild.zone.start_of_day(next) + TimeDelta::days(2)),
    };
    let mut tx = cx.begin().await?;
    let since = cx.now - USUAL_ROUND;
    let updates = Updates { release_id: Some(release.id), since, day, until };
    let count = ask_for_updates(&mut tx, &Actor::from(cx), &cx.guild, updates).await?;
    cx.commit(tx, Reply::private(words::will_ask(&release, cx.sight(), count, day))).await
}

/// The working day before the day on which the team meets at `at`.
fn day_before(guild: &Guild, at: DateTime<Utc>) -> NaiveDate {
    let date = guild.zone.date(at);
    working_days_from(date, -1, &guild.hours).unwrap_or(date)
}

/// Before a sync of a release: sets the jobs that ask the owners, and the round before the next sync.
#[derive(Serialize, Deserialize)]
pub struct Round {
    release: i64,
    /// The sync.
    at: DateTime<Utc>,
    /// The sync before it, if it is known.
    #[serde(default)]
    since: Option<DateTime<Utc>>,
}

impl Job for Round {
    const KIND: &'static str = "release.round";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.release, self.at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, _ports: &Ports) -> Result<(), Error> {
        round(timer, self).await
    }
}

/// Sets the round before the next sync of a release. Cheap enough to be asked whenever in doubt.
pub async fn arm(tx: &mut Tx, by: &Actor, guild: &Guild, release: &Release) -> Result<(), Error> {
    arm_after(tx, by, guild, (release, by.now, None)).await
}

async fn arm_after(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (release, after, since): (&Release, DateTime<Utc>, Option<DateTime<Utc>>),
) -> Result<(), Error> {
    let Some(table) = release.facts.sync_json.as_ref().filter(|_| release.facts.state.is_to_come()) else {
        return Ok(());
    };
    let Some(next) = table.0.next_after(after, &guild.hours) else { return Ok(()) };
    let midnight = day_before(guild, next.at).and_time(chrono::NaiveTime::MIN).and_utc();
    let run_at = (midnight - EARLIEST_ZONE).max(by.now);
    let round = Round { release: release.id, at: next.at, since };
    room::enqueue(tx, guild.id, &round, run_at, by.now).await?;
    Ok(())
}

async fn round(timer: &Timer, round: Round) -> Result<(), Error> {
    let (guild, by) = (&timer.guild, &Actor::from(timer));
    let mut tx = timer.begin().await?;
    let release = store::lock(&mut tx, guild.id, round.release).await?;
    let Some(release) = release.filter(|release| release.facts.state.is_to_come()) else {
        return timer.finish(tx).await;
    };
    let is_still_so = release.facts.sync_json.as_ref().is_some_and(|table| {
        let just_before = round.at - TimeDelta::microseconds(1);
        table.0.next_after(just_before, &guild.hours).is_some_and(|it| it.at == round.at)
    });
    if is_still_so && by.now < round.at {
        let since = round.since.unwrap_or(round.at - USUAL_ROUND);
        let day = day_before(guild, round.at);
        let updates = Updates { release_id: Some(release.id), since, day, until: round.at };
        ask_for_updates(&mut tx, by, guild, updates).await?;
    }
    if is_still_so {
        arm_after(&mut tx, by, guild, (&release, round.at.max(by.now), Some(round.at))).await?;
    }
    timer.finish(tx).await
}

/// The open items about which this room itself will ask a person on the day that `now` is for them, and those about which they
/// were asked on it, by whichever room.
pub async fn asked_today(
    on: &mut impl Reads,
    guild: &Guild,
    user: i64,
    now: DateTime<Utc>,
) -> Result<BTreeSet<i64>, Error> {
    let own = workspace::person(on, guild.id, user).await?;
    let zone = own.zone(guild);
    let today = zone.date(now);
    // A round sets asks and an ask marks items: read in this order, none is missed while they run.
    let rounds = rounds_ahead(on, guild, (&own, now)).await?;
    let mut sinces = Vec::new();
    for day in [today.pred_opt(), Some(today)].into_iter().flatten() {
        let ask = Ask { user, day, since: now, until: now };
        let ask = room::waiting(on, guild.id, &ask, now).await?;
        sinces.extend(ask.filter(|ask| now < ask.until).map(|ask| ask.since));
    }
    let items = store::open_of(on, guild.id, user).await?;
    // Whom an ask is set for already a round sets no other.
    if sinces.is_empty() {
        sinces.extend(rules::asked_in_rounds(&items, &rounds));
    }
    let was_asked = |item: &Item| rules::was_asked_on(item, today, zone);
    let will_be = |item: &Item| sinces.iter().any(|since| rules::owes_update(item, *since));
    Ok(items.iter().filter(|item| was_asked(item) || will_be(item)).map(|item| item.id).collect())
}

/// The rounds of which somebody is asked by the end of their day, and that have not set the asks yet: the release, and since
/// when items count.
async fn rounds_ahead(
    on: &mut impl Reads,
    guild: &Guild,
    (own, now): (&Preferences, DateTime<Utc>),
) -> Result<Vec<(i64, DateTime<Utc>)>, Error> {
    let zone = own.zone(guild);
    let mut found = Vec::new();
    for release in store::to_come(on, guild.id).await? {
        let Some(table) = &release.facts.sync_json else { continue };
        let Some(next) = table.0.next_after(now, &guild.hours) else { continue };
        if zone.date(own.morning(guild, day_before(guild, next.at))) <= zone.date(now) {
            let round = Round { release: release.id, at: next.at, since: None };
            let round = room::waiting(on, guild.id, &round, now).await?;
            found.extend(round.map(|it| (release.id, it.since.unwrap_or(it.at - USUAL_ROUND))));
        }
    }
    Ok(found)
}

/// Asks one owner about all of their items that nobody has reported on.
#[derive(Serialize, Deserialize)]
pub struct Ask {
    user: i64,
    day: NaiveDate,
    since: DateTime<Utc>,
    until: DateTime<Utc>,
}

impl Job for Ask {
    const KIND: &'static str = "release.ask";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.user, self.day)
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let is_gone = has_left(&*ports.members, timer.guild.id, self.user, timer.now).await;
        let (guild, by) = (&timer.guild, &Actor::from(timer));
        let mut tx = timer.begin().await?;
        let owed = owed_now(&mut tx, guild, self.user, (self.since, by.now)).await?;
        if is_gone || owed.is_empty() || by.now >= self.until {
            return timer.finish(tx).await;
        }
        for item in &owed {
            store::asked(&mut tx, guild.id, item.id, At::from(by.now));
        }
        let first = owed.iter().find_map(|item| item.facts.release_id);
        let channel = match first {
            Some(id) => store::find(&mut tx, guild.id, id).await?.map(|release| release.channel_id),
            None => None,
        };
        let seen = words::Seen::anywhere(guild, by.now);
        let message = words::asked(&seen, &owed, self.until);
        let hint = channel.map(|channel| (Target::Channel(channel), words::dms_are_closed(self.user)));
        room::tell_in_private(&mut tx, by, self.user, &message, hint)?;
        draw_around(&mut tx, guild, by.now, owed.iter().map(|item| item.facts.release_id)).await?;
        timer.finish(tx).await
    }
}
