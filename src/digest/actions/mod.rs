//! What people and timers do with digests.

mod compose;
mod round;
mod settings;

pub use compose::now;
pub use round::{KINDS, ensure, run};
pub use settings::settings;
