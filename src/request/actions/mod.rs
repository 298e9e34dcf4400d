//! What people and timers can do with requests; each is one transaction.

mod change;
mod complete;
mod copy;
mod drop_files;
mod due;
mod edit;
mod file;
mod history;
mod list;
mod lookup;
mod post;
mod readable;
mod reading;
mod redraw;
mod reindex;
mod same;
mod search;
mod show;
mod steps;
mod triage;
mod undo;

pub use complete::complete;
pub use copy::{COPY_FILE, copy_file, file};
pub use drop_files::{DROP_FILES, drop_files};
pub use due::{assignees, due_for};
pub use edit::{edit, revise};
pub use file::{file_feedback, file_message};
pub use history::history;
pub use list::list;
pub use post::redraw_card;
pub use redraw::redraw;
pub use reindex::reindex;
pub use same::same;
pub use search::Read;
pub use show::{files, show, whole_text};
pub use steps::{assign, close, note, reopen};
pub use triage::{
    answer, ask, go, next, queue, skip, snooze, sweep, sweep_accept, sweep_page, sweep_undo, triage_assign,
    triage_same, triage_undo, unassigned_lines, unskip,
};
pub use undo::undo;
