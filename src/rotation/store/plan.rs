//! Epochs, overrides and pauses: the rows of which a plan is made.

use super::Reads;
use crate::{
    base::ids::snowflake_time,
    db::{At, Json, Result, Tx, next_number},
    rotation::rules::{Additions, Edit, Epoch, FOREVER, Override, Plan, Rhythm, Span, What},
};
use chrono::{DateTime, TimeDelta, Utc};

#[derive(sqlx::FromRow)]
struct EpochRow {
    id: i64,
    effective_at: At,
    seats: i64,
    first_index: i64,
    members_json: Json<Vec<i64>>,
    rhythm_json: Json<Rhythm>,
    edits_json: Json<Vec<Edit>>,
}

/// A row of `rotation_override`.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct OverrideRow {
    pub id: i64,
    pub rotation_id: i64,
    pub ask_id: Option<i64>,
    pub kind: String,
    pub seat: Option<i64>,
    pub user_id: i64,
    pub for_user_id: Option<i64>,
    pub starts_at: At,
    pub ends_at: Option<At>,
    pub taken_back_at: Option<At>,
    pub created_by_user_id: Option<i64>,
    pub created_at: At,
}

/// A row of `rotation_pause`.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct PauseRow {
    pub id: i64,
    pub starts_at: At,
    pub ends_at: Option<At>,
}

/// Everything that decides who is on duty, as rows and as the plan they make.
#[derive(Clone, Debug)]
pub struct Rows {
    pub plan: Plan,
    pub overrides: Vec<OverrideRow>,
    pub pauses: Vec<PauseRow>,
    /// The epochs with their ids, in the order in which they were made.
    pub epochs: Vec<(i64, Epoch)>,
}

impl Rows {
    /// Whether a row says that the person left the server, and was not taken back.
    pub fn says_that_left(&self, user_id: i64) -> bool {
        let says =
            |row: &OverrideRow| row.kind == "left" && row.user_id == user_id && row.taken_back_at.is_none();
        self.overrides.iter().any(says)
    }
}

impl OverrideRow {
    /// What it covers, less what was taken back.
    pub fn span(&self) -> Span {
        let end = self.ends_at.map_or(FOREVER, At::utc);
        let until = self.taken_back_at.map_or(end, |at| at.utc().min(end));
        Span { from: self.starts_at.utc(), until: until.max(self.starts_at.utc()) }
    }

    /// As it counts in a plan.
    pub fn made(&self) -> Override {
        Override { id: self.id, span: self.span(), what: self.what() }
    }

    /// What it does.
    pub fn what(&self) -> What {
        let seat = usize::try_from(self.seat.unwrap_or(0)).unwrap_or(0);
        let user_id = self.user_id;
        match self.kind.as_str() {
            "slot" => What::Slot { seat, user_id },
            "stay" => What::Stay { seat, user_id },
            "cover" => What::Cover { for_user_id: self.for_user_id.unwrap_or(0), user_id },
            "left" => What::Left { user_id },
            // The schema allows no other kinds.
            _ => What::Away { user_id },
        }
    }
}

impl PauseRow {
    /// From its start to its end, if one is set.
    pub fn span(&self) -> Span {
        Span { from: self.starts_at.utc(), until: self.ends_at.map_or(FOREVER, At::utc) }
    }
}

fn columns(what: What) -> (&'static str, Option<i64>, i64, Option<i64>) {
    let number = |seat: usize| i64::try_from(seat).ok();
    match what {
        What::Slot { seat, user_id } => ("slot", number(seat), user_id, None),
        What::Stay { seat, user_id } => ("stay", number(seat), user_id, None),
        What::Cover { for_user_id, user_id } => ("cover", None, user_id, Some(for_user_id)),
        What::Away { user_id } => ("away", None, user_id, None),
        What::Left { user_id } => ("left", None, user_id, None),
    }
}

