//! What docket had to put aside, in words.

use crate::{
    base::{
        text::{escape_markdown, trim_to},
        when::{Style, age, stamp},
    },
    contract::{Card, Line, Message, Select, SelectFrom, SelectOption, Tone},
    queue::{DeadJob, DeadMessage, PACE, Target},
    workspace::rules::Pick,
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// Pieces of work that are listed.
pub const MOST_UNDELIVERED: i64 = 6;
/// Messages that are listed.
const MOST_MESSAGES: usize = 10;
/// Channels and people of which everything can be chosen at once.
const MOST_PLACES: usize = 5;
/// Characters of a reason.
const REASON: usize = 200;
const UNKNOWN: &str = "the reason is not known";

/// Everything that was put aside, by kind and the oldest first, with what can be done about each.
pub fn undelivered(messages: &[DeadMessage], jobs: &[DeadJob], now: DateTime<Utc>) -> Message {
    if messages.is_empty() && jobs.is_empty() {
        return Message::text("Everything was delivered and done; nothing was put aside.");
    }
    let text = "docket could not deliver or do this and keeps it. Fix what is in the way first, such as a missing permission. Cards then come by themselves; the rest is yours to try again.";
    let (useful, useless): (Vec<_>, Vec<_>) = messages.iter().partition(|one| one.helps(now));
    let listed: Vec<Listed> = listed(&useful, jobs);
    let mut message = Message::text(text);
    for kind in [Kind::Card, Kind::Channel, Kind::Person, Kind::Work] {
        let of_kind = listed.iter().filter(|one| one.kind == kind);
        let mut lines: Vec<_> = of_kind.map(|one| format!("**{}** {}", one.number, one.line)).collect();
        let more = useful.iter().filter(|one| self::kind(one) == kind).count().saturating_sub(lines.len());
        if more > 0 {
            lines.push(format!("-# and {more} more, of which those of one place can be chosen together"));
        }
        if !lines.is_empty() {
            message =
                message.card(Card { tone: Tone::Alarm, ..Card::new(kind.title()).text(lines.join("\n")) });
        }
    }
    if !useless.is_empty() {
        let what = match useless.len() {
            1 => "One more would not help".to_owned(),
            count => format!("{count} more would not help"),
        };
        let text = format!(
            "{what} anybody any more, such as the card of a shift that is over or a reminder that has passed. docket \
             forgets it after a week."
        );
        message = message.card(Card::new("Too late").text(text));
    }
    let places = places(&useful, &listed);
    let again = options(&listed, &places, now);
    let mut away = again.clone();
    if !useless.is_empty() {
        away.push(option(Pick::Useless, "Everything that is too late".to_owned(), String::new()));
    }
    let message =
        if again.is_empty() { message } else { message.select(select("retry", "Try again…", again)) };
    message.select(select("discard", "Discard…", away))
}

/// Something that is listed, with the number by which the selects name it.
struct Listed {
    number: usize,
    kind: Kind,
    pick: Pick,
    /// What it is, in a few words without markdown.
    name: String,
    since: DateTime<Utc>,
    line: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Card,
    Channel,
    Person,
    Work,
}

impl Kind {
    fn title(self) -> &'static str {
        match self {
            Self::Card => "Cards that are missing in their channel",
            Self::Channel => "Messages to channels",
            Self::Person => "Messages to people",
            Self::Work => "Work that was not done",
        }
    }
}

fn kind(message: &DeadMessage) -> Kind {
    match message.target {
        Target::Person(_) => Kind::Person,
        Target::Channel(_) if message.card.is_some() => Kind::Card,
        Target::Channel(_) => Kind::Channel,
    }
}

fn listed(messages: &[&DeadMessage], jobs: &[DeadJob]) -> Vec<Listed> {
    let mut shown: Vec<_> = messages.iter().take(MOST_MESSAGES).collect();
    shown.sort_by_key(|one| (kind(one) as u8, one.id));
    let messages = shown.into_iter().map(|one| {
        let title = title(one);
        let name = if title.is_empty() { "A message".to_owned() } else { title };
        (kind(one), Pick::Message(one.id), name, one.created_at, message_line(one))
    });
    let jobs = jobs.iter().take(usize::try_from(MOST_UNDELIVERED).unwrap_or(usize::MAX));
    let jobs = jobs.map(|job| (Kind::Work, Pick::Job(job.id), job.kind.clone(), job.run_at, job_line(job)));
    let all = messages.chain(jobs).enumerate();
    all.map(|(place, (kind, pick, name, since, line))| Listed {
        number: place + 1,
        kind,
        pick,
        name,
        since,
        line,
    })
    .collect()
}

