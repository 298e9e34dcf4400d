//! Who should have a request, and for how long things are put off.

use crate::{
    base::{language::Language, working_hours::WorkingHours},
    workspace::{Area, guess_area},
};
use chrono::{DateTime, Datelike, Days, TimeDelta, Utc};
use std::collections::BTreeMap;

/// How long a card stays in somebody's hands after they last did something with it.
pub const CLAIM: TimeDelta = TimeDelta::minutes(10);
/// How long a skipped request stays away from whoever skipped it: until the rest of a working day is over.
pub const SKIP: TimeDelta = TimeDelta::hours(4);
/// How long a reporter's answer is waited for before the request comes back without one.
const ANSWER: TimeDelta = TimeDelta::days(3);
/// Days off in a row that are looked past for the next working day.
const LONGEST_CLOSURE: usize = 400;
/// Nobody remembers why something was put off for longer.
pub const LONGEST_SNOOZE: TimeDelta = TimeDelta::days(366);
/// How long a sweep can be accepted and taken back.
pub const SWEEP: TimeDelta = TimeDelta::days(7);

/// When a request that is put off by one click comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Later {
    /// When the team starts to work on its next working day.
    NextWorkingDay(DateTime<Utc>),
    /// When it starts to work next week.
    NextWeek(DateTime<Utc>),
    /// At the same time a week on, or when the team next works after that.
    InAWeek(DateTime<Utc>),
}

impl Later {
    pub fn at(self) -> DateTime<Utc> {
        match self {
            Self::NextWorkingDay(at) | Self::NextWeek(at) | Self::InAWeek(at) => at,
        }
    }
}

/// What is offered for putting a request off at `now`, each instant once, and none on a day on which the team does not
/// work.
pub fn later(now: DateTime<Utc>, hours: &WorkingHours) -> Vec<Later> {
    let today = hours.zone().date(now);
    let opening_from = |days: u64| {
        let dates = today.checked_add_days(Days::new(days)).into_iter().flat_map(|date| date.iter_days());
        dates.take(LONGEST_CLOSURE).find_map(|date| hours.opening(date))
    };
    let to_monday = 7 - u64::from(today.weekday().num_days_from_monday());
    let week_on = hours.zone().instant(hours.zone().local(now) + TimeDelta::days(7));
    let works_then = hours.opening(hours.zone().date(week_on)).is_some();
    let mut found: Vec<Later> = opening_from(1).map(Later::NextWorkingDay).into_iter().collect();
    found.extend(opening_from(to_monday).map(Later::NextWeek));
    found.push(Later::InAWeek(if works_then { week_on } else { hours.next_open(week_on) }));
    found.dedup_by_key(|later| later.at());
    found
}

/// Who is away, and until when; `None` for somebody who left.
pub type Away = BTreeMap<i64, Option<DateTime<Utc>>>;

/// Somebody who should have a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub user_id: i64,
    pub why: Why,
}

/// Why this person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// Owns the area of the request.
    Owner { area: String, keyword: Option<String> },
    /// Stands in for the area's owner, who is away until then.
    Backup { area: String, owner_user_id: i64, until: Option<DateTime<Utc>> },
    /// Has a request that looks alike.
    LookAlike(i64),
    /// Owns an area whose keyword is in the text, though the request has no area.
    Words { area: String, keyword: String },
    /// Owns the area, is away until then, and nobody stands in.
    AwayOwner { area: String, until: Option<DateTime<Utc>> },
}

/// What a proposal is made from.
#[derive(Clone, Copy, Debug)]
struct Facts<'a> {
    /// The area of the request, and the keyword by which it was guessed.
    area: Option<(&'a Area, Option<&'a str>)>,
    /// The area that the text belongs to by its words, where the request has none.
    guess: Option<(&'a Area, &'a str)>,
    /// A look-alike and who has it, the likest first.
    alike: &'a [(i64, i64)],
    away: &'a Away,
}

