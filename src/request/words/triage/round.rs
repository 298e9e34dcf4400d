//! What stays the same from card to card.

use crate::{contract::Line, request::store::View};
use chrono::{DateTime, Utc};
use std::collections::HashMap;

/// One person's way through the queue.
#[derive(Clone, Debug, Default)]
pub struct Round {
    /// Number and name of the area that it is narrowed to.
    pub area: Option<(i64, String)>,
    /// Decisions so far.
    pub done: i64,
    /// By when a rotation wants the queue empty.
    pub deadline: Option<DateTime<Utc>>,
    /// Names of people, for buttons, which cannot show mentions; not escaped.
    pub names: HashMap<i64, String>,
}

impl Round {
    /// A line that goes on with the round.
    pub fn line(&self, path: &str) -> Line {
        let line = Line::new(path);
        let line = match &self.area {
            Some((id, _)) => line.with("area", format!("#{id}")),
            None => line,
        };
        if self.done > 0 { line.with("done", self.done) } else { line }
    }

    /// A line about a request, refused when it has changed since.
    pub fn about(&self, path: &str, view: &View) -> Line {
        self.line(path).with("request", view.request.id).version(view.request.version)
    }
}
