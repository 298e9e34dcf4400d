//! docket's own HTTP server: health, readiness, metrics, and Discord's interactions when they come by HTTP.
//!
//! Discord wants `https`, so in the open the server stands behind a reverse proxy that ends TLS.

mod calendar;
mod connection;
mod health;
mod serve;

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
use connection::Bounds;
use prometheus_client::registry::Registry;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

/// What clients may ask of the server. Discord gives up on an interaction after 3 s.
const BOUNDS: Bounds = Bounds {
    connections: 512,
    head: Duration::from_secs(10),
    idle: Duration::from_secs(150),
    answer: Duration::from_secs(10),
};
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
        Self::bounded(listener, shown, more, stop, BOUNDS)
    }

    fn bounded(
        listener: TcpListener,
        shown: Shown,
        more: Router,
        stop: CancellationToken,
        bounds: Bounds,
    ) -> std::io::Result<Self> {
        let address = listener.local_addr()?;
        let task = tokio::spawn(serve::serve(listener, router(shown, more, bounds.answer), bounds, stop));
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

fn router(shown: Shown, more: Router, timeout: Duration) -> Router {
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics))
        .with_state(shown)
        .merge(more)
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(middleware::from_fn_with_state(timeout, within_time))
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

async fn within_time(State(timeout): State<Duration>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(timeout, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            (StatusCode::SERVICE_UNAVAILABLE, "That took too long; please try again.\n").into_response()
        }
    }
}

#[cfg(test)]
mod tests;
