//! Where log lines go: readable on a terminal, one JSON object per line elsewhere; always to standard error.

use crate::config::{ConfigError, LOG_FILTER};
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Starts logging with `filter`, or with [`LOG_FILTER`] when there is none, and logs panics as errors.
///
/// # Errors
/// When the filter does not read.
pub fn start(filter: Option<&str>) -> Result<(), ConfigError> {
    let filter = filter.map(str::trim).filter(|text| !text.is_empty()).unwrap_or(LOG_FILTER);
    let filter = EnvFilter::builder().parse(filter).map_err(|error| ConfigError {
        variable: "DOCKET_LOG (--log)",
        problem: format!("does not read: {error}"),
        remedy: format!("Write levels by module, with commas between them, such as {LOG_FILTER}."),
    })?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second call, as in tests, keeps the first one's settings.
    let _ = if std::io::stderr().is_terminal() {
        builder.compact().with_target(false).try_init()
    } else {
        builder.json().flatten_event(true).with_ansi(false).try_init()
    };
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        // The panic's own text can quote what people wrote.
        tracing::error!(place, backtrace = %std::backtrace::Backtrace::capture(), "docket panicked");
    }));
    Ok(())
}
