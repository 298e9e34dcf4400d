//! Requests in somebody's day.

use super::card::{beginning, code, importance, name};
use crate::{
    base::tally::Tally,
    contract::{Button, Line, Section, Sight},
    request::{
        SUBJECT,
        store::{Waits, triage::Question},
    },
    room::Open,
};
use std::collections::BTreeSet;

/// People of a team who are told of.
const MOST_PEOPLE: usize = 8;
/// Questions that a digest names; of more it says how many.
const MOST_QUESTIONS: usize = 5;

/// Requests that the reader has, each with how long it has been left alone where that is too long.
pub fn mine(waiting: &[(Option<i64>, Waits)], sight: Sight<'_>) -> Option<Section> {
    let lines = waiting.iter().map(|(late, waits)| {
        let why = late.map(|days| format!("{} without a change", counted(days)));
        (line(waits, sight, why.as_deref()), open(waits))
    });
    let section = Section::of("Your requests", lines.collect(), total(waiting))?;
    Some(section.leading_to(Button::run("Your requests", Line::new("request list").with("mine", "yes"))))
}

/// What is unassigned, for whoever is on duty.
pub fn on_duty(open_work: &Open) -> Option<Section> {
    let section = Section::of("Unassigned, and you are on duty", lines_of(open_work), open_work.count)?;
    Some(section.leading_to(Button::run("Start triage", Line::new("triage next")).primary()))
}

/// What of a team is late, for its lead: whose, how many, and the first of it.
pub fn team_late(late: &[(i64, i64, Waits)], sight: Sight<'_>) -> Option<Section> {
    let lines = late.iter().map(|(user_id, days, waits)| {
        let first = line(waits, sight, Some(&format!("{} without a change", counted(*days))));
        let text = match waits.total.count() {
            1 => format!("<@{user_id}>: {first}"),
            _ => format!("<@{user_id}>: {} late, first {first}", waits.total),
        };
        (text, open(waits))
    });
    Section::new("Late in your team", lines.collect(), MOST_PEOPLE)
}

/// What is unassigned, for a lead.
pub fn team_unassigned(open_work: &Open) -> Option<Section> {
    let section = Section::of("Unassigned in your team", lines_of(open_work), open_work.count)?;
    Some(section.leading_to(Button::run("Start triage", Line::new("triage next"))))
}

/// Open work without the requests that another message of the day names; those are `apart`, as noun and number.
pub fn left_of(apart: &BTreeSet<String>, work: Open) -> Open {
    let ids =
        apart.iter().filter_map(|key| key.strip_prefix(SUBJECT)?.strip_prefix(':')?.parse::<i64>().ok());
    let named: Vec<Button> = ids.map(open_request).collect();
    let all = work.lines.len();
    let lines = work.lines.into_iter().zip(work.opens);
    let (lines, opens): (Vec<_>, Vec<_>) = lines.filter(|(_, open)| !named.contains(open)).unzip();
    Open { count: work.count.beyond(all - lines.len()), lines, opens, ..work }
}

fn lines_of(open_work: &Open) -> Vec<(String, Button)> {
    open_work.lines.iter().cloned().zip(open_work.opens.iter().cloned()).collect()
}

fn open(waits: &Waits) -> Button {
    open_request(waits.found.id)
}

/// Opens a request, named by its number alone.
pub fn open_request(id: i64) -> Button {
    Button::run(code(id), Line::new("request show").with("request", id))
}

/// Questions about requests of the reader's that wait for their answer.
pub fn asked_of_reporter(questions: &[Question], sight: Sight<'_>) -> Option<Section> {
    let lines = questions.iter().map(|question| {
        let text = beginning(&question.text, sight, 70);
        let answer = Line::new("triage answer").with("question", question.id);
        (
            format!("<@{}> asks about **{}**: {text}", question.asked_by_user_id, code(question.request_id)),
            Button::run(format!("Answer {}", code(question.request_id)), answer),
        )
    });
    Section::new("Questions to you", lines.collect(), MOST_QUESTIONS)
}

/// Requests that nobody has taken, in areas of the reader's.
pub fn untaken(waiting: &[(i64, Waits)], sight: Sight<'_>) -> Option<Section> {
    let lines = waiting.iter().map(|(days, waits)| {
        (line(waits, sight, Some(&format!("untaken for {}", counted(*days)))), open(waits))
    });
    let section = Section::of("Untaken requests in your areas", lines.collect(), total(waiting))?;
    Some(
        section
            .leading_to(Button::run("Untaken requests", Line::new("request list").with("unassigned", "yes"))),
    )
}

/// How many there are in all; each row says so.
fn total<T>(waiting: &[(T, Waits)]) -> Tally {
    waiting.first().map_or(Tally::NONE, |(_, waits)| waits.total)
}

fn line(waits: &Waits, sight: Sight<'_>, why: Option<&str>) -> String {
    let found = &waits.found;
    let text = beginning(&found.text, sight, 70);
    let area =
        found.area_name.as_deref().map(|area| format!(" · {}", name(&sight.text(area)))).unwrap_or_default();
    let weight = match found.importance {
        2.. => format!(" · {}", importance(found.importance)),
        _ => String::new(),
    };
    let why = why.map(|why| format!(" · {why}")).unwrap_or_default();
    format!("**{}** {text}{area}{weight}{why}", code(found.id))
}

fn counted(days: i64) -> String {
    format!("{days} working day{}", if days == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_message_names_is_left_out_and_not_counted() {
        let work = Open {
            count: 9_i64.into(),
            lines: [1, 2, 3].map(|id| format!("line {id}")).to_vec(),
            opens: [1, 2, 3].map(open_request).to_vec(),
            ..Open::default()
        };
        for (apart, count, lines) in [
            (vec![], 9_i64, vec!["line 1", "line 2", "line 3"]),
            (vec!["request:2"], 8, vec!["line 1", "line 3"]),
            // Neither shown here nor a request.
            (vec!["request:7", "action:2", "request:x"], 9, vec!["line 1", "line 2", "line 3"]),
        ] {
            let apart: BTreeSet<String> = apart.into_iter().map(str::to_owned).collect();
            let left = left_of(&apart, work.clone());
            assert_eq!((left.count, left.lines.len()), (count.into(), left.opens.len()), "{apart:?}");
            assert_eq!(left.lines, lines, "{apart:?}");
        }
    }
}
