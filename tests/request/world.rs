//! A guild with people in it, who type commands and press buttons at the front desk.

use chrono::{DateTime, TimeDelta, Utc};
use docket::{
    app::ROOMS,
    contract::{
        Button, Caller, ChannelFacts, ChannelKind, Directory, FetchError, Given, GuildFacts, Invocation,
        Line, MemberFacts, Members, Message, Options, Press, Reply, Row, SelectFrom, Source,
    },
    db::{Db, Json},
    dispatch::Desk,
};
use futures::future::BoxFuture;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};

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

/// `VIEW_CHANNEL` and `SEND_MESSAGES`.
const WRITES: u64 = 1 << 10 | 1 << 11;

/// Three text channels, in which everybody may write.
pub struct Channels;

impl Directory for Channels {
    fn facts(&self, _guild_id: i64) -> BoxFuture<'_, Result<GuildFacts, FetchError>> {
        let channel = |id| ChannelFacts {
            id,
            name: format!("channel-{id}"),
            kind: ChannelKind::Text,
            own_permissions: WRITES,
        };
        let facts = GuildFacts {
            name: "Sample team".to_owned(),
            owner_user_id: Who::Admin.id(),
            system_channel_id: None,
            channels: [REQUESTS, INTERNAL, SUPPORT].map(channel).to_vec(),
            roles: Vec::new(),
            own_position: 5,
            own_permissions: WRITES,
        };
        Box::pin(async { Ok(facts) })
    }

    fn facts_as(
        &self,
        guild_id: i64,
        _: i64,
        _: Vec<i64>,
    ) -> BoxFuture<'_, Result<Option<GuildFacts>, FetchError>> {
        Box::pin(async move { self.facts(guild_id).await.map(Some) })
    }
}

impl Members for Channels {
    fn member(&self, _: i64, _: i64) -> BoxFuture<'_, Result<Option<MemberFacts>, FetchError>> {
        Box::pin(async { Err(FetchError::Later("no Discord in this test".into())) })
    }

    fn give_role(&self, _: i64, _: i64, _: i64) -> BoxFuture<'_, Result<(), FetchError>> {
        Box::pin(async { Err(FetchError::Later("no Discord in this test".into())) })
    }

    fn take_role(&self, _: i64, _: i64, _: i64) -> BoxFuture<'_, Result<(), FetchError>> {
        Box::pin(async { Err(FetchError::Later("no Discord in this test".into())) })
    }
}

pub struct World {
    pub db: Db,
    pub desk: Desk,
    now: Mutex<DateTime<Utc>>,
    ids: AtomicI64,
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
        let desk = Desk::new(db.clone(), Arc::new(Channels), ROOMS);
        let (now, ids) = (Mutex::new(now), AtomicI64::new(1_000_000));
        let world = World { db: db.clone(), desk, now, ids, guild_id: GUILD };
        world.admin("settings role", &[("level", "pm"), ("role", "40")]).await;
        // Everybody may read what others file.
        world.admin("settings role", &[("level", "reporter"), ("role", "1")]).await;
        world.admin("settings internal", &[("channel", "101"), ("on", "yes")]).await;
        world
    }

    /// The same database seen from another guild.
    pub fn other_guild(&self) -> World {
        World {
            db: self.db.clone(),
            desk: self.desk.clone(),
            now: Mutex::new(self.now()),
            ids: AtomicI64::new(2_000_000),
            guild_id: 2,
        }
    }

    pub fn now(&self) -> DateTime<Utc> {
        *self.now.lock().expect("no test panics while holding it")
    }

    pub fn turn(&self, by: TimeDelta) {
        *self.now.lock().expect("no test panics while holding it") += by;
    }

    async fn admin(&self, path: &str, options: &[(&str, &str)]) {
        let reply = self.run(Who::Admin, path, options).await;
        let text = all_text(&reply);
        assert!(!text.contains("Nothing was") && !text.contains("did not work"), "{path}: {text}");
    }

    pub fn invocation(&self, who: Who, channel_id: i64, path: &str, options: &[(&str, &str)]) -> Invocation {
        let given = |(name, value): &(&str, &str)| ((*name).to_owned(), Given::Text((*value).to_owned()));
        Invocation {
            id: self.ids.fetch_add(1, Ordering::Relaxed),
            caller: self.caller(who, channel_id),
            source: Source::Slash,
            path: path.to_owned(),
            options: options.iter().map(given).collect::<Options>(),
            version: None,
        }
    }

    pub fn caller(&self, who: Who, channel_id: i64) -> Caller {
        Caller {
            guild_id: self.guild_id,
            channel_id,
            user_id: who.id(),
            name: format!("{who:?}"),
            role_ids: if matches!(who, Who::Pm | Who::Owner) { vec![PM_ROLE] } else { Vec::new() },
            permissions: WRITES | if who == Who::Admin { 1 << 5 } else { 0 },
            locale: "en-US".into(),
        }
    }

    pub fn answer(&self, invocation: Invocation) -> BoxFuture<'_, Reply> {
        self.desk.answer(self.now(), invocation)
    }

    /// Types a command in the support channel.
    pub async fn run(&self, who: Who, path: &str, options: &[(&str, &str)]) -> Reply {
        self.run_in(SUPPORT, who, path, options).await
    }

    pub async fn run_in(&self, channel_id: i64, who: Who, path: &str, options: &[(&str, &str)]) -> Reply {
        self.answer(self.invocation(who, channel_id, path, options)).await
    }

    /// Files one line of feedback as the reporter.
    pub async fn file(&self, text: &str) -> Reply {
        self.run(Who::Reporter, "feedback", &[("text", text)]).await
    }

    /// Presses the button `label` under a private message.
    pub async fn press(&self, who: Who, reply: &Reply, label: &str) -> Reply {
        let line = button(reply, label);
        self.press_line(who, SUPPORT, &line, None, true).await
    }

    pub async fn press_line(
        &self,
        who: Who,
        channel_id: i64,
        line: &Line,
        chosen: Option<&str>,
        is_private: bool,
    ) -> Reply {
        let id = self.ids.fetch_add(1, Ordering::Relaxed);
        let source = Source::Component { message_id: 5, is_private };
        let caller = self.caller(who, channel_id);
        self.answer(Invocation::from_line(id, caller, source, line, chosen.map(str::to_owned))).await
    }

    /// Sends the open form with these inputs changed.
    pub async fn submit(&self, who: Who, reply: &Reply, inputs: &[(&str, &str)]) -> Reply {
        let Reply::Form(form) = reply else { panic!("a form, not {reply:?}") };
        let mut invocation = self.invocation(who, SUPPORT, form.line.path(), &[]);
        invocation.source = Source::Form { message_id: Some(5), is_private: true };
        invocation.version = form.line.row_version();
        let kept = form.line.options().map(|(name, value)| (name.to_owned(), value.to_owned()));
        let shown = form.inputs.iter().map(|input| (input.name.clone(), input.value.clone()));
        let typed = inputs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        invocation.options =
            kept.chain(shown).chain(typed).map(|(name, value)| (name, Given::Text(value))).collect();
        self.answer(invocation).await
    }

    /// The waiting messages, with the card that each shows.
    pub async fn outbox(&self) -> Vec<(Option<String>, Message)> {
        let rows: Vec<(Option<String>, Json<Message>)> = self
            .db
            .q("SELECT card, body_json FROM outbox WHERE guild_id = $1 ORDER BY id")
            .bind(self.guild_id)
            .all()
            .await
            .expect("the outbox reads");
        rows.into_iter().map(|(card, body)| (card, body.0)).collect()
    }

    /// The team's card of a request, as it waits to be posted.
    pub async fn team_card(&self, id: i64) -> Message {
        let key = format!("request:{id}");
        let mut found = self.outbox().await;
        found.retain(|(card, _)| card.as_deref() == Some(key.as_str()));
        assert_eq!(found.len(), 1, "one living card for REQ-{id}");
        found.remove(0).1
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        let (count,): (i64,) = self.db.q(sql).bind(self.guild_id).one().await.expect("a count");
        count
    }
}

