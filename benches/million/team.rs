//! A guild, docket in it, and what people ask.

use super::{
    contestant::Contestant,
    engines::TestDb,
    many::{self, Guild},
};
use docket::base::clock::Clock;
use docket::sandbox::{Id, Limits, Options, Outcome, Sandbox, World};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// What somebody types, and who.
pub enum Asked {
    /// A command, by a PM.
    Types(&'static str),
    /// The beginning of a command, of which docket completes the last word.
    Completes(&'static str),
    /// A command that is about another request each time: `{}` is its number.
    About(&'static str),
    /// A command, and then a button under its answer, which alone is measured.
    Presses(&'static str, &'static str),
}

/// Everything whose work might grow with the number of requests. What adds requests comes last.
pub const COMMANDS: &[Asked] = &[
    Asked::Types("/request list"),
    Asked::Types("/request list state:all"),
    Asked::Types("/request list state:closed"),
    Asked::Types("/request list unassigned:yes"),
    Asked::Types("/request list mine:yes"),
    Asked::Types("/request list area:Platform"),
    Asked::Types("/request list customer:Acme"),
    Asked::Types("/request list customer:Acme area:Platform mine:yes"),
    Asked::Types("/request list older:400d"),
    Asked::Types("/request list text:bafigo"),
    Asked::Types("/request list text:export"),
    Asked::Types("/request list text:export loginba"),
    Asked::Types("/request list text:exprot"),
    Asked::Types("/request list text:zeppelin"),
    Asked::Presses("/request list", "Older"),
    Asked::Presses("/request list state:all older:400d", "Older"),
    Asked::Types("/request show request:1"),
    Asked::Types("/request history request:1"),
    Asked::Completes("/request show request:"),
    Asked::Completes("/request show request:expo"),
    Asked::Completes("/request show request:500"),
    Asked::Completes("/feedback text:x customer:ac"),
    Asked::Completes("/feedback text:x area:pl"),
    Asked::Types("/customer show customer:Acme"),
    Asked::Types("/customer list"),
    Asked::Types("/area list"),
    Asked::Types("/digest now"),
    Asked::Types("/triage queue"),
    Asked::Types("/triage next"),
    Asked::Types("/triage next area:Platform"),
    Asked::Types("/triage sweep"),
    Asked::Types("/rotation list"),
    Asked::Types("/remind list"),
    Asked::About("/request note request:{} text:Seen"),
    Asked::About("/request edit request:{} text:Another text about the login"),
    Asked::About("/request assign request:{}"),
    Asked::Types("/feedback text:SSO login loops since the update customer:Acme"),
];

impl Asked {
    /// How it stands in the table.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Types(line) | Self::Completes(line) | Self::About(line) => line,
            Self::Presses(line, _) => line,
        }
    }
}

/// A guild with docket in it.
pub struct Team {
    sandbox: Arc<Sandbox>,
    contestant: Contestant,
    _db: TestDb,
    pm: Id,
    channel: Id,
    count: i64,
}

impl Team {
    /// Sets the sample team up, adds `count` requests, and starts docket.
    pub async fn start(db: TestDb, count: i64) -> Self {
        let mut options = Options::new(Clock::system(), World::sample());
        options.limits = Limits::generous();
        options.journal_keep = 0;
        let sandbox = Arc::new(Sandbox::start(options).await.expect("a free port on loopback"));
        let contestant = Contestant::docket(&sandbox, &db).await;
        contestant.leaves(&sandbox).await;
        let guild = sandbox.guild("Sample team").expect("the sample team");
        let member = |name: &str| sandbox.member(guild, name).expect("a member");
        let (pm, channel) = (member("PM Platform"), sandbox.channel(guild, "support").expect("a channel"));
        if count > 0 {
            let id = |id: Id| i64::try_from(id.0).expect("in range");
            let reporters = ["Support engineer", "Customer success", "Sales", "Marketing", "PM Platform"];
            let owners = ["PM Platform", "PM User management", "PM Self-service", "PM Growth"];
            let guild = Guild {
                id: id(guild),
                channel_id: id(channel),
                areas: vec![1, 2, 3],
                reporters: reporters.map(|name| id(member(name))).to_vec(),
                owners: owners.map(|name| id(member(name))).to_vec(),
                customer: 1,
                until: Clock::system().now().timestamp(),
            };
            many::fill(&db.url, &guild, count).await;
        }
        let contestant = Contestant::docket_again(&sandbox, &db).await;
        Self { sandbox, contestant, _db: db, pm, channel, count }
    }

    /// How long docket's answer took.
    pub async fn ask(&self, asked: &Asked, turn: usize) -> Duration {
        match asked {
            Asked::Types(line) => self.types(line).await,
            Asked::About(line) => {
                let turn = i64::try_from(turn).unwrap_or_default();
                let number = (turn * 7919 % self.count.max(1)) + 1;
                self.types(&line.replace("{}", &number.to_string())).await
            }
            Asked::Completes(line) => {
                let began = Instant::now();
                self.sandbox.complete(self.channel, self.pm, line).await;
                began.elapsed()
            }
            Asked::Presses(line, label) => self.presses(line, label).await,
        }
    }

    async fn types(&self, line: &str) -> Duration {
        let began = Instant::now();
        let outcome = self.sandbox.type_line(self.channel, self.pm, line).outcome().await;
        let took = began.elapsed();
        match outcome {
            Outcome::Message(message) => self.sandbox.dismiss(self.pm, message.id),
            other => panic!("`{line}` gave: {}", other.text()),
        }
        took
    }

    async fn presses(&self, line: &str, label: &str) -> Duration {
        let outcome = self.sandbox.type_line(self.channel, self.pm, line).outcome().await;
        let Outcome::Message(message) = outcome else { panic!("`{line}` gave: {}", outcome.text()) };
        let began = Instant::now();
        let pressed = self.sandbox.press(self.pm, message.id, label);
        let took = match pressed.handle() {
            Some(handle) => {
                handle.outcome().await;
                began.elapsed()
            }
            // There is no second page: what the first one takes again.
            None => self.types(line).await,
        };
        self.sandbox.dismiss(self.pm, message.id);
        took
    }

    pub async fn leaves(self) {
        self.contestant.leaves(&self.sandbox).await;
    }
}
