//! What is to become of the events that Discord shows for dates of a series.

use super::Original;
use crate::{base::text::trim_with_notice, contract::PublishedEvent};

/// Discord's limit for a description, in characters.
const DESCRIPTION: usize = 1000;
/// So often somebody deletes an event before it is left alone.
const RESPECTED: i64 = 2;

/// An event of docket's own, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Shown {
    /// The date that it is for.
    #[sqlx(try_from = "String")]
    pub original_local: Original,
    /// Discord's id; none while there is no event.
    pub event_id: Option<i64>,
    /// Stands for what it shows.
    pub shown: String,
    /// How often somebody has deleted it.
    pub deleted: i64,
}

/// What is to be done about the event of one date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is as it should be, or left alone.
    Stands,
    Make,
    /// It is there and is to show something else.
    Change(i64),
    /// Somebody has just deleted it once too often.
    GivenUp,
}

/// What ends the description of an event, by which it is known again when docket never heard that it was made.
pub fn mark(series_id: i64, original: Original) -> String {
    format!("({series_id}/{original})")
}

/// A text with its mark, within Discord's limit.
pub fn marked(text: &str, mark: &str) -> String {
    let room = DESCRIPTION.saturating_sub(mark.chars().count() + 1);
    format!("{} {mark}", trim_with_notice(text, room, "…"))
}

/// Whether an event is one of a series, whichever date it is for.
pub fn is_of(event: &PublishedEvent, series_id: i64) -> bool {
    let last = event.description.rsplit(' ').next().unwrap_or_default();
    last.starts_with(&format!("({series_id}/")) && last.ends_with(')')
}

/// What is to be done so that a date is shown as `wanted` says, and how often somebody has deleted its event by now. `there`
/// are docket's events in the guild.
pub fn verdict(
    known: Option<&Shown>,
    there: &[PublishedEvent],
    (mark, wanted): (&str, &str),
) -> (Verdict, i64) {
    let found = there.iter().find(|event| event.description.ends_with(mark)).map(|event| event.id);
    let Some(known) = known else {
        return (found.map_or(Verdict::Make, Verdict::Change), 0);
    };
    if known.deleted >= RESPECTED {
        return (Verdict::Stands, known.deleted);
    }
    match known.event_id {
        Some(id) if there.iter().any(|event| event.id == id) => {
            (if known.shown == wanted { Verdict::Stands } else { Verdict::Change(id) }, known.deleted)
        }
        Some(_) => match (found, known.deleted + 1) {
            (Some(id), deleted) => (Verdict::Change(id), deleted),
            (None, deleted) if deleted >= RESPECTED => (Verdict::GivenUp, deleted),
            (None, deleted) => (Verdict::Make, deleted),
        },
        None => (found.map_or(Verdict::Make, Verdict::Change), known.deleted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn original() -> Original {
        Original("2026-12-02T09:00:00".parse().expect("a local time"))
    }

    fn event(id: i64, description: &str) -> PublishedEvent {
        PublishedEvent { id, description: description.to_owned(), goes_on: false }
    }

    fn known(event_id: Option<i64>, shown: &str, deleted: i64) -> Shown {
        Shown { original_local: original(), event_id, shown: shown.to_owned(), deleted }
    }

    #[test]
    fn an_event_is_made_once_and_kept_in_step() {
        let mark = mark(3, original());
        assert_eq!(mark, "(3/2026-12-02T09:00)");
        let there = [event(7, &marked("Agenda", &mark)), event(8, "Lunch")];
        let table = [
            (None, &there[1..], Verdict::Make, 0),
            // It was made, and docket was killed before it heard so.
            (None, &there[..], Verdict::Change(7), 0),
            (Some(known(Some(7), "new", 0)), &there[..], Verdict::Stands, 0),
            (Some(known(Some(7), "old", 0)), &there[..], Verdict::Change(7), 0),
            // Deleted once it is made again, also if docket was killed while it did so.
            (Some(known(Some(6), "new", 0)), &there[1..], Verdict::Make, 1),
            (Some(known(Some(6), "new", 0)), &there[..], Verdict::Change(7), 1),
            (Some(known(None, "", 1)), &there[1..], Verdict::Make, 1),
            (Some(known(Some(6), "new", 1)), &there[1..], Verdict::GivenUp, 2),
            (Some(known(None, "", 2)), &there[1..], Verdict::Stands, 2),
        ];
        for (n, (known, there, expected, deleted)) in table.into_iter().enumerate() {
            assert_eq!(verdict(known.as_ref(), there, (&mark, "new")), (expected, deleted), "row {n}");
        }
    }

    #[test]
    fn events_are_told_from_those_of_other_series() {
        let of = |series| event(1, &marked("Agenda and minutes.", &mark(series, original())));
        assert!(is_of(&of(3), 3) && !is_of(&of(33), 3) && !is_of(&of(3), 33));
        assert!(!is_of(&event(1, "Lunch (3/"), 3) && !is_of(&event(1, ""), 3));
        let long = marked(&"long ".repeat(500), &mark(3, original()));
        assert!(crate::base::text::length(&long) <= 1000);
        assert!(is_of(&event(1, &long), 3));
    }
}
