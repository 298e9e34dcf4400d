use super::*;
use proptest::prelude::*;

fn hours(text: &str, zone: &str) -> WorkingHours {
    WorkingHours::parse(text, Zone::parse(zone).unwrap()).unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn hours_are_read_and_written_back() {
    for (typed, written) in [
        ("Mon-Fri 9:00-17:00", "Mon-Fri 9:00-17:00"),
        ("mon-thu 8-16, fri 8-14", "Mon-Thu 8:00-16:00, Fri 8:00-14:00"),
        ("weekdays 9am to 5pm", "Mon-Fri 9:00-17:00"),
        ("9-5", "Mon-Fri 9:00-17:00"),
        ("Mon–Fri 9 – 12 and 13 – 17:30", "Mon-Fri 9:00-12:00 13:00-17:30"),
        (
            "Mon, Wed & Fri 10-18; Tue 10-14",
            "Mon 10:00-18:00, Tue 10:00-14:00, Wed 10:00-18:00, Fri 10:00-18:00",
        ),
        ("Monday to Friday 9 am - 5 pm", "Mon-Fri 9:00-17:00"),
        ("24/7", "Mon-Sun 0:00-24:00"),
        ("Mon 22-6", "Mon 22:00-24:00, Tue 0:00-6:00"),
        ("Mon-Fri 9-17, Fri closed", "Mon-Thu 9:00-17:00"),
        ("Sun-Thu 9-17", "Mon-Thu 9:00-17:00, Sun 9:00-17:00"),
        ("Mon 9-12, Mon 12-17", "Mon 9:00-17:00"),
        ("Sat 1-5pm", "Sat 13:00-17:00"),
        ("daily 18:00-midnight", "Mon-Sun 18:00-24:00"),
        ("9am to 5:30pm Mon-Thu, Fri 9-12", "Mon-Thu 9:00-17:30, Fri 9:00-12:00"),
        ("9-17 Mon, Tue, Wed 9-12", "Mon-Tue 9:00-17:00, Wed 9:00-12:00"),
        ("9-17 Mon-Thu, 9-12 Fri", "Mon-Thu 9:00-17:00, Fri 9:00-12:00"),
        ("9-5 Mon, Wed and Fri", "Mon 9:00-17:00, Wed 9:00-17:00, Fri 9:00-17:00"),
        ("Mo-Fr 8-12", "Mon-Fri 8:00-12:00"),
        ("Mo-Do 8-12 und 13-17 Uhr, Fr 8-12", "Mon-Thu 8:00-12:00 13:00-17:00, Fri 8:00-12:00"),
        ("Montag bis Freitag von 8 bis 16:30 Uhr, Freitag geschlossen", "Mon-Thu 8:00-16:30"),
        ("täglich 10-18", "Mon-Sun 10:00-18:00"),
        ("9:00-5:30", "Mon-Fri 9:00-17:30"),
        ("19-8", "Mon 19:00-24:00, Tue-Fri 0:00-8:00 19:00-24:00, Sat 0:00-8:00"),
    ] {
        assert_eq!(hours(typed, "UTC").to_string(), written, "{typed}");
    }
}

#[test]
fn what_is_not_hours_is_refused_with_the_part_that_is_wrong() {
    for (typed, says) in [
        ("", "never open"),
        ("Mon closed", "never open"),
        ("Mon-Fri", "“mon-fri” has no times"),
        ("Mon-Fri 9-17, Fri 8-14", "Friday overlap"),
        ("Mon-Fri 9-25", "“9-25”"),
        ("Mon-Frx 9-17", "“Mon-Frx”"),
        ("Mon 9-9pmx", "“9-9pmx”"),
        ("Mon-Thu 9-17 Fri", "“fri” has no times"),
        ("9-17 Mon-Thu Fri 9-12", "not clear which days"),
        ("Mon-Fri 9-17 blorp", "“blorp”"),
        ("Mon-Fri 9-17 every other week", "“every”"),
        ("whenever", "“whenever”"),
        (&"Mon 9-10 ".repeat(99), "longer than"),
    ] {
        let error = WorkingHours::parse(typed, Zone::utc()).unwrap_err().to_string();
        assert!(error.contains(says) && error.ends_with("Fri 8-14”."), "{typed}: {error}");
    }
}

#[test]
fn hours_are_stored_as_readable_text() {
    let kept = hours("Mon-Fri 9-17", "Europe/Berlin").with_holidays(["2026-12-25".parse().unwrap()]);
    let json = serde_json::to_string(&kept).unwrap();
    assert_eq!(json, r#"{"hours":"Mon-Fri 9:00-17:00","zone":"Europe/Berlin","holidays":["2026-12-25"]}"#);
    assert_eq!(serde_json::from_str::<WorkingHours>(&json).unwrap(), kept);
}

#[test]
fn the_team_works_from_opening_up_to_closing() {
    let office = hours("Mon-Fri 9-17", "Europe/Berlin");
    for (instant, is_open) in [
        ("2026-11-23T07:59:59Z", false),
        ("2026-11-23T08:00:00Z", true),
        ("2026-11-23T15:59:59Z", true),
        ("2026-11-23T16:00:00Z", false),
        ("2026-11-22T12:00:00Z", false),
    ] {
        assert_eq!(office.is_open(at(instant)), is_open, "{instant}");
    }
    assert_eq!(office.next_open(at("2026-11-20T16:00:00Z")), at("2026-11-23T08:00:00Z"));
    assert_eq!(office.next_open(at("2026-11-23T10:00:00Z")), at("2026-11-23T10:00:00Z"));
}

#[test]
fn working_time_skips_nights_weekends_and_holidays() {
    let office = hours("Mon-Fri 9-17", "UTC").with_holidays(["2026-12-25".parse().unwrap()]);
    let after = |from: &str, minutes| office.add_working_time(at(from), TimeDelta::minutes(minutes));
    assert_eq!(after("2026-11-20T16:00:00Z", 120), at("2026-11-23T10:00:00Z"));
    assert_eq!(after("2026-11-20T16:00:00Z", 60), at("2026-11-20T17:00:00Z"));
    assert_eq!(after("2026-12-24T16:30:00Z", 60), at("2026-12-28T09:30:00Z"));
    assert_eq!(after("2026-11-22T03:00:00Z", 0), at("2026-11-22T03:00:00Z"));
    let between = |a: &str, b: &str| office.working_time_between(at(a), at(b)).num_minutes();
    assert_eq!(between("2026-12-24T16:30:00Z", "2026-12-28T09:30:00Z"), 60);
    assert_eq!(between("2026-12-28T09:30:00Z", "2026-12-24T16:30:00Z"), -60);
}

#[test]
fn a_shift_across_a_clock_change_has_its_real_length() {
    let night = hours("daily 0-6", "America/Los_Angeles");
    let length = |date: &str| {
        let date: NaiveDate = date.parse().unwrap();
        (night.closing(date).unwrap() - night.opening(date).unwrap()).num_hours()
    };
    assert_eq!((length("2026-03-07"), length("2026-03-08"), length("2026-11-01")), (6, 5, 7));
}

#[test]
fn time_is_counted_once_where_a_gap_moves_an_end_past_the_next_start() {
    let early = hours("Sun 0-2:30 3-5", "America/Los_Angeles");
    let day = (at("2026-03-08T08:00:00Z"), at("2026-03-09T07:00:00Z"));
    assert_eq!(early.working_time_between(day.0, day.1), TimeDelta::hours(4));
}

#[test]
fn a_gap_at_midnight_can_carry_an_end_into_the_next_day() {
    // In Greenland clocks go from Saturday 23:00 to Sunday 00:00.
    let evening = hours("Sat 20-23:30", "America/Nuuk");
    assert!(evening.is_open(at("2026-03-29T01:10:00Z")));
    assert!(!evening.is_open(at("2026-03-29T01:30:00Z")));
}

#[test]
fn hours_that_holidays_close_for_ever_end_at_the_horizon() {
    let monday: NaiveDate = "2026-11-23".parse().unwrap();
    let closed = hours("Mon 9-10", "UTC").with_holidays(monday.iter_weeks().take(4000));
    assert_eq!(closed.next_open(at("2026-11-22T00:00:00Z")), horizon(at("2026-11-22T00:00:00Z")));
}

fn any_hours() -> impl Strategy<Value = WorkingHours> {
    let texts = vec![
        "Mon-Fri 9-17",
        "Mon-Thu 8-16, Fri 8-14",
        "24/7",
        "Mon 22-6, Thu 9-12 13-17",
        "daily 0-2:30 3-5",
    ];
    let zones = vec![
        "America/Los_Angeles",
        "Australia/Lord_Howe",
        "America/Sao_Paulo",
        "Pacific/Apia",
        "Asia/Kolkata",
    ];
    (proptest::sample::select(texts), proptest::sample::select(zones))
        .prop_map(|(text, zone)| hours(text, zone))
}

proptest! {
    #[test]
    fn adding_and_measuring_agree(hours in any_hours(), from in 1_300_000_000i64..2_000_000_000, minutes in 0i64..20_000) {
        let from = DateTime::from_timestamp(from, 0).unwrap();
        let until = hours.add_working_time(from, TimeDelta::minutes(minutes));
        prop_assert_eq!(hours.working_time_between(from, until).num_minutes(), minutes);
    }

    #[test]
    fn what_is_written_reads_the_same(hours in any_hours()) {
        let again = WorkingHours::parse(&hours.to_string(), hours.zone().clone()).unwrap();
        prop_assert_eq!(again, hours);
    }
}

proptest! {
    // Asking thousands of times is slow; a few dozen stretches are enough beside the tests above.
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn measuring_agrees_with_asking_minute_by_minute(hours in any_hours(), from in 20_000_000i64..33_000_000, minutes in 0i64..3_000) {
        let from = DateTime::from_timestamp(from * 60, 0).unwrap();
        let open = (0..minutes).filter(|i| hours.is_open(from + TimeDelta::minutes(*i))).count();
        let measured = hours.working_time_between(from, from + TimeDelta::minutes(minutes));
        prop_assert_eq!(measured.num_minutes(), i64::try_from(open).unwrap());
    }
}
