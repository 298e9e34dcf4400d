//! A meeting that is held: its head in the channel, its agenda, and its clock.

use super::{
    Seen,
    seen::{join, place},
};
use crate::{
    base::{
        text::{escape_markdown, limits, one_line, split, trim_with_notice},
        when::{Style, stamp},
    },
    contract::{Button, Card, Line, Message, NOBODY, Tone},
    meeting::{
        Attendance, Computed, Item, ItemState, Live, Note, NoteKind, Occurrence, Series, Speaker, State,
        rules::Mark,
    },
};
use chrono::{DateTime, TimeDelta, Utc};

/// What is shown of a topic.
pub(super) const TOPIC: usize = 200;
/// What is shown of a note.
pub(super) const NOTE: usize = 300;
/// Topics of one head.
const MOST_TOPICS: usize = 25;
/// People of one list.
const MOST_PEOPLE: usize = 20;

/// A meeting with all that its messages show.
pub struct Scene {
    pub series: Series,
    pub occurrence: Occurrence,
    pub live: Live,
    /// Its topics in their order, whatever became of them.
    pub items: Vec<Item>,
    pub notes: Vec<Note>,
    pub speakers: Vec<Speaker>,
    pub attendance: Vec<Attendance>,
    /// What was made of topics, by item: `ACT-3`.
    pub made: Vec<(i64, String)>,
    /// The private channel, if what is confidential may be shown there.
    pub private: Option<i64>,
}

impl Scene {
    /// The topic that is spoken about.
    pub fn current(&self) -> Option<&Item> {
        let id = self.occurrence.facts.current_item_id?;
        self.items.iter().find(|item| item.id == id)
    }

    /// Whether the topic is the one that is spoken about.
    pub fn is_current(&self, item: &Item) -> bool {
        self.occurrence.facts.state == State::Live && self.occurrence.facts.current_item_id == Some(item.id)
    }

    /// Who is there.
    pub fn present(&self) -> Vec<i64> {
        self.attendance.iter().filter(|it| it.is_present).map(|it| it.user_id).collect()
    }

    /// When the box of the current topic began, and how long it is, if it has one.
    pub fn boxed(&self) -> Option<(DateTime<Utc>, i64)> {
        let minutes = self.current()?.facts.minutes? + self.occurrence.facts.item_extra_minutes;
        Some((self.occurrence.facts.item_started_at?.utc(), minutes))
    }

    fn chair(&self) -> i64 {
        self.occurrence.chair(&self.series)
    }

    /// A line about the meeting.
    pub(super) fn line(&self, path: &str) -> Line {
        Line::new(path).with("occurrence", self.occurrence.id)
    }

    /// What goes on to the next topic.
    pub(super) fn next(&self) -> Line {
        self.line("meeting next-item").with("from", self.occurrence.facts.current_item_id.unwrap_or(0))
    }
}

/// How people name a topic.
pub fn topic_code(id: i64) -> String {
    format!("TOPIC-{id}")
}

/// The beginning of a text on one line, as the reader may see it, escaped.
pub fn line_of(seen: &Seen<'_>, text: &str, most: usize) -> String {
    escape_markdown(&trim_with_notice(&one_line(&seen.sight.text(text)), most, "…"))
}

/// What a series is called, as the reader may know it, where no markdown is shown.
pub fn plain_name(seen: &Seen<'_>, series: &Series) -> String {
    one_line(&seen.sight.text(series.facts.name.trim()))
}

/// A person; who was forgotten is nobody.
pub fn person(user_id: i64) -> String {
    if user_id == NOBODY { "nobody".to_owned() } else { format!("<@{user_id}>") }
}

/// Some people.
pub fn people(ids: &[i64]) -> String {
    let mut named: Vec<String> = ids.iter().take(MOST_PEOPLE).map(|id| person(*id)).collect();
    named.extend((ids.len() > MOST_PEOPLE).then(|| format!("{} more", ids.len() - MOST_PEOPLE)));
    named.join(", ")
}

/// A topic for everybody who reads the channel.
pub fn public_topic(seen: &Seen<'_>, item: &Item) -> String {
    match item.is_confidential {
        true => "a confidential topic".to_owned(),
        false => line_of(seen, &item.facts.topic, TOPIC),
    }
}

/// How long a time box is, with what it was extended by.
pub(super) fn boxed_words(minutes: Option<i64>, extra: i64) -> String {
    match (minutes, extra) {
        (None, _) => String::new(),
        (Some(minutes), 0) => format!(" · {minutes} min"),
        (Some(minutes), extra) => format!(" · {minutes} + {extra} min"),
    }
}

