//! A guild with people in it, who type commands and press buttons at the front desk.

pub use crate::desk::{FakeDiscord, all_text, buttons, message, says, says_nothing_of, text_of};

use crate::desk::{self, MANAGES, TestDesk, WRITES};
use chrono::{DateTime, TimeDelta, Utc};
use docket::{
    contract::{Caller, Given, Invocation, Line, Message, Options, Reply, Source},
    db::{Db, Json},
    workspace::News,
};
use futures::future::BoxFuture;

pub const GUILD: i64 = 1;
/// Where the team's cards are; not internal.
pub const REQUESTS: i64 = 100;
/// Marked internal: real names may be written.
pub const INTERNAL: i64 = 101;
/// Any other channel.
pub const SUPPORT: i64 = 102;
const PM_ROLE: i64 = 40;

/// Somebody in the guild.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Who {
    Reporter,
    OtherReporter,
    Pm,
    /// Owns the area Billing.
    Owner,
    Admin,
}

impl Who {
    pub fn id(self) -> i64 {
        11 + self as i64
    }
}

fn rights(user_id: i64) -> (Vec<i64>, u64) {
    let is_pm = [Who::Pm, Who::Owner].iter().any(|who| who.id() == user_id);
    let permissions = WRITES | if user_id == Who::Admin.id() { MANAGES } else { 0 };
    (if is_pm { vec![PM_ROLE] } else { Vec::new() }, permissions)
}

pub struct World {
    pub db: Db,
    pub desk: TestDesk,
    pub guild_id: i64,
}

impl World {
    /// A guild with a requests channel, a PM role, the areas Billing and Login, and two customers.
    pub async fn new(db: &Db) -> Self {
        let world = Self::bare(db).await;
        world.admin("settings channel", &[("purpose", "requests"), ("channel", "100")]).await;
        world
            .admin("area add", &[("name", "Billing"), ("owner", "14"), ("keywords", "invoice, credit card")])
            .await;
        world
            .admin("area add", &[("name", "User management"), ("owner", "13"), ("keywords", "SSO, login")])
            .await;
        world.admin("customer add", &[("name", "Acme Corp"), ("alias", "Customer A")]).await;
        world.admin("customer add", &[("name", "Globex"), ("alias", "Customer G")]).await;
        world
    }

    /// A guild in which only the PM role and the internal channel are set.
    pub async fn bare(db: &Db) -> Self {
        let now = DateTime::from_timestamp(1_790_000_000, 0).expect("in range");
        let desk = TestDesk::new(db, GUILD, SUPPORT, now, rights);
        desk.discord.has(&[REQUESTS, INTERNAL, SUPPORT], &[]);
        let world = World { db: db.clone(), desk, guild_id: GUILD };
        world.admin("settings role", &[("level", "pm"), ("role", "40")]).await;
        // Everybody may read what others file.
        world.admin("settings role", &[("level", "reporter"), ("role", "1")]).await;
        world.admin("settings internal", &[("channel", "101"), ("on", "yes")]).await;
        world
    }

    /// The same database seen from another guild.
    pub fn other_guild(&self) -> World {
        World { db: self.db.clone(), desk: self.desk.in_guild(2), guild_id: 2 }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.desk.now()
    }

    pub fn turn(&self, by: TimeDelta) {
        self.desk.turn(by);
    }

    async fn admin(&self, path: &str, options: &[(&str, &str)]) {
        let line = options.iter().fold(Line::new(path), |line, (name, value)| line.with(name, value));
        self.desk.does(Who::Admin.id(), line).await;
    }

    pub fn invocation(&self, who: Who, channel_id: i64, path: &str, options: &[(&str, &str)]) -> Invocation {
        let given = |(name, value): &(&str, &str)| ((*name).to_owned(), Given::Text((*value).to_owned()));
        Invocation {
            id: self.desk.new_id(),
            caller: self.caller(who, channel_id),
            source: Source::Slash,
            path: path.to_owned(),
            options: options.iter().map(given).collect::<Options>(),
            version: None,
        }
    }

    pub fn caller(&self, who: Who, channel_id: i64) -> Caller {
        Caller { channel_id, name: format!("{who:?}"), ..self.desk.caller(who.id()) }
    }

    pub fn answer(&self, invocation: Invocation) -> BoxFuture<'_, Reply> {
        self.desk.answer(invocation)
    }

    /// Types a command in the support channel.
    pub fn run(&self, who: Who, path: &str, options: &[(&str, &str)]) -> BoxFuture<'_, Reply> {
        self.run_in(SUPPORT, who, path, options)
    }

    pub fn run_in(
        &self,
        channel_id: i64,
        who: Who,
        path: &str,
        options: &[(&str, &str)],
    ) -> BoxFuture<'_, Reply> {
        self.answer(self.invocation(who, channel_id, path, options))
    }

    /// Files one line of feedback as the reporter.
    pub fn file(&self, text: &str) -> BoxFuture<'_, Reply> {
        self.run(Who::Reporter, "feedback", &[("text", text)])
    }

    /// Presses the button `label` under a private message.
    pub fn press(&self, who: Who, reply: &Reply, label: &str) -> BoxFuture<'_, Reply> {
        self.press_line(who, SUPPORT, &button(reply, label), None, true)
    }

    pub fn press_line(
        &self,
        who: Who,
        channel_id: i64,
        line: &Line,
        chosen: Option<&str>,
        is_private: bool,
    ) -> BoxFuture<'_, Reply> {
        let source = Source::Component { message_id: 5, is_private };
        let (id, caller, chosen) =
            (self.desk.new_id(), self.caller(who, channel_id), chosen.map(str::to_owned));
        self.answer(Invocation::from_line(id, caller, source, line, chosen))
    }

    /// Sends the open form with these inputs changed.
    pub fn submit(&self, who: Who, reply: &Reply, inputs: &[(&str, &str)]) -> BoxFuture<'_, Reply> {
        self.desk.submit(who.id(), reply, inputs)
    }

    /// The waiting messages, with the card that each shows.
    pub async fn outbox(&self) -> Vec<(Option<String>, Message)> {
        self.desk.outbox().await.into_iter().map(|waiting| (waiting.card, waiting.message)).collect()
    }

    /// The team's card of a request, as it waits to be posted.
    pub async fn team_card(&self, id: i64) -> Message {
        let key = format!("request:{id}");
        let mut found = self.outbox().await;
        found.retain(|(card, _)| card.as_deref() == Some(key.as_str()));
        assert_eq!(found.len(), 1, "one living card for REQ-{id}");
        found.remove(0).1
    }

    /// What people are to hear, in the order in which it came.
    pub async fn news(&self) -> Vec<(i64, News)> {
        let sql = "SELECT user_id, news_json FROM news WHERE guild_id = $1 ORDER BY id";
        let rows: Vec<(i64, Json<News>)> = self.db.q(sql).bind(self.guild_id).all().await.expect("the news");
        rows.into_iter().map(|(user_id, news)| (user_id, news.0)).collect()
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        self.desk.number(sql).await
    }
}

/// The line of the button `label`.
#[track_caller]
pub fn button(reply: &Reply, label: &str) -> Line {
    desk::button(message(reply), label)
}
