//! Occurrences one after the other, in the order in which they take place.

use super::{Exception, Occurrence, Recurrence};
use chrono::{DateTime, Utc};

/// An iterator over the occurrences that take place after an instant, in order.
///
/// Made by [`Recurrence::between`]; skipped ones are left out, moved ones come at their new time.
#[derive(Debug)]
pub struct Occurrences<'a> {
    series: &'a Recurrence,
    /// The next number to look at among those that the rule alone decides.
    next: Option<u64>,
    /// Moved occurrences still to come, the next one last.
    moved: Vec<Occurrence>,
}

impl<'a> Occurrences<'a> {
    pub(super) fn after(series: &'a Recurrence, at: DateTime<Utc>) -> Self {
        let next = series.index_at_or_before(at).map_or(0, |index| index.saturating_add(1));
        let is_moved = |exception: &Exception| matches!(exception, Exception::Move(_));
        let moved = series.exceptions.iter().filter(|(_, exception)| is_moved(exception));
        let moved = moved.filter_map(|(original, _)| series.occurrence(series.index_of(*original)?));
        let mut moved: Vec<Occurrence> = moved.filter(|occurrence| occurrence.at > at).collect();
        moved.sort_by_key(|occurrence| std::cmp::Reverse((occurrence.at, occurrence.index)));
        Self { series, next: Some(next), moved }
    }

    /// The next occurrence that no exception touches.
    fn next_by_rule(&mut self) -> Option<Occurrence> {
        loop {
            let occurrence = self.series.occurrence(self.next?)?;
            if occurrence.exception.is_none() {
                return Some(occurrence);
            }
            self.next = occurrence.index.checked_add(1);
        }
    }
}

impl Iterator for Occurrences<'_> {
    type Item = Occurrence;

    fn next(&mut self) -> Option<Occurrence> {
        let by_rule = self.next_by_rule();
        let key = |occurrence: &Occurrence| (occurrence.at, occurrence.index);
        match (by_rule, self.moved.last()) {
            (Some(by_rule), Some(moved)) if key(moved) < key(&by_rule) => self.moved.pop(),
            (Some(by_rule), _) => {
                self.next = by_rule.index.checked_add(1);
                Some(by_rule)
            }
            (None, _) => self.moved.pop(),
        }
    }
}
