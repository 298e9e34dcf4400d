//! What somebody is told who brought something.

use super::{code, line, name};
use crate::{
    base::when::{Style, stamp},
    contract::{Button, Context, Message, Reply, Snapshot},
    escalation::{
        Escalation,
        actions::Around,
        rules::brought::{MOST_COUNTED, MOST_POSTS},
    },
    request,
};

/// What came of one post.
#[derive(Clone, Debug)]
pub struct Brought {
    pub row: Escalation,
    /// How many people have brought it.
    pub people: usize,
    /// Opened now; else joined.
    pub is_new: bool,
}

/// What a message says, in its own words and otherwise.
pub fn said(message: &Snapshot) -> String {
    request::said(&message.text, &message.parts)
}

/// That a message links to so many more posts than it may bring; `None` when it does not.
pub fn left_out(count: usize) -> Option<String> {
    let links = match count {
        0 => return None,
        1 => "1 more link was".to_owned(),
        count if count + MOST_POSTS >= MOST_COUNTED => format!("at least {count} more links were"),
        count => format!("{count} more links were"),
    };
    Some(format!(
        "One message brings {MOST_POSTS} posts at most; {links} left out. Bring the rest in another one."
    ))
}

/// What came of each, with the way to them, and how many links were left out.
pub fn brought(cx: &Context, around: &Around, (all, more): (&[Brought], usize)) -> Reply {
    let lines: Vec<String> = all.iter().map(|it| outcome(around, it)).chain(left_out(more)).collect();
    let buttons = all
        .iter()
        .take(5)
        .map(|it| Button::run(format!("Open {}", code(it.row.id)), line(it.row.id, "show")));
    cx.in_place(Message::text(lines.join("\n")).buttons(buttons))
}

fn outcome(around: &Around, it: &Brought) -> String {
    let (row, id) = (&it.row, code(it.row.id));
    if !it.is_new {
        return format!(
            "That is on the docket as **{id}** already; you are one of {} people who brought it.",
            it.people
        );
    }
    let topic = around.topic(row.facts.topic_id).map(|topic| name(&topic.name));
    let area = around.area(row.facts.area_id).map(|area| name(&area.name));
    let why = |keyword: &Option<String>| {
        keyword.as_deref().map(|keyword| format!(" (matched '{}')", name(keyword))).unwrap_or_default()
    };
    let whither = match (topic, area) {
        (Some(topic), _) => {
            format!("It goes to those who answer for **{topic}**{}.", why(&row.facts.topic_keyword))
        }
        (None, Some(area)) => format!("It goes to **{area}**{}.", why(&row.facts.area_keyword)),
        (None, None) => "No area's words are in it.".to_owned(),
    };
    let asked = row.climb.asked_json.0.last();
    let next = match (asked.map(|asked| asked.user), row.climb.next_step_at) {
        (Some(Some(user_id)), _) => format!("<@{user_id}> is asked."),
        (Some(None), _) => "Nobody else is there, so the leads are asked.".to_owned(),
        (None, Some(at)) if row.climb.is_area_asked => {
            format!(
                "Choose its area on the card; without that the rotation on duty is asked {}.",
                stamp(at.utc(), Style::Relative)
            )
        }
        (None, Some(at)) => {
            format!("It is quiet for them now; they are asked {}.", stamp(at.utc(), Style::DateTime))
        }
        (None, None) => String::new(),
    };
    format!("Filed as **{id}**. {whither} {next}")
}