/// Everything about one rotation.
pub async fn rows(on: &mut impl Reads, guild_id: i64, rotation_id: i64) -> Result<Rows> {
    let epochs: Vec<EpochRow> = on
        .ask(
            "SELECT id, effective_at, seats, first_index, members_json, rhythm_json, edits_json FROM rotation_epoch \
             WHERE guild_id = $1 AND rotation_id = $2 ORDER BY id"
                .into(),
        )
        .bind(guild_id)
        .bind(rotation_id)
        .all()
        .await?;
    let overrides: Vec<OverrideRow> = on
        .ask(
            "SELECT id, rotation_id, ask_id, kind, seat, user_id, for_user_id, starts_at, ends_at, taken_back_at, \
             created_by_user_id, created_at FROM rotation_override WHERE guild_id = $1 AND rotation_id = $2 ORDER BY id"
                .into(),
        )
        .bind(guild_id)
        .bind(rotation_id)
        .all()
        .await?;
    let pauses: Vec<PauseRow> = on
        .ask(
            "SELECT id, starts_at, ends_at FROM rotation_pause WHERE guild_id = $1 AND rotation_id = $2 ORDER BY id"
                .into(),
        )
        .bind(guild_id)
        .bind(rotation_id)
        .all()
        .await?;
    let epochs: Vec<(i64, Epoch)> = epochs.into_iter().map(|row| (row.id, epoch(row))).collect();
    let made_epochs = epochs.iter().map(|(_, epoch)| epoch.clone()).collect();
    let made = overrides.iter().map(OverrideRow::made);
    let spans = pauses.iter().map(PauseRow::span);
    Ok(Rows { plan: Plan::new(made_epochs, made.collect(), spans.collect()), overrides, pauses, epochs })
}

fn epoch(row: EpochRow) -> Epoch {
    let members = row.members_json.0;
    let first_index = usize::try_from(row.first_index).unwrap_or(0).min(members.len().saturating_sub(1));
    Epoch {
        effective_at: row.effective_at.utc(),
        rhythm: row.rhythm_json.0,
        seats: usize::try_from(row.seats).unwrap_or(1).max(1),
        members,
        first_index,
        edits: row.edits_json.0,
    }
}

/// Who adds rows to which rotation, and when.
#[derive(Clone, Copy, Debug)]
pub struct By {
    pub guild_id: i64,
    pub rotation_id: i64,
    /// `None` for a timer.
    pub user_id: Option<i64>,
    pub now: DateTime<Utc>,
}

/// Adds epochs and overrides. Returns the ids of the epochs and the numbers of the overrides.
pub async fn add(tx: &mut Tx, by: By, additions: &Additions) -> Result<(Vec<i64>, Vec<i64>)> {
    let (mut epochs, mut overrides) = (Vec::new(), Vec::new());
    for epoch in &additions.epochs {
        epochs.push(insert_epoch(tx, by, epoch).await?);
    }
    for (span, what) in &additions.overrides {
        overrides.push(insert_override(tx, by, *span, *what, None).await?);
    }
    Ok((epochs, overrides))
}

