//! Lists, and what completes a number.

use super::{card, code};
use crate::{
    base::text::{one_line, trim_with_notice},
    contract::{Button, Card, Context, Line, Message, Sight, args::EscalationList},
    escalation::{Escalation, actions::Around, rules::lifecycle::may_see, store::Listed},
};

/// What its section of an agenda is called.
pub const OPEN_TITLE: &str = "Escalations open or late";
/// What the section says when there is nothing in it.
pub const OPEN_NOTHING: &str = "No public question waits for an answer.";

/// One page, those that wait longest first; `next` is the line that goes on.
pub fn list(cx: &Context, around: &Around, listed: &Listed, next: Line) -> Message {
    if listed.found.is_empty() {
        return Message::text("No escalation fits. `/escalate` brings one.");
    }
    let line = |row: &Escalation| {
        let is_readable = may_see(cx, row, around.topic(row.facts.topic_id));
        card::list_line(row, cx.sight(), is_readable)
    };
    let lines: Vec<String> = listed.found.iter().map(line).collect();
    let title = format!("{} escalation{}", listed.total, if listed.total.count() == 1 { "" } else { "s" });
    let last = listed.found.last().filter(|_| listed.is_more);
    let more = last.map(|last| Button::run("More", next.with("after", last.id)));
    Message::default().card(Card::new(title).text(lines.join("\n"))).buttons(more)
}

/// The line of a list without the place where it goes on.
pub fn list_line(args: &EscalationList) -> Line {
    let mut line = Line::new("escalation list");
    if let Some(state) = &args.state {
        line = line.with("state", state.word());
    }
    if args.mine == Some(true) {
        line = line.with("mine", "yes");
    }
    if let Some(area) = &args.area {
        line = line.with("area", &area.0);
    }
    line
}

/// What completes a number. Of a sensitive topic it tells the number alone.
pub fn choice(row: &Escalation, sight: Sight<'_>) -> String {
    let state = super::state(row.facts.state);
    if row.facts.topic_id.is_some() {
        return format!("{} · {state} · sensitive", code(row.id));
    }
    let asked = one_line(&sight.text(&row.facts.question)).to_string();
    let asked = if asked.is_empty() { row.url.clone().unwrap_or_default() } else { asked };
    format!("{} · {state} · {}", code(row.id), trim_with_notice(&sight.text(&asked), 70, "…"))
}
