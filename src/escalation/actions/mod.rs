//! What people and timers do with escalations: one public function, one transaction.

mod around;
mod change;
mod climb;
mod close;
mod draft;
mod forget;
mod ladder;
mod look;
mod numbers;
mod post;
mod raise;
mod respond;
mod timers;
mod topic;
mod undo;

pub(super) use around::Around;
pub use close::{close, note, reopen};
pub use draft::{draft, posted, revise};
pub(super) use forget::{duties_of, forget};
pub use ladder::ladder;
pub(super) use look::{called, complete};
pub use look::{list, show};
pub(super) use numbers::{people, waiting_for};
pub use raise::{Bringing, escalate, escalate_message};
pub use respond::{area, hand, hand_to, not_mine, snooze, snooze_until, take};
pub(super) use timers::{TakeStep, Wake};
pub use topic::{classify, topic, topics};
pub use undo::undo;
