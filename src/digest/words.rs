//! Every sentence of the digests. Pure.

use super::store::PersonRow;
use crate::{
    base::{
        text::{escape_markdown, one_line, trim_to},
        when::{Style, stamp},
    },
    contract::{Button, Card, Errand, Guild, Level, Line, Message, Section},
    error::Refusal,
    workspace::Preferences,
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

/// Characters of a wrong input that are shown back.
const SHOWN: usize = 40;

/// Buttons in a row of Discord's.
const IN_A_ROW: usize = 5;
/// Things that can be opened from a digest: what is left beside the row that leads to lists.
const MOST_OPENED: usize = 4 * IN_A_ROW;

/// What people come here for, as `/help` tells it.
pub const ERRANDS: &[Errand] = &[MORNING];

const MORNING: Errand = Errand {
    key: "digest",
    title: "Get one message a day with all that waits for you",
    how: "Your digest comes by direct message in the morning, on days when there is something. `/digest now` shows it at once; \
          `/digest settings` says whether and when it comes, your time zone and your quiet hours.",
    words: "summary daily morning notifications quiet hours time zone mute",
    begins: &[("Show it now", "digest now"), ("Digest settings", "digest settings")],
    people: &[(Level::Everyone, 5), (Level::Reporter, 5)],
};

/// The digest of a local day.
pub fn digest(sections: &[Section], date: NaiveDate) -> Message {
    let mut opens: Vec<Button> = Vec::new();
    for button in sections.iter().flat_map(|section| &section.opens) {
        if opens.iter().all(|other| other.label != button.label) && opens.len() < MOST_OPENED {
            opens.push(button.clone());
        }
    }
    let message = Message::default().silent().card(card(sections, date));
    let message = opens.chunks(IN_A_ROW).fold(message, |message, row| message.buttons(row.to_vec()));
    let leading = sections.iter().filter_map(|section| section.button.clone()).take(IN_A_ROW - 1);
    let settings = Button::run("Digest settings", Line::new("digest settings"));
    message.buttons(leading.chain([settings]))
}

/// What it would say at this moment.
pub fn preview(sections: &[Section], date: NaiveDate) -> Message {
    if sections.is_empty() {
        let text = "Nothing waits for you now. On a day like that docket sends no digest.";
        return Message::text(text).buttons([Button::run("Digest settings", Line::new("digest settings"))]);
    }
    digest(sections, date)
}

fn card(sections: &[Section], date: NaiveDate) -> Card {
    let parts: Vec<String> = sections.iter().map(part).collect();
    Card::new(format!("Your day, {}", date.format("%A %-d %B"))).text(parts.join("\n\n"))
}

fn part(section: &Section) -> String {
    let mut lines = vec![format!("**{}**", section.title)];
    lines.extend(section.lines.iter().map(|line| format!("- {line}")));
    let more = section.total.beyond(section.lines.len());
    if !more.is_none() {
        lines.push(format!("- and {more} more"));
    }
    lines.join("\n")
}

/// In a channel, to somebody whose direct messages are closed: what it says stays private.
pub fn dms_are_closed(user_id: i64) -> Message {
    let text = format!(
        "<@{user_id}>, docket cannot send you your morning digest: your direct messages from this server are closed. It waits \
         here on every day that has one: **Show it** opens it, and so does `/digest now`. This is said once."
    );
    let off = Line::new("digest settings").with("on", "no");
    Message::text(text).ping(user_id).silent().buttons([
        Button::run("Show it", Line::new("digest now")).primary(),
        Button::run("No digest for me", off),
    ])
}

/// How somebody's mornings are set.
pub fn settings(
    guild: &Guild,
    preferences: &Preferences,
    row: &PersonRow,
    next: Option<DateTime<Utc>>,
    is_changed: bool,
) -> Message {
    let wish = row.wish();
    let start = match wish.start {
        Some(time) => time.format("%H:%M").to_string(),
        None => "at the start of work".to_owned(),
    };
    let days = row.days.as_deref().map_or_else(|| "the team's working days".to_owned(), escape_markdown);
    let zone = match &preferences.zone {
        Some(zone) => zone.name().to_owned(),
        None => format!("{} (the server's)", guild.zone.name()),
    };
    let quiet = preferences.quiet.map_or_else(|| "none".to_owned(), |quiet| quiet.to_string());
    let mut card = Card::new("Your morning digest")
        .field("Sent", if row.is_on { "yes, when something waits for you" } else { "no" })
        .field("Time", start)
        .field("Days", days)
        .field("Your time zone", zone)
        .field("Quiet hours", quiet);
    if let Some(at) = next {
        card = card.wide_field(
            "Next",
            format!("{} ({})", stamp(at, Style::LongDateTime), stamp(at, Style::Relative)),
        );
    }
    card.footer = "In quiet hours reminders in channels do not ping you, and the digest waits. What you have timed for \
                   yourself comes at its time."
        .to_owned();
    let turn = match row.is_on {
        true => Button::run("Turn it off", Line::new("digest settings").with("on", "no")),
        false => Button::run("Turn it on", Line::new("digest settings").with("on", "yes")).primary(),
    };
    let text = if is_changed { "Saved." } else { "" };
    Message::text(text).card(card).buttons([turn, Button::run("Show it now", Line::new("digest now"))])
}

fn input(text: &str) -> String {
    escape_markdown(&trim_to(&one_line(text), SHOWN))
}

/// A time of day that can be in either half of it.
pub fn which_time(text: &str, times: impl Iterator<Item = NaiveTime>) -> Refusal {
    let question =
        format!("“{}” can be in the morning or later. Nothing was changed; which one is it?", input(text));
    times
        .map(|time| time.format("%H:%M").to_string())
        .fold(Refusal::new(question), |question, time| question.meaning(time.clone(), "time", time))
}

pub fn bad_time(text: &str) -> Refusal {
    Refusal::new(format!(
        "“{}” isn't a time of day. Nothing was changed; try “8:30”, “7am” or “start of work”.",
        input(text)
    ))
}

pub fn bad_days(text: &str) -> Refusal {
    Refusal::new(format!(
        "I cannot read “{}” as days. Nothing was changed; try “Mon-Thu”, “Mon, Wed, Fri” or “working days”.",
        input(text)
    ))
}

pub fn bad_quiet(text: &str) -> Refusal {
    Refusal::new(format!(
        "I cannot read “{}” as quiet hours. Nothing was changed; try “20:00-7:30”, “10pm-7am” or “off”.",
        input(text)
    ))
}
