//! What many sentences have in common.

use crate::{
    base::{
        text::{escape_markdown, one_line, trim_with_notice},
        when::{Style, stamp},
    },
    contract::{Button, Guild, Line, NOBODY, Section, Seen, Sight},
    meeting::{Coming, Item, ItemKind, Occurrence, Rsvp, Series, rules::Slot},
};
use chrono::{DateTime, Utc};

/// What is shown of a name.
const NAME: usize = 60;
/// Lines of a section in the morning.
const IN_THE_MORNING: usize = 6;
/// People that are named in a line.
const MOST_NAMED: usize = 12;

/// How people name a topic.
pub fn code(id: i64) -> String {
    format!("TOPIC-{id}")
}

/// A person; who was forgotten is nobody.
pub fn mention(user_id: i64) -> String {
    if user_id == NOBODY { "nobody".to_owned() } else { format!("<@{user_id}>") }
}

/// The beginning of a text on one line, as the reader may see it, escaped.
pub fn short(text: &str, sight: Sight<'_>, most: usize) -> String {
    escape_markdown(&trim_with_notice(&one_line(&sight.text(text)), most, "…"))
}

/// The name of a series, escaped and bold.
pub fn name(series: &Series, sight: Sight<'_>) -> String {
    format!("**{}**", short(&series.facts.name, sight, NAME))
}

/// A line about a series.
pub fn series_line(series: &Series, path: &str) -> Line {
    Line::new(path).with("meeting", format!("#{}", series.id))
}

/// When, in the reader's zone and in the words of the series' zone: `Wed 2 Dec, 09:00 (Los Angeles)`.
pub fn when(series: &Series, at: DateTime<Utc>) -> String {
    let zone = series.facts.timetable_json.0.series().zone();
    let local = zone.local(at);
    format!("{} ({})", local.format("%a %-d %b %Y, %H:%M"), zone.city())
}

/// The same with Discord's own time for the reader before it.
pub fn stamped(series: &Series, at: DateTime<Utc>) -> String {
    format!("{} · {}", stamp(at, Style::LongDateTime), when(series, at))
}

/// Where it is held; `None` when nobody said.
pub fn place(series: &Series, sight: Sight<'_>) -> Option<String> {
    match (series.facts.place_channel_id, &series.facts.place) {
        (Some(channel_id), _) => Some(format!("<#{channel_id}>")),
        // An address that holds a name cannot be followed without showing it.
        (None, Some(place)) if is_address(place) && sight.text(place) == *place => Some(format!("<{place}>")),
        (None, Some(place)) => Some(short(place, sight, NAME * 2)),
        (None, None) => None,
    }
}

/// The same for a calendar, which shows no markdown.
pub fn place_plain(series: &Series, guild: &Guild) -> Option<String> {
    let channel =
        series.facts.place_channel_id.map(|id| format!("https://discord.com/channels/{}/{id}", guild.id));
    channel
        .or_else(|| series.facts.place.as_ref().map(|place| guild.sight_anywhere().text(place).into_owned()))
}

/// Whether a place is a web address.
pub fn is_address(place: &str) -> bool {
    (place.starts_with("https://") || place.starts_with("http://")) && !place.contains(char::is_whitespace)
}

/// A button that joins the meeting, where it has an address that the reader may know.
pub fn join(series: &Series, seen: &Seen<'_>) -> Option<Button> {
    let (facts, guild_id) = (&series.facts, seen.guild.id);
    let channel = facts.place_channel_id.map(|id| format!("https://discord.com/channels/{guild_id}/{id}"));
    let is_shown = |place: &String| is_address(place) && seen.sight.text(place) == *place;
    let address = facts.place.clone().filter(is_shown);
    channel.or(address).map(|address| Button::open("Join", address))
}

/// What is wanted of the meeting, in a word.
pub const fn kind(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Inform => "inform",
        ItemKind::Discuss => "discuss",
        ItemKind::Decide => "decide",
    }
}

/// How often an item was carried over: `carried over for the third time since 14 Oct`.
pub fn carried(series: &Series, item: &Item) -> Option<String> {
    let zone = series.facts.timetable_json.0.series().zone();
    let since = item.facts.first_at.map(|at| zone.local(at.utc()).format("%-d %b").to_string())?;
    let times = match item.facts.carried {
        0 => return None,
        1 => "carried over".to_owned(),
        2 => "carried over for the second time".to_owned(),
        3 => "carried over for the third time".to_owned(),
        n => format!("carried over {n} times"),
    };
    Some(format!("{times} since {since}"))
}

/// Who comes: `3 come, 1 later, 2 do not`.
pub fn coming(answers: &[Rsvp]) -> Option<String> {
    let count = |answer| answers.iter().filter(|rsvp| rsvp.answer == answer).count();
    let parts = [(Coming::Yes, "come"), (Coming::Late, "later"), (Coming::No, "do not come")];
    let parts: Vec<String> = parts
        .into_iter()
        .map(|(answer, word)| (count(answer), word))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| match (count, word) {
            (1, "come") => "1 comes".to_owned(),
            (1, "do not come") => "1 does not come".to_owned(),
            (count, word) => format!("{count} {word}"),
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Who comes, by name and with their reasons.
pub fn coming_by_name(answers: &[Rsvp], sight: Sight<'_>) -> Option<String> {
    let of = |answer: Coming, word: &str| {
        let people: Vec<String> = answers
            .iter()
            .filter(|rsvp| rsvp.answer == answer)
            .take(MOST_NAMED)
            .map(|rsvp| match &rsvp.reason {
                Some(reason) => format!("{} (“{}”)", mention(rsvp.user_id), short(reason, sight, NAME)),
                None => mention(rsvp.user_id),
            })
            .collect();
        (!people.is_empty()).then(|| format!("{word}: {}", people.join(", ")))
    };
    let parts = [of(Coming::Yes, "Come"), of(Coming::Late, "Later"), of(Coming::No, "Do not")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}

/// Buttons by which people say whether they come.
pub fn coming_buttons(occurrence: &Occurrence) -> Vec<Button> {
    let line = |answer: Coming| {
        Line::new("meeting coming").with("occurrence", occurrence.id).with("answer", answer.word())
    };
    vec![
        Button::run("I come", line(Coming::Yes)),
        Button::run("Later", line(Coming::Late)),
        Button::run("I can't", line(Coming::No)),
    ]
}

/// The person's meetings in the rest of the day.
pub fn day_section(seen: &Seen<'_>, found: &[(Series, Slot)]) -> Option<Section> {
    let lines = found.iter().map(|(series, slot)| {
        let place = place(series, seen.sight).map_or(String::new(), |place| format!(" · {place}"));
        let line = format!("{} {}{place}", stamp(slot.at, Style::ShortTime), name(series, seen.sight));
        let called = one_line(&seen.sight.text(&series.facts.name));
        let label = format!("Agenda: {}", trim_with_notice(&called, NAME, "…"));
        (line, Button::run(label, series_line(series, "agenda show")))
    });
    let section = Section::new("Meetings today", lines.collect(), IN_THE_MORNING)?;
    Some(section.leading_to(Button::run("All meetings", Line::new("meeting list"))))
}

/// What a member has to give to somebody else before they are forgotten.
pub fn duty(series: &Series, sight: Sight<'_>) -> String {
    format!("the chair of {}: `/meeting edit` gives it to somebody else", name(series, sight))
}
