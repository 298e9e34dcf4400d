//! Random schedules of posts, questions, troubles and lost leases, through the job, the real client and the store: no mention
//! is lost, none is shown twice.

use crate::{
    desk::{MANAGES, TestDesk, WRITES},
    engines::TestDb,
    listening::{Listening, Story},
    on_both_engines,
};
use chrono::TimeDelta;
use docket::{
    app::ROOMS,
    base::post::Network,
    contract::{Line, Timer, WatchKind},
    queue::{self, Job},
    workspace,
};
use rand::RngExt;
use std::{collections::BTreeSet, ops::Range, sync::Arc};

const ADMIN: i64 = 11;
const LEASE: TimeDelta = TimeDelta::minutes(3);
/// Questions of one schedule.
const QUESTIONS: usize = 12;
/// Questions one after the other, when there is more than one of them brings.
const MOST_IN_A_ROW: usize = 20;

/// Runs a leased job, as a process that may have lost its lease by now.
async fn run(desk: &TestDesk, job: Job) {
    let guild = workspace::guild(&desk.db, job.guild_id).await.expect("settings");
    let timer = Timer { db: desk.db.clone(), now: desk.now(), guild, job };
    ROOMS.run(&timer, &desk.ports()).await.expect("it runs");
}

/// Asks every source that is due; returns whether there was any. Sometimes a process dies or hangs meanwhile, and another
/// takes over.
async fn polls(desk: &TestDesk, story: &mut Story<'_>) -> bool {
    desk.set(story.on.now());
    let due = queue::lease(&desk.db, desk.now(), 50, LEASE).await.expect("jobs").jobs;
    let is_due = !due.is_empty();
    if !is_due || !story.chance.random_bool(0.2) {
        for job in due {
            run(desk, job).await;
        }
        return is_due;
    }
    story.on.clock.turn_by(LEASE + TimeDelta::seconds(1));
    desk.set(story.on.now());
    let taken = queue::lease(&desk.db, desk.now(), 50, LEASE).await.expect("jobs").jobs;
    let hangs = story.chance.random_bool(0.5);
    for job in taken {
        run(desk, job).await;
    }
    // What it has heard counts for nothing: another has done the work.
    for job in due.into_iter().filter(|_| hangs) {
        run(desk, job).await;
    }
    is_due
}

/// Whoever looks after a source that rests lets it go on.
async fn resumes(desk: &TestDesk) {
    let resting = "SELECT COUNT(*) FROM mention_source WHERE guild_id = $1 AND state = 'paused'";
    if desk.number(resting).await > 0 {
        desk.say(ADMIN, Line::new("source resume").with("source", 1)).await;
    }
}