/// What is said of the meeting in the channel, and what its thread hangs on.
pub fn live_head(seen: &Seen<'_>, scene: &Scene) -> Message {
    let facts = &scene.occurrence.facts;
    let name = line_of(seen, &scene.series.facts.name, TOPIC);
    let state = match facts.state {
        State::Live => "is on",
        State::NotHeld => "was not held",
        _ => "is over",
    };
    let began = facts.started_at.map_or(seen.now, |at| at.utc());
    let mut card = Card::new(format!("{} {state}", plain_name(seen, &scene.series)));
    let items = scene
        .items
        .iter()
        .filter(|item| matches!(item.facts.state, ItemState::Queued | ItemState::Discussed));
    let shown: Vec<&Item> = items.collect();
    let mut lines: Vec<String> =
        shown.iter().take(MOST_TOPICS).map(|item| topic_line(seen, scene, item)).collect();
    if shown.len() > MOST_TOPICS {
        lines.push(format!("-# … and {} more", shown.len() - MOST_TOPICS));
    }
    if lines.is_empty() {
        lines.push("No topic is on the agenda.".to_owned());
    }
    card = card.text(lines.join("\n"));
    let present = scene.present();
    card = card.field("Chair", person(scene.chair()));
    if !present.is_empty() {
        card = card.field("Here", people(&present));
    }
    if let Some(place) = place(&scene.series, seen.sight).filter(|_| facts.state == State::Live) {
        card = card.field("Where", place);
    }
    let planned = stamp(scene.occurrence.ends_at(), Style::ShortTime);
    card = match (facts.state, facts.ended_at) {
        (State::Live, _) => card.field("Planned end", planned),
        (_, Some(at)) => card.field("Ended", stamp(at.utc(), Style::ShortTime)),
        _ => card,
    };
    card.tone = if facts.state == State::Live { Tone::Waiting } else { Tone::Done };
    let mut text = format!("**{name}** {state}; it began {}.", stamp(began, Style::DateTime));
    if scene.live.is_late {
        text.push_str(&format!(
            " It was due {}, when docket was not running, and began late.",
            stamp(facts.starts_at.utc(), Style::ShortTime)
        ));
    }
    if let Some(reason) = facts.reason.as_ref().filter(|_| facts.state == State::NotHeld) {
        text.push_str(&format!(" {}", line_of(seen, reason, NOTE)));
    }
    let thread = format!("{} · {}", plain_name(seen, &scene.series), date_of(scene));
    let message = Message::text(text).card(card).opening(thread);
    if facts.state != State::Live {
        return message;
    }
    let mut buttons = vec![Button::run("I'm here", scene.line("meeting present"))];
    if facts.current_item_id.is_none() {
        let is_first = !shown.is_empty() && shown.iter().all(|item| item.is_queued());
        let label = if is_first { "First topic" } else { "Next" };
        buttons.push(Button::run(label, scene.next()).primary());
    }
    if let Some(quorum) = missing(scene) {
        let few = format!("Fewer than {quorum}: carry all over");
        buttons.push(Button::run(few, scene.line("meeting adjourn")));
    }
    buttons.push(Button::run("End", scene.line("meeting end")));
    buttons.extend(join(&scene.series, seen));
    message.buttons(buttons)
}

/// How many would be needed, when fewer are there.
pub fn missing(scene: &Scene) -> Option<i64> {
    let here = i64::try_from(scene.present().len()).unwrap_or(i64::MAX);
    scene.series.facts.quorum.filter(|quorum| here < *quorum)
}

fn date_of(scene: &Scene) -> String {
    let zone = scene.series.facts.timetable_json.0.series().zone();
    zone.date(scene.occurrence.facts.starts_at.utc()).format("%-d %b %Y").to_string()
}

fn topic_line(seen: &Seen<'_>, scene: &Scene, item: &Item) -> String {
    let is_current = scene.is_current(item);
    let mark = match item.facts.state {
        _ if is_current => "▶",
        ItemState::Discussed => "✓",
        _ => "○",
    };
    let topic = public_topic(seen, item);
    let topic = if is_current { format!("**{topic}**") } else { topic };
    let who = if item.is_confidential { String::new() } else { format!(" · {}", person(item.owner())) };
    format!("{mark} {topic}{}{who}", boxed_words(item.facts.minutes, 0))
}

/// How what is said in the thread gets into the minutes where docket hears it.
const HEARD: &str = "Reply to the message of a topic, and what you say is noted there. `decision:`, `agreed:`, `rejected:`, \
                     `info:`, `idea:`, `question:` or `link:` in front says what it is; `q` puts you in the queue of \
                     speakers, `present` and `regrets` say whether you are here.";
/// The same where it hears commands and presses alone.
const TYPED: &str = "`/note` notes what is said of the topic that is spoken about. `decision:`, `agreed:`, `rejected:`, \
                     `info:`, `idea:`, `question:` or `link:` in front says what it is; **I'd like to speak** puts you in \
                     the queue of speakers, `/meeting present` and `/meeting regrets` say whether you are here.";

