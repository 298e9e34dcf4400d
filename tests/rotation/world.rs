//! A guild with a rotation, a clock that can be turned, and a Discord that says what the test wants.

use chrono::{DateTime, TimeDelta, Utc};
use docket::{
    contract::{
        Button, Caller, ChannelFacts, ChannelKind, Directory, FetchError, FileSource, GuildFacts, Invocation,
        Line, MemberFacts, Members, Message, Press, Reply, RoleFacts, Row, Source,
    },
    db::Db,
    dispatch::Desk,
    error::Error,
    queue::{self, Sent, Target},
    room::{Face, Open, OpenWork, Ports, Rooms},
    rotation, workspace,
};
use futures::{FutureExt, future::BoxFuture};
use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};

pub const GUILD: i64 = 7;
pub const CHANNEL: i64 = 20;
const ADMIN_CHANNEL: i64 = 21;
pub const ROLE: i64 = 60;
/// Manages the guild, and takes turns.
pub const ADA: i64 = 100;
pub const BOB: i64 = 101;
pub const CYD: i64 = 102;
pub const DAN: i64 = 103;
const PM_ROLE: i64 = 40;
/// `MANAGE_GUILD`.
const MANAGES: u64 = 1 << 5;
const MANAGE_ROLES: u64 = 1 << 28;
/// `VIEW_CHANNEL` and `SEND_MESSAGES`.
const WRITES: u64 = 1 << 10 | 1 << 11;

/// A message as it was delivered.
#[derive(Clone, Debug)]
pub struct Delivered {
    pub at: DateTime<Utc>,
    pub target: Target,
    pub message: Message,
    /// Whether it changed a card that was there.
    pub is_edit: bool,
}

/// Discord as far as rotations ask it.
#[derive(Default)]
pub struct FakeDiscord {
    pub gone: Mutex<BTreeSet<i64>>,
    pub holders: Mutex<BTreeSet<i64>>,
    pub refuses_roles: Mutex<bool>,
    /// What the role on duty gives, in Discord's bits.
    pub role_permissions: Mutex<u64>,
}

fn channel(id: i64) -> ChannelFacts {
    ChannelFacts { id, name: format!("channel-{id}"), kind: ChannelKind::Text, own_permissions: WRITES }
}

impl FakeDiscord {
    fn guild(&self) -> GuildFacts {
        let position = if *self.refuses_roles.lock().unwrap() { 9 } else { 1 };
        let permissions = *self.role_permissions.lock().unwrap();
        let role =
            RoleFacts { id: ROLE, name: "On duty".to_owned(), position, permissions, is_managed: false };
        GuildFacts {
            name: "Sample team".to_owned(),
            owner_user_id: ADA,
            system_channel_id: Some(CHANNEL),
            channels: [CHANNEL, ADMIN_CHANNEL, CHANNEL + 5].map(channel).to_vec(),
            roles: vec![role],
            own_position: 5,
            own_permissions: MANAGE_ROLES,
        }
    }
}

impl Directory for FakeDiscord {
    fn facts(&self, _guild_id: i64) -> BoxFuture<'_, Result<GuildFacts, FetchError>> {
        let facts = self.guild();
        async move { Ok(facts) }.boxed()
    }

    fn facts_as(
        &self,
        _guild_id: i64,
        _user_id: i64,
        _role_ids: Vec<i64>,
    ) -> BoxFuture<'_, Result<Option<GuildFacts>, FetchError>> {
        let facts = self.guild();
        async move { Ok(Some(facts)) }.boxed()
    }
}

impl FileSource for FakeDiscord {
    fn fetch<'a>(&'a self, _url: &'a str, _: usize) -> BoxFuture<'a, Result<Vec<u8>, FetchError>> {
        async { Err(FetchError::Never("there are no files here".to_owned())) }.boxed()
    }
}

impl Members for FakeDiscord {
    fn member(&self, _guild_id: i64, user_id: i64) -> BoxFuture<'_, Result<Option<MemberFacts>, FetchError>> {
        let is_gone = self.gone.lock().unwrap().contains(&user_id);
        let facts =
            (!is_gone).then(|| MemberFacts { name: format!("Person, {user_id}"), role_ids: Vec::new() });
        async move { Ok(facts) }.boxed()
    }

    fn give_role(
        &self,
        _guild_id: i64,
        user_id: i64,
        _role_id: i64,
    ) -> BoxFuture<'_, Result<(), FetchError>> {
        let refused = *self.refuses_roles.lock().unwrap();
        if !refused {
            self.holders.lock().unwrap().insert(user_id);
        }
        async move { if refused { Err(FetchError::Never("Missing Permissions".to_owned())) } else { Ok(()) } }
            .boxed()
    }

    fn take_role(
        &self,
        _guild_id: i64,
        user_id: i64,
        _role_id: i64,
    ) -> BoxFuture<'_, Result<(), FetchError>> {
        self.holders.lock().unwrap().remove(&user_id);
        async move { Ok(()) }.boxed()
    }
}

