//! What a person can do in Discord's client. The page calls the same functions as the tests.

mod act;
mod complete;
mod components;
mod events;
mod forms;
mod line;
mod look;
mod server;
mod values;
mod voice;

pub use act::{Beside, Typed};
pub use complete::Suggestion;
pub use events::Event;
pub(super) use events::events_of;
pub(super) use look::{channels_of, messages_for};

use super::{ids::Id, model::Attachment};

/// What a person picked, for an interaction's `resolved`.
#[derive(Clone, Debug, Default)]
pub struct Picked {
    /// Who picked; decides what `resolved` says about their permissions in channels.
    pub by: Id,
    pub users: Vec<Id>,
    pub roles: Vec<Id>,
    pub channels: Vec<Id>,
    pub messages: Vec<Id>,
    pub attachments: Vec<Attachment>,
}
