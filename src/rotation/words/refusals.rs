//! Why something is not done.

use super::{bold, mention, moment};
use crate::{
    base::{
        recurrence::Recurrence,
        text::{escape_markdown, one_line, trim_to},
    },
    contract::Line,
    db::event::Event,
    error::Refusal,
    room,
    rotation::{
        rules::{EditError, MOST_MEMBERS, MembersError, RhythmError},
        store::Row,
    },
};
use chrono::{DateTime, Utc};

/// Rotations to choose from by a button.
const MOST_BUTTONS: usize = 4;

fn shown(text: &str) -> String {
    escape_markdown(&trim_to(&one_line(text), 60))
}

pub fn no_rotation() -> Refusal {
    Refusal::new("There is no rotation yet. A lead can set one up.")
        .offer("Set one up", Line::new("rotation setup"))
}

pub fn unknown_rotation(name: &str, known: &[Row]) -> Refusal {
    let known: Vec<String> = known.iter().map(|row| bold(&row.name)).collect();
    Refusal::new(format!(
        "There is no rotation “{}”. Nothing was changed. Choose one of {}.",
        shown(name),
        known.join(", ")
    ))
}

/// Each can be chosen by a button, as far as there is room for them.
pub fn which_rotation(rows: &[Row]) -> Refusal {
    let known: Vec<String> = rows.iter().map(|row| bold(&row.name)).collect();
    let refusal = Refusal::new(format!(
        "There are several rotations: {}. Nothing was changed. Say which one with the option `rotation`.",
        known.join(", ")
    ));
    rows.iter().take(MOST_BUTTONS).fold(refusal, |refusal, row| {
        refusal.meaning(trim_to(&one_line(&row.name), 60).into_owned(), "rotation", format!("#{}", row.id))
    })
}

pub fn has_ended() -> Refusal {
    Refusal::new("This rotation has ended. Nothing was changed. `/rotation list` shows those that run.")
}

pub fn stale() -> Refusal {
    Refusal::new(
        "The rotation was changed since this was shown, so nothing was done. Run the command again to see how it \
         stands now.",
    )
}

/// `why` quotes what was typed.
pub fn bad_time(why: &dyn std::fmt::Display) -> Refusal {
    Refusal::new(format!("{} Nothing was changed.", escape_markdown(&why.to_string())))
}

pub fn in_the_past(at: DateTime<Utc>) -> Refusal {
    Refusal::new(format!(
        "{} has passed already. Nothing was changed; what was cannot be changed, so give a later time.",
        moment(at)
    ))
}

pub fn ends_before_start() -> Refusal {
    Refusal::new("That would end before it begins. Nothing was changed; give a later end.")
}

pub fn edit_error(error: EditError, user_id: i64) -> Refusal {
    let who = mention(user_id);
    Refusal::new(match error {
        EditError::AlreadyMember => {
            format!(
                "{who} takes turns already. Nothing was changed; to change the place, use `/rotation members move`."
            )
        }
        EditError::NotMember => {
            format!(
                "{who} does not take turns in this rotation. Nothing was changed; `/rotation next` shows who does."
            )
        }
        EditError::TooManyMembers => {
            format!(
                "A rotation has {MOST_MEMBERS} members at most. Nothing was changed; make a second rotation."
            )
        }
        EditError::NotStarted => {
            "The rotation has not begun yet. Nothing was changed; change it with `/rotation setup`."
                .to_owned()
        }
    })
}

pub fn members_error(error: &MembersError) -> Refusal {
    match error {
        MembersError::Unknown(word) => unknown_member(word),
        MembersError::TooMany => too_many_members(),
    }
}

fn unknown_member(word: &str) -> Refusal {
    Refusal::new(format!(
        "I cannot tell who “{}” is. Nothing was saved; mention members with @, or leave them out and pick them on the \
         next screen.",
        shown(word)
    ))
}

pub fn too_many_members() -> Refusal {
    Refusal::new(format!("A rotation has {MOST_MEMBERS} members at most. Nothing was saved; name fewer."))
}

pub fn no_members() -> Refusal {
    Refusal::new("Nobody takes turns yet. Nothing was saved; pick at least one member first.")
}

pub fn bad_rhythm(error: &RhythmError) -> Refusal {
    Refusal::new(format!(
        "With working days only, {error}. Nothing was saved; try “weekdays 9:30” or “every Wednesday 09:30”."
    ))
}

pub fn endless_only() -> Refusal {
    Refusal::new("A rotation goes on until it is ended, so its handoff has no last date. Nothing was saved.")
}

pub fn name_taken(name: &str) -> Refusal {
    Refusal::new(format!(
        "There is a rotation {} already. Nothing was saved; choose another name, or change that one with \
         `/rotation setup`.",
        bold(name)
    ))
}

/// The rotation to be brought back has a name that another one has by now.
pub fn name_taken_since(name: &str) -> Refusal {
    Refusal::new(format!(
        "There is another rotation {} by now. Nothing was changed; end that one first, with `/rotation end`.",
        bold(name)
    ))
}

pub fn no_name() -> Refusal {
    Refusal::new("The rotation needs a name. Nothing was saved; give it one.")
}

pub fn draft_gone() -> Refusal {
    Refusal::new("That preview is no longer kept. Nothing was saved; run `/rotation setup` again.")
}

