//! Minutes as a message, as a draft, and as a file.

use super::{
    Seen,
    live::{Scene, capital, line_of, mark_of, people, person, plain_name},
};
use crate::{
    base::{
        text::{one_line, trim_with_notice},
        when::{Style, in_words, stamp},
    },
    contract::{Button, Card, File, Line, Message, NOBODY, Select, SelectFrom, SelectOption, Tone},
    db::At,
    error::Refusal,
    meeting::{
        ActionLine, CarriedLine, Minutes, NoteLine, Occurrence, Published, Series, State, TopicMinutes,
    },
};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// What is shown of a text in a message.
const TEXT: usize = 300;
/// Characters of minutes in a message; the file has all of them.
const BODY: usize = 3800;
/// Discord's limit for a button's address.
const ADDRESS: usize = 512;

/// Minutes as they are shown.
pub struct Shown<'a> {
    pub series: &'a Series,
    pub occurrence: &'a Occurrence,
    pub minutes: &'a Minutes,
    pub revision: i64,
    /// What is different from the revision before.
    pub changed: Option<&'a str>,
    /// Who published them; `None`: docket by itself.
    pub by: Option<i64>,
}

/// Everybody who stands in minutes.
pub fn people_in(minutes: &Minutes) -> BTreeSet<i64> {
    let mut all: BTreeSet<i64> = minutes.present.iter().copied().collect();
    all.insert(minutes.chair_user_id);
    all.extend(minutes.note_taker_user_id);
    all.extend(minutes.regrets.iter().map(|regret| regret.user_id));
    all.extend(minutes.notes.iter().map(|note| note.user_id));
    all.extend(minutes.amendments.iter().map(|amendment| amendment.user_id));
    let actions = minutes.topics.iter().flat_map(|topic| &topic.actions).chain(&minutes.actions);
    all.extend(actions.filter_map(|action| action.owner_user_id));
    for topic in &minutes.topics {
        all.extend(topic.presenter_user_id);
        all.extend(topic.notes.iter().map(|note| note.user_id));
    }
    all.remove(&NOBODY);
    all
}

/// How texts, people and times are written, in a message or in a file.
struct Pen<'a> {
    text: Box<dyn Fn(&str) -> String + 'a>,
    person: Box<dyn Fn(i64) -> String + 'a>,
    role: Box<dyn Fn(i64) -> String + 'a>,
    date: Box<dyn Fn(At) -> String + 'a>,
}

impl<'a> Pen<'a> {
    fn message(seen: &'a Seen<'a>) -> Self {
        Self {
            text: Box::new(move |text| line_of(seen, text, TEXT)),
            person: Box::new(person),
            role: Box::new(move |id| seen.guild.role_words(id)),
            date: Box::new(|at| stamp(at.utc(), Style::LongDate)),
        }
    }

    fn file(seen: &'a Seen<'a>, names: &'a BTreeMap<i64, String>, series: &'a Series) -> Self {
        let zone = series.facts.timetable_json.0.series().zone();
        Self {
            text: Box::new(move |text| crate::base::text::escape_markdown(&one_line(&seen.sight.text(text)))),
            person: Box::new(move |id| match names.get(&id) {
                Some(name) => format!("@{}", crate::base::text::escape_markdown(name)),
                None => "somebody".to_owned(),
            }),
            role: Box::new(|_| "the first of a role who takes it".to_owned()),
            date: Box::new(move |at| zone.date(at.utc()).format("%Y-%m-%d").to_string()),
        }
    }

    fn note(&self, note: &NoteLine) -> String {
        let kind = match note.kind {
            crate::meeting::NoteKind::Note => String::new(),
            kind => format!("{}: ", capital(kind.word())),
        };
        format!(
            "- {} {kind}{} — {}",
            mark_of(note.kind),
            (self.text)(&note.text),
            (self.person)(note.user_id)
        )
    }

    fn action(&self, action: &ActionLine) -> String {
        let owner = match (action.owner_user_id, action.for_role_id) {
            (Some(user_id), _) => (self.person)(user_id),
            (None, Some(role_id)) => (self.role)(role_id),
            (None, None) => "nobody yet".to_owned(),
        };
        let due = action.due_at.map_or(String::new(), |at| format!(", due {}", (self.date)(at)));
        format!("- ☐ ACT-{}: {} — {owner}{due}", action.id, (self.text)(&action.text))
    }

