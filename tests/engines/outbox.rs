//! Messages to deliver.

use crate::{noon, on_both_engines, seconds};
use chrono::{DateTime, TimeDelta, Utc};
use docket::{
    db::Db,
    queue::{self, Delivery, Failure, Fallback, Leased, MESSAGE_RETRIED_FOR, NewMessage, Sent, Target},
};
use serde_json::json;
use std::collections::{HashMap, HashSet};

const LEASE: TimeDelta = TimeDelta::seconds(60);
const HERE: Target = Target::Channel(20);
const THERE: Target = Target::Channel(21);
const SENT: Sent = Sent { channel_id: 20, message_id: 700 };

on_both_engines! {
    async fn a_message_is_handed_out_with_all_the_courier_needs(db: TestDb) {
        post(&db, a_message(HERE, "hello"), noon()).await;
        assert_eq!(queue::next_message_due(&db).await.unwrap(), Some(noon()));
        let message = only(lease(&db, noon() + seconds(1)).await);
        assert_eq!((message.guild_id, message.target, text(&message)), (1, HERE, "hello"));
        assert_eq!((message.attempts, message.card_message), (1, None));
        assert_eq!((message.first_sent_at, message.created_at), (noon() + seconds(1), noon()));
        assert_eq!(message.nonce().len(), 24);
        queue::delivered(&db, &message, SENT, noon()).await.unwrap();
        assert_eq!(queue::next_message_due(&db).await.unwrap(), None);
        assert_eq!(lease(&db, noon() + TimeDelta::days(2)).await, []);
    }

    async fn a_message_of_a_change_that_is_undone_is_never_sent(db: TestDb) {
        let mut tx = db.begin().await.unwrap();
        queue::post(&mut tx, a_message(HERE, "hello"), noon());
        tx.rollback().await.unwrap();
        assert_eq!(lease(&db, noon()).await, []);
    }

    async fn each_target_gets_its_messages_in_order_and_one_at_a_time(db: TestDb) {
        for (target, text) in [(HERE, "1"), (HERE, "2"), (Target::Person(20), "a"), (HERE, "3"), (THERE, "x")] {
            post(&db, a_message(target, text), noon()).await;
        }
        let first = lease(&db, noon()).await;
        assert_eq!(texts(&first), ["1", "a", "x"]);
        assert_eq!(lease(&db, noon()).await, []);
        deliver(&db, &first).await;
        let second = lease(&db, noon()).await;
        assert_eq!(texts(&second), ["2"]);
        deliver(&db, &second).await;
        assert_eq!(texts(&lease(&db, noon()).await), ["3"]);
    }

    async fn one_that_waits_to_be_tried_again_holds_up_its_own_target_only(db: TestDb) {
        for (target, text) in [(HERE, "1"), (HERE, "2"), (THERE, "x"), (THERE, "y")] {
            post(&db, a_message(target, text), noon()).await;
        }
        let first = lease(&db, noon()).await;
        let outcome = fail(&db, &first[0], later(Some(seconds(64)))).await;
        let Delivery::Retry(again) = outcome else { panic!("{outcome:?}") };
        assert_eq!(again, noon() + seconds(64), "not before the receiver said");
        deliver(&db, &first[1..]).await;
        assert_eq!(texts(&lease(&db, again - seconds(1)).await), ["y"]);
        let retried = only(lease(&db, again).await);
        assert_eq!((text(&retried), retried.attempts, retried.first_sent_at), ("1", 2, noon()));
        assert_eq!(retried.nonce(), first[0].nonce());
    }

    async fn two_instances_never_hold_the_same_message(db: TestDb) {
        let mut tx = db.begin().await.unwrap();
        for n in 0..200 {
            queue::post(&mut tx, a_message(Target::Channel(n % 40), &n.to_string()), noon());
        }
        tx.commit().await.unwrap();
        let work = |db: Db| async move {
            let mut done = Vec::new();
            loop {
                let batch = queue::lease_messages(&db, noon(), 7, LEASE).await.unwrap().messages;
                for message in &batch {
                    queue::delivered(&db, message, SENT, noon()).await.unwrap();
                    done.push(text(message).parse::<i64>().unwrap());
                }
                if queue::next_message_due(&db).await.unwrap().is_none() {
                    return done;
                }
            }
        };
        let (one, other) = (tokio::spawn(work((*db).clone())), tokio::spawn(work(db.another().await)));
        let done = [one.await.unwrap(), other.await.unwrap()].concat();
        assert_eq!(done.len(), 200);
        assert_eq!(done.into_iter().collect::<HashSet<_>>().len(), 200);
    }

    async fn a_lease_that_runs_out_is_taken_again_under_the_same_nonce(db: TestDb) {
        post(&db, a_message(HERE, "1"), noon()).await;
        let lost = only(lease(&db, noon()).await);
        assert_eq!(queue::next_message_due(&db).await.unwrap(), Some(noon() + LEASE));
        assert_eq!(lease(&db, noon() + seconds(59)).await, []);
        let held = only(lease(&db, noon() + LEASE).await);
        assert_eq!((held.attempts, held.first_sent_at, held.nonce()), (2, noon(), lost.nonce()));
        assert_eq!(fail(&db, &lost, later(None)).await, Delivery::LeaseLost);
        queue::delivered(&db, &lost, SENT, noon()).await.unwrap();
        assert_eq!(fail(&db, &held, later(None)).await, Delivery::LeaseLost);
        assert_eq!(queue::next_message_due(&db).await.unwrap(), None);
    }

    async fn what_can_never_be_delivered_is_put_aside_and_holds_nobody_up(db: TestDb) {
        post(&db, a_message(HERE, "1"), noon()).await;
        post(&db, a_message(HERE, "2"), noon()).await;
        let message = only(lease(&db, noon()).await);
        assert_eq!(fail(&db, &message, never()).await, Delivery::Dead);
        assert_eq!(texts(&lease(&db, noon()).await), ["2"]);
        let dead = queue::dead_messages(&mut &*db, 1, 10).await.unwrap();
        assert_eq!((dead[0].id, dead[0].target, &dead[0].body), (message.id, HERE, &message.body));
        assert_eq!(dead[0].last_error.as_deref(), Some("the channel is gone"));
        assert_eq!(queue::dead_messages(&mut &*db, 2, 10).await.unwrap(), []);

        let mut tx = db.begin().await.unwrap();
        queue::revive_message(&mut tx, 2, message.id, noon());
        queue::revive_message(&mut tx, 1, message.id, noon() + LEASE);
        tx.commit().await.unwrap();
        // It stands behind what waits.
        let ahead = lease(&db, noon() + LEASE).await;
        assert_eq!(texts(&ahead), ["2"]);
        deliver(&db, &ahead).await;
        assert_eq!(texts(&lease(&db, noon() + LEASE).await), ["1"]);
    }

    async fn what_has_a_fallback_is_said_there_instead(db: TestDb) {
        let fallback = Fallback { target: THERE, body: json!({ "content": "could not reach Ana" }), once: None };
        let message = NewMessage { fallback: Some(fallback), ..a_message(Target::Person(30), "hello") };
        post(&db, message, noon()).await;
        let message = only(lease(&db, noon()).await);
        assert_eq!(fail(&db, &message, never()).await, Delivery::FellBack);
        let instead = only(lease(&db, noon()).await);
        assert_eq!((instead.target, text(&instead)), (THERE, "could not reach Ana"));
        assert_eq!(fail(&db, &instead, never()).await, Delivery::Dead, "a fallback has no fallback");
        assert_eq!(queue::dead_messages(&mut &*db, 1, 10).await.unwrap().len(), 1);
    }

    async fn what_could_not_be_delivered_for_a_day_is_given_up(db: TestDb) {
        post(&db, a_message(HERE, "1"), noon()).await;
        let mut now = noon();
        while now < noon() + MESSAGE_RETRIED_FOR {
            let message = only(lease(&db, now).await);
            let outcome = queue::failed(&db, &message, later(None), now).await.unwrap();
            let Delivery::Retry(again) = outcome else { panic!("{outcome:?}") };
            assert!(again - now <= TimeDelta::minutes(5) && again > now);
            now = again;
        }
        let message = only(lease(&db, now).await);
        let outcome = queue::failed(&db, &message, later(None), now).await.unwrap();
        assert_eq!(outcome, Delivery::Dead);
    }

    async fn a_card_that_nobody_began_to_send_is_replaced_where_it_stands(db: TestDb) {
        for (card, text) in [(true, "old"), (false, "other"), (true, "new")] {
            let message = if card { a_card(HERE, text) } else { a_message(HERE, text) };
            post(&db, message, noon()).await;
        }
        let first = lease(&db, noon()).await;
        assert_eq!(texts(&first), ["new"]);
        deliver(&db, &first).await;
        let second = lease(&db, noon()).await;
        assert_eq!(texts(&second), ["other"]);
        deliver(&db, &second).await;
        assert_eq!(queue::next_message_due(&db).await.unwrap(), None);
        let card = queue::card(&mut &*db, 1, "request:12").await.unwrap().unwrap();
        assert_eq!((card.channel_id, card.message_id, card.updated_at), (20, 700, noon()));
        assert_eq!(queue::card(&mut &*db, 2, "request:12").await.unwrap(), None);
    }

    async fn a_card_that_may_have_been_sent_keeps_its_text_and_the_newest_state_follows(db: TestDb) {
        post(&db, a_card(HERE, "1"), noon()).await;
        let first = only(lease(&db, noon()).await);
        post(&db, a_card(HERE, "2"), noon()).await;
        post(&db, a_card(HERE, "3"), noon()).await;
        let outcome = fail(&db, &first, later(None)).await;
        let Delivery::Retry(again) = outcome else { panic!("{outcome:?}") };
        let retried = only(lease(&db, again).await);
        assert_eq!((text(&retried), retried.nonce()), ("1", first.nonce()));
        queue::delivered(&db, &retried, SENT, again).await.unwrap();
        let last = only(lease(&db, again).await);
        assert_eq!((text(&last), last.card_message), ("3", Some(SENT)));
        assert_ne!(last.nonce(), first.nonce());
        queue::delivered(&db, &last, SENT, again).await.unwrap();
        assert_eq!(queue::next_message_due(&db).await.unwrap(), None);
    }

    async fn a_newer_state_of_a_card_makes_an_undeliverable_one_pointless(db: TestDb) {
        post(&db, a_card(HERE, "1"), noon()).await;
        let first = only(lease(&db, noon()).await);
        post(&db, a_card(THERE, "2"), noon()).await;
        assert_eq!(fail(&db, &first, never()).await, Delivery::Superseded);
        let second = only(lease(&db, noon()).await);
        assert_eq!((second.target, text(&second)), (THERE, "2"));
        assert_eq!(fail(&db, &second, never()).await, Delivery::Dead);
        post(&db, a_card(HERE, "3"), noon()).await;
        assert_eq!(queue::dead_messages(&mut &*db, 1, 10).await.unwrap(), [], "the newest state replaces a dead one");
        assert_eq!(texts(&lease(&db, noon()).await), ["3"]);
    }

    async fn a_card_that_moves_goes_to_the_end_of_the_other_line_and_its_last_place_is_known(db: TestDb) {
        post(&db, a_card(HERE, "here"), noon()).await;
        post(&db, a_message(THERE, "x"), noon()).await;
        let begun = lease(&db, noon()).await;
        post(&db, a_card(THERE, "there"), noon()).await;
        deliver(&db, &begun[1..]).await;
        let moved = only(lease(&db, noon()).await);
        assert_eq!(text(&moved), "there");
        let sent = Sent { channel_id: 21, message_id: 701 };
        queue::delivered(&db, &moved, sent, noon()).await.unwrap();
        deliver(&db, &begun[..1]).await;
        let card = queue::card(&mut &*db, 1, "request:12").await.unwrap().unwrap();
        assert_eq!((card.channel_id, card.message_id), (21, 701), "the older state came in later");
    }

    async fn an_older_state_for_a_channel_that_the_card_has_left_is_dropped(db: TestDb) {
        post(&db, a_card(HERE, "old"), noon()).await;
        let old = only(lease(&db, noon()).await);
        let Delivery::Retry(again) = fail(&db, &old, later(None)).await else { panic!("it waits") };
        post(&db, a_card(THERE, "new"), noon()).await;
        let new = only(lease(&db, noon()).await);
        let sent = Sent { channel_id: 21, message_id: 701 };
        queue::delivered(&db, &new, sent, noon()).await.unwrap();
        post(&db, a_message(HERE, "behind it"), noon()).await;
        let due = lease(&db, again).await;
        assert_eq!(texts(&due), ["behind it"]);
        deliver(&db, &due).await;
        assert_eq!(queue::next_message_due(&db).await.unwrap(), None);
        let card = queue::card(&mut &*db, 1, "request:12").await.unwrap().unwrap();
        assert_eq!((card.channel_id, card.message_id), (21, 701));
    }

    async fn whatever_happens_the_reader_sees_the_last_state_of_each_card_last(db: TestDb) {
        // A fixed sequence of many thousand choices; the seed is in the message of the assertion.
        for seed in 0..12_u64 {
            let seen = turmoil(&db, seed, i64::try_from(seed).unwrap() + 100).await;
            for (card, (posted, shown)) in seen {
                assert_eq!(posted, shown, "seed {seed}, card {card}");
            }
        }
    }

    async fn a_tick_steps_from_target_to_target_however_many_wait_behind(db: TestDb) {
        fill(&db, 20_000).await;
        for sql in queue::MESSAGE_TICK {
            let plan = crate::plan::of(&db, sql).await;
            assert!(plan.contains("outbox_line") && !plan.contains("Seq Scan on outbox"), "{plan}");
            let whole = |line: &str| line.contains("SCAN outbox") && !line.contains("outbox_line");
            let is_walked = ["SCAN following", "SCAN first"].iter().any(|walk| plan.contains(walk));
            assert!(!plan.lines().any(whole) && !is_walked, "{plan}");
            // SQLite names the columns by which it seeks; all of the target's, or it would walk over what waits.
            let seeks = plan.contains("target_kind=? AND target_id>?");
            assert!(seeks || db.engine() == "PostgreSQL", "{plan}");
        }
        let leased = lease(&db, noon()).await;
        assert_eq!(leased.len(), 2, "one for each target");
    }
}

