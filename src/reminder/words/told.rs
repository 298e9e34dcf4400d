//! The reminder itself, as it is told, and what stands in for it.

use super::{beginning, code, mention, moment, quoted, rhythm};
use crate::{
    base::when::{Style, stamp},
    contract::{Button, Card, Guild, Line, Message, Select, SelectFrom, SelectOption, Tone},
    reminder::{Kind, Occurrence, OccurrenceState, Reminder, State, Tick, rules},
};

/// Characters of an item in a select.
const LABEL: usize = 90;

/// An occurrence as it stands. `left` is the one before it, when that left items open; when it is told anew, `pings` may be
/// disturbed.
fn told(
    reminder: &Reminder,
    occurrence: &Occurrence,
    left: Option<&Occurrence>,
    pings: Option<&[i64]>,
) -> Message {
    let (is_told, pings) = (pings.is_some(), pings.unwrap_or_default());
    let mut lines = vec![head(reminder, occurrence)];
    lines.extend(standing(reminder, occurrence));
    lines.extend(notes(occurrence, left).map(|note| format!("-# {note}")));
    lines.push(format!("-# {}", origin(reminder)));
    let mut message = Message::text(lines.join("\n"));
    message.pings = pings.to_vec();
    if is_told {
        message.role_pings = reminder.roles().to_vec();
    }
    if reminder.kind == Kind::Checklist {
        message = message.card(card(reminder, occurrence));
        if let Some(select) = ticking(occurrence) {
            message = message.select(select);
        }
    }
    message.buttons(buttons(reminder, occurrence))
}

/// An occurrence as it may be read where it is told: in a channel customers are called as they may be there, in private
/// its owner's words stay as they are.
pub fn told_where_it_is(
    guild: &Guild,
    (reminder, occurrence): (&Reminder, &Occurrence),
    left: Option<&Occurrence>,
    pings: Option<&[i64]>,
) -> Message {
    let Some(channel_id) = reminder.channel_id else {
        return told(reminder, occurrence, left, pings);
    };
    let sight = guild.sight_in(channel_id);
    told(&reminder.seen_with(sight), &occurrence.seen_with(sight), left, pings)
}

/// Whom it mentions.
pub fn audience(reminder: &Reminder) -> String {
    let people = reminder.people_json.0.iter().map(|user_id| mention(*user_id));
    let roles = reminder.roles().iter().map(|role_id| format!("<@&{role_id}>"));
    people.chain(roles).collect::<Vec<_>>().join(" ")
}

/// Whom it is for, and what it says.
fn head(reminder: &Reminder, occurrence: &Occurrence) -> String {
    let text = match occurrence.state {
        OccurrenceState::Done => format!("~~{}~~", quoted(&reminder.text)),
        _ => format!("**{}**", quoted(&reminder.text)),
    };
    let people = audience(reminder);
    match (reminder.kind, people.is_empty()) {
        (Kind::Me, _) => format!("Reminder: {text}"),
        (_, true) => text,
        (_, false) => format!("{people} {text}"),
    }
}

fn standing(reminder: &Reminder, occurrence: &Occurrence) -> Option<String> {
    let kind = reminder.kind;
    let by = occurrence.done_by_user_id.map(mention).unwrap_or_default();
    match (occurrence.state, occurrence.wakes_at, occurrence.done_at) {
        (OccurrenceState::Snoozed, ..) if reminder.state == State::Deleted => {
            Some("Does not come again, because the reminder is deleted.".to_owned())
        }
        (OccurrenceState::Snoozed, Some(at), _) => Some(format!("Comes again {}.", moment(at.utc()))),
        (OccurrenceState::Done, _, Some(at)) if kind == Kind::Me => {
            Some(format!("Done {}.", stamp(at.utc(), Style::DateTime)))
        }
        (OccurrenceState::Done, _, Some(at)) => {
            Some(format!("Done by {by} {}.", stamp(at.utc(), Style::DateTime)))
        }
        (OccurrenceState::Left, ..) if kind == Kind::Checklist => {
            let (ticked, all) = occurrence.progress();
            Some(format!("{} of {all} were left when the next one came.", all - ticked))
        }
        _ => None,
    }
}

/// What one should know about how it came.
fn notes(occurrence: &Occurrence, left: Option<&Occurrence>) -> impl Iterator<Item = String> {
    let due_at = occurrence.due_at.utc();
    let is_late = occurrence.times_told == 1 && rules::is_late(due_at, occurrence.told_at.utc());
    let late = is_late.then(|| format!("This was due {} and is late.", stamp(due_at, Style::LongDateTime)));
    let missed = (occurrence.missed > 0)
        .then(|| format!("Missed while docket was away: {} earlier.", occurrence.missed));
    let again = (occurrence.times_told > 1)
        .then(|| format!("Snoozed before; it was first due {}.", stamp(due_at, Style::LongDateTime)));
    let left = left.map(|left| {
        let (ticked, all) = left.progress();
        format!("{} of {all} were left on {}.", all - ticked, stamp(left.due_at.utc(), Style::LongDate))
    });
    [late, missed, again, left].into_iter().flatten()
}

