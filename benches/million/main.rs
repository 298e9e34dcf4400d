//! What each command costs in a guild with a million requests, against a guild with none and one with a page full.
//!
//! docket (the real binary, over the sandbox's gateway) runs on three databases at once, and every command is typed in all
//! three in turn; what counts are the ratios of the medians. Against none, answers are shorter as well: so the table has both.
//! It fills both engines in one run, talks to loopback and to PostgreSQL only, takes some five minutes and ends by itself:
//! `cargo bench --bench million`. A word behind `--` names one engine, a number how many requests: `-- SQLite 100000`.

#[path = "../feedback/afternoon.rs"]
#[allow(dead_code, reason = "this bench has no other bots")]
mod afternoon;
#[path = "../feedback/contestant.rs"]
#[allow(dead_code, reason = "this bench has no bare bot")]
mod contestant;
#[path = "../../tests/support/engines.rs"]
mod engines;
#[path = "../../tests/support/many.rs"]
mod many;
#[path = "../feedback/pong.rs"]
#[allow(dead_code, reason = "this bench has no bare bot")]
mod pong;
#[path = "../feedback/process.rs"]
#[allow(dead_code, reason = "this bench has no bare bot")]
mod process;
mod team;

use futures::future::BoxFuture;
use std::time::{Duration, Instant};
use team::{COMMANDS, Team};

/// How often each command is typed in each guild.
const TIMES: usize = 41;
/// How often before that, so that everything is warm.
const WARM_UP: usize = 5;
/// Requests in the largest guild.
const MANY: i64 = 1_000_000;
/// Requests on one page of a list.
const PAGE: i64 = 10;

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let count = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(MANY);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    for (name, is_sqlite) in [("SQLite", true), ("PostgreSQL", false)] {
        let is_other = |argument: &String| argument != name && argument.parse::<i64>().is_err();
        if !arguments.iter().any(is_other) {
            let lines = runtime.block_on(on_engine(is_sqlite, count));
            print(name, count, &lines);
        }
    }
}

/// A command with its medians in the three guilds.
struct Row {
    typed: &'static str,
    medians: [Duration; 3],
}

async fn on_engine(is_sqlite: bool, count: i64) -> Vec<Row> {
    let (send, lines) = tokio::sync::oneshot::channel();
    with_db(is_sqlite, async move |none| {
        with_db(is_sqlite, async move |page| {
            with_db(is_sqlite, async move |many| {
                let began = Instant::now();
                let teams = [
                    Team::start(none, 0).await,
                    Team::start(page, PAGE).await,
                    Team::start(many, count).await,
                ];
                eprintln!("filled in {:.0?}", began.elapsed());
                let lines = measure(&teams).await;
                for team in teams {
                    team.leaves().await;
                }
                // Nobody listens any more only if this run is being given up.
                let _ = send.send(lines);
            })
            .await;
        })
        .await;
    })
    .await;
    lines.await.expect("everything was measured")
}

async fn with_db<F: Future<Output = ()> + Send + 'static>(
    is_sqlite: bool,
    measure: impl FnOnce(engines::TestDb) -> F + Send,
) {
    match is_sqlite {
        true => engines::on_sqlite(measure).await,
        false => engines::on_postgres(measure).await,
    }
}

fn measure(teams: &[Team; 3]) -> BoxFuture<'_, Vec<Row>> {
    Box::pin(async move {
        let mut lines = Vec::new();
        for asked in COMMANDS {
            let mut times: [Vec<Duration>; 3] = Default::default();
            for turn in 0..WARM_UP + TIMES {
                for (team, times) in teams.iter().zip(&mut times) {
                    let took = team.ask(asked, turn).await;
                    if turn >= WARM_UP {
                        times.push(took);
                    }
                }
            }
            lines.push(Row { typed: asked.name(), medians: times.map(median) });
        }
        lines
    })
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn print(engine: &str, count: i64, lines: &[Row]) {
    println!("\n{engine}: {count} requests against none, and against {PAGE}\n");
    println!("| command | against none | against {PAGE} | (medians, ms) |\n|---|---:|---:|---|");
    for Row { typed, medians } in lines {
        let [none, page, many] = medians.map(|median| median.as_secs_f64() * 1000.0);
        println!(
            "| `{typed}` | ×{:.1} | ×{:.1} | {none:.2}, {page:.2}, {many:.2} |",
            many / none,
            many / page
        );
    }
}
