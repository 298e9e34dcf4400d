//! SQL of the room.

/// Whether `$2` is among the people whom a reminder mentions.
macro_rules! mentions {
    (lite) => {
        "EXISTS (SELECT 1 FROM json_each(r.people_json) AS named WHERE named.value = $2)"
    };
    (pg) => {
        "EXISTS (SELECT 1 FROM jsonb_array_elements_text(r.people_json) AS named(value) \
         WHERE CAST(named.value AS BIGINT) = $2)"
    };
}

mod day;
mod forget;
mod occurrence;
mod reminder;

pub use day::{Due, Waiting, due_before, everybody, waiting};
pub use forget::{forget_in_others, forget_own, of_owner};
pub use occurrence::{
    find_occurrence, insert_occurrence, last_told, lock_occurrence, open_occurrences, previous,
    save_occurrence, told_in,
};
pub use reminder::{Key, active_count, count, find, first_few, insert, lock, page, save, series_after};
