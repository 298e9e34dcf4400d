//! What can be done with an escalation, and what becomes of it.

use crate::{
    contract::{Context, Level},
    escalation::{Escalation, Facts, Outcome, State, Topic, rules::review},
};
use chrono::{DateTime, Utc};

/// The verbs of events, in the past tense.
pub mod verb {
    pub const RAISED: &str = "raised";
    pub const JOINED: &str = "joined";
    pub const ASKED: &str = "asked";
    pub const TAKEN: &str = "taken";
    pub const HANDED: &str = "handed";
    pub const MOVED: &str = "moved";
    pub const SNOOZED: &str = "snoozed";
    pub const WOKEN: &str = "woken";
    pub const DRAFTED: &str = "drafted";
    pub const SENT_BACK: &str = "sent back";
    pub const ANSWERED: &str = "answered";
    pub const CLOSED: &str = "closed";
    pub const REOPENED: &str = "reopened";
    pub const NOTED: &str = "noted";
    pub const EDITED: &str = "edited";
    pub const UNDONE: &str = "undone";
    pub const STOPPED: &str = "stopped";
    pub const LATE: &str = "late";
    pub const REQUESTED: &str = "requested";
    pub const TOLD: &str = "told";
    /// Our own answer was found where it was posted.
    pub const FOUND: &str = "found answered";
    pub const FOLLOWED_UP: &str = "followed up";
    pub const MARKED_SAME: &str = "marked the same";
    /// What its post says leads elsewhere.
    pub const ROUTED: &str = "routed";
    pub const APPROVED: &str = "approved";
    /// The time of its reviewers was over.
    pub const UNREVIEWED: &str = "unreviewed";
    pub const READ: &str = "read";
    pub const POST_EDITED: &str = "post edited";
    pub const POST_GONE: &str = "post gone";
    /// What its post says is not kept any more.
    pub const POST_FORGOTTEN: &str = "post forgotten";

    /// What can be taken back.
    pub const UNDOABLE: [&str; 11] =
        [TAKEN, DRAFTED, HANDED, MOVED, SNOOZED, ANSWERED, CLOSED, REOPENED, EDITED, FOUND, MARKED_SAME];
}

/// Why something cannot be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Somebody has it already.
    TakenBy(i64),
    /// It is over.
    Over(State),
    /// It is still open.
    Open,
    /// It is of a sensitive topic, and only its responders may.
    NotResponder,
    /// It is of a sensitive topic, and another responder was first.
    Owned(i64),
}

/// Somebody takes it. It may be taken from who was asked, but not from who has it.
pub fn take(facts: &Facts, user_id: i64) -> Result<Facts, Stop> {
    match facts.state {
        State::New | State::Routed => {}
        State::Acknowledged if facts.owner_user_id == Some(user_id) => {}
        State::Acknowledged => return Err(Stop::TakenBy(facts.owner_user_id.unwrap_or_default())),
        over => return Err(Stop::Over(over)),
    }
    Ok(Facts {
        state: State::Acknowledged,
        owner_user_id: Some(user_id),
        snoozed_until_at: None,
        ..facts.clone()
    })
}

/// Somebody drafts the answer, and has it from then on. What is answered or closed is opened again by it: there is more to
/// say.
pub fn draft(facts: &Facts, user_id: i64, text: String) -> Result<Facts, Stop> {
    let taken = match facts.state {
        State::Answered | State::Closed => take(&reopen(facts)?, user_id)?,
        _ => take(facts, user_id)?,
    };
    let drafted = Facts { draft: Some(text), drafted_by_user_id: Some(user_id), ..taken };
    Ok(review::none(drafted))
}

/// The answer is public.
pub fn posted(facts: &Facts, url: String) -> Result<Facts, Stop> {
    is_open(facts)?;
    Ok(Facts { answer_url: Some(url), ..close(facts, State::Answered, Some(Outcome::Answered), None)? })
}

/// It is given to somebody, who is asked; whoever gives it to themselves has it.
pub fn hand(facts: &Facts, to: i64, by: i64) -> Result<Facts, Stop> {
    is_open(facts)?;
    let state = if to == by { State::Acknowledged } else { State::Routed };
    Ok(Facts { state, owner_user_id: Some(to), snoozed_until_at: None, ..facts.clone() })
}

/// It belongs to another area, or to none; whose it is follows.
pub fn move_to(facts: &Facts, area: Option<(i64, i64)>) -> Result<Facts, Stop> {
    is_open(facts)?;
    Ok(Facts {
        state: State::New,
        area_id: area.map(|(id, _)| id),
        area_keyword: None,
        // Of a sensitive topic nobody owns it before a responder takes it.
        owner_user_id: area.filter(|_| facts.topic_id.is_none()).map(|(_, owner)| owner),
        snoozed_until_at: None,
        ..facts.clone()
    })
}

