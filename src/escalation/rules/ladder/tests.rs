use super::*;
use crate::base::civil::Zone;
use proptest::prelude::*;

const OWNER: i64 = 1;
const BACKUP: i64 = 2;
const DUTY: i64 = 3;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}

fn clock(zone: &str) -> Clock {
    Clock { hours: WorkingHours::office(Zone::parse(zone).expect("a zone")), quiet: None }
}

fn people() -> People {
    People { owner: Some(OWNER), backup: Some(BACKUP), duty: vec![DUTY], ..People::default() }
}

/// Whom a ladder asks from its beginning on, if nobody answers.
fn asked(ladder: &Ladder, people: &People) -> Vec<Whom> {
    let (mut place, mut last, mut asked) = (Position::default(), None, Vec::new());
    while let Some(found) = next(ladder, people, place, last) {
        asked.push(found.whom);
        (place, last) = (behind(ladder, found.place), Some(found.whom));
    }
    asked
}

#[test]
fn whoever_is_there_is_asked_in_turn() {
    let person = |user_id| Whom::Person(user_id);
    let (owner, backup, duty, leads) = (person(OWNER), person(BACKUP), person(DUTY), Whom::Leads);
    let once = Ladder { rounds: 1, ..Ladder::usual(Severity::Normal) };
    let away = |away: &[i64]| People { away: away.iter().copied().collect(), ..people() };
    let table = [
        ("all there", people(), vec![owner, owner, backup, duty, leads]),
        ("the owner is away: straight to who stands in", away(&[OWNER]), vec![backup, backup, duty, leads]),
        ("so is the backup: the rotation", away(&[OWNER, BACKUP]), vec![duty, duty, leads]),
        ("nobody at all: the fallback at once", away(&[OWNER, BACKUP, DUTY]), vec![leads]),
        (
            "nobody owns it: the rotation",
            People { owner: None, backup: None, ..people() },
            vec![duty, duty, leads],
        ),
        (
            "the owner is on duty",
            People { duty: vec![OWNER], backup: None, ..people() },
            vec![owner, owner, leads],
        ),
        ("nothing is set", People::default(), vec![leads]),
    ];
    for (what, people, expected) in table {
        assert_eq!(asked(&once, &people), expected, "{what}");
    }
    let without_leads = Ladder { steps: once.steps[..3].to_vec(), rounds: 2 };
    for (what, people, expected) in [
        ("nobody at all, and no leads on the ladder", People::default(), vec![leads]),
        ("all of them are away", away(&[OWNER, BACKUP, DUTY]), vec![leads]),
        ("where somebody is there it ends without them", away(&[OWNER, DUTY]), vec![backup; 4]),
    ] {
        assert_eq!(asked(&without_leads, &people), expected, "{what}");
    }
    let twice = Ladder { rounds: 2, ..once };
    assert_eq!(asked(&twice, &people()).len(), 10);
    assert_eq!(asked(&twice, &People::default()), [leads], "the same again is no news");
}

#[test]
fn responders_are_asked_in_their_order() {
    let ladder = Ladder::along(3, &Ladder { rounds: 1, ..Ladder::usual(Severity::Normal) });
    let people = People { responders: vec![7, 8, 9], away: [8].into(), ..people() };
    assert_eq!(asked(&ladder, &people), [Whom::Person(7), Whom::Person(9), Whom::Leads]);
}

/// Fridays, weekends, holidays, and three zones; the ladder is `owner, owner 1h, backup 1h, duty 1h, lead 1h`.
#[test]
fn a_pause_is_working_time_of_who_was_asked_and_ends_while_who_is_next_works() {
    let (angeles, berlin, tokyo) =
        (clock("America/Los_Angeles"), clock("Europe/Berlin"), clock("Asia/Tokyo"));
    let thanksgiving = Clock {
        hours: WorkingHours::office(Zone::parse("America/Los_Angeles").unwrap())
            .with_holidays(["2026-11-26".parse().unwrap()]),
        quiet: None,
    };
    let table = [
        // In the middle of a day.
        (&berlin, &berlin, "2026-11-25T09:00:00Z", "2026-11-25T10:00:00Z"),
        // Half an hour before closing: half an hour is left for the next morning.
        (&berlin, &berlin, "2026-11-25T15:30:00Z", "2026-11-26T08:30:00Z"),
        // The pause ends exactly at closing, when nobody is asked any more.
        (&berlin, &berlin, "2026-11-25T15:00:00Z", "2026-11-26T08:00:00Z"),
        // Over a weekend.
        (&berlin, &berlin, "2026-11-27T15:30:00Z", "2026-11-30T08:30:00Z"),
        // On a Saturday.
        (&berlin, &berlin, "2026-11-28T12:00:00Z", "2026-11-30T09:00:00Z"),
        // Over a holiday.
        (&thanksgiving, &thanksgiving, "2026-11-26T00:30:00Z", "2026-11-27T17:30:00Z"),
        // From Los Angeles to Berlin: an hour there ends at night here.
        (&angeles, &berlin, "2026-11-25T18:00:00Z", "2026-11-26T08:00:00Z"),
        // From Berlin to Tokyo, where the day is over.
        (&berlin, &tokyo, "2026-11-25T09:00:00Z", "2026-11-26T00:00:00Z"),
        // From Tokyo to Los Angeles over a weekend.
        (&tokyo, &angeles, "2026-11-27T07:30:00Z", "2026-11-30T17:00:00Z"),
        // Clocks change on this weekend in Berlin: an hour of working time is an hour.
        (&berlin, &berlin, "2026-10-23T14:30:00Z", "2026-10-26T08:30:00Z"),
    ];
    let ladder = Ladder::usual(Severity::Normal);
    let place = Position { round: 0, step: 1 };
    for (of_last, of_next, last, expected) in table {
        let found = due(&ladder, place, (at(last), of_last), of_next, Severity::Normal);
        assert_eq!(
            found,
            at(expected),
            "{last} {} → {}",
            of_last.hours.zone().name(),
            of_next.hours.zone().name()
        );
    }
    let critical = due(&ladder, place, (at("2026-11-28T12:00:00Z"), &berlin), &tokyo, Severity::Critical);
    assert_eq!(critical, at("2026-11-28T13:00:00Z"), "what is critical waits for no Monday");
}

