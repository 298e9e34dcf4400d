//! The library of answers, in words.

use super::{View, code, line, name};
use crate::{
    base::text::{escape_markdown, limits, one_line, trim_with_notice},
    contract::{Button, Context, Level, Line, Message, Select, SelectFrom, SelectOption, Sight},
    error::Refusal,
    escalation::{LibraryAnswer, actions::Beginnings},
    workspace::Area,
};

/// Answers that a list shows.
const MOST: usize = 15;
/// What a list shows of an answer.
const BEGINNING: usize = 90;
/// What is shown of an answer that was given before.
const GIVEN: usize = 160;

fn of(answer: &LibraryAnswer, areas: &[Area]) -> String {
    let area = areas.iter().find(|area| Some(area.id) == answer.area_id).map(|area| name(&area.name));
    let kind = Some(name(&answer.kind)).filter(|kind| !kind.is_empty());
    let parts: Vec<String> = area.into_iter().chain(kind).collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}

fn beginning(text: &str, sight: Sight<'_>, most: usize) -> String {
    escape_markdown(&trim_with_notice(&one_line(&sight.text(text)), most, "…"))
}

/// The answers that fit, with a select that shows one.
pub fn library(cx: &Context, found: &[&LibraryAnswer], areas: &[Area]) -> Message {
    if found.is_empty() {
        return Message::text(
            "No answer of the library fits. `/escalation keep title:… ` puts one there, for an area and a kind if you like.",
        );
    }
    let line = |answer: &&LibraryAnswer| {
        let title = name(&cx.sight().text(&answer.title));
        format!("**{title}**{}: {}", of(answer, areas), beginning(&answer.text, cx.sight(), BEGINNING))
    };
    let mut text = found.iter().take(MOST).map(line).collect::<Vec<_>>().join("\n");
    if found.len() > MOST {
        text.push_str(&format!("\n… and {} more; ask for an area, a kind or words.", found.len() - MOST));
    }
    let option = |answer: &&LibraryAnswer| SelectOption {
        value: answer.id.to_string(),
        label: trim_with_notice(&cx.sight().text(&answer.title), limits::SELECT_OPTION, "…").into_owned(),
        description: String::new(),
        is_chosen: false,
    };
    Message::text(text).select(Select {
        line: Line::new("escalation library").hole("answer"),
        placeholder: "Show one…".to_owned(),
        from: SelectFrom::Texts(found.iter().take(MOST).map(option).collect()),
    })
}

/// One answer as a whole.
pub fn library_answer(cx: &Context, answer: &LibraryAnswer, areas: &[Area]) -> Message {
    let title = name(&cx.sight().text(&answer.title));
    let text = escape_markdown(&cx.sight().text(&answer.text));
    let put_away = if answer.is_archived { " It is put away." } else { "" };
    let message = Message::text(format!(
        "**{title}**{}, kept by <@{}>.{put_away}\n>>> {text}",
        of(answer, areas),
        answer.author_user_id
    ));
    if cx.level < Level::Pm {
        return message;
    }
    let line = || Line::new("escalation keep").with("title", format!("#{}", answer.id));
    let away = match answer.is_archived {
        false => Button::run("Put away", line().with("archived", "yes")),
        true => Button::run("Take back", line().with("archived", "no")),
    };
    message.buttons([Button::run("Change", line()), away])
}

pub fn answer_kept(answer: &LibraryAnswer) -> Message {
    let title = name(&answer.title);
    Message::text(match answer.is_archived {
        true => format!("**{title}** is put away; it is not offered any more."),
        false => format!("**{title}** is in the library, and offered where it fits."),
    })
}

/// What a draft can begin with, as one select; `None` when there is nothing.
pub fn begin_with(cx: &Context, view: &View, beginnings: &Beginnings) -> Option<Select> {
    let sight = cx.sight();
    let label =
        |text: &str| trim_with_notice(&one_line(&sight.text(text)), limits::SELECT_OPTION, "…").into_owned();
    let given = beginnings.alike.iter().map(|answered| SelectOption {
        value: format!("e{}", answered.id),
        label: label(&format!("{}: {}", code(answered.id), answered.draft)),
        description: String::new(),
        is_chosen: false,
    });
    let kept = beginnings.library.iter().map(|answer| SelectOption {
        value: format!("a{}", answer.id),
        label: label(&answer.title),
        description: String::new(),
        is_chosen: false,
    });
    let options: Vec<SelectOption> = given.chain(kept).take(limits::SELECT_OPTIONS).collect();
    (!options.is_empty()).then(|| Select {
        line: line(view.row.id, "draft").hole("from").version(view.row.version),
        placeholder: "Begin the answer with…".to_owned(),
        from: SelectFrom::Texts(options),
    })
}

/// What was answered before and is most like it, for the card; `None` when nothing is.
pub fn answered_before(sight: Sight<'_>, beginnings: &Beginnings) -> Option<String> {
    let line = |answered: &crate::escalation::store::Answered| {
        let url = answered.answer_url.as_deref().filter(|url| sight.text(url) == **url);
        let url = url.map(|url| format!(" <{url}>")).unwrap_or_default();
        format!("**{}**: {}{url}", code(answered.id), beginning(&answered.draft, sight, GIVEN))
    };
    let lines: Vec<String> = beginnings.alike.iter().map(line).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

pub fn unknown_answer(number: i64) -> Refusal {
    Refusal::new(format!(
        "There is no answer {number} in the library. `/escalation library` shows what there is."
    ))
    .offer("Show the library", Line::new("escalation library"))
}

pub fn no_answer_title() -> Refusal {
    Refusal::new("The answer has no title, so nothing was kept. Give it one by which people find it.")
}

pub fn no_answer_text() -> Refusal {
    Refusal::new("The answer is empty, so nothing was kept. Write it and send it again.")
}

pub fn answer_changed(title: &str) -> Refusal {
    Refusal::new(format!(
        "Somebody changed **{}** at the same moment, so nothing was kept. Look at it and send yours again.",
        name(title)
    ))
    .offer("Show the library", Line::new("escalation library"))
}

pub fn no_beginning() -> Refusal {
    Refusal::new(
        "That answer is not there any more, so nothing was drafted. Draft it without, or choose another.",
    )
}
