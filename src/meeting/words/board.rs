//! The board of a meeting: what it is to speak about.

use super::{
    Seen,
    seen::{
        carried, code, coming, coming_buttons, coming_by_name, join, kind, mention, name, place, series_line,
        short, stamped,
    },
};
use crate::{
    base::{
        text::limits,
        when::{Style, stamp},
    },
    contract::{Button, Card, Guild, Line, Message, Select, SelectFrom, SelectOption, Tone},
    meeting::{Agenda, Computed, Item, ItemKind, Series, SeriesState, State, rules::USUAL_MINUTES},
};

/// Topics that a board lists; the rest is counted.
const MOST_ITEMS: usize = 25;
/// What a board shows of a topic.
const TOPIC: usize = 100;
/// What it shows of a line of a section, so that some fit.
const SECTION: usize = 1000;
/// The section whose lines are confirmed.
const CONFIRMING: &str = "action.decisions";
/// Topics that are named in a sentence.
const NAMED: usize = 6;

/// The living board for everybody in the channel.
pub fn board(seen: &Seen<'_>, agenda: &Agenda) -> Message {
    let row = &agenda.occurrence;
    let message = Message::default().silent();
    if let Some(over) = over(seen, agenda) {
        return message.card(over);
    }
    let message = message.card(drawn(seen, agenda, false));
    if !row.facts.state.is_to_come() {
        return message;
    }
    let add = series_line(&agenda.series, "agenda add").with("for", row.original_local);
    let refresh = Line::new("meeting refresh").with("occurrence", row.id);
    let mut first = vec![Button::run("Add item", add).primary()];
    first.extend(coming_buttons(row));
    first.push(fitting(agenda).unwrap_or_else(|| Button::run("Refresh", refresh)));
    let message = message.buttons(first);
    match opening(seen, agenda.open_items()) {
        Some(select) => message.select(select),
        None => message,
    }
}

/// What puts off as much as does not fit, while the meeting is still to begin.
fn fitting(agenda: &Agenda) -> Option<Button> {
    let row = &agenda.occurrence;
    let is_needed = row.id > 0 && row.facts.state.is_to_come() && agenda.fit.over_by > 0;
    let fit = Line::new("agenda fit").with("occurrence", row.id);
    is_needed.then(|| Button::run("Defer what does not fit", fit))
}

/// What confirms the decisions that the sections ask about, as many as a row holds.
pub fn confirming(sections: &[Computed]) -> Vec<Button> {
    let asked = sections.iter().filter(|section| section.key == CONFIRMING).flat_map(|section| &section.keys);
    let ids = asked.filter_map(|key| key.strip_prefix("decision:"));
    let confirm = |id: &str| {
        Button::run(format!("Confirm DEC-{id}"), Line::new("decision confirm").with("decision", id))
    };
    ids.take(limits::BUTTONS_PER_ROW).map(confirm).collect()
}

/// What stands on the board of a date that does not take place.
fn over(seen: &Seen<'_>, agenda: &Agenda) -> Option<Card> {
    let (series, row) = (&agenda.series, &agenda.occurrence);
    let what = match row.facts.state {
        State::Skipped => "is skipped",
        State::NotHeld => "was not held",
        State::Planned | State::Collecting => match series.facts.state {
            SeriesState::Active => return None,
            SeriesState::Paused => "does not take place while its series rests",
            SeriesState::Withdrawn => "does not take place: its series is gone",
        },
        _ => return None,
    };
    let mut text =
        format!("{} of {} {what}.", name(series, seen.sight), stamped(series, row.facts.starts_at.utc()));
    if let Some(reason) = &row.facts.reason {
        text.push_str(&format!("\nWhy: {}", short(reason, seen.sight, TOPIC)));
    }
    if row.facts.state == State::Skipped {
        text.push_str("\nIts topics go to the next meeting.");
    }
    Some(Card::new("No meeting").text(text))
}

