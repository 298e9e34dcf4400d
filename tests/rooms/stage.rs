//! A guild, a front desk, a Discord in which everybody is there, and a clock that can be turned.

use chrono::{DateTime, TimeDelta, Utc};
use docket::{
    contract::{
        Attachment, Caller, ChannelFacts, ChannelKind, Directory, FetchError, FileSource, Given, GuildFacts,
        Invocation, Line, MemberFacts, Members, NoPosts, NoScheduledEvents, Reply, RoleFacts, Source, Timer,
    },
    db::{Db, Json},
    dispatch::Desk,
    queue::{self, NewJob},
    room::{Ports, Rooms},
    workspace,
};
use futures::{FutureExt, future::BoxFuture};
use serde_json::Value;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};

pub const GUILD: i64 = 7;
pub const CHANNEL: i64 = 20;
pub const ROLE: i64 = 60;
/// Manages the guild, and takes turns.
pub const ADA: i64 = 100;
pub const BOB: i64 = 101;
/// `MANAGE_GUILD`.
const MANAGES: u64 = 1 << 5;
/// `VIEW_CHANNEL` and `SEND_MESSAGES`.
const WRITES: u64 = 1 << 10 | 1 << 11;

/// A Discord in which everybody is there but those that have gone.
#[derive(Default)]
pub struct Discord {
    pub gone: Mutex<Vec<i64>>,
    pub holders: Mutex<Vec<i64>>,
}

/// One channel in which everybody may write, and one role that gives nothing.
fn guild() -> GuildFacts {
    let channel = ChannelFacts {
        id: CHANNEL,
        name: "team".to_owned(),
        kind: ChannelKind::Text,
        own_permissions: u64::MAX,
        everyones_permissions: u64::MAX,
    };
    let name = "On duty".to_owned();
    let role =
        RoleFacts { id: ROLE, name, position: 1, permissions: 0, is_managed: false, is_mentionable: false };
    GuildFacts {
        name: "Sample team".to_owned(),
        owner_user_id: ADA,
        system_channel_id: Some(CHANNEL),
        channels: vec![channel],
        roles: vec![role],
        own_position: 5,
        own_permissions: u64::MAX,
    }
}

impl Directory for Discord {
    fn facts(&self, _: i64) -> BoxFuture<'_, Result<GuildFacts, FetchError>> {
        async { Ok(guild()) }.boxed()
    }

    fn facts_as(&self, _: i64, _: i64, _: Vec<i64>) -> BoxFuture<'_, Result<Option<GuildFacts>, FetchError>> {
        async { Ok(Some(guild())) }.boxed()
    }
}

impl Members for Discord {
    fn member(&self, _: i64, user_id: i64) -> BoxFuture<'_, Result<Option<MemberFacts>, FetchError>> {
        let is_gone = self.gone.lock().unwrap().contains(&user_id);
        let facts = MemberFacts { name: format!("Person {user_id}"), role_ids: Vec::new() };
        async move { Ok((!is_gone).then_some(facts)) }.boxed()
    }

    fn give_role(&self, _: i64, user_id: i64, _: i64) -> BoxFuture<'_, Result<(), FetchError>> {
        self.holders.lock().unwrap().push(user_id);
        async { Ok(()) }.boxed()
    }

    fn take_role(&self, _: i64, user_id: i64, _: i64) -> BoxFuture<'_, Result<(), FetchError>> {
        self.holders.lock().unwrap().retain(|holder| *holder != user_id);
        async { Ok(()) }.boxed()
    }
}

impl FileSource for Discord {
    fn fetch<'a>(&'a self, _: &'a str, _: usize) -> BoxFuture<'a, Result<Vec<u8>, FetchError>> {
        async { Ok(vec![1, 2, 3]) }.boxed()
    }
}

/// A row of `job`.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub kind: String,
    pub key: String,
    pub run_at: DateTime<Utc>,
    pub payload: Value,
}

pub struct Stage {
    pub db: Db,
    pub discord: Arc<Discord>,
    pub rooms: Rooms,
    desk: Desk,
    now: Mutex<DateTime<Utc>>,
    next_id: AtomicI64,
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

impl Stage {
    /// Thursday 5 November 2026, 12:00 in UTC, in a guild that has its channel for everything.
    pub async fn new(db: &Db, rooms: Rooms) -> Self {
        let discord = Arc::new(Discord::default());
        let stage = Self {
            desk: Desk::new(db.clone(), discord.clone(), rooms).sets_rooms_going(),
            db: db.clone(),
            discord,
            rooms,
            now: Mutex::new(at("2026-11-05T12:00:00Z")),
            next_id: AtomicI64::new(1_000),
        };
        stage
            .say(ADA, Line::new("settings channel").with("purpose", "requests").with("channel", CHANNEL))
            .await;
        stage
    }

