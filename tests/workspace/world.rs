//! A guild, people in it, and a Discord that says what the test wants.

use chrono::{DateTime, TimeDelta, Utc};
use docket::{
    contract::{
        Button, Caller, ChannelFacts, ChannelKind, Completion, Directory, FetchError, GuildFacts, Invocation,
        Line, Message, Press, Reply, RoleFacts, Row, Select, Source,
    },
    db::Db,
    dispatch::Desk,
    workspace::{self, Area},
};
use futures::{FutureExt, future::BoxFuture};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};

pub const GUILD: i64 = 7;
pub const ADMIN: i64 = 100;
pub const LEAD: i64 = 101;
pub const PM: i64 = 102;
pub const REPORTER: i64 = 103;
pub const PM_ROLE: i64 = 40;
pub const LEAD_ROLE: i64 = 41;
pub const REPORTER_ROLE: i64 = 42;
/// All that docket needs in a channel and in the guild.
pub const ALL: u64 = 1 << 10 | 1 << 11 | 1 << 14 | 1 << 15 | 1 << 16 | 1 << 31;
/// `MANAGE_GUILD`.
const MANAGES: u64 = 1 << 5;
/// `VIEW_CHANNEL` and `SEND_MESSAGES`.
const WRITES: u64 = 1 << 10 | 1 << 11;

pub struct World {
    pub db: Db,
    pub discord: Arc<FakeDiscord>,
    desk: Desk,
    next_id: AtomicI64,
}

/// Discord as far as settings ask it.
pub struct FakeDiscord(pub Mutex<Result<GuildFacts, FetchError>>);

impl Directory for FakeDiscord {
    fn facts(&self, _guild_id: i64) -> BoxFuture<'_, Result<GuildFacts, FetchError>> {
        let facts = self.0.lock().expect("nobody panics with it").clone();
        async move { facts }.boxed()
    }

    fn facts_as(
        &self,
        guild_id: i64,
        _: i64,
        _: Vec<i64>,
    ) -> BoxFuture<'_, Result<Option<GuildFacts>, FetchError>> {
        let facts = self.facts(guild_id);
        async move { facts.await.map(Some) }.boxed()
    }
}

/// Sunday 22 November 2026, noon in UTC.
pub fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_348_800, 0).expect("in range")
}

pub fn days(n: i64) -> TimeDelta {
    TimeDelta::days(n)
}

pub fn facts() -> GuildFacts {
    let channel = |id| ChannelFacts {
        id,
        name: format!("channel-{id}"),
        kind: ChannelKind::Text,
        own_permissions: ALL,
    };
    let role =
        |id| RoleFacts { id, name: format!("role-{id}"), position: 1, permissions: 0, is_managed: false };
    GuildFacts {
        name: "Sample team".to_owned(),
        owner_user_id: ADMIN,
        system_channel_id: Some(20),
        channels: vec![channel(20), channel(21), channel(22)],
        roles: vec![role(PM_ROLE), role(LEAD_ROLE), role(REPORTER_ROLE)],
        own_position: 5,
        own_permissions: ALL,
    }
}

impl World {
    /// A guild in which docket has just arrived.
    pub fn new(db: &Db) -> Self {
        // A test that fails shows the fault behind an apology. A subscriber set by another test will do as well.
        let _ = tracing_subscriber::fmt().with_test_writer().try_init();
        let discord = Arc::new(FakeDiscord(Mutex::new(Ok(facts()))));
        let desk = Desk::new(db.clone(), discord.clone(), docket::app::ROOMS);
        Self { db: db.clone(), discord, desk, next_id: AtomicI64::new(1_000) }
    }

    /// A guild with roles for its levels.
    pub async fn with_roles(db: &Db) -> Self {
        let world = Self::new(db);
        for (level, role) in [("pm", PM_ROLE), ("lead", LEAD_ROLE), ("reporter", REPORTER_ROLE)] {
            world.say(ADMIN, Line::new("settings role").with("level", level).with("role", role)).await;
        }
        world
    }

    pub fn caller(&self, guild_id: i64, user_id: i64) -> Caller {
        let role_ids = match user_id {
            LEAD => vec![LEAD_ROLE],
            PM => vec![PM_ROLE],
            REPORTER => vec![REPORTER_ROLE],
            _ => Vec::new(),
        };
        let permissions = WRITES | if user_id == ADMIN { MANAGES } else { 0 };
        let (name, locale) = (format!("person {user_id}"), "en-US".to_owned());
        Caller { guild_id, channel_id: 20, user_id, name, role_ids, permissions, locale }
    }

    fn id(&self) -> i64 {
        self.next_id.fetch_add(1, Ordering::Relaxed)
    }

