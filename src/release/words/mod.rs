//! Every sentence of the room.

mod answer;
mod ask;
mod card;
mod item;
mod list;
mod refusal;
mod retro;
mod walk;

pub use crate::contract::Seen;
pub use answer::{advanced, changed_since, edited, moved, planned, preview, shown, undone};
pub use ask::{
    answered, asked, beside, day_section, dms_are_closed, mine, moved_buttons, moved_line, will_ask,
};
pub use card::{card, code, freeze_as_typed, milestones_as_typed, not_posted, sync_as_typed};
pub use item::{
    Around, added, called, followed, item_changed_since, item_choice, item_edited, item_shown, item_undone,
    postponed, reported, withdrawn,
};
pub use list::{SILENT_NOTHING, SILENT_TITLE, choice, entry, history, list};
pub use refusal::*;
pub use retro::{as_action, learned, nothing_said, nothing_to_improve, retro_kept};
pub use walk::round;
