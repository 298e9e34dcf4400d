//! Changes: of the order, of who is on, of whether anybody is.

use super::{bold, listed, lists::shift_lines, mention, moment, period, revert_line, undo_button};
use crate::{
    base::when::{Style, stamp},
    contract::{Button, Card, Line, Message},
    db::event::Event,
    rotation::{
        rules::{Carried, Edit, Effect, Fate, Override, Plan, Span, Stint, Stretch, What},
        store::Row,
    },
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// Agreements named in one preview.
const MOST_AGREEMENTS: usize = 6;

fn effect_words(effect: Effect, at: DateTime<Utc>) -> String {
    match effect {
        Effect::Now => "now (who is on stays on)".to_owned(),
        Effect::AfterShift => format!("after this shift, {}", moment(at)),
        Effect::AfterRound => format!("after this round, {}", moment(at)),
    }
}

fn edit_words(edit: &Edit) -> String {
    match edit {
        Edit::Add { user_id } => format!("{} joins, at the back of the order", mention(*user_id)),
        Edit::Remove { user_id } => format!("{} takes no more turns", mention(*user_id)),
        Edit::Move { user_id, place } => format!("{} moves to place {}", mention(*user_id), place + 1),
        Edit::Set { .. } => "the rhythm changes".to_owned(),
        Edit::Turn { .. } | Edit::Replace { .. } | Edit::Begin => "the order changes".to_owned(),
    }
}

/// Before anything is saved: whose dates move.
pub struct Preview<'a> {
    pub row: &'a Row,
    pub edit: &'a Edit,
    pub effect: Effect,
    pub counts_from: DateTime<Utc>,
    pub after: &'a Plan,
    pub moved: &'a BTreeMap<i64, Vec<Stint>>,
    /// What was agreed and does not stay as it is.
    pub carried: &'a [Carried],
    pub now: DateTime<Utc>,
}

pub fn edit_preview(preview: &Preview<'_>) -> Message {
    let text = format!(
        "{}: {}, {}. Nothing is saved yet.",
        bold(&preview.row.name),
        edit_words(preview.edit),
        effect_words(preview.effect, preview.counts_from)
    );
    let mut card = Card::new("Next shifts then").text(shift_lines(preview.after, preview.now, 6));
    card = card.wide_field("Whose dates move", moved_words(preview.moved));
    card = carried_fields(card, preview.carried);
    Message::text(text).card(card).buttons([Button::run("Save", save_line(preview)).primary()])
}

/// Makes the change that is previewed, as long as the rotation is as it was then.
fn save_line(preview: &Preview<'_>) -> Line {
    let (change, place) = match preview.edit {
        Edit::Remove { .. } => ("remove", None),
        Edit::Move { place, .. } => ("move", Some(place + 1)),
        _ => ("add", None),
    };
    let when = match preview.effect {
        Effect::Now => "now",
        Effect::AfterShift => "after_shift",
        Effect::AfterRound => "after_round",
    };
    let line = Line::new("rotation apply").with("of", preview.row.id).with("change", change);
    let line = line.with("who", preview.edit.user_id().unwrap_or_default()).with("when", when);
    let line = place.map_or(line.clone(), |place| line.with("to", place));
    line.version(preview.row.version)
}

/// What was agreed and moves along, and what would no longer fit.
pub(super) fn carried_fields(mut card: Card, carried: &[Carried]) -> Card {
    let agreed = |one: &Override| !matches!(one.what, What::Stay { .. });
    let moves = carried.iter().filter(|one| agreed(&one.was)).filter_map(|one| match one.fate {
        Fate::Moves(span) => Some(format!("- {}, now {}", agreement(&one.was), period(span))),
        Fate::Ends => None,
    });
    let ends = carried.iter().filter(|one| one.fate == Fate::Ends);
    let ends = ends.map(|one| format!("- {}, {}", agreement(&one.was), period(one.was.span)));
    let (moves, ends): (Vec<String>, Vec<String>) = (moves.collect(), ends.collect());
    if !moves.is_empty() {
        card = card.wide_field("Agreements that move along", few(&moves));
    }
    if !ends.is_empty() {
        card = card.wide_field(
            "Agreements that would no longer fit",
            format!("{}\nThey end when you save, and both people are told.", few(&ends)),
        );
    }
    card
}

