//! What docket is waiting for before it can answer.

use crate::{
    db::Db,
    discord::Open,
    http::{Check, Readiness},
};
use futures::{FutureExt, future::BoxFuture};
use std::sync::Arc;

/// The database and the door.
pub(super) struct Standing {
    pub db: Db,
    pub doors: Arc<Open>,
    /// Whether interactions come in over the gateway.
    pub is_gateway: bool,
}

impl Standing {
    fn door(&self) -> Check {
        match self.doors.gateway_state() {
            _ if !self.is_gateway => Check::new("interactions", true, "Discord posts them to /interactions"),
            Ok(()) => Check::new("gateway", true, "connected"),
            Err(why) => Check::new("gateway", false, why),
        }
    }
}

impl Readiness for Standing {
    fn checks(&self) -> BoxFuture<'_, Vec<Check>> {
        async move {
            let database = match self.db.ping().await {
                Ok(()) => Check::new("database", true, self.db.engine()),
                Err(error) => {
                    if self.db.is_worth_a_line(error.is_unavailable()) {
                        tracing::warn!(%error, "the database does not answer");
                    }
                    Check::new("database", false, "it does not answer; the log says why")
                }
            };
            vec![database, self.door()]
        }
        .boxed()
    }
}
