//! A sandbox, a database and the open doors, with a desk that answers as each test wants.

use crate::engines::TestDb;
use chrono::{DateTime, Utc};
use docket::{
    app::ROOMS,
    base::clock::Clock,
    contract::{Choice, Completion, Invocation, Line, Reply},
    db::Db,
    discord::{Answers, Discord, FileStore, Metrics, Open, Opening, Settings, StoredFile},
    error::Error,
    queue, request,
    room::{Face, Replied, Rooms},
    sandbox::{Id, Limits, Options, Sandbox, World},
    workspace,
};
use futures::{
    FutureExt,
    future::{BoxFuture, ready},
};
use prometheus_client::registry::Registry;
use serde_json::{Value, json};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use tokio::sync::{Notify, Semaphore};

/// Of docket's rooms those that the doors call, and one that waits for replies in [`EARSHOT`].
const ATTENTIVE: Rooms = Rooms(&[&workspace::FACE, &request::FACE, &EAR]);
static EAR: Face = Face { hears: Some(|_, _, replied| ready(Ok(meant(replied))).boxed()), ..Face::of("ear") };
/// The channel in which a reply to docket is a note to REQ-7; none at first.
pub static EARSHOT: AtomicI64 = AtomicI64::new(0);

fn meant(replied: &Replied) -> Option<Line> {
    let is_near = replied.channel_id == EARSHOT.load(Ordering::Relaxed);
    is_near.then(|| Line::new("request note").with("request", 7).hole("note"))
}

type Answer = Box<dyn Fn(&Invocation) -> Reply + Send + Sync>;

/// A desk that says what the test told it, when the test lets it.
pub struct Script {
    answer: Mutex<Answer>,
    /// Permits to answer; a test that holds them back is a slow action.
    pub pace: Semaphore,
    pub heard: Mutex<Vec<Invocation>>,
    completing: Mutex<Completing>,
}

/// What comes of a question for completions.
#[derive(Clone, Copy, Default)]
pub enum Completing {
    #[default]
    Answers,
    Hangs,
    Panics,
}

impl Script {
    pub fn new() -> Arc<Self> {
        let answer: Answer = Box::new(|_| Reply::private("Done."));
        let (heard, completing) = Default::default();
        let pace = Semaphore::new(Semaphore::MAX_PERMITS);
        Arc::new(Self { answer: Mutex::new(answer), pace, heard, completing })
    }

    pub fn says(&self, answer: impl Fn(&Invocation) -> Reply + Send + Sync + 'static) {
        *self.answer.lock().unwrap() = Box::new(answer);
    }

    /// What comes of questions for completions from now on.
    pub fn completes(&self, how: Completing) {
        *self.completing.lock().unwrap() = how;
    }

    /// From now on each answer waits for [`Script::go_on`].
    pub fn takes_its_time(&self) {
        self.pace.forget_permits(Semaphore::MAX_PERMITS);
    }

    pub fn go_on(&self) {
        self.pace.add_permits(1);
    }

    pub fn heard(&self) -> Vec<Invocation> {
        self.heard.lock().unwrap().clone()
    }
}

impl Answers for Script {
    fn answer(&self, _: DateTime<Utc>, invocation: Invocation) -> BoxFuture<'_, Reply> {
        Box::pin(async move {
            self.heard.lock().unwrap().push(invocation.clone());
            self.pace.acquire().await.expect("never closed").forget();
            (self.answer.lock().unwrap())(&invocation)
        })
    }

    fn complete(&self, completion: Completion) -> BoxFuture<'_, Vec<Choice>> {
        let label = format!("{} of {}", completion.typed, completion.focused);
        let how = *self.completing.lock().unwrap();
        Box::pin(async move {
            match how {
                Completing::Answers => vec![Choice { label, value: "value".to_owned() }],
                Completing::Hangs => std::future::pending().await,
                Completing::Panics => panic!("on purpose"),
            }
        })
    }
}

/// A shelf with one file, number 1.
struct OneFile;

impl FileStore for OneFile {
    fn read(&self, _: i64, file_id: i64) -> BoxFuture<'_, Result<Option<StoredFile>, Error>> {
        Box::pin(async move { Ok((file_id == 1).then(|| ("log.txt".to_owned(), b"stack".to_vec()))) })
    }
}

/// Everything that a test of the doors needs.
pub struct Stage {
    pub sandbox: Sandbox,
    pub discord: Discord,
    /// The numbers for Prometheus.
    pub numbers: Registry,
    pub open: Open,
    pub courier: Arc<dyn queue::Courier>,
    pub clock: Clock,
    pub db: Db,
    pub guild: Id,
    pub requests: Id,
    pub reporter: Id,
    pub admin: Id,
}

/// Long enough that a quick answer is never deferred, on a busy machine either; short enough to wait for.
pub const DEFER_AFTER: Duration = Duration::from_millis(400);

