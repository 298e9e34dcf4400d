//! Requests in somebody's day.

use super::card::{beginning, code, importance, name};
use crate::{
    base::tally::Tally,
    contract::{Button, Line, Section, Sight},
    request::store::Waits,
    room::Open,
};

/// People of a team who are told of.
const MOST_PEOPLE: usize = 8;

/// Requests that the reader has, each with how long it has been left alone where that is too long.
pub fn mine(waiting: &[(Option<i64>, Waits)], sight: Sight<'_>) -> Option<Section> {
    let lines = waiting.iter().map(|(late, waits)| {
        let why = late.map(|days| format!("{} without a change", counted(days)));
        line(waits, sight, why.as_deref())
    });
    let section = Section::of("Your requests", lines.collect(), total(waiting))?;
    let section = section.opening(waiting.iter().map(|(_, waits)| open(waits)));
    Some(section.leading_to(Button::run("Your requests", Line::new("request list").with("mine", "yes"))))
}

/// What is unassigned, for whoever is on duty.
pub fn on_duty(open_work: &Open) -> Option<Section> {
    let lines = open_work.lines.clone();
    let section = Section::of("Unassigned, and you are on duty", lines, open_work.count)?;
    Some(section.leading_to(Button::run("Start triage", Line::new("triage next")).primary()))
}

/// What of a team is late, for its lead: whose, how many, and the first of it.
pub fn team_late(late: &[(i64, i64, Waits)], sight: Sight<'_>) -> Option<Section> {
    let lines = late.iter().map(|(user_id, days, waits)| {
        let first = line(waits, sight, Some(&format!("{} without a change", counted(*days))));
        match waits.total.count() {
            1 => format!("<@{user_id}>: {first}"),
            _ => format!("<@{user_id}>: {} late, first {first}", waits.total),
        }
    });
    let section = Section::new("Late in your team", lines.collect(), MOST_PEOPLE)?;
    Some(section.opening(late.iter().map(|(_, _, waits)| open(waits))))
}

/// What is unassigned, for a lead.
pub fn team_unassigned(open_work: &Open) -> Option<Section> {
    let section = Section::of("Unassigned in your team", open_work.lines.clone(), open_work.count)?;
    Some(section.leading_to(Button::run("Start triage", Line::new("triage next"))))
}

fn open(waits: &Waits) -> Button {
    let id = waits.found.id;
    Button::run(code(id), Line::new("request show").with("request", id))
}

/// Requests that nobody has taken, in areas of the reader's.
pub fn untaken(waiting: &[(i64, Waits)], sight: Sight<'_>) -> Option<Section> {
    let lines = waiting
        .iter()
        .map(|(days, waits)| line(waits, sight, Some(&format!("untaken for {}", counted(*days)))));
    let section = Section::of("Untaken requests in your areas", lines.collect(), total(waiting))?;
    let section = section.opening(waiting.iter().map(|(_, waits)| open(waits)));
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
    let area = found.area_name.as_deref().map(|area| format!(" · {}", name(area))).unwrap_or_default();
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
