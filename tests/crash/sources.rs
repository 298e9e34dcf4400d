//! kill -9 while two instances on one database ask the same networks and climb the same ladders: every mention becomes
//! one card, and every ping of a ladder comes exactly once.

use crate::{
    bot::{Bot, Machine},
    engines::{TestDb, on_postgres},
    kills::waste,
    scene::{Scene, is_acknowledged, until},
};
use docket::sandbox::{Message, PublicPost, Trouble};
use rand::{RngExt, SeedableRng, rngs::SmallRng};
use std::{collections::BTreeSet, time::Duration};

/// Fewer than the attempts after which a job that never reports back is put aside: each may hit the same one.
const KILLS: usize = 8;
/// Ladders that are climbed meanwhile.
const LADDERS: i64 = 2;
const NETWORKS: [&str; 3] = ["X", "Bluesky", "Mastodon"];
/// How long a network takes to answer.
const SLOW: Duration = Duration::from_millis(80);
/// In microseconds from the question on; to ask, and to write down what was heard, takes about as long.
const LONGEST_LIFE: u64 = 200_000;
const POLL: &str = "mention.poll";
const STEP: &str = "escalation.step";
const SET_UP: &[&str] = &[
    "/settings channel purpose:social channel:#social",
    "/source add network:x watch:@acme ceiling:50",
    "/source add network:bluesky watch:@acme.example",
    "/source add network:mastodon watch:@acme instance:social.example",
];

/// An instance that is alive, by the number with which it has signed on.
type Alive = (i64, Bot);

/// The numbers of all that have signed on; whoever has died may be among them for a while.
async fn signed_on(scene: &Scene) -> BTreeSet<i64> {
    let rows: Vec<(i64,)> = scene.db.q("SELECT id FROM instance").all().await.expect("the database answers");
    rows.into_iter().map(|(id,)| id).collect()
}

/// Starts another instance and waits until it has signed on.
async fn joins(scene: &Scene) -> Alive {
    let before = signed_on(scene).await;
    let bot = scene.begins(Machine::This);
    until("it has signed on", async || !signed_on(scene).await.is_subset(&before)).await;
    let now = signed_on(scene).await;
    (*now.difference(&before).next().expect("it has signed on"), bot)
}

/// Somebody asks something on each network.
fn posts(scene: &Scene, case: usize) {
    let (networks, at) = (scene.sandbox.networks(), scene.sandbox.clock().now());
    networks.posts_on_x(&format!("user_{case}"), &format!("@acme question {case} on X"), at);
    let uri = format!("at://did:plc:al/app.bsky.feed.post/3k{case:010}");
    let text = format!("@acme.example question {case} on Bluesky");
    networks.post(PublicPost::new(&uri, "al.example", &text, at));
    let text = format!("<p>@acme question {case} on Mastodon</p>");
    networks.post(PublicPost::new(&format!("1150000000000{case:05}"), "jo", &text, at));
}

/// Lets jobs of a kind be due now that nobody has begun.
async fn hurries(scene: &Scene, kind: &str) {
    let sql = "UPDATE job SET run_at = created_at WHERE kind = $1 AND leased_until_at IS NULL \
               AND run_at > created_at";
    let mut tx = scene.db.begin().await.expect("the database answers");
    tx.q(sql).bind(kind).run().await.expect("jobs can be moved");
    tx.commit().await.expect("the database answers");
}

/// Lets the networks be asked, and returns the number of an instance that is at it.
async fn is_asking(scene: &Scene) -> Option<i64> {
    let before = scene.sandbox.networks().asked().len();
    for _ in NETWORKS {
        scene.sandbox.networks().next(Trouble::Slow(SLOW));
    }
    until("a network is asked", async || {
        hurries(scene, POLL).await;
        scene.sandbox.networks().asked().len() > before
    })
    .await;
    let sql = "SELECT instance_id FROM job \
               WHERE kind = $1 AND leased_until_at IS NOT NULL AND instance_id IS NOT NULL";
    let rows: Vec<(i64,)> = scene.db.q(sql).bind(POLL).all().await.expect("the database answers");
    rows.first().map(|(id,)| *id)
}

/// Critical questions, which wait for no working hours; their cards are there, each with the first ping of its ladder.
async fn begins_ladders(scene: &Scene) {
    let (social, marketing) = (scene.channel("social"), scene.member("Marketing"));
    for ladder in 1..=LADDERS {
        let line = format!("/escalate url:SSO is down for everybody, case {ladder} severity:critical");
        let outcome = scene.sandbox.type_line(social, marketing, &line).outcome().await;
        assert!(is_acknowledged(&outcome), "{}", outcome.text());
    }
    until("their cards are there", async || scene.outbox().await == 0).await;
}

