//! When an escalation was taken, answered and closed, and when its clocks stood still.

use super::review::rests;
use crate::escalation::{Escalation, Facts, Pause, State};
use chrono::{DateTime, Utc};

/// Writes on `row` when what has changed since `before` happened: at `now`.
pub fn stamp(row: &mut Escalation, before: &Escalation, now: DateTime<Utc>) {
    let (was, is) = (before.facts.state, row.facts.state);
    if !was.is_open() && is.is_open() {
        row.acknowledged_at = None;
    }
    if is == State::Acknowledged && row.acknowledged_at.is_none() {
        row.acknowledged_at = Some(now.into());
    }
    row.answered_at = match is {
        State::Answered => row.answered_at.or(Some(now.into())),
        State::Closed if was == State::Answered => row.answered_at,
        _ => None,
    };
    row.closed_at =
        if is.is_open() || is == State::Answered { None } else { row.closed_at.or(Some(now.into())) };
    let rests = |facts: &Facts| rests(facts.snoozed_until_at, facts.review_since_at);
    match (rests(&before.facts), rests(&row.facts)) {
        (false, true) => row.pauses_json.0.push(Pause { from: now.into(), until: None }),
        (true, false) => end_pause(row, now),
        _ => {}
    }
    if row.climb.is_area_asked && (row.facts.area_id.is_some() || !is.is_open()) {
        row.climb.is_area_asked = false;
    }
}

/// The clocks go on.
pub fn end_pause(row: &mut Escalation, now: DateTime<Utc>) {
    if let Some(pause) = row.pauses_json.0.last_mut().filter(|pause| pause.until.is_none()) {
        pause.until = Some(now.into());
    }
}
