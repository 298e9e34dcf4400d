//! How late something is, in words.

use super::{View, beginning, card, code, line, press};
use crate::{
    base::when::{Style, duration_in_words, stamp},
    contract::{AgendaEntry, Button, Message, NoticeContext, Sight},
    escalation::{
        Clocked, Escalation, SUBJECT, State,
        rules::clock::{BadTarget, MOST_DAYS, Missed, Target},
    },
};

/// What a reminder of something late shows of what is asked.
const QUESTION: usize = 150;

/// A target in a sentence: `one business day`.
pub fn target(target: Target) -> String {
    match target {
        Target::Days(1) => "one business day".to_owned(),
        Target::Days(days) => format!("{days} business days"),
        Target::Time(time) => format!("{} of working time", duration_in_words(time)),
    }
}

/// What is wrong with a target that cannot be read: one sentence.
pub fn bad_target(why: &BadTarget) -> String {
    match why {
        BadTarget::Days => format!("A target is 1 to {MOST_DAYS} business days."),
        BadTarget::Time => "A target is at least 5 minutes of working time, such as `1d` or `4h`.".to_owned(),
        BadTarget::Unread(error) => error.to_string(),
    }
}

/// Until when it has to be taken or answered, or that it is late.
pub fn due(view: &View) -> Option<String> {
    let clock = view.clock.as_ref().filter(|_| view.row.facts.state.is_open())?;
    late(clock).or_else(|| {
        let is_taken = clock.taken_at.is_some();
        let next = if is_taken { None } else { clock.take_due_at };
        let at = next.into_iter().chain(clock.answer_due_at).min()?;
        let what = if next == Some(at) && clock.answer_due_at != Some(at) { "to be taken" } else { "answer" };
        Some(format!("{what} by {}", stamp(at.utc(), Style::DateTime)))
    })
}

/// `late since …`, if it is.
fn late(clock: &Clocked) -> Option<String> {
    let since = match (clock.is_answer_late, clock.is_take_late && clock.taken_at.is_none()) {
        (true, _) => clock.answer_due_at,
        (false, true) => clock.take_due_at,
        (false, false) => return None,
    };
    Some(match since {
        Some(at) => format!("**late** since {}", stamp(at.utc(), Style::DateTime)),
        None => "**late**".to_owned(),
    })
}

/// Tells whoever it is with that it is late.
pub fn is_late(row: &Escalation, place: &NoticeContext<'_>, missed: &[(Missed, Target)]) -> Message {
    let what = beginning(row, place.sight, QUESTION);
    let within = |of: Missed| missed.iter().find(|(known, _)| *known == of).map(|(_, of)| target(*of));
    let why = match (within(Missed::Taken), within(Missed::Answered)) {
        (Some(taken), Some(answered)) if taken == answered => {
            format!("nobody has taken or answered it within {taken}")
        }
        (Some(taken), Some(answered)) => {
            format!("nobody has taken it within {taken}, nor answered it within {answered}")
        }
        (Some(taken), None) => format!("nobody has taken it within {taken}"),
        (None, answered) => format!("it is not answered within {}", answered.unwrap_or_default()),
    };
    let text = match row.facts.owner_user_id {
        Some(user_id) => format!("<@{user_id}>, **{}** is late: {why}. {what}", code(row.id)),
        None => format!("**{}** is late: {why}. {what}", code(row.id)),
    };
    let take = (row.facts.state != State::Acknowledged).then(|| press(row, "Got it", "take").primary());
    let draft = press(row, "Draft answer…", "draft");
    let open = Button::run(format!("Open {}", code(row.id)), line(row.id, "show"));
    let message = Message::text(text).buttons(take.into_iter().chain([draft, open]));
    row.facts.owner_user_id.into_iter().fold(message, Message::ping)
}

/// A line of an agenda. Of something sensitive it says no more than that.
pub fn entry(row: &Escalation, clock: Option<&Clocked>, sight: Sight<'_>) -> AgendaEntry {
    let late = clock.and_then(late).map(|late| format!(" · {late}")).unwrap_or_default();
    let text = format!("{}{late}", card::list_line(row, sight, row.facts.topic_id.is_none()));
    AgendaEntry::new(format!("{SUBJECT}:{}", row.id), text)
        .owned_by(row.facts.owner_user_id)
        .shown_by(line(row.id, "show"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn targets_are_said_in_words() {
        for (of, said) in [
            (Target::Days(1), "one business day"),
            (Target::Days(2), "2 business days"),
            (Target::Time(TimeDelta::hours(4)), "4 h of working time"),
            (Target::Time(TimeDelta::minutes(90)), "1 h 30 min of working time"),
        ] {
            assert_eq!(target(of), said);
        }
    }
}
