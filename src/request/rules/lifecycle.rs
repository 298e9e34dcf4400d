//! What may become of a request, and by whom.
//!
//! new → assigned → closed (done, duplicate, declined) → open again; withdrawn when the filing is undone.

use crate::{
    contract::{Context, Level},
    db::At,
    request::{CloseReason, Facts, Request, State},
};

/// Who wants to read or change something, and how much they may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rights {
    pub user_id: i64,
    pub level: Level,
}

impl Rights {
    /// Whoever asked for this invocation.
    pub fn of(cx: &Context) -> Self {
        Rights { user_id: cx.caller.user_id, level: cx.level }
    }
}

/// One step of a request's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Assign(i64),
    Close(CloseReason),
    /// It is a +1 of that request.
    SameAs(i64),
    Reopen,
    /// Triage leaves it alone until then.
    Snooze(At),
    /// Its reporter is asked this question; an answer is waited for until then.
    Ask(i64, At),
    /// Its reporter has answered the open question.
    Answer(At),
}

/// Why a step is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// That person has it already.
    AlreadyTheirs(i64),
    /// It has ended already.
    Ended,
    /// It has not ended, so there is nothing to reopen.
    Open,
    /// A request is not a +1 of itself.
    Itself,
    /// Its reporter may change it only while it is new; a PM may always.
    NotYours,
}

/// The facts after the step.
pub fn step(id: i64, facts: &Facts, step: Step) -> Result<Facts, Stop> {
    let mut after = facts.clone();
    match step {
        Step::Assign(user_id) => {
            ended_stops(facts)?;
            if facts.assignee_user_id == Some(user_id) {
                return Err(Stop::AlreadyTheirs(user_id));
            }
            (after.state, after.assignee_user_id) = (State::Assigned, Some(user_id));
            leave_triage(&mut after);
        }
        Step::Close(reason) => {
            ended_stops(facts)?;
            (after.state, after.close_reason) = (State::Closed, Some(reason));
            leave_triage(&mut after);
        }
        Step::SameAs(other) => {
            ended_stops(facts)?;
            if other == id {
                return Err(Stop::Itself);
            }
            (after.state, after.close_reason) = (State::Closed, Some(CloseReason::Duplicate));
            after.duplicate_of_id = Some(other);
            leave_triage(&mut after);
        }
        Step::Snooze(until) => {
            taken_stops(facts)?;
            (after.snoozed_until_at, after.answered_at) = (Some(until), None);
        }
        Step::Ask(question_id, until) => {
            taken_stops(facts)?;
            (after.snoozed_until_at, after.answered_at) = (Some(until), None);
            after.question_id = Some(question_id);
        }
        Step::Answer(at) => {
            after.question_id = None;
            if facts.state == State::New {
                (after.snoozed_until_at, after.answered_at) = (None, Some(at));
            }
        }
        Step::Reopen if facts.state.is_open() => return Err(Stop::Open),
        Step::Reopen => {
            after.state = if facts.assignee_user_id.is_some() { State::Assigned } else { State::New };
            (after.close_reason, after.duplicate_of_id) = (None, None);
        }
    }
    Ok(after)
}

/// Nothing is put off any more. An open question stays open: its answer is worth having all the same.
fn leave_triage(facts: &mut Facts) {
    (facts.snoozed_until_at, facts.answered_at) = (None, None);
}

/// Only what nobody has taken can be put off.
fn taken_stops(facts: &Facts) -> Result<(), Stop> {
    ended_stops(facts)?;
    match facts.assignee_user_id.filter(|_| facts.state == State::Assigned) {
        Some(user_id) => Err(Stop::AlreadyTheirs(user_id)),
        None => Ok(()),
    }
}

fn ended_stops(facts: &Facts) -> Result<(), Stop> {
    if facts.state.is_open() { Ok(()) } else { Err(Stop::Ended) }
}

/// Whether somebody with these rights may read a request: their own, as reporter or assignee, and all from the level of reporters on.
pub fn may_read(rights: Rights, reporter_user_id: i64, assignee_user_id: Option<i64>) -> bool {
    let is_theirs = reporter_user_id == rights.user_id || assignee_user_id == Some(rights.user_id);
    is_theirs || rights.level.reads_names()
}

/// Whether somebody with these rights may change what the request says: a PM always, its reporter while it is new.
pub fn may_edit(rights: Rights, request: &Request) -> Result<(), Stop> {
    let is_own = request.reporter_user_id == rights.user_id;
    match request.facts.state {
        State::Withdrawn => Err(Stop::Ended),
        State::New if is_own => Ok(()),
        _ if rights.level >= Level::Pm => Ok(()),
        _ => Err(Stop::NotYours),
    }
}

/// Whether somebody with these rights may reopen it: a PM always, its reporter after withdrawing it.
pub fn may_reopen(rights: Rights, request: &Request) -> Result<(), Stop> {
    let is_own_withdrawn =
        request.facts.state == State::Withdrawn && request.reporter_user_id == rights.user_id;
    if is_own_withdrawn || rights.level >= Level::Pm { Ok(()) } else { Err(Stop::NotYours) }
}

/// Whether nobody has to do anything about it any more.
pub fn is_over(facts: &Facts) -> bool {
    !facts.state.is_open()
}