impl Stage {
    /// The sample team, docket registered in it, no door open yet.
    pub async fn new(db: &TestDb, desk: Option<Arc<dyn Answers>>) -> Self {
        let clock = Clock::fixed(DateTime::from_timestamp(1_790_000_000, 0).unwrap());
        let mut options = Options::new(clock.clone(), World::sample());
        options.limits = Limits::generous();
        let sandbox = Sandbox::start(options).await.unwrap();
        let settings = Settings {
            api_url: sandbox.url().to_owned(),
            token: sandbox.token(),
            has_members_intent: false,
            has_content_intent: false,
        };
        let mut numbers = Registry::default();
        let discord = Discord::connect(settings, Metrics::new(&mut numbers)).await.unwrap();
        discord.register().await.unwrap();
        let db = Db::clone(db);
        let real = || Arc::new(docket::dispatch::Desk::new(db.clone(), discord.directory(), ROOMS));
        let desk = desk.unwrap_or_else(|| real());
        let open = Self::doors(&discord, desk, &db, &clock);
        let guild = sandbox.guild("Sample team").unwrap();
        Self {
            courier: discord.courier(Arc::new(OneFile), clock.clone()),
            requests: sandbox.channel(guild, "requests").unwrap(),
            reporter: sandbox.member(guild, "Support engineer").unwrap(),
            admin: sandbox.member(guild, "Admin").unwrap(),
            guild,
            open,
            numbers,
            discord,
            clock,
            db,
            sandbox,
        }
    }

    /// Doors onto `desk`, as another start of docket would open them.
    pub fn doors(discord: &Discord, desk: Arc<dyn Answers>, db: &Db, clock: &Clock) -> Open {
        let opening = Opening {
            desk,
            file_store: Arc::new(OneFile),
            rooms: ATTENTIVE,
            db: db.clone(),
            clock: clock.clone(),
            nudge: Arc::new(Notify::new()),
            defer_after: DEFER_AFTER,
        };
        Open::new(discord, opening)
    }

    /// The same with the gateway connected.
    pub async fn with_gateway(db: &TestDb, desk: Option<Arc<dyn Answers>>) -> Self {
        let stage = Self::new(db, desk).await;
        stage.open.start_gateway(docket::clockwork::Seat::only());
        assert!(stage.sandbox.wait_for_bot().await, "docket connects to the gateway");
        stage
    }

    /// An interaction of this kind as Discord sends it from the reporter, around `data`.
    pub fn interaction(&self, kind: u8, data: Value) -> Value {
        let user = json!({ "id": self.reporter, "username": "somebody", "global_name": null, "discriminator": "0",
            "avatar": null, "bot": false });
        json!({
            "application_id": self.sandbox.bot_id(), "type": kind, "data": data, "version": 1, "guild_id": self.guild,
            "channel_id": self.requests, "locale": "en-US", "guild_locale": "en-US", "app_permissions": "2251800082120704",
            "context": 0, "entitlements": [], "attachment_size_limit": 10_485_760,
            "authorizing_integration_owners": { "0": self.guild },
            "channel": { "id": self.requests, "type": 0, "guild_id": self.guild, "name": "requests",
                "permissions": "2147483648" },
            "member": { "user": user, "roles": [], "joined_at": "2026-01-01T00:00:00.000000+00:00", "nick": null,
                "avatar": null, "deaf": false, "mute": false, "pending": false, "flags": 0, "premium_since": null,
                "communication_disabled_until": null, "permissions": "2147483648" },
        })
    }

    /// The value of a number for Prometheus, named with its labels; 0 when it was never counted.
    pub fn number(&self, name: &str) -> u64 {
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &self.numbers).unwrap();
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
        value.unwrap_or_default()
    }

    /// A channel that nothing is set to.
    pub fn general(&self) -> Id {
        self.sandbox.channel(self.guild, "general").unwrap()
    }

    pub fn guild_id(&self) -> i64 {
        i64::try_from(self.guild.0).unwrap()
    }

    /// Delivers what waits in the outbox; returns what became of each.
    pub async fn deliver(&self) -> Vec<Result<queue::Delivered, queue::Failure>> {
        let now = self.clock.now();
        let leased =
            queue::lease_messages(&self.db, now, 50, chrono::TimeDelta::minutes(1)).await.unwrap().messages;
        let mut outcomes = Vec::new();
        for message in leased {
            let outcome = self.courier.deliver(&message).await;
            match outcome.clone() {
                Ok(sent) => queue::delivered(&self.db, &message, sent, now).await.unwrap(),
                Err(failure) => drop(queue::failed(&self.db, &message, failure, now).await.unwrap()),
            }
            outcomes.push(outcome);
        }
        outcomes
    }
}