/// The board in the private channel: only what is confidential.
pub fn private_board(seen: &Seen<'_>, agenda: &Agenda) -> Message {
    let (series, row) = (&agenda.series, &agenda.occurrence);
    let message = Message::default().silent();
    if let Some(over) = over(seen, agenda) {
        return message.card(over);
    }
    let lines: Vec<String> =
        (1..).zip(agenda.private_items()).map(|(place, item)| line(seen, agenda, (place, item))).collect();
    let text = match lines.is_empty() {
        true => "Nothing confidential is on the agenda.".to_owned(),
        false => lines.join("\n"),
    };
    let head = format!("{}\n\n", stamped(series, row.facts.starts_at.utc()));
    let title = format!("Confidential · {}", short(&series.facts.name, seen.sight, TOPIC));
    let message = message.card(Card::new(title).text(head + &text));
    let add = series_line(series, "agenda add").with("for", row.original_local).with("confidential", "yes");
    let message = message.buttons([Button::run("Add confidential item", add)]);
    match opening(seen, agenda.private_items()) {
        Some(select) => message.select(select),
        None => message,
    }
}

/// What stands in place of the private board when its channel is not private.
pub fn not_private_any_more(seen: &Seen<'_>, series: &Series) -> Message {
    Message::text(format!(
        "This channel is not private, or docket cannot tell whether it is, so the confidential topics of {} are not shown \
         here. Choose another channel with `/meeting edit` and its option `private`, or let only some people see this one.",
        name(series, seen.sight)
    ))
    .silent()
}

/// To admins: nothing of a meeting arrives in its channel (any more).
pub fn channel_is_lost(guild: &Guild, series: &Series) -> Message {
    let place = series.facts.channel_id;
    Message::text(format!(
        "docket cannot post in <#{place}>, where {} has its board and is held: give it View Channel, Send Messages, Embed \
         Links and Send Messages in Threads there, or choose another channel with `/meeting edit meeting:#{} channel:`. \
         Nothing is lost, and the meeting goes on: its commands answer in every channel, and `/agenda show` has the board.",
        name(series, guild.sight_anywhere()),
        series.id
    ))
}

/// An agenda as one person asked for it.
pub fn agenda(seen: &Seen<'_>, agenda: &Agenda, sees_private: bool) -> Message {
    let row = &agenda.occurrence;
    let mut card = drawn(seen, agenda, sees_private);
    if let Some(people) = coming_by_name(&agenda.answers, seen.sight) {
        card = card.wide_field("Who comes", people);
    }
    let add = series_line(&agenda.series, "agenda add").with("for", row.original_local);
    let later = series_line(&agenda.series, "agenda show").with("for", "later");
    let mut buttons = vec![Button::run("Add item", add).primary()];
    buttons.extend(fitting(agenda));
    buttons.push(Button::run("For later", later));
    let message = Message::default().card(card).buttons(buttons).buttons(confirming(&agenda.sections));
    let visible = agenda.items.iter().filter(|item| sees_private || !item.is_confidential);
    match opening(seen, visible) {
        Some(select) => message.select(select),
        None => message,
    }
}

/// Some minutes before: the final agenda.
pub fn last(seen: &Seen<'_>, agenda: &Agenda) -> Message {
    let (series, row) = (&agenda.series, &agenda.occurrence);
    let start = stamp(row.facts.starts_at.utc(), Style::Relative);
    let mut text =
        format!("{} begins {start}. {} has the chair", name(series, seen.sight), mention(row.chair(series)));
    if let Some(taker) = row.facts.note_taker_user_id.filter(|taker| *taker != row.chair(series)) {
        text.push_str(&format!(", {} takes notes", mention(taker)));
    }
    text.push('.');
    if let Some(place) = place(series, seen.sight) {
        text.push_str(&format!("\nWhere: {place}"));
    }
    if let Some(coming) = coming(&agenda.answers) {
        text.push_str(&format!("\n{coming}."));
    }
    if let Some(warning) = quorum_warning(agenda) {
        text.push_str(&format!("\n{warning}"));
    }
    let mut card = Card::new("Final agenda").text(topics(seen, agenda, false));
    for section in agenda.sections.iter().filter(|section| !section.lines.is_empty() || section.is_broken) {
        card = card.wide_field(section.title.clone(), lines_of(section));
    }
    let message = Message::text(text).card(card).silent();
    let mut buttons: Vec<Button> = join(series, seen).into_iter().collect();
    buttons.push(Button::run("Start", series_line(series, "meeting start")).primary());
    if quorum_warning(agenda).is_some() {
        let carry = Line::new("meeting carry").with("occurrence", row.id);
        buttons.push(Button::run("Carry everything over", carry));
    }
    message.buttons(buttons).buttons(confirming(&agenda.sections))
}

