//! A part of somebody's day, as a room tells it; the morning digest puts the parts together.

use super::{
    agenda::AgendaSection,
    context::Guild,
    errand::Errand,
    line::Line,
    noun::Noun,
    port::GuildFacts,
    reply::Button,
    setting::{Purpose, Settable},
    sight::Sight,
};
use crate::{
    base::{civil::Zone, tally::Tally},
    db::{Db, Reads, Tx},
    error::Error,
};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use std::collections::BTreeSet;

/// Whose day is told, and as of when.
#[derive(Clone, Copy)]
pub struct DayOf<'a> {
    pub db: &'a Db,
    pub guild: &'a Guild,
    pub user_id: i64,
    /// What a day is for the person.
    pub zone: &'a Zone,
    /// What was told since then is new to the person.
    pub since: DateTime<Utc>,
    /// Noun and number, `action:12`, of what other messages of that day name to the person: it is left out.
    pub apart: &'a BTreeSet<String>,
    pub now: DateTime<Utc>,
}

impl DayOf<'_> {
    /// Whether another message of that day names the thing of that noun and number.
    pub fn is_apart(&self, noun: &str, id: i64) -> bool {
        self.apart.contains(&format!("{noun}:{id}"))
    }
}

/// What all rooms together have, for a room that does not know them.
pub trait Neighbours: Send + Sync {
    /// What each has for somebody's day, in the order in which it is told.
    fn day<'a>(&'a self, of: &'a DayOf<'a>) -> BoxFuture<'a, Result<Vec<Section>, Error>>;

    /// The sections that each offers to agendas, in their order.
    fn agenda(&self) -> Vec<&'static AgendaSection>;

    /// What a member still answers for at an instant that has to be given to somebody else before they are forgotten; Discord markdown,
    /// escaped.
    fn duties<'a>(
        &'a self,
        db: &'a Db,
        guild: &'a Guild,
        of: (i64, DateTime<Utc>),
    ) -> BoxFuture<'a, Result<Vec<String>, Error>>;

    /// What things of one noun are called, those that there are, in any order; nothing when no room knows the noun.
    fn called<'a>(
        &'a self,
        on: &'a mut dyn Reads,
        naming: Naming<'a>,
    ) -> BoxFuture<'a, Result<Vec<Called>, Error>>;

    /// What each finds to be wrong with what it does by itself, and how to mend it: a sentence each, as Discord markdown.
    fn checks<'a>(&'a self, db: &'a Db, guild: &'a Guild) -> BoxFuture<'a, Result<Vec<String>, Error>>;

    /// What each lacks to do in a guild what it is set up for, and how to mend it, held against what Discord says: a sentence
    /// each, as Discord markdown.
    fn needs<'a>(
        &'a self,
        db: &'a Db,
        guild: &'a Guild,
        facts: &'a GuildFacts,
    ) -> BoxFuture<'a, Result<Vec<String>, Error>>;

    /// What is spoken about in a channel or thread; `None` where no meeting is held. Not inside a transaction.
    fn spoken_of<'a>(
        &'a self,
        db: &'a Db,
        guild: &'a Guild,
        channel_id: i64,
    ) -> BoxFuture<'a, Result<Option<Spoken>, Error>>;

    /// Something was made of a thing of that noun and number, or is not any more: an action, a decision; of a decision,
    /// that it is confirmed; of an item of a release, that somebody said how it stands. Part of the change that says so;
    /// what follows is set as jobs.
    fn made_of<'a>(
        &'a self,
        tx: &'a mut Tx,
        guild: &'a Guild,
        now: DateTime<Utc>,
        of: (&'a str, i64),
    ) -> BoxFuture<'a, Result<(), Error>>;

    /// What people come to each for.
    fn errands(&self) -> Vec<&'static Errand>;

    /// What channels can be for.
    fn purposes(&self) -> Vec<Purpose>;

    /// What can be set in a guild.
    fn settings(&self) -> Vec<&'static Settable>;
}

/// A meeting is held in a channel or a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// Noun and number of what is spoken about; `None` when it is nothing on the docket.
    pub topic: Option<(Noun, i64)>,
    /// The channel: where the thread is, if it is held in one.
    pub channel_id: i64,
}

/// Which things of one noun are to be named, and for whom.
#[derive(Clone, Copy)]
pub struct Naming<'a> {
    pub guild: &'a Guild,
    /// What the reader may know of customers.
    pub sight: Sight<'a>,
    /// [`Noun::word`].
    pub noun: &'a str,
    /// Their numbers.
    pub ids: &'a [i64],
}

/// What a thing is called on the card of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    pub noun: Noun,
    /// Its number in the guild.
    pub id: i64,
    /// Its name as Discord markdown, escaped, without what the reader may not know: `**REQ-12** (new)`.
    pub text: String,
    /// What it reached customers with, where it has: the name of a release, escaped, as the reader may know it.
    pub shipped_in: Option<String>,
    /// Whether it is at the end of which other rooms are told: a request that is closed, an item that has shipped. False of what
    /// has no such end.
    pub has_ended: bool,
    /// Shows it.
    pub show: Line,
}

/// What one room has for one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// What it is about, without markdown: "Late requests".
    pub title: String,
    /// The first few things, as Discord markdown, escaped, without customers' real names.
    pub lines: Vec<String>,
    /// How many there are in all.
    pub total: Tally,
    /// What leads to all of them.
    pub button: Option<Button>,
    /// What opens each of the lines, in their order.
    pub opens: Vec<Button>,
}

impl Section {
    /// A section of these lines, each with the button that opens it, of which it keeps the first `most`; `None` when there are
    /// none.
    pub fn new(title: &str, lines: Vec<(String, Button)>, most: usize) -> Option<Self> {
        let total = Tally::from(lines.len());
        Self::of(title, lines.into_iter().take(most).collect(), total)
    }

    /// A section of the first few lines of `total`, each with the button that opens it; `None` when there are none.
    pub fn of(title: &str, lines: Vec<(String, Button)>, total: Tally) -> Option<Self> {
        let (lines, opens): (Vec<_>, Vec<_>) = lines.into_iter().unzip();
        (!lines.is_empty()).then(|| Self { title: title.to_owned(), lines, total, button: None, opens })
    }

    /// Adds a button that leads to all the things.
    pub fn leading_to(mut self, button: Button) -> Self {
        self.button = Some(button);
        self
    }
}
