//! docket's own HTTP server: health, readiness, metrics, and Discord's interactions when they come by HTTP.
//!
//! Discord wants `https`, so in the open the server stands behind a reverse proxy that ends TLS.

mod calendar;
mod health;

pub use calendar::calendars;
pub use health::{Check, Readiness};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use prometheus_client::registry::Registry;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

/// The longest that a request may take. Discord gives up on an interaction after 3 s.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The largest body that is read, in bytes.
const BODY_BYTES: usize = 1 << 20;
/// The content type of Prometheus' text format, which `prometheus-client` writes in its OpenMetrics form.
const METRICS_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What the server shows.
#[derive(Clone)]
pub struct Shown {
    pub readiness: Arc<dyn Readiness>,
    pub metrics: Arc<Registry>,
}

/// A running server.
pub struct Server {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Server {
    /// Serves health, readiness and metrics, and what `more` adds, until `stop` is cancelled.
    ///
    /// # Errors
    /// When the listener has no address, which means that it is closed.
    pub fn start(
        listener: TcpListener,
        shown: Shown,
        more: Router,
        stop: CancellationToken,
    ) -> std::io::Result<Self> {
        let address = listener.local_addr()?;
        let router = router(shown, more);
        let task = tokio::spawn(async move {
            let serving = axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned());
            if let Err(error) = serving.await {
                tracing::error!(%error, "the HTTP server ended");
            }
        });
        Ok(Self { address, task })
    }

    /// Where the server listens; the port is the real one when 0 was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns once every request under way is answered, after the server was told to stop.
    pub async fn stopped(self) {
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the HTTP server broke off");
        }
    }
}

fn router(shown: Shown, more: Router) -> Router {
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics))
        .with_state(shown)
        .merge(more)
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(middleware::from_fn(within_time))
}

async fn metrics(State(shown): State<Shown>) -> Response {
    let mut text = String::new();
    match prometheus_client::encoding::text::encode(&mut text, &shown.metrics) {
        Ok(()) => ([(header::CONTENT_TYPE, METRICS_TYPE)], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "the metrics could not be written");
            (StatusCode::INTERNAL_SERVER_ERROR, "The metrics could not be written; the log says why.\n")
                .into_response()
        }
    }
}

async fn within_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(TIMEOUT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            (StatusCode::SERVICE_UNAVAILABLE, "That took too long; please try again.\n").into_response()
        }
    }
}

#[cfg(test)]
mod tests;
