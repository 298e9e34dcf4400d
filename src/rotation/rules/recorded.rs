//! The changes of a rotation as its events tell them: which of them stand, and what each was.

use super::{
    plan::{Edit, FOREVER, Span, What},
    undo::{LiveChange, Reach},
};
use crate::{
    db::event::Event,
    room::is_taken_back,
    rotation::store::{OverrideRow, Rows},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The rows that a change added or ended, so that it can be taken back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChangedRows {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub epochs: Vec<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<i64>,
    /// Overrides taken back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub taken_back: Vec<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pause: Option<i64>,
    /// A pause that was ended early, and when it would have ended (`None`: open).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resumed: Option<(i64, Option<DateTime<Utc>>)>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_end: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_setup: bool,
    /// The change that this one takes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undoes: Option<i64>,
    /// Whether what it takes back is itself the taking back of a change, which so holds again.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_redo: bool,
}

impl ChangedRows {
    /// Whether there is nothing in it that could be taken back.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What somebody did, to be put into words.
#[derive(Clone, Debug, PartialEq)]
pub enum Did {
    SetUp,
    Ended,
    Paused(Span),
    Resumed,
    /// Gave somebody a duty, or said that they are away or left.
    Added(Span, What),
    /// Two people who cover each other.
    Swapped(i64, i64),
    /// Took such a thing back before its time.
    Dropped(Span, What),
    Edited(Edit),
    /// Anything else, by the event's verb.
    Other(String),
}

/// What an event keeps; `None` where it is no change that could be taken back.
pub fn parts_of(event: &Event) -> Option<ChangedRows> {
    let parts: ChangedRows = serde_json::from_value(event.after.as_ref()?.0.clone()).ok()?;
    (!parts.is_empty()).then_some(parts)
}

/// Whether it takes a change back, rather than making one.
pub fn is_undo(parts: &ChangedRows) -> bool {
    parts.undoes.is_some() && !parts.is_redo
}

/// The changes among `events`, newest first like these, that stand and still matter at `now`.
pub fn standing(events: &[Event], rows: &Rows, now: DateTime<Utc>) -> Vec<LiveChange> {
    let standing = events.iter().filter_map(|event| {
        let parts = parts_of(event).filter(|parts| !is_undo(parts))?;
        let reach = reach(&parts, rows);
        let is_over =
            matches!(&reach, Reach::Seats(seats) if seats.iter().all(|(span, _)| span.until <= now));
        let stands = !is_over && !is_taken_back(events, event.id);
        stands.then_some(LiveChange { id: event.id, by: event.actor_user_id, reach })
    });
    standing.collect()
}

fn reach(parts: &ChangedRows, rows: &Rows) -> Reach {
    if parts.is_setup || parts.is_end {
        return Reach::Rotation;
    }
    if !parts.epochs.is_empty() || parts.pause.is_some() || parts.resumed.is_some() {
        return Reach::Order;
    }
    let ids = parts.overrides.iter().chain(&parts.taken_back);
    let found = ids.filter_map(|id| rows.overrides.iter().find(|row| row.id == *id));
    Reach::Seats(found.map(|row| (whole(row), row.what())).collect())
}

/// The time that it was made for, also where it was taken back.
fn whole(row: &OverrideRow) -> Span {
    Span { from: row.starts_at.utc(), until: row.ends_at.map_or(FOREVER, |at| at.utc()) }
}

/// What the change of `parts` was; `verb` is its event's.
pub fn did(parts: &ChangedRows, rows: &Rows, verb: &str) -> Did {
    let row = |id: &i64| rows.overrides.iter().find(|row| row.id == *id);
    let pause = |id: i64| rows.pauses.iter().find(|pause| pause.id == id).map(|pause| pause.span());
    let edit = parts.epochs.first().and_then(|id| {
        let (_, epoch) = rows.epochs.iter().find(|(epoch, _)| epoch == id)?;
        epoch.edits.last().cloned()
    });
    let added: Vec<_> = parts.overrides.iter().filter_map(row).map(|row| (whole(row), row.what())).collect();
    let left = added.iter().find(|(_, what)| matches!(what, What::Left { .. }));
    match (parts.pause.and_then(pause), left, edit, added.as_slice()) {
        _ if parts.is_setup => Did::SetUp,
        _ if parts.is_end => Did::Ended,
        (Some(span), ..) => Did::Paused(span),
        _ if parts.resumed.is_some() => Did::Resumed,
        (_, Some((span, what)), ..) => Did::Added(*span, *what),
        (_, _, Some(edit), _) => Did::Edited(edit),
        (.., [(_, What::Cover { for_user_id, user_id }), (_, What::Cover { user_id: other, .. })])
            if other == for_user_id =>
        {
            Did::Swapped(*for_user_id, *user_id)
        }
        (.., [(span, what), ..]) => Did::Added(*span, *what),
        _ => match parts.taken_back.first().and_then(row) {
            Some(row) => Did::Dropped(whole(row), row.what()),
            None => Did::Other(verb.to_owned()),
        },
    }
}

#[cfg(test)]
mod tests;
