//! Why something is not done.

use super::{Other, beginning, code, moment};
use crate::{
    base::{
        recurrence::{MeaningError, RecurrenceError},
        text::{escape_markdown, one_line, trim_to},
        when::WhenError,
    },
    contract::{Level, Line},
    error::Refusal,
    reminder::{
        Reminder,
        rules::{ItemsError, LONGEST_ITEM, MOST_ITEMS, MOST_PEOPLE},
    },
    room,
};
use chrono::{DateTime, Utc};

/// Characters of a wrong input that are shown back.
const SHOWN: usize = 60;

fn input(text: &str) -> String {
    escape_markdown(&trim_to(&one_line(text), SHOWN))
}

pub fn bad_when(error: &MeaningError) -> Refusal {
    not_read(error)
}

pub fn bad_instant(error: &WhenError) -> Refusal {
    not_read(error)
}

pub fn bad_series(error: &RecurrenceError) -> Refusal {
    not_read(error)
}

fn not_read(error: &dyn std::error::Error) -> Refusal {
    // It repeats what was typed.
    Refusal::new(format!("{} Nothing was changed.", escape_markdown(&error.to_string())))
}

/// A time that has passed, with what else was perhaps meant by the option.
pub fn in_the_past(at: DateTime<Utc>, option: &'static str, others: Vec<Other>) -> Refusal {
    let next =
        if others.is_empty() { "give a later time" } else { "give a later time, or take what you mean" };
    let refusal = Refusal::new(format!("{} has passed already. Nothing was changed; {next}.", moment(at)));
    others.into_iter().fold(refusal, |refusal, other| refusal.meaning(other.label, option, other.text))
}

pub fn never_again() -> Refusal {
    Refusal::new("That would not take place any more. Nothing was changed; give a later end.")
}

pub fn no_text() -> Refusal {
    Refusal::new("There is nothing to remind of. Nothing was changed; say what it is.")
}

pub fn bad_people(part: &str) -> Refusal {
    Refusal::new(format!(
        "It isn't clear who “{}” is. Nothing was changed; mention members with @, or write what they are called here. \
         Everyone at once is never pinged.",
        input(part)
    ))
}

pub fn too_many_people() -> Refusal {
    Refusal::new(format!(
        "A reminder mentions {MOST_PEOPLE} people at most. Nothing was changed; name fewer."
    ))
}

pub fn bad_items(error: &ItemsError) -> Refusal {
    Refusal::new(match error {
        ItemsError::None => {
            "The checklist has no items. Nothing was changed; write them one on each line.".to_owned()
        }
        ItemsError::TooMany(count) => format!(
            "These are {count} items; a checklist holds {MOST_ITEMS}. Nothing was changed; split it in two."
        ),
        ItemsError::TooLong(item) => format!(
            "The item “{}” is longer than {LONGEST_ITEM} characters. Nothing was changed; shorten it.",
            input(item)
        ),
    })
}

pub fn too_many(most: i64) -> Refusal {
    Refusal::new(format!(
        "You have {most} active reminders, which is the limit. Nothing was changed; delete one first."
    ))
    .offer("Show them", Line::new("remind list"))
}

pub fn unknown(typed: &str) -> Refusal {
    Refusal::new(format!(
        "There is no reminder “{}” of yours or of this channel. Nothing was changed.",
        input(typed)
    ))
    .offer("Show what there is", Line::new("remind list"))
}

pub fn no_occurrence() -> Refusal {
    Refusal::new("This is not your reminder, or it is gone. Nothing was changed.")
}

pub fn not_yours(reminder: &Reminder) -> Refusal {
    Refusal::new(format!(
        "Reminder {} is <@{}>'s; only they and leads may change it. Nothing was changed.",
        code(reminder.id),
        reminder.owner_user_id
    ))
}

pub fn level_needed(reminder: &Reminder, level: Level) -> Refusal {
    Refusal::new(format!(
        "What reminder {} tells its channel may be changed from the level {} on, as when it was made. Nothing was changed; ask \
         a lead, or delete it.",
        code(reminder.id),
        level.word()
    ))
}

/// A form from before a change was sent.
pub fn form_is_old(id: i64) -> Refusal {
    let show = Line::new("remind show").with("reminder", code(id));
    room::form_is_old(&format!("Reminder {}", code(id)), show)
}

pub fn is_over(id: i64) -> Refusal {
    Refusal::new(format!("Reminder {} is over. Nothing was changed; make a new one.", code(id)))
}

pub fn is_deleted(reminder: &Reminder) -> Refusal {
    Refusal::new(format!(
        "Reminder {} is deleted ({}). Nothing was changed.",
        code(reminder.id),
        beginning(&reminder.text)
    ))
    .offer("Bring it back", Line::new("remind undelete").with("reminder", code(reminder.id)))
}

pub fn not_deleted(id: i64) -> Refusal {
    Refusal::new(format!("Reminder {} is not deleted. Nothing was changed.", code(id)))
}

pub fn nothing_to_change(id: i64) -> Refusal {
    Refusal::new(format!("That is how reminder {} is already. Nothing was changed.", code(id)))
}

pub fn nothing_to_undo(id: i64) -> Refusal {
    Refusal::new(format!("There is nothing left to take back on reminder {}. Nothing was changed.", code(id)))
}

pub fn superseded(id: i64) -> Refusal {
    Refusal::new(format!(
        "Reminder {} has changed since, so taking that back would lose something newer. Nothing was changed; edit it instead.",
        code(id)
    ))
    .offer("Edit", Line::new("remind edit").with("reminder", code(id)))
}

pub fn nothing_to_take_back(id: i64) -> Refusal {
    Refusal::new(format!(
        "Reminder {} has no such exception any more. Nothing was changed; it is as its rule says.",
        code(id)
    ))
}

pub fn only_once(reminder: &Reminder) -> Refusal {
    Refusal::new(format!(
        "Reminder {} takes place only once, so there is nothing to leave out. Nothing was changed.",
        code(reminder.id)
    ))
    .offer("Delete it", Line::new("remind delete").with("reminder", code(reminder.id)))
}

pub fn private_only(option: &str) -> Refusal {
    Refusal::new(format!(
        "This reminder is for you alone, so it has no `{option}`. Nothing was changed; make one with `/remind channel`."
    ))
}

pub fn no_checklist() -> Refusal {
    Refusal::new("Only a checklist has items. Nothing was changed; make one with `/remind checklist`.")
}
