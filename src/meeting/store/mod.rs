//! SQL of the room.

mod answer;
mod draft;
mod event;
mod feed;
mod forget;
mod forget_held;
mod item;
mod live;
mod minutes;
mod note;
mod occurrence;
mod outcome;
mod series;
mod survey;
mod watcher;

pub use answer::{answer, answers};
pub use draft::{drop_drafts_before, find_draft, insert_draft, remove_draft, update_draft};
pub use event::{
    all_in_voice, drop_shown, in_voice, is_place, keep_shown, keep_voice, places, series_of_event, shown,
    voice_of,
};
pub use feed::{feed_by_token, insert_feed, revoke_feeds};
pub use forget::{forget_reason, forget_texts_of, nobody, raised_by, reasons};
pub use item::{
    Count, find_item, insert_item, items_of, later, lock_item, named_items, newest_queued, queued, read,
    readers, save_item, unvote, vote, votes,
};
pub use occurrence::{
    around, by_thread, find_occurrence, find_with_series, insert_occurrence, last_started, lock_occurrence,
    of_original, save_occurrence, shown_since,
};
pub use outcome::{Outcome, insert_outcome, outcomes};
pub use series::{all_after, all_series, find_series, insert_series, lock_series, save_series};

pub use forget_held::{
    all_minutes, forget_computed, forget_held_texts_of, forget_words, measure_transcripts, nobody_held,
    noted_by, published_by, published_with,
};
pub use live::{
    active, attend, attendance, clear_queue, give_floor, held, leave_queue, live, queue, speakers, wrapping,
};
pub use minutes::{
    bytes_of, insert_minutes, keep_recording, minutes, minutes_file, published, recording, rewrite_file,
    transcript_named, transcript_taken,
};
pub use note::{find_note, insert_note, lock_note, notes, save_note, set_note_decision};
pub use survey::{
    close_survey, count_voters, drop_answer, has_answered, insert_answer, insert_survey, lock_survey,
    survey_answers,
};
pub use watcher::{watch, watchers};
