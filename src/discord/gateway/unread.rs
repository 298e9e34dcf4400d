//! Events that serenity cannot read. It says so in the log alone, with the whole event, which may hold what people wrote and
//! the token of an interaction: of a frame that is nothing at all as a warning, of an interaction that is like none it knows
//! as an unknown event. So the log is listened to: the line is left out, and docket counts and tells in its own words.

use super::Gateway;
use std::{
    convert::Infallible,
    fmt::{Debug, Write},
    sync::atomic::{AtomicU64, Ordering},
};
use tokio::sync::Notify;
use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer,
    filter::Targets,
    layer::{Context, Filter},
    registry::LookupSpan,
};

/// The module of serenity that reads frames; it warns of nothing else.
const READS: &str = "serenity::gateway::ws";
/// The module that is handed the failure, and warns of it once more.
const HANDLES: &str = "serenity::gateway::shard";
const UNHANDLED: &str = "Unhandled error: Json(";

/// The module that hands events on. At DEBUG it tells of those that it does not know.
const HANDS_ON: &str = "serenity::client::dispatch";
const UNKNOWN: &str = "An unknown event was received";
const INTERACTION: &str = "kind: \"INTERACTION_CREATE\"";

static UNREAD: AtomicU64 = AtomicU64::new(0);
static BELL: Notify = Notify::const_new();

/// The part of a log that hears of events that cannot be read.
pub fn hears_unread<S: Subscriber + for<'s> LookupSpan<'s>>() -> impl Layer<S> {
    HearsUnread
        .with_filter(Targets::new().with_target(READS, Level::WARN).with_target(HANDS_ON, Level::DEBUG))
}

struct HearsUnread;

impl<S: Subscriber> Layer<S> for HearsUnread {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if tells_unread(event.metadata())
            || tells_unknown(event).is_some_and(|told| told.contains(INTERACTION))
        {
            UNREAD.fetch_add(1, Ordering::Relaxed);
            BELL.notify_one();
        }
    }
}

/// Leaves out of a log what quotes events that cannot be read.
pub struct LeavesOutUnread;

impl<S> Filter<S> for LeavesOutUnread {
    fn enabled(&self, metadata: &Metadata<'_>, _: &Context<'_, S>) -> bool {
        !tells_unread(metadata)
    }

    fn event_enabled(&self, event: &Event<'_>, _: &Context<'_, S>) -> bool {
        let is_unhandled = event.metadata().target() == HANDLES && message(event).contains(UNHANDLED);
        !is_unhandled && tells_unknown(event).is_none()
    }
}

fn tells_unread(metadata: &Metadata<'_>) -> bool {
    *metadata.level() == Level::WARN && metadata.target() == READS
}

/// What is said of an event that serenity does not know, if that is what the line is about.
fn tells_unknown(event: &Event<'_>) -> Option<String> {
    let is_handed_on = event.metadata().target() == HANDS_ON;
    is_handed_on.then(|| message(event)).filter(|told| told.starts_with(UNKNOWN))
}

fn message(event: &Event<'_>) -> String {
    struct Message(String);
    impl Visit for Message {
        fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
            if field.name() == "message" {
                // Writing to a text does not fail.
                let _ = write!(self.0, "{value:?}");
            }
        }
    }
    let mut message = Message(String::new());
    event.record(&mut message);
    message.0
}

impl Gateway {
    /// Tells of each event that could not be read, for ever.
    pub(super) async fn tell_unread(&self) -> Infallible {
        loop {
            BELL.notified().await;
            let count = UNREAD.swap(0, Ordering::Relaxed);
            if count > 0 {
                self.doors.metrics.unread("gateway", count);
                tracing::warn!(count, "what the gateway sent does not read, so nobody answers it");
            }
        }
    }
}
