//! Why something was not done: what is wrong, that nothing was lost, what to do.

use super::seen::{code, mention};
use crate::{
    base::{
        recurrence::MeaningError,
        text::{escape_markdown, one_line, trim_to},
        when::{Style, WhenError, stamp},
    },
    contract::{EscalationNumber, Line},
    error::Refusal,
    meeting::{Item, ItemState, Occurrence, Series, State},
    room::{self, Thing},
};
use chrono::{DateTime, Utc};

/// Characters of what was typed that are shown back.
const SHOWN: usize = 60;

fn quoted(typed: &str) -> String {
    escape_markdown(&trim_to(&one_line(typed), SHOWN))
}

/// The name of a series in a refusal, which nobody else reads, but which may be kept: escaped.
fn name(series: &Series) -> String {
    quoted(&series.facts.name)
}

pub fn no_series() -> Refusal {
    Refusal::new("No series of meetings is set up, so nothing was changed. Set one up first.")
        .offer("Set one up", Line::new("meeting create"))
}

pub fn unknown_series(typed: &str) -> Refusal {
    Refusal::new(format!(
        "No meeting is called “{}”, so nothing was changed; `/meeting list` shows what there is.",
        quoted(typed)
    ))
    .offer("Meetings", Line::new("meeting list"))
}

pub fn which_series(all: &[Series]) -> Refusal {
    let names: Vec<String> = all.iter().take(10).map(name).collect();
    Refusal::new(format!(
        "This channel belongs to no one meeting, so nothing was changed. Say which one in `meeting`: {}.",
        names.join(", ")
    ))
}

pub fn form_is_old(series: &Series) -> Refusal {
    let show = Line::new("meeting next").with("meeting", format!("#{}", series.id));
    room::form_is_old(&name(series), show)
}

pub fn item_form_is_old(id: i64) -> Refusal {
    room::form_is_old(&code(id), Line::new("agenda item").with("item", id))
}

pub fn name_taken(name: &str) -> Refusal {
    Refusal::new(format!(
        "A meeting is called “{}” already, so nothing was saved. Give this one another name, or change that one with `/meeting \
         edit`.",
        quoted(name)
    ))
}

pub fn too_many_series(most: usize) -> Refusal {
    Refusal::new(format!(
        "There are {most} series of meetings, and no more fit, so nothing was saved. Pause or undo one that nobody needs."
    ))
}

pub fn draft_gone() -> Refusal {
    Refusal::new(
        "That preview is gone: it was saved, it is somebody else's, or it is older than a week. Nothing was changed; begin \
         again with `/meeting create`.",
    )
}

pub fn no_name() -> Refusal {
    Refusal::new("The meeting needs a `name`. Nothing was saved; give it one and send it again.")
}

pub fn no_time() -> Refusal {
    Refusal::new(
        "When does the meeting take place? Nothing was saved; say it in `when`, such as “every Wednesday 9am” or “first \
         Monday 9:00”.",
    )
}

pub fn bad_when(error: &MeaningError) -> Refusal {
    Refusal::new(format!("{error} Nothing was saved."))
}

pub fn no_rhythm(typed: &str) -> Refusal {
    Refusal::new(format!(
        "“{}” is one time and no rhythm, so nothing was saved. Say how the meeting comes again: “every Wednesday 9am”, “first \
         Monday 9:00”, “every Tue and Thu 10:00”.",
        quoted(typed)
    ))
}

pub fn bad_other_hour(typed: &str) -> Refusal {
    Refusal::new(format!(
        "“{}” does not say which occurrences are at another hour, so nothing was saved. It reads like “every 2nd at 17:00” or \
         “every 4th at 09:00 Asia/Tokyo”.",
        quoted(typed)
    ))
}

pub fn bad_people(word: &str, option: &'static str) -> Refusal {
    Refusal::new(format!(
        "“{}” in `{option}` is nobody whom I know, so nothing was saved. Mention people and roles, or type people's names as \
         they are here.",
        quoted(word)
    ))
}

pub fn people_only(option: &'static str) -> Refusal {
    Refusal::new(format!("`{option}` takes people and no roles, so nothing was saved. Name who takes turns."))
}

pub fn too_many_people(most: usize) -> Refusal {
    Refusal::new(format!(
        "A meeting names at most {most} people and roles, so nothing was saved. Name a role in place of its people."
    ))
}

pub fn bad_standing(most: usize, longest: usize) -> Refusal {
    Refusal::new(format!(
        "A meeting has at most {most} standing topics of {longest} characters each, so nothing was saved. Separate them by `;`, \
         with their minutes: “Demo (10m); Numbers (5m)”."
    ))
}

