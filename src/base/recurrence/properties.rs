//! What holds for every series, checked on many drawn at random.

use super::tests::{at, date, weekly, zone};
use super::*;
use chrono::Weekday;
use proptest::prelude::*;
use proptest::sample::select;

const ZONES: [&str; 10] = [
    "America/Los_Angeles",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Europe/London",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "UTC",
];

fn at_2025() -> i64 {
    at("2025-01-01T00:00:00Z").timestamp()
}

fn any_rule() -> impl Strategy<Value = Rule> {
    let nth = || select(vec![Nth::First, Nth::Second, Nth::Third, Nth::Fourth, Nth::SecondToLast, Nth::Last]);
    let weekdays: Vec<Weekday> = Weekdays::ALL.iter().collect();
    let days = proptest::sample::subsequence(weekdays.clone(), 1..=7);
    prop_oneof![
        (1u32..40).prop_map(|every| Rule::Daily { every }),
        (1u32..10, days).prop_map(|(every, days)| weekly(every, &days)),
        (1u32..15, 1u32..=31).prop_map(|(every, day)| Rule::MonthlyOnDay { every, day }),
        (1u32..15, nth(), select(weekdays)).prop_map(|(every, nth, weekday)| Rule::MonthlyOnWeekday {
            every,
            nth,
            weekday
        }),
        (1u32..15, nth()).prop_map(|(every, nth)| Rule::WorkingDay { every, nth }),
        (1u32..15, 3u32..=31).prop_map(|(every, day)| Rule::WorkingDayNear {
            every,
            day,
            side: Side::OnOrBefore
        }),
        (1u32..15, 1u32..=26).prop_map(|(every, day)| Rule::WorkingDayNear {
            every,
            day,
            side: Side::OnOrAfter
        }),
        (
            1u32..15,
            proptest::sample::subsequence((1..=27).collect::<Vec<u32>>(), 2..=4),
            proptest::option::of(28u32..=31)
        )
            .prop_map(|(every, mut days, last)| {
                days.extend(last);
                Rule::MonthlyOnDays { every, days: MonthDays::new(&days).unwrap() }
            }),
    ]
}

fn any_series() -> impl Strategy<Value = Recurrence> {
    // Days from 2009 on, so that Samoa's missing day and twenty years of changes are among them;
    // times on the quarter hour, as all offsets of these zones are.
    let from = (0u64..365 * 18, 0i64..96).prop_map(|(days, quarters)| {
        let day = date("2009-01-01") + chrono::Days::new(days);
        day.and_time(NaiveTime::MIN) + TimeDelta::minutes(quarters * 15)
    });
    (any_rule(), from, select(&ZONES[..]))
        .prop_map(|(rule, from, name)| Recurrence::new(rule, from, zone(name)).unwrap())
}

