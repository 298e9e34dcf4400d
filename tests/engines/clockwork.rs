//! What the clockwork does with what is due, on both engines, with a courier that writes down what it is given.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::on_both_engines;
use chrono::{DateTime, TimeDelta, Utc};
use docket::{
    app::ROOMS,
    base::clock::Clock,
    clockwork::{Clockwork, Dependencies, Metrics},
    contract::{
        Directory, FetchError, FileSource, GuildFacts, MemberFacts, Members, NoPosts, NoScheduledEvents,
    },
    db::{At, Db, invocation},
    queue::{self, Courier, Delivered, Failure, Leased, NewJob, NewMessage, Sent, Target},
    room::Ports,
};
use futures::{FutureExt, future::BoxFuture};
use prometheus_client::registry::Registry;
use serde_json::json;
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex},
};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

const GUILD: i64 = 7;

fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).expect("in range")
}

/// Writes down when what came where; some targets fail, some are slow.
#[derive(Default)]
struct Scribe {
    clock: Mutex<Option<Clock>>,
    log: Mutex<Vec<(Target, DateTime<Utc>)>>,
    failing: Mutex<HashMap<Target, Failure>>,
    held: Mutex<HashSet<Target>>,
    release: Notify,
    arrived: Notify,
}

impl Scribe {
    fn times(&self, target: Target) -> Vec<DateTime<Utc>> {
        let log = self.log.lock().unwrap();
        log.iter().filter(|(to, _)| *to == target).map(|(_, at)| *at).collect()
    }

    fn fail(&self, target: Target, failure: Option<Failure>) {
        let mut failing = self.failing.lock().unwrap();
        match failure {
            Some(failure) => failing.insert(target, failure),
            None => failing.remove(&target),
        };
    }
}

/// A Discord that does not answer.
struct NoDiscord;

fn no_answer<T: Send + 'static>() -> BoxFuture<'static, Result<T, FetchError>> {
    async { Err(FetchError::Later("no answer".into())) }.boxed()
}

impl Directory for NoDiscord {
    fn facts(&self, _: i64) -> BoxFuture<'_, Result<GuildFacts, FetchError>> {
        no_answer()
    }
}

impl Members for NoDiscord {
    fn member(&self, _: i64, _: i64) -> BoxFuture<'_, Result<Option<MemberFacts>, FetchError>> {
        no_answer()
    }

    fn give_role(&self, _: i64, _: i64, _: i64) -> BoxFuture<'_, Result<(), FetchError>> {
        no_answer()
    }

    fn take_role(&self, _: i64, _: i64, _: i64) -> BoxFuture<'_, Result<(), FetchError>> {
        no_answer()
    }
}

impl Courier for Scribe {
    fn deliver<'m>(&'m self, message: &'m Leased) -> BoxFuture<'m, Result<Delivered, Failure>> {
        async move {
            let now = self.clock.lock().unwrap().as_ref().expect("a clock is set").now();
            self.log.lock().unwrap().push((message.target, now));
            self.arrived.notify_one();
            if self.held.lock().unwrap().contains(&message.target) {
                self.release.notified().await;
            }
            match self.failing.lock().unwrap().get(&message.target) {
                Some(failure) => Err(failure.clone()),
                None => Ok(Sent { channel_id: 1, message_id: 2 }.into()),
            }
        }
        .boxed()
    }
}

/// No file is to be had.
struct NoFiles;

impl FileSource for NoFiles {
    fn fetch<'a>(&'a self, _: &'a str, _: usize) -> BoxFuture<'a, Result<Vec<u8>, FetchError>> {
        std::future::ready(Err(FetchError::Never("there are no files here".into()))).boxed()
    }
}

/// A file that comes when it is let go.
#[derive(Default)]
struct LateFile {
    asked: Notify,
    release: Notify,
}

impl FileSource for LateFile {
    fn fetch<'a>(&'a self, _: &'a str, _: usize) -> BoxFuture<'a, Result<Vec<u8>, FetchError>> {
        async move {
            self.asked.notify_one();
            self.release.notified().await;
            Ok(vec![1, 2, 3])
        }
        .boxed()
    }
}

