//! The dates of a release: counted in working days from its target.

use crate::base::{
    recurrence::{Timetable, clock_note, working_days_from, working_days_to},
    text::one_line,
    working_hours::WorkingHours,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Dates of one release.
pub const MOST_MILESTONES: usize = 20;
/// How far from the target one may lie, in working days.
const FARTHEST: i64 = 250;
/// Characters of its name.
const LONGEST_NAME: usize = 60;
/// What a freeze is called where nobody calls it otherwise.
const FREEZE: &str = "Code freeze";

/// A date of a release beside its target: a milestone before it, a ring or an edition after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// Not escaped.
    pub name: String,
    /// Working days from the target: -10 comes ten working days before it.
    pub offset: i64,
}

/// What a first release of a kind begins with; a dot release goes out when it is ready.
pub fn template(is_dot: bool) -> Vec<Milestone> {
    let of = |(offset, name): (i64, &str)| Milestone { name: name.to_owned(), offset };
    let all = [(-24, "Feature complete"), (-19, "Judgment day"), (-10, FREEZE), (-8, "Approval")];
    if is_dot { Vec::new() } else { all.into_iter().map(of).collect() }
}

/// A date that is worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    pub name: String,
    pub offset: i64,
    pub day: NaiveDate,
}

/// The dates of a release with this target, in order.
pub fn schedule(target: NaiveDate, milestones: &[Milestone], hours: &WorkingHours) -> Vec<Dated> {
    let dated = milestones.iter().filter_map(|it| {
        let day = working_days_from(target, it.offset, hours)?;
        Some(Dated { name: it.name.clone(), offset: it.offset, day })
    });
    let mut dated: Vec<Dated> = dated.collect();
    dated.sort_by_key(|it| (it.day, it.offset));
    dated
}

/// The day on which the code is frozen, if one of the milestones is that.
pub fn freeze(schedule: &[Dated]) -> Option<&Dated> {
    schedule.iter().find(|it| is_freeze(&it.name))
}

fn is_freeze(name: &str) -> bool {
    name.to_lowercase().contains("freeze")
}

/// The milestones with the freeze so many working days from the target.
pub fn with_freeze(mut milestones: Vec<Milestone>, offset: i64) -> Vec<Milestone> {
    match milestones.iter_mut().find(|it| is_freeze(&it.name)) {
        Some(freeze) => freeze.offset = offset,
        None => milestones.push(Milestone { name: FREEZE.to_owned(), offset }),
    }
    milestones
}

/// What a date is now, and what it would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub name: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// What moves with a target from one date to another, in the order of the new dates.
pub fn moves(
    (from, to): (NaiveDate, NaiveDate),
    milestones: &[Milestone],
    hours: &WorkingHours,
) -> Vec<Moved> {
    let moved = |it: Dated| {
        let was = working_days_from(from, it.offset, hours)?;
        Some(Moved { name: it.name, from: was, to: it.day })
    };
    schedule(to, milestones, hours).into_iter().filter_map(moved).collect()
}

/// Why a list of milestones does not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadMilestone {
    /// This part does not begin with a date or a count, or has no name.
    Unread(String),
    TooFar(String),
    TooMany,
    TwoAlike(String),
}

/// Reads `T-24 feature complete, T+5 second ring, 2026-12-21 EU edition`; one on each line, or with commas between. A date
/// is kept as its distance from `target`.
pub fn read_milestones(
    text: &str,
    target: NaiveDate,
    hours: &WorkingHours,
) -> Result<Vec<Milestone>, BadMilestone> {
    let mut milestones: Vec<Milestone> = Vec::new();
    for part in parts(text) {
        let milestone = read_one(part, target, hours)?;
        if milestones.iter().any(|it| it.name.to_lowercase() == milestone.name.to_lowercase()) {
            return Err(BadMilestone::TwoAlike(milestone.name));
        }
        milestones.push(milestone);
    }
    if milestones.len() > MOST_MILESTONES { Err(BadMilestone::TooMany) } else { Ok(milestones) }
}

