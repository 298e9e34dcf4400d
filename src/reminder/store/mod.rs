//! SQL of the room.

mod occurrence;
mod reminder;

pub use occurrence::{
    find_occurrence, insert_occurrence, last_told, lock_occurrence, open_occurrences, previous,
    save_occurrence,
};
pub use reminder::{active_count, find, insert, lock, page, save};
