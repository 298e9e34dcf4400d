//! Why something was not done: what is wrong, that nothing was lost, what to do.

use super::card::{code, date};
use crate::{
    base::{
        recurrence::{MeaningError, Timetable},
        text::{escape_markdown, one_line, trim_to},
        when::{Style, WhenError, stamp},
    },
    contract::Line,
    error::Refusal,
    release::{
        Item, Release,
        rules::{BadMilestone, MOST_MILESTONES},
    },
    room,
};
use chrono::{DateTime, NaiveDate, Utc};

/// Characters of what was typed that are shown back.
const SHOWN: usize = 60;

fn quoted(typed: &str) -> String {
    escape_markdown(&trim_to(&one_line(typed), SHOWN))
}

/// The name of a release in a refusal, which nobody else reads, but which may be kept: escaped.
fn name(release: &Release) -> String {
    quoted(&release.facts.name)
}

pub fn unknown(typed: &str) -> Refusal {
    Refusal::new(format!(
        "No release is called “{}”, so nothing was changed; `/release list` shows what there is.",
        quoted(typed)
    ))
    .offer("List releases", Line::new("release list"))
}

pub fn none_planned() -> Refusal {
    Refusal::new("No release is planned, so nothing was changed. Plan one first.")
        .offer("Plan a release", Line::new("release plan"))
}

pub fn none_shipped() -> Refusal {
    Refusal::new(
        "No release has shipped yet, so nothing was changed. Name the one that you mean in `release`.",
    )
    .offer("Releases", Line::new("release list"))
}

pub fn unknown_item(id: i64) -> Refusal {
    Refusal::new(format!(
        "There is no {} here, so nothing was changed. `/release show` lists what there is.",
        code(id)
    ))
    .offer("Releases", Line::new("release list"))
}

pub fn unknown_request(id: i64) -> Refusal {
    Refusal::new(format!(
        "There is no REQ-{id} here, so nothing was saved. Leave it out, or name another request."
    ))
}

pub fn form_is_old(release: &Release) -> Refusal {
    room::form_is_old(&name(release), Line::new("release show").with("release", format!("#{}", release.id)))
}

pub fn item_form_is_old(id: i64) -> Refusal {
    room::form_is_old(&code(id), Line::new("release item").with("item", id))
}

pub fn not_yours(release: &Release) -> Refusal {
    Refusal::new(format!("{} was not changed: only its release manager or a PM may.", name(release)))
}

pub fn not_your_item(id: i64) -> Refusal {
    Refusal::new(format!(
        "{} was not changed: only its owner, the release manager or a PM may say how it stands.",
        code(id)
    ))
}

pub fn is_over(release: &Release) -> Refusal {
    Refusal::new(format!(
        "{} is {} already, so nothing was changed. Undo that first, or take another release.",
        name(release),
        release.facts.state.word()
    ))
}

pub fn is_cut(release: &Release) -> Refusal {
    Refusal::new(format!("{} is cut already, so nothing was changed.", name(release)))
}

pub fn is_withdrawn(item: &Item) -> Refusal {
    Refusal::new(format!("{} is withdrawn, so nothing was changed. Undo that first.", code(item.id)))
        .offer("Show it", Line::new("release item").with("item", item.id))
}

/// `what` is a name as it was typed, or a code.
pub fn nothing_to_change(what: &str) -> Refusal {
    Refusal::new(format!("{} is like that already, so nothing was changed.", quoted(what)))
}

pub fn nothing_to_undo(what: &str) -> Refusal {
    Refusal::new(format!("There is nothing left to take back on {}.", quoted(what)))
}

pub fn superseded(what: &str) -> Refusal {
    Refusal::new(format!(
        "{} has changed since, so taking that back would lose something newer. Nothing was changed; edit it instead.",
        quoted(what)
    ))
}

pub fn has_items(release: &Release, count: usize) -> Refusal {
    Refusal::new(format!(
        "{} has {count} items, so its planning was not taken back. Postpone or withdraw them first.",
        name(release)
    ))
}

pub fn name_is_taken(other: &Release) -> Refusal {
    Refusal::new(format!(
        "{} is planned already, so nothing was saved. Choose another name, or change that one with `/release edit`.",
        name(other)
    ))
    .offer("Show it", Line::new("release show").with("release", format!("#{}", other.id)))
}

pub fn no_name() -> Refusal {
    Refusal::new("The release has no name, so nothing was saved. Say what it is called, such as 26.12.")
}

