//! What people may do with a mention, and what another post of its conversation does.

use crate::{
    db::At,
    mention::{Facts, State},
};

/// What happened, in the past tense, as events keep it.
pub mod verb {
    pub const HEARD: &str = "heard";
    pub const RETURNED: &str = "returned";
    pub const ESCALATED: &str = "escalated";
    /// It is of the conversation of an escalation that there was.
    pub const JOINED: &str = "joined";
    pub const IGNORED: &str = "ignored";
    pub const NO_ACTION: &str = "left_alone";
    pub const GONE: &str = "gone";
    pub const UNDONE: &str = "undone";

    /// What can be taken back. An escalation is, where it is.
    pub const UNDOABLE: [&str; 2] = [IGNORED, NO_ACTION];
}

/// The facts of a mention that nobody has decided about.
pub fn fresh() -> Facts {
    Facts {
        state: State::Waiting,
        reason: None,
        decided_by_user_id: None,
        decided_at: None,
        escalation_id: None,
    }
}

/// The facts once somebody has decided; `None` when it is not to be decided any more.
pub fn decided(facts: &Facts, state: State, reason: Option<String>, (by, at): (i64, At)) -> Option<Facts> {
    let is_open = match facts.state {
        State::Waiting => true,
        // What was ignored may still turn out to be a question.
        State::Ignored | State::NoAction => state == State::Escalated,
        State::Escalated | State::Gone => false,
    };
    is_open.then_some(Facts {
        state,
        reason,
        decided_by_user_id: Some(by),
        decided_at: Some(at),
        escalation_id: facts.escalation_id,
    })
}

/// Whether another post lets it wait again: what was left alone for a reason may be something else now.
pub fn returns(state: State) -> bool {
    matches!(state, State::NoAction | State::Gone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn what_is_decided_stays_decided_but_a_question_may_come_of_it() {
        use State::{Escalated, Gone, Ignored, NoAction, Waiting};
        let by = (7, At::from(DateTime::UNIX_EPOCH));
        for (from, to, may) in [
            (Waiting, Escalated, true),
            (Waiting, Ignored, true),
            (Waiting, NoAction, true),
            (Ignored, Escalated, true),
            (NoAction, Escalated, true),
            (Ignored, NoAction, false),
            (Escalated, Ignored, false),
            (Gone, Escalated, false),
        ] {
            let facts = Facts { state: from, ..fresh() };
            assert_eq!(
                decided(&facts, to, None, by).map(|facts| facts.state),
                may.then_some(to),
                "{from:?} {to:?}"
            );
        }
        assert!(returns(NoAction) && !returns(Ignored) && !returns(Escalated));
    }
}
