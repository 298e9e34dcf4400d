//! What is said about drafts, revisions and recordings.

use super::{
    Seen,
    live::{Scene, line_of, people, person, plain_name},
    minutes::body,
    seen::{name, when},
};
use crate::{
    base::{
        text::{escape_markdown, one_line, trim_with_notice},
        when::{Style, stamp},
    },
    contract::{Button, Card, Line, Message, Select, SelectFrom, SelectOption, Tone},
    db::At,
    error::Refusal,
    meeting::{Minutes, Occurrence, Series, State, Template},
};
use chrono::{DateTime, Utc};

/// What is shown of a text.
const TEXT: usize = 300;

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
    let asks = scene.series.facts.template == Template::Sales && minutes.recording.is_none();
    if asks {
        text.push_str("\nWas it recorded? **Recording…** takes its address, and who could not come says when they have watched it.");
    }
    draft_body(seen, text, (&scene.series, &scene.occurrence), minutes)
        .buttons(draft_buttons(&scene.series, &scene.occurrence))
}

fn draft_body(
    seen: &Seen<'_>,
    text: String,
    (series, _): (&Series, &Occurrence),
    minutes: &Minutes,
) -> Message {
    let mut card = Card::new(format!("Draft · {}", plain_name(seen, series)));
    card = card.text(body(seen, minutes, "\n… the file will have all of it"));
    card.tone = Tone::Waiting;
    Message::text(text).card(card)
}

fn draft_buttons(series: &Series, occurrence: &Occurrence) -> Vec<Button> {
    let line = |path: &str| Line::new(path).with("occurrence", occurrence.id);
    let recording = Line::new("meeting recording").with("meeting", format!("#{}", series.id));
    vec![
        Button::run("Publish", line("meeting publish")).primary(),
        Button::run("Correct a note", line("meeting notes")),
        Button::run("Draft as it is now", line("meeting draft-minutes")),
        Button::run("Recording…", recording),
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
        message.buttons(draft_buttons(series, occurrence))
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

/// To the chair: what is confidential stands in no minutes.
pub fn withheld(seen: &Seen<'_>, series: &Series, occurrence: &Occurrence) -> Message {
    let why = match series.facts.private_channel_id {
        None => "it has no private channel any more".to_owned(),
        Some(id) => {
            format!(
                "everybody can read <#{id}>, it does not exist any more, or docket cannot tell who reads it"
            )
        }
    };
    let text = format!(
        "What is confidential of {} of {} is in no minutes: {why}. Nothing is lost. Close the private channel to everybody, or \
         choose another one with `/meeting edit meeting:#{} private:`; then **Amend…** writes its minutes as well.",
        name(series, seen.sight),
        when(series, occurrence.facts.starts_at.utc()),
        series.id
    );
    Message::text(text)
        .buttons([Button::run("Amend…", Line::new("meeting amend").with("occurrence", occurrence.id))])
}

/// What is confidential would be published, and docket does not know that the private channel is private.
pub fn private_is_not_sure(is_unsure: bool) -> Refusal {
    Refusal::new(match is_unsure {
        true => {
            "Discord does not say at the moment who can read the private channel of this meeting, so nothing was published. \
             Try again in a minute."
        }
        false => {
            "The private channel of this meeting is not private any more, so nothing was published. Close it to everybody, or \
             choose another one with `/meeting edit` and its option `private`."
        }
    })
}

/// A decision or a question of a confidential topic was noted, and that is all.
pub fn is_only_noted(noted: Message) -> Message {
    let why = "It is not on the docket: the private channel of this meeting is not private, or docket cannot tell at the \
               moment.";
    let text = format!("{}\n{why}", noted.text);
    Message { text, ..noted }
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

/// What is different in a revision.
pub fn transcript_was_added() -> String {
    "the transcript was added.".to_owned()
}

/// A recording is kept, or its transcript, which is a link, a file, or both.
pub fn recorded(occurrence: &Occurrence, has_url: bool, (has_link, has_file): (bool, bool)) -> Message {
    // What is there, what a file that is fetched beside it is called, and what the minutes call all of it.
    let (what, file, it) = match (has_url, has_link) {
        (true, true) => ("The recording and the link to its transcript are kept", Some("the file"), "them"),
        (true, false) => ("The recording is kept", Some("its transcript"), "it"),
        (false, true) => ("The link to the transcript is kept", Some("the file"), "it"),
        (false, false) => ("The transcript is being fetched", None, "it"),
    };
    let file = file.filter(|_| has_file).map(|file| format!(", and {file} is being fetched"));
    let then = match occurrence.facts.state {
        State::Published => "are published again with",
        _ => "will name",
    };
    Message::text(format!("{what}{}; the minutes {then} {it}.", file.unwrap_or_default()))
}

/// A transcript could not be had.
pub fn no_transcript(name: &str) -> Message {
    let name = escape_markdown(&trim_with_notice(&one_line(name), 80, "…"));
    Message::text(format!(
        "The transcript “{name}” could not be fetched from Discord, so the minutes go without it. `/meeting recording` takes it \
         again."
    ))
}

/// There is no room for a transcript, by `why`, which says what to do.
pub fn no_room_for_transcript(why: &str) -> Refusal {
    Refusal::new(format!(
        "There is no room for the transcript, so nothing was changed: {why} (`/settings show`). Or give a link to it instead of the \
         file."
    ))
}

/// The room for a transcript was taken while it was fetched; `why` says what to do.
pub fn transcript_not_kept(name: &str, why: &str) -> Message {
    let name = escape_markdown(&trim_with_notice(&one_line(name), 80, "…"));
    Message::text(format!(
        "The transcript “{name}” was not kept, and the minutes stay as they are: {why} (`/settings show`). Or give a link to it \
         with `/meeting recording`."
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
    let name = escape_markdown(&one_line(&series.facts.name));
    match all.first() {
        Some((_, at)) => Refusal::new(format!(
            "No minutes of **{name}** are published for that date. The newest are of {}.",
            stamp(at.utc(), Style::LongDateTime)
        ))
        .offer("The newest", Line::new("meeting minutes").with("meeting", format!("#{}", series.id))),
        None => Refusal::new(format!("No minutes of **{name}** are published yet.")),
    }
}

/// The minutes are for those who see the channel.
pub fn minutes_are_for_others(series: &Series) -> Refusal {
    let name = escape_markdown(&one_line(&series.facts.name));
    Refusal::new(format!(
        "The minutes of **{name}** are for those who see <#{}>. Ask someone there to add you.",
        series.facts.channel_id
    ))
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

/// The address of a transcript.
pub fn bad_transcript_link() -> Refusal {
    Refusal::new("The link to a transcript begins with `https://`, so nothing was kept.")
}

/// Nothing was given.
pub fn nothing_to_record() -> Refusal {
    Refusal::new("Give the address of the recording, a transcript, or both. Nothing was kept.")
}

/// Not a transcript.
pub fn bad_transcript() -> Refusal {
    Refusal::new("A transcript is a file `.vtt` or `.txt` of up to 2 MiB, so nothing was kept.")
}