    fn topic(&self, topic: &TopicMinutes, recording: Option<&str>) -> Vec<String> {
        let private = if topic.is_confidential { " (confidential)" } else { "" };
        let who = topic.presenter_user_id.map_or(String::new(), |id| format!(" · {}", (self.person)(id)));
        let heard =
            topic.heard_at.map_or(String::new(), |seconds| format!(" · {}", heard(recording, seconds)));
        let mut lines = vec![format!("**{}**{private}{who}{heard}", (self.text)(&topic.topic))];
        if let Some(link) = &topic.link {
            lines.push(format!("- {}", one_line(link)));
        }
        lines.extend(topic.notes.iter().map(|note| self.note(note)));
        lines.extend(
            topic.decisions.iter().map(|it| format!("- ✅ DEC-{}: {}", it.id, (self.text)(&it.text))),
        );
        lines.extend(topic.actions.iter().map(|action| self.action(action)));
        if lines.len() == 1 {
            lines.push("- Nothing was noted.".to_owned());
        }
        lines
    }

    fn carried(&self, carried: &CarriedLine) -> String {
        let what = match (carried.is_parked, carried.carried) {
            (true, _) => "parked, for later".to_owned(),
            (false, 1) => "for the first time".to_owned(),
            (false, 2) => "for the second time".to_owned(),
            (false, 3) => "for the third time".to_owned(),
            (false, times) => format!("{times} times by now"),
        };
        format!("- TOPIC-{} {} ({what})", carried.item_id, (self.text)(&carried.topic))
    }

    /// All of it, part by part.
    fn all(&self, minutes: &Minutes) -> Vec<String> {
        let named = |ids: &[i64]| ids.iter().map(|id| (self.person)(*id)).collect::<Vec<_>>().join(", ");
        let mut head = vec![format!("Chair: {}", (self.person)(minutes.chair_user_id))];
        if let Some(user_id) = minutes.note_taker_user_id.filter(|id| *id != minutes.chair_user_id) {
            head.push(format!("Notes: {}", (self.person)(user_id)));
        }
        head.push(match minutes.present.is_empty() {
            true => "Nobody said that they were there.".to_owned(),
            false => format!("Present: {}", named(&minutes.present)),
        });
        if !minutes.regrets.is_empty() {
            let regrets = minutes.regrets.iter().map(|regret| match &regret.reason {
                Some(reason) => format!("{} ({})", (self.person)(regret.user_id), (self.text)(reason)),
                None => (self.person)(regret.user_id),
            });
            head.push(format!("Regrets: {}", regrets.collect::<Vec<_>>().join(", ")));
        }
        if let Some(url) = &minutes.recording {
            head.push(format!("Recording: {url}"));
        }
        let mut parts = vec![head.join("\n")];
        let recording = minutes.recording.as_deref();
        parts.extend(minutes.topics.iter().map(|topic| self.topic(topic, recording).join("\n")));
        let mut besides: Vec<String> = minutes.notes.iter().map(|note| self.note(note)).collect();
        besides.extend(minutes.actions.iter().map(|action| self.action(action)));
        if !besides.is_empty() {
            besides.insert(0, "**Besides**".to_owned());
            parts.push(besides.join("\n"));
        }
        if !minutes.carried.is_empty() {
            let mut lines = vec!["**Carried over**".to_owned()];
            lines.extend(minutes.carried.iter().map(|carried| self.carried(carried)));
            parts.push(lines.join("\n"));
        }
        match minutes.hidden {
            0 => {}
            1 => parts.push("1 confidential topic is in the minutes of the private channel.".to_owned()),
            count => {
                parts.push(format!("{count} confidential topics are in the minutes of the private channel."))
            }
        }
        if !minutes.amendments.is_empty() {
            let mut lines = vec!["**Added later**".to_owned()];
            lines.extend(minutes.amendments.iter().map(|it| {
                format!("- {} — {}, {}", (self.text)(&it.text), (self.person)(it.user_id), (self.date)(it.at))
            }));
            parts.push(lines.join("\n"));
        }
        parts
    }
}

/// A time of the recording, as a link into it where that has an address.
fn heard(recording: Option<&str>, seconds: i64) -> String {
    let clock = match seconds / 3600 {
        0 => format!("{:02}:{:02}", seconds / 60, seconds % 60),
        hours => format!("{hours}:{:02}:{:02}", seconds / 60 % 60, seconds % 60),
    };
    match recording.and_then(|url| reqwest::Url::parse(url).ok()) {
        Some(mut url) => {
            url.query_pairs_mut().append_pair("t", &seconds.to_string());
            format!("[▶ {clock}]({url})")
        }
        None => format!("▶ {clock}"),
    }
}

fn revision_words(shown: &Shown<'_>) -> String {
    let by = shown.by.map_or("docket, after a day without a word".to_owned(), person);
    match shown.revision {
        1 => format!("Published by {by}"),
        n => {
            let by = shown.by.map_or("docket".to_owned(), person);
            format!("Revision {n}, by {by}: {}", shown.changed.unwrap_or("published again."))
        }
    }
}