/// A room that has work: three items are open, as long as the test says nothing else, and none is new.
const WORK: Face = Face {
    open_work: Some(OpenWork {
        open: |db, _, now| figure(db, "sample.open", 3, now - TimeDelta::days(2)).boxed(),
        new: |db, _, since, _| figure(db, "sample.new", 0, since + TimeDelta::minutes(5)).boxed(),
    }),
    ..Face::of("work")
};
const ROOMS: Rooms = Rooms(&[&workspace::FACE, &rotation::FACE, &WORK]);

/// What the test has said, as a row that nothing else reads.
async fn figure(db: &Db, key: &str, usual: i64, oldest_at: DateTime<Utc>) -> Result<Open, Error> {
    let sql = "SELECT value FROM setting WHERE guild_id = $1 AND key = $2";
    let row: Option<(String,)> = db.q(sql).bind(GUILD).bind(key).opt().await?;
    let count: i64 = row.map_or(usual, |(value,)| value.parse().unwrap());
    let is_any = count > 0;
    let lines = if is_any { vec!["REQ-1".to_owned()] } else { Vec::new() };
    Ok(Open { count: count.into(), oldest_at: is_any.then_some(oldest_at), lines })
}

pub struct World {
    pub db: Db,
    pub discord: Arc<FakeDiscord>,
    desk: Desk,
    now: Mutex<DateTime<Utc>>,
    next_id: AtomicI64,
    delivered: Mutex<Vec<Delivered>>,
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

impl World {
    /// Thursday 5 November 2026, 12:00 in UTC.
    pub fn new(db: &Db) -> Self {
        let _ = tracing_subscriber::fmt().with_test_writer().try_init();
        let discord = Arc::new(FakeDiscord::default());
        Self {
            db: db.clone(),
            desk: Desk::new(db.clone(), discord.clone(), ROOMS),
            discord,
            now: Mutex::new(at("2026-11-05T12:00:00Z")),
            next_id: AtomicI64::new(1_000),
            delivered: Mutex::default(),
        }
    }

    /// With "customer requests": Ada, Bob, Cyd and Dan, weekly on Wednesday 09:30 in Los Angeles.
    pub async fn with_rotation(db: &Db) -> Self {
        let world = Self::new(db);
        world.say(ADA, Line::new("settings role").with("level", "pm").with("role", PM_ROLE)).await;
        world
            .say(ADA, Line::new("settings channel").with("purpose", "admin").with("channel", ADMIN_CHANNEL))
            .await;
        world.say(ADA, setup()).await;
        world.say(ADA, Line::new("rotation save").with("draft", 1)).await;
        world.settle().await;
        world
    }

    pub fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap()
    }

    /// Sets the clock without anything happening, as when docket is down or the clock is set back.
    pub fn set(&self, now: DateTime<Utc>) {
        *self.now.lock().unwrap() = now;
    }

    fn caller(&self, guild_id: i64, user_id: i64) -> Caller {
        let permissions = WRITES | if user_id == ADA { MANAGES } else { 0 };
        let (name, locale) = (format!("Person {user_id}"), "en-US".to_owned());
        Caller { guild_id, channel_id: CHANNEL, user_id, name, role_ids: vec![PM_ROLE], permissions, locale }
    }

    pub async fn say(&self, user_id: i64, line: Line) -> Reply {
        self.say_in(GUILD, user_id, line, Source::Slash).await
    }

    pub async fn press(&self, user_id: i64, line: &Line) -> Reply {
        self.say_in(GUILD, user_id, line.clone(), Source::Component { message_id: 1, is_private: true }).await
    }

    pub async fn say_in(&self, guild_id: i64, user_id: i64, line: Line, source: Source) -> Reply {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        self.deliver(id, guild_id, user_id, line, source).await
    }

    /// With an interaction id of the test's choice.
    pub async fn deliver(&self, id: i64, guild_id: i64, user_id: i64, line: Line, source: Source) -> Reply {
        let invocation = Invocation::from_line(id, self.caller(guild_id, user_id), source, &line, None);
        self.desk.answer(self.now(), invocation).await
    }

    /// How much is open from now on.
    pub async fn has_open(&self, count: i64) {
        self.set_figure("sample.open", count).await;
    }

    /// How much of it is new.
    pub async fn has_new(&self, count: i64) {
        self.set_figure("sample.new", count).await;
    }