/// Where more than one message is to go, with how many and the number of the first that is listed.
fn places(messages: &[&DeadMessage], listed: &[Listed]) -> Vec<(Pick, usize, usize)> {
    let mut counts: BTreeMap<(u8, i64), (Pick, usize, Option<usize>)> = BTreeMap::new();
    for one in messages {
        let pick = Pick::Target(one.target);
        let number = listed.iter().find(|it| it.pick == Pick::Message(one.id)).map(|it| it.number);
        let key = match one.target {
            Target::Channel(id) => (0, id),
            Target::Person(id) => (1, id),
        };
        let place = counts.entry(key).or_insert((pick, 0, None));
        place.1 += 1;
        place.2 = place.2.or(number);
    }
    let several = counts.into_values().filter(|(_, count, _)| *count > 1);
    several.filter_map(|(pick, count, first)| Some((pick, count, first?))).take(MOST_PLACES).collect()
}

fn options(listed: &[Listed], places: &[(Pick, usize, usize)], now: DateTime<Utc>) -> Vec<SelectOption> {
    let one = |it: &Listed| option(it.pick, format!("{} · {}", it.number, it.name), age(now - it.since));
    let place = |(pick, count, first): &(Pick, usize, usize)| {
        let label = match pick {
            Pick::Target(Target::Person(_)) => format!("All {count} to the person of {first}"),
            _ => format!("All {count} in the channel of {first}"),
        };
        option(*pick, label, String::new())
    };
    places.iter().map(place).chain(listed.iter().map(one)).collect()
}

fn option(pick: Pick, label: String, description: String) -> SelectOption {
    SelectOption {
        value: pick.to_string(),
        label: trim_to(&label, 100).into_owned(),
        description,
        is_chosen: false,
    }
}

fn select(command: &str, placeholder: &str, options: Vec<SelectOption>) -> Select {
    let line = Line::new(format!("settings {command}")).hole("what");
    Select { line, placeholder: placeholder.to_owned(), from: SelectFrom::Texts(options) }
}

/// Where to, since when, and why not. What it says is for those to whom it was addressed; the title of a card is
/// what a whole channel was to see.
fn message_line(message: &DeadMessage) -> String {
    let place = match message.target {
        Target::Channel(id) => {
            let title = title(message);
            let title = if title.is_empty() { title } else { format!("“{}” ", escape_markdown(&title)) };
            format!("{title}in <#{id}>")
        }
        Target::Person(id) => format!("to <@{id}>"),
    };
    let since = stamp(message.created_at, Style::Relative);
    // The courier's own words, which name channels and people by mentions.
    let reason = message.last_error.as_deref().unwrap_or(UNKNOWN);
    format!("{place}, {since}: {}", trim_to(reason, REASON))
}

/// The title of what a channel was to see; not escaped. What a person was to see is theirs.
fn title(message: &DeadMessage) -> String {
    if matches!(message.target, Target::Person(_)) {
        return String::new();
    }
    let read = serde_json::from_value::<Message>(message.body.clone()).ok();
    read.and_then(|read| read.cards.into_iter().next()).map(|card| card.title).unwrap_or_default()
}

fn job_line(job: &DeadJob) -> String {
    let since = stamp(job.run_at, Style::Relative);
    format!(
        "`{}` (`{}`), {since}, after {} attempts: {}",
        job.kind.replace('`', "'"),
        job.key.replace('`', "'"),
        job.attempts,
        escape_markdown(&trim_to(job.last_error.as_deref().unwrap_or(UNKNOWN), REASON))
    )
}

/// What was chosen is on its way.
pub fn tried_again(messages: usize, jobs: usize) -> Message {
    let seconds = PACE.num_seconds();
    let text = match (messages, jobs) {
        (0, 0) => "That is no longer on this list, or it is too late for it; nothing was done.".to_owned(),
        (0, _) => "docket does it again now. If it fails again, it comes back to this list.".to_owned(),
        (1, _) => "docket delivers it now. If that fails again, it comes back to this list.".to_owned(),
        _ => format!(
            "docket delivers {messages} messages now, one every {seconds} seconds. What fails again comes back to this \
             list."
        ),
    };
    look_again(text)
}

/// What was chosen is gone.
pub fn discarded(messages: usize, jobs: usize) -> Message {
    look_again(match messages + jobs {
        0 => "That is no longer on this list; nothing was done.".to_owned(),
        1 => "Discarded: it is not delivered or done any more.".to_owned(),
        count => format!("Discarded: {count} messages are not delivered any more."),
    })
}

fn look_again(text: String) -> Message {
    Message::text(text)
        .buttons([crate::contract::Button::run("Look again", Line::new("settings undelivered"))])
}

/// To admins, when docket is in the server again.
pub fn put_aside_while_away(count: u64) -> String {
    let what = if count == 1 { "A message was".to_owned() } else { format!("{count} messages were") };
    format!(
        "{what} to be sent while docket was not in this server, and so long ago that nobody needs to get them unasked. \
         `/settings undelivered` shows what they were."
    )
}
