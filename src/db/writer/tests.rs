//! What transactions that share a commit may rely on.

use super::*;
use crate::db::{Db, Engine, Tx, open};
use futures::{FutureExt, future::join_all};
use proptest::prelude::*;

/// A batch that closes only when nobody waits, so that a test decides who is in it.
const PATIENT: Bounds = Bounds { members: usize::MAX, age: Duration::MAX };

/// A fresh file with one table, `note (id, parent)`, whose `parent` is checked at the commit.
async fn fresh(bounds: Bounds) -> (tempfile::TempDir, Db) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    let open::Location::Sqlite(options) = open::parse(&url).unwrap() else { panic!("{url} is SQLite") };
    let file = Arc::from(options.get_filename());
    let open::SqliteParts { writer, options, checkpoints, readers, long_readers } =
        open::sqlite(options, None).await.unwrap();
    let writer = Writer::new(writer, options, checkpoints, bounds);
    let engine = Engine::Sqlite { writer, readers, long_readers, file };
    let db = Db::on(engine);
    let mut tx = db.begin().await.unwrap();
    tx.q("CREATE TABLE note (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES note DEFERRABLE INITIALLY DEFERRED)")
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    (folder, db)
}

async fn add(tx: &mut Tx, id: i64) -> Result<u64> {
    tx.q("INSERT INTO note (id) VALUES ($1)").bind(id).run().await
}

async fn notes(db: &Db) -> Vec<i64> {
    let rows: Vec<(i64,)> = db.q("SELECT id FROM note ORDER BY id").all().await.unwrap();
    rows.into_iter().map(|(id,)| id).collect()
}

/// Begins, adds `id`, and commits once `before_commit` lets it.
async fn add_alone(db: &Db, id: i64) -> Result<()> {
    let mut tx = db.begin().await?;
    add(&mut tx, id).await?;
    tx.commit().await
}

#[tokio::test]
async fn those_who_wait_share_one_commit_and_nobody_hears_before_it() {
    let (_folder, db) = fresh(PATIENT).await;
    let mut first = db.begin().await.unwrap();
    add(&mut first, 1).await.unwrap();
    let second = db.begin();
    futures::pin_mut!(second);
    assert!(second.as_mut().now_or_never().is_none(), "the first holds the writer");
    let committing = tokio::spawn(first.commit());
    let mut second = second.await.unwrap();
    add(&mut second, 2).await.unwrap();
    assert!(!committing.is_finished(), "the batch is still open");
    assert_eq!(notes(&db).await, Vec::<i64>::new(), "nothing is visible before the commit");
    second.commit().await.unwrap();
    committing.await.unwrap().unwrap();
    assert_eq!(notes(&db).await, [1, 2]);
}

#[tokio::test]
async fn one_that_is_dropped_last_does_not_stall_the_others() {
    let (_folder, db) = fresh(PATIENT).await;
    let mut first = db.begin().await.unwrap();
    add(&mut first, 1).await.unwrap();
    let second = async {
        let mut tx = db.begin().await.unwrap();
        add(&mut tx, 2).await.unwrap();
    };
    let ((), committed) = futures::join!(second, first.commit());
    committed.unwrap();
    assert_eq!(notes(&db).await, [1]);
}

#[tokio::test]
async fn one_that_leaves_the_queue_does_not_stall_the_batch_that_waited_for_it() {
    let (_folder, db) = fresh(PATIENT).await;
    let mut first = db.begin().await.unwrap();
    add(&mut first, 1).await.unwrap();
    let mut second = Box::pin(db.begin());
    assert!(second.as_mut().now_or_never().is_none());
    let mut commit = Box::pin(first.commit());
    assert!(commit.as_mut().now_or_never().is_none(), "the batch is kept open for the second");
    drop(second);
    commit.await.unwrap();
    assert_eq!(notes(&db).await, [1]);
}

#[tokio::test]
async fn a_commit_that_fails_fails_for_every_member() {
    let (_folder, db) = fresh(PATIENT).await;
    let mut first = db.begin().await.unwrap();
    add(&mut first, 1).await.unwrap();
    let second = async {
        let mut tx = db.begin().await.unwrap();
        tx.q("INSERT INTO note (id, parent) VALUES (2, 99)").run().await.unwrap();
        tx.commit().await
    };
    let (second, first) = futures::join!(second, first.commit());
    assert!(second.unwrap_err().is_foreign_key_violation());
    assert!(first.unwrap_err().is_foreign_key_violation());
    add_alone(&db, 3).await.unwrap();
    assert_eq!(notes(&db).await, [3]);
}

#[tokio::test]
async fn a_full_disk_fails_every_member_and_is_over_when_there_is_room_again() {
    let (_folder, db) = fresh(PATIENT).await;
    let mut tx = db.begin().await.unwrap();
    tx.q("CREATE TABLE big (data TEXT)").run().await.unwrap();
    tx.commit().await.unwrap();
    let mut first = db.begin().await.unwrap();
    tx_limit(&mut first, 8).await;
    add(&mut first, 1).await.unwrap();
    let second = async {
        let mut tx = db.begin().await.unwrap();
        tx.q("INSERT INTO big VALUES ($1)").bind("x".repeat(1_000_000)).run().await
    };
    let (second, first) = futures::join!(second, first.commit());
    assert!(second.unwrap_err().is_full());
    assert!(first.unwrap_err().is_full(), "what may have been rolled back is not reported as saved");
    let mut third = db.begin().await.unwrap();
    tx_limit(&mut third, 1_000_000).await;
    add(&mut third, 3).await.unwrap();
    third.commit().await.unwrap();
    assert_eq!(notes(&db).await, [3]);
}

