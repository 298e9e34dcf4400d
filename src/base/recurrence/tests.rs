use super::*;
use chrono::{Datelike, Weekday};

pub(super) fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

fn local(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

pub(super) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(super) fn weekly(every: u32, days: &[Weekday]) -> Rule {
    Rule::Weekly { every, days: days.iter().copied().collect() }
}

fn series(rule: Rule, from: &str, zone_name: &str) -> Recurrence {
    Recurrence::new(rule, local(from), zone(zone_name)).unwrap()
}

fn instants(series: &Recurrence, count: usize) -> Vec<String> {
    let all = series.between(DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC).take(count);
    all.map(|occurrence| occurrence.at.format("%Y-%m-%d %H:%M").to_string()).collect()
}

fn locals(series: &Recurrence, count: usize) -> Vec<String> {
    let all = series.between(DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC).take(count);
    all.map(|occurrence| occurrence.local.format("%Y-%m-%d").to_string()).collect()
}

#[test]
fn a_weekly_meeting_stays_at_nine_through_the_clock_changes() {
    let sync = series(weekly(1, &[Weekday::Wed]), "2026-03-04 09:00", "America/Los_Angeles");
    assert_eq!(instants(&sync, 2), ["2026-03-04 17:00", "2026-03-11 16:00"]);
    let autumn = series(weekly(1, &[Weekday::Wed]), "2026-10-28 09:00", "America/Los_Angeles");
    assert_eq!(instants(&autumn, 2), ["2026-10-28 16:00", "2026-11-04 17:00"]);
}

#[test]
fn the_first_mondays_of_a_year_are_the_published_ones() {
    let rule = Rule::MonthlyOnWeekday { every: 1, nth: Nth::First, weekday: Weekday::Mon };
    let call = series(rule, "2026-01-01 09:00", "America/Los_Angeles");
    let expected = [
        "2026-01-05 17:00",
        "2026-02-02 17:00",
        "2026-03-02 17:00",
        "2026-04-06 16:00",
        "2026-05-04 16:00",
        "2026-06-01 16:00",
        "2026-07-06 16:00",
        "2026-08-03 16:00",
        "2026-09-07 16:00",
        "2026-10-05 16:00",
        "2026-11-02 17:00",
        "2026-12-07 17:00",
    ];
    assert_eq!(instants(&call, 12), expected);
}

#[test]
fn a_day_that_a_month_lacks_becomes_its_last_without_drifting() {
    let monthly = series(Rule::MonthlyOnDay { every: 1, day: 31 }, "2028-01-31 09:00", "UTC");
    assert_eq!(locals(&monthly, 5), ["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31"]);
}

#[test]
fn a_skipped_time_moves_forward_and_of_a_repeated_one_the_first_counts() {
    let daily = series(Rule::Daily { every: 1 }, "2026-03-07 02:30", "America/Los_Angeles");
    assert_eq!(instants(&daily, 3), ["2026-03-07 10:30", "2026-03-08 10:30", "2026-03-09 09:30"]);
    assert_eq!(daily.occurrence(1).unwrap().adjustment, Adjustment::Gap);
    let autumn = series(Rule::Daily { every: 1 }, "2026-11-01 01:30", "America/Los_Angeles");
    assert_eq!(instants(&autumn, 2), ["2026-11-01 08:30", "2026-11-02 09:30"]);
    assert_eq!(autumn.occurrence(0).unwrap().adjustment, Adjustment::Fold);
}

#[test]
fn the_day_that_samoa_skipped_falls_on_the_next() {
    let daily = series(Rule::Daily { every: 1 }, "2011-12-29 10:00", "Pacific/Apia");
    let expected = ["2011-12-29 20:00", "2011-12-30 20:00", "2011-12-30 20:00", "2011-12-31 20:00"];
    assert_eq!(instants(&daily, 4), expected);
    assert_eq!(daily.index_at_or_before(at("2011-12-30T20:00:00Z")), Some(2));
    assert_eq!(daily.index_at_or_before(at("2011-12-30T19:59:59Z")), Some(0));
}

#[test]
fn midnight_has_struck_even_when_clocks_then_go_back_before_it() {
    // In Newfoundland clocks went from 00:01 back to 23:01 of the day before.
    let daily = series(Rule::Daily { every: 1 }, "2010-11-06 00:00", "America/St_Johns");
    assert_eq!(daily.zone().local(at("2010-11-07T02:45:00Z")), local("2010-11-06 23:15"));
    assert_eq!(daily.index_at_or_before(at("2010-11-07T02:45:00Z")), Some(1));
}

#[test]
fn the_first_occurrence_is_the_first_that_fits() {
    let other_monday = series(weekly(2, &[Weekday::Mon]), "2026-11-26 09:00", "UTC");
    assert_eq!(locals(&other_monday, 2), ["2026-11-30", "2026-12-14"]);
    let day = series(Rule::MonthlyOnDay { every: 3, day: 15 }, "2026-11-26 09:00", "UTC");
    assert_eq!(locals(&day, 2), ["2026-12-15", "2027-03-15"]);
}

#[test]
fn one_occurrence_can_be_skipped_or_moved_and_keeps_its_name() {
    let mut sync = series(weekly(1, &[Weekday::Wed]), "2026-12-02 09:00", "Europe/Berlin");
    sync.skip(local("2026-12-23 09:00")).unwrap();
    sync.move_to(local("2026-12-09 09:00"), local("2026-12-17 14:00")).unwrap();
    let taking_place: Vec<_> = sync.between(at("2026-12-02T08:00:00Z"), at("2027-01-01T00:00:00Z")).collect();
    let shown: Vec<(u64, String)> =
        taking_place.iter().map(|o| (o.index, o.local.format("%m-%d %H:%M").to_string())).collect();
    let expected = [(0, "12-02 09:00"), (2, "12-16 09:00"), (1, "12-17 14:00"), (4, "12-30 09:00")];
    assert_eq!(shown, expected.map(|(index, text)| (index, text.to_owned())));
    assert_eq!(taking_place[2].original, local("2026-12-09 09:00"));
    assert!(sync.occurrence(3).unwrap().is_skipped());
    assert_eq!(sync.next_after(at("2026-12-16T08:00:00Z")).unwrap().index, 1);
    assert_eq!(sync.next_after(at("2026-12-17T13:00:00Z")).unwrap().index, 4);
    // Whose turn it is does not depend on what was skipped or moved.
    assert_eq!(sync.index_at_or_before(at("2026-12-23T08:00:00Z")), Some(3));
    assert_eq!(sync.restore(local("2026-12-23 09:00")), Some(Exception::Skip));
    assert!(!sync.occurrence(3).unwrap().is_skipped());
}

#[test]
fn an_exception_needs_an_occurrence() {
    let mut sync =
        series(weekly(1, &[Weekday::Wed]), "2026-12-02 09:00", "UTC").ending(End::Count(2)).unwrap();
    for original in ["2026-12-03 09:00", "2026-12-02 10:00", "2026-11-25 09:00", "2026-12-16 09:00"] {
        let error = sync.skip(local(original)).unwrap_err();
        assert_eq!(error, RecurrenceError::NoSuchOccurrence(local(original)));
    }
}

#[test]
fn a_series_ends_by_count_or_date() {
    let sync = series(weekly(1, &[Weekday::Wed]), "2026-12-02 09:00", "UTC");
    let three = sync.clone().ending(End::Count(3)).unwrap();
    assert_eq!(locals(&three, 9), ["2026-12-02", "2026-12-09", "2026-12-16"]);
    let until = sync.clone().ending(End::Until(date("2026-12-16"))).unwrap();
    assert_eq!(locals(&until, 9), locals(&three, 9));
    for ended in [three, until] {
        assert_eq!(ended.index_at_or_before(at("2030-01-01T00:00:00Z")), Some(2));
        assert_eq!(ended.next_after(at("2026-12-16T09:00:00Z")), None);
        assert_eq!(ended.occurrence(3), None);
    }
    assert!(sync.clone().ending(End::Count(0)).is_err());
    assert!(sync.ending(End::Until(date("2026-12-01"))).is_err());
}

#[test]
fn rules_out_of_bounds_are_refused() {
    for rule in [
        Rule::Daily { every: 0 },
        Rule::Daily { every: 1001 },
        weekly(1, &[]),
        Rule::MonthlyOnDay { every: 1, day: 0 },
        Rule::MonthlyOnDay { every: 1, day: 32 },
    ] {
        assert!(Recurrence::new(rule, local("2026-01-01 09:00"), Zone::utc()).is_err(), "{rule:?}");
    }
}

#[test]
fn a_series_is_stored_readably_and_checked_when_read() {
    let mut sync = series(weekly(2, &[Weekday::Tue]), "2026-12-01 09:00", "Europe/Berlin");
    sync.skip(local("2026-12-15 09:00")).unwrap();
    let json = serde_json::to_string(&sync).unwrap();
    let expected = r#"{"rule":{"unit":"weekly","every":2,"days":["Tue"]},"first":"2026-12-01T09:00:00","zone":"Europe/Berlin","end":"never","exceptions":{"2026-12-15T09:00:00":"skip"}}"#;
    assert_eq!(json, expected);
    assert_eq!(serde_json::from_str::<Recurrence>(&json).unwrap(), sync);
    for (good, bad) in
        [("\"every\":2", "\"every\":0"), ("2026-12-01T", "2026-12-02T"), ("12-15T", "12-16T"), ("Tue", "Tus")]
    {
        assert!(serde_json::from_str::<Recurrence>(&json.replace(good, bad)).is_err(), "{bad}");
    }
}

#[test]
fn occurrences_far_away_cost_nothing_and_do_not_panic() {
    let daily = series(Rule::Daily { every: 1 }, "2026-01-01 09:00", "Europe/London");
    assert_eq!(daily.occurrence(1_000_000).unwrap().original.year(), 4763);
    assert_eq!(daily.occurrence(u64::MAX), None);
    assert_eq!(daily.index_at_or_before(DateTime::<Utc>::MIN_UTC), None);
    let _ = daily.index_at_or_before(DateTime::<Utc>::MAX_UTC);
    let _ = daily.next_after(DateTime::<Utc>::MAX_UTC);
}

#[test]
fn several_days_of_a_month_are_kept_apart_in_february_too() {
    let days = MonthDays::new(&[15, 31]).unwrap();
    let monthly = series(Rule::MonthlyOnDays { every: 1, days }, "2027-01-20 09:00", "UTC");
    assert_eq!(locals(&monthly, 5), ["2027-01-31", "2027-02-15", "2027-02-28", "2027-03-15", "2027-03-31"]);
    assert_eq!(MonthDays::new(&[28, 30]), Err(RecurrenceError::DaysMeet));
    assert_eq!(MonthDays::new(&[]), Err(RecurrenceError::DayOfMonth));
    assert!(MonthDays::new(&[1, 28]).is_ok());
}

fn read(text: &str, was: Option<&Recurrence>) -> (Recurrence, Vec<Recurrence>) {
    // Thursday 26 November 2026, 10:00 in Berlin.
    let usual = NaiveTime::from_hms_opt(10, 30, 0).unwrap();
    Recurrence::read(text, at("2026-11-26T09:00:00Z"), &zone("Europe/Berlin"), usual, was).unwrap()
}

#[test]
fn a_series_says_how_to_type_it_again() {
    for (text, words) in [
        ("every other Tuesday 9am", "every other Tuesday at 09:00"),
        ("every 2 weeks on mon and wed 10:00", "every other week on Monday and Wednesday at 10:00"),
        ("last working day", "on the last working day of every month at 10:30"),
        ("quarterly on the 2nd workday", "on the second working day of every 3 months at 10:30"),
        ("every 1st and 15th", "on the 1st and 15th of every month at 10:30"),
        ("second to last Monday", "on the second to last Monday of every month at 10:30"),
        (
            "the working day on or before the 16th",
            "on the working day on or before the 16th of every month at 10:30",
        ),
        ("tue until 31 dec", "every Tuesday at 10:30, up to and including 31 December 2026"),
        ("tue 10 times", "every Tuesday at 10:30, 10 times"),
    ] {
        let (series, _) = read(text, None);
        assert_eq!(series.in_words(), words, "{text}");
        assert_eq!(read(words, None).0.rule(), series.rule(), "{words}");
    }
}

#[test]
fn what_is_typed_again_keeps_its_phase() {
    // On 8 and 22 December, not on the 1st.
    let (was, _) = read("every other Tuesday 9am starting 8 dec", None);
    for (text, first, other) in [
        ("every other Tuesday 9am", "2026-12-08 09:00", None),
        ("every 2 weeks on tue 9:00", "2026-12-08 09:00", None),
        ("every other Tuesday 10am", "2026-12-08 10:00", None),
        // Without a time of day there is still the one that there was.
        ("every other Tuesday", "2026-12-08 09:00", None),
        // In the same weeks, or from the soonest one on.
        ("every other Thursday", "2026-12-10 09:00", Some("2026-12-03 09:00")),
        // The date that was said is the one that is meant.
        ("every other Tuesday starting 1 dec", "2026-12-01 09:00", None),
        ("every other Thursday from 3 dec", "2026-12-03 09:00", None),
        ("every third Tuesday", "2026-12-15 09:00", Some("2026-12-01 09:00")),
        ("every Tuesday", "2026-12-01 09:00", None),
        ("every other month on the 1st", "2026-12-01 09:00", Some("2027-01-01 09:00")),
    ] {
        let (series, others) = read(text, Some(&was));
        assert_eq!(series.first(), local(first), "{text}");
        assert_eq!(others.first().map(Recurrence::first), other.map(local), "{text}");
    }
    let mut skipped = was.clone();
    skipped.skip(local("2026-12-22 09:00")).unwrap();
    assert_eq!(read("every other Tuesday 9am", Some(&skipped)).0, skipped);
    let moved = read("every other Tuesday 10am", Some(&skipped)).0;
    assert_eq!(moved.exceptions().keys().collect::<Vec<_>>(), [&local("2026-12-22 10:00")]);
    assert!(was.goes_like(&was) && !was.goes_like(&moved));
}

#[test]
fn a_day_of_the_year_is_its_own_phase() {
    let (was, _) = read("every year on 1 March", None);
    assert_eq!(read("every year on 1 May", Some(&was)).0.first(), local("2027-05-01 10:30"));
    assert_eq!(read("every year on 1 March 9am", Some(&was)).0.first(), local("2027-03-01 09:00"));
}

#[test]
fn what_is_no_series_is_refused_with_the_reason() {
    for (text, says) in [
        ("", "No rhythm"),
        ("9am", "does not say how often"),
        ("every blue moon", "“blue”"),
        ("every 2 weekdays", "“2 weekdays”"),
        ("every second working day", "every few working days"),
        ("fifth monday", "say “last”"),
        ("every 0 weeks on mon", "between 1 and 1000"),
        ("every 5 minutes", "daily at the most"),
        ("monthly on the 32nd", "from 1 to 31"),
        ("every 28th and 31st", "one and the same in February"),
        ("tue 9am 10am", "more than one time"),
        ("daily weekly", "more than one rhythm"),
        ("tue until 2020-01-01", "end before it starts"),
        ("tue until whenever", "“until whenever”"),
        ("every tuesday for 3 blorps", "“for 3”"),
        (&"tue ".repeat(100), "too long"),
    ] {
        let nine = NaiveTime::from_hms_opt(9, 0, 0).unwrap();
        let read = Recurrence::read(text, at("2026-11-26T09:00:00Z"), &Zone::utc(), nine, None);
        let error = read.unwrap_err().to_string();
        assert!(error.contains(says), "{text}: {error}");
    }
}
