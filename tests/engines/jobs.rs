//! Durable timers.

use crate::{noon, on_both_engines, seconds};
use chrono::{DateTime, TimeDelta, Utc};
use docket::{
    db::Db,
    queue::{self, Job, MAX_ATTEMPTS, NewJob, Outcome},
};
use serde_json::json;
use std::collections::HashSet;

const LEASE: TimeDelta = TimeDelta::seconds(60);

on_both_engines! {
    async fn a_job_is_leased_when_it_is_due_with_what_it_was_given(db: TestDb) {
        assert!(add(&db, 1, "a", noon() + seconds(10)).await);
        assert_eq!(queue::next_due(&db).await.unwrap(), Some(noon() + seconds(10)));
        assert_eq!(lease(&db, noon() + seconds(9)).await, []);
        let [job] = <[Job; 1]>::try_from(lease(&db, noon() + seconds(10)).await).unwrap();
        assert_eq!((job.guild_id, job.kind.as_str(), job.key.as_str()), (1, "remind", "a"));
        assert_eq!((job.run_at, job.payload, job.attempts), (noon() + seconds(10), json!({ "for": "a" }), 1));
    }

    async fn a_key_is_enqueued_once_per_guild(db: TestDb) {
        assert!(add(&db, 1, "a", noon()).await);
        assert!(!add(&db, 1, "a", noon()).await);
        assert!(add(&db, 2, "a", noon()).await);
        assert_eq!(lease(&db, noon()).await.len(), 2);
    }

    async fn a_job_of_a_change_that_is_undone_never_was(db: TestDb) {
        let mut tx = db.begin().await.unwrap();
        assert!(queue::enqueue(&mut tx, a_job(1, "a", noon()), noon()).await.unwrap());
        drop(tx);
        assert_eq!(lease(&db, noon()).await, []);
        assert_eq!(queue::next_due(&db).await.unwrap(), None);
    }

    async fn the_longest_due_comes_first_and_no_more_than_asked_for(db: TestDb) {
        for n in [3, 1, 2, 4] {
            add(&db, 1, &format!("{n}"), noon() + seconds(n)).await;
        }
        let keys = |jobs: Vec<Job>| jobs.into_iter().map(|job| job.key).collect::<Vec<_>>();
        let later = noon() + seconds(9);
        assert_eq!(keys(queue::lease(&db, later, 3, LEASE).await.unwrap().jobs), ["1", "2", "3"]);
        assert_eq!(keys(queue::lease(&db, later, 3, LEASE).await.unwrap().jobs), ["4"]);
    }

    async fn two_instances_share_500_jobs_and_run_each_exactly_once(db: TestDb) {
        let mut tx = db.begin().await.unwrap();
        for n in 0..500 {
            assert!(queue::enqueue(&mut tx, a_job(n % 7, &format!("{n}"), noon()), noon()).await.unwrap());
        }
        tx.commit().await.unwrap();
        let work = |db: Db| async move {
            let mut done = Vec::new();
            loop {
                let jobs = queue::lease(&db, noon(), 20, LEASE).await.unwrap().jobs;
                if jobs.is_empty() {
                    return done;
                }
                for job in jobs {
                    let mut tx = db.begin().await.unwrap();
                    assert!(queue::finish(&mut tx, &job).await.unwrap());
                    tx.commit().await.unwrap();
                    done.push((job.guild_id, job.key));
                }
            }
        };
        let (one, other) = (tokio::spawn(work((*db).clone())), tokio::spawn(work(db.another().await)));
        let done = [one.await.unwrap(), other.await.unwrap()].concat();
        assert_eq!(done.len(), 500);
        assert_eq!(done.into_iter().collect::<HashSet<_>>().len(), 500);
        assert_eq!(queue::next_due(&db).await.unwrap(), None);
    }

    async fn a_lease_that_runs_out_can_be_taken_and_the_first_holder_can_no_longer_finish(db: TestDb) {
        add(&db, 1, "a", noon()).await;
        let lost = lease(&db, noon()).await.remove(0);
        assert_eq!(lease(&db, noon() + seconds(59)).await, []);
        assert_eq!(queue::next_due(&db).await.unwrap(), Some(noon() + LEASE));
        let held = lease(&db, noon() + LEASE).await.remove(0);
        assert_eq!(held.attempts, 2);
        assert!(!finish(&db, &lost).await);
        let outcome = queue::retry_or_bury(&db, &lost, "late", noon()).await.unwrap();
        assert_eq!(outcome, Outcome::LeaseLost);
        assert!(finish(&db, &held).await);
        assert!(!finish(&db, &held).await);
    }

    async fn a_finish_that_is_rolled_back_leaves_the_job(db: TestDb) {
        add(&db, 1, "a", noon()).await;
        let job = lease(&db, noon()).await.remove(0);
        let mut tx = db.begin().await.unwrap();
        assert!(queue::finish(&mut tx, &job).await.unwrap());
        tx.rollback().await.unwrap();
        assert_eq!(lease(&db, noon() + LEASE).await.len(), 1);
    }

    async fn a_job_that_keeps_failing_waits_longer_each_time_and_is_then_put_aside(db: TestDb) {
        add(&db, 1, "a", noon()).await;
        let mut now = noon();
        for attempt in 1..MAX_ATTEMPTS {
            let job = lease(&db, now).await.remove(0);
            assert_eq!(job.attempts, attempt);
            let outcome = queue::retry_or_bury(&db, &job, "it is down", now).await.unwrap();
            let Outcome::Retry(again) = outcome else { panic!("{outcome:?}") };
            let most = seconds(5 * 2_i64.pow(attempt as u32 - 1)).min(TimeDelta::hours(1));
            assert!(again - now <= most && again - now >= most / 2, "{attempt}: {}", again - now);
            assert_eq!(lease(&db, again - TimeDelta::microseconds(1)).await, []);
            now = again;
        }
        let job = lease(&db, now).await.remove(0);
        let outcome = queue::retry_or_bury(&db, &job, "it is still down", now).await.unwrap();
        assert_eq!(outcome, Outcome::Dead);
        assert_eq!(queue::next_due(&db).await.unwrap(), None);

        let dead = queue::dead(&mut &*db, 1, 10).await.unwrap();
        assert_eq!((dead[0].key.as_str(), dead[0].attempts), ("a", MAX_ATTEMPTS));
        assert_eq!(dead[0].last_error.as_deref(), Some("it is still down"));
        assert_eq!(queue::dead(&mut &*db, 2, 10).await.unwrap(), []);
        assert!(!add(&db, 1, "a", now).await, "its key is still taken");

        let mut tx = db.begin().await.unwrap();
        assert!(!queue::revive(&mut tx, 2, dead[0].id, now).await.unwrap());
        assert!(queue::revive(&mut tx, 1, dead[0].id, now).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(lease(&db, now).await[0].attempts, 1);
    }

    async fn a_job_that_takes_its_runner_down_each_time_is_put_aside_too(db: TestDb) {
        add(&db, 1, "a", noon()).await;
        let mut now = noon();
        for _ in 0..MAX_ATTEMPTS {
            assert_eq!(lease(&db, now).await.len(), 1);
            now += LEASE;
        }
        let due = queue::lease(&db, now, 100, LEASE).await.unwrap();
        let told: Vec<_> = due.buried.iter().map(|(job, reason)| (job.key.as_str(), job.attempts, *reason)).collect();
        assert_eq!(due.jobs, []);
        assert_eq!(told, [("a", MAX_ATTEMPTS, "it was started and never reported back")], "somebody is told");
        let dead = queue::dead(&mut &*db, 1, 10).await.unwrap();
        assert_eq!(dead[0].last_error.as_deref(), Some("it was started and never reported back"));
        assert_eq!(dead[0].attempts, MAX_ATTEMPTS);
    }

    async fn whoever_runs_a_job_that_is_moved_or_cancelled_loses_it(db: TestDb) {
        for key in ["moved", "cancelled"] {
            add(&db, 1, key, noon()).await;
        }
        let running = lease(&db, noon()).await;
        let mut tx = db.begin().await.unwrap();
        assert!(queue::reschedule(&mut tx, 1, "moved", noon() + seconds(30)).await.unwrap());
        assert!(queue::cancel(&mut tx, 1, "cancelled").await.unwrap());
        assert!(!queue::cancel(&mut tx, 1, "cancelled").await.unwrap());
        assert!(!queue::reschedule(&mut tx, 2, "moved", noon()).await.unwrap(), "another guild's");
        tx.commit().await.unwrap();
        for job in &running {
            assert!(!finish(&db, job).await);
        }
        assert_eq!(queue::next_due(&db).await.unwrap(), Some(noon() + seconds(30)));
        assert_eq!(lease(&db, noon() + seconds(30)).await[0].key, "moved");
    }

    async fn a_tick_looks_at_what_is_due_and_not_at_what_is_stored(db: TestDb) {
        fill(&db, 20_000).await;
        for sql in queue::JOB_TICK {
            let plan = crate::plan::of(&db, sql).await;
            assert!(plan.contains("job_due") && !plan.contains("Seq Scan on job"), "{plan}");
            let whole = |line: &str| line.contains("SCAN job") && !line.contains("USING INDEX job_due");
            assert!(!plan.lines().any(whole), "{plan}");
        }
    }
}

fn a_job<'a>(guild_id: i64, key: &'a str, run_at: DateTime<Utc>) -> NewJob<'a> {
    NewJob { guild_id, kind: "remind", key, run_at, payload: json!({ "for": key }) }
}

