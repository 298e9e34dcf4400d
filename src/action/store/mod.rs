//! SQL of the room.

mod action;
mod decision;
mod forget;

pub use action::{
    actions_of, all_after, comments, due_people, find, insert, insert_comment, lock, newest_actions,
    newest_in, open_before, open_of, open_page, save,
};
pub use decision::{
    confirmed_in, decisions_of, find_decision, having, insert_decision, insert_terms, lock_decision, newest,
    postings, save_decision, superseded_by, texts_after,
};
pub use forget::{Touched, actions_naming, confirmed_by, forget_texts_of, nobody, written_by};
