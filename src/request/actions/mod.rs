//! What people and timers can do with requests; each is one transaction.

mod agenda;
mod change;
mod complete;
mod copy;
mod customer;
mod drop_files;
mod due;
mod edit;
mod ended;
mod file;
mod forget;
mod history;
mod list;
mod lookup;
mod news;
mod post;
mod readable;
mod reading;
mod redraw;
mod reindex;
mod same;
mod search;
mod show;
mod steps;
mod stored;
mod triage;
mod undo;
mod untouched;
mod voters;
mod whose;
mod work;

pub(super) use agenda::UNASSIGNED;
pub(super) use complete::complete;
pub(super) use copy::{CopyFile, file};
pub use customer::customer_show;
pub(super) use drop_files::DropFiles;
pub(super) use due::{due_for, people};
pub use edit::{edit, revise};
pub use file::{Draft, Prepared, file_feedback, file_in, file_message, prepare};
pub(super) use forget::forget;
pub use history::{history, turn};
pub use list::list;
pub(super) use post::redraw_card;
pub(super) use redraw::{Redraw, follow_internal};
pub(super) use reindex::{Reindex, follow_language};
pub use same::same;
pub use search::Read;
pub use show::{called, files, show, whole_text};
pub use steps::{assign, close, decline, note, reopen};
pub use stored::{Taken, give_back, lacks_room, take_room};
pub use triage::{
    answer, ask, go, next, queue, skip, snooze, sweep, sweep_accept, sweep_page, sweep_undo, triage_assign,
    triage_same, triage_undo, unskip,
};
pub use undo::undo;
pub(super) use untouched::Untouched;
pub(super) use voters::TellVoters;
pub(super) use work::{new_work, open_work};
