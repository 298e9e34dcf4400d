//! Every sentence of the room.

mod board;
mod call;
mod dates;
mod errands;
mod event;
mod feed;
mod history;
mod item;
mod live;
mod live_answer;
mod live_topic;
mod minutes;
mod minutes_answer;
mod refusal;
mod remind;
mod seen;
mod setup;

pub use crate::contract::Seen;
pub use board::{agenda, board, channel_is_lost, last, not_private_any_more, private_board};
pub use call::*;
pub use dates::{
    answered, calendar, calendar_revoked, carried, list, move_notice, moved, next_dates, refreshed,
    restore_notice, restored, skip_notice, skipped,
};
pub use errands::ERRANDS;
pub use event::{
    channel_is_gone, event, event_given_up, event_place, lacks_in, no_event, no_events, place_is_gone,
    private_is_gone, private_is_open, public_needs,
};
pub use feed::{Feed, feed};
pub use history::*;
pub use item::{
    View, added, backlog, called, deferred, dropped, fitted, has_a_slot, has_read, item, item_changed_since,
    item_choice, item_edited, item_undone, kept, ordered, pulled, voted, with_request, withdrawn,
};
pub use refusal::*;
pub use remind::{
    ASKED_AT_ONCE, asked_again, dms_are_closed, holiday, not_held, owed, owes_unheard, unstarted,
};
pub use seen::{day_section, duty, place_plain};
pub use setup::{changed_since, choice, paused, preview, resumed, saved, undone};

pub use live::{
    Scene, agenda_is_shorter, live_agenda, live_head, mark_of, missing, public_topic, soon_over, time_is,
    time_was, took_over,
};
pub use live_answer::*;
pub use live_topic::{elsewhere, live_topic};
pub use minutes::{Shown, file_name, kept_file, markdown, minutes, own_file, people_in, transcript_name};
pub use minutes_answer::*;
