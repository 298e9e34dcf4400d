//! What is told when, and what people may do. Pure.

mod undo;

pub use undo::{Facts, last, last_deletion, standing, undo, verb};

use super::{Kind, Reminder};
use crate::{
    base::{
        civil::Zone,
        recurrence::{Timetable, Was},
        text::{clean, length, one_line},
        working_hours::WorkingHours,
    },
    contract::{Context, Level, Sight},
};
use chrono::{DateTime, TimeDelta, Utc};

/// Active reminders that one person can have.
pub const MOST_ACTIVE: i64 = 100;
/// People that one reminder can mention.
pub const MOST_PEOPLE: usize = 20;
/// Items of one checklist; a select offers 25.
pub const MOST_ITEMS: usize = 20;
/// Characters of one item.
pub const LONGEST_ITEM: usize = 150;
/// What is told later than this says that it is late.
const LATE: TimeDelta = TimeDelta::minutes(10);
/// A missed occurrence does not help any more when the next one comes this soon.
const NEXT_IS_NEAR: TimeDelta = TimeDelta::hours(1);

/// What a reminder that is due does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advance {
    /// The occurrence to tell now, and how many were missed before it; `None` when it does not help any more.
    pub tell: Option<(DateTime<Utc>, i64)>,
    /// The next occurrence.
    pub next: Option<DateTime<Utc>>,
    /// Missed occurrences that are left for the next one to tell of.
    pub missed: i64,
}

/// What a reminder whose occurrence at `due` has come does at `now`, with `missed` occurrences untold so far.
pub fn advance(
    timetable: Option<&Timetable>,
    due: DateTime<Utc>,
    missed: i64,
    now: DateTime<Utc>,
    hours: &WorkingHours,
) -> Advance {
    let (mut latest, mut missed) = (due, missed);
    let after = |at| timetable.and_then(|table| table.next_after(at, hours)).map(|found| found.at);
    let mut next = after(latest);
    while let Some(at) = next.filter(|at| *at <= now) {
        (latest, missed) = (at, missed + 1);
        next = after(at);
    }
    let is_of_use = !is_late(latest, now) || next.is_none_or(|next| next - now > NEXT_IS_NEAR);
    match is_of_use {
        true => Advance { tell: Some((latest, missed)), next, missed: 0 },
        false => Advance { tell: None, next, missed: missed + 1 },
    }
}

/// Whether what was due at `due` is late at `now`.
pub fn is_late(due: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - due > LATE
}

/// Whether the caller may know of a reminder: it is theirs, mentions them, or belongs to the channel they are in; a lead
/// knows of all that are not private.
pub fn may_see(cx: &Context, reminder: &Reminder) -> bool {
    let user_id = cx.caller.user_id;
    let is_here = reminder.channel_id == Some(cx.caller.channel_id);
    reminder.owner_user_id == user_id
        || reminder.kind != Kind::Me
            && (is_here || cx.level >= Level::Lead || reminder.people_json.0.contains(&user_id))
}

/// Whether the caller may change a reminder: its owner, and a lead what is not private.
pub fn may_change(cx: &Context, reminder: &Reminder) -> bool {
    reminder.owner_user_id == cx.caller.user_id || reminder.kind != Kind::Me && cx.level >= Level::Lead
}

/// The reminder as somebody may read it: their own says what they wrote.
pub fn as_read(reminder: Reminder, user_id: i64, sight: Sight<'_>) -> Reminder {
    match reminder.owner_user_id == user_id {
        true => reminder,
        false => reminder.seen_with(sight),
    }
}

/// What the time of a reminder was, by the clocks of `zone` where it takes place once: what an edit does not say stays.
/// `None` for one that is over.
pub fn was<'a>(reminder: &'a Reminder, zone: &Zone) -> Option<Was<'a>> {
    let series = reminder.timetable();
    let time = match (series, reminder.due_at) {
        (Some(table), _) => table.series().first().time(),
        (None, due_at) => zone.local(due_at?.utc()).time(),
    };
    Some(Was { time, series })
}

/// The number of a reminder as people write it: `#12`, `12`.
pub fn number(typed: &str) -> Option<i64> {
    typed.trim().trim_start_matches('#').trim().parse().ok().filter(|number| *number > 0)
}

