//! A part of somebody's day, as a room tells it; the morning digest puts the parts together.

use super::reply::Button;
use crate::base::tally::Tally;

/// What one room has for one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// What it is about, without markdown: "Late requests".
    pub title: String,
    /// The first few things, as Discord markdown, escaped, without customers' real names.
    pub lines: Vec<String>,
    /// How many there are in all.
    pub total: Tally,
    /// Where they lead.
    pub button: Option<Button>,
}

impl Section {
    /// A section of these lines, of which it keeps the first `most`; `None` when there are none.
    pub fn new(title: &str, lines: Vec<String>, most: usize) -> Option<Self> {
        let total = Tally::from(lines.len());
        Self::of(title, lines.into_iter().take(most).collect(), total)
    }

    /// A section of the first few lines of `total`; `None` when there are none.
    pub fn of(title: &str, lines: Vec<String>, total: Tally) -> Option<Self> {
        (!lines.is_empty()).then(|| Self { title: title.to_owned(), lines, total, button: None })
    }

    /// Adds a button that leads to the things.
    pub fn leading_to(mut self, button: Button) -> Self {
        self.button = Some(button);
        self
    }
}
