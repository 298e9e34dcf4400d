//! Dates of a series, and who comes.

use super::{
    Seen,
    seen::{coming_by_name, join, name, series_line, short, stamped, when},
};
use crate::{
    base::when::{Style, stamp},
    contract::{Button, Line, Message},
    meeting::{Coming, Occurrence, Rsvp, Series, SeriesState, rules, rules::Slot},
};
use chrono::{DateTime, Utc};

/// What is shown of a reason.
const REASON: usize = 200;

/// All series with their next dates.
pub fn list(seen: &Seen<'_>, all: &[(Series, Option<Slot>)]) -> Message {
    if all.is_empty() {
        return Message::text("No series of meetings is set up.")
            .buttons([Button::run("Set one up", Line::new("meeting create"))]);
    }
    let lines: Vec<String> = all
        .iter()
        .map(|(series, next)| {
            let next = match (series.facts.state, next) {
                (SeriesState::Paused, _) => "rests".to_owned(),
                (_, Some(slot)) => format!("next {}", stamp(slot.at, Style::LongDateTime)),
                (_, None) => "has no dates ahead".to_owned(),
            };
            let words = series.facts.timetable_json.0.in_words();
            format!("{} · {words} · <#{}> · {next}", name(series, seen.sight), series.facts.channel_id)
        })
        .collect();
    let buttons = all.iter().take(5).map(|(series, _)| {
        let label = crate::base::text::trim_to(&seen.sight.text(&series.facts.name), 60).into_owned();
        Button::run(label, series_line(series, "meeting next"))
    });
    Message::text(lines.join("\n")).buttons(buttons)
}

/// A date in a list, with what is odd about it.
pub fn date_line(seen: &Seen<'_>, series: &Series, slot: &Slot) -> String {
    let mut line = stamped(series, slot.at);
    if slot.is_moved {
        line.push_str(&format!(" · moved from {}", slot.original.0.format("%a %-d %b, %H:%M")));
    }
    if slot.index.is_none() {
        line.push_str(" · extra");
    }
    if !slot.is_moved && rules::is_holiday(&series.facts, slot, &seen.guild.hours) {
        line.push_str(" · ⚠ a holiday");
    }
    line
}

/// The next dates of a series, who comes to the first of them, and what can be done about it.
pub fn next_dates(
    seen: &Seen<'_>,
    series: &Series,
    (found, skipped): (&[Slot], &[&Occurrence]),
    answers: &[Rsvp],
) -> Message {
    let name = name(series, seen.sight);
    if series.facts.state == SeriesState::Paused {
        return Message::text(format!("{name} rests; no date takes place until it goes on."))
            .buttons([Button::run("Go on", series_line(series, "meeting resume").version(series.version))]);
    }
    let Some(first) = found.first() else { return Message::text(format!("{name} has no dates ahead.")) };
    let mut lines = vec![format!("{name} · {}", series.facts.timetable_json.0.in_words())];
    lines.extend(found.iter().map(|slot| format!("- {}", date_line(seen, series, slot))));
    for row in skipped {
        let why = row.facts.reason.as_ref().map(|reason| format!(": {}", short(reason, seen.sight, REASON)));
        lines.push(format!(
            "- ~~{}~~ skipped{}",
            when(series, row.facts.starts_at.utc()),
            why.unwrap_or_default()
        ));
    }
    lines.extend(coming_by_name(answers, seen.sight));
    let of = |path: &str| series_line(series, path).with("date", first.original);
    let answer = |answer: Coming| of("meeting come").with("answer", answer.word());
    let message = Message::text(lines.join("\n")).buttons([
        Button::run("Agenda", series_line(series, "agenda show")).primary(),
        Button::run("I come", answer(Coming::Yes)),
        Button::run("Later", answer(Coming::Late)),
        Button::run("I can't", answer(Coming::No)),
    ]);
    let restore = skipped.first().map(|row| {
        let line = series_line(series, "meeting restore").with("date", row.original_local);
        Button::run(format!("Hold it on {}", row.original_local.0.format("%-d %b")), line)
    });
    let moves =
        [Button::run("Move the next", of("meeting move")), Button::run("Skip the next", of("meeting skip"))];
    message.buttons(moves.into_iter().chain(restore).chain(join(series, seen)))
}

fn undo_button(series: &Series, row: &Occurrence) -> Button {
    Button::run(
        "Undo",
        series_line(series, "meeting undo").with("date", row.original_local).version(row.version),
    )
}

