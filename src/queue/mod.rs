//! What must happen later, kept as rows: jobs (durable timers) and the outbox (messages to deliver).
//!
//! Rows are written inside the transaction of the action that causes them, so they exist exactly when the change
//! does. Workers lease what is due for a while, and longer while they are at it; what they do not finish in time, or left
//! when they died, is leased again. Several instances may lease at once. What keeps failing is put aside, `dead`, where a person sees it.

mod again;
mod backoff;
mod card;
mod courier;
mod dead;
mod forget;
mod instance;
mod jobs;
mod once;
mod outbox;
mod post;
mod problem;
mod rest;

pub use again::{
    CARDS_AGAIN, CHOSEN_AGAIN, PACE, Redrawn, chosen, next_card, revive as revive_message, try_all_cards,
    try_chosen, try_next_card,
};
pub use card::{Card, card, card_of_message, card_of_thread, cards_in, place_of_card};
pub use courier::{Courier, Delivered, Failure, Sent};
pub use dead::{
    DeadMessage, dead_messages, discard_messages, forget_useless, has_dead_card_in, has_dead_messages,
};
pub use forget::{drop_for, retell, withdraw};
pub use instance::{BEAT, CUT_OFF, Instance, Seen, Watch, bury, can_write, instances};
pub use jobs::{
    DeadJob, Due, JOB_TICK, Job, MAX_ATTEMPTS, NewJob, Outcome, cancel, dead, discard, enqueue, finish,
    lease, next_due, renew, reschedule, retry_or_bury, revive, revive_by_key, waiting,
};
pub use once::{forget_told, last_told, once, once_in, told_at};
pub use outbox::{
    Delivery, DueMessages, Leased, MAX_UNFINISHED, MESSAGE_RETRIED_FOR, MESSAGE_TICK, delivered, failed,
    lease_messages, next_message_due,
};
pub use post::{Fallback, NewMessage, Target, post, post_until};
pub use problem::{CARD_STALE, Lost, Problem, card_problem, forget_problems, problems};
pub use rest::{rest, wake};
