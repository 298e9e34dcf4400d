//! A world for one test: a Discord of its own on loopback, and the whole of docket against it, over real HTTP and
//! WebSocket, on a database of its own and a clock that stands still until the test turns it.
//!
//! ```ignore
//! in_every_world! {
//!     async fn feedback_gets_a_number(world) {
//!         world.member("Support engineer").types("/feedback text:SSO login loops").await.sees("REQ-1");
//!     }
//! }
//! ```
//!
//! A world that ends well has nothing left to do, nothing was put aside, every request that docket sent is one that
//! Discord documents, and Discord refused none of them; a test that means otherwise says so.
#![allow(dead_code, reason = "not every test program uses all of a world")]

mod answer;
mod finish;
pub mod openapi;
mod person;
mod plan;
mod raw;
mod room;
mod run;
mod start;

pub use answer::Answer;
pub use finish::Leave;
pub use person::Person;
pub use plan::{Door, Engine, Plan};
#[allow(unused_imports, reason = "not every test program sends what docket never would")]
pub use raw::{Raw, command};
pub use room::Room;
pub use run::run;

use crate::engines::TestDb;
use chrono::{DateTime, TimeDelta, Utc};
use docket::{
    app::App,
    base::clock::Clock,
    sandbox::{Id, Sandbox},
};
use std::sync::Mutex;
use tokio::sync::RwLock;

/// The guild that tests play in.
pub const SAMPLE: &str = "Sample team";
/// Another guild with docket in it.
pub const OTHER: &str = "Other team";

/// Everything there is.
pub struct World {
    pub sandbox: Sandbox,
    /// docket's database, by connections of the test's own.
    pub db: TestDb,
    pub clock: Clock,
    pub door: Door,
    plan: Plan,
    /// `None` while docket is down.
    app: RwLock<Option<App>>,
    guild: Id,
    leave: Mutex<Leave>,
}

impl World {
    /// The guild that the test plays in.
    pub fn guild(&self) -> Id {
        self.guild
    }

    /// The guild called `name`.
    pub fn guild_named(&self, name: &str) -> Id {
        self.sandbox.guild(name).unwrap_or_else(|| panic!("there is no guild {name}"))
    }

    /// A member of the sample team, who types in #support unless told otherwise.
    pub fn member(&self, name: &str) -> Person<'_> {
        Person::find(self, self.guild, name)
    }

    /// A member of another guild.
    pub fn member_of(&self, guild: &str, name: &str) -> Person<'_> {
        Person::find(self, self.guild_named(guild), name)
    }

    /// A channel of the sample team.
    pub fn channel(&self, name: &str) -> Room<'_> {
        Room::find(self, self.guild, name)
    }

    /// A channel of another guild.
    pub fn channel_of(&self, guild: &str, name: &str) -> Room<'_> {
        Room::find(self, self.guild_named(guild), name)
    }

    /// The role of the sample team with this name.
    pub fn role(&self, name: &str) -> Id {
        self.sandbox.role(self.guild, name).unwrap_or_else(|| panic!("there is no role {name}"))
    }

    /// What the clock shows.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Does everything that is due now: jobs, and messages to deliver.
    pub async fn settle(&self) {
        self.app().await.settle().await.expect("the database answers");
    }

    /// Lets `by` pass, with everything that becomes due on the way.
    pub async fn turn(&self, by: TimeDelta) {
        let at = self.now() + by;
        self.app().await.clockwork().turn_to(at).await.expect("the database answers");
    }

    /// docket, running.
    pub async fn app(&self) -> tokio::sync::RwLockReadGuard<'_, App> {
        tokio::sync::RwLockReadGuard::map(self.app.read().await, |app| app.as_ref().expect("docket runs"))
    }

    /// How many rows `sql` counts.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let (count,): (i64,) = self.db.q(sql).one().await.expect("the statement counts");
        count
    }

    /// The text of a request as it is stored.
    pub async fn text_of(&self, request_id: i64) -> String {
        let sql = "SELECT text FROM request WHERE id = $1";
        let (text,): (String,) = self.db.q(sql).bind(request_id).one().await.expect("it is filed");
        text
    }

    /// All rows of a guild, one line of an export each. How far channels have been read is docket's own affair, which
    /// moves by itself, and left out.
    pub async fn rows(&self, guild: Id) -> Vec<String> {
        let mut text = Vec::new();
        docket::db::transfer::export(&self.db, &mut text).await.expect("an export");
        let text = String::from_utf8(text).expect("JSON is UTF-8");
        let mark = format!("\"guild_id\":{guild}");
        let of_guild = |line: &&str| {
            line.match_indices(&mark)
                .any(|(at, _)| !line[at + mark.len()..].starts_with(|c: char| c.is_ascii_digit()))
        };
        let is_mark = |line: &&str| line.starts_with("{\"table\":\"watch\"");
        text.lines().filter(of_guild).filter(|line| !is_mark(line)).map(str::to_owned).collect()
    }
}
