//! Discord's scheduled events, which a room publishes for what takes place at a time.

use super::port::{FetchError, GuildFacts};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;

/// Publishes events in guilds. Never called inside a transaction.
pub trait ScheduledEvents: Send + Sync {
    /// Those of docket's own that are to come or going on.
    fn own(&self, guild_id: i64) -> BoxFuture<'_, Result<Vec<PublishedEvent>, FetchError>>;

    /// Publishes an event and gives its id. When no answer comes ([`FetchError::Later`]) it may be there all the same: whoever
    /// asks again looks through [`own`](Self::own) first. [`FetchError::Never`] says in words why not.
    fn publish<'a>(
        &'a self,
        guild_id: i64,
        event: &'a ScheduledEvent,
    ) -> BoxFuture<'a, Result<i64, FetchError>>;

    /// Lets an event show something else; one that is gone is nobody's concern.
    fn change<'a>(
        &'a self,
        guild_id: i64,
        event_id: i64,
        event: &'a ScheduledEvent,
    ) -> BoxFuture<'a, Result<(), FetchError>>;

    /// Says how far an event is; one that is over or gone is nobody's concern.
    fn advance(&self, guild_id: i64, event_id: i64, to: Progress) -> BoxFuture<'_, Result<(), FetchError>>;

    /// Deletes an event; one that is gone is gone.
    fn remove(&self, guild_id: i64, event_id: i64) -> BoxFuture<'_, Result<(), FetchError>>;
}

/// How far an event is. From to come it can only become going on, and from there over (Discord's documentation, "Valid Guild
/// Scheduled Event Status Transitions").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    GoesOn,
    Over,
}

/// What an event shows. Lengths are those that Discord takes: names of 1 to 100 characters, descriptions of at most 1000
/// (its documentation, "Guild Scheduled Event").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduledEvent {
    pub name: String,
    pub description: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub place: EventPlace,
}

/// Where an event takes place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventPlace {
    /// In a voice channel.
    Voice(i64),
    /// In a stage channel.
    Stage(i64),
    /// Anywhere else: an address or a place in words, at most 100 characters. Everybody in the guild sees such an event.
    Elsewhere(String),
}

/// An event that is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedEvent {
    pub id: i64,
    pub description: String,
    /// Whether it goes on, as opposed to being to come.
    pub goes_on: bool,
}

/// `CREATE_EVENTS`, which bots need to publish events, and to change and delete their own (Discord's documentation,
/// "Permissions"; since February 2026).
const CREATE_EVENTS: u64 = 1 << 44;
/// What an event in a voice channel needs there, by the names of Discord's English client.
const IN_VOICE: [(u64, &str); 2] = [(1 << 10, "View Channel"), (1 << 20, "Connect")];
/// What one in a stage channel needs there besides.
const ON_STAGE: [(u64, &str); 3] =
    [(1 << 4, "Manage Channels"), (1 << 22, "Mute Members"), (1 << 24, "Move Members")];

impl EventPlace {
    /// The permissions that docket lacks to publish an event there, in words: `Create Events`, `Connect in <#5>`.
    pub fn lacks(&self, facts: &GuildFacts) -> Vec<String> {
        let mut lacks = Vec::new();
        if facts.own_permissions & CREATE_EVENTS == 0 {
            lacks.push("Create Events".to_owned());
        }
        let (channel_id, needed) = match self {
            EventPlace::Elsewhere(_) => return lacks,
            EventPlace::Voice(channel_id) => (*channel_id, IN_VOICE.to_vec()),
            EventPlace::Stage(channel_id) => (*channel_id, [&IN_VOICE[..], &ON_STAGE[..]].concat()),
        };
        let has = facts.channels.iter().find(|channel| channel.id == channel_id);
        let has = has.map_or(0, |channel| channel.own_permissions);
        let missing = needed.into_iter().filter(|(bit, _)| has & bit == 0);
        lacks.extend(missing.map(|(_, name)| format!("{name} in <#{channel_id}>")));
        lacks
    }
}

/// Publishes nothing: what is to be published is refused.
pub struct NoScheduledEvents;

impl ScheduledEvents for NoScheduledEvents {
    fn own(&self, _: i64) -> BoxFuture<'_, Result<Vec<PublishedEvent>, FetchError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn publish<'a>(&'a self, _: i64, _: &'a ScheduledEvent) -> BoxFuture<'a, Result<i64, FetchError>> {
        Box::pin(async { Err(FetchError::Never("docket publishes no events here".to_owned())) })
    }

    fn change<'a>(&'a self, _: i64, _: i64, _: &'a ScheduledEvent) -> BoxFuture<'a, Result<(), FetchError>> {
        Box::pin(async { Ok(()) })
    }

    fn advance(&self, _: i64, _: i64, _: Progress) -> BoxFuture<'_, Result<(), FetchError>> {
        Box::pin(async { Ok(()) })
    }

    fn remove(&self, _: i64, _: i64) -> BoxFuture<'_, Result<(), FetchError>> {
        Box::pin(async { Ok(()) })
    }
}