    pub fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap()
    }

    pub fn set(&self, now: DateTime<Utc>) {
        *self.now.lock().unwrap() = now;
    }

    pub fn caller(&self, user_id: i64) -> Caller {
        let permissions = WRITES | if user_id == ADA { MANAGES } else { 0 };
        let (name, locale) = (format!("Person {user_id}"), "en-US".to_owned());
        Caller { guild_id: GUILD, channel_id: CHANNEL, user_id, name, role_ids: vec![], permissions, locale }
    }

    fn invocation(&self, user_id: i64, line: &Line, source: Source) -> Invocation {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        Invocation::from_line(id, self.caller(user_id), source, line, None)
    }

    pub async fn say(&self, user_id: i64, line: Line) -> Reply {
        self.desk.answer(self.now(), self.invocation(user_id, &line, Source::Slash)).await
    }

    pub async fn press(&self, user_id: i64, line: Line) -> Reply {
        let source = Source::Component { message_id: 1, is_private: true };
        self.desk.answer(self.now(), self.invocation(user_id, &line, source)).await
    }

    /// Files feedback with a file.
    pub async fn file(&self, user_id: i64, text: &str) -> Reply {
        let line = Line::new("feedback").with("text", text);
        let mut invocation = self.invocation(user_id, &line, Source::Slash);
        let attachment = Attachment {
            id: 1,
            filename: "shot.png".into(),
            content_type: Some("image/png".into()),
            size_bytes: 3,
            url: "https://cdn.discordapp.com/shot.png".into(),
        };
        invocation.options.insert("file".into(), Given::Attachment(attachment));
        self.desk.answer(self.now(), invocation).await
    }

    pub fn ports(&self) -> Ports {
        let (files, directory, members) = (self.discord.clone(), self.discord.clone(), self.discord.clone());
        Ports {
            files,
            directory,
            members,
            posts: Arc::new(NoPosts),
            events: Arc::new(NoScheduledEvents),
            rooms: self.rooms,
        }
    }

    /// Runs every job that is due, and those that they set for now. Each must succeed.
    pub async fn run_jobs(&self) {
        let ports = self.ports();
        loop {
            let jobs = queue::lease(&self.db, self.now(), 50, TimeDelta::minutes(3)).await.unwrap().jobs;
            if jobs.is_empty() {
                return;
            }
            for job in jobs {
                let guild = workspace::guild(&self.db, job.guild_id).await.unwrap();
                let timer = Timer { db: self.db.clone(), now: self.now(), guild, job };
                let key = timer.job.key.clone();
                self.rooms.run(&timer, &ports).await.unwrap_or_else(|error| panic!("{key}: {error}"));
            }
        }
    }

    /// The rows that wait.
    pub async fn rows(&self) -> Vec<Row> {
        type Columns = (String, String, docket::db::At, Json<Value>);
        let sql = "SELECT kind, key, run_at, payload_json FROM job WHERE guild_id = $1 ORDER BY id";
        let rows: Vec<Columns> = self.db.q(sql).bind(GUILD).all().await.unwrap();
        let row = |(kind, key, run_at, payload): Columns| Row {
            kind,
            key,
            run_at: run_at.utc(),
            payload: payload.0,
        };
        rows.into_iter().map(row).collect()
    }

    /// Forgets every row that waits and sets these instead, as another version of docket would have.
    pub async fn replace_rows(&self, rows: &[Row]) {
        let mut tx = self.db.begin().await.unwrap();
        tx.q("DELETE FROM job WHERE guild_id = $1").bind(GUILD).run().await.unwrap();
        for Row { kind, key, run_at, payload } in rows.iter().cloned() {
            let job = NewJob { guild_id: GUILD, kind: &kind, key: &key, run_at, payload };
            assert!(queue::enqueue(&mut tx, job, self.now()).await.unwrap(), "{key}");
        }
        tx.commit().await.unwrap();
    }

    /// What waits to be delivered, oldest first.
    pub async fn outbox(&self) -> Vec<String> {
        let rows: Vec<(Json<Value>,)> = self
            .db
            .q("SELECT body_json FROM outbox WHERE guild_id = $1 ORDER BY id")
            .bind(GUILD)
            .all()
            .await
            .unwrap();
        rows.into_iter().map(|(body,)| body.0.to_string()).collect()
    }
}
