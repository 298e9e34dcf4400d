//! Routes that carry an interaction token: the callback, follow-ups and their edits.

use super::{Call, Reply};
use crate::sandbox::{
    error::ApiError,
    interactions::{self, Which},
    state::State,
};

pub fn callback(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let id = call.id("interaction_id")?;
    let token = call.text("interaction_token");
    let shown = interactions::answer(state, call.now, id, token, &call.body, &call.files)?;
    match call.query("with_response") {
        Some("true" | "1") => Ok(Reply::Json(shown)),
        _ => Ok(Reply::Empty),
    }
}

pub fn follow_up(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (app, token) = (call.id("webhook_id")?, call.text("webhook_token"));
    interactions::follow_up(state, call.now, app, token, &call.body, &call.files).map(Reply::Json)
}

/// `@original` has its own template, without a message id in it.
fn which(call: &Call) -> Result<Which, ApiError> {
    match call.text("message_id") {
        "" => Ok(Which::Original),
        _ => call.id("message_id").map(Which::Message),
    }
}

pub fn get(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (app, token) = (call.id("webhook_id")?, call.text("webhook_token"));
    interactions::get_reply(state, call.now, app, token, which(call)?).map(Reply::Json)
}

pub fn edit(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (app, token) = (call.id("webhook_id")?, call.text("webhook_token"));
    let target = (app, token, which(call)?);
    interactions::edit_reply(state, call.now, target, &call.body, &call.files).map(Reply::Json)
}

pub fn delete(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (app, token) = (call.id("webhook_id")?, call.text("webhook_token"));
    interactions::delete_reply(state, call.now, app, token, which(call)?)?;
    Ok(Reply::Empty)
}