pub fn bad_remind(word: &str) -> Refusal {
    Refusal::new(format!(
        "“{}” is nothing that docket can say before a meeting, so nothing was saved. Choose all, none, or some of board, \
         owed, final and features. The board can come 1 to 5 working days before, the final agenda 5 to 60 minutes: “board 3, final 15”.",
        quoted(word)
    ))
}

pub fn unknown_section(key: &str, known: &[&str]) -> Refusal {
    Refusal::new(format!(
        "“{}” is no section of an agenda, so nothing was saved. There are: {}.",
        quoted(key),
        known.join(", ")
    ))
}

pub fn is_not_private(channel_id: i64) -> Refusal {
    Refusal::new(format!(
        "Everybody in the server can read <#{channel_id}>, so nothing confidential can be there, and nothing was saved. Choose \
         a channel that only some see, or change who sees that one."
    ))
}

pub fn privacy_unknown(channel_id: i64) -> Refusal {
    Refusal::new(format!(
        "Who sees <#{channel_id}> cannot be told just now: docket does not see it, it is a thread, or Discord does not answer. \
         Nothing was saved; choose a channel that only some see, or try again."
    ))
}

pub fn no_private_channel(series: &Series) -> Refusal {
    Refusal::new(format!(
        "{} has no private channel, so nothing confidential can be on its agenda, and nothing was saved. Choose one with \
         `/meeting edit` and its option `private`.",
        name(series)
    ))
}

pub fn presenter_is_outside((user_id, is_caller): (i64, bool), channel_id: i64) -> Refusal {
    let who = if is_caller { "You do".to_owned() } else { format!("{} does", mention(user_id)) };
    Refusal::new(format!(
        "{who} not see <#{channel_id}>, where this confidential topic would be, so nothing was saved: choose a presenter who \
         sees it, or change who sees it."
    ))
}

pub fn presenter_is_unknown(user_id: i64, channel_id: i64) -> Refusal {
    Refusal::new(format!(
        "Whether {} sees <#{channel_id}> cannot be told just now, so nothing confidential can be theirs, and nothing was saved. \
         Choose another presenter, or try again.",
        mention(user_id)
    ))
}

pub fn said_among_few(series: &Series) -> Refusal {
    Refusal::new(format!(
        "Not everybody reads what is said here, and {} has no private channel for confidential topics, so nothing was saved. \
         Say it in your own words with `/agenda add`.",
        name(series)
    ))
}

pub fn is_not_on(series: &Series) -> Refusal {
    Refusal::new(format!(
        "{} is not on right now, so nothing was done. Without `for`, its next meeting is meant.",
        name(series)
    ))
}

pub fn nothing_to_change(series: &Series) -> Refusal {
    Refusal::new(format!("{} is like that already; nothing was changed.", name(series)))
}

pub fn nothing_to_change_of(id: i64) -> Refusal {
    Refusal::new(format!("{} is like that already; nothing was changed.", code(id)))
}

pub fn nothing_to_undo(series: &Series) -> Refusal {
    Refusal::new(format!("There is no change of {} to take back; nothing was changed.", name(series)))
}

pub fn nothing_to_undo_of(id: i64) -> Refusal {
    Refusal::new(format!("There is no change of {} to take back; nothing was changed.", code(id)))
}

pub fn superseded(series: &Series) -> Refusal {
    Refusal::new(format!(
        "What that changed of {} has changed again since, so nothing was taken back. Change it anew instead.",
        name(series)
    ))
}

pub fn superseded_of(id: i64) -> Refusal {
    Refusal::new(format!(
        "What that changed of {} has changed again since, so nothing was taken back. Change it anew instead.",
        code(id)
    ))
}

pub fn no_dates(series: &Series) -> Refusal {
    Refusal::new(format!(
        "{} has no dates ahead, because it rests or has ended; nothing was changed. `/meeting resume` lets it go on.",
        name(series)
    ))
}

pub fn no_such_date(series: &Series, typed: &str) -> Refusal {
    let show = Line::new("meeting next").with("meeting", format!("#{}", series.id));
    Refusal::new(format!(
        "{} does not take place on “{}”, so nothing was changed. `/meeting next` lists its dates.",
        name(series),
        quoted(typed)
    ))
    .offer("Next dates", show)
}

pub fn no_occurrence() -> Refusal {
    Refusal::new("That meeting is gone; nothing was changed. `/meeting list` shows what there is.")
        .offer("Meetings", Line::new("meeting list"))
}