/// The agenda in the thread, in as many messages as it takes: the sections as they were at the start. Whether docket
/// `hears_messages` decides how notes are taken. Buttons stand under the last one.
pub fn live_agenda(scene: &Scene, sections: &[Computed], hears_messages: bool) -> Vec<Message> {
    let how = if hears_messages { HEARD } else { TYPED };
    let mut parts = vec![format!("{how} {} has the chair.", person(scene.chair()))];
    for section in sections {
        let mut lines = vec![format!("**{}**", escape_markdown(&section.title))];
        match (section.is_broken, section.lines.is_empty()) {
            (true, _) => {
                lines.push("-# This part could not be read; the meeting goes on without it.".to_owned())
            }
            (false, true) => lines.push(format!("-# {}", section.nothing)),
            (false, false) => {
                lines.extend(section.above.clone());
                lines.extend(section.lines.iter().map(|line| format!("- {line}")));
            }
        }
        if section.has_more {
            lines.push("-# … and more".to_owned());
        }
        parts.push(lines.join("\n"));
    }
    let pieces = split(&parts.join("\n\n"), limits::CONTENT);
    let mut messages: Vec<Message> = pieces.into_iter().map(|text| Message::text(text).silent()).collect();
    if let Some(last) = messages.pop() {
        messages.push(last.buttons(super::board::confirming(sections)));
    }
    messages
}

/// What a message of the agenda becomes that it does not take any more.
pub fn agenda_is_shorter() -> Message {
    Message::text("-# The agenda is shorter now: what stood here stands above.").silent()
}

/// What a kind of note looks like.
pub const fn mark_of(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Note => "📝",
        NoteKind::Decision | NoteKind::Agreed => "✅",
        NoteKind::Rejected => "❌",
        NoteKind::Info => "📌",
        NoteKind::Idea => "💡",
        NoteKind::Question => "❓",
        NoteKind::Link => "🔗",
    }
}

/// The time-cop: one message for each topic, edited in place.
pub fn time_is(seen: &Seen<'_>, scene: &Scene, item: &Item, mark: Mark) -> Message {
    let topic = public_topic(seen, item);
    let until = scene.boxed().map_or(seen.now, |(began, minutes)| began + TimeDelta::minutes(minutes));
    let text = match mark {
        Mark::Soon => format!("⏳ The time for {topic} is over {}.", stamp(until, Style::Relative)),
        Mark::Over => format!("⏰ The time for {topic} is over since {}.", stamp(until, Style::ShortTime)),
    };
    Message::text(text).buttons([
        Button::run("Next", scene.next()).primary(),
        Button::run("+3", scene.line("meeting extend").with("minutes", 3)),
        Button::run("Park", scene.line("meeting park").with("from", item.id)),
    ])
}

/// What the time-cop's message becomes when it has nothing to say any more.
pub fn time_was(seen: &Seen<'_>, scene: &Scene, item: &Item) -> Message {
    let is_current = scene.is_current(item);
    let what = if is_current { "has more time" } else { "is done" };
    Message::text(format!("-# {} {what}.", capital(&public_topic(seen, item)))).silent()
}

/// The first letter is a capital one.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// The planned end is near or has come; `ownerless` are actions that nobody has yet.
pub fn soon_over(seen: &Seen<'_>, scene: &Scene, ownerless: &[i64]) -> Message {
    let end = scene.occurrence.ends_at();
    let left = (end - seen.now).num_minutes();
    let waiting = scene
        .items
        .iter()
        .filter(|item| item.is_queued() && Some(item.id) != scene.occurrence.facts.current_item_id);
    let waiting = match waiting.count() {
        0 => String::new(),
        1 => " 1 topic still waits and would be carried over.".to_owned(),
        count => format!(" {count} topics still wait and would be carried over."),
    };
    let head = match (scene.occurrence.facts.state, end > seen.now) {
        (State::Live, true) if left <= 1 => "⏰ **1 minute left.**".to_owned(),
        (State::Live, true) => format!("⏰ **{left} minutes left.**"),
        (State::Live, false) => "⏰ **The planned time is over.** Anyone who is here can end it.".to_owned(),
        _ => return Message::text("-# The meeting is over.").silent(),
    };
    let mut text = format!("{head}{waiting}");
    let mut buttons = vec![Button::run("End", scene.line("meeting end"))];
    if !ownerless.is_empty() {
        let codes: Vec<String> = ownerless.iter().map(|id| format!("ACT-{id}")).collect();
        text.push_str(&format!("\nNobody has {} yet. Who takes it?", codes.join(", ")));
        buttons.extend(ownerless.iter().take(4).map(|id| {
            Button::run(format!("Owner of ACT-{id}…"), Line::new("action reassign").with("action", *id))
        }));
    }
    Message::text(text).buttons(buttons)
}

/// Somebody else has the chair now.
pub fn took_over(was: i64, is: i64) -> Message {
    Message::text(format!("{} did not come, so {} has the chair.", person(was), person(is))).silent()
}
