//! How every change of this room begins, is recorded and is taken back.

use crate::{
    contract::Context,
    db::{Tx, event},
    error::Error,
    room::{self, Actor, Change, take_back},
    workspace::{store, words},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A row of this room, as events name it.
#[derive(Clone, Copy)]
pub(super) struct Row(pub &'static str, pub i64);

/// Opens the transaction of a change, and waits until no other one changes this guild's workspace.
pub(super) async fn begin(cx: &Context) -> Result<Tx, Error> {
    let mut tx = cx.begin().await?;
    store::one_at_a_time(&mut tx, cx.guild.id, cx.now).await?;
    Ok(tx)
}

/// Records a change made by the caller; of a row that stays, only the fields that differ. No fields mean that there was,
/// or is, no row. Returns the event's number, or `None` when nothing differs.
pub(super) fn record<F: Serialize>(
    tx: &mut Tx,
    cx: &Context,
    Row(noun, id): Row,
    verb: &str,
    before: Option<&F>,
    after: Option<&F>,
) -> Result<Option<i64>, Error> {
    let side = |fields: Option<&F>| fields.map(room::fields).transpose();
    let change = Change::between(side(before)?, side(after)?);
    Ok(change.map(|change| room::record(tx, &Actor::from(cx), noun, id, verb, change)))
}

/// The change that an undo button names by its event; refused when it is not one of that row.
pub(super) async fn past(cx: &Context, Row(noun, id): Row, event_id: i64) -> Result<Change, Error> {
    let before = event_id.checked_add(1);
    let mut found = event::history(&mut &cx.db, cx.guild.id, noun, id, before, 1).await?;
    let event = found.pop().filter(|event| event.id == event_id).ok_or_else(words::unknown_event)?;
    Ok(Change::of(&event)?)
}

/// The row as it is after taking back a change; refused when what it changed has changed since.
pub(super) fn taken_back<F: Serialize + DeserializeOwned>(
    now: Option<&F>,
    past: &Change,
) -> Result<Option<F>, Error> {
    let now = now.map(room::fields).transpose()?;
    let back = take_back(now.as_ref(), past).map_err(|_| words::stale_undo())?;
    Ok(back.map(|fields| serde_json::from_value(Value::Object(fields))).transpose()?)
}
