//! What the token is good for after the first response: edits, deletions and follow-up messages.

use super::{Ack, Interaction, by_token, callback::answered};
use crate::sandbox::{
    compose::{self, Draft},
    error::ApiError,
    ids::Id,
    model::{Upload, flag},
    render,
    state::State,
    validate::messages::From,
};
use chrono::{DateTime, Utc};
use serde_json::Value;

/// Which of the interaction's messages is meant.
#[derive(Clone, Copy)]
pub enum Which {
    Original,
    Message(Id),
}

/// The message that `which` names; messages of others are unknown to this token.
fn target(found: &Interaction, which: Which) -> Result<Id, ApiError> {
    let original = match &found.ack {
        Some(Ack::Message(id) | Ack::Deferred(id) | Ack::Updated(id)) => Some(*id),
        Some(Ack::DeferredUpdate) => found.message_id,
        _ => None,
    };
    match which {
        Which::Original => original.ok_or_else(ApiError::unknown_message),
        Which::Message(id) if Some(id) == original || found.follow_ups.contains(&id) => Ok(id),
        Which::Message(_) => Err(ApiError::unknown_message()),
    }
}

/// `GET …/messages/{which}`.
pub fn get(state: &State, now: DateTime<Utc>, app: Id, token: &str, which: Which) -> Result<Value, ApiError> {
    let found = by_token(state, now, app, token)?;
    let message = state.messages.get(&target(&found, which)?).ok_or_else(ApiError::unknown_message)?;
    Ok(render::message(state, message))
}

/// `PATCH …/messages/{which}`: also what turns "thinking…" into an answer.
pub fn edit(
    state: &mut State,
    now: DateTime<Utc>,
    (app, token, which): (Id, &str, Which),
    body: &Value,
    files: &[Upload],
) -> Result<Value, ApiError> {
    let found = by_token(state, now, app, token)?;
    let id = target(&found, which)?;
    compose::edit(state, now, id, body, files, From::Interaction)?;
    note(state, found.id, |stored| {
        stored.completed |= matches!(which, Which::Original) || is_original(stored, id)
    });
    get(state, now, app, token, which)
}

fn is_original(found: &Interaction, id: Id) -> bool {
    matches!(target(found, Which::Original), Ok(original) if original == id)
}

/// `DELETE …/messages/{which}`.
pub fn delete(
    state: &mut State,
    now: DateTime<Utc>,
    app: Id,
    token: &str,
    which: Which,
) -> Result<(), ApiError> {
    let found = by_token(state, now, app, token)?;
    let id = target(&found, which)?;
    state.delete_message(id)?;
    note(state, found.id, |stored| stored.completed = true);
    Ok(())
}

/// `POST /webhooks/{app}/{token}`. Straight after a deferral it fills the original instead.
pub fn send(
    state: &mut State,
    now: DateTime<Utc>,
    app: Id,
    token: &str,
    body: &Value,
    files: &[Upload],
) -> Result<Value, ApiError> {
    let found = by_token(state, now, app, token)?;
    if let Some(Ack::Deferred(id)) = found.ack
        && state.messages.get(&id).is_some_and(|message| message.is_loading())
    {
        let mut body = body.clone();
        body["flags"] = (body["flags"].as_u64().unwrap_or(0) & !flag::EPHEMERAL).into();
        return edit(state, now, (app, token, Which::Original), &body, files);
    }
    let private = body["flags"].as_u64().unwrap_or(0) & flag::EPHEMERAL != 0;
    let draft = Draft {
        channel_id: found.channel_id,
        author_id: state.bot_id(),
        body,
        files,
        from: From::Interaction,
        private_to: private.then_some(found.user_id),
        answers: Some(answered(&found)),
        extra_flags: 0,
        more: Default::default(),
    };
    let id = compose::create(state, now, draft)?;
    state.send_message("MESSAGE_CREATE", id);
    note(state, found.id, |stored| stored.follow_ups.push(id));
    get(state, now, app, token, Which::Message(id))
}

fn note(state: &mut State, id: Id, change: impl FnOnce(&mut Interaction)) {
    if let Some(stored) = state.interactions.get_mut(&id) {
        change(stored);
        stored.ring();
    }
}
