//! Interactions: built from what a person does, delivered to the bot, answered within the deadlines.

mod callback;
mod endpoint;
mod followup;
mod payload;

pub use callback::answer;
pub use endpoint::{check as check_endpoint, post as post_signed, sign};
pub use followup::{Which, delete as delete_reply, edit as edit_reply, get as get_reply, send as follow_up};
pub use payload::Invocation;

use super::{Core, error::ApiError, ids::Id, model::Message, state::State};
use chrono::{DateTime, Duration, Utc};
use serde_json::Value;
use std::{sync::Arc, time::Duration as RealDuration};
use tokio::sync::watch;

/// How long the bot has for its first response.
pub const RESPONSE_SECONDS: i64 = 3;
/// How long the token lives for edits and follow-ups.
const TOKEN_MINUTES: i64 = 15;
/// How long a test or the page waits for an answer, in real time, when the clock stands still.
const ANSWER_TIMEOUT: RealDuration = RealDuration::from_secs(10);
/// How many interactions are remembered.
const REMEMBERED: usize = 20_000;

/// Interaction kinds, by Discord's numbers.
pub mod kind {
    pub const PING: u8 = 1;
    pub const COMMAND: u8 = 2;
    pub const COMPONENT: u8 = 3;
    pub const AUTOCOMPLETE: u8 = 4;
    pub const FORM: u8 = 5;
}

/// The first response, as it was taken.
#[derive(Clone, Debug)]
pub enum Ack {
    Message(Id),
    /// "Thinking…" with the message that says so.
    Deferred(Id),
    DeferredUpdate,
    Updated(Id),
    Choices(Vec<Value>),
    Form(Id),
}

/// An interaction from delivery to the death of its token.
#[derive(Clone, Debug)]
pub struct Interaction {
    pub id: Id,
    pub token: String,
    pub kind: u8,
    pub user_id: Id,
    pub guild_id: Option<Id>,
    pub channel_id: Id,
    /// The command's name, or the custom id.
    pub name: String,
    /// The message whose component was used, also for forms that a component opened.
    pub message_id: Option<Id>,
    pub created_at: DateTime<Utc>,
    /// What is delivered, as JSON.
    pub payload: Arc<str>,
    pub ack: Option<Ack>,
    /// Whether a deferral has been followed by an edit of the original.
    pub completed: bool,
    pub follow_ups: Vec<Id>,
    /// Whether the person has put the notice of its failure away.
    pub dismissed: bool,
    /// Why it failed at the bot's end, when that is known.
    pub failed: Option<String>,
    /// Rings at every response.
    bell: Arc<watch::Sender<u32>>,
}

impl Interaction {
    /// Whether the first response is late.
    pub fn is_late(&self, now: DateTime<Utc>) -> bool {
        now - self.created_at > Duration::seconds(RESPONSE_SECONDS)
    }

    /// Whether edits and follow-ups are over.
    pub fn token_is_dead(&self, now: DateTime<Utc>) -> bool {
        now - self.created_at > Duration::minutes(TOKEN_MINUTES)
    }

    fn ring(&self) {
        self.bell.send_modify(|rings| *rings += 1);
    }
}

/// A form on somebody's screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    pub id: Id,
    pub user_id: Id,
    pub guild_id: Option<Id>,
    pub channel_id: Id,
    /// The message whose component opened it.
    pub message_id: Option<Id>,
    pub custom_id: String,
    pub title: String,
    /// The rows or labels as the bot sent them.
    pub components: Vec<Value>,
}

/// What came of something a person did.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A new message, private or for all.
    Message(Message),
    /// The message with the component was changed.
    Update(Message),
    /// A form opened.
    Form(Form),
    /// Autocomplete choices, each `{name, value}`.
    Choices(Vec<Value>),
    /// Acknowledged; nothing else yet.
    Deferred,
    /// The bot deleted its reply.
    Withdrawn,
    /// No valid answer, in the words that Discord would show.
    Failed(String),
}