pub fn on_already(until: DateTime<Utc>) -> Refusal {
    Refusal::new(format!("You are on already, until {}. Nothing was changed.", moment(until)))
}

pub fn no_such_seat(seats: usize) -> Refusal {
    Refusal::new(match seats {
        1 => "This rotation has one seat only. Nothing was changed; leave the option `seat` out.".to_owned(),
        seats => {
            format!("This rotation has {seats} seats. Nothing was changed; choose a seat from 1 to {seats}.")
        }
    })
}

pub fn not_on_then(user_id: i64) -> Refusal {
    Refusal::new(format!(
        "{} is not on then. Nothing was changed; `/rotation next` shows whose turn is when.",
        mention(user_id)
    ))
}

pub fn nobody_is_on(why: &str) -> Refusal {
    Refusal::new(format!("Nobody is on now, because {why}. Nothing was changed."))
}

/// `since`: the instant at which it began.
pub fn has_begun(since: DateTime<Utc>) -> Refusal {
    Refusal::new(format!(
        "The rotation has been running since {}, so its start cannot be moved. Nothing was saved; leave the option \
         `starts` out.",
        moment(since)
    ))
}

pub fn ask_over() -> Refusal {
    Refusal::new("That is settled already, so nothing was changed.")
}

pub fn not_yours(user_id: i64) -> Refusal {
    Refusal::new(format!("Only {} or a lead can do that. Nothing was changed.", mention(user_id)))
}

pub fn own_ask() -> Refusal {
    Refusal::new("You cannot cover for yourself. Nothing was changed; somebody else has to accept.")
}

pub fn nothing_left() -> Refusal {
    Refusal::new("None of that time needs cover any more. Nothing was changed.")
}

pub fn begun_already() -> Refusal {
    Refusal::new(
        "That has begun already and cannot be withdrawn. Nothing was changed; ask for cover with `/rotation cover`.",
    )
}

/// Somebody else is on by now in the time that `user_id` covers, or in some of it.
pub fn given_on(user_id: i64, holder: i64) -> Refusal {
    Refusal::new(format!(
        "{} does not have all of that duty any more: it was given on to {}. Nothing was changed; for what is left, ask \
         with `/rotation cover`.",
        mention(user_id),
        mention(holder)
    ))
}

pub fn swap_with_self() -> Refusal {
    Refusal::new("You cannot swap with yourself. Nothing was changed.")
}

pub fn not_member_for_lead() -> Refusal {
    Refusal::new("Only a lead can say that somebody else is away. Nothing was changed.")
}

pub fn paused_already() -> Refusal {
    Refusal::new("The rotation is paused already. Nothing was changed; `/rotation resume` lets it go on.")
}

pub fn not_paused() -> Refusal {
    Refusal::new("The rotation is not paused. Nothing was changed.")
}

pub fn nothing_to_undo() -> Refusal {
    Refusal::new("There is no change left that could be taken back. Nothing was changed.")
}

/// The change behind a pressed button was taken back, or done again, before.
pub fn undone_already(is_redo: bool) -> Refusal {
    Refusal::new(match is_redo {
        true => "That change holds again already, so nothing was changed.",
        false => "That change was taken back already, so nothing was changed.",
    })
}

/// The latest change is somebody else's, and the asker is no lead.
pub fn last_is_others(row: &Row, last: &Event, what: &str) -> Refusal {
    let who =
        last.actor_user_id.map_or_else(|| "a lead".to_owned(), |by| format!("{} or a lead", mention(by)));
    Refusal::new(format!(
        "{} Only {who} can undo it. Nothing was changed.",
        super::edit::last_words(row, last, what)
    ))
}

/// What the pressed button would take back has passed.
pub fn over_already() -> Refusal {
    Refusal::new("That is over, and what was stays as it was. Nothing was changed.")
}

pub fn changed_since() -> Refusal {
    Refusal::new(
        "The rotation was changed again since, so nothing was taken back. `/rotation undo` takes back the latest change.",
    )
}

pub fn empty_note() -> Refusal {
    Refusal::new("The note is empty. Nothing was kept; write what the next one should know.")
}

pub fn no_order() -> Refusal {
    Refusal::new("The rotation has no order yet. Nothing was changed.")
}

/// A form from before a change was sent.
pub fn form_is_old(row: &Row) -> Refusal {
    let show = Line::new("rotation who").with("rotation", format!("#{}", row.id));
    room::form_is_old(&format!("The rotation {}", bold(&row.name)), show)
}

pub fn no_channel() -> Refusal {
    Refusal::new(
        "There is no channel in which the others could be asked. Nothing was changed; an admin can set one with \
         `/settings channel purpose:rotation`.",
    )
}

/// A rhythm that can be meant in several ways is asked about.
pub fn which_series(
    typed: &str,
    option: &'static str,
    taken: &Recurrence,
    others: &[Recurrence],
    now: DateTime<Utc>,
) -> Refusal {
    let typed = shown(typed);
    let question = Refusal::new(format!(
        "“{typed}” can mean more than one rhythm. Nothing was changed; which one is it?"
    ));
    [taken]
        .into_iter()
        .chain(others)
        .fold(question, |question, series| question.meaning(series.label(now), option, series.brief(now)))
}