    async fn set_figure(&self, key: &str, count: i64) {
        let mut tx = self.db.begin().await.unwrap();
        let sql = "INSERT INTO setting (guild_id, key, value) VALUES ($1, $2, $3) \
                   ON CONFLICT (guild_id, key) DO UPDATE SET value = excluded.value";
        tx.q(sql).bind(GUILD).bind(key).bind(count.to_string()).run().await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Discord says that somebody has left the server.
    pub async fn hears_that_left(&self, user_id: i64) {
        ROOMS.member_left(&self.db, self.now(), GUILD, user_id).await.unwrap();
    }

    /// Runs every due job and delivers every message, until nothing is due.
    pub async fn settle(&self) {
        self.settle_on(&self.db).await;
    }

    /// The same as another instance does it.
    pub async fn settle_on(&self, db: &Db) {
        while self.run_jobs(db).await + self.deliver_messages(db).await > 0 {}
    }

    async fn run_jobs(&self, db: &Db) -> usize {
        let now = self.now();
        let (files, directory, members) = (self.discord.clone(), self.discord.clone(), self.discord.clone());
        let ports = Ports { files, directory, members, rooms: ROOMS };
        let jobs = queue::lease(db, now, 10, TimeDelta::minutes(3)).await.unwrap().jobs;
        let count = jobs.len();
        for job in jobs {
            let guild = workspace::guild(db, job.guild_id).await.unwrap();
            let timer = docket::contract::Timer { db: db.clone(), now, guild, job };
            ROOMS.run(&timer, &ports).await.unwrap_or_else(|error| panic!("{}: {error}", timer.job.key));
        }
        count
    }

    async fn deliver_messages(&self, db: &Db) -> usize {
        let now = self.now();
        let messages = queue::lease_messages(db, now, 50, TimeDelta::minutes(3)).await.unwrap().messages;
        for leased in &messages {
            let message_id = self.next_id.fetch_add(1, Ordering::Relaxed);
            let sent = leased.card_message.unwrap_or(Sent { channel_id: CHANNEL, message_id });
            let delivered = Delivered {
                at: now,
                target: leased.target,
                message: serde_json::from_value(leased.body.clone()).unwrap(),
                is_edit: leased.card_message.is_some(),
            };
            self.delivered.lock().unwrap().push(delivered);
            queue::delivered(db, leased, sent, now).await.unwrap();
        }
        messages.len()
    }

    /// Turns the clock to `to` through everything that is due on the way.
    pub async fn turn_to(&self, to: DateTime<Utc>) {
        loop {
            self.settle().await;
            match queue::next_due(&self.db).await.unwrap() {
                Some(due) if due <= to => self.set(due.max(self.now())),
                _ => break,
            }
        }
        self.set(to);
        self.settle().await;
    }

    /// What was delivered since this was asked last.
    pub fn delivered(&self) -> Vec<Delivered> {
        std::mem::take(&mut *self.delivered.lock().unwrap())
    }

    /// The person on duty, by `/rotation who`.
    pub async fn on_duty(&self) -> Option<i64> {
        rotation::on_duty_now(&self.db, GUILD, self.now()).await.unwrap()[0].2[0]
    }

    pub async fn on_duty_at(&self, at: DateTime<Utc>) -> Option<i64> {
        rotation::on_duty_now(&self.db, GUILD, at).await.unwrap()[0].2[0]
    }
}

/// The sample rotation, as typed.
pub fn setup() -> Line {
    Line::new("rotation setup")
        .with("name", "customer requests")
        .with("members", format!("<@{ADA}> <@{BOB}>, <@{CYD}> and <@{DAN}>"))
        .with("handoff", "every Wednesday 09:30")
        .with("zone", "America/Los_Angeles")
        .with("deadline", "every Wednesday 09:00")
        .with("channel", CHANNEL)
}

pub fn message(reply: &Reply) -> &Message {
    match reply {
        Reply::Message { message, .. } | Reply::Update(message) => message,
        other => panic!("no message: {other:?}"),
    }
}

/// All texts of a message.
pub fn text(message: &Message) -> String {
    let cards = message.cards.iter().map(|card| {
        let fields = card.fields.iter().map(|field| format!("{}: {}\n", field.name, field.value));
        format!("{}\n{}\n{}{}\n", card.title, card.text, fields.collect::<String>(), card.footer)
    });
    format!("{}\n{}", message.text, cards.collect::<String>())
}

pub fn said(reply: &Reply) -> String {
    text(message(reply))
}

/// The line behind a button.
pub fn button(message: &Message, label: &str) -> Line {
    let buttons = message.rows.iter().flat_map(|row| match row {
        Row::Buttons(buttons) => buttons.clone(),
        Row::Select(_) => Vec::new(),
    });
    let found = buttons.into_iter().find(|button: &Button| button.label == label);
    match found.unwrap_or_else(|| panic!("no button {label} on {message:?}")).press {
        Press::Run(line) => line,
        Press::Open(url) => panic!("{label} opens {url}"),
    }
}

/// To whom the messages went, people only.
pub fn people(delivered: &[Delivered]) -> Vec<i64> {
    let person = |one: &Delivered| match one.target {
        Target::Person(user_id) => Some(user_id),
        Target::Channel(_) => None,
    };
    let mut people: Vec<i64> = delivered.iter().filter_map(person).collect();
    people.sort_unstable();
    people
}
