//! How an engine would go about a statement.

use crate::{noon, seconds};
use docket::db::{At, Db, Sql};

/// The engine's plan for one of the queue's statements, in its own words. Those that lease have five arguments: now, how
/// many, until when, the lease and its holder; for messages also whether suspects are meant.
pub async fn of(db: &Db, sql: Sql) -> String {
    if db.engine() == "PostgreSQL" {
        let mut tx = db.begin().await.expect("a transaction");
        tx.q("ANALYZE").run().await.expect("statistics");
        tx.commit().await.expect("statistics");
    }
    let has = |place: &str| format!("{sql:?}").contains(place);
    let (leases, is_of_messages) = (has("$4"), has("$6"));
    let query = db.q(sql);
    let query = if leases {
        let until = At::from(noon() + seconds(60));
        query.bind(At::from(noon())).bind(100_i64).bind(until).bind(1_i64).bind(Some(7_i64))
    } else {
        query
    };
    let query = if is_of_messages { query.bind(false) } else { query };
    query.plan().await.expect("a plan")
}