/// Nobody is asked until then.
pub fn snooze(facts: &Facts, until: DateTime<Utc>) -> Result<Facts, Stop> {
    is_open(facts)?;
    Ok(Facts { snoozed_until_at: Some(until.into()), ..facts.clone() })
}

/// It ends. What is answered can be closed as well, and has been answered all the same.
pub fn close(
    facts: &Facts,
    state: State,
    outcome: Option<Outcome>,
    note: Option<String>,
) -> Result<Facts, Stop> {
    let is_answered = facts.state == State::Answered;
    let may = facts.state.is_open() || (is_answered && state == State::Closed);
    if !may {
        return Err(Stop::Over(facts.state));
    }
    Ok(Facts {
        state,
        outcome: if is_answered { facts.outcome } else { outcome.or(facts.outcome) },
        outcome_note: note.or_else(|| facts.outcome_note.clone().filter(|_| is_answered)),
        snoozed_until_at: None,
        review_since_at: None,
        ..facts.clone()
    })
}

/// What is answered needs nothing any more. How it ended is known, so nobody has to say why.
pub fn close_answered(facts: &Facts, note: Option<String>) -> Result<Facts, Stop> {
    match facts.state {
        State::Answered => close(facts, State::Closed, None, note),
        open if open.is_open() => Err(Stop::Open),
        over => Err(Stop::Over(over)),
    }
}

/// It is the same as another.
pub fn same_as(facts: &Facts, other: i64) -> Result<Facts, Stop> {
    is_open(facts)?;
    Ok(Facts { duplicate_of_id: Some(other), ..close(facts, State::Duplicate, None, None)? })
}

/// It waits again: for whoever had it, else for whoever is asked.
pub fn reopen(facts: &Facts) -> Result<Facts, Stop> {
    if facts.state.is_open() {
        return Err(Stop::Open);
    }
    Ok(Facts {
        state: State::New,
        outcome: None,
        outcome_note: None,
        duplicate_of_id: None,
        answer_url: None,
        snoozed_until_at: None,
        ..facts.clone()
    })
}

fn is_open(facts: &Facts) -> Result<(), Stop> {
    if facts.state.is_open() { Ok(()) } else { Err(Stop::Over(facts.state)) }
}

/// Since when it is over; `None` while it is not.
pub fn ended_at(row: &Escalation) -> Option<DateTime<Utc>> {
    let ended_at = row.closed_at.or(row.answered_at).map(|at| at.utc());
    ended_at.filter(|_| !row.facts.state.is_open())
}

/// Whether the person may see what is asked: of a sensitive topic those who answer for it, those who are told, who brought it,
/// and leads.
pub fn may_see(cx: &Context, escalation: &Escalation, topic: Option<&Topic>) -> bool {
    let me = cx.caller.user_id;
    topic.is_none_or(|topic| {
        cx.level >= Level::Lead
            || escalation.raised_by_user_id == me
            || escalation.facts.owner_user_id == Some(me)
            || topic.responders.contains(&me)
            || topic.informed.contains(&me)
    })
}

