//! The front desk as a test sees it: people who type, press and submit, a clock that is turned, and a Discord that says
//! what the test wants. Below the doors, so that a promise of a room costs no connection.
#![allow(dead_code, reason = "not every test program uses all of a desk")]

mod discord;
mod reading;

#[allow(unused_imports, reason = "not every test program says what Discord is like")]
pub use discord::{ALL, FakeDiscord, facts};
#[allow(unused_imports, reason = "not every test program reads all of a reply")]
pub use reading::{
    all_text, button, buttons, form, lines, message, says, says_nothing_of, select, text_of,
    versions_are_declared,
};

use chrono::{DateTime, TimeDelta, Utc};
use docket::{
    app::ROOMS,
    contract::{
        Caller, Choice, Completion, Given, Invocation, Line, Message, NoPosts, NoScheduledEvents, PostReader,
        Reply, Source,
    },
    db::{Db, Json},
    dispatch,
    room::{Ports, Rooms},
};
use futures::{FutureExt, future::BoxFuture};
use std::{
    borrow::Borrow,
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};

/// `MANAGE_GUILD`, which makes somebody an admin of docket.
pub const MANAGES: u64 = 1 << 5;
/// `VIEW_CHANNEL` and `SEND_MESSAGES`.
pub const WRITES: u64 = 1 << 10 | 1 << 11;

/// The roles of a user, and Discord's permission bits that they have.
pub type Rights = fn(i64) -> (Vec<i64>, u64);

/// A desk, and where and when people come to it.
#[derive(Clone)]
pub struct TestDesk {
    pub db: Db,
    pub discord: Arc<FakeDiscord>,
    pub guild_id: i64,
    /// Where people type.
    pub channel_id: i64,
    rooms: Rooms,
    desk: dispatch::Desk,
    posts: Arc<dyn PostReader>,
    rights: Rights,
    now: Arc<Mutex<DateTime<Utc>>>,
    next_id: Arc<AtomicI64>,
}

/// A message that waits in the outbox.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    pub card: Option<String>,
    /// `channel 20`, `person 100`.
    pub target: String,
    pub message: Message,
}

impl TestDesk {
    pub fn new(db: &Db, guild_id: i64, channel_id: i64, now: DateTime<Utc>, rights: Rights) -> Self {
        // A test that fails shows the fault behind an apology. A subscriber set by another test will do as well.
        let _ = tracing_subscriber::fmt().with_test_writer().try_init();
        let discord = Arc::new(FakeDiscord::default());
        let desk = dispatch::Desk::new(db.clone(), discord.clone(), ROOMS);
        let (now, next_id) = (Arc::new(Mutex::new(now)), Arc::new(AtomicI64::new(1_000_000)));
        let posts = Arc::new(NoPosts);
        Self {
            db: db.clone(),
            discord,
            guild_id,
            channel_id,
            rooms: ROOMS,
            desk,
            posts,
            rights,
            now,
            next_id,
        }
    }

    /// The same desk, with other rooms behind it.
    pub fn with_rooms(self, rooms: Rooms) -> Self {
        Self { desk: dispatch::Desk::new(self.db.clone(), self.discord.clone(), rooms), rooms, ..self }
    }

    /// The same desk, whose rooms do by themselves what they do in each guild, such as morning digests.
    pub fn sets_rooms_going(self) -> Self {
        Self { desk: self.desk.sets_rooms_going(), ..self }
    }

    /// The same desk, where posts are read in this way.
    pub fn reading(self, posts: Arc<dyn PostReader>) -> Self {
        Self { desk: self.desk.reads_posts(posts.clone()), posts, ..self }
    }

    /// What jobs are given here.
    pub fn ports(&self) -> Ports {
        let (files, directory, members) = (self.discord.clone(), self.discord.clone(), self.discord.clone());
        Ports {
            files,
            directory,
            members,
            posts: self.posts.clone(),
            events: Arc::new(NoScheduledEvents),
            hears_messages: true,
            rooms: self.rooms,
        }
    }

    /// The same desk, asked from another guild.
    pub fn in_guild(&self, guild_id: i64) -> Self {
        Self { guild_id, ..self.clone() }
    }

    /// The same desk, asked from another channel.
    pub fn in_channel(&self, channel_id: i64) -> Self {
        Self { channel_id, ..self.clone() }
    }

    pub fn now(&self) -> DateTime<Utc> {
        *self.now.lock().expect("no test panics while holding it")
    }

    /// Sets the clock without anything happening, as when docket is down or the clock is set back.
    pub fn set(&self, now: DateTime<Utc>) {
        *self.now.lock().expect("no test panics while holding it") = now;
    }

    pub fn turn(&self, by: TimeDelta) {
        self.set(self.now() + by);
    }

    /// An interaction id that nothing had before.
    pub fn new_id(&self) -> i64 {
        self.next_id.fetch_add(1, Ordering::Relaxed)
    }

    pub fn caller(&self, user_id: i64) -> Caller {
        let (role_ids, permissions) = (self.rights)(user_id);
        let (guild_id, channel_id) = (self.guild_id, self.channel_id);
        let (name, locale) = (format!("Person {user_id}"), "en-US".to_owned());
        Caller { guild_id, channel_id, user_id, name, role_ids, permissions, locale }
    }

