//! Who does something, and when.

use crate::contract::{Context, Timer};
use chrono::{DateTime, Utc};

/// Whoever changes rows of a guild: a person by an interaction, or docket itself when something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    pub guild_id: i64,
    /// Discord's id of the person; `None` for a timer.
    pub user_id: Option<i64>,
    /// The interaction or message that asks for it; `None` for a timer.
    pub interaction_id: Option<i64>,
    /// When it happens.
    pub now: DateTime<Utc>,
}

impl Actor {
    /// Docket itself, in a guild.
    pub fn docket(guild_id: i64, now: DateTime<Utc>) -> Self {
        Self { guild_id, user_id: None, interaction_id: None, now }
    }
}

impl From<&Context> for Actor {
    fn from(cx: &Context) -> Self {
        let (user_id, interaction_id) = (Some(cx.caller.user_id), Some(cx.interaction_id));
        Self { guild_id: cx.guild.id, user_id, interaction_id, now: cx.now }
    }
}

impl From<&Timer> for Actor {
    fn from(timer: &Timer) -> Self {
        Self::docket(timer.guild.id, timer.now)
    }
}