pub fn skipped(seen: &Seen<'_>, series: &Series, row: &Occurrence, count: usize) -> Message {
    let topics = match count {
        0 => String::new(),
        1 => " Its topic goes to the next date.".to_owned(),
        count => format!(" Its {count} topics go to the next date."),
    };
    let when = when(series, row.facts.starts_at.utc());
    Message::text(format!("{} of {when} is skipped.{topics}", name(series, seen.sight)))
        .buttons([undo_button(series, row)])
}

/// In the channel: a date is skipped.
pub fn skip_notice(seen: &Seen<'_>, series: &Series, row: &Occurrence) -> Message {
    let why = why(seen, row);
    let when = stamped(series, row.facts.starts_at.utc());
    Message::text(format!("{} of {when} is skipped{why}", name(series, seen.sight))).silent()
}

fn why(seen: &Seen<'_>, row: &Occurrence) -> String {
    match &row.facts.reason {
        Some(reason) => format!(": {}", short(reason, seen.sight, REASON)),
        None => ".".to_owned(),
    }
}

pub fn moved(seen: &Seen<'_>, series: &Series, row: &Occurrence, before: DateTime<Utc>) -> Message {
    Message::text(format!(
        "{} moves from {} to {}. Its topics go along.",
        name(series, seen.sight),
        when(series, before),
        when(series, row.facts.starts_at.utc())
    ))
    .buttons([undo_button(series, row)])
}

/// In the channel: a date is moved.
pub fn move_notice(seen: &Seen<'_>, series: &Series, row: &Occurrence, before: DateTime<Utc>) -> Message {
    Message::text(format!(
        "{} moves from {} to {}{}",
        name(series, seen.sight),
        when(series, before),
        stamped(series, row.facts.starts_at.utc()),
        why(seen, row)
    ))
    .silent()
}

pub fn restored(seen: &Seen<'_>, series: &Series, row: &Occurrence) -> Message {
    Message::text(format!(
        "{} takes place {}, as its rule says.",
        name(series, seen.sight),
        when(series, row.facts.starts_at.utc())
    ))
}

/// In the channel: a date is as the rule has it.
pub fn restore_notice(seen: &Seen<'_>, series: &Series, row: &Occurrence) -> Message {
    let when = stamped(series, row.facts.starts_at.utc());
    Message::text(format!("{} takes place {when} after all.", name(series, seen.sight))).silent()
}

/// What somebody said about coming.
pub fn answered(seen: &Seen<'_>, series: &Series, row: &Occurrence, rsvp: &Rsvp) -> Message {
    let what = match rsvp.answer {
        Coming::Yes => "You come",
        Coming::Late => "You come later",
        Coming::No => "You do not come",
    };
    let why = rsvp.reason.as_ref().map(|reason| format!(" (“{}”)", short(reason, seen.sight, REASON)));
    let text = format!(
        "{what} to {} of {}{}.",
        name(series, seen.sight),
        when(series, row.facts.starts_at.utc()),
        why.unwrap_or_default()
    );
    let reason = Button::run("Say why", Line::new("meeting reason").with("occurrence", row.id));
    let asks = rsvp.answer != Coming::Yes && rsvp.reason.is_none();
    Message::text(text).buttons(Some(reason).filter(|_| asks))
}

pub fn refreshed() -> Message {
    Message::text("The board is drawn anew.")
}

pub fn carried(count: usize) -> Message {
    Message::text(match count {
        0 => "It counts as not held; there was nothing to carry over.".to_owned(),
        1 => "It counts as not held; its topic goes to the next one.".to_owned(),
        count => format!("It counts as not held; its {count} topics go to the next one."),
    })
}

/// The address of a feed, told to one person.
pub fn calendar(series: &Series, token: &str, public_url: Option<&str>) -> Message {
    let path = format!("/calendar/{token}.ics");
    let name = crate::base::text::escape_markdown(&series.facts.name);
    Message::text(match public_url {
        Some(url) => format!(
            "The calendar of **{name}**: <{url}{path}>\nWhoever knows this address can read the dates. `/meeting calendar \
             revoke` makes it stop working."
        ),
        None => format!(
            "The calendar of **{name}** is at `{path}` of docket's own address, which this server's docket does not know. Whoever \
             runs it sets `DOCKET_PUBLIC_URL`. `/meeting calendar revoke` makes the address stop working."
        ),
    })
}

pub fn calendar_revoked(series: &Series, count: u64) -> Message {
    let name = crate::base::text::escape_markdown(&series.facts.name);
    Message::text(match count {
        0 => format!("**{name}** had no calendar."),
        1 => format!("The calendar of **{name}** can no longer be read."),
        count => format!("The {count} calendars of **{name}** can no longer be read."),
    })
}