/// Said when fewer come than the meeting needs.
fn quorum_warning(agenda: &Agenda) -> Option<String> {
    let quorum = agenda.series.facts.quorum?;
    let come = agenda.answers.iter().filter(|rsvp| rsvp.answer != crate::meeting::Coming::No).count();
    let come = i64::try_from(come).unwrap_or(i64::MAX);
    (come < quorum).then(|| format!("{come} of the {quorum} who are needed have said that they come."))
}

fn drawn(seen: &Seen<'_>, agenda: &Agenda, sees_private: bool) -> Card {
    let (series, row) = (&agenda.series, &agenda.occurrence);
    let mut head = vec![stamped(series, row.facts.starts_at.utc())];
    let mut facts = vec![format!("{} min", row.facts.duration_minutes)];
    facts.push(format!("chair {}", mention(row.chair(series))));
    if let Some(taker) = row.facts.note_taker_user_id.filter(|taker| *taker != row.chair(series)) {
        facts.push(format!("notes {}", mention(taker)));
    }
    facts.extend(place(series, seen.sight));
    head.push(facts.join(" · "));
    if row.facts.is_moved {
        let why = row.facts.reason.as_ref().map(|reason| format!(": {}", short(reason, seen.sight, TOPIC)));
        head.push(format!(
            "Moved from {}{}",
            row.original_local.0.format("%a %-d %b, %H:%M"),
            why.unwrap_or_default()
        ));
    }
    let named = series.facts.attendees_json.0.people.iter().map(|id| mention(*id));
    let named = named.chain(series.facts.attendees_json.0.roles.iter().map(|id| seen.guild.role_words(*id)));
    let named: Vec<String> = named.take(20).collect();
    if !named.is_empty() {
        head.push(format!("For {}", named.join(", ")));
    }
    head.extend(coming(&agenda.answers));
    head.extend(quorum_warning(agenda));
    let text = format!("{}\n\n{}", head.join("\n"), topics(seen, agenda, sees_private));
    let mut card = Card::new(short(&series.facts.name, seen.sight, TOPIC)).text(text);
    for section in &agenda.sections {
        card = card.wide_field(section.title.clone(), lines_of(section));
    }
    card.tone = if agenda.fit.over_by > 0 { Tone::Alarm } else { Tone::Plain };
    card
}

/// The topics with their boxes, and what does not fit.
fn topics(seen: &Seen<'_>, agenda: &Agenda, sees_private: bool) -> String {
    let shown: Vec<&Item> =
        agenda.items.iter().filter(|item| sees_private || !item.is_confidential).collect();
    let hidden = agenda.items.len() - shown.len();
    let mut lines: Vec<String> = (1..)
        .zip(shown.iter().take(MOST_ITEMS))
        .map(|(place, item)| line(seen, agenda, (place, item)))
        .collect();
    if shown.len() > MOST_ITEMS {
        lines.push(format!("-# … and {} more", shown.len() - MOST_ITEMS));
    }
    match hidden {
        0 => {}
        1 => lines.push("🔒 1 confidential topic, in the private channel".to_owned()),
        count => lines.push(format!("🔒 {count} confidential topics, in the private channel")),
    }
    if lines.is_empty() {
        lines.push("No topics yet.".to_owned());
    }
    if agenda.fit.over_by > 0 {
        lines.push(too_full(agenda, sees_private));
    }
    format!("**Topics**\n{}", lines.join("\n"))
}

