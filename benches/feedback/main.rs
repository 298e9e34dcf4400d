//! What a `/feedback` costs, against a bare serenity bot that only answers "pong".
//!
//! docket (the real binary, each request durably committed and its card posted) and the bare bot take turns over the
//! same sandbox, by the gateway, in one run: first at a steady 200 commands a second, then with 64 in flight all the
//! time. What counts are the ratios; the absolute figures say how busy the machine was. It takes about five minutes,
//! talks to loopback and to PostgreSQL only, and ends by itself: `cargo bench --bench feedback`.
//!
//! The sandbox keeps Discord's rate limits, which do not concern answers to commands. So the team's cards, of which
//! Discord takes about one a second in a channel, are delivered beside the commands at the pace that Discord allows, and
//! the rest waits in the outbox. A second turn without limits shows what it costs to deliver cards as fast as docket can.
//!
//! In that second turn another bot takes part: what a team would write in an afternoon, with serenity and sqlx, one INSERT
//! per command in its own transaction and one message to the channel.
//!
//! A word behind `--` chooses who takes part besides the bare bot: `cargo bench --bench feedback -- SQLite`.

mod afternoon;
mod contestant;
#[path = "../../tests/support/engines.rs"]
mod engines;
mod load;
mod pong;
mod process;
mod report;

use contestant::Contestant;
use docket::{
    base::clock::Clock,
    db::Db,
    sandbox::{Limits, Options, Sandbox, World},
};
use report::{Report, Sample};
use std::{sync::Arc, time::Duration};

/// How often each contestant has its turn.
const ROUNDS: usize = 2;
const WARM_UP: Duration = Duration::from_secs(1);
const STEADY: Duration = Duration::from_secs(6);
/// Commands per second while the pace is steady.
const PER_SECOND: u32 = 200;
const BUSY: Duration = Duration::from_secs(6);
/// Commands in flight while it is busy.
const IN_FLIGHT: usize = 64;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    match arguments.next().as_deref() {
        Some(pong::ARGUMENT) => {
            let url = arguments.next().expect("the address of the sandbox");
            runtime.block_on(pong::run(&url, &arguments.next().expect("a token")));
        }
        Some(afternoon::ARGUMENT) => {
            let [url, token, database, channel] = [(); 4].map(|()| arguments.next().expect("an argument"));
            runtime.block_on(afternoon::run(&url, &token, &database, channel.parse().expect("a channel")));
        }
        _ => runtime.block_on(compare()),
    }
}

/// Who takes part besides the bare bot: its name, whether it is docket, whether on SQLite, whether within Discord's limits.
const CONTESTANTS: [(&str, bool, bool, bool); 6] = [
    (report::SQLITE, true, true, true),
    (report::POSTGRES, true, false, true),
    (report::SQLITE_UNLIMITED, true, true, false),
    (report::SQLITE_AFTERNOON, false, true, false),
    (report::POSTGRES_UNLIMITED, true, false, false),
    (report::POSTGRES_AFTERNOON, false, false, false),
];

async fn compare() {
    let chosen = std::env::args().skip(1).find(|argument| !argument.starts_with("--")).unwrap_or_default();
    let (limited, unlimited) = (sandbox(Limits::like_discord()).await, sandbox(Limits::generous()).await);
    let report = Arc::new(std::sync::Mutex::new(Report::default()));
    let note = |name: &'static str, sample| report.lock().expect("nobody panicked").add(name, sample);
    for round in 1..=ROUNDS {
        eprintln!("round {round} of {ROUNDS}");
        note(report::PONG, turn(&limited, Contestant::pong(&limited).await, None).await);
        for (name, is_docket, is_sqlite, is_limited) in
            CONTESTANTS.into_iter().filter(|(name, ..)| name.contains(&chosen))
        {
            let (sandbox, report) = (if is_limited { &limited } else { &unlimited }.clone(), report.clone());
            let race = async move |db: engines::TestDb| {
                let contestant = match is_docket {
                    true => Contestant::docket(&sandbox, &db).await,
                    false => Contestant::afternoon(&sandbox, &db).await,
                };
                let sample = turn(&sandbox, contestant, Some(&db)).await;
                report.lock().expect("nobody panicked").add(name, sample);
            };
            match is_sqlite {
                true => engines::on_sqlite(race).await,
                false => engines::on_postgres(race).await,
            }
        }
    }
    print!("{}", report.lock().expect("nobody panicked"));
}

/// A sandbox without a journal, so that it is not what is measured.
async fn sandbox(limits: Limits) -> Arc<Sandbox> {
    let mut options = Options::new(Clock::system(), World::sample());
    options.limits = limits;
    options.journal_keep = 0;
    Arc::new(Sandbox::start(options).await.expect("a free port on loopback"))
}

/// One contestant's turn, from its first command to its end.
async fn turn(sandbox: &Arc<Sandbox>, contestant: Contestant, db: Option<&Db>) -> Sample {
    load::busy(sandbox, WARM_UP, IN_FLIGHT / 8).await;
    if let Some(db) = db.filter(|db| db.engine() == "PostgreSQL") {
        gather_statistics(db).await;
    }
    let steady = load::steady(sandbox, STEADY, PER_SECOND).await;
    let (bot, own) = (contestant.cpu(), process::cpu(std::process::id()));
    let busy = load::busy(sandbox, BUSY, IN_FLIGHT).await;
    let sample = Sample {
        bot_cpu: contestant.cpu() - bot,
        sandbox_cpu: process::cpu(std::process::id()) - own,
        memory: contestant.peak_memory(),
        busy,
        steady,
    };
    contestant.leaves(sandbox).await;
    sample
}

/// What PostgreSQL does by itself within a minute: until then it plans as if each table were nearly empty.
async fn gather_statistics(db: &Db) {
    let mut tx = db.begin().await.expect("a connection");
    tx.q("ANALYZE").run().await.expect("statistics");
    tx.commit().await.expect("statistics");
}
