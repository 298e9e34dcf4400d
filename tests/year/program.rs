//! docket as a process of its own, which can be killed, on a clock that the test turns.
//!
//! The process is this test program again, running the one test below: the whole of docket as `docket run` starts it,
//! but for the clock.

use crate::{calendar::At, world::World};
use chrono::DateTime;
use docket::{
    app::{App, AppOptions},
    base::clock::Clock,
    config::{DiscordSettings, Interactions, PostArgs, PostSettings, Secret, Settings},
};
use std::{
    io::{BufRead, BufReader, Write},
    net::SocketAddr,
    process::{Child, ChildStdin, Command, Stdio},
    time::Duration,
};
use tokio::sync::mpsc;

const NAME: &str = "program::docket_by_itself";
const NOW: &str = "DOCKET_YEAR_NOW";
const DATABASE: &str = "DOCKET_YEAR_DATABASE";
const API_URL: &str = "DOCKET_YEAR_API_URL";
const TOKEN: &str = "DOCKET_YEAR_TOKEN";
/// What it says when it is connected, and whenever everything due is done.
const DONE: &str = "everything is done";
/// How long something may take that needs nothing but processor time.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A running docket. Dropping it kills it.
pub struct Program {
    child: Child,
    orders: ChildStdin,
    lines: mpsc::UnboundedReceiver<String>,
}

impl Program {
    /// Starts it on the world's database and waits until it has done what is due at the world's instant.
    pub async fn start(world: &World) -> Self {
        let settings = world.settings();
        let mut command = Command::new(std::env::current_exe().expect("this program has a place"));
        command.args(["--exact", NAME, "--ignored", "--nocapture"]);
        command.env(NOW, world.now().timestamp_micros().to_string());
        command.env(DATABASE, settings.database_url.expose());
        command.env(API_URL, world.sandbox.url()).env(TOKEN, world.sandbox.token());
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts again");
        let (orders, output) = (child.stdin.take().expect("piped"), child.stdout.take().expect("piped"));
        let (say, lines) = mpsc::unbounded_channel();
        std::thread::spawn(move || {
            BufReader::new(output).lines().map_while(Result::ok).all(|line| say.send(line).is_ok())
        });
        let mut program = Self { child, orders, lines };
        program.is_done().await;
        assert!(world.sandbox.wait_for_bot().await, "docket connects to its Discord");
        program
    }

    /// Turns its clock and does not wait.
    pub fn begins(&mut self, at: At) {
        writeln!(self.orders, "{}", at.timestamp_micros()).expect("it listens");
    }

    /// Waits until it has done what is due at the instant to which its clock was turned last.
    pub async fn is_done(&mut self) {
        let told = async {
            while let Some(line) = self.lines.recv().await {
                if line.ends_with(DONE) {
                    return;
                }
            }
            panic!("docket ended by itself");
        };
        tokio::time::timeout(TIMEOUT, told).await.expect("docket does what is due");
    }

    /// kill -9: from one instruction to the next. Returns when Discord has noticed.
    pub async fn kill(mut self, world: &World) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
        let mut glances = tokio::time::interval(Duration::from_millis(5));
        let is_gone = async {
            while world.sandbox.connected_sessions() > 0 {
                glances.tick().await;
            }
        };
        tokio::time::timeout(TIMEOUT, is_gone).await.expect("Discord notices that docket is gone");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn told(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is missing; other tests start this one"))
}

fn instant(micros: &str) -> At {
    DateTime::from_timestamp_micros(micros.trim().parse().expect("microseconds")).expect("in range")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "not a test: the process that other tests kill"]
async fn docket_by_itself() {
    let clock = Clock::fixed(instant(&told(NOW)));
    let settings = Settings {
        database_url: Secret::new(told(DATABASE)),
        discord: DiscordSettings {
            token: Secret::new(told(TOKEN)),
            api_url: told(API_URL).parse().expect("an address"),
            interactions: Interactions::Gateway,
            has_members_intent: false,
            has_content_intent: false,
        },
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        public_url: None,
        posts: PostSettings::from_args(&PostArgs::at(&told(API_URL))).expect("usable"),
    };
    let app = App::start(settings, AppOptions::new(clock.clone())).await.expect("docket starts");
    let (order, mut orders) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        std::io::stdin().lines().map_while(Result::ok).all(|line| order.send(line).is_ok())
    });
    loop {
        app.settle().await.expect("the database answers");
        println!("{DONE}");
        let Some(line) = orders.recv().await else { return };
        clock.turn_to(instant(&line));
    }
}
