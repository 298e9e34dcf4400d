//! What the page sends: typed lines, completions and everything that is pressed.

use crate::sandbox::{
    Core,
    faults::{Fault, Faults},
    ids::Id,
    limits::Scope,
    model::Guild,
    people::Typed,
    rest::read_content,
};
use axum::{
    Json,
    body::Bytes,
    extract::State as Shared,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Who acts, and where.
#[derive(Deserialize)]
pub struct TypedLine {
    user: Id,
    channel: Id,
    line: String,
    /// The message that is replied to.
    #[serde(default)]
    reply: Option<Id>,
}

/// `{}` when it went through, else what the client would say.
fn answer(typed: &Typed) -> Json<Value> {
    match typed {
        Typed::Refused(why) => Json(json!({ "refused": why })),
        Typed::Posted(_) | Typed::Sent(_) => Json(json!({})),
    }
}

/// Takes a typed line, with files when it is multipart.
pub async fn type_line(Shared(core): Shared<Arc<Core>>, headers: HeaderMap, body: Bytes) -> Response {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let content = match read_content(content_type.unwrap_or_default(), body).await {
        Ok(content) => content,
        Err(error) => return (error.status, error.message).into_response(),
    };
    match serde_json::from_value::<TypedLine>(content.body) {
        Ok(line) => {
            let typed = core.type_line(line.channel, line.user, &line.line, content.files, line.reply);
            answer(&typed).into_response()
        }
        Err(error) => (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
    }
}

/// Completes a line that is being typed.
pub async fn complete(Shared(core): Shared<Arc<Core>>, Json(line): Json<TypedLine>) -> Json<Value> {
    let list = core.complete(line.channel, line.user, &line.line).await;
    let list = list.iter().map(|s| json!({ "label": s.label, "detail": s.detail, "line": s.line }));
    Json(list.collect())
}

/// Everything else that a person does.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Act {
    Press {
        user: Id,
        message: Id,
        which: String,
    },
    Choose {
        user: Id,
        message: Id,
        which: String,
        values: Vec<String>,
    },
    Submit {
        user: Id,
        form: Id,
        inputs: Vec<(String, String)>,
    },
    CloseForm {
        user: Id,
        form: Id,
    },
    Menu {
        user: Id,
        message: Id,
        name: String,
    },
    UserMenu {
        user: Id,
        channel: Id,
        target: Id,
        name: String,
    },
    Dismiss {
        user: Id,
        message: Id,
    },
    /// Goes into a voice channel, or out of it.
    Speak {
        user: Id,
        channel: Id,
    },
    DeleteEvent {
        event: Id,
    },
    OpenDm {
        user: Id,
    },
    Turn {
        seconds: i64,
    },
    TurnTo {
        at: DateTime<Utc>,
    },
    Fault {
        user: Id,
        name: String,
    },
}

/// Carries out one act.
pub async fn act(Shared(core): Shared<Arc<Core>>, Json(act): Json<Act>) -> Json<Value> {
    match act {
        Act::Press { user, message, which } => answer(&core.press(user, message, &which)),
        Act::Choose { user, message, which, values } => answer(&core.choose(user, message, &which, &values)),
        Act::Submit { user, form, inputs } => answer(&core.submit(user, form, &inputs)),
        Act::Menu { user, message, name } => answer(&core.run_menu(user, message, &name)),
        Act::UserMenu { user, channel, target, name } => {
            answer(&core.user_menu(channel, user, target, &name))
        }
        Act::CloseForm { user, form } => {
            core.change(|state, _| state.forms.retain(|id, open| *id != form || open.user_id != user));
            Json(json!({}))
        }
        Act::Dismiss { user, message } => {
            core.dismiss(user, message);
            Json(json!({}))
        }
        Act::Speak { user, channel } => match core.toggle_voice(user, channel) {
            Ok(()) => Json(json!({})),
            Err(why) => Json(json!({ "refused": why })),
        },
        Act::DeleteEvent { event } => {
            core.delete_event(event);
            Json(json!({}))
        }
        Act::OpenDm { user } => {
            let channel = core.change(|state, now| state.dm_channel(now, user));
            Json(json!({ "channel": channel }))
        }
        Act::Turn { seconds } => turn(&core, core.clock.now() + Duration::seconds(seconds)).await,
        Act::TurnTo { at } => turn(&core, at).await,
        Act::Fault { user, name } => Json(trouble(&core, user, &name)),
    }
}

/// On the page time goes forward only, as it does for everybody else.
async fn turn(core: &Core, at: DateTime<Utc>) -> Json<Value> {
    if at < core.clock.now() {
        return Json(
            json!({ "refused": "The clock shows a later time already; it can be turned forward only." }),
        );
    }
    core.turn_to(at).await;
    Json(json!({}))
}

fn trouble(core: &Core, user: Id, name: &str) -> Value {
    let faults = Faults(core);
    let seconds = std::time::Duration::from_secs;
    let next = |fault| faults.next(1, "*", "*", fault);
    match name {
        "status" => next(Fault::Status(500)),
        "drop-before" => next(Fault::DropBefore),
        "drop-after" => next(Fault::DropAfter),
        "limited" => next(Fault::Limited(Scope::User, seconds(2))),
        "slow" => next(Fault::Slow(seconds(4))),
        "reconnect" => faults.reconnect(),
        "cut" => faults.cut_gateway(),
        "invalid" => faults.invalid_session(false),
        "twice" => faults.deliver_twice(1),
        "close-dms" => faults.close_dms(user, true),
        "open-dms" => faults.close_dms(user, false),
        "leave" => {
            let is_in = |guild: &&Guild| guild.members.contains_key(&user);
            let guilds: Vec<Id> =
                core.read(|state| state.guilds.values().filter(is_in).map(|guild| guild.id).collect());
            guilds.into_iter().for_each(|guild_id| core.leave(guild_id, user));
        }
        _ => return json!({ "refused": "There is no such trouble." }),
    }
    json!({ "told": told(name) })
}

/// What a fault does, as the page confirms it.
fn told(name: &str) -> &'static str {
    match name {
        "reconnect" => "The bot was asked to reconnect.",
        "cut" => "The gateway connection is cut.",
        "invalid" => "The session is forgotten.",
        "twice" => "The next event will be sent twice.",
        "close-dms" => "Direct messages to you are refused.",
        "open-dms" => "Direct messages reach you again.",
        "leave" => "You have left the server.",
        _ => "The bot's next request is in for it.",
    }
}