/// Posts, leases, loses leases, fails and delivers in an order drawn from `seed`. Returns for each card what was
/// posted last and what its message shows at the end.
async fn turmoil(db: &Db, seed: u64, guild_id: i64) -> HashMap<String, (u64, u64)> {
    let mut random = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut draw = |below: u64| {
        // xorshift64: a plain, repeatable source of choices.
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % below
    };
    // Couriers give up before their lease runs out, so what is in flight is dropped with its lease.
    let (mut now, mut in_flight, mut seen) = (noon(), Vec::<(Leased, DateTime<Utc>)>::new(), HashMap::new());
    let show = |message: &Leased, seen: &mut HashMap<String, (u64, u64)>| {
        let shown = message.body["n"].as_u64().unwrap();
        seen.get_mut(message.card.as_deref().unwrap()).unwrap().1 = shown;
    };
    for n in 1..=60 {
        now += seconds(1);
        in_flight.retain(|(_, leased_at)| now < *leased_at + LEASE);
        match draw(6) {
            0..=2 => {
                let card = format!("request:{}", draw(3));
                let body = json!({ "n": n });
                seen.entry(card.clone()).or_insert((0, 0)).0 = n;
                let message = NewMessage {
                    guild_id,
                    target: HERE,
                    thread_of: None,
                    about: None,
                    body,
                    card: Some(&card),
                    fallback: None,
                };
                post(db, message, now).await;
            }
            3 => in_flight.extend(lease(db, now).await.into_iter().map(|message| (message, now))),
            4 => now += LEASE,
            _ => {
                let Some((message, _)) = in_flight.pop() else { continue };
                // A send may have happened although we hear of a failure.
                if draw(2) == 0 {
                    if message.attempts == 1 {
                        show(&message, &mut seen);
                    }
                    queue::failed(db, &message, later(None), now).await.unwrap();
                } else {
                    show(&message, &mut seen);
                    queue::delivered(db, &message, SENT, now).await.unwrap();
                }
            }
        }
    }
    while let Some(due) = queue::next_message_due(db).await.unwrap() {
        now = now.max(due);
        for message in lease(db, now).await {
            show(&message, &mut seen);
            queue::delivered(db, &message, SENT, now).await.unwrap();
        }
    }
    seen
}

