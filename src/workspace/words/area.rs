//! Sentences of `/area`.

use super::{bold, outcome, undo_button};
use crate::{
    base::text::{escape_markdown, trim_to},
    contract::{Button, Card, Line, Message, Select, SelectFrom},
    error::Refusal,
    room::form_is_old,
    workspace::{
        Area,
        rules::{Keyword, KeywordError, LONGEST_KEYWORD, MOST_KEYWORDS},
    },
};

/// Areas on one page of the list.
const PAGE: usize = 15;
/// Characters of a keyword that are shown back.
const SHOWN: usize = 40;

impl KeywordError {
    /// What is wrong, for an area or whatever else has keywords.
    pub fn sentence(&self) -> String {
        match self {
            KeywordError::TooLong(word) => format!(
                "The keyword “{}” is longer than {LONGEST_KEYWORD} characters.",
                escape_markdown(&trim_to(word, SHOWN))
            ),
            KeywordError::Unreadable(word) => format!(
                "The keyword “{}” has no letter and no digit, so no text would match it.",
                escape_markdown(word)
            ),
            KeywordError::TooMany(count) => {
                format!("These are {count} keywords, and there can be at most {MOST_KEYWORDS}.")
            }
        }
    }
}

fn reference(area: &Area) -> String {
    format!("#{}", area.id)
}

fn undo(id: i64, event: Option<i64>) -> Option<Button> {
    undo_button("Undo", Line::new("area undo").with("area", id), event)
}

/// Owner, backup and keywords in one line each.
fn details(area: &Area) -> String {
    let backup = area.backup_user_id.map(|id| format!(", backup <@{id}>")).unwrap_or_default();
    let keywords: Vec<_> = area.keywords.iter().map(|keyword| escape_markdown(keyword)).collect();
    let keywords = if keywords.is_empty() { "none yet".to_owned() } else { keywords.join(", ") };
    format!("Owner <@{}>{backup}\nKeywords: {keywords}", area.owner_user_id)
}

pub fn area_added(area: &Area, event: Option<i64>) -> Message {
    let edit = Line::new("area edit").with("area", reference(area)).version(area.version);
    Message::text(format!("Added the area {}.\n{}", bold(&area.name), details(area)))
        .select(Select {
            line: edit.clone().hole("owner"),
            placeholder: "Give it another owner".to_owned(),
            from: SelectFrom::Members,
        })
        .buttons([Button::run("Edit", edit)].into_iter().chain(undo(area.id, event)))
}

pub fn area_changed(area: &Area, event: Option<i64>) -> Message {
    let text = format!("The area {} is now:\n{}", bold(&area.name), details(area));
    Message::text(outcome(&text, event)).buttons([edit_button(area)].into_iter().chain(undo(area.id, event)))
}

/// What leads to an area, and how each word counts; after a change, with the way back.
pub fn area_keywords(area: &Area, event: Option<i64>) -> Message {
    let lines: Vec<String> = area.keywords.iter().map(|keyword| keyword_line(keyword)).collect();
    let what = if event.is_some() { "What leads to the area" } else { "What leads to the area, as it is:" };
    let lines = if lines.is_empty() { "Nothing yet.".to_owned() } else { lines.join("\n") };
    let how = "`add:` takes words and phrases with commas between them; `invoice*3` counts three times, and a text with \
               what stands behind `-refund` is never routed here.";
    Message::text(format!("{what} {}\n{lines}\n{how}", bold(&area.name))).buttons(undo(area.id, event))
}

fn keyword_line(typed: &str) -> String {
    let keyword = Keyword::read(typed);
    let phrase = escape_markdown(keyword.phrase);
    match (keyword.rules_out, keyword.times) {
        (true, _) => format!("- not with “{phrase}”"),
        (false, 1) => format!("- “{phrase}”"),
        (false, times) => format!("- “{phrase}”, which counts {times} times"),
    }
}

pub fn keywords_not_theirs(area: &Area) -> Refusal {
    Refusal::new(format!(
        "The words that lead to {} are for its owner <@{}> or a lead to change. Nothing was changed; ask them.",
        bold(&area.name),
        area.owner_user_id
    ))
}

pub fn keyword_unknown(area: &Area, keyword: &str) -> Refusal {
    Refusal::new(format!(
        "“{}” is not among the words that lead to {}. Nothing was changed.",
        escape_markdown(keyword),
        bold(&area.name)
    ))
    .offer("Show them", Line::new("area keywords").with("area", reference(area)))
}

/// A button from before a change was pressed.
pub fn area_changed_since(area: &Area) -> Message {
    Message::text(format!(
        "Somebody changed the area {} meanwhile, so your change was not made. It is now:\n{}",
        bold(&area.name),
        details(area)
    ))
    .buttons([edit_button(area)])
}

/// A form from before a change was sent.
pub fn area_form_is_old(area: &Area) -> Refusal {
    form_is_old(
        &format!("The area {}", bold(&area.name)),
        Line::new("area edit").with("area", reference(area)),
    )
}

fn edit_button(area: &Area) -> Button {
    Button::run("Edit", Line::new("area edit").with("area", reference(area)).version(area.version))
}

pub fn area_put_away(area: &Area, is_archived: bool, event: Option<i64>) -> Message {
    let text = if is_archived {
        format!("Archived the area {}. Nothing new is routed to it; what it has, it keeps.", bold(&area.name))
    } else {
        format!("Restored the area {}. Its keywords lead to it again.", bold(&area.name))
    };
    Message::text(outcome(&text, event)).buttons(undo(area.id, event))
}

pub fn area_taken_back(id: i64, name: &str, event: Option<i64>) -> Message {
    let redo = undo_button("Redo", Line::new("area undo").with("area", id), event);
    Message::text(format!("Undid: the area {} is as it was before.", bold(name))).buttons(redo)
}

/// One page of the areas; a page past the end is the last one.
pub fn area_list(areas: &[Area], is_archived: bool, page: usize) -> Message {
    let title = if is_archived { "Archived areas" } else { "Areas of the product" };
    if areas.is_empty() {
        let text = if is_archived {
            "No area is archived."
        } else {
            "There are no areas yet. A lead adds one with `/area add`."
        };
        return Message::text(text);
    }
    let pages = areas.len().div_ceil(PAGE);
    let page = page.clamp(1, pages);
    let shown = areas.iter().skip((page - 1) * PAGE).take(PAGE);
    let card = shown
        .fold(Card::new(title), |card, area| card.wide_field(escape_markdown(&area.name), details(area)));
    let line = |page: usize| {
        let line = Line::new("area list").with("page", page);
        if is_archived { line.with("archived", "yes") } else { line }
    };
    pages_of(card, page, pages, line)
}

/// A page of a list, with buttons to the pages beside it.
fn pages_of(mut card: Card, page: usize, pages: usize, line: impl Fn(usize) -> Line) -> Message {
    if pages > 1 {
        card.footer = format!("Page {page} of {pages}");
    }
    let back = (page > 1).then(|| Button::run("Back", line(page - 1)));
    let next = (page < pages).then(|| Button::run("Next", line(page + 1)));
    Message::default().card(card).buttons(back.into_iter().chain(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_that_cannot_be_is_named() {
        let cases = [
            (KeywordError::TooLong("*".repeat(61)), "is longer than 60 characters."),
            (KeywordError::Unreadable("§§".to_owned()), "The keyword “§§” has no letter and no digit"),
            (KeywordError::TooMany(51), "These are 51 keywords, and there can be at most 50."),
        ];
        for (error, expected) in cases {
            let sentence = error.sentence();
            assert!(sentence.contains(expected), "{sentence}");
        }
    }
}
