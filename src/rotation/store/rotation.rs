//! The rotations of a guild.

use super::Reads;
use crate::{
    base::recurrence::Recurrence,
    contract::Sight,
    db::{At, Json, Result, Tx},
    room::Open,
};
use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

/// A handoff as it was computed last, to notice when new time-zone rules move it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    pub zone: String,
    pub local: NaiveDateTime,
    pub at: DateTime<Utc>,
}

/// The start of a shift, as its card tells it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Handover {
    pub shift_from: DateTime<Utc>,
    /// Where the card is.
    pub channel_id: i64,
    /// Who was on before.
    pub after: Vec<i64>,
    pub open: Option<Open>,
    /// Who left a note, and its text; not escaped.
    pub note: Option<(i64, String)>,
    /// Whether the handoff was told late.
    pub is_late: bool,
    /// What the card shows now, shortened to a hash, so that it is not edited without a change.
    #[serde(default)]
    pub drawn: String,
}

/// What can be changed about a rotation besides its order.
#[derive(Clone, Debug, PartialEq)]
pub struct RowFields {
    /// Not escaped.
    pub name: String,
    pub channel_id: Option<i64>,
    pub role_id: Option<i64>,
    /// By when the work of a shift should be done.
    pub deadline: Option<Recurrence>,
}

/// A row of `rotation`.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Row {
    pub id: i64,
    /// Not escaped.
    pub name: String,
    pub channel_id: Option<i64>,
    pub role_id: Option<i64>,
    pub deadline_json: Option<Json<Recurrence>>,
    pub expected_json: Json<Vec<Expected>>,
    /// What the living card of the current shift says about its start.
    pub handover_json: Option<Json<Handover>>,
    pub state: String,
    pub version: i64,
}

impl Row {
    /// Whether it still runs.
    pub fn is_active(&self) -> bool {
        self.state == "active"
    }

    /// The same under the name by which a reader may know it.
    pub fn seen_with(&self, sight: Sight<'_>) -> Self {
        Self { name: sight.text(&self.name).into_owned(), ..self.clone() }
    }

    /// What can be changed.
    pub fn fields(&self) -> RowFields {
        RowFields {
            name: self.name.clone(),
            channel_id: self.channel_id,
            role_id: self.role_id,
            deadline: self.deadline_json.as_ref().map(|json| json.0.clone()),
        }
    }
}

/// All rotations that run, by number.
pub async fn all(on: &mut impl Reads, guild_id: i64) -> Result<Vec<Row>> {
    on.ask(
        "SELECT id, name, channel_id, role_id, deadline_json, expected_json, handover_json, state, version FROM rotation \
         WHERE guild_id = $1 AND state = 'active' ORDER BY id"
            .into(),
    )
    .bind(guild_id)
    .all()
    .await
}

/// One rotation, also one that has ended.
pub async fn find(on: &mut impl Reads, guild_id: i64, id: i64) -> Result<Option<Row>> {
    on.ask(
        "SELECT id, name, channel_id, role_id, deadline_json, expected_json, handover_json, state, version FROM rotation \
         WHERE guild_id = $1 AND id = $2"
            .into(),
    )
    .bind(guild_id)
    .bind(id)
    .opt()
    .await
}

/// Like [`find`], and nobody else changes the rotation until the transaction ends.
pub async fn lock(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Option<Row>> {
    tx.q(crate::sql![
        "SELECT id, name, channel_id, role_id, deadline_json, expected_json, handover_json, state, version FROM rotation \
         WHERE guild_id = $1 AND id = $2" pg(" FOR UPDATE")
    ])
    .bind(guild_id)
    .bind(id)
    .opt()
    .await
}

/// What two names are compared by.
pub(super) fn name_key(name: &str) -> String {
    name.to_lowercase()
}

/// Adds a rotation.
pub async fn insert(
    tx: &mut Tx,
    guild_id: i64,
    id: i64,
    fields: &RowFields,
    now: DateTime<Utc>,
) -> Result<()> {
    tx.q(
        "INSERT INTO rotation (guild_id, id, name, name_key, channel_id, role_id, deadline_json, expected_json, \
         state, version, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'active', 1, $9)",
    )
    .bind(guild_id)
    .bind(id)
    .bind(fields.name.clone())
    .bind(name_key(&fields.name))
    .bind(fields.channel_id)
    .bind(fields.role_id)
    .bind(fields.deadline.clone().map(Json))
    .bind(Json(Vec::<Expected>::new()))
    .bind(At::from(now))
    .run()
    .await
    .map(drop)
}

/// Changes a rotation; its version goes up.
pub async fn update(tx: &mut Tx, guild_id: i64, id: i64, fields: &RowFields) -> Result<()> {
    tx.q("UPDATE rotation SET name = $3, name_key = $4, channel_id = $5, role_id = $6, deadline_json = $7, \
          version = version + 1 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .bind(fields.name.clone())
        .bind(name_key(&fields.name))
        .bind(fields.channel_id)
        .bind(fields.role_id)
        .bind(fields.deadline.clone().map(Json))
        .run()
        .await
        .map(drop)
}

/// Ends a rotation, or lets it run again.
pub async fn set_state(tx: &mut Tx, guild_id: i64, id: i64, is_active: bool) -> Result<()> {
    tx.q("UPDATE rotation SET state = $3, version = version + 1 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .bind(if is_active { "active" } else { "ended" })
        .run()
        .await
        .map(drop)
}

/// The version goes up: buttons drawn before are stale.
pub fn touch(tx: &mut Tx, guild_id: i64, id: i64) {
    tx.defer("UPDATE rotation SET version = version + 1 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .add();
}

/// Notes what the living card says about the start of its shift.
pub fn set_handover(tx: &mut Tx, guild_id: i64, id: i64, handover: Handover) {
    tx.defer("UPDATE rotation SET handover_json = $3 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .bind(Json(handover))
        .add();
}

/// Notes when the next handoffs are expected.
pub fn set_expected(tx: &mut Tx, guild_id: i64, id: i64, expected: Vec<Expected>) {
    tx.defer("UPDATE rotation SET expected_json = $3 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .bind(Json(expected))
        .add();
}
