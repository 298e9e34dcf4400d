//! What rooms offer to the agenda of a meeting, as data that passes between them.

use super::{context::Guild, line::Line, sight::Sight};
use crate::{db::Db, error::Error};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;

/// One section that a room offers to agendas.
#[derive(Clone, Copy)]
pub struct AgendaSection {
    /// Names it in databases for ever, the room first: `request.unassigned`.
    pub key: &'static str,
    /// Its heading, without markdown.
    pub title: &'static str,
    /// Its place among the sections of all rooms, the lower first.
    pub order: u8,
    /// What stands there when nothing is to be named; a sentence.
    pub nothing: &'static str,
    /// What it names.
    pub entries: AgendaEntries,
    /// What stands above the entries.
    pub above: Option<AgendaAbove>,
}

/// See [`AgendaSection::above`].
#[derive(Clone, Copy)]
pub struct AgendaAbove {
    /// What it says.
    pub line: AgendaLine,
    /// Whether it is said as well where there are no entries.
    pub stands_alone: bool,
}

/// See [`AgendaSection::entries`]: at most [`AgendaAsk::most`], the first that should be spoken of first. Never called inside
/// a transaction.
pub type AgendaEntries =
    for<'a> fn(&'a Db, &'a Guild, &'a AgendaAsk<'a>) -> BoxFuture<'a, Result<Vec<AgendaEntry>, Error>>;

/// See [`AgendaAbove::line`]: a line of Discord markdown, escaped, for everybody. Never called inside a transaction.
pub type AgendaLine =
    for<'a> fn(&'a Db, &'a Guild, &'a AgendaAsk<'a>) -> BoxFuture<'a, Result<Option<String>, Error>>;

/// What an agenda wants to know.
#[derive(Clone, Copy)]
pub struct AgendaAsk<'a> {
    pub now: DateTime<Utc>,
    /// When the last meeting of the series began, for what counts since then; `None` before the first.
    pub since: Option<DateTime<Utc>>,
    /// What those who read it may know of customers.
    pub sight: Sight<'a>,
    /// What of it is wanted.
    pub scope: AgendaScope,
    /// How many entries are wanted at most.
    pub most: usize,
}

impl AgendaAsk<'_> {
    /// The member of whom only what they owe is wanted.
    pub const fn owed_by(&self) -> Option<i64> {
        match self.scope {
            AgendaScope::OwedBy(user_id) => Some(user_id),
            AgendaScope::All | AgendaScope::Owners => None,
        }
    }
}

/// What of a section is wanted, and for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgendaScope {
    /// All there is, for everybody who reads the agenda.
    All,
    /// Only what this member owes the meeting, for a word to them alone.
    OwedBy(i64),
    /// All there is, for whose it is: nobody reads the entries, so that what is confidential is among them.
    Owners,
}

/// One thing that a section names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgendaEntry {
    /// Noun and number, `request:12`: what two sections would name appears once.
    pub key: String,
    /// A line of Discord markdown, escaped, as [`AgendaAsk::sight`] allows.
    pub text: String,
    /// Whose it is.
    pub owner_user_id: Option<i64>,
    /// Shows it.
    pub show: Option<Line>,
}

impl AgendaEntry {
    /// A thing of nobody's, with nothing that shows it.
    pub fn new(key: impl Into<String>, text: impl Into<String>) -> Self {
        Self { key: key.into(), text: text.into(), owner_user_id: None, show: None }
    }

    /// Says whose it is.
    pub fn owned_by(mut self, user_id: Option<i64>) -> Self {
        self.owner_user_id = user_id;
        self
    }

    /// Says what shows it.
    pub fn shown_by(mut self, line: Line) -> Self {
        self.show = Some(line);
        self
    }
}
