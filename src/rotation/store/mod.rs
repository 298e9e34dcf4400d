//! SQL of the room. Functions that only read take anything that [`Reads`]; those that write take the transaction.

mod absent;
mod ask;
mod draft;
mod forget;
mod notice;
mod person;
mod plan;
mod rotation;

pub use absent::absent;
pub use ask::{Ask, AskKind, AskState, NewAsk, asks_ahead, find_ask, insert_ask, move_ask, set_ask_state};
pub use draft::{drop_drafts_before, find_draft, insert_draft, remove_draft, update_draft};
pub use forget::{forget_in_texts, forget_member};
pub use notice::{
    RoleHolder, feed_by_token, first_time, insert_feed, insert_note, last_look, latest_note, note_role_given,
    note_role_taken, revoke_feeds, role_holders,
};
pub use person::{names, remember_name};
pub use plan::{
    By, OverrideRow, Rows, add, find_override, insert_override, insert_pause, move_override, rows,
    set_pause_end, take_back,
};
pub use rotation::{
    Expected, Handover, Row, RowFields, all, find, insert, lock, set_expected, set_handover, set_state,
    touch, update,
};

pub use crate::db::Reads;
