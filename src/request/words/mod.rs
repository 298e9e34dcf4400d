//! Every sentence of the room.

mod answer;
mod card;
mod due;
mod filed;
mod history;
mod list;
mod refusal;
mod said;
mod triage;

pub use answer::*;
pub use card::team_card;
pub use due::{late, untaken};
pub use filed::*;
pub use history::{Names, Told, history};
pub use list::{Page, choice, list};
pub use refusal::*;
pub use said::said;
pub use triage::*;