#[test]
fn quiet_hours_hold_all_but_what_is_critical() {
    let quiet = QuietHours::parse("22:00-10:00");
    let night = Clock { quiet, ..clock("Europe/Berlin") };
    let two_at_night = at("2026-11-25T01:00:00Z");
    for severity in [Severity::Low, Severity::Normal, Severity::High] {
        assert_eq!(night.free(two_at_night, severity, true), at("2026-11-25T09:00:00Z"), "{severity:?}");
        assert_eq!(night.free(two_at_night, severity, false), at("2026-11-25T09:00:00Z"), "{severity:?}");
    }
    assert_eq!(night.free(two_at_night, Severity::Critical, true), two_at_night);
    let sunday = at("2026-11-29T12:00:00Z");
    assert_eq!(night.free(sunday, Severity::Normal, true), sunday, "the first is asked at once");
    assert_eq!(night.free(sunday, Severity::Normal, false), at("2026-11-30T09:00:00Z"));
    let never = Clock { quiet: QuietHours::parse("8:00-18:00"), ..clock("Europe/Berlin") };
    assert!(
        never.free(sunday, Severity::Normal, false) > sunday,
        "hours that leave nothing free end somewhere"
    );
}

fn any_ladder() -> impl Strategy<Value = Ladder> {
    let rung =
        proptest::sample::select(vec![Rung::Owner, Rung::Backup, Rung::Duty, Rung::Lead, Rung::Responder]);
    let step =
        (rung, 0i64..600).prop_map(|(rung, minutes)| Step { rung, after: TimeDelta::minutes(minutes) });
    (proptest::collection::vec(step, 1..MOST_STEPS), 1..=MOST_ROUNDS)
        .prop_map(|(steps, rounds)| Ladder { steps, rounds })
}

fn any_people() -> impl Strategy<Value = People> {
    let one = || proptest::option::of(1i64..6);
    (
        one(),
        one(),
        proptest::collection::vec(1i64..6, 0..3),
        proptest::collection::vec(1i64..6, 0..4),
        proptest::collection::btree_set(1i64..6, 0..5),
    )
        .prop_map(|(owner, backup, duty, responders, away)| People {
            owner,
            backup,
            duty,
            responders,
            away,
        })
}

fn any_clock() -> impl Strategy<Value = Clock> {
    let zone = proptest::sample::select(vec![
        "America/Los_Angeles",
        "Europe/Berlin",
        "Asia/Tokyo",
        "Asia/Kathmandu",
    ]);
    let quiet = proptest::sample::select(vec!["", "22-7", "13:00-14:00", "20-10"]);
    (zone, quiet).prop_map(|(zone, quiet)| Clock { quiet: QuietHours::parse(quiet), ..clock(zone) })
}

fn any_severity() -> impl Strategy<Value = Severity> {
    proptest::sample::select(Severity::ALL.to_vec())
}

proptest! {
    /// Whoever is there and whatever the ladder says: it ends, it asks nobody who is away, never more than its steps in all
    /// rounds, and always somebody.
    #[test]
    fn a_ladder_ends_and_asks_whoever_is_there(ladder in any_ladder(), people in any_people()) {
        let asked = asked(&ladder, &people);
        prop_assert!(asked.len() <= ladder.steps.len() * usize::try_from(ladder.rounds).unwrap());
        for whom in &asked {
            prop_assert!(whom.person().is_none_or(|user_id| !people.away.contains(&user_id)));
        }
        prop_assert!(!asked.is_empty());
    }

    /// Two steps are never closer than the shortest pause, also when the first of them was late by days: never a burst.
    #[test]
    fn steps_keep_their_distance(
        ladder in any_ladder(), last in any_clock(), of_next in any_clock(), severity in any_severity(),
        seconds in 1_790_000_000i64..1_830_000_000, round in 0i64..3, step in 0usize..10,
    ) {
        let asked_at = DateTime::from_timestamp(seconds, 0).unwrap();
        let due = due(&ladder, Position { round, step }, (asked_at, &last), &of_next, severity);
        prop_assert!(due - asked_at >= SHORTEST);
        if severity != Severity::Critical {
            prop_assert!(of_next.hours.is_open(due), "{due} is not in their hours");
            prop_assert!(of_next.quiet.is_none_or(|quiet| !quiet.hold(of_next.hours.zone().local(due).time())));
            let worked = last.hours.working_time_between(asked_at, due);
            prop_assert!(worked >= ladder.pause_before(Position { round, step }), "who was asked had {worked} of work");
        }
    }
}