async fn add(db: &Db, guild_id: i64, key: &str, run_at: DateTime<Utc>) -> bool {
    let mut tx = db.begin().await.unwrap();
    let added = queue::enqueue(&mut tx, a_job(guild_id, key, run_at), noon()).await.unwrap();
    tx.commit().await.unwrap();
    added
}

async fn lease(db: &Db, now: DateTime<Utc>) -> Vec<Job> {
    queue::lease(db, now, 100, LEASE).await.unwrap().jobs
}

async fn finish(db: &Db, job: &Job) -> bool {
    let mut tx = db.begin().await.unwrap();
    let ours = queue::finish(&mut tx, job).await.unwrap();
    tx.commit().await.unwrap();
    ours
}

/// Stores `count` jobs that are far from due.
async fn fill(db: &Db, count: i64) {
    let mut tx = db.begin().await.unwrap();
    tx.q(docket::sql![
        "INSERT INTO job (guild_id, id, kind, key, run_at, payload_json, created_at) \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) \
         SELECT 1, i, 'remind', 'filler ' || i, " lite("4000000000000000 + i")
        pg("TIMESTAMPTZ '2090-01-01' + i * INTERVAL '1 second'") ", '{}', " lite("0") pg("now()") " FROM n"
    ])
    .bind(count)
    .run()
    .await
    .unwrap();
    tx.commit().await.unwrap();
}
