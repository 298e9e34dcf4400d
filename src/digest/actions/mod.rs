//! What people and timers do with digests.

mod compose;
mod forget;
mod round;
mod settings;

pub use compose::now;
pub(super) use forget::forget;
pub(super) use round::{Person, Round, ensure};
pub use settings::settings;
