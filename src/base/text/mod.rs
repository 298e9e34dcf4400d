//! Text from people and from the network: cleaned on the way in, escaped, measured, cut and split
//! on the way out.
//!
//! What people type is cleaned once ([`clean()`]), kept as it is, and escaped ([`escape_markdown`]) only at
//! the moment it goes into a message. All lengths are UTF-16 code units, see [`length`].

mod clean;
mod csv;
mod cut;
mod escape;
mod hash;
pub mod limits;
mod mentions;
mod number;
mod surrogates;
mod web;

pub use clean::{clean, one_line};
pub use csv::csv_cell;
pub use cut::{length, split, trim_to, trim_with_notice};
pub use escape::escape_markdown;
pub use hash::short_hash;
pub use mentions::{Mention, mentions, with_mentions};
pub use number::grouped;
pub use surrogates::read_json;
pub use web::{typed_address, web_address};
