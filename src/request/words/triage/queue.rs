//! How much waits, by age and by area.

use super::reply;
use crate::{
    base::when::{Style, stamp},
    contract::{Button, Card, Context, Line, Message, Reply, Select, SelectFrom, SelectOption, Sight},
    request::{
        store::triage::{Counts, Proposable},
        words::card::{beginning, code, importance, name},
    },
    workspace::Area,
};
use chrono::{DateTime, Utc};

/// Areas on the card; the rest is summed up.
const MOST_AREAS: usize = 20;

/// The queue as a card, with the way into it.
pub fn queue(
    cx: &Context,
    mut counts: Vec<Counts>,
    areas: &[Area],
    deadline: Option<DateTime<Utc>>,
) -> Reply {
    let due = |counts: &Counts| counts.day + counts.three_days + counts.week + counts.older;
    // What has no area comes last among equals.
    counts.sort_by_key(|counts| (-due(counts), counts.area_id.is_none(), counts.area_id));
    let sum = |of: &dyn Fn(&Counts) -> i64| counts.iter().map(of).sum::<i64>();
    let total = sum(&due);
    let oldest = counts.iter().filter_map(|counts| counts.oldest_at).min();
    let mut text = match (total, oldest) {
        (0, _) | (_, None) => "Nothing waits for a decision.".to_owned(),
        (1, Some(at)) => format!("**One** request waits for a decision, filed {}.", ago(at.utc())),
        (total, Some(at)) => {
            format!("**{total}** requests wait for a decision, the oldest filed {}.", ago(at.utc()))
        }
    };
    if let Some(at) = deadline.filter(|_| total > 0) {
        let when = stamp(at, Style::LongDateTime);
        text += &format!(" Deadline: {when} ({}).", stamp(at, Style::Relative));
    }
    let mut card = Card::new("Triage queue").text(text);
    for (label, count) in [
        ("Under a day", sum(&|counts| counts.day)),
        ("1 to 3 days", sum(&|counts| counts.three_days)),
        ("3 to 7 days", sum(&|counts| counts.week)),
        ("Over 7 days", sum(&|counts| counts.older)),
    ] {
        card = card.field(label, count.to_string());
    }
    let called = |counts: &Counts| {
        let area = areas.iter().find(|area| Some(area.id) == counts.area_id);
        area.map_or_else(|| "no area".to_owned(), |area| name(&area.name))
    };
    let lines = counts.iter().take(MOST_AREAS).map(|one| area_line(&called(one), due(one), one));
    let mut lines: Vec<String> = lines.collect();
    if counts.len() > MOST_AREAS {
        let rest: i64 = counts.iter().skip(MOST_AREAS).map(due).sum();
        lines.push(format!("{rest} in {} other areas", counts.len() - MOST_AREAS));
    }
    if !lines.is_empty() {
        card = card.wide_field("By area", lines.join("\n"));
    }
    let aside = aside(sum(&|counts| counts.held), sum(&|counts| counts.snoozed), sum(&|counts| counts.asked));
    if !aside.is_empty() {
        card = card.wide_field("Of these and beside them", aside);
    }
    reply(cx, with_ways_in(Message::default().card(card), &counts, areas, total))
}

fn ago(at: DateTime<Utc>) -> String {
    stamp(at, Style::Relative)
}

fn area_line(called: &str, due: i64, counts: &Counts) -> String {
    let mut line = format!("{called}: **{due}**");
    if let Some(at) = counts.oldest_at {
        line += &format!(", the oldest filed {}", ago(at.utc()));
    }
    let aside = aside(counts.held, counts.snoozed, counts.asked);
    if aside.is_empty() { line } else { format!("{line} ({aside})") }
}

fn aside(held: i64, snoozed: i64, asked: i64) -> String {
    let parts = [(held, "in somebody's hands"), (snoozed, "snoozed"), (asked, "waiting for the reporter")];
    let parts = parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    parts.collect::<Vec<_>>().join(", ")
}

fn with_ways_in(mut message: Message, counts: &[Counts], areas: &[Area], total: i64) -> Message {
    let list = Line::new("request list").with("unassigned", "yes");
    let mut buttons = Vec::new();
    if total > 0 {
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
    let options: Vec<SelectOption> = counts.iter().filter_map(option).take(25).collect();
    if options.is_empty() {
        return message;
    }
    message.select(Select {
        line: Line::new("triage next").hole("area"),
        placeholder: "Start with one area…".into(),
        from: SelectFrom::Texts(options),
    })
}

/// One waiting request in a line.
pub fn open_line(row: &Proposable, sight: Sight<'_>) -> String {
    let text = beginning(&row.text, sight, 80);
    let how = if row.importance > 1 { format!(", {}", importance(row.importance)) } else { String::new() };
    format!("**{}** ({}{how}) {text}", code(row.id), ago(row.created_at.utc()))
}