/// The text without the roles mentioned in it, and these, each once.
pub fn roles(text: &str) -> (String, Vec<i64>) {
    let (mut rest, mut found) = (String::new(), Vec::new());
    let mut parts = text.split("<@&");
    rest.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let role =
            part.split_once('>').and_then(|(digits, behind)| Some((digits.parse::<i64>().ok()?, behind)));
        match role.filter(|(id, _)| *id > 0) {
            Some((id, behind)) => {
                if !found.contains(&id) {
                    found.push(id);
                }
                rest.push_str(behind);
            }
            None => {
                rest.push_str("<@&");
                rest.push_str(part);
            }
        }
    }
    (rest, found)
}

/// The people named in a text, each once: mentions, or Discord's ids. The error is the part that names nobody.
pub fn people(text: &str) -> Result<Vec<i64>, String> {
    let mut found = Vec::new();
    let parts = text.replace('>', "> ").replace('<', " <");
    for word in parts.split([' ', ',', ';', '\n', '\t']).filter(|word| !word.is_empty()) {
        let digits = word.trim_start_matches("<@").trim_start_matches('!').trim_end_matches('>');
        match digits.parse::<i64>() {
            Ok(id) if id > 0 && !found.contains(&id) => found.push(id),
            Ok(id) if id > 0 => {}
            _ if matches!(word, "and" | "&") => {}
            _ => return Err(word.to_owned()),
        }
    }
    Ok(found)
}

/// What is wrong with the items of a checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemsError {
    None,
    TooMany(usize),
    TooLong(String),
}

/// The items of a checklist, one on each line or with semicolons between them, since a command is one line; without the marks that lists have.
pub fn items(text: &str) -> Result<Vec<String>, ItemsError> {
    let items: Vec<String> = text.split(['\n', ';']).map(bare).filter(|item| !item.is_empty()).collect();
    if items.is_empty() {
        return Err(ItemsError::None);
    }
    if items.len() > MOST_ITEMS {
        return Err(ItemsError::TooMany(items.len()));
    }
    match items.iter().find(|item| length(item) > LONGEST_ITEM) {
        Some(long) => Err(ItemsError::TooLong(long.clone())),
        None => Ok(items),
    }
}

