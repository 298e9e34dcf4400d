//! Minutes as a message, as a draft, and as a file.

use super::{
    Seen,
    live::{capital, line_of, mark_of, person, plain_name},
};
use crate::{
    base::{
        text::{one_line, trim_with_notice},
        when::{Style, in_words, stamp},
    },
    contract::{Button, Card, File, Line, Message, NOBODY, Tone},
    db::At,
    meeting::{ActionLine, CarriedLine, Minutes, NoteLine, Occurrence, Published, Series, TopicMinutes},
};
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
    /// How many have watched the recording.
    pub watched: i64,
}

impl<'a> Shown<'a> {
    /// What a revision of the minutes says.
    pub fn of(
        (series, occurrence): (&'a Series, &'a Occurrence),
        published: &'a Published,
        watched: i64,
    ) -> Self {
        Self {
            series,
            occurrence,
            minutes: &published.minutes_json.0,
            revision: published.revision,
            changed: published.changed.as_deref(),
            by: published.published_by_user_id,
            watched,
        }
    }
}

/// Everybody who stands in minutes.
pub fn people_in(minutes: &Minutes) -> BTreeSet<i64> {
    let mut all: BTreeSet<i64> = minutes.present.iter().copied().collect();
    all.insert(minutes.chair_user_id);
    all.extend(minutes.note_taker_user_id);
    all.extend(minutes.regrets.iter().map(|regret| regret.user_id));
    all.extend(minutes.notes.iter().map(|note| note.user_id));
    all.extend(minutes.confirmed.iter().map(|it| it.by_user_id));
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
    link: Box<dyn Fn(&str) -> String + 'a>,
    person: Box<dyn Fn(i64) -> String + 'a>,
    role: Box<dyn Fn(i64) -> String + 'a>,
    date: Box<dyn Fn(At) -> String + 'a>,
}

impl<'a> Pen<'a> {
    fn message(seen: &'a Seen<'a>) -> Self {
        Self {
            text: Box::new(move |text| line_of(seen, text, TEXT)),
            link: Box::new(move |link| one_line(&seen.sight.text(link))),
            person: Box::new(person),
            role: Box::new(move |id| seen.guild.role_words(id)),
            date: Box::new(|at| stamp(at.utc(), Style::LongDate)),
        }
    }

