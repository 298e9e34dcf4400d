//! How far up its ladder an escalation is.

use super::ladder::{Position, Whom};
use crate::{
    db::Json,
    escalation::{Asked, Climb, Facts, State},
};

impl Climb {
    /// At the foot of the ladder.
    pub fn fresh() -> Self {
        Self {
            is_area_asked: false,
            step: 0,
            round: 0,
            steps_taken: 0,
            next_step_at: None,
            asked_json: Json(Vec::new()),
        }
    }

    /// Back at the foot: it is with somebody else now. Steps go on being counted, so that old jobs know that they are.
    pub fn restart(&mut self) {
        let steps_taken = self.steps_taken + 1;
        *self = Self { steps_taken, ..Self::fresh() };
    }

    /// Where on the ladder the step is that comes next.
    pub fn place(&self) -> Position {
        Position { round: self.round, step: usize::try_from(self.step).unwrap_or_default() }
    }

    /// Another step comes next.
    pub fn go_to(&mut self, place: Position) {
        self.round = place.round;
        self.step = i64::try_from(place.step).unwrap_or_default();
    }

    /// Who was asked last.
    pub fn last(&self) -> Option<Asked> {
        self.asked_json.0.last().copied()
    }
}

/// Whom a step that was taken has asked.
pub fn whom(asked: &Asked) -> Whom {
    asked.user.map_or(Whom::Leads, Whom::Person)
}

/// Whether there may be somebody still to be asked: nobody has it, and it is neither over nor put off.
pub fn is_climbing(facts: &Facts) -> bool {
    matches!(facts.state, State::New | State::Routed) && facts.snoozed_until_at.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        db::At,
        escalation::{Rung, rules::lifecycle::tests::facts},
    };
    use chrono::DateTime;

    #[test]
    fn a_climb_that_begins_anew_goes_on_counting_its_steps() {
        let at = At::from(DateTime::UNIX_EPOCH);
        let mut climb = Climb::fresh();
        climb.go_to(Position { round: 1, step: 2 });
        climb.steps_taken = 5;
        climb.asked_json.0.push(Asked { rung: Rung::Owner, user: Some(7), at });
        climb.asked_json.0.push(Asked { rung: Rung::Lead, user: None, at });
        assert_eq!(climb.last().as_ref().map(whom), Some(Whom::Leads));
        assert_eq!(climb.asked_json.0.first().map(whom), Some(Whom::Person(7)));
        climb.restart();
        assert_eq!(climb, Climb { steps_taken: 6, ..Climb::fresh() });
        assert_eq!(climb.place(), Position { round: 0, step: 0 });
    }

    #[test]
    fn only_what_nobody_has_and_nobody_put_off_is_climbed() {
        for (state, is_climbed) in [
            (State::New, true),
            (State::Routed, true),
            (State::Acknowledged, false),
            (State::Answered, false),
            (State::Closed, false),
            (State::NotOurs, false),
            (State::Duplicate, false),
        ] {
            let mut facts = facts(state, Some(1));
            assert_eq!(is_climbing(&facts), is_climbed, "{state:?}");
            facts.snoozed_until_at = Some(At::from(DateTime::UNIX_EPOCH));
            assert!(!is_climbing(&facts), "{state:?} put off");
        }
    }
}
