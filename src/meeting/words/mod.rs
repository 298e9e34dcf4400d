//! Every sentence of the room.

mod board;
mod dates;
mod item;
mod live;
mod live_answer;
mod minutes;
mod minutes_answer;
mod refusal;
mod remind;
mod seen;
mod setup;

pub use crate::contract::Seen;
pub use board::{agenda, board, last, not_posted, not_private_any_more, private_board};
pub use dates::{
    answered, calendar, calendar_revoked, carried, list, move_notice, moved, next_dates, refreshed,
    restore_notice, restored, skip_notice, skipped,
};
pub use item::{
    View, added, backlog, called, deferred, dropped, fitted, has_a_slot, has_read, item, item_changed_since,
    item_choice, item_edited, item_undone, kept, ordered, pulled, voted, withdrawn,
};
pub use refusal::*;
pub use remind::{asked_again, holiday, knock, not_held, owed, unstarted};
pub use seen::{day_section, duty, place_plain};
pub use setup::{changed_since, choice, paused, preview, resumed, saved, undone};

pub use live::{
    Scene, elsewhere, live_agenda, live_head, live_topic, mark_of, missing, public_topic, soon_over, time_is,
    time_was, took_over,
};
pub use live_answer::*;
pub use minutes::{Shown, file_name, markdown, minutes, people_in};
pub use minutes_answer::*;
