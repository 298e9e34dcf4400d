//! A guild with a front desk, and the jobs that wait there.

use crate::desk::{MANAGES, TestDesk, WRITES};
use chrono::{DateTime, TimeDelta, Utc};
use docket::{
    contract::{Attachment, Given, Line, Reply, Source, Timer},
    db::{Db, Json},
    queue::{self, NewJob},
    room::Rooms,
    workspace,
};
use serde_json::Value;
use std::ops::Deref;

pub const GUILD: i64 = 7;
pub const CHANNEL: i64 = 20;
pub const ROLE: i64 = 60;
/// Manages the guild, and takes turns.
pub const ADA: i64 = 100;
pub const BOB: i64 = 101;
/// What a file holds that Discord is asked for.
pub const CONTENT: [u8; 3] = [1, 2, 3];

/// A row of `job`.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub kind: String,
    pub key: String,
    pub run_at: DateTime<Utc>,
    pub payload: Value,
}

/// A desk whose rooms do by themselves what they do.
pub struct Stage(TestDesk);

impl Deref for Stage {
    type Target = TestDesk;

    fn deref(&self) -> &TestDesk {
        &self.0
    }
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

impl Stage {
    /// Thursday 5 November 2026, 12:00 in UTC, in a guild that has its channel for everything.
    pub async fn new(db: &Db, rooms: Rooms) -> Self {
        let rights = |user_id| (Vec::new(), WRITES | if user_id == ADA { MANAGES } else { 0 });
        let desk = TestDesk::new(db, GUILD, CHANNEL, at("2026-11-05T12:00:00Z"), rights);
        desk.discord.has(&[CHANNEL], &[ROLE]);
        *desk.discord.file.lock().unwrap() = Some(CONTENT.to_vec());
        let stage = Self(desk.with_rooms(rooms).sets_rooms_going());
        let line = Line::new("settings channel").with("purpose", "requests").with("channel", CHANNEL);
        stage.say(ADA, line).await;
        stage
    }

    /// Files feedback with a file.
    pub async fn file(&self, user_id: i64, text: &str) -> Reply {
        let line = Line::new("feedback").with("text", text);
        let mut invocation = self.invocation(user_id, Source::Slash, &line, None);
        let attachment = Attachment {
            id: 1,
            filename: "shot.png".into(),
            content_type: Some("image/png".into()),
            size_bytes: CONTENT.len() as i64,
            url: "https://cdn.discordapp.com/shot.png".into(),
        };
        invocation.options.insert("file".into(), Given::Attachment(attachment));
        self.answer(invocation).await
    }

    /// Runs every job that is due, and those that they set to run at once. Each must succeed.
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
                ports.rooms.run(&timer, &ports).await.unwrap_or_else(|error| panic!("{key}: {error}"));
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

    /// What waits to be delivered, oldest first, as it is stored.
    pub async fn bodies(&self) -> Vec<String> {
        let waiting = self.outbox().await;
        waiting.into_iter().map(|waiting| serde_json::to_string(&waiting.message).unwrap()).collect()
    }
}