proptest! {
    #[test]
    fn the_arithmetic_gives_the_dates_of_the_reference(series in any_series()) {
        let first = series.first().date();
        let last = first + chrono::Days::new(1500);
        let expected = reference::dates(series.rule(), first, last);
        for (index, date) in expected.iter().enumerate() {
            let index = u64::try_from(index).unwrap();
            prop_assert_eq!(series.rule().date(first, index), Some(*date));
        }
        let mut count = 0u64;
        for day in first.iter_days().take_while(|day| *day <= last) {
            count += u64::from(expected.contains(&day));
            prop_assert_eq!(series.rule().last_up_to(first, day), count.checked_sub(1));
        }
    }

    #[test]
    fn clocks_show_the_local_time_at_the_instant(series in any_series(), index in 0u64..400) {
        let occurrence = series.occurrence(index).unwrap();
        let showing = reference::instants_showing(series.zone(), occurrence.local);
        match occurrence.adjustment {
            Adjustment::None => prop_assert_eq!(showing, vec![occurrence.at]),
            Adjustment::Fold => {
                prop_assert!(showing.len() == 2);
                prop_assert_eq!(showing[0], occurrence.at);
            }
            Adjustment::Gap => {
                prop_assert!(showing.is_empty());
                // The offset before the change still shows it.
                let offset = series.zone().offset(occurrence.at - TimeDelta::days(1));
                prop_assert_eq!(occurrence.at.naive_utc() + offset, occurrence.local);
            }
        }
    }

    #[test]
    fn number_and_instant_agree(series in any_series(), index in 0u64..400) {
        let here = series.occurrence(index).unwrap().at;
        let next = series.occurrence(index + 1).unwrap().at;
        prop_assert!(here <= next);
        let found = series.index_at_or_before(here).unwrap();
        prop_assert_eq!(series.occurrence(found).unwrap().at, here);
        prop_assert!(found >= index);
        let just_before = series.index_at_or_before(here - TimeDelta::nanoseconds(1));
        prop_assert!(just_before.is_none_or(|before| series.occurrence(before).unwrap().at < here));
        if here < next {
            prop_assert_eq!(series.index_at_or_before(next - TimeDelta::nanoseconds(1)), Some(index));
            prop_assert_eq!(series.next_after(here).map(|occurrence| occurrence.at), Some(next));
        }
    }

    #[test]
    fn walking_gives_each_occurrence_once_in_order(
        series in any_series(),
        exceptions in proptest::collection::btree_map(0u64..40, proptest::option::of(-40i64..40), 0..8),
        (from, days) in (0u64..40, 0i64..200),
    ) {
        let mut series = series;
        for (index, moved) in &exceptions {
            let original = series.occurrence(*index).unwrap().original;
            match moved {
                None => series.skip(original).unwrap(),
                Some(by) => series.move_to(original, original + TimeDelta::hours(by * 5)).unwrap(),
            }
        }
        let from = series.occurrence(from).unwrap().at;
        let to = from + TimeDelta::days(days);
        let all = (0..300).map_while(|index| series.occurrence(index));
        let mut expected: Vec<Occurrence> = all.filter(|o| !o.is_skipped() && from <= o.at && o.at < to).collect();
        expected.sort_by_key(|occurrence| (occurrence.at, occurrence.index));
        let walked: Vec<Occurrence> = series.between(from, to).collect();
        prop_assert_eq!(walked, expected);
    }

    #[test]
    fn calendars_that_read_the_rrule_agree(
        series in any_series(),
        count in 1u32..30,
        zone_name in select(vec!["UTC", "America/Los_Angeles", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata"]),
    ) {
        // The `rrule` crate loses occurrences in gaps and brings rules of zones that end in 2025:
        // so noon is compared, up to then.
        let noon = series.first().date().and_hms_opt(12, 0, 0).unwrap();
        let series = Recurrence::new(series.rule(), noon, zone(zone_name)).unwrap().ending(End::Count(count)).unwrap();
        let start = noon.format("%Y%m%dT%H%M%S");
        let text = format!("DTSTART;TZID={zone_name}:{start}\nRRULE:{}", series.to_rrule());
        let set: ::rrule::RRuleSet = text.parse().unwrap();
        let is_compared = |at: &i64| *at < at_2025();
        let theirs: Vec<i64> = set.all(1000).dates.iter().map(chrono::DateTime::timestamp).filter(is_compared).collect();
        let ours = (0..u64::from(count)).map(|i| series.occurrence(i).unwrap().at.timestamp());
        prop_assert_eq!(ours.filter(is_compared).collect::<Vec<_>>(), theirs, "{}", text);
    }

    #[test]
    fn an_until_in_the_rrule_ends_where_the_series_does(series in any_series(), days in 0u64..3000) {
        let last = series.first().date() + chrono::Days::new(days);
        let noon = series.first().date().and_hms_opt(12, 0, 0).unwrap();
        let series = Recurrence::new(series.rule(), noon, Zone::utc()).unwrap().ending(End::Until(last)).unwrap();
        let text = format!("DTSTART:{}Z\nRRULE:{}", noon.format("%Y%m%dT%H%M%S"), series.to_rrule());
        let set: ::rrule::RRuleSet = text.parse().unwrap();
        let theirs: Vec<i64> = set.all(10_000).dates.iter().map(chrono::DateTime::timestamp).collect();
        let ours = (0..).map_while(|i| series.occurrence(i)).map(|occurrence| occurrence.at.timestamp());
        prop_assert_eq!(ours.collect::<Vec<_>>(), theirs, "{}", text);
    }

    #[test]
    fn a_series_read_back_is_the_same(series in any_series(), count in 1u32..30) {
        let series = series.ending(End::Count(count)).unwrap();
        let json = serde_json::to_string(&series).unwrap();
        prop_assert_eq!(serde_json::from_str::<Recurrence>(&json).unwrap(), series);
    }

    #[test]
    fn what_is_said_of_a_series_can_be_typed(series in any_series()) {
        let words = series.in_words();
        let now = series.zone().instant(series.first()) - TimeDelta::hours(1);
        let again = Recurrence::read(&words, now, series.zone(), NaiveTime::MIN, None).map(|it| it.0);
        // All seven days of a week are read as every day, so the words are compared.
        prop_assert_eq!(again.map(|again| again.in_words()), Ok(words));
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,40}|((every|other|first|last|tue|day|month|until|9am|15th|2|of|the|fifth|\\.) ?){0,6}") {
        let _ = Recurrence::read(&text, at("2026-11-26T09:00:00Z"), &Zone::utc(), NaiveTime::MIN, None);
    }
}
