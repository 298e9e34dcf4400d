//! What docket is waiting for before it can answer.

use crate::{
    db::Db,
    discord::Open,
    http::{Check, Readiness},
    queue,
};
use futures::{FutureExt, future::BoxFuture};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::Mutex;

/// How long the database may take to write something down.
const WRITE_TIMEOUT: Duration = Duration::from_secs(3);
/// How long an answer counts, because each costs a write.
const CACHED_FOR: Duration = Duration::from_secs(1);

/// The database and the door.
pub(super) struct ReadinessChecks {
    pub db: Db,
    pub doors: Arc<Open>,
    /// Whether interactions come in over the gateway.
    pub is_gateway: bool,
    looked: Mutex<Option<(Instant, Check)>>,
}

impl ReadinessChecks {
    pub fn new(db: Db, doors: Arc<Open>, is_gateway: bool) -> Self {
        Self { db, doors, is_gateway, looked: Mutex::default() }
    }

    async fn database(&self) -> Check {
        let mut looked = self.looked.lock().await;
        if let Some((at, check)) = &*looked
            && at.elapsed() < CACHED_FOR
        {
            return check.clone();
        }
        let writes = async {
            self.db.ping().await?;
            queue::can_write(&self.db).await
        };
        let wrong = match tokio::time::timeout(WRITE_TIMEOUT, writes).await {
            Ok(Ok(())) => None,
            Ok(Err(error)) => {
                if self.db.is_worth_a_line(error.is_unavailable()) {
                    tracing::warn!(%error, "the database is not well");
                }
                Some(match error.is_full() {
                    true => "its disk is full; docket goes on by itself when there is room again",
                    false => "it does not answer, or takes nothing in; the log says why",
                })
            }
            Err(_) => Some("it takes too long to write something down"),
        };
        let check = Check::new("database", wrong.is_none(), wrong.unwrap_or(self.db.engine()));
        *looked = Some((Instant::now(), check.clone()));
        check
    }

    fn door(&self) -> Check {
        match self.doors.gateway_state() {
            _ if !self.is_gateway => Check::new("interactions", true, "Discord posts them to /interactions"),
            Ok(how) => Check::new("gateway", true, how),
            Err(why) => Check::new("gateway", false, why),
        }
    }
}

impl Readiness for ReadinessChecks {
    fn checks(&self) -> BoxFuture<'_, Vec<Check>> {
        async move { vec![self.database().await, self.door()] }.boxed()
    }
}
