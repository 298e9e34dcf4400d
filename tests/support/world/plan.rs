//! How a world is set up.

use chrono::{DateTime, Utc};
use docket::sandbox::{Limits, World as Seed};
use std::time::Duration;

/// Which database docket keeps its data in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// By which way interactions reach docket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    Gateway,
    Http,
}

/// What a test wants its world to be like.
#[derive(Clone)]
pub struct Plan {
    pub(super) seed: Seed,
    pub(super) limits: Limits,
    pub(super) is_set_up: bool,
    pub(super) defer_after: Duration,
    pub(super) heartbeat: Duration,
    pub(super) has_members_intent: bool,
    pub(super) has_content_intent: bool,
    pub(super) has_accounts: bool,
    pub(super) is_told: bool,
    pub(super) account_servers: &'static str,
}

impl Plan {
    /// The sample team with its settings, three areas and two customers, and a second guild with nothing.
    pub fn team() -> Self {
        Self { is_set_up: true, ..Self::fresh() }
    }

    /// The sample team as docket finds it when it has just been invited.
    pub fn fresh() -> Self {
        Self {
            seed: Seed::sample().with_guild(super::OTHER, |guild| {
                let admin = guild.role("Admin", docket::sandbox::Permissions::ADMINISTRATOR);
                guild.member("Admin", &[admin]);
                guild.member("Somebody", &[]);
                guild.channel("general", "");
                guild.channel("requests", "");
                guild.channel("support", "");
            }),
            limits: Limits::generous(),
            is_set_up: false,
            // Longer than a busy machine takes, so that only tests of slow answers see them deferred.
            defer_after: Duration::from_secs(8),
            heartbeat: Duration::from_millis(41_250),
            has_members_intent: false,
            has_content_intent: false,
            has_accounts: false,
            is_told: false,
            account_servers: "all",
        }
    }

    /// docket has accounts on the public networks, by which it listens there.
    pub fn listening(mut self) -> Self {
        self.has_accounts = true;
        self
    }

    /// The same, and the instance of Mastodon tells at once what is new.
    pub fn told(self) -> Self {
        Self { is_told: true, ..self.listening() }
    }

    /// The same, but only these servers may use the accounts.
    pub fn listening_for(self, account_servers: &'static str) -> Self {
        Self { account_servers, ..self.listening() }
    }

    /// Discord's rate limits are in force.
    pub fn limited(mut self) -> Self {
        self.limits = Limits::like_discord();
        self
    }

    /// Discord allows this many edits of a message older than an hour.
    pub fn old_edits(mut self, most: u32) -> Self {
        self.limits.old_edits = most;
        self
    }

    /// Every answer takes longer than docket waits before it defers one, so all of them are deferred first.
    pub fn deferring(mut self) -> Self {
        self.defer_after = Duration::ZERO;
        self
    }

    /// docket asks for the privileged intent that tells of members, and Discord allows it.
    pub fn hearing_of_members(mut self) -> Self {
        /// `GUILD_MEMBERS` in the bits of the gateway.
        const GUILD_MEMBERS: u64 = 1 << 1;
        self.has_members_intent = true;
        self.seed(|seed| seed.with_privileged_intents(GUILD_MEMBERS))
    }

    /// docket asks for the privileged intent that tells what messages say, and Discord allows it or not.
    pub fn reading_messages(mut self, is_allowed: bool) -> Self {
        /// `MESSAGE_CONTENT` in the bits of the gateway.
        const MESSAGE_CONTENT: u64 = 1 << 15;
        self.has_content_intent = true;
        if is_allowed { self.seed(|seed| seed.with_privileged_intents(MESSAGE_CONTENT)) } else { self }
    }

    /// The gateway wants a heartbeat this often.
    pub fn heartbeat(mut self, every: Duration) -> Self {
        self.heartbeat = every;
        self
    }

    /// Changes what is there when docket arrives.
    pub fn seed(mut self, change: impl FnOnce(Seed) -> Seed) -> Self {
        self.seed = change(self.seed);
        self
    }
}

/// When every world begins: a Wednesday morning in Palo Alto.
pub(super) fn beginning() -> DateTime<Utc> {
    "2026-11-18T18:00:00Z".parse().expect("an instant")
}
