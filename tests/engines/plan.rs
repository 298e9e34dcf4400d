//! How an engine would go about a statement.

use crate::{noon, seconds};
use docket::db::{At, Db, Sql};

/// The engine's plan for one of the queue's statements, in its own words. Those that lease have four arguments:
/// now, how many, until when, and the lease.
pub async fn of(db: &Db, sql: Sql) -> String {
    if db.engine() == "PostgreSQL" {
        let mut tx = db.begin().await.expect("a transaction");
        tx.q("ANALYZE").run().await.expect("statistics");
        tx.commit().await.expect("statistics");
    }
    let leases = format!("{sql:?}").contains("$4");
    let query = db.q(sql);
    let query = if leases {
        query.bind(At::from(noon())).bind(100_i64).bind(At::from(noon() + seconds(60))).bind(1_i64)
    } else {
        query
    };
    query.plan().await.expect("a plan")
}