/// What does not fit, and what would be put off so that the rest does.
fn too_full(agenda: &Agenda, sees_private: bool) -> String {
    let fit = &agenda.fit;
    let is_shown = |id: &&i64| {
        agenda.items.iter().any(|item| item.id == **id && (sees_private || !item.is_confidential))
    };
    let named: Vec<String> = fit.defer.iter().filter(is_shown).take(NAMED).map(|id| code(*id)).collect();
    let what = match named.is_empty() {
        true => String::new(),
        false => format!(" Deferring {} makes it fit; votes decide what stays.", named.join(", ")),
    };
    format!(
        "⚠ {} min of topics for {} min: {} min too many.{what}",
        fit.needed, agenda.occurrence.facts.duration_minutes, fit.over_by
    )
}

fn line(seen: &Seen<'_>, agenda: &Agenda, (place, item): (usize, &Item)) -> String {
    let facts = &item.facts;
    let minutes = match facts.minutes {
        Some(minutes) => format!("{minutes} min"),
        None => format!("~{USUAL_MINUTES} min"),
    };
    let mut parts = vec![minutes];
    if !item.is_standing {
        parts.push(mention(item.owner()));
    }
    if facts.kind != ItemKind::Discuss {
        parts.push(kind(facts.kind).to_owned());
    }
    let count = |counts: &[crate::meeting::store::Count]| {
        counts.iter().find(|count| count.item_id == item.id).map_or(0, |count| count.count)
    };
    match count(&agenda.votes) {
        0 => {}
        1 => parts.push("1 vote".to_owned()),
        votes => parts.push(format!("{votes} votes")),
    }
    if let Some(link) = &facts.link {
        let read = count(&agenda.readers);
        let link = seen.sight.text(link);
        parts.push(format!("[read ahead](<{link}>), {read} have"));
    }
    parts.extend(carried(&agenda.series, item));
    let became = agenda.became.iter().find(|outcome| outcome.item_id == item.id);
    parts.extend(became.map(|outcome| outcome.became.word().to_owned()));
    let code = if item.is_standing { String::new() } else { format!("`{}` ", code(item.id)) };
    format!("{place}. {code}{} · {}", short(&facts.topic, seen.sight, TOPIC), parts.join(" · "))
}

fn lines_of(section: &Computed) -> String {
    if section.is_broken {
        return "This section could not be read just now; the rest of the agenda stands.".to_owned();
    }
    if section.lines.is_empty() {
        return match section.has_more {
            true => "Named above already.".to_owned(),
            false => section.nothing.clone(),
        };
    }
    let mut text = section.above.as_ref().map(|above| format!("{above}\n")).unwrap_or_default();
    let mut left_out = section.has_more;
    for line in &section.lines {
        if text.chars().count() + line.chars().count() > SECTION {
            left_out = true;
            break;
        }
        text.push_str(line);
        text.push('\n');
    }
    if left_out {
        text.push_str("-# … and more");
    }
    text
}

/// Opens one topic.
fn opening<'a>(seen: &Seen<'_>, items: impl Iterator<Item = &'a Item>) -> Option<Select> {
    let option = |item: &Item| SelectOption {
        value: item.id.to_string(),
        label: crate::base::text::trim_to(
            &format!(
                "{} {}",
                code(item.id),
                crate::base::text::one_line(&seen.sight.text(&item.facts.topic))
            ),
            TOPIC,
        )
        .into_owned(),
        description: String::new(),
        is_chosen: false,
    };
    let options: Vec<SelectOption> = items.take(limits::SELECT_OPTIONS).map(option).collect();
    (!options.is_empty()).then(|| Select {
        line: Line::new("agenda item").hole("item"),
        placeholder: "Open a topic: vote, read, edit, defer…".to_owned(),
        from: SelectFrom::Texts(options),
    })
}