/// Published minutes, with the file.
pub fn minutes(seen: &Seen<'_>, shown: &Shown<'_>, published: Option<&Published>) -> Message {
    let name = line_of(seen, &shown.series.facts.name, TEXT);
    let when = stamp(shown.occurrence.facts.starts_at.utc(), Style::LongDateTime);
    let mut card = Card::new(format!("Minutes · {}", plain_name(seen, shown.series)));
    let body = Pen::message(seen).all(shown.minutes).join("\n\n");
    card = card.text(trim_with_notice(&body, BODY, "\n… the file has all of it").into_owned());
    card.tone = Tone::Done;
    let text = format!("Minutes of **{name}**, {when}. {}", revision_words(shown));
    let mut message = Message::text(text).card(card).silent();
    if let Some(published) = published {
        let length = i64::try_from(published.markdown.len()).unwrap_or(0);
        message.files.push(File { name: file_name(published.revision), file_id: published.id, length });
    }
    let mut buttons =
        vec![Button::run("Amend…", Line::new("meeting amend").with("occurrence", shown.occurrence.id))];
    if let Some(url) = shown.minutes.recording.as_ref().filter(|url| url.len() <= ADDRESS) {
        buttons.push(Button::open("Recording", url.clone()));
    }
    message.buttons(buttons)
}

/// What the file is called.
pub fn file_name(revision: i64) -> String {
    match revision {
        1 => "minutes.md".to_owned(),
        n => format!("minutes-revision-{n}.md"),
    }
}

/// Minutes as a file.
pub fn markdown(seen: &Seen<'_>, shown: &Shown<'_>, names: &BTreeMap<i64, String>) -> String {
    let pen = Pen::file(seen, names, shown.series);
    let zone = shown.series.facts.timetable_json.0.series().zone();
    let name = (pen.text)(&shown.series.facts.name);
    let mut parts = vec![format!("# {name}"), in_words(shown.occurrence.facts.starts_at.utc(), zone)];
    if shown.revision > 1 {
        parts.push(format!("Revision {}: {}", shown.revision, shown.changed.unwrap_or("published again.")));
    }
    for part in pen.all(shown.minutes) {
        parts.push(match part.strip_prefix("**").and_then(|rest| rest.split_once("**")) {
            Some((title, rest)) => format!("## {title}{}", rest.replacen('\n', "\n\n", 1)),
            None => part.replace('\n', "\n\n"),
        });
    }
    parts.join("\n\n") + "\n"
}

/// The draft, for the chair.
pub fn draft_for_chair(seen: &Seen<'_>, scene: &Scene, minutes: &Minutes, until: DateTime<Utc>) -> Message {
    let name = line_of(seen, &scene.series.facts.name, TEXT);
    let mut text = format!(
        "The minutes of **{name}** are a draft. They are published {} if nobody does so before.",
        stamp(until, Style::LongDateTime)
    );
    let all = minutes.topics.iter().flat_map(|topic| &topic.actions).chain(&minutes.actions);
    let others: Vec<String> = all
        .filter(|action| action.is_for_another)
        .map(|action| {
            format!("ACT-{} for {}", action.id, action.owner_user_id.map_or("nobody".to_owned(), person))
        })
        .collect();
    if !others.is_empty() {
        text.push_str(&format!("\nFor somebody who did not raise the topic: {}.", others.join(", ")));
    }
    draft_body(seen, text, (&scene.series, &scene.occurrence), minutes)
        .buttons(draft_buttons(&scene.occurrence))
}

fn draft_body(
    seen: &Seen<'_>,
    text: String,
    (series, _): (&Series, &Occurrence),
    minutes: &Minutes,
) -> Message {
    let body = Pen::message(seen).all(minutes).join("\n\n");
    let mut card = Card::new(format!("Draft · {}", plain_name(seen, series)));
    card = card.text(trim_with_notice(&body, BODY, "\n… the file will have all of it").into_owned());
    card.tone = Tone::Waiting;
    Message::text(text).card(card)
}

fn draft_buttons(occurrence: &Occurrence) -> Vec<Button> {
    let line = |path: &str| Line::new(path).with("occurrence", occurrence.id);
    vec![
        Button::run("Publish", line("meeting publish")).primary(),
        Button::run("Correct a note", line("meeting notes")),
        Button::run("Draft as it is now", line("meeting draft-minutes")),
    ]
}

/// The draft as it is now.
pub fn draft(
    seen: &Seen<'_>,
    (series, occurrence): (&Series, &Occurrence),
    minutes: &Minutes,
    is_published: bool,
) -> Message {
    let text = match (occurrence.facts.state, is_published) {
        (State::Wrapping, _) => "The draft as it is now.".to_owned(),
        (_, true) => "These minutes are published; what changed since is in the next revision.".to_owned(),
        _ => "What the minutes would say now.".to_owned(),
    };
    let message = draft_body(seen, text, (series, occurrence), minutes);
    if occurrence.facts.state == State::Wrapping {
        message.buttons(draft_buttons(occurrence))
    } else {
        message
    }
}

