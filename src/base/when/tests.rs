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

/// The reading, and the likeliest other one, as local times.
fn local_times(reading: &Reading, zone: &str) -> (String, Option<String>) {
    let zone = Zone::parse(zone).unwrap();
    let shown = |at| zone.local(at).format("%a %Y-%m-%d %H:%M").to_string();
    (shown(reading.at), reading.others.first().map(|(at, _)| shown(*at)))
}

#[test]
fn the_reading_is_told_in_words() {
    let reading = berlin("next fri").unwrap();
    assert_eq!(reading.words, "Friday 4 December 2026 at 09:00 (Berlin)");
    assert_eq!(reading.others[0].1, "Friday 27 November 2026 at 09:00 (Berlin)");
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
fn a_time_that_clocks_skip_moves_forward_and_says_so() {
    let reading = read_at("2026-03-08 02:30", "2026-03-01T00:00:00Z", "America/Los_Angeles").unwrap();
    assert_eq!(reading.words, "Sunday 8 March 2026 at 03:30 (Los Angeles)");
    let note = "Clocks in Los Angeles skip 02:30 on 8 March 2026, so it is 03:30.";
    assert_eq!(reading.note.as_deref(), Some(note));
}

#[test]
fn of_a_time_that_clocks_repeat_the_second_one_is_offered() {
    let reading = read_at("2026-11-01 01:30", "2026-10-01T00:00:00Z", "America/Los_Angeles").unwrap();
    assert_eq!(reading.words, "Sunday 1 November 2026 at 01:30 (Los Angeles, the first time)");
    assert_eq!(reading.others[0].1, "Sunday 1 November 2026 at 01:30 (Los Angeles, the second time)");
    assert_eq!(reading.others[0].0 - reading.at, TimeDelta::hours(1));
    assert!(reading.note.unwrap().contains("twice"));
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