async fn insert_epoch(tx: &mut Tx, by: By, epoch: &Epoch) -> Result<i64> {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let id = next_epoch_id(tx, by).await?;
    tx.defer(
        "INSERT INTO rotation_epoch (guild_id, id, rotation_id, effective_at, seats, first_index, members_json, \
         rhythm_json, edits_json, created_by_user_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(by.guild_id)
    .bind(id)
    .bind(by.rotation_id)
    .bind(At::from(epoch.effective_at))
    .bind(number(epoch.seats))
    .bind(number(epoch.first_index))
    .bind(Json(epoch.members.clone()))
    .bind(Json(epoch.rhythm.clone()))
    .bind(Json(epoch.edits.clone()))
    .bind(by.user_id)
    .bind(At::from(by.now))
    .add();
    Ok(id)
}

/// An id greater than those of the rotation's other epochs, also where an instance whose clock is ahead made them: of two
/// epochs with the same instant the later made one counts.
async fn next_epoch_id(tx: &mut Tx, by: By) -> Result<i64> {
    let (last,): (Option<i64>,) = tx
        .q("SELECT MAX(id) FROM rotation_epoch WHERE guild_id = $1 AND rotation_id = $2")
        .bind(by.guild_id)
        .bind(by.rotation_id)
        .one()
        .await?;
    let after = last.map(|id| snowflake_time(id.cast_unsigned()) + TimeDelta::milliseconds(1));
    Ok(tx.next_id(after.map_or(by.now, |after| after.max(by.now))))
}

/// Adds an override, of the ask that it answers if there is one. Returns its number.
pub async fn insert_override(tx: &mut Tx, by: By, span: Span, what: What, ask: Option<i64>) -> Result<i64> {
    let id = next_number(tx, by.guild_id, "rotation_override").await?;
    let (kind, seat, user_id, for_user_id) = columns(what);
    tx.defer(
        "INSERT INTO rotation_override (guild_id, id, rotation_id, ask_id, kind, seat, user_id, for_user_id, starts_at, \
         ends_at, created_by_user_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(by.guild_id)
    .bind(id)
    .bind(by.rotation_id)
    .bind(ask)
    .bind(kind)
    .bind(seat)
    .bind(user_id)
    .bind(for_user_id)
    .bind(At::from(span.from))
    .bind((span.until < FOREVER).then(|| At::from(span.until)))
    .bind(by.user_id)
    .bind(At::from(by.now))
    .add();
    Ok(id)
}

/// One override by its number.
pub async fn find_override(on: &mut impl Reads, guild_id: i64, id: i64) -> Result<Option<OverrideRow>> {
    on.ask(
        "SELECT id, rotation_id, ask_id, kind, seat, user_id, for_user_id, starts_at, ends_at, taken_back_at, \
         created_by_user_id, created_at FROM rotation_override WHERE guild_id = $1 AND id = $2"
            .into(),
    )
    .bind(guild_id)
    .bind(id)
    .opt()
    .await
}

/// Takes an override back from `now` on; what it did before stays. Returns false when it was taken back before.
pub async fn take_back(tx: &mut Tx, guild_id: i64, id: i64, now: DateTime<Utc>) -> Result<bool> {
    let rows = tx
        .q("UPDATE rotation_override SET taken_back_at = $3 \
            WHERE guild_id = $1 AND id = $2 AND taken_back_at IS NULL AND (ends_at IS NULL OR ends_at > $3)")
        .bind(guild_id)
        .bind(id)
        .bind(At::from(now))
        .run()
        .await?;
    Ok(rows == 1)
}

/// Lets an override go on with a handoff that has moved: ends that still lie ahead only, so what it did before stays.
pub fn move_override(tx: &mut Tx, guild_id: i64, id: i64, span: Span) {
    tx.defer("UPDATE rotation_override SET starts_at = $3, ends_at = $4 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .bind(At::from(span.from))
        .bind((span.until < FOREVER).then(|| At::from(span.until)))
        .add();
}

/// Adds a pause, without end when `until` is `None`. Returns its id.
pub fn insert_pause(tx: &mut Tx, by: By, from: DateTime<Utc>, until: Option<DateTime<Utc>>) -> i64 {
    let id = tx.next_id(by.now);
    tx.defer(
        "INSERT INTO rotation_pause (guild_id, id, rotation_id, starts_at, ends_at, created_by_user_id, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(by.guild_id)
    .bind(id)
    .bind(by.rotation_id)
    .bind(At::from(from))
    .bind(until.map(At::from))
    .bind(by.user_id)
    .bind(At::from(by.now))
    .add();
    id
}

/// Ends a pause at `until`.
pub fn set_pause_end(tx: &mut Tx, guild_id: i64, id: i64, until: Option<DateTime<Utc>>) {
    tx.defer("UPDATE rotation_pause SET ends_at = $3 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .bind(until.map(At::from))
        .add();
}
