//! A Discord that outlives docket, and what can be seen in it.

use crate::{
    bot::{Bot, Machine},
    engines::TestDb,
};
use chrono::TimeDelta;
use docket::{
    base::clock::Clock,
    sandbox::{Handle, Id, Limits, Message, Options, Outcome, Sandbox, World},
};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use std::{
    future::Future,
    net::{SocketAddr, TcpListener},
    time::Duration,
};

const SET_UP: &[&str] = &[
    "/settings channel purpose:requests channel:#requests",
    "/settings role level:reporter role:@Reporter",
    "/settings role level:pm role:@PM",
    "/area add name:User management owner:@PM User management keywords:login, SSO",
];
/// Longer than docket's leases, so that what was begun is taken up again.
pub const LEASES_END: TimeDelta = TimeDelta::seconds(181);
/// How long something may take that needs nothing but processor time.
const TIMEOUT: Duration = Duration::from_secs(20);
/// How often to look for what no bell announces.
const POLL_INTERVAL: Duration = Duration::from_millis(10);

pub struct Scene {
    pub sandbox: Sandbox,
    pub db: TestDb,
    pub requests: Id,
    pub reporter: Id,
    pub owner: Id,
    guild: Id,
    support: Id,
}

impl Scene {
    /// A sample team that has set docket up; docket is not running.
    pub async fn new(db: TestDb) -> Self {
        let mut options = Options::new(Clock::system(), World::sample());
        options.limits = Limits::generous();
        let sandbox = Sandbox::start(options).await.expect("a free port on loopback");
        let guild = sandbox.guild("Sample team").expect("the sample team");
        let channel = |name| sandbox.channel(guild, name).expect("a channel");
        let member = |name| sandbox.member(guild, name).expect("a member");
        let (requests, support) = (channel("requests"), channel("support"));
        let (reporter, owner) = (member("Support engineer"), member("PM User management"));
        let scene = Self { sandbox, db, guild, requests, reporter, owner, support };
        let bot = scene.starts().await;
        scene.sets_up(SET_UP).await;
        scene.stops(bot).await;
        scene
    }

    /// A channel of the team.
    pub fn channel(&self, name: &str) -> Id {
        self.sandbox.channel(self.guild, name).expect("a channel")
    }

    /// Somebody of the team.
    pub fn member(&self, name: &str) -> Id {
        self.sandbox.member(self.guild, name).expect("a member")
    }

    /// An admin types these lines, and each is answered; docket is running.
    pub async fn sets_up(&self, lines: &[&str]) {
        let (admin, place) = (self.member("Admin"), self.channel("general"));
        for line in lines {
            let outcome = self.sandbox.type_line(place, admin, line).outcome().await;
            assert!(outcome.message().is_some(), "`{line}` gave: {}", outcome.text());
        }
    }

    /// Starts docket and waits until it is connected.
    pub async fn starts(&self) -> Bot {
        Bot::start(&self.sandbox, &self.db.url).await
    }

    /// Starts docket where its health can be asked for, and waits until it is connected.
    pub async fn starts_in_sight(&self) -> (Bot, SocketAddr) {
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = free.local_addr().expect("it is bound");
        drop(free);
        let bot = Bot::begin(&self.sandbox, &self.db.url, Machine::This, &address.to_string());
        assert!(self.sandbox.wait_for_bot().await, "docket connects to its Discord");
        (bot, address)
    }

    /// Starts docket as if on that machine, and waits for nothing.
    pub fn begins(&self, machine: Machine) -> Bot {
        Bot::begin(&self.sandbox, &self.db.url, machine, "127.0.0.1:0")
    }

    /// Kills docket and lets Discord notice.
    pub async fn kills(&self, bot: Bot) {
        bot.kill();
        self.is_gone().await;
    }

    /// Stops docket gracefully.
    pub async fn stops(&self, bot: Bot) {
        bot.terminate();
        let status = bot.ends().await;
        assert!(status.success(), "a graceful stop ends with {status}");
        self.is_gone().await;
    }

    /// Stops one of several gracefully, so that so many others are left.
    pub async fn stops_one(&self, bot: Bot, others: i64) {
        bot.terminate();
        let status = bot.ends().await;
        assert!(status.success(), "a graceful stop ends with {status}");
        assert_eq!(self.count("SELECT COUNT(*) FROM instance").await, others, "it has signed off");
    }

    async fn is_gone(&self) {
        until("Discord notices that docket is gone", async || self.sandbox.connected_sessions() == 0).await;
    }

    /// Files feedback that is known by its number, and does not wait for the answer.
    pub fn files(&self, case: usize) -> Handle {
        let line = format!("/feedback text:SSO login loops, {}", name(case));
        self.sandbox.type_line(self.support, self.reporter, &line).handle().expect("the command exists")
    }