/// The person to propose: of the area, else of the look-alike, else by the words; whoever is away only when there is nobody
/// else. Whoever looks after the customer's account knows the customer, but the work is a PM's.
fn propose(facts: Facts<'_>) -> Option<Proposal> {
    let is_here = |user_id: &i64| !facts.away.contains_key(user_id);
    let by_area = facts.area.and_then(|(area, keyword)| of_area(area, keyword, facts.away));
    let by_alike = || {
        let here = facts.alike.iter().find(|(_, user_id)| is_here(user_id));
        here.map(|(id, user_id)| Proposal { user_id: *user_id, why: Why::LookAlike(*id) })
    };
    let by_words = || {
        let (area, keyword) = facts.guess.filter(|(area, _)| is_here(&area.owner_user_id))?;
        let why = Why::Words { area: area.name.clone(), keyword: keyword.to_owned() };
        Some(Proposal { user_id: area.owner_user_id, why })
    };
    let away = || {
        let (area, _) = facts.area?;
        let until = facts.away.get(&area.owner_user_id).copied().flatten();
        Some(Proposal { user_id: area.owner_user_id, why: Why::AwayOwner { area: area.name.clone(), until } })
    };
    by_area.or_else(by_alike).or_else(by_words).or_else(away)
}

/// The person to propose for a request, of which `takers` have look-alikes, the likest first.
pub fn proposal_for(
    request: &crate::request::Facts,
    takers: &[(i64, i64)],
    areas: &[Area],
    language: Language,
    away: &Away,
) -> Option<Proposal> {
    let of = |area_id: i64| areas.iter().find(|area| area.id == area_id);
    let area = request.area_id.and_then(of);
    let guess = guess_area(&request.text, areas, language).filter(|_| area.is_none());
    let guessed = guess.as_ref().and_then(|guess| Some((of(guess.area_id)?, guess.keyword.as_str())));
    propose(Facts {
        area: area.map(|area| (area, request.area_keyword.as_deref())),
        guess: guessed,
        alike: takers,
        away,
    })
}

/// The owner of the area, or the backup while the owner is away; `None` when both are.
pub fn of_area(area: &Area, keyword: Option<&str>, away: &Away) -> Option<Proposal> {
    let Some(until) = away.get(&area.owner_user_id) else {
        let why = Why::Owner { area: area.name.clone(), keyword: keyword.map(str::to_owned) };
        return Some(Proposal { user_id: area.owner_user_id, why });
    };
    let backup = area.backup_user_id.filter(|user_id| !away.contains_key(user_id))?;
    let why = Why::Backup { area: area.name.clone(), owner_user_id: area.owner_user_id, until: *until };
    Some(Proposal { user_id: backup, why })
}