/// Whether it counts as a +1 of another one.
pub fn is_vote(facts: &Facts) -> bool {
    facts.close_reason == Some(CloseReason::Duplicate)
}

/// What those who gave a request their +1 hear of a change: `Some(true)` that it has ended, `Some(false)` that it is open
/// again. What becomes a +1 itself takes its own along, and how that one ends is told then.
pub fn ended(before: &Facts, after: &Facts) -> Option<bool> {
    let is_told = is_over(before) != is_over(after) && !is_vote(before) && !is_vote(after);
    is_told.then(|| is_over(after))
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use proptest::prelude::*;

    pub fn facts(text: &str) -> Facts {
        Facts {
            text: text.to_owned(),
            state: State::New,
            close_reason: None,
            importance: 1,
            area_id: None,
            area_keyword: None,
            customer_id: None,
            assignee_user_id: None,
            duplicate_of_id: None,
            link: None,
            snoozed_until_at: None,
            question_id: None,
            answered_at: None,
        }
    }

    /// An instant, by seconds since 1970.
    pub fn at(seconds: i64) -> At {
        chrono::DateTime::from_timestamp(seconds, 0).expect("in range").into()
    }

    pub fn any_step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (1i64..4).prop_map(Step::Assign),
            prop_oneof![Just(CloseReason::Done), Just(CloseReason::Declined)].prop_map(Step::Close),
            (1i64..4).prop_map(Step::SameAs),
            Just(Step::Reopen),
            (1i64..4).prop_map(|seconds| Step::Snooze(at(seconds))),
            (1i64..4, 4i64..9).prop_map(|(id, seconds)| Step::Ask(id, at(seconds))),
            (1i64..4).prop_map(|seconds| Step::Answer(at(seconds))),
        ]
    }

    /// What the schema checks too.
    fn is_sound(id: i64, facts: &Facts) -> bool {
        (facts.state == State::Closed) == facts.close_reason.is_some()
            && (facts.state != State::Assigned || facts.assignee_user_id.is_some())
            && (facts.close_reason == Some(CloseReason::Duplicate)) == facts.duplicate_of_id.is_some()
            && facts.duplicate_of_id != Some(id)
            && (facts.state == State::New || facts.snoozed_until_at.is_none() && facts.answered_at.is_none())
            && (facts.snoozed_until_at.is_none() || facts.answered_at.is_none())
    }

    #[test]
    fn whoever_gave_a_plus_one_hears_of_an_end_and_of_a_new_beginning() {
        let new = facts("x");
        let assigned = step(1, &new, Step::Assign(7)).expect("new");
        let done = step(1, &assigned, Step::Close(CloseReason::Done)).expect("assigned");
        let vote = step(1, &new, Step::SameAs(2)).expect("new");
        for (before, after, expected) in [
            (&new, &assigned, None),
            (&assigned, &done, Some(true)),
            (&done, &new, Some(false)),
            (&new, &vote, None),
            (&vote, &new, None),
            (&done, &vote, None),
        ] {
            assert_eq!(ended(before, after), expected, "{before:?}, then {after:?}");
        }
    }

    #[test]
    fn each_state_allows_its_steps() {
        let new = facts("x");
        let assigned = step(1, &new, Step::Assign(7)).expect("new");
        let closed = step(1, &assigned, Step::Close(CloseReason::Done)).expect("assigned");
        let withdrawn = Facts { state: State::Withdrawn, ..new.clone() };
        for (from, to, expected) in [
            (&new, Step::Assign(7), Ok(State::Assigned)),
            (&new, Step::Close(CloseReason::Declined), Ok(State::Closed)),
            (&new, Step::SameAs(2), Ok(State::Closed)),
            (&new, Step::SameAs(1), Err(Stop::Itself)),
            (&new, Step::Reopen, Err(Stop::Open)),
            (&assigned, Step::Assign(7), Err(Stop::AlreadyTheirs(7))),
            (&assigned, Step::Assign(8), Ok(State::Assigned)),
            (&closed, Step::Assign(8), Err(Stop::Ended)),
            (&closed, Step::Close(CloseReason::Done), Err(Stop::Ended)),
            (&closed, Step::SameAs(2), Err(Stop::Ended)),
            (&closed, Step::Reopen, Ok(State::Assigned)),
            (&withdrawn, Step::Reopen, Ok(State::New)),
            (&new, Step::Snooze(at(9)), Ok(State::New)),
            (&assigned, Step::Snooze(at(9)), Err(Stop::AlreadyTheirs(7))),
            (&closed, Step::Ask(1, at(9)), Err(Stop::Ended)),
            (&assigned, Step::Answer(at(9)), Ok(State::Assigned)),
        ] {
            assert_eq!(step(1, from, to).map(|facts| facts.state), expected, "{to:?} from {:?}", from.state);
        }
    }

    proptest! {
        #[test]
        fn facts_stay_sound_whatever_is_done(steps in proptest::collection::vec(any_step(), 0..20)) {
            let mut now = facts("x");
            for next in steps {
                now = step(1, &now, next).unwrap_or(now);
                prop_assert!(is_sound(1, &now), "{now:?}");
            }
        }
    }
}
