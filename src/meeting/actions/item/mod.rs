//! Topics: added, changed, put in order, put off, taken back.

mod add;
mod both;
mod change;
mod people;
mod third;

pub use add::{add, cite, is_later, menu};
pub use both::both;
pub use change::{boxed, defer, fit_in, order, pull, revert, revise, withdraw};
pub use people::{read, vote};
pub use third::{give_up, keep, slot};