fn bare(line: &str) -> String {
    let line = one_line(&clean(line));
    let line = line.trim().trim_start_matches(['-', '*', '•', '☐', '☑']).trim_start();
    let line = line.strip_prefix("[ ]").or_else(|| line.strip_prefix("[x]")).unwrap_or(line).trim_start();
    let after_digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = after_digits.len() < line.len() && after_digits.starts_with([')', '.']);
    let line = if is_numbered { after_digits[1..].strip_prefix(' ').unwrap_or(line) } else { line };
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::recurrence::{Meant, read_when},
        db::{At, Json},
        reminder::State,
    };
    use proptest::prelude::*;

    fn zone() -> Zone {
        Zone::parse("America/Los_Angeles").unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn table(text: &str) -> Timetable {
        let now = at("2026-11-18T18:00:00Z");
        match read_when(text, now, &zone(), &WorkingHours::office(zone())).unwrap().taken {
            Meant::Series(table) => table,
            Meant::Once(..) => panic!("{text} is no series"),
        }
    }

    /// A private reminder of somebody's, made at noon and due at half past eight in the evening in Los Angeles.
    pub fn reminder(text: &str, timetable: Option<Timetable>) -> Reminder {
        Reminder {
            id: 1,
            kind: Kind::Me,
            owner_user_id: 1,
            text: text.to_owned(),
            items_json: Json(Vec::new()),
            people_json: Json(Vec::new()),
            roles_json: None,
            channel_id: None,
            origin_channel_id: 2,
            zone: "America/Los_Angeles".to_owned(),
            timetable_json: timetable.map(Json),
            due_at: Some(At::from(at("2026-11-19T04:30:00Z"))),
            missed: 0,
            state: State::Active,
            version: 1,
            created_at: At::from(at("2026-11-18T20:00:00Z")),
        }
    }

    #[test]
    fn what_an_edit_does_not_say_stays() {
        let berlin = Zone::parse("Europe/Berlin").unwrap();
        let daily = reminder("x", Some(table("daily 9am")));
        let over = Reminder { due_at: None, ..reminder("x", None) };
        for (reminder, zone, expected) in [
            (&reminder("x", None), zone(), Some(("20:30:00", false))),
            (&reminder("x", None), berlin.clone(), Some(("05:30:00", false))),
            // A series has a time of its own.
            (&daily, berlin, Some(("09:00:00", true))),
            (&over, zone(), None),
        ] {
            let found = was(reminder, &zone).map(|was| (was.time.to_string(), was.series.is_some()));
            assert_eq!(found, expected.map(|(time, is_series)| (time.to_owned(), is_series)), "{zone}");
        }
    }

    #[test]
    fn what_was_missed_is_told_once_if_it_still_helps() {
        let hours = WorkingHours::office(zone());
        let daily = table("daily 9am");
        let due = at("2026-11-19T17:00:00Z");
        for (now, tell, missed, left) in [
            ("2026-11-19T17:00:00Z", Some("2026-11-19T17:00:00Z"), 0, 0),
            ("2026-11-19T17:09:00Z", Some("2026-11-19T17:00:00Z"), 0, 0),
            // Three days away: the latest, and how many came before it.
            ("2026-11-22T20:00:00Z", Some("2026-11-22T17:00:00Z"), 3, 0),
            // The next one comes in half an hour and tells of these.
            ("2026-11-22T16:30:00Z", None, 0, 3),
        ] {
            let found = advance(Some(&daily), due, 0, at(now), &hours);
            assert_eq!(found.tell, tell.map(|told| (at(told), missed)), "{now}");
            assert_eq!(found.missed, left, "{now}");
            assert!(found.next.is_some_and(|next| next > at(now)), "{now}");
        }
        let once = advance(None, due, 0, at("2027-01-01T00:00:00Z"), &hours);
        assert_eq!(once, Advance { tell: Some((due, 0)), next: None, missed: 0 });
    }

    proptest! {
        #[test]
        fn no_occurrence_is_forgotten_or_told_twice(steps in proptest::collection::vec(1i64..300, 1..40)) {
            let (hours, table) = (WorkingHours::office(zone()), table("weekdays 9am"));
            let start = at("2026-11-18T18:00:00Z");
            let (mut now, mut due, mut missed) = (start, table.next_after(start, &hours).unwrap().at, 0);
            let (mut told, mut said) = (Vec::new(), 0);
            for step in steps {
                now += TimeDelta::hours(step);
                if due > now { continue }
                let found = advance(Some(&table), due, missed, now, &hours);
                if let Some((at, earlier)) = found.tell {
                    told.push(at);
                    said += earlier + 1;
                }
                (due, missed) = (found.next.unwrap(), found.missed);
            }
            let passed = table.series().between(start, now + TimeDelta::nanoseconds(1)).count();
            prop_assert_eq!(i64::try_from(passed).unwrap(), said + missed);
            prop_assert!(told.is_sorted_by(|a, b| a < b));
        }

        #[test]
        fn any_text_makes_items_or_an_error(text in any::<String>()) {
            if let Ok(items) = items(&text) {
                prop_assert!(items.len() <= MOST_ITEMS && items.iter().all(|item| length(item) <= LONGEST_ITEM));
            }
        }
    }

    #[test]
    fn items_lose_the_marks_of_lists() {
        let typed = "- Pricing page\n* [ ] Docs\n\n3. Roadmap\n4) 2026 plan\n☐ Blog\n2026 goals";
        assert_eq!(
            items(typed).unwrap(),
            ["Pricing page", "Docs", "Roadmap", "2026 plan", "Blog", "2026 goals"]
        );
        assert_eq!(items("Pricing; Docs ;; 3) Blog").unwrap(), ["Pricing", "Docs", "Blog"]);
        assert_eq!(items(" \n- \n"), Err(ItemsError::None));
        assert_eq!(items(&"x\n".repeat(21)), Err(ItemsError::TooMany(21)));
        assert!(matches!(items(&"x".repeat(151)), Err(ItemsError::TooLong(_))));
    }

    #[test]
    fn people_are_named_by_mention_or_id() {
        assert_eq!(people("<@12> and <@!13>, 14 <@12>"), Ok(vec![12, 13, 14]));
        assert_eq!(people("<@12><@13>"), Ok(vec![12, 13]));
        assert_eq!(people("@everyone"), Err("@everyone".to_owned()));
        assert_eq!(people("<@&12>"), Err("<@&12>".to_owned()));
    }
}
