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
fn what_people_type_becomes_the_series_they_mean() {
    // Thursday 26 November 2026, 10:00 in Berlin.
    for (text, words, first) in [
        ("every other Tuesday 9am", "every other Tuesday at 09:00", "2026-12-01 09:00"),
        ("first Monday", "on the first Monday of every month at 10:30", "2026-12-07 10:30"),
        ("last working day", "on the last working day of every month at 10:30", "2026-11-30 10:30"),
        ("first working day 9am", "on the first working day of every month at 09:00", "2026-12-01 09:00"),
        (
            "every third business day of the month",
            "on the third working day of every month at 10:30",
            "2026-12-03 10:30",
        ),
        (
            "quarterly on the 2nd workday",
            "on the second working day of every 3 months at 10:30",
            "2026-12-02 10:30",
        ),
        ("weekdays 9:30", "every weekday at 09:30", "2026-11-27 09:30"),
        ("monthly on the 15th", "on the 15th of every month at 10:30", "2026-12-15 10:30"),
        ("every 3 weeks on wed", "every 3 weeks on Wednesday at 10:30", "2026-12-02 10:30"),
        ("every week", "every Thursday at 10:30", "2026-11-26 10:30"),
        ("wednesdays at 9", "every Wednesday at 09:00", "2026-12-02 09:00"),
        ("Mon/Wed/Fri 2 pm", "every Monday, Wednesday and Friday at 14:00", "2026-11-27 14:00"),
        ("daily", "every day at 10:30", "2026-11-26 10:30"),
        ("every day at 9", "every day at 09:00", "2026-11-27 09:00"),
        ("every 2 days noon", "every other day at 12:00", "2026-11-26 12:00"),
        ("biweekly thu", "every other Thursday at 10:30", "2026-11-26 10:30"),
        ("every second tuesday", "every other Tuesday at 10:30", "2026-12-01 10:30"),
        (
            "every second tuesday of the month",
            "on the second Tuesday of every month at 10:30",
            "2026-12-08 10:30",
        ),
        ("every second month on the 1st", "on the 1st of every other month at 10:30", "2026-12-01 10:30"),
        ("last Fri of every month 16:00", "on the last Friday of every month at 16:00", "2026-11-27 16:00"),
        (
            "quarterly on the first monday",
            "on the first Monday of every 3 months at 10:30",
            "2026-12-07 10:30",
        ),
        ("the last day of the month", "on the 31st of every month at 10:30", "2026-11-30 10:30"),
        ("monthly", "on the 26th of every month at 10:30", "2026-11-26 10:30"),
        ("15th of every month at 5", "on the 15th of every month at 17:00", "2026-12-15 17:00"),
        ("tue 9am until 2026-12-31", "every Tuesday at 09:00, until 31 December 2026", "2026-12-01 09:00"),
        ("tue 10 times", "every Tuesday at 10:30, 10 times", "2026-12-01 10:30"),
        (
            "every other tue starting 8 dec until the 1st of March 2027",
            "every other Tuesday at 10:30, until 1 March 2027",
            "2026-12-08 10:30",
        ),
        ("tue starting 2026-11-03", "every Tuesday at 10:30", "2026-11-03 10:30"),
        (
            "every 2 weeks on mon and wed 10:00",
            "every other week on Monday and Wednesday at 10:00",
            "2026-11-30 10:00",
        ),
    ] {
        let usual = NaiveTime::from_hms_opt(10, 30, 0).unwrap();
        let parsed = Recurrence::parse(text, at("2026-11-26T09:00:00Z"), &zone("Europe/Berlin"), usual);
        let parsed = parsed.unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((parsed.in_words().as_str(), parsed.first()), (words, local(first)), "{text}");
        // What is said of a series can be typed again.
        let again =
            Recurrence::parse(words, at("2026-11-26T09:00:00Z"), &zone("Europe/Berlin"), usual).unwrap();
        assert_eq!(again.rule(), parsed.rule(), "{words}");
    }
}

#[test]
fn what_is_no_series_is_refused_with_the_reason() {
    for (text, says) in [
        ("", "No rhythm"),
        ("9am", "does not say how often"),
        ("every blue moon", "“blue”"),
        ("every 2 weekdays", "“2 weekdays”"),
        ("every second working day", "“second workday”"),
        ("every other business day", "“2 workday”"),
        ("first and last working day", "“first”"),
        ("fifth monday", "say “last”"),
        ("every 0 weeks on mon", "between 1 and 1000"),
        ("monthly on the 32nd", "from 1 to 31"),
        ("tue 9am 10am", "more than one time of day"),
        ("daily weekly", "more than one rhythm"),
        ("first mon and third tue", "more than one weekday"),
        ("tue until 2020-01-01", "end before it starts"),
        ("tue until whenever", "“whenever”"),
        ("tue 24:00", "“24:00”"),
        (&"tue ".repeat(100), "too long"),
    ] {
        let error =
            Recurrence::parse(text, at("2026-11-26T09:00:00Z"), &Zone::utc(), NaiveTime::MIN).unwrap_err();
        assert!(error.to_string().contains(says), "{text}: {error}");
    }
}