    /// Lets `by` pass while docket is down: Discord's clock is turned on, and what docket wrote down is moved back by as
    /// much, because its own clock cannot be turned.
    pub async fn passes(&self, by: TimeDelta) {
        self.sandbox.clock().turn_by(by);
        let moved = |table: &str, columns: &[&str], back: &str| {
            let columns = columns.iter().map(|column| format!("{column} = {column} - {back}"));
            format!("UPDATE {table} SET {}", columns.collect::<Vec<_>>().join(", "))
        };
        let statements = |back: &str| {
            let outbox = ["run_at", "leased_until_at", "first_sent_at", "created_at"];
            let job = ["run_at", "leased_until_at", "created_at"];
            [moved("outbox", &outbox, back), moved("job", &job, back)]
        };
        if self.db.engine() == "PostgreSQL" {
            let mut connection = PgConnection::connect(&self.db.url).await.expect("the database is there");
            for sql in statements(&format!("interval '{} seconds'", by.num_seconds())) {
                connection.execute(AssertSqlSafe(sql)).await.expect("times can be moved");
            }
        } else {
            let mut connection = SqliteConnection::connect(&self.db.url).await.expect("the file is there");
            for sql in statements(&format!("{}", by.num_seconds() * 1_000_000)) {
                connection.execute(AssertSqlSafe(sql)).await.expect("times can be moved");
            }
            connection.close().await.expect("the file closes");
        }
    }

    /// Waits until docket has delivered everything and has nothing left to do. The next morning's digests always wait.
    pub async fn is_done(&self) {
        let left =
            "SELECT (SELECT COUNT(*) FROM job WHERE kind <> 'digest.round') + (SELECT COUNT(*) FROM outbox)";
        until("docket has done everything", async || self.count(left).await == 0).await;
    }

    /// How many messages wait to be delivered.
    pub async fn outbox(&self) -> i64 {
        self.count("SELECT COUNT(*) FROM outbox").await
    }

    /// Asks for something that is quickly answered, as a press of a button does, and does not wait for the answer.
    pub fn presses(&self) -> Handle {
        self.sandbox.type_line(self.support, self.reporter, "/help").handle().expect("the command exists")
    }

    /// How many rows `sql` counts.
    pub async fn count(&self, sql: &'static str) -> i64 {
        self.counts(sql, None).await
    }

    /// How many requests were filed for a case.
    pub async fn filed(&self, case: usize) -> i64 {
        let text = format!("SSO login loops, {}", name(case));
        self.counts("SELECT COUNT(*) FROM request WHERE text = $1", Some(&text)).await
    }

    /// Counts on another connection when one was cut.
    async fn counts(&self, sql: &'static str, text: Option<&str>) -> i64 {
        for _ in 0..10 {
            let query = self.db.q(sql);
            let query = if let Some(text) = text { query.bind(text) } else { query };
            match query.one::<(i64,)>().await {
                Ok((count,)) => return count,
                Err(error) => assert!(error.is_unavailable(), "{sql}: {error}"),
            }
        }
        panic!("the database stays away: {sql}");
    }

    /// The messages for everyone in #requests that speak of a case.
    pub fn notices(&self, case: usize) -> Vec<Message> {
        let seen = self.sandbox.messages(self.requests, self.owner).into_iter();
        seen.filter(|message| message.text().contains(&name(case))).collect()
    }

    /// Asserts that a case is on the docket exactly once if it was acknowledged, at most once if not; and that its
    /// notice is there exactly as often as it is, pinging the owner once.
    pub async fn is_whole(&self, case: usize, is_acknowledged: bool, how: &str) {
        let filed = self.filed(case).await;
        assert!(filed <= 1, "{how}: filed {filed} times");
        assert!(filed == 1 || !is_acknowledged, "{how}: acknowledged, but not there");
        let notices = self.notices(case);
        assert_eq!(notices.len() as i64, filed, "{how}: notices of a request that is there {filed} times");
        let pings = notices.iter().filter(|message| message.pinged_users.contains(&self.owner)).count();
        assert_eq!(pings, notices.len(), "{how}: pings of the owner");
    }
}

/// What a case is known by; no name is part of another.
fn name(case: usize) -> String {
    format!("case {case:04}")
}

/// Whether the person was told that it is filed.
pub fn is_acknowledged(outcome: &Outcome) -> bool {
    outcome.message().is_some_and(|message| message.text().contains("Filed as"))
}

/// Waits until something holds that no bell announces, such as the state of another process.
pub async fn until<F: Future<Output = bool>>(what: &str, holds: impl Fn() -> F) {
    let mut polls = tokio::time::interval(POLL_INTERVAL);
    let looking = async {
        while !holds().await {
            polls.tick().await;
        }
    };
    tokio::time::timeout(TIMEOUT, looking).await.unwrap_or_else(|_| panic!("in vain: {what}"));
}
