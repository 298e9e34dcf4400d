//! How every change of this room begins, is recorded and is taken back.

use crate::{
    contract::{Answer, Context, Message, Reply, Source},
    db::{
        Tx,
        event::{self, Event, NewEvent},
    },
    error::{Error, Fault},
    workspace::{
        rules::{self, Fields},
        store, words,
    },
};
use serde_json::Value;

/// What happened to one row; no fields mean that there was, or is, no row.
pub(super) struct Change<'a> {
    pub subject: &'a str,
    pub subject_id: i64,
    pub verb: &'a str,
    pub before: Option<Fields>,
    pub after: Option<Fields>,
}

/// Opens the transaction of a change, and waits until no other one changes this guild's workspace.
pub(super) async fn begin(cx: &Context) -> Result<Tx, Error> {
    let mut tx = cx.begin().await?;
    store::one_at_a_time(&mut tx, cx.guild.id, cx.now).await?;
    Ok(tx)
}

/// Records a change made by the caller; of a row that stays, only the fields that differ. Returns the event's
/// number, or `None` when nothing differs.
pub(super) fn record(tx: &mut Tx, cx: &Context, change: Change<'_>) -> Option<i64> {
    let (before, after) = match (change.before, change.after) {
        (Some(before), Some(after)) => {
            let (before, after) = rules::difference(&before, &after);
            (Some(before), Some(after))
        }
        whole => whole,
    };
    let is_change = before.as_ref().or(after.as_ref()).is_some_and(|fields| !fields.is_empty());
    let event = NewEvent {
        guild_id: cx.guild.id,
        happened_at: cx.now,
        actor_user_id: Some(cx.caller.user_id),
        interaction_id: Some(cx.interaction_id),
        subject: change.subject,
        subject_id: change.subject_id,
        verb: change.verb,
        before: before.map(Value::Object),
        after: after.map(Value::Object),
    };
    is_change.then(|| event::record(tx, event))
}

/// A change of the past, as its event keeps it.
pub(super) struct Past {
    pub before: Option<Fields>,
    pub after: Option<Fields>,
}

/// The event that an undo button names; refused when it is not one of that row.
pub(super) async fn past(cx: &Context, subject: &str, subject_id: i64, event_id: i64) -> Result<Past, Error> {
    let before = event_id.checked_add(1);
    let mut found = event::history(&mut &cx.db, cx.guild.id, subject, subject_id, before, 1).await?;
    let event: Event = found.pop().filter(|event| event.id == event_id).ok_or_else(words::unknown_event)?;
    let fields = |side: Option<crate::db::Json<Value>>| match side.map(|json| json.0) {
        None => Ok(None),
        Some(Value::Object(fields)) => Ok(Some(fields)),
        Some(_) => Err(Fault::Broken(format!("the event {event_id} holds no fields"))),
    };
    Ok(Past { before: fields(event.before)?, after: fields(event.after)? })
}

/// The row as it is after taking back a change; refused when what it changed has changed since.
pub(super) fn taken_back(now: Option<&Fields>, past: &Past) -> Result<Option<Fields>, Error> {
    let back = rules::taken_back(now, past.before.as_ref(), past.after.as_ref());
    back.ok_or_else(|| words::stale_undo().into())
}

/// Whether the change was asked for on a private message, which then changes in place.
pub(super) fn is_on_private_message(source: &Source) -> bool {
    matches!(source, Source::Component { is_private: true, .. } | Source::Form { is_private: true, .. })
}

/// The answer to a change: in place of the private message that carried the button, else a new message.
pub(super) fn answer(cx: &Context, message: Message) -> Reply {
    if is_on_private_message(&cx.source) { Reply::Update(message) } else { Reply::new(message) }
}

/// What this very invocation was answered before, if it is delivered again after it changed the row itself; else
/// `message`. Not inside a transaction.
pub(super) async fn first_or(cx: &Context, message: Message) -> Answer {
    Ok(cx.first_answer().await?.unwrap_or_else(|| answer(cx, message)))
}
