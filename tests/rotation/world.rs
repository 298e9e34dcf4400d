//! A guild with a rotation, a clock that can be turned, and a Discord that says what the test wants.

pub use crate::desk::{button, message, text_of as text};

use crate::desk::{FakeDiscord, MANAGES, TestDesk, WRITES, all_text};
use chrono::{DateTime, TimeDelta, Utc};
use docket::{
    contract::{Invocation, Line, Message, Reply, Source},
    db::Db,
    error::Error,
    queue::{self, Sent, Target},
    room::{Face, Open, OpenWork, Rooms},
    rotation, workspace,
};
use futures::{FutureExt, future::BoxFuture};
use std::sync::{Arc, Mutex};

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
/// A message as it was delivered.
#[derive(Clone, Debug)]
pub struct Delivered {
    pub at: DateTime<Utc>,
    pub target: Target,
    pub message: Message,
    /// Whether it changed a card that was there.
    pub is_edit: bool,
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
    Ok(Open { count: count.into(), oldest_at: is_any.then_some(oldest_at), lines, ..Open::default() })
}

pub struct World {
    pub db: Db,
    pub discord: Arc<FakeDiscord>,
    desk: TestDesk,
    delivered: Mutex<Vec<Delivered>>,
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Everybody is a PM.
fn rights(user_id: i64) -> (Vec<i64>, u64) {
    (vec![PM_ROLE], WRITES | if user_id == ADA { MANAGES } else { 0 })
}

impl World {
    /// Thursday 5 November 2026, 12:00 in UTC.
    pub fn new(db: &Db) -> Self {
        let desk = TestDesk::new(db, GUILD, CHANNEL, at("2026-11-05T12:00:00Z"), rights).with_rooms(ROOMS);
        desk.discord.has(&[CHANNEL, ADMIN_CHANNEL, CHANNEL + 5], &[ROLE]);
        Self { db: db.clone(), discord: desk.discord.clone(), desk, delivered: Mutex::default() }
    }

    /// With "customer requests": Ada, Bob, Cyd and Dan, weekly on Wednesday 09:30 in Los Angeles.
    pub async fn with_rotation(db: &Db) -> Self {
        let world = Self::new(db);
        world.say(ADA, Line::new("settings role").with("level", "pm").with("role", PM_ROLE)).await;
        world
            .say(ADA, Line::new("settings channel").with("purpose", "admin").with("channel", ADMIN_CHANNEL))
            .await;
        // Around the clock, so that notices come when they are due by themselves; `tests/year` has working hours.
        world.say(ADA, Line::new("settings hours").with("hours", "Mon-Sun 0:00-24:00")).await;
        world.say(ADA, setup()).await;
        world.saves().await;
        world.settle().await;
        world
    }

    /// Ada saves the rotation that was proposed last.
    pub async fn saves(&self) -> Reply {
        let draft = self.last_of("SELECT MAX(id) FROM rotation_draft").await;
        self.say(ADA, Line::new("rotation save").with("draft", draft)).await
    }

    /// The button that accepts what was asked last; from when until when is to be added.
    pub async fn accepting(&self) -> Line {
        Line::new("rotation accept").with("ask", self.last_of("SELECT MAX(id) FROM rotation_ask").await)
    }

    async fn last_of(&self, query: &'static str) -> i64 {
        let (id,): (i64,) = self.db.q(query).one().await.unwrap();
        id
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.desk.now()
    }

    /// Sets the clock without anything happening, as when docket is down or the clock is set back.
    pub fn set(&self, now: DateTime<Utc>) {
        self.desk.set(now);
    }

    pub fn say(&self, user_id: i64, line: Line) -> BoxFuture<'_, Reply> {
        self.desk.say(user_id, line)
    }

    pub fn press(&self, user_id: i64, line: &Line) -> BoxFuture<'_, Reply> {
        self.desk.press(user_id, line)
    }

    pub fn say_in(&self, guild_id: i64, user_id: i64, line: Line, source: Source) -> BoxFuture<'_, Reply> {
        self.deliver(self.desk.new_id(), guild_id, user_id, line, source)
    }

    /// Asks for cover by the form, with the dates that it proposes.
    pub async fn asks_for_cover(&self, user_id: i64) -> Reply {
        let form = self.say(user_id, Line::new("rotation cover")).await;
        let Reply::Form(form) = &form else { panic!("it asks which dates: {form:?}") };
        let inputs = form.inputs.iter();
        let line = inputs.fold(form.line.clone(), |line, input| line.with(&input.name, &input.value));
        self.say_in(GUILD, user_id, line, Source::Form { message_id: None, is_private: true }).await
    }

    /// With an interaction id of the test's choice.
    pub fn deliver(
        &self,
        id: i64,
        guild_id: i64,
        user_id: i64,
        line: Line,
        source: Source,
    ) -> BoxFuture<'_, Reply> {
        let caller = self.desk.in_guild(guild_id).caller(user_id);
        self.desk.answer(Invocation::from_line(id, caller, source, &line, None))
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
        let ports = self.desk.ports();
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
            let message_id = self.desk.new_id();
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

pub fn said_in(one: &Delivered) -> String {
    text(&one.message)
}

pub fn said(reply: &Reply) -> String {
    all_text(reply)
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