fn few(lines: &[String]) -> String {
    let mut shown: Vec<String> = lines.iter().take(MOST_AGREEMENTS).cloned().collect();
    if lines.len() > MOST_AGREEMENTS {
        shown.push(format!("- and {} more", lines.len() - MOST_AGREEMENTS));
    }
    shown.join("\n")
}

/// Who does what for whom.
pub(super) fn agreement(one: &Override) -> String {
    match one.what {
        What::Cover { for_user_id, user_id } => format!("{} for {}", mention(user_id), mention(for_user_id)),
        What::Slot { user_id, .. } | What::Stay { user_id, .. } => {
            format!("{}, who took over", mention(user_id))
        }
        What::Away { user_id } | What::Left { user_id } => format!("the absence of {}", mention(user_id)),
    }
}

/// The rotation was changed after the preview was shown: how it would be now.
pub fn previewed_anew(preview: Message) -> Message {
    let text = format!(
        "The rotation was changed since this was shown; this is how it would be now. {}",
        preview.text
    );
    Message { text, ..preview }
}

fn moved_words(moved: &BTreeMap<i64, Vec<Stint>>) -> String {
    if moved.is_empty() {
        return "Nobody's.".to_owned();
    }
    let people: Vec<String> = moved.keys().map(|user_id| mention(*user_id)).collect();
    format!("{}. They are told when you save.", listed(&people))
}

pub fn edited(
    row: &Row,
    edit: &Edit,
    effect: Effect,
    counts_from: DateTime<Utc>,
    told: usize,
    event: i64,
) -> Message {
    let text = format!(
        "{}: {}, {}. {}",
        bold(&row.name),
        edit_words(edit),
        effect_words(effect, counts_from),
        told_words(told)
    );
    Message::text(text).buttons([undo_button(row.id, event)])
}

fn told_words(told: usize) -> String {
    match told {
        0 => "Nobody else's dates move.".to_owned(),
        1 => "The one person whose dates move is told.".to_owned(),
        count => format!("The {count} people whose dates move are told."),
    }
}

/// `seat` where there are several, `from` whose it was.
pub fn taken(
    row: &Row,
    user_id: i64,
    seat: Option<usize>,
    span: Span,
    from: Option<i64>,
    event: i64,
) -> Message {
    let from = from.map(|user_id| format!(" instead of {}", mention(user_id))).unwrap_or_default();
    let seat = seat.map(|seat| format!(" ({})", super::seat_name(seat))).unwrap_or_default();
    let text = format!(
        "{}{seat} is on from now until {} in {}{from}.",
        mention(user_id),
        moment(span.until),
        bold(&row.name)
    );
    Message::text(text).buttons([undo_button(row.id, event)])
}

/// Who stands in while somebody is away, said at once.
pub fn away(row: &Row, away_id: i64, user_id: i64, span: Span, instead: &[Stretch], event: i64) -> Message {
    let mut text = format!("{} is away {} in {}. ", mention(user_id), period(span), bold(&row.name));
    if instead.is_empty() {
        text.push_str("No turn falls into that time, so nobody has to stand in.");
    }
    for stretch in instead.iter().take(6) {
        text.push_str(&match stretch.duty.user {
            Ok(stand_in) => format!("\n- {}: {} stands in", period(stretch.span), mention(stand_in)),
            Err(why) => format!("\n- {}: **nobody**, because {}", period(stretch.span), super::nobody(why)),
        });
    }
    let back = Button::run("Back early", Line::new("rotation back").with("away", away_id));
    Message::text(text).buttons([back, undo_button(row.id, event)])
}

pub fn back(row: &Row, user_id: i64, event: i64) -> Message {
    Message::text(format!("{} is back in {}.", mention(user_id), bold(&row.name)))
        .buttons([undo_button(row.id, event)])
}

