//! The sentences of triage.

mod card;
mod deciding;
mod question;
mod queue;
mod refusal;
mod round;
mod said;
mod sweep;

pub use card::{CurrentRequest, triage_card};
pub use deciding::{OTHER, REOPENING};
pub use question::{
    answer_note, answer_notice, answer_thanks, answered_already, empty_answer, empty_question, no_question,
    not_your_question, question, question_gone,
};
pub use queue::{Waits, duty_line, open_line, queue};
pub use refusal::{
    no_instant, not_a_request, not_asked, not_decided, nothing_to_take_back, past, sweep_gone, too_far,
};
pub use round::Round;
pub use said::{
    Said, asked, changed_meanwhile, decided, in_other_hands, skipped, snoozed, state_now as left_changed,
};
pub use sweep::{
    Left, accepted_before, left_held, nothing_to_sweep, sweep, sweep_left, swept_back, swept_text, why,
};
