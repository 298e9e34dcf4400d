//! Numbers for Prometheus.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{
        counter::Counter,
        family::Family,
        histogram::{Histogram, exponential_buckets},
    },
    registry::Registry,
};
use std::time::Duration;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Interaction {
    command: String,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByDoor {
    door: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    route: &'static str,
    /// HTTP status; 0 when no answer came.
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByRoute {
    route: &'static str,
}

/// How docket and Discord get on. Clones share the numbers.
#[derive(Clone)]
pub struct Metrics {
    interactions: Family<Interaction, Counter>,
    unread: Family<ByDoor, Counter>,
    answered: Histogram,
    requests: Family<Request, Counter>,
    limited: Family<ByRoute, Counter<f64, std::sync::atomic::AtomicU64>>,
}

impl Metrics {
    /// Registers the numbers under `docket_discord_`.
    pub fn new(registry: &mut Registry) -> Self {
        let metrics = Self {
            interactions: Family::default(),
            unread: Family::default(),
            answered: Histogram::new(exponential_buckets(0.001, 2.0, 14)),
            requests: Family::default(),
            limited: Family::default(),
        };
        let registry = registry.sub_registry_with_prefix("docket_discord");
        let Self { interactions, unread, answered, requests, limited } = metrics.clone();
        registry.register("interactions", "Interactions answered, by command and outcome", interactions);
        registry.register("unread", "Interactions and events that could not be read, by door", unread);
        registry.register("answer_seconds", "From receiving an interaction to its first answer", answered);
        registry.register(
            "rest_requests",
            "Requests to Discord, by route and status (0: no answer)",
            requests,
        );
        registry.register("rate_limit_seconds", "Seconds spent waiting for rate limits, by route", limited);
        metrics
    }

    /// One interaction got its first answer. Commands that docket does not have share one label, because anything
    /// can be sent.
    pub(super) fn answered(&self, path: &str, outcome: &'static str, took: Duration) {
        let command = match crate::contract::leaf(path) {
            Some(_) => path.to_owned(),
            None => "unknown".to_owned(),
        };
        self.interactions.get_or_create(&Interaction { command, outcome }).inc();
        self.answered.observe(took.as_secs_f64());
    }

    /// Interactions or events came through `door` that could not be read.
    pub(super) fn unread(&self, door: &'static str, count: u64) {
        self.unread.get_or_create(&ByDoor { door }).inc_by(count);
    }

    /// One request was made; `status` 0 when no answer came.
    pub(super) fn requested(&self, route: &'static str, status: u16) {
        self.requests.get_or_create(&Request { route, status }).inc();
    }

    /// A request waited this long for its turn, or was put off by this long.
    pub(super) fn limited(&self, route: &'static str, wait: Duration) {
        if wait >= Duration::from_millis(1) {
            self.limited.get_or_create(&ByRoute { route }).inc_by(wait.as_secs_f64());
        }
    }
}