/// They are published.
pub fn published(series: &Series, occurrence: &Occurrence) -> Message {
    let text = format!("The minutes are published in <#{}>.", series.facts.channel_id);
    Message::text(text)
        .buttons([Button::run("Amend…", Line::new("meeting amend").with("occurrence", occurrence.id))])
}

/// Something was added.
pub fn amended(is_confidential: bool) -> Message {
    Message::text(match is_confidential {
        true => "Added, in the minutes of the private channel alone. They are there as a new revision.",
        false => "Added. The minutes are there as a new revision.",
    })
}

/// What is different in a revision.
pub fn something_was_added() -> String {
    "something was added.".to_owned()
}

/// What is different in a revision.
pub fn recording_was_added() -> String {
    "the recording was added.".to_owned()
}

/// A recording is kept.
pub fn recorded(occurrence: &Occurrence, has_url: bool, has_transcript: bool) -> Message {
    let what = match (has_url, has_transcript) {
        (true, true) => "The recording is kept, and its transcript is being fetched",
        (true, false) => "The recording is kept",
        _ => "The transcript is being fetched",
    };
    let then = match occurrence.facts.state {
        State::Published => "; the minutes are published again with it.",
        _ => "; the minutes will name it.",
    };
    Message::text(format!("{what}{then}"))
}

/// A transcript could not be had.
pub fn no_transcript(name: &str) -> Message {
    let name = crate::base::text::escape_markdown(&trim_with_notice(&one_line(name), 80, "…"));
    Message::text(format!(
        "The transcript “{name}” could not be fetched from Discord, so the minutes go without it. `/meeting recording` takes it \
         again."
    ))
}

/// With a select of the other dates.
pub fn with_others(message: Message, series: &Series, all: &[(i64, At)], shown: i64) -> Message {
    if all.len() < 2 {
        return message;
    }
    let zone = series.facts.timetable_json.0.series().zone();
    let options = all.iter().map(|(id, at)| SelectOption {
        value: id.to_string(),
        label: zone.date(at.utc()).format("%a %-d %b %Y").to_string(),
        description: String::new(),
        is_chosen: *id == shown,
    });
    message.select(Select {
        line: Line::new("meeting minutes").with("meeting", format!("#{}", series.id)).hole("date"),
        placeholder: "Another date".to_owned(),
        from: SelectFrom::Texts(options.collect()),
    })
}

/// Nothing is published of that date.
pub fn no_minutes(series: &Series, all: &[(i64, At)]) -> Refusal {
    let name = crate::base::text::escape_markdown(&one_line(&series.facts.name));
    match all.first() {
        Some((_, at)) => Refusal::new(format!(
            "No minutes of **{name}** are published for that date. The newest are of {}.",
            stamp(at.utc(), Style::LongDateTime)
        ))
        .offer("The newest", Line::new("meeting minutes").with("meeting", format!("#{}", series.id))),
        None => Refusal::new(format!("No minutes of **{name}** are published yet.")),
    }
}

/// The draft is for others to confirm.
pub fn not_your_minutes(series: &Series, occurrence: &Occurrence) -> Refusal {
    Refusal::new(format!(
        "Those minutes are for {} to confirm and amend, so nothing was changed.",
        people(
            &[Some(occurrence.chair(series)), occurrence.facts.note_taker_user_id]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
        )
    ))
}

/// Nothing to confirm.
pub fn no_draft(occurrence: &Occurrence) -> Refusal {
    match occurrence.facts.state {
        State::Published => Refusal::new("Those minutes are published already, so nothing was done.")
            .offer("Amend…", Line::new("meeting amend").with("occurrence", occurrence.id)),
        _ => Refusal::new("That meeting is not over, so there is nothing to publish yet."),
    }
}

/// Not published yet.
pub fn not_published() -> Refusal {
    Refusal::new(
        "Those minutes are not published yet, so nothing was added. Correct the notes of the draft instead.",
    )
}

/// The address of a recording.
pub fn bad_recording() -> Refusal {
    Refusal::new(
        "A recording has a web address such as `https://example.com/recording`, so nothing was kept.",
    )
}

/// Nothing was given.
pub fn nothing_to_record() -> Refusal {
    Refusal::new("Give the address of the recording, a transcript, or both. Nothing was kept.")
}

/// Not a transcript.
pub fn bad_transcript() -> Refusal {
    Refusal::new("A transcript is a file `.vtt` or `.txt` of up to 2 MiB, so nothing was kept.")
}
