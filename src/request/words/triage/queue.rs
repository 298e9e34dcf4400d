//! How much waits, by age and by area.

use crate::{
    base::{
        tally::Tally,
        text::limits,
        when::{Style, age, stamp},
    },
    contract::{Button, Card, Context, Line, Message, Reply, Select, SelectFrom, SelectOption, Sight},
    request::{
        store::triage::{Ages, Counts, Proposable},
        words::card::{beginning, code, importance, name},
    },
    workspace::Area,
};
use chrono::{DateTime, Utc};
use std::{cmp::Reverse, collections::BTreeSet};

/// Areas on the card; the rest is summed up.
const MOST_AREAS: usize = 20;

/// What waits, by age and by area.
pub struct Waits {
    pub ages: Ages,
    pub areas: Vec<Counts>,
    /// The areas of those that somebody has in hand, once for each.
    pub held: Vec<Option<i64>>,
    /// By when a rotation wants the queue empty.
    pub deadline: Option<DateTime<Utc>>,
}

/// The queue as a card, with the way into it.
pub fn queue(cx: &Context, waits: Waits, areas: &[Area]) -> Reply {
    let Waits { ages, areas: mut counts, held, deadline } = waits;
    counts.retain(|counts| ![counts.due, counts.snoozed, counts.asked].iter().all(|tally| tally.is_none()));
    // What has no area comes last among equals.
    counts.sort_by_key(|counts| (Reverse(counts.due), counts.area_id.is_none(), counts.area_id));
    let mut card = Card::new("Triage queue").text(how_many(ages, deadline, cx.now));
    for (label, count) in [
        ("Under a day", ages.day),
        ("1 to 3 days", ages.three_days),
        ("3 to 7 days", ages.week),
        ("Over 7 days", ages.older),
    ] {
        card = card.field(label, count.to_string());
    }
    let called = |counts: &Counts| {
        let area = areas.iter().find(|area| Some(area.id) == counts.area_id);
        area.map_or_else(|| "no area".to_owned(), |area| name(&area.name))
    };
    let held_in = |id: Option<i64>| Tally::from(held.iter().filter(|area| **area == id).count());
    let shown = counts.iter().take(MOST_AREAS);
    let mut lines: Vec<String> =
        shown.map(|one| area_line(&called(one), held_in(one.area_id), one, cx.now)).collect();
    if counts.len() > MOST_AREAS {
        let rest = counts.iter().skip(MOST_AREAS).fold(Tally::NONE, |sum, counts| sum.plus(counts.due));
        lines.push(format!("{rest} in {} other areas", counts.len() - MOST_AREAS));
    }
    if !lines.is_empty() {
        card = card.wide_field("By area", lines.join("\n"));
    }
    let aside = aside(Tally::from(held.len()), ages.snoozed, ages.asked);
    if !aside.is_empty() {
        card = card.wide_field("Of these and beside them", aside);
    }
    cx.in_place(with_ways_in(Message::default().card(card), &counts, areas, ages.due))
}

fn how_many(ages: Ages, deadline: Option<DateTime<Utc>>, now: DateTime<Utc>) -> String {
    if ages.due.is_none() {
        return "Nothing waits for a decision.".to_owned();
    }
    let oldest = ages.oldest_at.map(|at| age(now - at.utc()));
    let mut text = match (ages.due.count(), oldest) {
        (1, Some(age)) => format!("**1** request waits for a decision. It is {age}."),
        (_, Some(age)) => {
            format!("**{}** requests wait for a decision; the oldest is {age}.", ages.due)
        }
        (_, None) => format!("**{}** wait for a decision.", ages.due),
    };
    if let Some(at) = deadline {
        let when = stamp(at, Style::LongDateTime);
        text += &format!(" Deadline: {when} ({}).", stamp(at, Style::Relative));
    }
    text
}

fn ago(at: DateTime<Utc>) -> String {
    stamp(at, Style::Relative)
}

fn area_line(called: &str, held: Tally, counts: &Counts, now: DateTime<Utc>) -> String {
    let mut line = format!("{called}: **{}**", counts.due);
    if let Some(at) = counts.oldest_at {
        line += &format!("; the oldest is {}", age(now - at.utc()));
    }
    let aside = aside(held, counts.snoozed, counts.asked);
    if aside.is_empty() { line } else { format!("{line} ({aside})") }
}

fn aside(held: Tally, snoozed: Tally, asked: Tally) -> String {
    let parts = [(held, "in somebody's hands"), (snoozed, "snoozed"), (asked, "waiting for the reporter")];
    let parts =
        parts.iter().filter(|(count, _)| !count.is_none()).map(|(count, what)| format!("{count} {what}"));
    parts.collect::<Vec<_>>().join(", ")
}

fn with_ways_in(mut message: Message, counts: &[Counts], areas: &[Area], due: Tally) -> Message {
    let list = Line::new("request list").with("unassigned", "yes");
    let mut buttons = Vec::new();
    if !due.is_none() {
        buttons.push(Button::run("Start", Line::new("triage next")).primary());
        buttons.push(Button::run("Sweep", Line::new("triage sweep")));
    }
    buttons.push(Button::run("List", list));
    message = message.buttons(buttons);
    let option = |counts: &Counts| {
        let area = areas.iter().find(|area| Some(area.id) == counts.area_id && !area.is_archived)?;
        counts.oldest_at?;
        let (value, label) = (format!("#{}", area.id), area.name.clone());
        Some(SelectOption { value, label, description: String::new(), is_chosen: false })
    };
    let options: Vec<SelectOption> = counts.iter().filter_map(option).take(limits::SELECT_OPTIONS).collect();
    if options.is_empty() {
        return message;
    }
    message.select(Select {
        line: Line::new("triage next").hole("area"),
        placeholder: "Start with one area…".into(),
        from: SelectFrom::Texts(options),
    })
}

/// Who is on duty, for an agenda.
pub fn duty_line(people: &BTreeSet<i64>) -> String {
    let named: Vec<String> = people.iter().map(|user_id| format!("<@{user_id}>")).collect();
    let named = if named.is_empty() { "nobody".to_owned() } else { named.join(", ") };
    format!("On duty: {named}")
}

/// One waiting request in a line.
pub fn open_line(row: &Proposable, sight: Sight<'_>) -> String {
    let text = beginning(&row.text, sight, 80);
    let how = if row.importance > 1 { format!(", {}", importance(row.importance)) } else { String::new() };
    format!("**{}** ({}{how}) {text}", code(row.id), ago(row.created_at.utc()))
}