struct Works {
    clockwork: Clockwork,
    clock: Clock,
    scribe: Arc<Scribe>,
    bell: Arc<Notify>,
}

fn works(db: &Db) -> Works {
    works_with(db, Arc::new(NoFiles))
}

fn works_with(db: &Db, files: Arc<dyn FileSource>) -> Works {
    let (clock, scribe, bell) = (Clock::fixed(noon()), Arc::new(Scribe::default()), Arc::new(Notify::new()));
    *scribe.clock.lock().unwrap() = Some(clock.clone());
    let parts = Dependencies {
        db: db.clone(),
        clock: clock.clone(),
        courier: scribe.clone(),
        ports: Ports {
            files,
            directory: Arc::new(NoDiscord),
            members: Arc::new(NoDiscord),
            posts: Arc::new(NoPosts),
            events: Arc::new(NoScheduledEvents),
            hears_messages: true,
            rooms: ROOMS,
        },
        bell: bell.clone(),
        metrics: Metrics::new(&mut Registry::default()),
    };
    Works { clockwork: Clockwork::new(parts), clock, scribe, bell }
}

async fn post(db: &Db, target: Target, text: &str) {
    let mut tx = db.begin().await.unwrap();
    let body = json!({ "text": text });
    queue::post(
        &mut tx,
        NewMessage {
            guild_id: GUILD,
            target,
            thread_of: None,
            about: None,
            body,
            card: None,
            fallback: None,
        },
        noon(),
    );
    tx.commit().await.unwrap();
}

async fn enqueue(db: &Db, kind: &str, run_at: DateTime<Utc>) {
    let mut tx = db.begin().await.unwrap();
    let job = NewJob { guild_id: GUILD, kind, key: kind, run_at, payload: json!({}) };
    assert!(queue::enqueue(&mut tx, job, noon()).await.unwrap());
    tx.commit().await.unwrap();
}

/// A file of a request that is to be copied now.
async fn brings_a_file(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    for sql in [
        "INSERT INTO request (guild_id, id, text, state, importance, reporter_user_id, channel_id, version, created_at, \
         updated_at) VALUES ($1, 1, 'SSO login loops', 'new', 0, 3, 2, 1, $2, $2)",
        "INSERT INTO request_file (guild_id, id, request_id, name, length, state, created_at) \
         VALUES ($1, 1, 1, 'a.bin', 3, 'waiting', $2)",
    ] {
        tx.q(sql).bind(GUILD).bind(At::from(noon())).run().await.unwrap();
    }
    let payload = json!({ "file": 1, "url": "https://cdn.discordapp.com/a.bin" });
    let job = NewJob { guild_id: GUILD, kind: COPY, key: COPY, run_at: noon(), payload };
    assert!(queue::enqueue(&mut tx, job, noon()).await.unwrap());
    tx.commit().await.unwrap();
}

/// Until when the copying is leased; `None` when there is no such job any more.
async fn held_until(db: &Db) -> Option<DateTime<Utc>> {
    let sql = "SELECT leased_until_at FROM job WHERE kind = $1";
    let held: Option<(Option<At>,)> = db.q(sql).bind(COPY).opt().await.unwrap();
    held.and_then(|(until,)| until).map(At::utc)
}

fn later() -> Failure {
    Failure::Later { retry_after: None, reason: "Discord is down".into() }
}

const COPY: &str = "request.copy_file";
const HERE: Target = Target::Channel(10);
const THERE: Target = Target::Channel(11);