impl Outcome {
    /// The message, whether new or changed.
    pub fn message(&self) -> Option<&Message> {
        match self {
            Self::Message(message) | Self::Update(message) => Some(message),
            _ => None,
        }
    }

    /// The form, if one opened.
    pub fn form(&self) -> Option<&Form> {
        match self {
            Self::Form(form) => Some(form),
            _ => None,
        }
    }

    /// What can be read in the answer.
    pub fn text(&self) -> String {
        match self {
            Self::Message(message) | Self::Update(message) => message.text(),
            Self::Form(form) => form.title.clone(),
            Self::Failed(why) => why.clone(),
            Self::Choices(_) | Self::Deferred | Self::Withdrawn => String::new(),
        }
    }
}

/// Waits for what comes of one interaction.
#[derive(Clone)]
pub struct Handle {
    core: Arc<Core>,
    id: Id,
    bell: watch::Receiver<u32>,
}

impl Handle {
    /// The interaction's id.
    pub fn id(&self) -> Id {
        self.id
    }

    /// The first response: a message, an update, a form, choices, a deferral; or failure.
    pub async fn first(&self) -> Outcome {
        self.wait(|found| found.ack.is_some()).await
    }

    /// The response after any deferral.
    pub async fn outcome(&self) -> Outcome {
        self.wait(|found| match found.ack {
            Some(Ack::Deferred(_) | Ack::DeferredUpdate) => found.completed || !found.follow_ups.is_empty(),
            other => other.is_some(),
        })
        .await
    }

    /// The follow-up messages so far.
    pub fn follow_ups(&self) -> Vec<Message> {
        self.core.read(|state| {
            let ids = state.interactions.get(&self.id).map(|i| i.follow_ups.clone()).unwrap_or_default();
            ids.iter().filter_map(|id| state.messages.get(id).cloned()).collect()
        })
    }

    async fn wait(&self, done: impl Fn(Interaction) -> bool) -> Outcome {
        let mut bell = self.bell.clone();
        let created_at = self.core.read(|state| state.interactions.get(&self.id).map(|i| i.created_at));
        let deadline = created_at.unwrap_or_default() + Duration::seconds(RESPONSE_SECONDS);
        let timeout = tokio::time::sleep(ANSWER_TIMEOUT);
        tokio::pin!(timeout);
        loop {
            bell.borrow_and_update();
            let found = self.core.read(|state| state.interactions.get(&self.id).cloned());
            let Some(found) = found else { return Outcome::Failed(NO_RESPONSE.to_owned()) };
            if found.failed.is_some() || done(found.clone()) {
                return self.core.read(|state| outcome_of(state, &found));
            }
            let late = async {
                match found.ack {
                    // Just past the deadline, so that an answer in its last instant still counts.
                    None => self.core.clock.wait_until(deadline + Duration::milliseconds(1)).await,
                    Some(_) => std::future::pending().await,
                }
            };
            tokio::select! {
                _ = bell.changed() => {}
                () = late => return Outcome::Failed(NO_RESPONSE.to_owned()),
                () = &mut timeout => return self.core.read(|state| outcome_of(state, &found)),
            }
        }
    }
}

/// What Discord shows when nothing valid came in time.
pub const NO_RESPONSE: &str = "The application did not respond";

