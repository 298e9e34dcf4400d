//! Threads on cards.

use super::{
    super::rest::{Body, Route, code},
    Courier,
};
use crate::{
    base::text::{limits, trim_with_notice},
    queue::{Delivered, Failure},
};
use chrono::TimeDelta;
use serde_json::json;

/// Minutes without a message after which Discord hides a thread: a day.
const HIDE_AFTER: u32 = 1440;

/// Why a message was not brought to a channel or thread.
pub(super) enum Stopped {
    /// The thread is gone.
    Gone,
    Failed(Failure),
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Stopped> for Failure {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Failed(failure) => failure,
            // Only what goes to a thread is stopped so, and that goes to its channel instead.
            Stopped::Gone => Failure::Never { reason: "the thread does not exist (any more)".to_owned() },
        }
    }
}

impl Courier {
    /// Opens a thread on the message that was delivered, or finds the one it has. Where docket may not, that is noted for an
    /// admin, and what was to be said in the thread is said in the channel.
    pub(super) async fn open_thread(&self, name: &str, delivered: &mut Delivered) -> Result<(), Failure> {
        let sent = delivered.sent;
        let name = trim_with_notice(name, limits::THREAD_NAME, "…");
        let body = Body::Json(json!({ "name": name, "auto_archive_duration": HIDE_AFTER }));
        match self.rest.send(Route::open_thread(sent.channel_id, sent.message_id), body).await {
            Ok(_) => delivered.thread_id = Some(sent.message_id),
            Err(error) if error.code() == code::THREAD_EXISTS => delivered.thread_id = Some(sent.message_id),
            Err(error) if error.is_passing() || error.is_beside_the_point() => {
                let retry_after = error.wait().and_then(|wait| TimeDelta::from_std(wait).ok());
                return Err(Failure::Later { retry_after, reason: error.to_string() });
            }
            Err(error) => {
                tracing::warn!(channel.id = sent.channel_id, error = %error, "a thread was not opened");
                let place = sent.channel_id;
                let why = match error.code() {
                    code::MISSING_ACCESS | code::MISSING_PERMISSIONS => {
                        "give docket the permission Create Public Threads there"
                    }
                    _ => "Discord refused it; the log says why",
                };
                delivered.trouble = Some(format!(
                    "No thread could be opened in <#{place}>, so what belongs into it is said in the channel: {why}."
                ));
            }
        }
        Ok(())
    }
}