on_both_engines! {
    async fn a_posted_message_is_delivered_once(db: TestDb) {
        let works = works(&db);
        post(&db, HERE, "one").await;
        works.clockwork.settle().await.unwrap();
        works.clockwork.settle().await.unwrap();
        assert_eq!(works.scribe.times(HERE), [noon()]);
        assert_eq!(works.clockwork.next_due().await.unwrap(), None);
    }

    async fn messages_to_one_target_go_one_after_the_other(db: TestDb) {
        let works = works(&db);
        for text in ["one", "two", "three"] {
            post(&db, HERE, text).await;
        }
        works.clockwork.settle().await.unwrap();
        assert_eq!(works.scribe.times(HERE).len(), 3);
    }

    async fn a_message_that_fails_is_tried_again_when_its_pause_is_over(db: TestDb) {
        let works = works(&db);
        works.scribe.fail(HERE, Some(later()));
        post(&db, HERE, "one").await;
        works.clockwork.settle().await.unwrap();
        assert_eq!(works.scribe.times(HERE).len(), 1, "not again at the same instant");
        works.scribe.fail(HERE, None);
        works.clockwork.turn_to(noon() + TimeDelta::hours(1)).await.unwrap();
        let times = works.scribe.times(HERE);
        assert_eq!(times.len(), 2);
        assert!(times[1] > noon() && times[1] < noon() + TimeDelta::minutes(1), "{times:?}");
    }

    async fn turning_the_clock_passes_every_instant_on_the_way(db: TestDb) {
        let works = works(&db);
        works.scribe.fail(HERE, Some(later()));
        post(&db, HERE, "one").await;
        works.clockwork.turn_to(noon() + TimeDelta::days(7)).await.unwrap();
        let times = works.scribe.times(HERE);
        assert!(times.len() > 100, "it is tried for a day: {}", times.len());
        assert!(times.is_sorted_by(|a, b| a < b), "time moves forward between attempts");
        assert!(times[1] < noon() + TimeDelta::minutes(1), "the first steps are small");
        assert_eq!(works.clock.now(), noon() + TimeDelta::days(7));
        assert_eq!(queue::dead_messages(&mut &*db, GUILD, 10).await.unwrap().len(), 1, "it is put aside, not lost");
    }

    async fn a_slow_target_holds_up_no_other(db: TestDb) {
        let works = works(&db);
        works.scribe.held.lock().unwrap().insert(HERE);
        post(&db, HERE, "slow").await;
        works.clockwork.step().await.unwrap();
        works.scribe.arrived.notified().await;
        post(&db, THERE, "quick").await;
        works.clockwork.step().await.unwrap();
        works.scribe.arrived.notified().await;
        assert_eq!(works.scribe.times(THERE).len(), 1);
        works.scribe.release.notify_one();
        works.clockwork.settle().await.unwrap();
        assert_eq!(works.clockwork.next_due().await.unwrap(), None);
    }

    async fn a_job_of_an_unknown_kind_is_retried_and_then_put_aside_with_the_reason(db: TestDb) {
        let works = works(&db);
        enqueue(&db, "meeting.from_the_future", noon()).await;
        works.clockwork.settle().await.unwrap();
        assert!(queue::dead(&mut &*db, GUILD, 10).await.unwrap().is_empty(), "a newer version may still take it");
        works.clockwork.turn_to(noon() + TimeDelta::days(1)).await.unwrap();
        let dead = queue::dead(&mut &*db, GUILD, 10).await.unwrap();
        assert_eq!(dead.len(), 1);
        let reason = dead[0].last_error.as_deref().unwrap_or_default();
        assert!(reason.contains("meeting.from_the_future"), "{reason}");
    }

    async fn whoever_puts_a_job_aside_tells_the_admins(db: TestDb) {
        let mut tx = db.begin().await.unwrap();
        let admin = "INSERT INTO setting (guild_id, key, value) VALUES ($1, 'channel.admin', '10')";
        tx.q(admin).bind(GUILD).run().await.unwrap();
        tx.commit().await.unwrap();
        // It takes whoever runs it down each time, so that nobody reports back.
        enqueue(&db, "meeting.from_the_future", noon()).await;
        let (works, lease) = (works(&db), TimeDelta::minutes(3));
        for _ in 0..queue::MAX_ATTEMPTS {
            assert_eq!(queue::lease(&db, works.clock.now(), 10, lease).await.unwrap().jobs.len(), 1);
            works.clock.turn_to(works.clock.now() + lease);
        }
        works.clockwork.settle().await.unwrap();
        assert_eq!(works.scribe.times(HERE).len(), 1, "told once, in the admin channel");
        works.clockwork.settle().await.unwrap();
        assert_eq!(works.scribe.times(HERE).len(), 1);
    }

    async fn a_job_is_held_for_as_long_as_it_takes_and_no_longer(db: TestDb) {
        let late = Arc::new(LateFile::default());
        let works = works_with(&db, late.clone());
        brings_a_file(&db).await;
        works.clockwork.step().await.unwrap();
        late.asked.notified().await;
        // Three times as long as a lease.
        while works.clock.now() < noon() + TimeDelta::minutes(9) {
            let now = works.clock.now();
            let left = held_until(&db).await.expect("it is held") - now;
            match left > TimeDelta::minutes(1) {
                true => works.clock.turn_to(now + TimeDelta::seconds(1)),
                // It is being renewed.
                false => tokio::task::yield_now().await,
            }
        }
        let due = queue::lease(&db, works.clock.now(), 10, TimeDelta::minutes(3)).await.unwrap();
        assert!(due.jobs.is_empty(), "nobody else does it");
        late.release.notify_one();
        works.clockwork.settle().await.unwrap();
        assert_eq!(held_until(&db).await, None, "it is done");
        let (state,): (String,) = db.q("SELECT state FROM request_file").one().await.unwrap();
        assert_eq!(state, "kept");
    }

    async fn work_whose_lease_was_lost_is_given_up_half_way(db: TestDb) {
        let late = Arc::new(LateFile::default());
        let works = works_with(&db, late.clone());
        brings_a_file(&db).await;
        works.clockwork.step().await.unwrap();
        late.asked.notified().await;
        let mut tx = db.begin().await.unwrap();
        tx.q("DELETE FROM job").run().await.unwrap();
        tx.commit().await.unwrap();
        works.clock.turn_to(noon() + TimeDelta::minutes(1));
        // The file is never let go: who went on waiting for it would never be done.
        works.clockwork.settle().await.unwrap();
        let (state,): (String,) = db.q("SELECT state FROM request_file").one().await.unwrap();
        assert_eq!(state, "waiting");
    }

    async fn a_job_of_tomorrow_waits_for_tomorrow(db: TestDb) {
        let works = works(&db);
        let tomorrow = noon() + TimeDelta::days(1);
        enqueue(&db, "unknown", tomorrow).await;
        assert_eq!(works.clockwork.step().await.unwrap(), 0);
        works.clock.turn_to(tomorrow);
        assert_eq!(works.clockwork.step().await.unwrap(), 1);
        works.clockwork.settle().await.unwrap();
    }

    async fn running_it_delivers_at_the_bell_and_stops_after_what_is_under_way(db: TestDb) {
        let works = works(&db);
        let stop = CancellationToken::new();
        let running = tokio::spawn({
            let (clockwork, stop) = (works.clockwork.clone(), stop.clone());
            async move { clockwork.run(stop).await }
        });
        works.scribe.held.lock().unwrap().insert(HERE);
        post(&db, HERE, "one").await;
        works.bell.notify_one();
        works.scribe.arrived.notified().await;
        stop.cancel();
        works.scribe.release.notify_one();
        running.await.unwrap();
        assert_eq!(works.clockwork.next_due().await.unwrap(), None, "what was under way is finished and noted");
    }

    async fn interactions_are_forgotten_after_a_week(db: TestDb) {
        let works = works(&db);
        let mut tx = db.begin().await.unwrap();
        invocation::remember(&mut tx, GUILD, 1, noon(), &json!({}));
        tx.commit().await.unwrap();
        works.clockwork.turn_to(noon() + TimeDelta::days(6)).await.unwrap();
        assert!(invocation::recall(&db, GUILD, 1).await.unwrap().is_some());
        works.clockwork.turn_to(noon() + TimeDelta::days(8)).await.unwrap();
        assert!(invocation::recall(&db, GUILD, 1).await.unwrap().is_none());
    }
}