/// Whether the person may take or answer it: anybody of the team, but of a sensitive topic only its responders, and whoever
/// of them was first.
pub fn may_answer(facts: &Facts, topic: Option<&Topic>, user_id: i64) -> Result<(), Stop> {
    let Some(topic) = topic else { return Ok(()) };
    if !topic.responders.contains(&user_id) {
        return Err(Stop::NotResponder);
    }
    match facts.owner_user_id {
        Some(owner) if facts.state == State::Acknowledged && owner != user_id => Err(Stop::Owned(owner)),
        _ => Ok(()),
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::escalation::Severity;

    pub fn facts(state: State, owner_user_id: Option<i64>) -> Facts {
        Facts {
            state,
            area_id: Some(1),
            area_keyword: Some("work".to_owned()),
            owner_user_id,
            ..Facts::new("Does it work?".to_owned(), Severity::Normal)
        }
    }

    #[test]
    fn what_is_open_can_be_taken_once() {
        for state in [State::New, State::Routed] {
            let taken = take(&facts(state, Some(1)), 2).unwrap();
            assert_eq!((taken.state, taken.owner_user_id), (State::Acknowledged, Some(2)));
            assert_eq!(take(&taken, 3), Err(Stop::TakenBy(2)));
            assert_eq!(take(&taken, 2).as_ref(), Ok(&taken), "pressing twice changes nothing");
        }
        for over in [State::Answered, State::Closed, State::NotOurs, State::Duplicate] {
            assert_eq!(take(&facts(over, None), 2), Err(Stop::Over(over)));
            assert_eq!(hand(&facts(over, None), 2, 3), Err(Stop::Over(over)));
            assert_eq!(move_to(&facts(over, None), None), Err(Stop::Over(over)));
            assert_eq!(reopen(&facts(over, Some(4))).map(|facts| facts.state), Ok(State::New));
        }
    }

    #[test]
    fn whoever_is_given_it_is_asked_and_whoever_keeps_it_has_it() {
        let given = hand(&facts(State::Acknowledged, Some(1)), 2, 1).unwrap();
        assert_eq!((given.state, given.owner_user_id), (State::Routed, Some(2)));
        let kept = hand(&facts(State::Routed, Some(2)), 1, 1).unwrap();
        assert_eq!((kept.state, kept.owner_user_id), (State::Acknowledged, Some(1)));
        let moved = move_to(&given, Some((7, 70))).unwrap();
        assert_eq!((moved.area_id, moved.area_keyword, moved.owner_user_id), (Some(7), None, Some(70)));
    }

    #[test]
    fn whoever_drafts_has_it_and_what_was_posted_is_answered() {
        let drafted = draft(&facts(State::Routed, Some(1)), 2, "Yes.".to_owned()).unwrap();
        assert_eq!((drafted.state, drafted.owner_user_id), (State::Acknowledged, Some(2)));
        assert_eq!(draft(&drafted, 3, "No.".to_owned()), Err(Stop::TakenBy(2)));
        let answered = posted(&drafted, "https://x.com/a/status/2".to_owned()).unwrap();
        assert_eq!((answered.state, answered.outcome), (State::Answered, Some(Outcome::Answered)));
        assert_eq!(posted(&answered, String::new()), Err(Stop::Over(State::Answered)));
        let more = draft(&answered, 5, "It is released.".to_owned()).unwrap();
        assert_eq!((more.state, more.owner_user_id, more.answer_url), (State::Acknowledged, Some(5), None));
        let same = same_as(&facts(State::Routed, Some(1)), 9).unwrap();
        assert_eq!((same.state, same.duplicate_of_id, same.outcome), (State::Duplicate, Some(9), None));
        assert_eq!(reopen(&same).unwrap().duplicate_of_id, None);
        assert_eq!(
            draft(&facts(State::Duplicate, None), 2, String::new()),
            Err(Stop::Over(State::Duplicate))
        );
    }

    #[test]
    fn what_is_answered_stays_so_whatever_it_is_closed_for() {
        let url = "https://x.com/a/status/2";
        let answered = posted(&facts(State::Acknowledged, Some(1)), url.to_owned()).unwrap();
        for (closed, note) in [
            (close_answered(&answered, None), None),
            (close_answered(&answered, Some("Thanked us".to_owned())), Some("Thanked us")),
            (close(&answered, State::Closed, Some(Outcome::Liked), Some("liked".to_owned())), Some("liked")),
            (close(&answered, State::Closed, Some(Outcome::None), None), None),
        ] {
            let closed = closed.unwrap();
            assert_eq!((closed.state, closed.outcome), (State::Closed, Some(Outcome::Answered)), "{note:?}");
            assert_eq!((closed.outcome_note.as_deref(), closed.answer_url.as_deref()), (note, Some(url)));
            assert_eq!(close_answered(&closed, None), Err(Stop::Over(State::Closed)), "once");
        }
        assert_eq!(
            close(&answered, State::NotOurs, Some(Outcome::None), None),
            Err(Stop::Over(State::Answered))
        );
        let noted = Facts { outcome_note: Some("by support".to_owned()), ..answered };
        assert_eq!(close_answered(&noted, None).unwrap().outcome_note.as_deref(), Some("by support"));
        let open = facts(State::Routed, Some(1));
        assert_eq!(close_answered(&open, None), Err(Stop::Open));
        let liked = close(&open, State::Closed, Some(Outcome::Liked), None).unwrap();
        assert_eq!((liked.outcome, liked.outcome_note), (Some(Outcome::Liked), None));
    }

    #[test]
    fn only_responders_answer_and_the_first_of_them_owns_it() {
        let topic = Topic {
            id: 1,
            name: "legal".to_owned(),
            keywords: Vec::new(),
            responders: vec![5, 6],
            informed: vec![7],
            channel_id: None,
            template: String::new(),
            is_archived: false,
            version: 1,
        };
        let open = facts(State::Routed, Some(5));
        assert_eq!(may_answer(&open, None, 9), Ok(()));
        assert_eq!(may_answer(&open, Some(&topic), 9), Err(Stop::NotResponder));
        assert_eq!(may_answer(&open, Some(&topic), 7), Err(Stop::NotResponder));
        assert_eq!(may_answer(&open, Some(&topic), 6), Ok(()));
        let taken = take(&open, 6).unwrap();
        assert_eq!(may_answer(&taken, Some(&topic), 5), Err(Stop::Owned(6)));
        assert_eq!(may_answer(&taken, Some(&topic), 6), Ok(()));
    }
}