pub fn bad_date(error: &WhenError) -> Refusal {
    Refusal::new(format!("{error} Nothing was changed."))
}

pub fn has_passed(at: DateTime<Utc>) -> Refusal {
    Refusal::new(format!(
        "{} has passed; nothing was changed. Choose a time ahead.",
        stamp(at, Style::LongDateTime)
    ))
}

pub fn is_then_already(series: &Series, at: DateTime<Utc>) -> Refusal {
    Refusal::new(format!(
        "{} takes place {} already; nothing was changed. Choose another time.",
        name(series),
        stamp(at, Style::LongDateTime)
    ))
}

pub fn is_as_the_rule_says(series: &Series) -> Refusal {
    Refusal::new(format!(
        "That date of {} was neither skipped nor moved, so there is nothing to restore; nothing was changed.",
        name(series)
    ))
}

pub fn is_over(series: &Series, row: &Occurrence) -> Refusal {
    let what = match row.facts.state {
        State::Skipped => "is skipped",
        State::NotHeld => "was not held",
        _ => "has begun or is over",
    };
    Refusal::new(format!("That date of {} {what}; nothing was changed.", name(series)))
}

pub fn not_the_chair(series: &Series) -> Refusal {
    Refusal::new(format!(
        "Only the chair of {}, {}, or a PM can do that; nothing was changed.",
        name(series),
        mention(series.facts.chair_user_id)
    ))
}

pub fn fits_already(series: &Series) -> Refusal {
    Refusal::new(format!("Nothing on the agenda of {} has to be put off; nothing was changed.", name(series)))
}

pub fn unknown_item(id: i64) -> Refusal {
    Refusal::new(format!(
        "There is no {} here, so nothing was changed. `/agenda show` lists what there is.",
        code(id)
    ))
    .offer("Agenda", Line::new("agenda show"))
}

pub fn not_your_item(id: i64) -> Refusal {
    Refusal::new(format!(
        "{} was not changed: only whoever raised it or speaks to it, the chair or a PM may.",
        code(id)
    ))
}

pub fn is_closed(item: &Item) -> Refusal {
    let what = match item.facts.state {
        ItemState::Discussed => "was discussed",
        ItemState::Withdrawn => "is withdrawn",
        ItemState::Dropped | ItemState::Queued => "is closed",
    };
    Refusal::new(format!("{} {what}; nothing was changed.", code(item.id)))
        .offer("Show it", Line::new("agenda item").with("item", item.id))
}

pub fn has_no_place(item: &Item) -> Refusal {
    Refusal::new(format!(
        "{} is for later and has no place on an agenda; nothing was changed. `/agenda pull` takes it onto the next one.",
        code(item.id)
    ))
}

pub fn is_for_later(item: &Item) -> Refusal {
    Refusal::new(format!("{} is for later already; nothing was changed.", code(item.id)))
}

pub fn is_queued_already(item: &Item) -> Refusal {
    Refusal::new(format!("{} is on an agenda already; nothing was changed.", code(item.id)))
}

pub fn nothing_to_read(item: &Item) -> Refusal {
    Refusal::new(format!("{} has nothing to read ahead; nothing was changed.", code(item.id)))
}

pub fn no_topic() -> Refusal {
    Refusal::new("What is to be spoken about? Nothing was saved; say it in `topic`.")
}

pub fn too_many_items(series: &Series, most: usize) -> Refusal {
    Refusal::new(format!(
        "The agenda of {} has {most} topics, and no more fit, so nothing was saved. Put it off with `for`, or withdraw something.",
        name(series)
    ))
}

pub fn bad_address() -> Refusal {
    Refusal::new("`link` must be a web address such as https://example.com/draft. Nothing was saved.")
}

pub fn unknown_thing(thing: Thing) -> Refusal {
    Refusal::new(format!(
        "There is no such {} here ({}), so nothing was saved. Leave it out, or name another.",
        thing.noun.word, thing.id
    ))
}

pub fn no_wish(escalation: EscalationNumber) -> Refusal {
    Refusal::new(format!(
        "What **{escalation}** wishes for has to be said in your own words, so nothing was filed. Fill in \
         **What is wished for**."
    ))
}

pub fn has_topic(escalation: EscalationNumber, item: i64) -> Refusal {
    let topic = code(item);
    Refusal::new(format!(
        "**{escalation}** waits for its meeting already, as **{topic}**, so nothing was filed. \
         **Make it a request** files the request alone."
    ))
    .offer(&format!("Show {topic}"), Line::new("agenda item").with("item", item))
    .offer("Make it a request", Line::new("escalation request").with("escalation", escalation.0))
}
