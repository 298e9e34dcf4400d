//! One time that an escalation waited: what is due of it, done and late.

use super::clock::Missed;
use crate::{
    db::At,
    escalation::{Clocked, Escalation, State},
};
use chrono::{DateTime, Utc};

impl Clocked {
    /// It begins at `began_at`, for the time of this number that it comes up.
    pub fn begun(round: i64, began_at: DateTime<Utc>, row: &Escalation, is_in_hours: bool) -> Self {
        Self {
            round,
            began_at: began_at.into(),
            is_in_hours,
            area_id: row.facts.area_id,
            owner_user_id: row.facts.owner_user_id,
            severity: row.facts.severity,
            taken_at: None,
            taken_minutes: None,
            answered_at: None,
            answered_minutes: None,
            ended_at: None,
            take_due_at: None,
            answer_due_at: None,
            is_take_late: false,
            is_answer_late: false,
        }
    }

    /// Until when something has to be done, and whether that was missed.
    pub fn due(&mut self, of: Missed) -> (&mut Option<At>, &mut bool) {
        match of {
            Missed::Taken => (&mut self.take_due_at, &mut self.is_take_late),
            Missed::Answered => (&mut self.answer_due_at, &mut self.is_answer_late),
        }
    }

    /// When it was done, if it was.
    pub fn done(&self, of: Missed) -> Option<At> {
        match of {
            Missed::Taken => self.taken_at.or(self.ended_at),
            Missed::Answered => self.answered_at.or(self.ended_at),
        }
    }

    /// What is late and still to be done.
    pub fn owed_late(&self) -> Vec<Missed> {
        let is_owed = |of: &Missed| self.done(*of).is_none();
        let is_late = |of: &Missed| match of {
            Missed::Taken => self.is_take_late,
            Missed::Answered => self.is_answer_late,
        };
        Missed::ALL.into_iter().filter(is_owed).filter(is_late).collect()
    }

    /// What ended it was taken back, so it waits again. That somebody took it is taken back with it, unless the escalation, which is
    /// in this state and was acknowledged then, was taken before.
    pub fn take_back(&mut self, state: State, acknowledged_at: Option<At>) {
        let was_never_taken =
            state != State::Acknowledged && (acknowledged_at.is_none() || self.taken_at == self.ended_at);
        if was_never_taken {
            (self.taken_at, self.taken_minutes) = (None, None);
        }
        (self.answered_at, self.answered_minutes, self.ended_at) = (None, None, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::escalation::Severity;
    use chrono::TimeDelta;

    fn at(hour: i64) -> At {
        At::from(DateTime::UNIX_EPOCH + TimeDelta::hours(hour))
    }

    /// Waits since the first hour; taken, answered and ended at these hours.
    fn clock(taken: Option<i64>, answered: Option<i64>, ended: Option<i64>) -> Clocked {
        Clocked {
            round: 1,
            began_at: at(1),
            is_in_hours: true,
            area_id: None,
            owner_user_id: Some(7),
            severity: Severity::Normal,
            taken_at: taken.map(at),
            taken_minutes: taken.map(|hour| (hour - 1) * 60),
            answered_at: answered.map(at),
            answered_minutes: answered.map(|hour| (hour - 1) * 60),
            ended_at: ended.map(at),
            take_due_at: Some(at(3)),
            answer_due_at: Some(at(4)),
            is_take_late: false,
            is_answer_late: false,
        }
    }

    #[test]
    fn what_ended_and_is_taken_back_runs_again() {
        for (state, acknowledged, taken, left) in [
            // Somebody had it before it was answered.
            (State::Acknowledged, Some(2), 2, Some(2)),
            (State::Routed, Some(2), 2, Some(2)),
            // It was taken by its end.
            (State::Routed, Some(5), 5, None),
            (State::Routed, None, 2, None),
        ] {
            let mut clock = clock(Some(taken), Some(5), Some(5));
            clock.take_back(state, acknowledged.map(at));
            let expected = self::clock(left, None, None);
            assert_eq!(clock, expected, "{state:?} {acknowledged:?} {taken}");
        }
    }

    #[test]
    fn what_is_late_is_owed_until_it_is_done_or_over() {
        for (clock, owed) in [
            (clock(None, None, None), vec![Missed::Taken, Missed::Answered]),
            (clock(Some(5), None, None), vec![Missed::Answered]),
            (clock(Some(5), Some(6), Some(6)), vec![]),
            (clock(None, None, Some(6)), vec![]),
        ] {
            let late = Clocked { is_take_late: true, is_answer_late: true, ..clock.clone() };
            assert_eq!(late.owed_late(), owed, "{late:?}");
            assert!(clock.owed_late().is_empty(), "nothing is late: {clock:?}");
        }
    }
}