    fn file(seen: &'a Seen<'a>, names: &'a BTreeMap<i64, String>, series: &'a Series) -> Self {
        let zone = series.facts.timetable_json.0.series().zone();
        Self {
            text: Box::new(move |text| crate::base::text::escape_markdown(&one_line(&seen.sight.text(text)))),
            link: Box::new(move |link| one_line(&seen.sight.text(link))),
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

    fn topic(&self, topic: &TopicMinutes, minutes: &Minutes) -> Vec<String> {
        let private = if topic.is_confidential { " (confidential)" } else { "" };
        let who = topic.presenter_user_id.map_or(String::new(), |id| format!(" · {}", (self.person)(id)));
        let heard =
            topic.heard_at.map_or(String::new(), |seconds| format!(" · {}", self.heard(minutes, seconds)));
        let mut lines = vec![format!("**{}**{private}{who}{heard}", (self.text)(&topic.topic))];
        if let Some(link) = &topic.link {
            lines.push(format!("- {}", (self.link)(link)));
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

    /// A time of the recording, as a link into it where that has an address. Without a recording it leads to the transcript,
    /// whose address is left as it is. An address that holds a name cannot be followed without showing it.
    fn heard(&self, minutes: &Minutes, seconds: i64) -> String {
        let clock = match seconds / 3600 {
            0 => format!("{:02}:{:02}", seconds / 60, seconds % 60),
            hours => format!("{hours}:{:02}:{:02}", seconds / 60 % 60, seconds % 60),
        };
        match (&minutes.recording, &minutes.transcript) {
            (Some(url), _) | (None, Some(url)) if (self.link)(url) != *url => format!("▶ {clock}"),
            (Some(recording), _) => match reqwest::Url::parse(recording) {
                Ok(mut url) => {
                    url.query_pairs_mut().append_pair("t", &seconds.to_string());
                    format!("[▶ {clock}]({url})")
                }
                Err(_) => format!("▶ {clock}"),
            },
            // A bracket would end the link.
            (None, Some(transcript)) => format!("[{clock}]({})", transcript.replace(')', "%29")),
            (None, None) => format!("▶ {clock}"),
        }
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
            head.push(format!("Recording: {}", (self.link)(url)));
        }
        if let Some(url) = &minutes.transcript {
            head.push(format!("Transcript: {}", (self.link)(url)));
        }
        let mut parts = vec![head.join("\n")];
        parts.extend(minutes.topics.iter().map(|topic| self.topic(topic, minutes).join("\n")));
        let mut besides: Vec<String> = minutes.notes.iter().map(|note| self.note(note)).collect();
        besides.extend(minutes.actions.iter().map(|action| self.action(action)));
        if !besides.is_empty() {
            besides.insert(0, "**Besides**".to_owned());
            parts.push(besides.join("\n"));
        }
        if !minutes.confirmed.is_empty() {
            let mut lines = vec!["**Confirmed**".to_owned()];
            lines.extend(minutes.confirmed.iter().map(|it| {
                format!("- ✅ DEC-{}: {} — {}", it.id, (self.text)(&it.text), (self.person)(it.by_user_id))
            }));
            parts.push(lines.join("\n"));
        }
        if !minutes.carried.is_empty() {
            let mut lines = vec!["**Carried over**".to_owned()];
            lines.extend(minutes.carried.iter().map(|carried| self.carried(carried)));
            parts.push(lines.join("\n"));
        }
        parts.extend(hidden(minutes));
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

/// Where confidential topics are told of, if there are any.
fn hidden(minutes: &Minutes) -> Option<String> {
    let topics = match minutes.hidden {
        0 => return None,
        1 => "1 confidential topic is".to_owned(),
        count => format!("{count} confidential topics are"),
    };
    Some(match minutes.is_withheld {
        true => format!("{topics} in no minutes: the private channel was not private."),
        false => format!("{topics} in the minutes of the private channel."),
    })
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

/// What minutes say, as far as a message takes it; `rest` says where the rest is.
pub fn body(seen: &Seen<'_>, minutes: &Minutes, rest: &str) -> String {
    trim_with_notice(&Pen::message(seen).all(minutes).join("\n\n"), BODY, rest).into_owned()
}

/// The file that was kept with a revision, written for whoever reads the channel that it was published in.
pub fn kept_file(published: &Published) -> File {
    let length = i64::try_from(published.markdown.len()).unwrap_or(0);
    File { name: file_name(published.revision), file_id: published.id, length, text: None }
}

/// The same, written for whoever reads an answer.
pub fn own_file(seen: &Seen<'_>, shown: &Shown<'_>, names: &BTreeMap<i64, String>) -> File {
    let text = markdown(seen, shown, names);
    let length = i64::try_from(text.len()).unwrap_or(0);
    File { name: file_name(shown.revision), file_id: 0, length, text: Some(text) }
}

/// Published minutes, with their file.
pub fn minutes(seen: &Seen<'_>, shown: &Shown<'_>, file: File) -> Message {
    let name = line_of(seen, &shown.series.facts.name, TEXT);
    let when = stamp(shown.occurrence.facts.starts_at.utc(), Style::LongDateTime);
    let mut card = Card::new(format!("Minutes · {}", plain_name(seen, shown.series)));
    card = card.text(body(seen, shown.minutes, "\n… the file has all of it"));
    card.tone = Tone::Done;
    let text = format!("Minutes of **{name}**, {when}. {}", revision_words(shown));
    let mut message = Message::text(text).card(card).silent();
    message.files.push(file);
    let mut buttons =
        vec![Button::run("Amend…", Line::new("meeting amend").with("occurrence", shown.occurrence.id))];
    let fits = |url: &&String| url.len() <= ADDRESS && seen.sight.text(url) == **url;
    if let Some(url) = shown.minutes.recording.as_ref().filter(fits) {
        buttons.push(Button::open("Recording", url.clone()));
    }
    if shown.minutes.recording.is_some() {
        let label = match shown.watched {
            0 => "I've watched it".to_owned(),
            count => format!("I've watched it ({count})"),
        };
        buttons
            .push(Button::run(label, Line::new("meeting watched").with("occurrence", shown.occurrence.id)));
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

/// What a transcript is called.
pub fn transcript_name(name: Option<String>) -> String {
    name.unwrap_or_else(|| "transcript.txt".to_owned())
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