/// What has come of an interaction so far.
pub fn outcome_of(state: &State, found: &Interaction) -> Outcome {
    if let Some(why) = &found.failed {
        return Outcome::Failed(why.clone());
    }
    let message = |id: &Id| state.messages.get(id).cloned();
    match &found.ack {
        None => Outcome::Failed(NO_RESPONSE.to_owned()),
        Some(Ack::Message(id)) => message(id).map_or(Outcome::Withdrawn, Outcome::Message),
        Some(Ack::Deferred(id)) => match message(id) {
            Some(message) if message.is_loading() => Outcome::Deferred,
            Some(message) => Outcome::Message(message),
            None => last_follow_up(state, found).unwrap_or(Outcome::Withdrawn),
        },
        Some(Ack::DeferredUpdate) if found.completed => {
            found.message_id.as_ref().and_then(message).map_or(Outcome::Withdrawn, Outcome::Update)
        }
        Some(Ack::DeferredUpdate) => last_follow_up(state, found).unwrap_or(Outcome::Deferred),
        Some(Ack::Updated(id)) => message(id).map_or(Outcome::Withdrawn, Outcome::Update),
        Some(Ack::Choices(choices)) => Outcome::Choices(choices.clone()),
        Some(Ack::Form(id)) => state.forms.get(id).cloned().map_or(Outcome::Withdrawn, Outcome::Form),
    }
}

fn last_follow_up(state: &State, found: &Interaction) -> Option<Outcome> {
    let id = found.follow_ups.last()?;
    state.messages.get(id).cloned().map(Outcome::Message)
}

/// Stores an interaction and delivers it, by the gateway or to the endpoint.
pub fn start(core: &Arc<Core>, invocation: Invocation) -> Handle {
    let handle = core.change(|state, now| {
        let interaction = payload::build(state, now, invocation);
        let handle = handle_to(core, &interaction);
        remember(state, interaction);
        handle
    });
    deliver(core, handle.id);
    handle
}

/// Stores a hand-made payload (its `id` and `token` are added when missing) and delivers it.
pub fn start_raw(core: &Arc<Core>, payload: Value) -> Handle {
    let handle = core.change(|state, now| {
        let interaction = payload::from_raw(state, now, payload);
        let handle = handle_to(core, &interaction);
        remember(state, interaction);
        handle
    });
    deliver(core, handle.id);
    handle
}

fn handle_to(core: &Arc<Core>, interaction: &Interaction) -> Handle {
    Handle { core: core.clone(), id: interaction.id, bell: interaction.bell.subscribe() }
}

/// Waits again for an interaction that was delivered before.
pub fn handle_of(core: &Arc<Core>, id: Id) -> Option<Handle> {
    core.read(|state| state.interactions.get(&id).map(|found| handle_to(core, found)))
}

fn remember(state: &mut State, interaction: Interaction) {
    state.interactions_by_token.insert(interaction.token.clone(), interaction.id);
    state.interaction_order.push_back(interaction.id);
    state.interactions.insert(interaction.id, interaction);
    if state.interaction_order.len() > REMEMBERED
        && let Some(oldest) = state.interaction_order.pop_front()
        && let Some(gone) = state.interactions.remove(&oldest)
    {
        state.interactions_by_token.remove(&gone.token);
    }
}

/// Sends an interaction's payload to the bot; called again, it is delivered twice.
pub fn deliver(core: &Arc<Core>, id: Id) {
    let over_http = core.change(|state, _| {
        let payload = state.interactions.get(&id)?.payload.clone();
        match state.endpoint.clone() {
            Some(url) => Some((url, payload)),
            None => {
                state.gateway.dispatch_text("INTERACTION_CREATE", 0, payload);
                None
            }
        }
    });
    if let Some((url, payload)) = over_http {
        tokio::spawn(endpoint::deliver(core.clone(), id, url, payload));
    }
}

/// The interaction behind a webhook token, if the token is known and alive, and was acknowledged.
fn by_token(state: &State, now: DateTime<Utc>, app_id: Id, token: &str) -> Result<Interaction, ApiError> {
    if app_id != state.app.id {
        return Err(ApiError::unknown_webhook());
    }
    let id = state.interactions_by_token.get(token).ok_or_else(ApiError::unknown_webhook)?;
    let found = state.interactions.get(id).ok_or_else(ApiError::unknown_webhook)?;
    if found.token_is_dead(now) {
        return Err(ApiError::invalid_webhook_token());
    }
    match found.ack {
        Some(_) => Ok(found.clone()),
        None => Err(ApiError::unknown_webhook()),
    }
}