async fn tx_limit(tx: &mut Tx, pages: i64) {
    let sql = if pages == 8 { "PRAGMA max_page_count = 8" } else { "PRAGMA max_page_count = 1000000" };
    tx.q(sql).run().await.unwrap();
}

#[tokio::test]
async fn a_batch_closes_at_its_bound_although_others_wait() {
    let (_folder, db) = fresh(Bounds { members: 1, age: Duration::MAX }).await;
    let mut first = db.begin().await.unwrap();
    add(&mut first, 1).await.unwrap();
    let second = async {
        let tx = db.begin().await.unwrap();
        assert_eq!(notes(&db).await, [1], "the first batch was committed before the second got its turn");
        drop(tx);
    };
    let ((), committed) = futures::join!(second, first.commit());
    committed.unwrap();
}

#[tokio::test]
async fn the_writer_is_given_in_order_of_arrival() {
    let (_folder, db) = fresh(BOUNDS).await;
    let held = db.begin().await.unwrap();
    let order = std::sync::Mutex::new(Vec::new());
    let all = join_all((0..20).map(|n| {
        let (db, order) = (&db, &order);
        async move {
            let mut tx = db.begin().await.unwrap();
            order.lock().unwrap().push(n);
            add(&mut tx, n).await.unwrap();
            tx.commit().await.unwrap();
        }
    }));
    futures::join!(all, async { drop(held) });
    assert_eq!(order.into_inner().unwrap(), (0..20).collect::<Vec<_>>());
}

/// What one of many tasks does with its transaction.
#[derive(Clone, Copy, Debug)]
enum Plan {
    Commit,
    Drop,
    /// Adds a note that is there already, which dooms the transaction.
    Fail,
    /// Goes away after being polled this often.
    Abandon(usize),
}

fn plans() -> impl Strategy<Value = Vec<Plan>> {
    let plan = prop_oneof![
        4 => Just(Plan::Commit),
        1 => Just(Plan::Drop),
        1 => Just(Plan::Fail),
        2 => (1_usize..12).prop_map(Plan::Abandon),
    ];
    proptest::collection::vec(plan, 1..60)
}

/// Polls `future` at most `times`, then drops it.
async fn poll_at_most<F: Future>(times: usize, future: F) -> Option<F::Output> {
    let mut left = times;
    futures::pin_mut!(future);
    futures::future::poll_fn(|context| {
        if left == 0 {
            return std::task::Poll::Ready(None);
        }
        left -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

/// Follows `plan` with the notes `10 n` and `10 n + 1`. `None` means that it is not known whether it was saved.
async fn follow(db: &Db, n: i64, plan: Plan) -> Option<bool> {
    let work = async |end: Plan| {
        let mut tx = db.begin().await.ok()?;
        add(&mut tx, 10 * n).await.ok()?;
        tokio::task::yield_now().await;
        tx.defer("INSERT INTO note (id) VALUES ($1)").bind(10 * n + 1).add();
        match end {
            Plan::Drop => drop(tx),
            Plan::Fail => assert!(add(&mut tx, 10 * n).await.unwrap_err().is_unique_violation()),
            Plan::Commit | Plan::Abandon(_) => return Some(tx.commit().await.is_ok()),
        }
        Some(false)
    };
    match plan {
        Plan::Abandon(polls) => poll_at_most(polls, work(plan)).await.flatten(),
        _ => Some(work(plan).await.unwrap_or(false)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn what_is_there_is_the_sum_of_what_was_committed(plans in plans(), members in 1_usize..20) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let (_folder, db) = fresh(Bounds { members, age: Duration::from_millis(2) }).await;
            let tasks = plans.iter().enumerate().map(|(n, plan)| {
                let (db, plan) = (db.clone(), *plan);
                tokio::spawn(async move { follow(&db, n as i64, plan).await })
            });
            let outcomes = join_all(tasks).await;
            // The last to come finds the writer in order, and everything before it settled.
            add_alone(&db, -1).await.unwrap();
            let there = notes(&db).await;
            for (n, (outcome, plan)) in outcomes.into_iter().zip(&plans).enumerate() {
                let n = n as i64;
                let found = (there.contains(&(10 * n)), there.contains(&(10 * n + 1)));
                match outcome.unwrap() {
                    Some(saved) => assert_eq!(found, (saved, saved), "{n}: {plan:?}"),
                    None => assert_eq!(found.0, found.1, "{n}: {plan:?}: all or nothing"),
                }
                assert!(!matches!(plan, Plan::Drop | Plan::Fail) || found == (false, false), "{n}: {plan:?}");
                assert!(!matches!(plan, Plan::Commit) || found == (true, true), "{n}: {plan:?}");
            }
        });
    }
}

/// Ends whichever thread of SQLite's takes a statement in its span.
struct Deadly;

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Deadly {
    fn on_enter(&self, _: &tracing::span::Id, _: tracing_subscriber::layer::Context<'_, S>) {
        let is_worker = std::thread::current().name().is_some_and(|name| name.starts_with("sqlx-sqlite"));
        assert!(!is_worker, "the thread of this connection ends here");
    }
}

#[tokio::test]
async fn a_connection_that_has_died_is_opened_anew() {
    use tracing::Instrument;
    use tracing_subscriber::layer::SubscriberExt;
    let (_folder, db) = fresh(BOUNDS).await;
    add_alone(&db, 1).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    let logs = tracing_subscriber::registry().with(Deadly);
    let listening = tracing::subscriber::set_default(logs);
    let died = add(&mut tx, 2).instrument(tracing::info_span!("deadly")).await.unwrap_err();
    drop(listening);
    assert!(died.to_string().contains("worker"), "{died}");
    drop(tx);
    add_alone(&db, 3).await.unwrap();
    assert_eq!(notes(&db).await, [1, 3]);
}
