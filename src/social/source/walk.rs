//! The way back through what a network has, newest first, page by page: from now to an hour before the mark. It may end at any
//! page, and the mark then says where to go on.

use crate::contract::{Ask, Heard, HeardPost, Pass, Trouble};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How long before the mark is read again: networks index late (measured with X's API, November 2026).
pub const OVERLAP: TimeDelta = TimeDelta::minutes(60);
/// How long before the last wide pass the next one begins: what is indexed up to so much late is in one of them.
const LATEST: TimeDelta = TimeDelta::hours(6);
/// Pages that are read at a time; the rest the next time.
const MOST_PAGES: usize = 20;
/// The same of a wide pass, which is not gone on with.
const MOST_PAGES_WIDE: usize = 100;

/// What a source remembers between two questions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mark {
    /// Everything that was there then has been read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covered: Option<DateTime<Utc>>,
    /// When the last wide pass was begun that came to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    wide: Option<DateTime<Utc>>,
    /// A way back that was not gone to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    open: Option<Open>,
    /// The network's own name for the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Whether the network had more than it gives in the usual way.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_cut: bool,
    /// A place in a stream, for networks that have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Open {
    began: DateTime<Utc>,
    /// The place below which it goes on.
    at: String,
}

impl Mark {
    /// The mark that was given back; a new one when there is none, or none that reads.
    pub fn read(text: Option<&str>) -> Self {
        text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    pub fn write(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }
}

/// Which page is next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The newest.
    First,
    /// The one that the page before named.
    Next(String),
    /// The one below the place at which the last way ended.
    Below(String),
}

/// One page.
#[derive(Debug, Default)]
pub struct Page {
    pub posts: Vec<HeardPost>,
    /// What names the page behind it; `None` on the last.
    pub next: Option<String>,
    /// The place to go on below, if this was the last page of this pass.
    pub below: Option<String>,
    /// The oldest instant on it, by the network's own clock.
    pub reaches: Option<DateTime<Utc>>,
}

/// One way back.
pub struct Walk<'a> {
    ask: &'a Ask<'a>,
    pub mark: Mark,
    pub heard: Heard,
    /// What is older is not read.
    pub from: DateTime<Utc>,
    began: DateTime<Utc>,
    step: Option<Step>,
    below: Option<String>,
    pages: usize,
}

impl<'a> Walk<'a> {
    pub fn new(ask: &'a Ask<'a>) -> Self {
        let mark = Mark::read(ask.mark);
        let covered = mark.covered.unwrap_or(ask.since).min(ask.now);
        let open = mark.open.clone().filter(|open| ask.pass == Pass::Usual && open.began <= ask.now);
        let from = match ask.pass {
            Pass::Usual => covered - OVERLAP,
            Pass::Wide => (mark.wide.unwrap_or(ask.since) - LATEST).min(covered - OVERLAP),
        };
        let (began, step) = match open {
            Some(open) => (open.began, Step::Below(open.at)),
            None => (ask.now, Step::First),
        };
        let below = match &step {
            Step::Below(at) => Some(at.clone()),
            _ => None,
        };
        Self {
            ask,
            from: from.max(ask.since),
            mark,
            heard: Heard::default(),
            began,
            step: Some(step),
            below,
            pages: 0,
        }
    }

    /// The page to read; `None` at the end of the way, or where it has to be cut off.
    pub fn step(&self) -> Option<Step> {
        self.step.clone()
    }

    /// How many more posts may be read.
    pub fn room(&self) -> usize {
        self.ask.most_posts.saturating_sub(self.heard.posts.len())
    }

    /// Goes on with what a page has.
    pub fn take(&mut self, page: Page) {
        let since = self.ask.since;
        let is_new = |post: &HeardPost| post.post.posted_at.is_none_or(|at| at >= since);
        self.heard.posts.extend(page.posts.into_iter().filter(is_new));
        self.pages += 1;
        self.below = page.below.or(self.below.take());
        let is_end = page.reaches.is_some_and(|reaches| reaches < self.from);
        self.step = page.next.filter(|_| !is_end).map(Step::Next);
        self.heard.is_whole = self.step.is_none();
        let most_pages = if self.ask.pass == Pass::Wide { MOST_PAGES_WIDE } else { MOST_PAGES };
        if self.pages >= most_pages || self.room() == 0 {
            self.step = None;
        }
    }

    /// Ends the way here.
    pub fn fail(&mut self, trouble: Trouble) {
        self.step = None;
        self.heard.trouble = Some(trouble);
    }

    /// What was heard, with the mark for the next time.
    pub fn end(mut self) -> Heard {
        match (self.ask.pass, self.heard.is_whole, self.below) {
            (Pass::Wide, true, _) => self.mark.wide = Some(self.began),
            (Pass::Wide, false, _) => {}
            (Pass::Usual, true, _) => (self.mark.covered, self.mark.open) = (Some(self.began), None),
            (Pass::Usual, false, at) => self.mark.open = at.map(|at| Open { began: self.began, at }),
        }
        self.heard.mark = self.mark.write();
        self.heard
    }
}
