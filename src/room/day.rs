//! What a room has for people's mornings.

use super::Pending;
use crate::{
    contract::{DayOf, Guild, Neighbours, Section},
    db::Db,
};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// What a room tells in the morning digest, and whom. One value, because who is not among the people is not even asked
/// for.
#[derive(Clone, Copy)]
pub struct Day {
    /// What it has for one person.
    pub sections: for<'a> fn(&'a DayOf<'a>) -> Pending<'a, Vec<Section>>,
    /// Everybody in the guild for whom it may have something at an instant.
    pub people: People,
}

/// What other messages of a room's name to a person on a day: noun and number, as in an agenda's entries. By what is planned, and not
/// by what was sent, so that it does not matter which message comes first.
pub type Apart = for<'a> fn(&'a DayOf<'a>, &'a dyn Neighbours) -> Pending<'a, BTreeSet<String>>;

/// See [`Day::people`].
pub type People = for<'a> fn(&'a Db, &'a Guild, DateTime<Utc>) -> Pending<'a, BTreeSet<i64>>;
