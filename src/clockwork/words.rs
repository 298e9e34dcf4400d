//! What docket tells a guild's admins about work that it had to put aside.

use crate::queue::{Job, Leased, Target};

/// A job that failed too often.
pub(super) fn dead_job(job: &Job) -> String {
    format!(
        "A piece of work could not be done and was put aside after {} attempts: `{}` (`{}`). Nothing else is affected; \
         `/settings undelivered` says why and tries again.",
        job.attempts,
        job.kind.replace('`', "'"),
        job.key.replace('`', "'"),
    )
}

/// A message that cannot be delivered and has no fallback.
pub(super) fn dead_message(message: &Leased, reason: &str) -> String {
    let target = match message.target {
        Target::Channel(id) => format!("in <#{id}>"),
        Target::Person(id) => format!("to <@{id}>"),
    };
    // The reason is the courier's own words, which name channels and people by mentions.
    format!(
        "A message {target} could not be delivered and was put aside: {reason}. `/settings undelivered` tries again."
    )
}