/// Kills instances while they ask; returns how many of them were at it.
async fn die_asking(scene: &Scene, alive: &mut Vec<Alive>, chance: &mut SmallRng) -> usize {
    let mut at_it = 0;
    for case in 0..KILLS {
        posts(scene, case);
        if case % 2 == 0 {
            hurries(scene, STEP).await;
        }
        let asking = is_asking(scene).await;
        waste(Duration::from_micros(chance.random_range(0..LONGEST_LIFE)));
        let place = asking.and_then(|id| alive.iter().position(|(other, _)| *other == id));
        at_it += usize::from(place.is_some());
        let place = place.unwrap_or_else(|| chance.random_range(0..alive.len()));
        alive.swap_remove(place).1.kill();
        alive.push(joins(scene).await);
    }
    at_it
}

/// Waits until all that was posted is heard, the ladders are at their ends, and all of it is told.
async fn is_over(scene: &Scene) {
    let heard = "SELECT COUNT(*) FROM mention_post WHERE mention_id IS NOT NULL";
    let steps = "SELECT COUNT(*) FROM job WHERE kind = 'escalation.step'";
    let posted = (KILLS * NETWORKS.len()) as i64;
    until("everything is heard, asked and told", async || {
        hurries(scene, POLL).await;
        hurries(scene, STEP).await;
        scene.count(heard).await >= posted && scene.count(steps).await == 0 && scene.outbox().await == 0
    })
    .await;
}

fn with<'m>(said: &'m [Message], text: &str) -> Vec<&'m Message> {
    said.iter().filter(|message| message.text().contains(text)).collect()
}

/// Asserts that every question has one card, and every step that asked the owner one ping.
async fn came_once(scene: &Scene, how: &str) {
    let said = scene.sandbox.messages(scene.channel("social"), scene.owner);
    for case in 0..KILLS {
        for network in NETWORKS {
            let question = format!("question {case} on {network}");
            assert_eq!(with(&said, &question).len(), 1, "{question}: {how}");
        }
    }
    let posts = scene.count("SELECT COUNT(*) FROM mention_post").await;
    let mentions = scene.count("SELECT COUNT(*) FROM mention").await;
    let posted = (KILLS * NETWORKS.len()) as i64;
    assert_eq!((posts, mentions), (posted, posted), "{how}");
    let sql = "SELECT COUNT(*) FROM event WHERE subject = 'escalation' AND subject_id = $1 AND verb = 'asked' \
               AND (after_json->>'asked_user_id') IS NOT NULL";
    for ladder in 1..=LADDERS {
        let (asked,): (i64,) = scene.db.q(sql).bind(ladder).one().await.expect("the database answers");
        let pings = with(&said, &format!("<@{}>, **ESC-{ladder}** ", scene.owner)).len() as i64;
        // Whoever is asked first is asked on the card.
        assert_eq!(pings + 1, asked, "pings of ladder {ladder}: {how}");
        assert!(asked > 2, "ladder {ladder} was climbed: {how}");
        assert_eq!(with(&said, &format!("ESC-{ladder} ·")).len(), 1, "cards of ladder {ladder}: {how}");
    }
}

async fn killed_asking(db: TestDb) {
    let seed: u64 = rand::random();
    let how = format!("seed {seed}");
    let scene = Scene::new(db).await;
    let networks = scene.sandbox.networks();
    networks.x_token("bearer");
    networks.x_account("acme");
    networks.bluesky_account("acme.example", "abcd-efgh");
    networks.mastodon_account("acme", "token");
    let mut alive = vec![joins(&scene).await, joins(&scene).await];
    assert!(scene.sandbox.wait_for_bot().await, "one of them connects");
    scene.sets_up(SET_UP).await;
    assert_eq!(scene.count("SELECT COUNT(*) FROM mention_source WHERE state = 'active'").await, 3);
    begins_ladders(&scene).await;
    let at_it = die_asking(&scene, &mut alive, &mut SmallRng::seed_from_u64(seed)).await;
    println!("{how}: of {KILLS} that were killed, {at_it} were asking");
    assert!(at_it >= KILLS / 3, "too rarely to tell anything: {how}");
    is_over(&scene).await;
    came_once(&scene, &how).await;
    drop(alive);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_between_hearing_and_writing_every_mention_is_shown_once() {
    on_postgres(killed_asking).await;
}
