//! Processes that work on one database, and what becomes of what a dead one held.

use crate::{noon, on_both_engines, seconds};
use chrono::TimeDelta;
use docket::{
    db::Db,
    queue::{self, Failure, Instance, Leased, NewJob, NewMessage, Sent, Target},
};
use serde_json::json;

/// Longer than the test goes on.
const LEASE: TimeDelta = TimeDelta::minutes(3);

async fn signs_on(db: &Db) -> Instance {
    Instance::sign_on(db, noon(), None).await.unwrap()
}

async fn works(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    let job = NewJob { guild_id: 1, kind: "work", key: "work", run_at: noon(), payload: json!({}) };
    assert!(queue::enqueue(&mut tx, job, noon()).await.unwrap());
    post(&mut tx, 20, "card");
    tx.commit().await.unwrap();
}

fn post(tx: &mut docket::db::Tx, channel_id: i64, text: &str) {
    let (target, body) = (Target::Channel(channel_id), json!({ "text": text }));
    queue::post(
        tx,
        NewMessage { guild_id: 1, target, thread_of: None, about: None, body, card: None, fallback: None },
        noon(),
    );
}

async fn leased(db: &Db) -> (usize, Vec<Leased>) {
    let jobs = queue::lease(db, noon(), 10, LEASE).await.unwrap().jobs;
    (jobs.len(), queue::lease_messages(db, noon(), 10, LEASE).await.unwrap().messages)
}

/// Those that have signed on, but for this one.
async fn others(db: &Db, own: &Instance) -> Vec<queue::Seen> {
    let mut all = queue::instances(db).await.unwrap();
    all.retain(|one| one.id != own.id());
    all
}