pub fn no_text() -> Refusal {
    Refusal::new("The item has no text, so nothing was saved. Say in a few words what it is.")
}

pub fn no_validator() -> Refusal {
    Refusal::new("A dot release is validated by somebody, so nothing was saved. Name them in `validator`.")
}

pub fn owner_is_a_person() -> Refusal {
    Refusal::new(
        "An item is owned by one person, not by a role, so nothing was saved. Name somebody in `owner`.",
    )
}

pub fn bad_address(option: &str) -> Refusal {
    Refusal::new(format!(
        "`{option}` must be a web address such as https://example.com/ticket/12. Nothing was saved; correct it."
    ))
}

pub fn bad_target(error: &MeaningError) -> Refusal {
    Refusal::new(format!(
        "{error} Nothing was changed. A target is a date, or a rule such as “the working day on or before the 16th”."
    ))
}

pub fn no_target() -> Refusal {
    Refusal::new(
        "That names no date, so nothing was changed. Type one such as 2026-12-16, or “the working day on or before the 16th”.",
    )
}

/// What was typed can be two dates.
pub fn which_target(typed: &str, taken: NaiveDate, others: &[NaiveDate]) -> Refusal {
    let question = Refusal::new(format!(
        "“{}” can mean more than one date. Nothing was changed; which one is it?",
        quoted(typed)
    ));
    [taken]
        .iter()
        .chain(others.iter().take(3))
        .fold(question, |question, day| question.meaning(date(*day), "target", day.to_string()))
}

pub fn target_has_passed(day: NaiveDate) -> Refusal {
    Refusal::new(format!(
        "{} has passed, so nothing was changed. Choose a date that is still to come.",
        date(day)
    ))
}

pub fn same_target(release: &Release) -> Refusal {
    Refusal::new(format!(
        "{} ships on {} already, so nothing was changed.",
        name(release),
        date(release.facts.target_day.0)
    ))
}

pub fn bad_sync(error: &MeaningError) -> Refusal {
    Refusal::new(format!("{error} Nothing was changed."))
}

pub fn no_rhythm(typed: &str) -> Refusal {
    Refusal::new(format!(
        "“{}” is one day and no rhythm, so nothing was changed. Say when the team meets, such as “every Wednesday 9am”, or `-`.",
        quoted(typed)
    ))
}

/// What was typed can be two rhythms.
pub fn which_sync(typed: &str, taken: &Timetable, others: &[Timetable], now: DateTime<Utc>) -> Refusal {
    let question = Refusal::new(format!(
        "“{}” can mean more than one rhythm. Nothing was changed; which one is it?",
        quoted(typed)
    ));
    [taken]
        .into_iter()
        .chain(others)
        .fold(question, |question, table| question.meaning(table.label(now), "sync", table.brief(now)))
}

pub fn bad_before(error: &WhenError) -> Refusal {
    Refusal::new(format!("{error} Nothing was changed."))
}

pub fn before_has_passed(at: DateTime<Utc>) -> Refusal {
    Refusal::new(format!(
        "{} has passed, so nobody is asked. Name a date that is still to come.",
        stamp(at, Style::LongDateTime)
    ))
}

pub fn no_working_day() -> Refusal {
    Refusal::new(
        "The team works on no day of the next years, so nobody is asked. An admin sets hours with `/settings hours`.",
    )
}

pub fn bad_freeze(typed: &str) -> Refusal {
    Refusal::new(format!(
        "“{}” is no date of a freeze, so nothing was saved. Count working days before the target, such as T-10, or type a date \
         such as 2026-12-02.",
        quoted(typed)
    ))
}

pub fn bad_milestones(why: &BadMilestone) -> Refusal {
    let what = match why {
        BadMilestone::Unread(part) => format!("“{}” does not read", quoted(part)),
        BadMilestone::TooFar(part) => {
            format!("“{}” is more than 250 working days from the target", quoted(part))
        }
        BadMilestone::TooMany => format!("there are more than {MOST_MILESTONES} dates"),
        BadMilestone::TwoAlike(name) => format!("two dates are called “{}”", quoted(name)),
    };
    Refusal::new(format!(
        "The dates were not saved: {what}. Write one on each line or with commas between, such as `T-24 feature complete, T-10 \
         code freeze, T+5 second ring`."
    ))
}

pub fn history_of_what() -> Refusal {
    Refusal::new("Name a release or an item to see what happened to it.")
        .offer("Releases", Line::new("release list"))
}
