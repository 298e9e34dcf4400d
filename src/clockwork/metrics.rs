//! What the clockwork counts.

use chrono::TimeDelta;
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{
        counter::Counter,
        family::Family,
        histogram::{Histogram, exponential_buckets},
    },
    registry::Registry,
};

/// Counters of jobs and messages. Clones share them.
#[derive(Clone, Debug)]
pub struct Metrics {
    jobs: Family<Outcome, Counter>,
    messages: Family<Outcome, Counter>,
    lateness: Histogram,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

impl Metrics {
    /// Counters that are shown by `registry`.
    pub fn new(registry: &mut Registry) -> Self {
        // 10 ms to 11 hours.
        let lateness = Histogram::new(exponential_buckets(0.01, 4.0, 12));
        let metrics = Self { jobs: Family::default(), messages: Family::default(), lateness };
        registry.register("docket_jobs", "Jobs that were run, by outcome", metrics.jobs.clone());
        registry.register(
            "docket_messages",
            "Deliveries that were tried, by outcome",
            metrics.messages.clone(),
        );
        registry.register(
            "docket_job_lateness_seconds",
            "How long after their time jobs were started",
            metrics.lateness.clone(),
        );
        metrics
    }

    pub(super) fn started(&self, late: TimeDelta) {
        // A float keeps enough of a duration for a histogram.
        self.lateness.observe(late.num_milliseconds() as f64 / 1000.0);
    }

    pub(super) fn job(&self, outcome: &'static str) {
        self.jobs.get_or_create(&Outcome { outcome }).inc();
    }

    pub(super) fn message(&self, outcome: &'static str) {
        self.messages.get_or_create(&Outcome { outcome }).inc();
    }
}