on_both_engines! {
    async fn what_a_dead_instance_held_is_free_at_once_and_it_can_finish_nothing_more(db: TestDb) {
        let other = db.another().await;
        let (dead, alive) = (signs_on(&db).await, signs_on(&other).await);
        works(&db).await;
        let job = queue::lease(&db, noon(), 10, LEASE).await.unwrap().jobs.remove(0);
        let message = queue::lease_messages(&db, noon(), 10, LEASE).await.unwrap().messages.remove(0);
        assert_eq!(leased(&other).await, (0, vec![]), "it is held");

        assert_eq!(queue::bury(&other, &others(&other, &alive).await).await.unwrap(), 2);
        assert!(!dead.beat(&db).await.unwrap(), "it hears that it was taken for dead");
        let (jobs, messages) = leased(&other).await;
        assert_eq!((jobs, messages.len()), (1, 1));
        assert_eq!((messages[0].nonce(), messages[0].attempts), (message.nonce(), 2), "the same message");

        let mut tx = db.begin().await.unwrap();
        assert!(!queue::finish(&mut tx, &job).await.unwrap());
        tx.rollback().await.unwrap();
        assert!(!queue::renew(&db, &job, noon() + LEASE).await.unwrap());
        let late = Failure::Never { reason: "late".to_owned() };
        assert_eq!(queue::failed(&db, &message, late, noon()).await.unwrap(), queue::Delivery::LeaseLost);
    }

    async fn whoever_says_meanwhile_that_it_is_alive_is_not_buried(db: TestDb) {
        let (slow, alive) = (signs_on(&db).await, signs_on(&db).await);
        let seen = others(&db, &alive).await;
        assert!(slow.beat(&db).await.unwrap());
        queue::bury(&db, &seen).await.unwrap();
        assert_eq!(queue::instances(&db).await.unwrap().len(), 2);
    }

    async fn the_gateway_is_one_instances_until_that_leaves_or_dies(db: TestDb) {
        let (one, other) = (signs_on(&db).await, signs_on(&db).await);
        assert!(one.take_gateway(&db).await.unwrap());
        assert!(!other.take_gateway(&db).await.unwrap());
        assert!(one.take_gateway(&db).await.unwrap(), "it is its own already");
        one.leave_gateway(&db).await.unwrap();
        assert!(other.take_gateway(&db).await.unwrap());
        queue::bury(&db, &others(&db, &one).await).await.unwrap();
        assert!(one.take_gateway(&db).await.unwrap());
        one.sign_off(&db).await.unwrap();
        assert_eq!(queue::instances(&db).await.unwrap(), []);
    }

    async fn two_that_reach_for_the_gateway_at_once_do_not_both_get_it(db: TestDb) {
        for _ in 0..10 {
            let handles = [db.another().await, db.another().await];
            let reach = handles.map(|db| tokio::spawn(async move {
                let instance = signs_on(&db).await;
                (instance.take_gateway(&db).await.unwrap(), instance)
            }));
            let mut holders = 0;
            for taken in reach {
                let (is_taken, instance) = taken.await.unwrap();
                holders += usize::from(is_taken);
                std::mem::forget(instance);
            }
            assert_eq!(holders, 1);
            queue::bury(&db, &queue::instances(&db).await.unwrap()).await.unwrap();
        }
    }

    async fn whoever_starts_alone_or_anew_frees_what_was_held_before(db: TestDb) {
        let before = signs_on(&db).await;
        works(&db).await;
        assert_eq!(leased(&db).await.0, 1);
        let again = Instance::sign_on(&db, noon(), Some(&before)).await.unwrap();
        assert_ne!(again.id(), before.id());
        assert_eq!(leased(&db).await.0, 1, "it takes up what it held in another life");
        Instance::sign_on_alone(&db, noon()).await.unwrap();
        assert_eq!(leased(&db).await.0, 1);
        assert_eq!(queue::instances(&db).await.unwrap().len(), 1);
    }

    async fn a_job_that_takes_long_is_kept(db: TestDb) {
        works(&db).await;
        let job = queue::lease(&db, noon(), 1, LEASE).await.unwrap().jobs.remove(0);
        assert!(queue::renew(&db, &job, noon() + LEASE * 2).await.unwrap());
        assert!(queue::lease(&db, noon() + LEASE + seconds(1), 1, LEASE).await.unwrap().jobs.is_empty());
        let mut tx = db.begin().await.unwrap();
        assert!(queue::finish(&mut tx, &job).await.unwrap());
        tx.commit().await.unwrap();
    }

    async fn a_message_that_ends_docket_each_time_is_put_aside_and_its_neighbours_are_delivered(db: TestDb) {
        let mut tx = db.begin().await.unwrap();
        for channel in 20..24 {
            post(&mut tx, channel, if channel == 22 { "deadly" } else { "harmless" });
        }
        tx.commit().await.unwrap();
        let (mut deaths, mut buried) = (0, Vec::new());
        while buried.is_empty() {
            assert!(deaths < 20, "it is put aside in the end");
            let _dies = signs_on(&db).await;
            let due = queue::lease_messages(&db, noon(), 10, LEASE).await.unwrap();
            buried = due.given_up;
            let is_deadly = |one: &Leased| one.body["text"] == "deadly";
            if due.messages.iter().any(is_deadly) {
                // Nothing that was handed out with it is delivered either.
                deaths += 1;
            } else {
                for message in &due.messages {
                    let sent = Sent { channel_id: 20, message_id: 1 };
                    queue::delivered(&db, message, sent, noon()).await.unwrap();
                }
            }
            queue::bury(&db, &queue::instances(&db).await.unwrap()).await.unwrap();
        }
        assert_eq!(deaths, queue::MAX_UNFINISHED);
        assert_eq!(buried[0].0.body["text"], "deadly");
        assert_eq!(buried[0].1, queue::Delivery::Dead);
        let dead = queue::dead_messages(&mut &*db, 1, 10).await.unwrap();
        assert_eq!(dead.len(), 1, "its neighbours are not taken for the cause");
        while let Some(message) = queue::lease_messages(&db, noon(), 1, LEASE).await.unwrap().messages.pop() {
            queue::delivered(&db, &message, Sent { channel_id: 20, message_id: 1 }, noon()).await.unwrap();
        }
        assert_eq!(queue::next_message_due(&db).await.unwrap(), None);
    }
}
