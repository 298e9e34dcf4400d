//! What docket knows by name or number. `commands/nouns.toml` is the table; the kinds of options, the types of numbers and
//! how they are read come from it.

use super::{argument::Argument, invocation::Given};
use std::fmt;

/// A kind of thing that people name, and that a room completes while they type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noun {
    /// The option kind in manifests: `request`.
    pub word: &'static str,
    /// In a sentence: `a request`.
    pub called: &'static str,
    /// What a person may type: `REQ-1`.
    pub sample: &'static str,
}

/// Declares the number of a noun: a type that reads every way in which people write it, and writes the usual one.
macro_rules! number {
    ($(#[$doc:meta])* $name:ident, $noun:expr, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name(pub i64);

        impl Argument for $name {
            fn read(given: Given) -> Result<Self, String> {
                number(given, $noun, $prefix).map($name)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "-{}"), self.0)
            }
        }
    };
}

include!(concat!(env!("OUT_DIR"), "/nouns.rs"));

/// Reads `REQ-142`, `req 142`, `#142` or `142`.
fn number(given: Given, noun: Noun, prefix: &str) -> Result<i64, String> {
    let wrong = || format!("must be the number of {}, such as {prefix}-142 or 142", noun.called);
    let text = match given {
        Given::Integer(value) => value.to_string(),
        Given::Text(text) => text.trim().to_uppercase(),
        _ => return Err(wrong()),
    };
    let digits = text.strip_prefix(prefix).unwrap_or(&text).trim_start_matches(['-', ' ', '#']);
    digits.parse().ok().filter(|number| *number > 0).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_named_in_any_of_the_ways_people_write_it() {
        for text in ["REQ-142", "req-142", "req 142", "142", "#142", " Req142 "] {
            assert_eq!(RequestNumber::read(Given::Text(text.into())), Ok(RequestNumber(142)), "{text}");
        }
        for text in ["", "REQ", "-", "REQ--1x", "0", "99999999999999999999", "IDEA-3"] {
            assert!(RequestNumber::read(Given::Text(text.into())).is_err(), "{text}");
        }
        assert_eq!(RequestNumber(142).to_string(), "REQ-142");
    }
}