/// What was typed of each milestone.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty() && *part != "-")
}

/// When one of them is, as it was typed.
fn when(part: &str) -> &str {
    part.split_whitespace().next().unwrap_or(part).trim_end_matches(':')
}

fn read_one(part: &str, target: NaiveDate, hours: &WorkingHours) -> Result<Milestone, BadMilestone> {
    let unread = || BadMilestone::Unread(part.to_owned());
    let (_, name) = part.split_once(char::is_whitespace).ok_or_else(unread)?;
    let name: String = one_line(name).trim().chars().take(LONGEST_NAME).collect();
    let offset = read_offset(when(part), target, hours).ok_or_else(unread)?;
    if offset.abs() > FARTHEST {
        return Err(BadMilestone::TooFar(part.to_owned()));
    }
    if name.is_empty() { Err(unread()) } else { Ok(Milestone { name, offset }) }
}

/// Reads `T-10`, `T+5`, `-10` or a date such as `2026-12-02` as working days from `target`.
pub fn read_offset(text: &str, target: NaiveDate, hours: &WorkingHours) -> Option<i64> {
    let text = text.trim();
    if let Ok(date) = text.parse::<NaiveDate>() {
        return working_days_to(target, date, hours);
    }
    let count = text.trim_start_matches(['T', 't']).replace(['\u{2212}', '\u{2013}'], "-");
    let is_signed = count.starts_with(['-', '+']);
    count.parse().ok().filter(|_| is_signed)
}

/// A date that was typed and is a day off, so that another one is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayOff {
    pub typed: NaiveDate,
    pub taken: NaiveDate,
}

/// The dates in what was typed as milestones or as a freeze that the team has off. Each is kept as the working day before it.
pub fn days_off(texts: &[Option<&str>], target: NaiveDate, hours: &WorkingHours) -> Vec<DayOff> {
    let parts = texts.iter().flatten().flat_map(|text| parts(text));
    let dates = parts.filter_map(|part| when(part).parse::<NaiveDate>().ok());
    let off = dates.filter_map(|typed| {
        let taken = working_days_from(target, working_days_to(target, typed, hours)?, hours)?;
        (taken != typed).then_some(DayOff { typed, taken })
    });
    off.collect()
}

