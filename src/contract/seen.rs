//! Where and when something is read.

use super::{
    context::{Context, Guild},
    sight::Sight,
};
use chrono::{DateTime, Utc};

/// What a sentence has to know of its reader.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    pub guild: &'a Guild,
    /// What the reader may know of customers.
    pub sight: Sight<'a>,
    pub now: DateTime<Utc>,
}

impl<'a> Seen<'a> {
    /// By whoever reads the answer.
    pub fn of(cx: &'a Context) -> Self {
        Self { guild: &cx.guild, sight: cx.sight(), now: cx.now }
    }

    /// What ends up anywhere.
    pub fn anywhere(guild: &'a Guild, now: DateTime<Utc>) -> Self {
        Self { guild, sight: guild.sight_anywhere(), now }
    }
}

/// What a notice about something has to know of where it stands.
pub struct NoticeContext<'a> {
    /// What may be seen there.
    pub sight: Sight<'a>,
    /// The address of the card of what it is about, once that is posted.
    pub card: Option<String>,
}