/// Until when an answer to a question asked at `now` is waited for: about three days, to the start of a working day.
pub fn waits_until(now: DateTime<Utc>, hours: &WorkingHours) -> DateTime<Utc> {
    hours.next_open(now + ANSWER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::civil::Zone, request::rules::lifecycle::tests::facts};
    use proptest::prelude::*;

    #[test]
    fn what_is_put_off_comes_back_on_working_days_and_they_are_called_what_they_are() {
        let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
        let hours = WorkingHours::office(Zone::utc()).with_holidays([day("2026-11-26"), day("2026-12-14")]);
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        for (now, expected) in [
            // On a Monday: tomorrow, next Monday, and in a week at the same hour.
            (
                "2026-11-30T10:00:00Z",
                vec![
                    Later::NextWorkingDay(at("2026-12-01T09:00:00Z")),
                    Later::NextWeek(at("2026-12-07T09:00:00Z")),
                    Later::InAWeek(at("2026-12-07T10:00:00Z")),
                ],
            ),
            // The day after this Wednesday is a holiday.
            (
                "2026-11-25T10:00:00Z",
                vec![
                    Later::NextWorkingDay(at("2026-11-27T09:00:00Z")),
                    Later::NextWeek(at("2026-11-30T09:00:00Z")),
                    Later::InAWeek(at("2026-12-02T10:00:00Z")),
                ],
            ),
            // On a Friday the next working day is next Monday, and nothing is offered twice.
            (
                "2026-11-27T10:00:00Z",
                vec![
                    Later::NextWorkingDay(at("2026-11-30T09:00:00Z")),
                    Later::InAWeek(at("2026-12-04T10:00:00Z")),
                ],
            ),
            // On a Monday before a holiday, and a Saturday.
            (
                "2026-12-07T10:00:00Z",
                vec![
                    Later::NextWorkingDay(at("2026-12-08T09:00:00Z")),
                    Later::NextWeek(at("2026-12-15T09:00:00Z")),
                ],
            ),
            (
                "2026-11-28T10:00:00Z",
                vec![
                    Later::NextWorkingDay(at("2026-11-30T09:00:00Z")),
                    Later::InAWeek(at("2026-12-07T09:00:00Z")),
                ],
            ),
        ] {
            assert_eq!(later(at(now), &hours), expected, "{now}");
        }
    }

    fn area(backup: Option<i64>) -> Area {
        Area {
            id: 1,
            name: "Billing".into(),
            owner_user_id: 10,
            backup_user_id: backup,
            keywords: Vec::new(),
            is_archived: false,
            version: 1,
            used_at: DateTime::UNIX_EPOCH,
        }
    }

    fn away(users: &[i64]) -> Away {
        users.iter().map(|user_id| (*user_id, None)).collect()
    }

    #[test]
    fn the_nearest_person_who_is_here_is_proposed() {
        let (area, bare) = (area(Some(11)), area(None));
        let other = Area { id: 2, name: "Growth".into(), owner_user_id: 12, ..area.clone() };
        for (has_area, has_backup, alike, guess, absent, expected) in [
            (true, true, true, false, &[][..], Some((10, "owner"))),
            (true, true, true, false, &[10], Some((11, "backup"))),
            (true, true, true, false, &[10, 11], Some((20, "alike"))),
            (true, false, false, false, &[10], Some((10, "away"))),
            (true, true, true, false, &[10, 11, 20], Some((10, "away"))),
            (false, true, true, true, &[], Some((20, "alike"))),
            (false, true, false, true, &[], Some((12, "words"))),
            (false, true, false, true, &[12], None),
            (false, true, false, false, &[], None),
            (false, true, true, false, &[20], None),
        ] {
            let area = if has_backup { &area } else { &bare };
            let away = away(absent);
            let proposed = propose(Facts {
                area: has_area.then_some((area, Some("invoice"))),
                guess: guess.then_some((&other, "trial")),
                alike: if alike { &[(3, 20)] } else { &[] },
                away: &away,
            });
            let found = proposed.map(|proposal| {
                let why = match proposal.why {
                    Why::Owner { .. } => "owner",
                    Why::Backup { .. } => "backup",
                    Why::LookAlike(_) => "alike",
                    Why::Words { .. } => "words",
                    Why::AwayOwner { .. } => "away",
                };
                (proposal.user_id, why)
            });
            assert_eq!(found, expected, "{absent:?}");
        }
    }

    #[test]
    fn the_words_of_a_request_count_where_it_has_no_area_and_nothing_is_like_it() {
        let areas = [Area { keywords: vec!["invoice".to_owned()], ..area(None) }];
        for (text, area_id, takers, expected) in [
            ("Dark mode", Some(1), vec![(3, 20)], Some(10)),
            ("Dark mode", None, vec![(3, 20)], Some(20)),
            ("Dark mode", None, vec![], None),
            ("The invoice is wrong", None, vec![(3, 20)], Some(20)),
            ("The invoice is wrong", None, vec![], Some(10)),
        ] {
            let request = crate::request::Facts { area_id, ..facts(text) };
            let found = proposal_for(&request, &takers, &areas, Language::English, &away(&[]));
            assert_eq!(found.map(|proposal| proposal.user_id), expected, "{text}, {area_id:?}, {takers:?}");
        }
    }

    #[test]
    fn an_answer_is_waited_for_until_a_working_morning() {
        let hours = WorkingHours::office(Zone::utc());
        for (asked, until) in [
            ("2026-11-16T10:00:00Z", "2026-11-19T10:00:00Z"),
            ("2026-11-18T10:00:00Z", "2026-11-23T09:00:00Z"),
        ] {
            let until: DateTime<Utc> = until.parse().expect("an instant");
            assert_eq!(waits_until(asked.parse().expect("an instant"), &hours), until, "{asked}");
        }
    }

    proptest! {
        /// Nobody who is away is proposed while anybody known is here.
        #[test]
        fn whoever_is_here_goes_first(
            absent in proptest::collection::btree_set(10i64..15, 0..6), backup in proptest::option::of(10i64..15),
            alike in proptest::collection::vec((1i64..9, 10i64..15), 0..3),
        ) {
            let area = area(backup);
            let away: Away = absent.iter().map(|user_id| (*user_id, None)).collect();
            let proposed = propose(Facts {
                area: Some((&area, None)), guess: None, alike: &alike, away: &away,
            }).expect("an area has an owner");
            let known = [Some(10), backup].into_iter().flatten().chain(alike.iter().map(|(_, user_id)| *user_id));
            let somebody_is_here = known.into_iter().any(|user_id| !absent.contains(&user_id));
            prop_assert_eq!(absent.contains(&proposed.user_id), !somebody_is_here);
        }
    }
}
