use super::*;
use crate::{
    base::{
        civil::Zone,
        recurrence::{Meant, read_when},
    },
    db::{At, Json},
    meeting::{Attendees, OccurrenceFacts, OtherHour, Remind, Sections, State, Template},
};
use proptest::prelude::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

const NOW: &str = "2026-10-01T12:00:00Z";

fn hours() -> WorkingHours {
    WorkingHours::office(Zone::utc())
}

/// A series of half an hour whose chair is 7, at that time of that zone.
pub fn facts(when: &str, zone: &str) -> SeriesFacts {
    let zone = Zone::find(zone).expect("a zone");
    let Meant::Series(table) = read_when(when, at(NOW), &zone, &hours()).expect(when).taken else {
        panic!("{when} is no series")
    };
    SeriesFacts {
        name: "Sync".to_owned(),
        template: Template::Sync,
        channel_id: 1,
        private_channel_id: None,
        timetable_json: Json(table),
        other_json: None,
        duration_minutes: 30,
        attendees_json: Json(Attendees::default()),
        chair_user_id: 7,
        note_takers_json: Json(Vec::new()),
        sections_json: Json(Sections::default()),
        standing_json: Json(Vec::new()),
        place: None,
        place_channel_id: None,
        remind_json: Json(Remind::default()),
        quorum: None,
        is_self_starting: false,
        has_events: false,
        survey: crate::meeting::Survey::None,
        state: SeriesState::Active,
    }
}

/// The row of a slot, as somebody changes it.
fn row(id: i64, slot: &Slot, change: impl FnOnce(&mut OccurrenceFacts)) -> Occurrence {
    let mut facts =
        OccurrenceFacts { is_moved: slot.is_moved, ..OccurrenceFacts::planned(slot.at, slot.minutes) };
    change(&mut facts);
    Occurrence { id, series_id: 1, original_local: slot.original, is_extra: false, facts, version: 1 }
}

#[test]
fn a_sync_stays_at_nine_in_palo_alto_through_a_change_of_clocks() {
    let facts = facts("every Wednesday 9am", "America/Los_Angeles");
    let found = slots(&facts, &hours(), &[], at("2026-10-20T00:00:00Z"), 3);
    let starts: Vec<String> = found.iter().map(|slot| slot.at.format("%m-%d %H:%M").to_string()).collect();
    assert_eq!(starts, ["10-21 16:00", "10-28 16:00", "11-04 17:00"]);
    assert_eq!(found[2].original.to_string(), "2026-11-04T09:00");
}

#[test]
fn every_second_meeting_can_be_at_the_hour_of_another_region() {
    let mut facts = facts("every Wednesday 9am", "America/Los_Angeles");
    facts.other_json = Some(Json(OtherHour::read("every 2nd at 09:00 Asia/Tokyo").expect("read")));
    let found = slots(&facts, &hours(), &[], at("2026-10-06T00:00:00Z"), 4);
    let starts: Vec<String> = found.iter().map(|slot| slot.at.format("%m-%d %H:%M").to_string()).collect();
    assert_eq!(starts, ["10-07 16:00", "10-14 00:00", "10-21 16:00", "10-28 00:00"]);
    assert_eq!(found[1].original.to_string(), "2026-10-14T09:00", "the name stays that of the rule");
}

#[test]
fn several_days_a_week_and_days_on_which_the_team_works() {
    let both = slots(&facts("every Tuesday and Thursday 10:00", "UTC"), &hours(), &[], at(NOW), 3);
    assert_eq!(
        both.iter().map(|slot| slot.original.to_string()).collect::<Vec<_>>(),
        ["2026-10-06T10:00", "2026-10-08T10:00", "2026-10-13T10:00"]
    );
    let off = hours().with_holidays(["2026-10-05".parse().expect("a date")]);
    let daily = slots(&facts("every working day 9:30", "UTC"), &off, &[], at(NOW), 2);
    assert_eq!(
        daily.iter().map(|slot| slot.original.to_string()).collect::<Vec<_>>(),
        ["2026-10-02T09:30", "2026-10-06T09:30"]
    );
}

#[test]
fn turns_at_taking_notes_follow_the_number_of_the_occurrence() {
    let mut facts = facts("every Wednesday 9am", "UTC");
    assert_eq!(note_taker(&facts, Some(4)), 7, "the chair, when nobody takes turns");
    facts.note_takers_json = Json(vec![11, 12, 13]);
    assert_eq!([0, 1, 2, 3].map(|index| note_taker(&facts, Some(index))), [11, 12, 13, 11]);
}

#[test]
fn nothing_takes_place_while_the_series_pauses() {
    let paused = SeriesFacts { state: SeriesState::Paused, ..facts("every day 9am", "UTC") };
    assert_eq!(slots(&paused, &hours(), &[], at(NOW), 5), []);
}