/// A sentence when clocks skip or repeat the time of a sync that takes place up to the target of a release.
pub fn sync_note(
    sync: &Timetable,
    target: NaiveDate,
    hours: &WorkingHours,
    now: DateTime<Utc>,
) -> Option<String> {
    let mut dates = sync.within_a_year(now, hours).take_while(|it| it.local.date() <= target);
    dates.find_map(|it| clock_note(it.local, sync.series().zone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{
        civil::Zone,
        recurrence::{Meant, read_when},
    };
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn hours() -> WorkingHours {
        WorkingHours::office(Zone::utc()).with_holidays(["2026-11-26", "2026-11-27"].map(day))
    }

    fn days(target: &str) -> Vec<(String, String)> {
        let all = schedule(day(target), &template(false), &hours());
        all.into_iter().map(|it| (it.name, it.day.to_string())).collect()
    }

    #[test]
    fn the_template_counts_working_days_back_from_the_target() {
        let expected = [
            ("Feature complete", "2026-11-10"),
            ("Judgment day", "2026-11-17"),
            ("Code freeze", "2026-12-02"),
            ("Approval", "2026-12-04"),
        ];
        assert_eq!(days("2026-12-16"), expected.map(|(name, day)| (name.to_owned(), day.to_owned())));
        assert_eq!(template(true), []);
    }

    #[test]
    fn dates_are_read_in_every_form() {
        let read = |text| read_milestones(text, day("2026-12-16"), &hours());
        let expected = [(-24, "feature complete"), (5, "second ring"), (-2, "EU edition")];
        let expected = expected.map(|(offset, name)| Milestone { name: name.to_owned(), offset }).to_vec();
        assert_eq!(read("T-24 feature complete, t+5: second ring\n2026-12-14 EU edition"), Ok(expected));
        assert_eq!(read("-"), Ok(Vec::new()));
        for text in ["feature complete", "T-24", "10 freeze", "soon freeze"] {
            assert_eq!(read(text), Err(BadMilestone::Unread(text.to_owned())), "{text}");
        }
        assert_eq!(read("T-999 x"), Err(BadMilestone::TooFar("T-999 x".to_owned())));
        assert_eq!(read("T-2 x, T-3 X"), Err(BadMilestone::TwoAlike("X".to_owned())));
        let many: Vec<String> = (1..=21).map(|n| format!("T-{n} m{n}")).collect();
        assert_eq!(read(&many.join(",")), Err(BadMilestone::TooMany));
    }

    #[test]
    fn a_date_that_is_a_day_off_gives_way_to_the_working_day_before() {
        let off = |typed: &str, taken: &str| DayOff { typed: day(typed), taken: day(taken) };
        for (milestones, freeze, expected) in [
            ("T-10 freeze, 2026-12-14 EU edition", None, vec![]),
            ("T-10 freeze\n2026-12-20: EU edition", None, vec![off("2026-12-20", "2026-12-18")]),
            (
                "2026-12-20 EU edition; 2026-11-26 docs",
                Some("2026-12-06"),
                vec![
                    off("2026-12-20", "2026-12-18"),
                    off("2026-11-26", "2026-11-25"),
                    off("2026-12-06", "2026-12-04"),
                ],
            ),
        ] {
            let found = days_off(&[Some(milestones), freeze], day("2026-12-16"), &hours());
            assert_eq!(found, expected, "{milestones}");
        }
        assert_eq!(days_off(&[None, None], day("2026-12-16"), &hours()), []);
    }

    #[test]
    fn what_clocks_do_at_a_sync_is_told_up_to_the_target() {
        let now = "2026-11-18T18:00:00Z".parse().expect("an instant");
        let zone = Zone::parse("America/Los_Angeles").expect("a zone");
        let Meant::Series(sync) = read_when("every Sunday 02:30", now, &zone, &hours()).expect("read").taken
        else {
            panic!("a rhythm");
        };
        let note = |target| sync_note(&sync, day(target), &hours(), now);
        assert_eq!(note("2027-03-13"), None);
        let skipped = "Clocks in Los Angeles skip 02:30 on 14 March 2027, so it comes at 03:30 that day.";
        assert_eq!(note("2027-03-14").as_deref(), Some(skipped));
    }

    #[test]
    fn the_freeze_is_the_milestone_that_is_called_so() {
        let all = with_freeze(template(false), -6);
        assert_eq!(all.len(), 4);
        let dates = schedule(day("2026-12-16"), &all, &hours());
        assert_eq!(freeze(&dates).map(|it| it.day), Some(day("2026-12-08")));
        assert_eq!(with_freeze(Vec::new(), -3), [Milestone { name: "Code freeze".to_owned(), offset: -3 }]);
    }

    #[test]
    fn moving_the_target_shows_what_moves() {
        let moved = moves((day("2026-12-16"), day("2026-12-23")), &template(false), &hours());
        let first =
            Moved { name: "Feature complete".to_owned(), from: day("2026-11-10"), to: day("2026-11-17") };
        assert_eq!(moved.first(), Some(&first));
        assert_eq!(moved.len(), 4);
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reading(text in "[T0-9+, \\-a-z\n]{0,60}|\\PC{0,60}") {
            if let Ok(all) = read_milestones(&text, day("2026-12-16"), &hours()) {
                prop_assert!(all.len() <= MOST_MILESTONES && all.iter().all(|it| it.offset.abs() <= FARTHEST));
            }
        }
    }
}