fn origin(reminder: &Reminder) -> String {
    let by = match reminder.kind {
        Kind::Me => String::new(),
        _ => format!(" by {}", mention(reminder.owner_user_id)),
    };
    let next = match (reminder.state, reminder.due_at) {
        (State::Deleted, _) => " · deleted".to_owned(),
        (_, Some(at)) => format!(" · next {}", stamp(at.utc(), Style::DateTime)),
        (_, None) => String::new(),
    };
    format!("Reminder {}{by} · {}{next}", code(reminder.id), rhythm(reminder))
}

fn card(reminder: &Reminder, occurrence: &Occurrence) -> Card {
    let (ticked, all) = occurrence.progress();
    let lines: Vec<String> = occurrence.ticks_json.0.iter().map(item).collect();
    let mut card = Card::new(reminder.text.clone()).text(lines.join("\n"));
    card.footer = format!("{ticked} of {all} done");
    card.tone = match occurrence.state {
        _ if ticked == all => Tone::Done,
        OccurrenceState::Left => Tone::Plain,
        _ => Tone::Waiting,
    };
    card
}

fn item(tick: &Tick) -> String {
    match tick.by {
        Some((user_id, at)) => {
            let when = stamp(at.utc(), Style::DateTime);
            format!("☑ ~~{}~~ · {} {when}", quoted(&tick.text), mention(user_id))
        }
        None => format!("☐ {}", quoted(&tick.text)),
    }
}

/// The select that ticks items; none when a later occurrence has taken its place.
fn ticking(occurrence: &Occurrence) -> Option<Select> {
    if occurrence.state == OccurrenceState::Left {
        return None;
    }
    let option = |(place, tick): (usize, &Tick)| {
        let (sign, verb) = if tick.by.is_some() { ('-', "Not done: ") } else { ('+', "") };
        let label = crate::base::text::trim_to(&format!("{verb}{}", tick.text), LABEL).into_owned();
        SelectOption { value: format!("{sign}{place}"), label, description: String::new(), is_chosen: false }
    };
    let options: Vec<_> = occurrence.ticks_json.0.iter().enumerate().map(option).collect();
    Some(Select {
        line: Line::new("remind tick").with("occurrence", occurrence.id).hole("item"),
        placeholder: "Tick an item…".into(),
        from: SelectFrom::Texts(options),
    })
}

fn buttons(reminder: &Reminder, occurrence: &Occurrence) -> Vec<Button> {
    let line = |path: &str| Line::new(path).with("occurrence", occurrence.id).version(occurrence.version);
    let snooze = |label: &str, until: &str| Button::run(label, line("remind snooze").with("until", until));
    let is_checklist = reminder.kind == Kind::Checklist;
    let done = (!is_checklist).then(|| Button::run("Done", line("remind done")).primary());
    match occurrence.state {
        OccurrenceState::Left if is_checklist => Vec::new(),
        OccurrenceState::Done if is_checklist => Vec::new(),
        OccurrenceState::Done => vec![Button::run("Not done", line("remind reopen"))],
        OccurrenceState::Snoozed => done.into_iter().collect(),
        _ if reminder.state == State::Deleted => done.into_iter().collect(),
        OccurrenceState::Open | OccurrenceState::Left => done
            .into_iter()
            .chain([
                snooze("Snooze 15 min", "quarter"),
                snooze("Snooze 1 h", "hour"),
                snooze("Until tomorrow", "tomorrow"),
                snooze("Until next week", "week"),
            ])
            .collect(),
    }
}

/// In a channel, to somebody whose direct messages are closed: what it says stays private.
pub fn dms_are_closed(reminder: &Reminder, occurrence: &Occurrence) -> Message {
    let owner = reminder.owner_user_id;
    let text = format!(
        "{}, a reminder of yours is due, but docket cannot write to you: your direct messages from this server are closed. \
         Until you open them, `/remind list` and `/digest now` show what waits for you. This is said once.",
        mention(owner)
    );
    let show = Line::new("remind view").with("occurrence", occurrence.id);
    Message::text(text).ping(owner).buttons([Button::run("Show it", show).primary()])
}

/// To the owner of a reminder that could not be posted in its channel.
pub fn not_posted(reminder: &Reminder, channel_id: i64) -> Message {
    let edit = Line::new("remind show").with("reminder", code(reminder.id));
    let text = format!(
        "Reminder **{}** was due, but docket could not post it in <#{channel_id}>: {}\nTell the channel yourself, or choose \
         another one with `/remind edit`.",
        code(reminder.id),
        beginning(&reminder.text)
    );
    Message::text(text).buttons([Button::run("Show the reminder", edit)])
}
