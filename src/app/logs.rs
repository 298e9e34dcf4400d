//! Where log lines go: readable on a terminal, one JSON object per line elsewhere; always to standard error.

use crate::{
    base::text::trim_to,
    config::{ConfigError, LOG_FILTER},
    discord::{LeavesOutUnread, hears_unread},
};
use std::io::IsTerminal;
use tracing::Subscriber;
use tracing_subscriber::{
    EnvFilter, Layer,
    filter::{FilterExt, LevelFilter},
    fmt::MakeWriter,
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

/// Starts logging with `filter`, or with [`LOG_FILTER`] when there is none, and logs panics as errors.
///
/// # Errors
/// When the filter does not read.
pub fn start(filter: Option<&str>) -> Result<(), ConfigError> {
    let filter = read(filter.map(str::trim).filter(|text| !text.is_empty()).unwrap_or(LOG_FILTER))?;
    // A second call, as in tests, keeps the first one's settings.
    let _ = log(filter, std::io::stderr, std::io::stderr().is_terminal()).try_init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        // The panic's own text can quote what people wrote.
        tracing::error!(place, backtrace = %std::backtrace::Backtrace::capture(), "docket panicked");
    }));
    Ok(())
}

/// A word that is no level would count as the name of a module of which everything is wanted: a level that is mistyped
/// would leave nothing in the log, and be told by nothing.
fn read(filter: &str) -> Result<EnvFilter, ConfigError> {
    let wrong = |problem: String| ConfigError {
        variable: "DOCKET_LOG (--log)",
        problem,
        remedy: format!("Write levels by module, with commas between them, such as {LOG_FILTER}."),
    };
    let words = filter.split(',').map(str::trim).filter(|word| !word.contains(['=', '[', ']', '{', '}']));
    let mut unknown = words.filter(|word| !word.is_empty() && word.parse::<LevelFilter>().is_err());
    if let Some(word) = unknown.next() {
        return Err(wrong(format!(
            "has `{}`, which is no level (off, error, warn, info, debug, trace)",
            trim_to(word, 60)
        )));
    }
    EnvFilter::builder().parse(filter).map_err(|error| wrong(format!("does not read: {error}")))
}

/// A log that `filter` lets through to `writer`.
pub(super) fn log<W>(filter: EnvFilter, writer: W, is_terminal: bool) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer().with_writer(writer);
    let lines = match is_terminal {
        true => lines.compact().with_target(false).boxed(),
        false => lines.json().flatten_event(true).with_ansi(false).boxed(),
    };
    tracing_subscriber::registry().with(lines.with_filter(filter.and(LeavesOutUnread))).with(hears_unread())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        io::Write,
        sync::{Arc, Mutex},
    };

    #[derive(Clone, Default)]
    struct Page(Arc<Mutex<Vec<u8>>>);

    impl Write for Page {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_filter_with_a_mistyped_level_is_refused() {
        for good in
            [LOG_FILTER, "debug", "WARN", "docket=debug", "docket::db=trace,off", "info,docket[x{a=1}]=debug"]
        {
            assert!(read(good).is_ok(), "{good}");
        }
        for bad in ["inof", "docket", "info,debgu", "docket=loud", "warn, everything"] {
            let error = read(bad).expect_err(bad);
            assert_eq!(error.variable, "DOCKET_LOG (--log)");
            assert!(error.remedy.contains(LOG_FILTER), "{error}");
        }
    }

    #[test]
    fn what_serenity_quotes_of_events_stays_out_of_the_log() {
        let page = Page::default();
        let writer = page.clone();
        let subscriber = log(EnvFilter::new("trace"), move || writer.clone(), false);
        tracing::subscriber::with_default(subscriber, || {
            tracing::warn!(target: "serenity::gateway::ws", "Err deserializing text: no; text: {{\"token\":\"hush\"}}");
            tracing::warn!(target: "serenity::gateway::shard", "[ShardInfo] Unhandled error: Json(Error(\"hush\"))");
            tracing::warn!(target: "serenity::gateway::shard", "[ShardInfo] Sent invalid opcode.");
            tracing::warn!("said aloud");
        });
        let text = String::from_utf8(page.0.lock().unwrap().clone()).unwrap();
        assert!(
            !text.contains("hush") && text.contains("invalid opcode") && text.contains("said aloud"),
            "{text}"
        );
        assert_eq!(text.lines().count(), 2);
    }
}