#[test]
fn what_clocks_do_is_told_of_the_dates_that_take_place_as_the_rule_says() {
    let mut sundays = facts("every Sunday 02:30", "Europe/Berlin");
    let note =
        |facts: &SeriesFacts, rows: &[Occurrence], after: &str| clock_note(facts, &hours(), rows, at(after));
    let autumn = "2026-11-01T00:00:00Z";
    let twice = "Clocks in Berlin show 02:30 twice on 25 October 2026; it comes the first time.";
    assert_eq!(note(&sundays, &[], NOW).as_deref(), Some(twice));
    let skipped = "Clocks in Berlin skip 02:30 on 28 March 2027, so it comes at 03:30 that day.";
    assert_eq!(note(&sundays, &[], autumn).as_deref(), Some(skipped));
    let slot = slots(&sundays, &hours(), &[], at("2027-03-27T00:00:00Z"), 1)[0];
    let changes: [fn(&mut OccurrenceFacts); 2] =
        [|facts| facts.state = State::Skipped, |facts| facts.is_moved = true];
    for change in changes {
        let twice = "Clocks in Berlin show 02:30 twice on 31 October 2027; it comes the first time.";
        assert_eq!(note(&sundays, &[row(5, &slot, change)], autumn).as_deref(), Some(twice));
    }
    assert_eq!(note(&facts("every Sunday 9am", "Europe/Berlin"), &[], NOW), None);
    // The date is one of those at another hour.
    sundays = facts("every Sunday 9am", "Europe/Berlin");
    sundays.other_json = OtherHour::read("every 2nd at 02:30 America/Los_Angeles").map(Json);
    let other = "Clocks in Los Angeles skip 02:30 on 14 March 2027, so it comes at 03:30 that day.";
    assert_eq!(note(&sundays, &[], NOW).as_deref(), Some(other));
}

proptest! {
    #[test]
    fn skipping_or_moving_one_touches_no_other(
        which in 0usize..8, days in -40i64..40, skips in any::<bool>(), offset in 0i64..200,
    ) {
        let facts = facts("every Wednesday 9am", "America/Los_Angeles");
        let from = at(NOW) + TimeDelta::days(offset);
        let all = slots(&facts, &hours(), &[], from, 8);
        let chosen = all[which];
        let to = chosen.at + TimeDelta::days(days) + TimeDelta::minutes(30);
        let row = row(5, &chosen, |facts| match skips {
            true => facts.state = State::Skipped,
            false => (facts.is_moved, facts.starts_at) = (true, At::from(to)),
        });
        let after = slots(&facts, &hours(), std::slice::from_ref(&row), from, 7);
        let others: Vec<Slot> = after.iter().filter(|slot| slot.original != chosen.original).copied().collect();
        let expected: Vec<Slot> = all.iter().filter(|slot| slot.original != chosen.original).take(others.len()).copied().collect();
        prop_assert_eq!(others, expected);
        let moved = after.iter().find(|slot| slot.original == chosen.original);
        prop_assert!(moved.is_none_or(|slot| !skips && slot.at == to && slot.is_moved));
        prop_assert!(after.windows(2).all(|pair| pair[0].at <= pair[1].at));
    }

    #[test]
    fn each_occurrence_has_a_name_of_its_own_and_comes_once(
        every in 2u32..6, hour in 0u32..24, offset in 0i64..400, touched in proptest::collection::vec(any::<bool>(), 10),
    ) {
        let mut facts = facts("every Monday and Friday 9am", "America/Los_Angeles");
        let other = OtherHour::read(&format!("every {every}th at {hour:02}:00 Asia/Tokyo"));
        facts.other_json = other.map(Json);
        let from = at(NOW) + TimeDelta::days(offset);
        let all = slots(&facts, &hours(), &[], from, 10);
        let names: std::collections::BTreeSet<Original> = all.iter().map(|slot| slot.original).collect();
        prop_assert_eq!(names.len(), all.len());
        // Rows that nobody changed change nothing.
        let rows: Vec<Occurrence> = all.iter().zip(&touched).filter(|(_, is)| **is).zip(1..)
            .map(|((slot, _), id)| row(id, slot, |_| {})).collect();
        let with_rows: Vec<(Original, DateTime<Utc>)> = slots(&facts, &hours(), &rows, from, 10).iter().map(|it| (it.original, it.at)).collect();
        prop_assert_eq!(with_rows, all.iter().map(|it| (it.original, it.at)).collect::<Vec<_>>());
        // What comes next is what stood second.
        prop_assert_eq!(slots(&facts, &hours(), &[], all[0].at, 1).first().map(|slot| slot.original), Some(all[1].original));
    }
}
