//! SQL of the room.

mod forget;
mod ladder;
mod list;
mod person;
mod row;
mod topic;

pub use forget::{forget_own, forget_texts_in, ids_naming};
pub use ladder::{LadderRow, ladder_for, ladders, set_ladder, unset_ladder};
pub use list::{Key, Listed, Of, candidates, open_of, owners, page};
pub use person::{NoteRow, add_note, join, notes, people};
pub use row::{by_message, find, find_all, insert, lock, open_by_post, save};
pub use topic::{insert_topic, save_topic, topics};