pub fn paused(row: &Row, until: DateTime<Utc>, event: i64) -> Message {
    let text = format!(
        "{} is paused until {}. Nobody is on; afterwards the order resumes where it left off.",
        bold(&row.name),
        moment(until)
    );
    let resume = Line::new("rotation resume").with("rotation", format!("#{}", row.id));
    Message::text(text).buttons([Button::run("Resume", resume), undo_button(row.id, event)])
}

pub fn resumed(row: &Row, on: &[i64], event: i64) -> Message {
    let people: Vec<String> = on.iter().map(|user_id| mention(*user_id)).collect();
    let text = format!("{} resumes where it left off: {} is on.", bold(&row.name), listed(&people));
    Message::text(text).buttons([undo_button(row.id, event)])
}

/// `what` says what was taken back, or with `is_redo` done again.
pub fn undone(row: &Row, what: &str, is_redo: bool, told: usize, event: i64) -> Message {
    let (did, label) = if is_redo { ("Redid", "Undo") } else { ("Undid", "Redo") };
    let button = Button::run(label, revert_line(row.id, event));
    Message::text(format!("{did}: {what} in {}. {}", bold(&row.name), told_words(told))).buttons([button])
}

/// The latest change is not the asker's own: what it is, and whose.
pub fn undo_question(row: &Row, last: &Event, what: &str) -> Message {
    let text = format!("{} Undo it all the same? They are told.", last_words(row, last, what));
    Message::text(text).buttons([Button::run("Undo it", revert_line(row.id, last.id)).danger()])
}

/// Whose the latest change of a rotation is, what it was and when.
pub(super) fn last_words(row: &Row, last: &Event, what: &str) -> String {
    let who = last.actor_user_id.map_or_else(|| "docket".to_owned(), mention);
    let when = stamp(last.happened_at, Style::Relative);
    format!(
        "You have nothing to undo in {} before the latest change, by {who} {when}: {what}.",
        bold(&row.name)
    )
}

pub fn ended(row: &Row, event: i64) -> Message {
    let text = format!("{} has ended. Nobody is on any more; its history stays.", bold(&row.name));
    Message::text(text).buttons([undo_button(row.id, event)])
}

pub fn role_set(row: &Row, role_id: Option<i64>) -> Message {
    let name = bold(&row.name);
    Message::text(match role_id {
        Some(role_id) => format!("Whoever is on duty in {name} has the role <@&{role_id}>."),
        None => format!("No role follows whoever is on duty in {name}."),
    })
}

pub fn noted(row: &Row) -> Message {
    Message::text(format!(
        "The note is kept for {}; whoever is on in the next shift sees it.",
        bold(&row.name)
    ))
}

/// `public_url` is docket's own address, where it is known.
pub fn calendar(row: &Row, token: &str, public_url: Option<&str>) -> Message {
    let path = format!("/calendar/{token}.ics");
    let place = match public_url {
        Some(url) => format!("are at this address:\n`{url}{path}`\n"),
        None => format!(
            "are at this path of docket's own web address:\n`{path}`\nTo be told the whole address, let whoever runs \
             docket set `DOCKET_PUBLIC_URL`.\n"
        ),
    };
    let text = format!(
        "The shifts of {} for the next twelve months, for any calendar program, {place}Whoever knows the address can read \
         names and times. It stays valid until it is revoked.",
        bold(&row.name)
    );
    let revoke = Line::new("rotation calendar revoke").with("rotation", format!("#{}", row.id));
    Message::text(text).buttons([Button::run("Revoke all", revoke).danger()])
}

pub fn calendar_revoked(row: &Row, count: u64) -> Message {
    let what = match count {
        0 => "There was no calendar address.".to_owned(),
        1 => "The calendar address no longer works.".to_owned(),
        count => format!("The {count} calendar addresses no longer work."),
    };
    Message::text(format!("{}: {what}", bold(&row.name)))
}
