//! How every action begins: which rotation is meant, and what it is made of.

use crate::{
    base::{civil::Zone, when},
    contract::{Context, InstantText, Name, only},
    db::{Db, Tx},
    error::{Error, Refusal},
    rotation::{
        rules::{self, Duty, Plan, about_requests},
        store::{self, By, Reads, Row, Rows},
        words,
    },
};
use chrono::{DateTime, Utc};

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
        self.zone_or(|| cx.guild.zone.clone())
    }

    /// The zone of its handoffs, if it has an order.
    pub fn zone_or(&self, other: impl FnOnce() -> Zone) -> Zone {
        self.plan().epochs().last().map_or_else(other, |epoch| epoch.rhythm.zone().clone())
    }

    /// The rotation under the name by which whoever reads the answer may know it.
    pub fn called(&self, cx: &Context) -> Row {
        self.row.seen_with(cx.sight())
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
    let row = meant(&mut db, cx, name).await?;
    load(&mut db, cx.guild.id, row).await
}

/// The rotation that a person means, to be changed; nobody else changes it meanwhile.
pub(super) async fn begin(cx: &Context, name: Option<&Name>) -> Result<(Tx, Loaded), Error> {
    let mut tx = cx.begin().await?;
    let row = meant(&mut tx, cx, name).await?;
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

/// By its number (`#3`) or its name; without either the only one, or the one that the caller takes turns in.
async fn meant(on: &mut impl Reads, cx: &Context, name: Option<&Name>) -> Result<Row, Error> {
    let mut rows = store::all(on, cx.guild.id).await?;
    if rows.is_empty() {
        return Err(words::no_rotation().into());
    }
    let seen = || rows.iter().map(|row| row.seen_with(cx.sight())).collect::<Vec<_>>();
    let found = match name {
        Some(name) => {
            rules::by_name(&rows, &name.0).ok_or_else(|| words::unknown_rotation(&name.0, &seen()))?
        }
        None if rows.len() == 1 => 0,
        None => {
            let own = own_places(on, cx, &rows).await?;
            rules::pick(&rows, &own, cx.caller.channel_id).ok_or_else(|| words::which_rotation(&seen()))?
        }
    };
    Ok(rows.swap_remove(found))
}

/// The places of the rotations that the caller takes turns in.
async fn own_places(on: &mut impl Reads, cx: &Context, rows: &[Row]) -> Result<Vec<usize>, Error> {
    let mut own = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let plan = store::rows(on, cx.guild.id, row.id).await?.plan;
        if rules::members_from(&plan, cx.now).contains(&cx.caller.user_id) {
            own.push(place);
        }
    }
    Ok(own)
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

/// Whether the rotation is about requests: one with a deadline for them; the oldest, where none has a deadline.
pub(super) async fn is_about_requests(on: &mut impl Reads, guild_id: i64, row: &Row) -> Result<bool, Error> {
    if row.deadline_json.is_some() {
        return Ok(true);
    }
    Ok(about_requests(store::all(on, guild_id).await?).iter().any(|about| about.id == row.id))
}

/// A rotation's number and name, and who is on each of its seats.
pub type OnDuty = (i64, String, Vec<Option<i64>>);

/// Who is on duty for requests at `now`, for the rooms above: of each rotation that is about requests (those with a
/// deadline for them; the oldest, where none has a deadline) its number and name, and the answer for each seat.
pub async fn on_duty_now(db: &Db, guild_id: i64, now: DateTime<Utc>) -> Result<Vec<OnDuty>, Error> {
    let rows = about_requests(store::all(&mut { db }, guild_id).await?);
    on_in(db, guild_id, now, rows).await
}

/// The same for all rotations that run; those that are about requests first.
pub async fn on_duty_anywhere(db: &Db, guild_id: i64, now: DateTime<Utc>) -> Result<Vec<OnDuty>, Error> {
    let mut rows = store::all(&mut { db }, guild_id).await?;
    let about = about_requests(rows.clone());
    // The order among each kind stays.
    rows.sort_by_key(|row| about.iter().all(|it| it.id != row.id));
    on_in(db, guild_id, now, rows).await
}

async fn on_in(db: &Db, guild_id: i64, now: DateTime<Utc>, rows: Vec<Row>) -> Result<Vec<OnDuty>, Error> {
    let mut reader = db;
    let mut found = Vec::new();
    for row in rows {
        let rows = store::rows(&mut reader, guild_id, row.id).await?;
        let duties: Vec<Duty> = rules::on_duty(&rows.plan, now);
        found.push((row.id, row.name, duties.iter().map(|duty| duty.user.ok()).collect()));
    }
    Ok(found)
}
