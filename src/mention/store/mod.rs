//! SQL; functions take the transaction.

mod forget;
mod mention;
mod mute;
mod post;
mod source;

pub use forget::*;
pub use mention::*;
pub use mute::*;
pub use post::*;
pub use source::*;
