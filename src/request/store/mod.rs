//! Requests in the database.

mod due;
mod file;
mod find;
pub(super) mod forget;
mod list;
mod note;
mod row;
mod search;
mod storage;
mod term;
pub(super) mod triage;

pub(super) use due::{Late, Waits, assigned, assignees, untaken, untouched};
pub(super) use file::{
    FileRow, FileState, NewFile, content, drop_files, files, insert_files, mark_failed, mark_kept,
    note_problem, waiting,
};
pub(super) use find::{Alike, Sharing, alike, by_link, by_link_in, candidates, named, states};
pub(super) use list::{Filter, Found, Listed, PER_PAGE, PageFrom, key, page};
pub(super) use note::{Note, closing_notes, insert_note, note_text, notes, notes_in, withdraw_note};
pub(super) use row::{Merged, View, Vote, insert, lock, merged, save, view, view_in, votes};
pub(super) use search::{MOST_READ, Posting, having, lines, near_words, postings};
pub(super) use storage::{Stored, add_stored, forget_stored, free_stored, lock_stored};
pub(super) use term::{ids_after, insert_terms, insert_words, replace_terms, texts_after};
pub use triage::{Unassigned, unassigned, unassigned_since};