    /// What a person types.
    pub async fn say(&self, user_id: i64, line: Line) -> Reply {
        self.say_in(GUILD, user_id, line).await
    }

    pub async fn say_in(&self, guild_id: i64, user_id: i64, line: Line) -> Reply {
        self.deliver(self.id(), guild_id, user_id, &line).await
    }

    /// The same, with an interaction id of the test's choice.
    pub async fn deliver(&self, id: i64, guild_id: i64, user_id: i64, line: &Line) -> Reply {
        let caller = self.caller(guild_id, user_id);
        let invocation = Invocation::from_line(id, caller, Source::Slash, line, None);
        self.desk.answer(noon(), invocation).await
    }

    /// What a person presses on a private message, with what was chosen where it is a select.
    pub async fn press(&self, user_id: i64, line: &Line, chosen: Option<i64>) -> Reply {
        let source = Source::Component { message_id: 1, is_private: true };
        let chosen = chosen.map(|id| id.to_string());
        let invocation = Invocation::from_line(self.id(), self.caller(GUILD, user_id), source, line, chosen);
        self.desk.answer(noon(), invocation).await
    }

    /// What is offered for the letters typed in one option.
    pub async fn complete(&self, user_id: i64, path: &str, focused: &str, typed: &str) -> Vec<String> {
        let completion = Completion {
            caller: self.caller(GUILD, user_id),
            path: path.to_owned(),
            options: Default::default(),
            focused: focused.to_owned(),
            typed: typed.to_owned(),
        };
        let choices = self.desk.complete(completion).await;
        choices.into_iter().map(|choice| choice.value).collect()
    }

    /// Bodies in the outbox in order, with their targets: `channel 20` or `person 100`.
    pub async fn outbox(&self) -> Vec<(String, Message)> {
        type Sent = (String, i64, docket::db::Json<Message>);
        let rows: Vec<Sent> = self
            .db
            .q("SELECT target_kind, target_id, body_json FROM outbox WHERE guild_id = $1 ORDER BY id")
            .bind(GUILD)
            .all()
            .await
            .expect("the outbox reads");
        rows.into_iter().map(|(kind, id, body)| (format!("{kind} {id}"), body.0)).collect()
    }

    /// What was done to what, in order.
    pub async fn events(&self) -> Vec<String> {
        let rows: Vec<(String, i64, String)> = self
            .db
            .q("SELECT subject, subject_id, verb FROM event WHERE guild_id = $1 ORDER BY id")
            .bind(GUILD)
            .all()
            .await
            .expect("events read");
        rows.into_iter().map(|(subject, id, verb)| format!("{subject} {id} {verb}")).collect()
    }
}

/// The guild's areas, as commands see them.
pub async fn areas_of(db: &Db, guild_id: i64) -> Arc<[Area]> {
    let guild = workspace::guild(db, guild_id).await.expect("its settings read");
    workspace::areas(db, &guild).await.expect("they read")
}

/// The message in a reply; panics when it is a form.
pub fn message(reply: &Reply) -> &Message {
    match reply {
        Reply::Message { message, .. } | Reply::Update(message) => message,
        other => panic!("no message: {other:?}"),
    }
}

/// Every text of a reply in one.
pub fn text(reply: &Reply) -> String {
    let message = message(reply);
    let mut out = message.text.clone();
    for card in &message.cards {
        out += &format!("\n{}\n{}", card.title, card.text);
        for field in &card.fields {
            out += &format!("\n{}: {}", field.name, field.value);
        }
        out += &format!("\n{}", card.footer);
    }
    out
}

/// The line behind the button with this label.
pub fn button(reply: &Reply, label: &str) -> Line {
    let buttons = message(reply).rows.iter().flat_map(|row| match row {
        Row::Buttons(buttons) => buttons.as_slice(),
        Row::Select(_) => &[],
    });
    let found: Option<&Button> = buttons.into_iter().find(|button| button.label == label);
    match found.map(|button| &button.press) {
        Some(Press::Run(line)) => line.clone(),
        _ => panic!("no button {label} in {reply:?}"),
    }
}

/// The select in a reply.
pub fn select(reply: &Reply) -> &Select {
    let select = message(reply).rows.iter().find_map(|row| match row {
        Row::Select(select) => Some(select),
        Row::Buttons(_) => None,
    });
    select.unwrap_or_else(|| panic!("no select in {reply:?}"))
}

/// Fails unless the reply contains the text, showing the reply.
#[track_caller]
pub fn shows(reply: &Reply, expected: &str) {
    let text = text(reply);
    assert!(text.contains(expected), "expected {expected:?} in:\n{text}");
}
