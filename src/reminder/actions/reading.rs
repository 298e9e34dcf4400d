//! What was typed as a time, text, people or items.

use crate::{
    base::{
        civil::Zone,
        recurrence::{Meant, Timetable, Was, read_again, read_when},
        text::{clean, one_line},
    },
    contract::Context,
    db::Tx,
    error::{Error, Refusal},
    reminder::{Reminder, rules, store, words},
    workspace::{self, Preferences},
};
use chrono::{DateTime, Utc};

/// A time as it was read.
#[derive(Clone, Debug)]
pub struct Reading {
    pub zone: Zone,
    /// `None`: once.
    pub timetable: Option<Timetable>,
    /// The first occurrence.
    pub due_at: DateTime<Utc>,
    /// What else the words can mean.
    pub others: Vec<words::Other>,
    /// What clocks do at that time, if it is odd.
    pub note: Option<String>,
}

/// What the caller has said about their own day.
pub async fn own(cx: &Context) -> Result<Preferences, Error> {
    workspace::person(&mut &cx.db, cx.guild.id, cx.caller.user_id).await
}

/// Reads a time as meant in `zone`; in place of another one, of which it keeps what is not said.
pub fn time(cx: &Context, text: &str, zone: &Zone, was: Option<Was>) -> Result<Reading, Refusal> {
    let hours = cx.guild.hours.clone().in_zone(zone.clone());
    let meaning = match was {
        Some(was) => read_again(text, cx.now, zone, &hours, was),
        None => read_when(text, cx.now, zone, &hours),
    };
    let meaning = meaning.map_err(|error| words::bad_when(&error))?;
    let others: Vec<_> = meaning.others.iter().map(|other| words::other(other, zone, cx.now)).collect();
    let note = meaning.note;
    match meaning.taken {
        // What can only be meant otherwise is offered.
        Meant::Once(at, _) if at <= cx.now => Err(words::in_the_past(at, "when", others)),
        Meant::Once(at, zone) => Ok(Reading { zone, timetable: None, due_at: at, others, note }),
        Meant::Series(table) => {
            let first = table.next_after(cx.now, &cx.guild.hours).ok_or_else(words::never_again)?;
            let zone = table.series().zone().clone();
            Ok(Reading { zone, due_at: first.at, timetable: Some(table), others, note })
        }
    }
}

/// The next occurrence of a series that has not been told, after now.
pub async fn next_untold(
    tx: &mut Tx,
    cx: &Context,
    reminder: &Reminder,
) -> Result<Option<DateTime<Utc>>, Error> {
    let Some(table) = reminder.timetable() else { return Ok(reminder.due_at.map(|at| at.utc())) };
    let told = store::last_told(tx, cx.guild.id, reminder.id).await?.map(|at| at.utc());
    let from = told.map_or(cx.now, |told| told.max(cx.now));
    Ok(table.next_after(from, &cx.guild.hours).map(|next| next.at))
}

/// The text of a reminder, in one line.
pub fn text(typed: Option<&str>) -> Result<String, Refusal> {
    let text = one_line(&clean(typed.unwrap_or_default())).trim().to_owned();
    if text.is_empty() { Err(words::no_text()) } else { Ok(text) }
}

/// Whom to mention: people, and roles that the caller may mention.
#[derive(Clone, Debug, Default)]
pub struct Audience {
    pub people: Vec<i64>,
    pub roles: Vec<i64>,
}

/// Whom to mention; people may be named as the guild calls them. Not inside a transaction.
pub async fn audience(cx: &Context, typed: &str) -> Result<Audience, Refusal> {
    let (typed, roles) = rules::roles(typed);
    workspace::may_mention(cx, &roles).await?;
    let people = people(&workspace::with_people(cx, &typed, "people").await?)?;
    Ok(Audience { people, roles })
}

/// The people to mention.
fn people(typed: &str) -> Result<Vec<i64>, Refusal> {
    if matches!(typed.trim().to_lowercase().as_str(), "none" | "nobody" | "-") {
        return Ok(Vec::new());
    }
    let people = rules::people(typed).map_err(|part| words::bad_people(&part))?;
    if people.len() > rules::MOST_PEOPLE { Err(words::too_many_people()) } else { Ok(people) }
}

/// The items of a checklist.
pub fn items(typed: Option<&str>) -> Result<Vec<String>, Refusal> {
    rules::items(typed.unwrap_or_default()).map_err(|error| words::bad_items(&error))
}
