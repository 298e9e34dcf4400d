//! What must happen later, kept as rows: jobs (durable timers) and the outbox (messages to deliver).
//!
//! Rows are written inside the transaction of the action that causes them, so they exist exactly when the change
//! does. Workers lease what is due for a while; what they do not finish in time is leased again. Several
//! instances may lease at once. What keeps failing is put aside, `dead`, where a person sees it.

mod backoff;
mod card;
mod courier;
mod dead;
mod jobs;
mod outbox;
mod post;
mod rest;

pub use card::{Card, card, cards_in};
pub use courier::{Courier, Failure, Sent};
pub use dead::{DeadMessage, dead_messages, revive_messages};
pub use jobs::{
    DeadJob, JOB_TICK, Job, MAX_ATTEMPTS, NewJob, Outcome, cancel, dead, enqueue, finish, lease, next_due,
    reschedule, retry_or_bury, revive,
};
pub use outbox::{
    Delivery, Leased, MESSAGE_PATIENCE, MESSAGE_TICK, delivered, failed, lease_messages, next_message_due,
};
pub use post::{Fallback, NewMessage, Target, post};
pub use rest::{rest, wake};
