//! Every sentence of the room.

mod answer;
mod card;
mod due;
mod errands;
mod filed;
mod history;
mod list;
mod news;
mod own;
mod refusal;
mod said;
mod storage;
mod team;
mod triage;
mod whose;

pub use answer::*;
pub use due::{asked_of_reporter, left_of, mine, on_duty, open_request, team_late, team_unassigned, untaken};
pub use errands::ERRANDS;
pub use filed::*;
pub use history::{Names, Told, history};
pub use list::{Page, UNTAKEN_NOTHING, UNTAKEN_TITLE, choice, list, list_line, of_customer};
pub use news::*;
pub use refusal::*;
pub use said::said;
pub use storage::*;
pub use team::team_card;
pub use triage::*;
pub use whose::Whose;
