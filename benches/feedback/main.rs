//! What a `/feedback` costs, against a bare serenity bot that only answers "pong".
//!
//! docket (the real binary, each request durably committed and its card posted) and the bare bot take turns over the
//! same sandbox, by the gateway, in one run: first at a steady 200 commands a second, then with 64 in flight all the
//! time. What counts are the ratios; the absolute figures say how busy the machine was. It takes about two minutes,
//! talks to loopback and to PostgreSQL only, and ends by itself: `cargo bench --bench feedback`.

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
        _ => runtime.block_on(compare()),
    }
}

async fn compare() {
    let sandbox = sandbox().await;
    let report = Arc::new(std::sync::Mutex::new(Report::default()));
    let note = |name: &'static str, sample| report.lock().expect("nobody panicked").add(name, sample);
    for round in 1..=ROUNDS {
        eprintln!("round {round} of {ROUNDS}");
        note(report::PONG, turn(&sandbox, Contestant::pong(&sandbox).await).await);
        for (name, is_sqlite) in [(report::SQLITE, true), (report::POSTGRES, false)] {
            let (sandbox, report) = (sandbox.clone(), report.clone());
            let race = async move |db: engines::TestDb| {
                let sample = turn(&sandbox, Contestant::docket(&sandbox, &db).await).await;
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

/// One sandbox for all: no rate limits and no journal, so that it is not what is measured.
async fn sandbox() -> Arc<Sandbox> {
    let mut options = Options::new(Clock::system(), World::sample());
    options.limits = Limits::generous();
    options.journal_keep = 0;
    Arc::new(Sandbox::start(options).await.expect("a free port on loopback"))
}

/// One contestant's turn, from its first command to its end.
async fn turn(sandbox: &Arc<Sandbox>, contestant: Contestant) -> Sample {
    load::busy(sandbox, WARM_UP, IN_FLIGHT / 8).await;
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
