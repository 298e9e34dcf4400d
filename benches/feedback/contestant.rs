//! A bot that takes part, as a process of its own.

use super::{afternoon, engines::TestDb, pong, process};
use docket::sandbox::{Outcome, Sandbox};
use std::{
    process::{Child, Command, Stdio},
    time::Duration,
};

/// What an admin types before docket takes part: enough that a request finds its area, its owner and its customer.
const SET_UP: &[&str] = &[
    "/settings channel purpose:requests channel:#requests",
    "/settings channel purpose:admin channel:#admin",
    "/settings role level:reporter role:@Reporter",
    "/settings role level:pm role:@PM",
    "/settings role level:lead role:@PM lead",
    "/settings role level:admin role:@Admin",
    "/settings internal channel:#requests on:yes",
    "/area add name:User management owner:@PM User management backup:@PM Platform keywords:login, SSO, SAML",
    "/area add name:Self-service owner:@PM Self-service backup:@PM Growth keywords:invoice, billing, price",
    "/area add name:Platform owner:@PM Platform keywords:performance, slow, database",
    "/customer add name:Acme alias:a manufacturer tier:strategic",
];

/// How often to look whether something is as it should be.
const POLL_INTERVAL: Duration = Duration::from_millis(20);
/// How long that may take.
const TIMEOUT: Duration = Duration::from_secs(15);

/// A running bot. Dropping it ends it.
pub struct Contestant {
    child: Child,
}

impl Contestant {
    /// The bare bot: this very program with another argument.
    pub async fn pong(sandbox: &Sandbox) -> Self {
        let program = std::env::current_exe().expect("this program has a path");
        let mut command = Command::new(program);
        command.args([pong::ARGUMENT, sandbox.url(), &sandbox.token()]);
        let contestant = Self::start(command);
        contestant.takes_part(sandbox, Some(pong::DESCRIPTION)).await;
        contestant
    }

    /// What a team would write in an afternoon, on a database of its own.
    pub async fn afternoon(sandbox: &Sandbox, db: &TestDb) -> Self {
        let program = std::env::current_exe().expect("this program has a path");
        let guild = sandbox.guild("Sample team").expect("the sample team");
        let channel = sandbox.channel(guild, "requests").expect("a channel");
        let mut command = Command::new(program);
        command.args([afternoon::ARGUMENT, sandbox.url(), &sandbox.token(), &db.url, &channel.0.to_string()]);
        let contestant = Self::start(command);
        contestant.takes_part(sandbox, Some(afternoon::DESCRIPTION)).await;
        contestant
    }

    /// docket itself on a database of its own, set up for the sample team.
    pub async fn docket(sandbox: &Sandbox, db: &TestDb) -> Self {
        let contestant = Self::docket_again(sandbox, db).await;
        set_up(sandbox).await;
        contestant
    }

    /// docket itself on a database that is set up already.
    pub async fn docket_again(sandbox: &Sandbox, db: &TestDb) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_docket"));
        command.args(["run", "--listen", "127.0.0.1:0", "--log", "warn", "--database", &db.url]);
        command.env("DISCORD_API_URL", sandbox.url()).env("DISCORD_TOKEN", sandbox.token());
        let contestant = Self::start(command);
        contestant.takes_part(sandbox, None).await;
        contestant
    }

    fn start(mut command: Command) -> Self {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn();
        Self { child: child.expect("the bot starts") }
    }

    /// Waits until the bot is there whose command says `description` of itself, or docket.
    async fn takes_part(&self, sandbox: &Sandbox, description: Option<&str>) {
        let is_there = || {
            let commands = sandbox.commands(sandbox.guild("Sample team"));
            let feedback = commands.iter().find(|command| command.name == "feedback");
            let others = [pong::DESCRIPTION, afternoon::DESCRIPTION];
            let is_ours = feedback.is_some_and(|it| match description {
                Some(description) => it.json["description"] == description,
                None => others.iter().all(|other| it.json["description"] != *other),
            });
            is_ours && sandbox.connected_sessions() == 1
        };
        until("the bot takes part", is_there).await;
    }

    /// The processor time used so far.
    pub fn cpu(&self) -> Duration {
        process::cpu(self.child.id())
    }

    /// The most memory held at once, in bytes.
    pub fn peak_memory(&self) -> u64 {
        process::peak_memory(self.child.id())
    }

    /// Ends it, and lets the sandbox forget it, so that nothing is kept for its return.
    pub async fn leaves(self, sandbox: &Sandbox) {
        drop(self);
        until("the bot is gone", || sandbox.connected_sessions() == 0).await;
        sandbox.faults().invalid_session(false);
    }
}

impl Drop for Contestant {
    fn drop(&mut self) {
        // It may have ended by itself, which has been seen by then.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn set_up(sandbox: &Sandbox) {
    let guild = sandbox.guild("Sample team").expect("the sample team");
    let channel = sandbox.channel(guild, "admin").expect("the admin's channel");
    let admin = sandbox.member(guild, "Admin").expect("the admin");
    for line in SET_UP {
        match sandbox.type_line(channel, admin, line).outcome().await {
            Outcome::Message(message) => sandbox.dismiss(admin, message.id),
            other => panic!("`{line}` gave: {}", other.text()),
        }
    }
}

async fn until(what: &str, holds: impl Fn() -> bool) {
    let looking = async {
        while !holds() {
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    };
    tokio::time::timeout(TIMEOUT, looking).await.unwrap_or_else(|_| panic!("in vain: {what}"));
}