fn a_message(target: Target, text: &str) -> NewMessage<'static> {
    NewMessage {
        guild_id: 1,
        target,
        thread_of: None,
        about: None,
        body: json!({ "content": text }),
        card: None,
        fallback: None,
    }
}

fn a_card(target: Target, text: &str) -> NewMessage<'static> {
    NewMessage { card: Some("request:12"), ..a_message(target, text) }
}

fn later(retry_after: Option<TimeDelta>) -> Failure {
    Failure::Later { retry_after, reason: "it is down".to_owned() }
}

fn never() -> Failure {
    Failure::Never { reason: "the channel is gone".to_owned() }
}

async fn post(db: &Db, message: NewMessage<'_>, now: DateTime<Utc>) {
    let mut tx = db.begin().await.unwrap();
    queue::post(&mut tx, message, now);
    tx.commit().await.unwrap();
}

async fn lease(db: &Db, now: DateTime<Utc>) -> Vec<Leased> {
    queue::lease_messages(db, now, 100, LEASE).await.unwrap().messages
}

async fn deliver(db: &Db, messages: &[Leased]) {
    for message in messages {
        queue::delivered(db, message, SENT, noon()).await.unwrap();
    }
}

async fn fail(db: &Db, message: &Leased, failure: Failure) -> Delivery {
    queue::failed(db, message, failure, noon()).await.unwrap()
}

fn only(messages: Vec<Leased>) -> Leased {
    <[Leased; 1]>::try_from(messages).map(|[message]| message).unwrap()
}

fn text(message: &Leased) -> &str {
    message.body["content"].as_str().unwrap()
}

fn texts(messages: &[Leased]) -> Vec<&str> {
    messages.iter().map(text).collect()
}

/// Stores `count` messages for two targets.
async fn fill(db: &Db, count: i64) {
    let mut tx = db.begin().await.unwrap();
    tx.q(docket::sql![
        "INSERT INTO outbox (guild_id, id, target_kind, target_id, place, body_json, run_at, created_at) \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) \
         SELECT 1, i, 'channel', i % 2, i, '{}', " lite("0, 0") pg("TIMESTAMPTZ '2020-01-01', now()") " FROM n"
    ])
    .bind(count)
    .run()
    .await
    .unwrap();
    tx.commit().await.unwrap();
}
