//! Every sentence of the room.

mod answer;
mod card;
mod filed;
mod history;
mod list;
mod refusal;
mod triage;

pub use answer::*;
pub use card::{sight, team_card};
pub use filed::*;
pub use history::{Names, Told, history};
pub use list::{Page, choice, list};
pub use refusal::*;
pub use triage::*;
