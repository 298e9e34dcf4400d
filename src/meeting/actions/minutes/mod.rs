//! Minutes: a draft for the chair, published after confirmation or a day, and what is added later.

mod draft;
mod find;
mod gather;
mod names;
mod publish;
mod record;

pub use draft::draft_minutes;
pub(super) use draft::send_draft;
pub(in crate::meeting) use find::minutes_as_file;
pub use find::minutes_of;
pub(super) use gather::{gather, ownerless, raised_in};
pub(super) use names::Names;
pub(super) use publish::cards_of;
pub(in crate::meeting) use publish::{Publish, ShowHeld};
pub use publish::{amend, publish_now};
pub(super) use publish::{publish, redraw};
pub(in crate::meeting) use record::FetchTranscript;
pub use record::recording;
