//! What jobs ask of the outside and of the other rooms.

use super::Rooms;
use crate::contract::{Directory, FileSource, Members, PostReader, ScheduledEvents};
use std::sync::Arc;

/// What is given to every job besides its [`Timer`](crate::contract::Timer). The outside is never asked inside a
/// transaction.
#[derive(Clone)]
pub struct Ports {
    /// Fetches what people attached.
    pub files: Arc<dyn FileSource>,
    /// Asks Discord about guilds.
    pub directory: Arc<dyn Directory>,
    /// Asks Discord about members, and gives and takes roles.
    pub members: Arc<dyn Members>,
    /// Reads public posts.
    pub posts: Arc<dyn PostReader>,
    /// Publishes Discord's own events.
    pub events: Arc<dyn ScheduledEvents>,
    /// Whether docket hears what people write and react with, as [`Context::hears_messages`](crate::contract::Context::hears_messages).
    pub hears_messages: bool,
    /// All rooms, for what a room wants of those that it does not know.
    pub rooms: Rooms,
}
