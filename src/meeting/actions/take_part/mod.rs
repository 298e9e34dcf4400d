//! What everybody can do in a meeting that is held: be there, speak, and note.

mod attend;
mod hear;
mod note;
mod revise;
mod speak;

pub use attend::{present, regrets};
pub use hear::said;
pub(in crate::meeting) use hear::{hears, spoken_of};
pub use note::{add_to_minutes, jot};
pub use revise::{correct, file_idea, notes, one_note, strike};
pub use speak::{ack, enqueue_me, unqueue};
