//! Two instances on one PostgreSQL listen to the same sources: every mention is shown exactly once, and nothing is paid for twice.

use crate::world::{Door, Engine, Plan, World, run};
use chrono::TimeDelta;
use docket::{
    app::{App, AppOptions},
    db::At,
    sandbox::PublicPost,
};

/// How long it goes on, in minutes.
const MINUTES: u64 = 40;

async fn starts(world: &World) -> App {
    App::start(world.settings(), AppOptions::new(world.clock.clone())).await.expect("docket starts")
}

/// Until nothing is leased and nothing is due: each does whatever it gets hold of.
async fn settle(world: &World, other: Option<&App>) {
    let sql = "SELECT (SELECT COUNT(*) FROM job WHERE state = 'waiting' AND (leased_until_at IS NOT NULL OR run_at <= $1)) + \
        (SELECT COUNT(*) FROM outbox WHERE state = 'waiting' AND (leased_until_at IS NOT NULL OR run_at <= $1))";
    loop {
        let others = async {
            if let Some(other) = other {
                other.settle().await.expect("the database answers");
            }
        };
        tokio::join!(world.settle(), others);
        let (left,): (i64,) = world.db.q(sql).bind(At::from(world.now())).one().await.expect("a number");
        if left == 0 {
            return;
        }
    }
}

/// What somebody posts in one minute: on each network, sometimes in a conversation that there is.
fn posts(world: &World, minute: u64) -> usize {
    let (networks, at) = (world.sandbox.networks(), world.now());
    let root = networks.posts_on_x(&format!("user_{minute}"), &format!("@acme question {minute} on X"), at);
    let answer = networks.posts_on_x("somebody", &format!("@acme me too {minute}"), at);
    networks.alter(&answer, |post| post.root = Some(root));
    let toot = format!("1150000000000{minute:05}");
    networks.post(PublicPost::new(&toot, "jo", &format!("<p>@acme question {minute} on Mastodon</p>"), at));
    let uri = format!("at://did:plc:al/app.bsky.feed.post/3k{minute:010}");
    networks.post(PublicPost::new(
        &uri,
        "al.example",
        &format!("@acme.example question {minute} on Bluesky"),
        at,
    ));
    3
}

async fn two_listen(world: &World) {
    let admin = world.member("Admin");
    admin.types("/settings channel purpose:social channel:#social").await.sees("public questions");
    for line in [
        "/source add network:x watch:@acme ceiling:50",
        "/source add network:bluesky watch:@acme.example",
        "/source add network:mastodon watch:@acme instance:social.example",
    ] {
        admin.types(line).await.sees("from now on");
    }
    let mut other = Some(starts(world).await);
    let mut conversations = 0;
    for minute in 1..=MINUTES {
        world.clock.turn_by(TimeDelta::minutes(1));
        conversations += posts(world, minute);
        settle(world, other.as_ref()).await;
        // One of the two ends in the middle, and comes back.
        match minute {
            15 => other.take().expect("it runs").stop().await,
            25 => other = Some(starts(world).await),
            _ => {}
        }
    }
    for _ in 0..5 {
        world.clock.turn_by(TimeDelta::minutes(1));
        settle(world, other.as_ref()).await;
    }
    let cards = world.channel("social").messages();
    assert_eq!(cards.iter().filter(|card| card.text().contains("MEN-")).count(), conversations);
    for minute in 1..=MINUTES {
        for network in ["X", "Bluesky", "Mastodon"] {
            let question = format!("question {minute} on {network}");
            let shown = cards.iter().filter(|card| card.text().contains(&question)).count();
            assert_eq!(shown, 1, "{question}");
        }
    }
    let twice = "SELECT COUNT(*) FROM (SELECT 1 FROM mention_post GROUP BY guild_id, network, post_key HAVING COUNT(*) > 1) AS n";
    assert_eq!(world.count(twice).await, 0);
    let counted = world.count("SELECT cost_mills FROM mention_source WHERE id = 1").await;
    assert_eq!(counted, world.sandbox.networks().x_spent(), "what it cost is counted once");
    if let Some(other) = other {
        other.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_instances_show_every_mention_once() {
    run(Engine::Postgres, Door::Http, Plan::team().listening(), |world| Box::pin(two_listen(world))).await;
}
