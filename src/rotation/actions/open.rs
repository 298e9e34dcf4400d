//! How every action begins: which rotation is meant, and what it is made of.

use crate::{
    base::{civil::Zone, text::clean, when},
    contract::{Context, InstantText, Name, only},
    db::{Db, Tx},
    error::{Error, Refusal},
    rotation::{
        rules::{self, Duty, FOREVER, Plan, Span, Stint},
        store::{self, By, Reads, Row, Rows},
        words,
    },
};
use chrono::{DateTime, TimeDelta, Utc};

/// One rotation, read whole.
#[derive(Clone, Debug)]
pub(super) struct Loaded {
    pub row: Row,
    pub rows: Rows,
}

impl Loaded {
    pub fn plan(&self) -> &Plan {
        &self.rows.plan
    }

    /// The zone in which times about this rotation are read.
    pub fn zone(&self, cx: &Context) -> Zone {
        self.plan().epochs().last().map_or_else(|| cx.guild.zone.clone(), |epoch| epoch.rhythm.zone().clone())
    }

    /// How many seats there are at `at`.
    pub fn seats(&self, at: DateTime<Utc>) -> usize {
        self.plan().epoch_at(at).map_or(1, |epoch| epoch.seats)
    }
}

/// Reads one rotation.
pub(super) async fn load(on: &mut impl Reads, guild_id: i64, row: Row) -> Result<Loaded, Error> {
    let rows = store::rows(on, guild_id, row.id).await?;
    Ok(Loaded { row, rows })
}

/// The rotation that a person means, outside a transaction.
pub(super) async fn look(cx: &Context, name: Option<&Name>) -> Result<Loaded, Error> {
    let mut db = &cx.db;
    let row = pick(store::all(&mut db, cx.guild.id).await?, name, cx.caller.channel_id)?;
    load(&mut db, cx.guild.id, row).await
}

/// The rotation that a person means, to be changed; nobody else changes it meanwhile.
pub(super) async fn begin(cx: &Context, name: Option<&Name>) -> Result<(Tx, Loaded), Error> {
    let mut tx = cx.begin().await?;
    let row = pick(store::all(&mut tx, cx.guild.id).await?, name, cx.caller.channel_id)?;
    let loaded = begin_with(&mut tx, cx.guild.id, row.id).await?;
    Ok((tx, loaded))
}

/// The rotation of that number, locked.
pub(super) async fn begin_with(tx: &mut Tx, guild_id: i64, rotation_id: i64) -> Result<Loaded, Error> {
    let row = store::lock(tx, guild_id, rotation_id).await?.ok_or_else(words::no_rotation)?;
    if !row.is_active() {
        return Err(words::has_ended().into());
    }
    load(tx, guild_id, row).await
}

/// By its number (`#3`) or its name; without either the only one, or the one whose channel this is.
fn pick(mut rows: Vec<Row>, name: Option<&Name>, channel_id: i64) -> Result<Row, Refusal> {
    if rows.is_empty() {
        return Err(words::no_rotation());
    }
    let known = || rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>();
    let found = match name {
        Some(name) => by_name(&rows, &name.0).ok_or_else(|| words::unknown_rotation(&name.0, &known()))?,
        None if rows.len() == 1 => 0,
        None => {
            let here: Vec<usize> =
                (0..rows.len()).filter(|place| rows[*place].channel_id == Some(channel_id)).collect();
            match here.as_slice() {
                [one] => *one,
                _ => return Err(words::which_rotation(&known())),
            }
        }
    };
    Ok(rows.swap_remove(found))
}

fn by_name(rows: &[Row], typed: &str) -> Option<usize> {
    let wanted = clean(typed).to_lowercase();
    if let Some(id) = wanted.strip_prefix('#').and_then(|digits| digits.parse::<i64>().ok()) {
        return rows.iter().position(|row| row.id == id);
    }
    let exact = rows.iter().position(|row| row.name.to_lowercase() == wanted);
    let starting = || {
        let mut found = (0..rows.len()).filter(|place| rows[*place].name.to_lowercase().starts_with(&wanted));
        found.next().filter(|_| found.next().is_none())
    };
    exact.or_else(starting)
}

/// What a person adds rows to.
pub(super) fn by(cx: &Context, rotation_id: i64) -> By {
    By { guild_id: cx.guild.id, rotation_id, user_id: Some(cx.caller.user_id), now: cx.now }
}

/// Reads a time as typed, in the zone of the rotation.
pub(super) fn reading(cx: &Context, zone: &Zone, text: &InstantText) -> Result<when::Reading, Refusal> {
    when::parse_instant(&text.0, cx.now, zone, &cx.guild.hours).map_err(|error| words::bad_time(&error))
}

/// The one time that was typed for `option`; asks where it can be two.
pub(super) fn instant(
    cx: &Context,
    zone: &Zone,
    text: &InstantText,
    option: &'static str,
) -> Result<DateTime<Utc>, Refusal> {
    only(&reading(cx, zone, text)?, &text.0, option, cx.now)
}

/// A time still to come.
pub(super) fn future(
    cx: &Context,
    zone: &Zone,
    text: &InstantText,
    option: &'static str,
) -> Result<DateTime<Utc>, Refusal> {
    let at = instant(cx, zone, text, option)?;
    if at > cx.now { Ok(at) } else { Err(words::in_the_past(at)) }
}

/// How far ahead people are told of changes: two rounds, between two months and a year.
pub(super) fn horizon(plan: &Plan, now: DateTime<Utc>) -> DateTime<Utc> {
    let round = rules::effective_at(plan, rules::Effect::AfterRound, now);
    let two =
        if round < FOREVER { rules::effective_at(plan, rules::Effect::AfterRound, round) } else { round };
    two.clamp(now + TimeDelta::days(60), now + TimeDelta::days(400))
}

/// A person's times on duty in the coming year that are not over.
pub(super) fn own_stints(plan: &Plan, user_id: i64, now: DateTime<Utc>) -> Vec<Stint> {
    let mut stints = rules::stints(plan, now, now + TimeDelta::days(370));
    stints.remove(&user_id).unwrap_or_default()
}

/// The shift, or the part of it that the person holds, that `at` lies in; without `at` the next one that the person
/// holds. `None` when there is none.
pub(super) fn held_by(
    plan: &Plan,
    user_id: i64,
    at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Option<Span> {
    let seats = plan.epochs().iter().map(|epoch| epoch.seats).max().unwrap_or(1);
    let (from, to) = match at {
        Some(at) => {
            let shift = rules::shift_at(plan, at);
            (shift.from.max(now), shift.until)
        }
        None => (now, now + TimeDelta::days(370)),
    };
    let held = (0..seats).flat_map(|seat| rules::stretches(plan, seat, from, to));
    let own = held
        .filter(|stretch| stretch.duty.user == Ok(user_id) && at.is_none_or(|at| stretch.span.contains(at)));
    own.map(|stretch| stretch.span).min()
}

/// Who is on duty in a guild's rotations at `now`, for the rooms above: the rotation's number and name, and the answer
/// for each seat.
pub async fn on_duty_now(
    db: &Db,
    guild_id: i64,
    now: DateTime<Utc>,
) -> Result<Vec<(i64, String, Vec<Option<i64>>)>, Error> {
    let mut reader = db;
    let mut found = Vec::new();
    for row in store::all(&mut reader, guild_id).await? {
        let rows = store::rows(&mut reader, guild_id, row.id).await?;
        let duties: Vec<Duty> = rules::on_duty(&rows.plan, now);
        found.push((row.id, row.name, duties.iter().map(|duty| duty.user.ok()).collect()));
    }
    Ok(found)
}
