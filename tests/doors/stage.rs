//! A sandbox, a database and the open doors, with a desk that answers as each test wants.

use crate::engines::TestDb;
use chrono::{DateTime, Utc};
use docket::{
    base::clock::Clock,
    contract::{Choice, Completion, Invocation, Reply},
    db::Db,
    discord::{Answers, Discord, Metrics, Open, Opening, Settings, Shelf, StoredFile},
    error::Error,
    queue,
    sandbox::{Id, Limits, Options, Sandbox, World},
};
use futures::future::BoxFuture;
use prometheus_client::registry::Registry;
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::sync::{Notify, Semaphore};

type Answer = Box<dyn Fn(&Invocation) -> Reply + Send + Sync>;

/// A desk that says what the test told it, when the test lets it.
pub struct Script {
    answer: Mutex<Answer>,
    /// Permits to answer; a test that holds them back is a slow action.
    pub pace: Semaphore,
    pub heard: Mutex<Vec<Invocation>>,
}

impl Script {
    pub fn new() -> Arc<Self> {
        let answer: Answer = Box::new(|_| Reply::private("Done."));
        let heard = Mutex::default();
        Arc::new(Self { answer: Mutex::new(answer), pace: Semaphore::new(Semaphore::MAX_PERMITS), heard })
    }

    pub fn says(&self, answer: impl Fn(&Invocation) -> Reply + Send + Sync + 'static) {
        *self.answer.lock().unwrap() = Box::new(answer);
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

    fn complete(&self, _: DateTime<Utc>, completion: Completion) -> BoxFuture<'_, Vec<Choice>> {
        let label = format!("{} of {}", completion.typed, completion.focused);
        Box::pin(async move { vec![Choice { label, value: "value".to_owned() }] })
    }
}

/// A shelf with one file, number 1.
struct OneFile;

impl Shelf for OneFile {
    fn read(&self, _: i64, file_id: i64) -> BoxFuture<'_, Result<Option<StoredFile>, Error>> {
        Box::pin(async move { Ok((file_id == 1).then(|| ("log.txt".to_owned(), b"stack".to_vec()))) })
    }
}

/// Everything that a test of the doors needs.
pub struct Stage {
    pub sandbox: Sandbox,
    pub discord: Discord,
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
        let settings =
            Settings { api_url: sandbox.url().to_owned(), token: sandbox.token(), has_members_intent: false };
        let discord = Discord::connect(settings, Metrics::new(&mut Registry::default())).await.unwrap();
        discord.register().await.unwrap();
        let db = Db::clone(db);
        let real = || Arc::new(docket::dispatch::Desk::new(db.clone(), discord.directory()));
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
            shelf: Arc::new(OneFile),
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
        stage.open.start_gateway();
        assert!(stage.sandbox.wait_for_bot().await, "docket connects to the gateway");
        stage
    }

    pub fn guild_id(&self) -> i64 {
        i64::try_from(self.guild.0).unwrap()
    }

    /// Delivers what waits in the outbox; returns what became of each.
    pub async fn deliver(&self) -> Vec<Result<queue::Sent, queue::Failure>> {
        let now = self.clock.now();
        let leased = queue::lease_messages(&self.db, now, 50, chrono::TimeDelta::minutes(1)).await.unwrap();
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