/// The line of the button `label`.
pub fn button(reply: &Reply, label: &str) -> Line {
    let message = message(reply);
    let pressed = buttons(message).find(|button| button.label == label);
    match pressed.map(|button| &button.press) {
        Some(Press::Run(line)) => line.clone(),
        _ => panic!("a button {label:?} under {}", all_text(reply)),
    }
}

pub fn buttons(message: &Message) -> impl Iterator<Item = &Button> {
    message.rows.iter().flat_map(|row| match row {
        Row::Buttons(buttons) => buttons.as_slice(),
        Row::Select(_) => &[],
    })
}

pub fn message(reply: &Reply) -> &Message {
    match reply {
        Reply::Message { message, .. } | Reply::Update(message) => message,
        other => panic!("a message, not {other:?}"),
    }
}

/// Everything a person reads of a reply.
pub fn all_text(reply: &Reply) -> String {
    match reply {
        Reply::Message { message, .. } | Reply::Update(message) => text_of(message),
        Reply::Form(form) => {
            form.inputs.iter().map(|input| format!("{}: {}\n", input.label, input.value)).collect()
        }
        Reply::Choices(choices) => {
            choices.iter().map(|choice| choice.label.as_str()).collect::<Vec<_>>().join("\n")
        }
    }
}

pub fn text_of(message: &Message) -> String {
    let mut parts = vec![message.text.clone()];
    for card in &message.cards {
        parts.extend([card.title.clone(), card.text.clone(), card.footer.clone()]);
        parts.extend(card.fields.iter().map(|field| format!("{}: {}", field.name, field.value)));
    }
    for row in &message.rows {
        match row {
            Row::Buttons(buttons) => parts.extend(buttons.iter().map(|button| format!("[{}]", button.label))),
            Row::Select(select) => {
                if let SelectFrom::Texts(options) = &select.from {
                    parts.extend(options.iter().map(|option| format!("({})", option.label)));
                }
            }
        }
    }
    parts.join("\n")
}

/// Fails unless the reply says `wanted`.
#[track_caller]
pub fn says(reply: &Reply, wanted: &str) {
    let text = all_text(reply);
    assert!(text.contains(wanted), "{wanted:?} is not in:\n{text}");
}

/// Fails if the reply says `unwanted`.
#[track_caller]
pub fn says_nothing_of(reply: &Reply, unwanted: &str) {
    let text = all_text(reply);
    assert!(!text.contains(unwanted), "{unwanted:?} is in:\n{text}");
}
