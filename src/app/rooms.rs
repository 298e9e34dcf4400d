//! The one list of rooms.

use crate::{digest, reminder, request, room::Rooms, rotation, workspace};

/// All rooms, lowest first. What fans out over them (jobs, mornings, what people type) goes through it, and tells in this
/// order what it has to tell.
pub const ROOMS: Rooms =
    Rooms(&[&workspace::FACE, &rotation::FACE, &request::FACE, &reminder::FACE, &digest::FACE]);