async fn played(desk: &TestDesk, listening: &Listening, (network, kind): (Network, WatchKind), seed: u64) {
    let mut story = Story::new(listening, network, kind, seed);
    desk.set(listening.now());
    desk.does(ADMIN, Line::new("settings channel").with("purpose", "social").with("channel", 20)).await;
    let add = match (network, kind) {
        (Network::X, WatchKind::Mentions) => {
            Line::new("source add").with("network", "x").with("watch", "@acme")
        }
        (Network::X, _) => Line::new("source add").with("network", "x").with("watch", "acme rocket, widget"),
        (Network::Bluesky, WatchKind::Mentions) => {
            Line::new("source add").with("network", "bluesky").with("watch", "@acme.example")
        }
        (Network::Bluesky, _) => {
            Line::new("source add").with("network", "bluesky").with("watch", "acme rocket, widget")
        }
        (_, kind) => Line::new("source add")
            .with("network", "mastodon")
            .with("watch", if kind == WatchKind::Mentions { "@acme" } else { "#acme, rocket" })
            .with("instance", "social.example"),
    };
    desk.does(ADMIN, add.with("ceiling", 50)).await;
    for _ in 0..QUESTIONS {
        story.goes_on();
        story.troubles();
        polls(desk, &mut story).await;
        resumes(desk).await;
    }
    story.calms();
    for pause in [TimeDelta::hours(6), TimeDelta::hours(24), TimeDelta::minutes(15), TimeDelta::minutes(15)] {
        listening.clock.turn_by(pause);
        // It goes on at once where there was more.
        for _ in 0..MOST_IN_A_ROW {
            if !polls(desk, &mut story).await {
                break;
            }
            listening.clock.turn_by(TimeDelta::seconds(10));
        }
    }
    let sql = "SELECT post_key, COUNT(*) FROM mention_post WHERE guild_id = $1 AND mention_id IS NOT NULL GROUP BY post_key";
    let rows: Vec<(String, i64)> = desk.db.q(sql).bind(desk.guild_id).all().await.expect("posts");
    let shown: BTreeSet<String> = rows.iter().map(|(key, _)| key.clone()).collect();
    let lost: Vec<_> = story.expected.difference(&shown).collect();
    assert!(lost.is_empty(), "{network:?}, seed {seed}: lost {lost:?}");
    assert!(story.unheard.is_disjoint(&shown), "{network:?}, seed {seed}: {shown:?}");
    assert!(rows.iter().all(|(_, count)| *count == 1), "{network:?}, seed {seed}: {rows:?}");
    // Each is a conversation of its own, so it has a card of its own, and no other.
    let cards: Vec<String> = desk.outbox().await.into_iter().filter_map(|waiting| waiting.card).collect();
    let distinct: BTreeSet<&String> = cards.iter().collect();
    assert_eq!((cards.len(), distinct.len()), (shown.len(), shown.len()), "{network:?}, seed {seed}");
}

/// So many schedules of one kind, one after the other in one database, each in a guild of its own. The last seed that
/// was printed is the one that failed.
async fn schedules(db: TestDb, kind: (Network, WatchKind), seeds: Range<u64>) {
    let listening = Listening::new().await;
    let client = Arc::new(listening.client());
    let desk = TestDesk::new(&db, 1, 20, listening.now(), |_| (Vec::new(), MANAGES | WRITES));
    let desk = desk.reading(client);
    for (guild_id, seed) in (1..).zip(seeds) {
        println!("{kind:?}, seed {seed}");
        let desk = desk.in_guild(guild_id);
        played(&desk, &listening, kind, seed).await;
        ends(&desk).await;
    }
}

/// Nothing more is done for a guild whose schedule is over: the next one is alone on the networks, and costs as much as
/// the first although the clock goes on.
async fn ends(desk: &TestDesk) {
    let mut tx = desk.db.begin().await.expect("the database answers");
    tx.q("DELETE FROM job WHERE guild_id = $1").bind(desk.guild_id).run().await.expect("jobs can be deleted");
    tx.commit().await.expect("the database answers");
}

// 286 on each engine, each kind in a process of its own.
on_both_engines! {
    async fn no_mention_on_x_is_lost_or_shown_twice(db: TestDb) {
        schedules(db, (Network::X, WatchKind::Mentions), 10_000..10_052).await;
    }

    async fn no_word_on_x_is_lost_or_shown_twice(db: TestDb) {
        schedules(db, (Network::X, WatchKind::Words), 10_052..10_104).await;
    }

    async fn no_mention_on_bluesky_is_lost_or_shown_twice(db: TestDb) {
        schedules(db, (Network::Bluesky, WatchKind::Mentions), 10_104..10_156).await;
    }

    async fn no_mention_on_mastodon_is_lost_or_shown_twice(db: TestDb) {
        schedules(db, (Network::Mastodon, WatchKind::Mentions), 10_156..10_208).await;
    }

    async fn no_hashtag_on_mastodon_is_lost_or_shown_twice(db: TestDb) {
        schedules(db, (Network::Mastodon, WatchKind::Words), 10_208..10_260).await;
    }

    async fn no_word_on_bluesky_is_lost_or_shown_twice(db: TestDb) {
        schedules(db, (Network::Bluesky, WatchKind::Words), 10_260..10_286).await;
    }
}
