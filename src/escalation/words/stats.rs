//! Figures, as a table and a chart.

use crate::{
    base::text::{length, one_line, trim_with_notice},
    contract::{Button, Line, Message},
    escalation::rules::stats::{Figures, Spread, bar},
};
use std::fmt::Write;

/// Characters of the name of a group.
const NAME: usize = 18;
/// Characters of the longest bar.
const BAR: usize = 24;

/// A group with its figures.
#[derive(Clone, Debug)]
pub struct Grouped {
    /// Not escaped.
    pub called: String,
    pub figures: Figures,
}

/// What has no area.
pub fn no_area() -> &'static str {
    "no area"
}

/// What nobody owns.
pub fn nobody() -> &'static str {
    "nobody"
}

/// Whether it came while whoever owns the area was at work.
pub fn in_hours(is_in: bool) -> &'static str {
    if is_in { "in hours" } else { "out of hours" }
}

/// A table of all groups, and a chart of how long an answer takes.
pub fn stats(all: &Figures, groups: &[Grouped], (days, is_cut, left_out): (i64, bool, usize)) -> Message {
    let buttons = ["area", "owner", "severity", "week", "hours"].map(|by| {
        let label = if by == "hours" { "In and out of hours".to_owned() } else { format!("By {by}") };
        Button::run(label, Line::new("escalation stats").with("by", by).with("days", days))
    });
    if all.count == 0 {
        return Message::text(format!("No public question came in the last {days} days."));
    }
    let count = all.count;
    let late = all.late;
    let mut text = format!(
        "**{count} public question{}** in the last {days} days, {late} of them late. Hours and minutes are working time of \
         whoever owns the area, from the post's own time on.\n",
        if count == 1 { "" } else { "s" },
    );
    if is_cut {
        text.push_str("There are more; these are the newest.\n");
    }
    text.push_str("```\n");
    // Writing into a text does not fail.
    let _ = writeln!(text, "{:NAME$} {:>4} {:^17} {:^17} {:>4}", "", "", "until taken", "until answered", "");
    let _ = writeln!(
        text,
        "{:NAME$} {:>4} {:>5} {:>5} {:>5} {:>5} {:>5} {:>5} {:>4}",
        "", "n", "med.", "mean", "90%", "med.", "mean", "90%", "late"
    );
    for group in groups {
        row(&mut text, &group.called, &group.figures);
    }
    row(&mut text, "all", all);
    text.push_str("```");
    if left_out > 0 {
        let _ = writeln!(text, "{left_out} more are in the last line only.");
    }
    text.push_str(&chart(groups));
    Message::text(text).buttons(buttons)
}

fn row(text: &mut String, called: &str, figures: &Figures) {
    let [a, b, c] = spread(figures.taken);
    let [d, e, f] = spread(figures.answered);
    let _ = writeln!(
        text,
        "{} {:>4} {a:>5} {b:>5} {c:>5} {d:>5} {e:>5} {f:>5} {:>4}",
        name(called),
        figures.count,
        figures.late
    );
}

fn chart(groups: &[Grouped]) -> String {
    let medians: Vec<(&str, i64)> =
        groups.iter().filter_map(|it| Some((it.called.as_str(), it.figures.answered?.median))).collect();
    let Some(greatest) = medians.iter().map(|(_, median)| *median).max() else { return String::new() };
    let mut text = "\nUntil answered, median\n```\n".to_owned();
    for (called, median) in medians {
        let _ = writeln!(text, "{} {} {}", name(called), bar(median, greatest, BAR), time(median));
    }
    text.push_str("```");
    text
}

/// A name in a column of the table. A table is code: what would end it is taken out.
fn name(called: &str) -> String {
    let called = one_line(called).replace('`', "'");
    let called = trim_with_notice(&called, NAME, "…").into_owned();
    let missing = NAME.saturating_sub(length(&called));
    called + &" ".repeat(missing)
}

fn spread(of: Option<Spread>) -> [String; 3] {
    match of {
        Some(of) => [of.median, of.mean, of.ninety].map(time),
        None => ["–", "–", "–"].map(str::to_owned),
    }
}

/// `1:05`, from a hundred hours on without minutes.
fn time(minutes: i64) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    if hours >= 100 { format!("{hours}h") } else { format!("{hours}:{rest:02}") }
}
