//! What docket had to put aside, in words.

use crate::{
    base::{
        text::{escape_markdown, trim_to},
        when::{Style, stamp},
    },
    contract::{Button, Card, Line, Message, Tone},
    queue::{DeadJob, DeadMessage, Target},
};

/// Of messages and of work, each, as many are listed; the button tries all.
pub const MOST_UNDELIVERED: i64 = 8;
/// Characters of a reason.
const REASON: usize = 200;

/// Everything that was put aside, the oldest first, with the button that tries all of it again.
pub fn undelivered(messages: &[DeadMessage], jobs: &[DeadJob]) -> Message {
    if messages.is_empty() && jobs.is_empty() {
        return Message::text("Everything was delivered and done; nothing was put aside.");
    }
    let text =
        "docket gave these up and keeps them. Mend what is in the way first, such as a missing permission.";
    let lists = [
        ("Messages that were not delivered", messages.iter().map(message_line).collect::<Vec<_>>()),
        ("Work that was not done", jobs.iter().map(job_line).collect()),
    ];
    let cards =
        lists.into_iter().filter(|(_, lines)| !lines.is_empty()).map(|(title, lines)| card(title, lines));
    let message = cards.fold(Message::text(text), Message::card);
    message.buttons([Button::run("Try again", Line::new("settings retry")).primary()])
}

fn card(title: &str, mut lines: Vec<String>) -> Card {
    if i64::try_from(lines.len()).is_ok_and(|count| count >= MOST_UNDELIVERED) {
        lines.push("-# (the oldest; there may be more, which **Try again** includes)".to_owned());
    }
    Card { tone: Tone::Alarm, ..Card::new(title).text(lines.join("\n")) }
}

/// Where to, since when, and why not. What it says is for those to whom it was addressed; the title of a card is
/// what a whole channel was to see.
fn message_line(message: &DeadMessage) -> String {
    let place = match message.target {
        Target::Channel(id) => format!("{}in <#{id}>", title(message)),
        Target::Person(id) => format!("to <@{id}>"),
    };
    let since = stamp(message.created_at, Style::Relative);
    format!("- {place}, {since}: {}", reason(message.last_error.as_deref()))
}

fn title(message: &DeadMessage) -> String {
    let read = serde_json::from_value::<Message>(message.body.clone()).ok();
    let title =
        read.and_then(|read| read.cards.into_iter().next()).map(|card| card.title).unwrap_or_default();
    if title.is_empty() { title } else { format!("“{title}” ") }
}

fn job_line(job: &DeadJob) -> String {
    let since = stamp(job.run_at, Style::Relative);
    format!(
        "- `{}` (`{}`), {since}, after {} attempts: {}",
        job.kind.replace('`', "'"),
        job.key.replace('`', "'"),
        job.attempts,
        reason(job.last_error.as_deref())
    )
}

fn reason(last_error: Option<&str>) -> String {
    escape_markdown(&trim_to(last_error.unwrap_or("the reason is not known"), REASON))
}

/// What the button did.
pub fn tried_again(messages: u64, jobs: u64) -> Message {
    if messages + jobs == 0 {
        return Message::text("Nothing is put aside any more, so nothing was done.");
    }
    Message::text(format!(
        "docket tries again now: messages: {messages}, pieces of work: {jobs}. What fails again comes back to this list."
    ))
    .buttons([Button::run("Look again", Line::new("settings undelivered"))])
}

/// To admins, when docket is in the server again.
pub fn put_aside_while_away(count: u64) -> String {
    let what = if count == 1 { "A message was".to_owned() } else { format!("{count} messages were") };
    format!(
        "{what} to be sent while docket was not in this server, and so long ago that nobody needs to get them unasked. \
         `/settings undelivered` shows what they were."
    )
}