    /// What somebody does by a line, with an id of its own.
    pub fn invocation(&self, user_id: i64, source: Source, line: &Line, chosen: Option<&str>) -> Invocation {
        let chosen = chosen.map(str::to_owned);
        Invocation::from_line(self.new_id(), self.caller(user_id), source, line, chosen)
    }

    // Boxed, as what follows: a test is compiled with the types of all that it awaits.
    pub fn answer(&self, invocation: Invocation) -> BoxFuture<'_, Reply> {
        let answer = self.desk.answer(self.now(), invocation);
        answer.inspect(versions_are_declared).boxed()
    }

    /// Types a command.
    pub fn say(&self, user_id: i64, line: impl Borrow<Line>) -> BoxFuture<'_, Reply> {
        self.answer(self.invocation(user_id, Source::Slash, line.borrow(), None))
    }

    /// The same, with an interaction id of the test's choice.
    pub fn deliver(&self, id: i64, user_id: i64, line: impl Borrow<Line>) -> BoxFuture<'_, Reply> {
        let typed = self.invocation(user_id, Source::Slash, line.borrow(), None);
        self.answer(Invocation { id, ..typed })
    }

    /// Types a command that cannot be refused.
    pub async fn does(&self, user_id: i64, line: impl Borrow<Line>) -> Reply {
        let line: &Line = line.borrow();
        let reply = self.say(user_id, line).await;
        let text = all_text(&reply);
        let is_refused =
            ["Nothing was", "nothing was", "did not work"].iter().any(|sign| text.contains(sign));
        assert!(!is_refused, "{line}: {text}");
        reply
    }

    /// Presses a button of a private message.
    pub fn press(&self, user_id: i64, line: impl Borrow<Line>) -> BoxFuture<'_, Reply> {
        self.answer(self.invocation(user_id, on_private(), line.borrow(), None))
    }

    /// Chooses from a select of a private message.
    pub fn choose(&self, user_id: i64, line: impl Borrow<Line>, chosen: &str) -> BoxFuture<'_, Reply> {
        self.answer(self.invocation(user_id, on_private(), line.borrow(), Some(chosen)))
    }

    /// A form that opened from a private message, as it is sent with these inputs changed.
    pub fn filled(&self, user_id: i64, opened: &Reply, inputs: &[(&str, &str)]) -> Invocation {
        let form = form(opened);
        let source = Source::Form { message_id: Some(5), is_private: true };
        let mut invocation = self.invocation(user_id, source, &form.line, None);
        let shown = form.inputs.iter().map(|input| (input.name.clone(), input.value.clone()));
        let typed = inputs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let all = shown.chain(typed).map(|(name, value)| (name, Given::Text(value)));
        invocation.options.extend(all);
        invocation
    }

    /// Sends an open form with these inputs changed.
    pub fn submit(&self, user_id: i64, opened: &Reply, inputs: &[(&str, &str)]) -> BoxFuture<'_, Reply> {
        self.answer(self.filled(user_id, opened, inputs))
    }

    /// What is offered for the letters typed in one option.
    pub async fn complete(&self, user_id: i64, path: &str, focused: &str, typed: &str) -> Vec<String> {
        let completion = Completion {
            caller: self.caller(user_id),
            path: path.to_owned(),
            options: BTreeMap::new(),
            focused: focused.to_owned(),
            typed: typed.to_owned(),
        };
        let choices = self.choices(completion).await;
        choices.into_iter().map(|choice| choice.value).collect()
    }

    pub async fn choices(&self, completion: Completion) -> Vec<Choice> {
        self.desk.complete(completion).await
    }

    /// The messages of the guild that wait to be delivered, in order.
    pub async fn outbox(&self) -> Vec<Waiting> {
        type Row = (Option<String>, String, i64, Json<Message>);
        let rows: Vec<Row> = self
            .db
            .q("SELECT card, target_kind, target_id, body_json FROM outbox WHERE guild_id = $1 ORDER BY id")
            .bind(self.guild_id)
            .all()
            .await
            .expect("the outbox reads");
        let waiting =
            |(card, kind, id, body): Row| Waiting { card, target: format!("{kind} {id}"), message: body.0 };
        rows.into_iter().map(waiting).collect()
    }

    /// What was done to what in the guild, in order: `area 1 added`.
    pub async fn events(&self) -> Vec<String> {
        let rows: Vec<(String, i64, String)> = self
            .db
            .q("SELECT subject, subject_id, verb FROM event WHERE guild_id = $1 ORDER BY id")
            .bind(self.guild_id)
            .all()
            .await
            .expect("events read");
        rows.into_iter().map(|(subject, id, verb)| format!("{subject} {id} {verb}")).collect()
    }

    /// The number that `sql` finds in the guild.
    pub async fn number(&self, sql: &'static str) -> i64 {
        let (number,): (i64,) = self.db.q(sql).bind(self.guild_id).one().await.expect("a number");
        number
    }
}

fn on_private() -> Source {
    Source::Component { message_id: 5, is_private: true }
}
