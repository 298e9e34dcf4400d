//! What the bot sent, request by request, for tests to read.

use chrono::{DateTime, Utc};
use serde_json::Value;
use std::collections::VecDeque;

/// One file of a multipart request.
#[derive(Clone, Debug)]
pub struct Part {
    pub name: String,
    pub filename: Option<String>,
    pub content_type: Option<String>,
    /// In bytes.
    pub size: usize,
}

/// One request and how it was answered.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its number, from 0, never reused.
    pub number: u64,
    pub at: DateTime<Utc>,
    pub method: String,
    /// The path template as in Discord's OpenAPI file, without `/api/v10`; empty for an unknown route.
    pub template: String,
    /// The path and query as sent, without `/api/v10`.
    pub path: String,
    /// The JSON body, or the `payload_json` part of a multipart one.
    pub body: Option<Value>,
    /// The files of a multipart body.
    pub parts: Vec<Part>,
    pub status: u16,
    /// Whether the body came as the answer to an interaction that was delivered over HTTP.
    pub over_http: bool,
}

/// A place in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(u64);

/// The latest requests, oldest first.
#[derive(Clone, Debug)]
pub struct Journal {
    entries: VecDeque<Entry>,
    next: u64,
    keep: usize,
}

impl Journal {
    /// A journal that keeps the latest `keep` requests.
    pub fn new(keep: usize) -> Self {
        Self { entries: VecDeque::new(), next: 0, keep }
    }

    pub(super) fn push(&mut self, mut entry: Entry) {
        entry.number = self.next;
        self.next += 1;
        if self.keep == 0 {
            return;
        }
        if self.entries.len() == self.keep {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
    }

    /// The place after the latest request.
    pub fn mark(&self) -> Mark {
        Mark(self.next)
    }

    /// All kept requests.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter()
    }

    /// The kept requests that came after `mark`.
    pub fn since(&self, mark: Mark) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.number >= mark.0)
    }

    /// The kept requests to one route, such as `("POST", "/channels/{channel_id}/messages")`.
    pub fn to<'a>(&'a self, method: &'a str, template: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().filter(move |e| e.method == method && e.template == template)
    }

    /// How many requests have come, kept or not.
    pub fn total(&self) -> u64 {
        self.next
    }
}
