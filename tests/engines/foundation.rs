//! Values, numbers, events and invocations.

use crate::{noon, on_both_engines, seconds};
use chrono::DateTime;
use docket::{
    base::{paging::Start, tally::Tally},
    db::{At, Db, Json, event, invocation, next_number},
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde_json::json;
use sqlx::{Connection, Executor};

#[derive(Debug, PartialEq, sqlx::FromRow)]
struct Everything {
    is_yes: bool,
    number: i64,
    score: f64,
    text: String,
    data_bytes: Vec<u8>,
    at: At,
    value_json: Json<serde_json::Value>,
    absent: Option<String>,
}

on_both_engines! {
    async fn every_kind_of_value_comes_back_as_it_went_in(db: TestDb) {
        let went_in = Everything {
            is_yes: true,
            number: i64::MAX,
            score: 0.1,
            text: "@everyone ` ' \" \\ 🧑‍🚀 שלום".to_owned(),
            data_bytes: vec![0, 255, 10],
            at: noon().into(),
            value_json: Json(json!({ "a": [1, null, "é"] })),
            absent: None,
        };
        let sql = docket::sql![
            "SELECT " lite("$1") pg("$1::boolean") " AS is_yes, $2" pg("::bigint") " AS number, $3"
            pg("::double precision") " AS score, $4" pg("::text") " AS text, $5" pg("::bytea")
            " AS data_bytes, $6" pg("::timestamptz") " AS at, $7" pg("::jsonb") " AS value_json, $8" pg("::text")
            " AS absent"
        ];
        let came_back: Everything = db
            .q(sql)
            .bind(went_in.is_yes)
            .bind(went_in.number)
            .bind(went_in.score)
            .bind(went_in.text.clone())
            .bind(went_in.data_bytes.clone())
            .bind(went_in.at)
            .bind(went_in.value_json.clone())
            .bind(went_in.absent.clone())
            .one()
            .await
            .unwrap();
        assert_eq!(came_back, went_in);
    }

    async fn any_text_number_and_instant_comes_back(db: TestDb) {
        let mut runner = TestRunner::deterministic();
        // PostgreSQL keeps instants from 4713 BC; chrono and both engines agree from there on.
        let any = ("[^\0]{0,40}", any::<i64>(), any::<f64>(), -200_000_000_000_000_000_i64..9_000_000_000_000_000);
        for _ in 0..100 {
            let (text, number, float, micros) = any.new_tree(&mut runner).unwrap().current();
            let at = At::from(DateTime::from_timestamp_micros(micros).unwrap());
            let sql = docket::sql![
                "SELECT $1" pg("::text") ", $2" pg("::bigint") ", $3" pg("::double precision") ", $4" pg("::timestamptz")
                ", $5" pg("::jsonb")
            ];
            let json = Json(json!({ &text: [number, &text] }));
            let query = db.q(sql).bind(text.clone()).bind(number).bind(float).bind(at).bind(json.clone());
            let came_back: (String, i64, f64, At, Json<serde_json::Value>) = query.one().await.unwrap();
            assert_eq!(came_back, (text, number, float, at, json));
        }
    }

    async fn a_list_is_bound_as_json(db: TestDb) {
        let sql = docket::sql![
            "SELECT value FROM " lite("json_each($1)") pg("jsonb_array_elements_text($1) AS list(value)")
            " ORDER BY value"
        ];
        let rows: Vec<(String,)> = db.q(sql).bind(Json(["b", "a'; --", "c"])).all().await.unwrap();
        assert_eq!(rows, [("a'; --".to_owned(),), ("b".to_owned(),), ("c".to_owned(),)]);
    }

    async fn numbers_are_per_guild_and_noun_and_never_given_twice(db: TestDb) {
        assert_eq!(number(&db, 1, "request", true).await, 1);
        assert_eq!(number(&db, 1, "request", true).await, 2);
        assert_eq!(number(&db, 1, "idea", true).await, 1);
        assert_eq!(number(&db, 2, "request", true).await, 1);
        assert_eq!(number(&db, 1, "request", true).await, 3);
        // One that was rolled back is given again: nobody has heard of it, and a gap would be asked about.
        assert_eq!(number(&db, 1, "request", false).await, 4);
        assert_eq!(number(&db, 1, "request", true).await, 4);
        assert_eq!(number(&db, 1, "request", true).await, 5);
    }

    async fn numbers_that_were_given_back_leave_no_gap(db: TestDb) {
        // Many at once share a commit on SQLite, and the first of a noun is among those who go back.
        let taken = futures::future::join_all((0..60).map(|n| {
            let db = (*db).clone();
            let is_kept = n % 3 != 0;
            tokio::spawn(async move { (number(&db, 1, "request", is_kept).await, is_kept) })
        }))
        .await;
        let taken = taken.into_iter().map(Result::unwrap);
        let kept: Vec<i64> = taken.filter(|(_, is_kept)| *is_kept).map(|(number, _)| number).collect();
        let mut kept: std::collections::BTreeSet<i64> = kept.into_iter().collect();
        assert_eq!(kept.len(), 40);
        for _ in 0..20 {
            kept.insert(number(&db, 1, "request", true).await);
        }
        assert_eq!(kept, (1..=60).collect(), "what went back was given again");
    }

    async fn a_number_is_not_waited_for(db: TestDb) {
        // On SQLite transactions take turns anyway.
        let others = if db.engine() == "SQLite" { 0 } else { 3 };
        let mut open = Vec::new();
        for n in 0..=others {
            let mut tx = db.begin().await.unwrap();
            assert_eq!(next_number(&mut tx, 1, "request").await.unwrap(), n + 1);
            event::record(&mut tx, an_event(1, n + 1, 0));
            tx.q("SELECT 1").run().await.unwrap();
            open.push(tx);
        }
        for tx in open.into_iter().rev() {
            tx.commit().await.unwrap();
        }
    }

    async fn a_number_is_given_when_the_server_lets_nobody_further_in(db: TestDb) {
        // SQLite knows no such limit; there it is only a number.
        let role = format!("docket_alone_{:08x}", rand::random::<u32>());
        let is_postgres = db.engine() == "PostgreSQL";
        let mut url = reqwest::Url::parse(&db.url).unwrap();
        if is_postgres {
            url.set_username(&role).unwrap();
            url.set_password(Some("secret")).unwrap();
            admin(&db.url, format!("CREATE ROLE {role} LOGIN PASSWORD 'secret' CONNECTION LIMIT 1")).await;
            admin(&db.url, format!("GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}")).await;
        }
        let alone = Db::open_with(url.as_str(), 1).await.unwrap();
        assert_eq!(number(&alone, 1, "request", true).await, 1);
        assert_eq!(number(&alone, 1, "request", true).await, 2);
        alone.close().await;
        if is_postgres {
            admin(&db.url, format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
        }
    }

    async fn instances_and_nouns_at_once_get_numbers_of_their_own(db: TestDb) {
        let another = db.another().await;
        let taken = futures::future::join_all((0..60).map(|n| {
            let db = if n % 2 == 0 { (*db).clone() } else { another.clone() };
            let noun = ["request", "idea", "area"][n / 2 % 3];
            tokio::spawn(async move { (noun, number(&db, 1, noun, true).await) })
        }))
        .await;
        let mut taken: Vec<(&str, i64)> = taken.into_iter().map(Result::unwrap).collect();
        taken.sort_unstable();
        let expected = ["area", "idea", "request"].into_iter().flat_map(|noun| (1..=20).map(move |n| (noun, n)));
        assert_eq!(taken, expected.collect::<Vec<_>>());
        another.close().await;
    }

    async fn numbers_taken_at_once_are_all_different(db: TestDb) {
        let taken = futures::future::join_all((0..40).map(|_| {
            let db = (*db).clone();
            tokio::spawn(async move { number(&db, 1, "request", true).await })
        }))
        .await;
        let mut numbers: Vec<i64> = taken.into_iter().map(Result::unwrap).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
    }

    async fn history_tells_newest_first_page_by_page_and_only_of_its_row(db: TestDb) {
        let mut tx = db.begin().await.unwrap();
        let mut ids = Vec::new();
        for n in 0..5 {
            ids.push(event::record(&mut tx, an_event(1, 12, n)));
        }
        event::record(&mut tx, an_event(1, 13, 0));
        event::record(&mut tx, an_event(2, 12, 0));
        tx.commit().await.unwrap();
        ids.reverse();

        let first = event::history(&mut &*db, 1, "request", 12, None, 3).await.unwrap();
        let rest = event::history(&mut &*db, 1, "request", 12, Some(first[2].id), 3).await.unwrap();
        assert_eq!(first.iter().chain(&rest).map(|event| event.id).collect::<Vec<_>>(), ids);
        assert_eq!(rest[1].happened_at, noon());
        assert_eq!(rest[1].after, Some(Json(json!({ "n": 0 }))));
        assert_eq!(rest[1].before, None);
    }

    async fn a_history_is_turned_by_its_events_in_both_directions(db: TestDb) {
        let mut tx = db.begin().await.unwrap();
        let mut ids: Vec<i64> = (0..5).map(|n| event::record(&mut tx, an_event(1, 12, n))).collect();
        event::record(&mut tx, an_event(1, 13, 0));
        tx.commit().await.unwrap();
        ids.reverse();
        for (start, shown, has_earlier, has_later) in [
            (Start::First, 0..2, false, true),
            (Start::After(ids[1]), 2..4, true, true),
            (Start::After(ids[3]), 4..5, true, false),
            (Start::After(ids[4]), 5..5, true, false),
            (Start::Before(ids[4]), 2..4, true, true),
            (Start::Before(ids[2]), 0..2, false, true),
            (Start::Before(ids[1]), 0..2, false, true),
        ] {
            let page = event::page(&db, 1, ("request", 12), start, 2).await.unwrap();
            let found: Vec<i64> = page.rows.iter().map(|event| event.id).collect();
            assert_eq!((found.as_slice(), page.has_earlier, page.has_later), (&ids[shown], has_earlier, has_later), "{start:?}");
        }
        assert_eq!(event::count(&db, 1, ("request", 12)).await.unwrap(), Tally::from(5_i64));
    }

    async fn an_event_can_be_neither_changed_nor_deleted(db: TestDb) {
        let mut tx = db.begin().await.unwrap();
        event::record(&mut tx, an_event(1, 12, 0));
        tx.commit().await.unwrap();
        for sql in ["UPDATE event SET verb = 'x'", "DELETE FROM event"] {
            let mut tx = db.begin().await.unwrap();
            let error = tx.q(sql).run().await.unwrap_err();
            assert!(error.to_string().contains("append-only"), "{error}");
        }
        assert_eq!(event::history(&mut &*db, 1, "request", 12, None, 9).await.unwrap().len(), 1);
    }

    async fn an_invocation_is_remembered_once_with_its_answer(db: TestDb) {
        let reply = json!({ "content": "REQ-1" });
        let mut tx = db.begin().await.unwrap();
        invocation::remember(&mut tx, 1, 99, noon(), &reply);
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        event::record(&mut tx, an_event(1, 12, 0));
        invocation::remember(&mut tx, 1, 99, noon(), &json!({}));
        assert!(tx.commit().await.unwrap_err().is_unique_violation());
        assert!(event::history(&mut &*db, 1, "request", 12, None, 9).await.unwrap().is_empty());
        assert_eq!(invocation::recall(&db, 1, 99).await.unwrap(), Some(reply));
        assert_eq!(invocation::recall(&db, 2, 99).await.unwrap(), None);
        let mut tx = db.begin().await.unwrap();
        assert_eq!(invocation::forget_before(&mut tx, noon()).await.unwrap(), 0);
        assert_eq!(invocation::forget_before(&mut tx, noon() + seconds(1)).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_eq!(invocation::recall(&db, 1, 99).await.unwrap(), None);
    }
}

/// Runs a statement about the server itself.
async fn admin(url: &str, sql: String) {
    let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
    connection.execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
}

async fn number(db: &Db, guild_id: i64, noun: &str, keep: bool) -> i64 {
    let mut tx = db.begin().await.unwrap();
    let number = next_number(&mut tx, guild_id, noun).await.unwrap();
    if keep {
        tx.commit().await.unwrap();
    }
    number
}

fn an_event(guild_id: i64, subject_id: i64, n: i64) -> event::NewEvent<'static> {
    event::NewEvent {
        guild_id,
        happened_at: noon(),
        actor_user_id: Some(30),
        interaction_id: Some(99),
        subject: "request",
        subject_id,
        verb: "filed",
        before: None,
        after: Some(json!({ "n": n })),
    }
}
