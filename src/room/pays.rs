//! What is read of public networks for money, and who counts it.

use super::Pending;
use crate::{
    base::post::Network,
    contract::{Guild, PostReader},
    db::{Db, Tx},
};
use chrono::{DateTime, Utc};

/// A single post, read by a way that costs something.
#[derive(Clone, Copy)]
pub struct PaidRead<'a> {
    pub network: Network,
    /// What it costs at most, in thousandths of a dollar.
    pub mills: i64,
    /// By what it is read.
    pub posts: &'a dyn PostReader,
    pub now: DateTime<Utc>,
}

/// How a room counts such posts towards what they may cost in a guild.
#[derive(Clone, Copy)]
pub struct Pays {
    /// Whether the post may be read. Asked outside any transaction.
    pub allows: AllowsRead,
    /// Counts a post that was read.
    pub counts: CountsRead,
}

/// See [`Pays::allows`].
pub type AllowsRead = for<'a> fn(&'a Db, &'a Guild, &'a PaidRead<'a>) -> Pending<'a, bool>;
/// See [`Pays::counts`].
pub type CountsRead = for<'a> fn(&'a mut Tx, &'a Guild, &'a PaidRead<'a>) -> Pending<'a, ()>;
