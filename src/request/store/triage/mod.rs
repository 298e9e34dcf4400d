//! What triage keeps: who has which request in hand, what is skipped, questions, sweeps; and the queue itself.

mod claim;
mod count;
mod known;
mod order;
mod question;
mod queue;
mod sweep;

pub use claim::{Wish, claim, first_free, forget_skips, holder, release, show_again, skip};
pub use count::{Ages, Counts, Unassigned, ages, by_area, held_areas, unassigned, unassigned_since};
pub use known::known;
pub use question::{
    Question, answered, asked, find_question, insert_question, latest_question, questions_of, questions_to,
};
pub use queue::{Progress, progress};
pub use sweep::{
    Item, MOST_SWEPT, Outcome, Proposable, Sweep, find_sweep, insert_sweep, open_lines, proposable, set_items,
};
