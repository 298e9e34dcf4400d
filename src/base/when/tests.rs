use super::*;
use proptest::prelude::*;

/// Wednesday 25 November 2026, 10:30 in Berlin.
const NOW: &str = "2026-11-25T09:30:00Z";

fn read_at(text: &str, now: &str, zone: &str) -> Result<Reading, WhenError> {
    let zone = Zone::parse(zone).unwrap();
    let hours = WorkingHours::office(zone.clone());
    parse_instant(text, now.parse().unwrap(), &zone, &hours)
}

fn berlin(text: &str) -> Result<Reading, WhenError> {
    read_at(text, NOW, "Europe/Berlin")
}

/// The reading, and the other one, as local times.
fn local_times(reading: &Reading, zone: &str) -> (String, Option<String>) {
    let zone = Zone::parse(zone).unwrap();
    let shown = |at| zone.local(at).format("%a %Y-%m-%d %H:%M").to_string();
    (shown(reading.at), reading.other.as_ref().map(|(at, _)| shown(*at)))
}

#[test]
fn what_people_type_means_what_they_mean() {
    for (text, expected) in [
        ("now", "Wed 2026-11-25 10:30"),
        ("in 3d", "Sat 2026-11-28 10:30"),
        ("3d", "Sat 2026-11-28 10:30"),
        ("+90m", "Wed 2026-11-25 12:00"),
        ("2h30m", "Wed 2026-11-25 13:00"),
        ("in half an hour", "Wed 2026-11-25 11:00"),
        ("in 2 working days", "Fri 2026-11-27 10:30"),
        ("in 3 business days", "Mon 2026-11-30 10:30"),
        ("in 2 weeks at 9am", "Wed 2026-12-09 09:00"),
        ("in a month", "Fri 2026-12-25 10:30"),
        ("3 days ago", "Sun 2026-11-22 10:30"),
        ("2 hours from now", "Wed 2026-11-25 12:30"),
        ("today", "Wed 2026-11-25 17:00"),
        ("tonight", "Wed 2026-11-25 20:00"),
        ("tonight at 8", "Wed 2026-11-25 20:00"),
        ("this afternoon", "Wed 2026-11-25 14:00"),
        ("tomorrow", "Thu 2026-11-26 09:00"),
        ("tomorrow 9am", "Thu 2026-11-26 09:00"),
        ("9:30 tomorrow", "Thu 2026-11-26 09:30"),
        ("day after tomorrow noon", "Fri 2026-11-27 12:00"),
        ("fri", "Fri 2026-11-27 09:00"),
        ("on Friday at 3 pm", "Fri 2026-11-27 15:00"),
        ("this fri", "Fri 2026-11-27 09:00"),
        ("last fri", "Fri 2026-11-20 09:00"),
        ("wed 9am", "Wed 2026-12-02 09:00"),
        ("eod", "Wed 2026-11-25 17:00"),
        ("eod fri", "Fri 2026-11-27 17:00"),
        ("eow", "Fri 2026-11-27 17:00"),
        ("end of the week", "Fri 2026-11-27 17:00"),
        ("end of next week", "Fri 2026-12-04 17:00"),
        ("eom", "Mon 2026-11-30 17:00"),
        ("eoq", "Thu 2026-12-31 17:00"),
        ("next week", "Mon 2026-11-30 09:00"),
        ("next month", "Tue 2026-12-01 09:00"),
        ("2026-12-01 14:00", "Tue 2026-12-01 14:00"),
        ("2026-12-01", "Tue 2026-12-01 09:00"),
        ("2026-12-01T14:00", "Tue 2026-12-01 14:00"),
        ("2026-12-01 14:00:00", "Tue 2026-12-01 14:00"),
        ("1 Dec", "Tue 2026-12-01 09:00"),
        ("Dec 1st, 2027 at 14:00", "Wed 2027-12-01 14:00"),
        ("the 15th of March", "Mon 2027-03-15 09:00"),
        ("29 feb", "Tue 2028-02-29 09:00"),
        ("the 15th", "Tue 2026-12-15 09:00"),
        ("01.12.2026", "Tue 2026-12-01 09:00"),
        ("14:00", "Wed 2026-11-25 14:00"),
        ("9:00", "Thu 2026-11-26 09:00"),
        ("noon", "Wed 2026-11-25 12:00"),
        ("midnight", "Thu 2026-11-26 00:00"),
        ("<t:1796119200:R>", "Tue 2026-12-01 11:00"),
        ("2026-12-01T14:00:00Z", "Tue 2026-12-01 15:00"),
        ("tomorrow 9am PT", "Thu 2026-11-26 18:00"),
        ("tomorrow 9:00 Asia/Kolkata", "Thu 2026-11-26 04:30"),
    ] {
        let reading = berlin(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(local_times(&reading, "Europe/Berlin"), (expected.to_owned(), None), "{text}");
    }
}

#[test]
fn where_two_readings_differ_both_are_given() {
    for (text, taken, other) in [
        ("next fri", "Fri 2026-12-04 09:00", Some("Fri 2026-11-27 09:00")),
        ("next wed 17:00", "Wed 2026-12-02 17:00", Some("Wed 2026-11-25 17:00")),
        ("next mon", "Mon 2026-11-30 09:00", None),
        ("wed 14:00", "Wed 2026-11-25 14:00", Some("Wed 2026-12-02 14:00")),
        ("this mon", "Mon 2026-11-23 09:00", Some("Mon 2026-11-30 09:00")),
        ("tomorrow at 5", "Thu 2026-11-26 17:00", Some("Thu 2026-11-26 05:00")),
        ("fri 9", "Fri 2026-11-27 09:00", Some("Fri 2026-11-27 21:00")),
        ("at 5", "Wed 2026-11-25 17:00", Some("Thu 2026-11-26 05:00")),
        ("fri midnight", "Fri 2026-11-27 00:00", Some("Sat 2026-11-28 00:00")),
        ("3/4", "Sat 2027-04-03 09:00", Some("Thu 2027-03-04 09:00")),
        ("13/4/2027", "Tue 2027-04-13 09:00", None),
    ] {
        let reading = berlin(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let (at, second) = local_times(&reading, "Europe/Berlin");
        assert_eq!((at.as_str(), second.as_deref()), (taken, other), "{text}");
    }
    let american = read_at("3/4", NOW, "America/New_York").unwrap();
    assert_eq!(local_times(&american, "America/New_York").0, "Thu 2027-03-04 09:00");
}

#[test]
fn the_reading_is_told_in_words() {
    let reading = berlin("next fri").unwrap();
    assert_eq!(reading.words, "Friday 4 December 2026 at 09:00 (Berlin)");
    assert_eq!(reading.other.unwrap().1, "Friday 27 November 2026 at 09:00 (Berlin)");
    assert_eq!(berlin("tomorrow 9am PT").unwrap().words, "Thursday 26 November 2026 at 09:00 (Los Angeles)");
}

#[test]
fn days_keep_the_clock_and_hours_do_not() {
    // Clocks in Los Angeles go back on 1 November 2026.
    let read = |text| {
        local_times(
            &read_at(text, "2026-10-31T16:00:00Z", "America/Los_Angeles").unwrap(),
            "America/Los_Angeles",
        )
        .0
    };
    assert_eq!(read("1d"), "Sun 2026-11-01 09:00");
    assert_eq!(read("24h"), "Sun 2026-11-01 08:00");
}

#[test]
fn a_few_minutes_stay_a_few_minutes_in_the_hour_that_comes_twice() {
    let reading = read_at("10m", "2026-11-01T09:30:00Z", "America/Los_Angeles").unwrap();
    assert_eq!(reading.at.to_rfc3339(), "2026-11-01T09:40:00+00:00");
}

#[test]
fn a_time_that_clocks_skip_moves_forward() {
    let reading = read_at("2026-03-08 02:30", "2026-03-01T00:00:00Z", "America/Los_Angeles").unwrap();
    assert_eq!(reading.words, "Sunday 8 March 2026 at 03:30 (Los Angeles)");
}

#[test]
fn ends_of_periods_are_closings_of_working_days() {
    let zone = Zone::parse("Asia/Jerusalem").unwrap();
    let hours = WorkingHours::parse("Sun-Thu 9-18", zone.clone()).unwrap();
    let thursday_off = hours.clone().with_holidays(["2026-11-26".parse().unwrap()]);
    let now = NOW.parse().unwrap();
    let at = |hours| zone.local(parse_instant("eom", now, &zone, hours).unwrap().at).to_string();
    assert_eq!(at(&hours), "2026-11-30 18:00:00");
    let week = |hours| zone.local(parse_instant("eow", now, &zone, hours).unwrap().at).to_string();
    assert_eq!(week(&hours), "2026-11-29 18:00:00");
    assert_eq!(week(&thursday_off), "2026-11-29 18:00:00");
    // On a Friday evening the end of this week has passed, so that of the next one is meant.
    let friday = read_at("eow", "2026-11-27T20:00:00Z", "Europe/Berlin").unwrap();
    assert_eq!(friday.words, "Friday 4 December 2026 at 17:00 (Berlin)");
}

#[test]
fn what_is_not_understood_is_said_with_examples() {
    for (text, says) in [
        ("", "No time"),
        ("soonish", "“soonish”"),
        ("tomorrow blorp", "“blorp”"),
        ("5", "“5”"),
        ("30 feb 2027", "no date “30 feb 2027”"),
        ("31/13/2026", "no date"),
        ("mon tue", "more than one day"),
        ("9am 10am", "more than one time"),
        ("in 900 years", "hundred years"),
        (&"x".repeat(500), "too long"),
    ] {
        let error = berlin(text).unwrap_err().to_string();
        assert!(error.contains(says) && error.ends_with("“2026-12-01 14:00”."), "{text}: {error}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,40}", seconds in 0i64..4_000_000_000) {
        let zone = Zone::parse("Australia/Lord_Howe").unwrap();
        let now = DateTime::from_timestamp(seconds, 0).unwrap();
        let _ = parse_instant(&text, now, &zone, &WorkingHours::office(zone.clone()));
    }

    #[test]
    fn combinations_of_known_words_never_panic_and_weekdays_are_to_come(
        words in proptest::collection::vec(proptest::sample::select(vec![
            "next", "this", "last", "wed", "in", "3", "d", "2h", "9am", "at", "eow", "eom", "1", "dec", "3/4", "31st",
            "2026", "2028-02-29", "tonight", "midnight", "PT", "working", "days", "ago", "end of", "month", "24:00",
        ]), 1..5),
        day in proptest::sample::select(vec!["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
        seconds in 1_400_000_000i64..2_000_000_000,
    ) {
        let zone = Zone::parse("America/Sao_Paulo").unwrap();
        let hours = WorkingHours::office(zone.clone());
        let now = DateTime::from_timestamp(seconds, 0).unwrap();
        let _ = parse_instant(&words.join(" "), now, &zone, &hours);
        let at = parse_instant(day, now, &zone, &hours).unwrap().at;
        prop_assert!(at > now && at - now <= TimeDelta::days(8));
    }
}
