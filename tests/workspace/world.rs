//! A guild in which docket has just arrived, and people of each level in it.

pub use crate::desk::{ALL, all_text as text, facts, message, says as shows, select};

use crate::desk::{self, MANAGES, TestDesk, WRITES};
use chrono::{DateTime, TimeDelta, Utc};
use docket::{
    contract::{Line, Message, Reply},
    db::Db,
    workspace::{self, Area},
};
use futures::{FutureExt, future::BoxFuture};
use std::{ops::Deref, sync::Arc};

pub const GUILD: i64 = 7;
pub const ADMIN: i64 = 100;
pub const LEAD: i64 = 101;
pub const PM: i64 = 102;
pub const REPORTER: i64 = 103;
pub const PM_ROLE: i64 = 40;
pub const LEAD_ROLE: i64 = 41;
pub const REPORTER_ROLE: i64 = 42;

pub struct World(TestDesk);

impl Deref for World {
    type Target = TestDesk;

    fn deref(&self) -> &TestDesk {
        &self.0
    }
}

/// Sunday 22 November 2026, noon in UTC.
pub fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_348_800, 0).expect("in range")
}

pub fn days(n: i64) -> TimeDelta {
    TimeDelta::days(n)
}

fn rights(user_id: i64) -> (Vec<i64>, u64) {
    let role_ids = match user_id {
        LEAD => vec![LEAD_ROLE],
        PM => vec![PM_ROLE],
        REPORTER => vec![REPORTER_ROLE],
        _ => Vec::new(),
    };
    (role_ids, WRITES | if user_id == ADMIN { MANAGES } else { 0 })
}

impl World {
    /// A guild in which docket has just arrived.
    pub fn new(db: &Db) -> Self {
        Self(TestDesk::new(db, GUILD, 20, noon(), rights))
    }

    /// A guild with roles for its levels.
    pub async fn with_roles(db: &Db) -> Self {
        let world = Self::new(db);
        for (level, role) in [("pm", PM_ROLE), ("lead", LEAD_ROLE), ("reporter", REPORTER_ROLE)] {
            world.say(ADMIN, Line::new("settings role").with("level", level).with("role", role)).await;
        }
        world
    }

    pub fn say_in(&self, guild_id: i64, user_id: i64, line: Line) -> BoxFuture<'_, Reply> {
        async move { self.in_guild(guild_id).say(user_id, line).await }.boxed()
    }

    /// The same, with an interaction id of the test's choice.
    pub fn deliver<'a>(
        &'a self,
        id: i64,
        guild_id: i64,
        user_id: i64,
        line: &'a Line,
    ) -> BoxFuture<'a, Reply> {
        async move { self.in_guild(guild_id).deliver(id, user_id, line).await }.boxed()
    }

    /// What a person presses on a private message, with what was chosen where it is a select.
    pub fn press(&self, user_id: i64, line: &Line, chosen: Option<i64>) -> BoxFuture<'_, Reply> {
        match chosen {
            Some(id) => self.0.choose(user_id, line, &id.to_string()),
            None => self.0.press(user_id, line),
        }
    }

    /// Bodies in the outbox in order, with their targets: `channel 20` or `person 100`.
    pub async fn outbox(&self) -> Vec<(String, Message)> {
        self.0.outbox().await.into_iter().map(|waiting| (waiting.target, waiting.message)).collect()
    }
}

/// The guild's areas, as commands see them.
pub async fn areas_of(db: &Db, guild_id: i64) -> Arc<[Area]> {
    let guild = workspace::guild(db, guild_id).await.expect("its settings read");
    workspace::areas(db, &guild).await.expect("they read")
}

/// The line behind the button with this label.
#[track_caller]
pub fn button(reply: &Reply, label: &str) -> Line {
    desk::button(message(reply), label)
}
