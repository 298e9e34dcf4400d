//! The ground floor: time, text and numbers. Knows nothing of Discord, SQL or the product.
//!
//! Everything here is a plain function of its arguments, `now` among them; only [`clock`] reads the
//! clock. What is read from people comes back with an error that can be shown to them as it is.

pub mod civil;
pub mod clock;
pub mod ids;
pub mod language;
mod lexicon;
pub mod paging;
mod phrase;
#[cfg(test)]
mod phrases;
pub mod post;
pub mod quiet;
pub mod recurrence;
pub mod similar;
pub mod tally;
pub mod text;
pub mod when;
pub mod working_hours;
