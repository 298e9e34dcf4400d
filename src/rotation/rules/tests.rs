//! The rules, one promise at a time.

use super::{sample::*, *};
use crate::base::recurrence::{Recurrence, Rule, Weekdays};
use chrono::{TimeDelta, Weekday};

fn edit(plan: &Plan, edit: Edit, effect: Effect, now: &str) -> Plan {
    rearrange(plan, edit, effect, at(now)).unwrap().added_to(plan)
}

fn order(plan: &Plan, from: &str, count: usize) -> Vec<Option<i64>> {
    shifts(plan, at(from), count).iter().map(|shift| users(plan, shift.from.max(at(from)))[0]).collect()
}

fn with(plan: &Plan, from: &str, until: &str, what: What) -> Plan {
    plan.with(&[], &[(Span { from: at(from), until: at(until) }, what)])
}

#[test]
fn turns_change_at_the_local_time_through_both_clock_changes() {
    let plan = plan_of(&[1, 2, 3], 1);
    // 09:30 in Los Angeles is 17:30 UTC in winter and 16:30 in summer.
    assert_eq!(on(&plan, "2026-11-11T17:29:59Z"), [Some(1)]);
    assert_eq!(on(&plan, "2026-11-11T17:30:00Z"), [Some(2)]);
    let march = shift_at(&plan, at("2027-03-12T00:00:00Z"));
    assert_eq!((march.from, march.until), (at("2027-03-10T17:30:00Z"), at("2027-03-17T16:30:00Z")));
    let november = shift_at(&plan, at("2027-11-05T00:00:00Z"));
    assert_eq!((november.from, november.until), (at("2027-11-03T16:30:00Z"), at("2027-11-10T17:30:00Z")));
}

#[test]
fn the_backup_is_the_next_in_the_order() {
    let plan = plan_of(&[1, 2, 3], 2);
    assert_eq!(on(&plan, "2026-11-05T00:00:00Z"), [Some(1), Some(2)]);
    assert_eq!(on(&plan, "2026-11-20T00:00:00Z"), [Some(3), Some(1)]);
}

#[test]
fn an_empty_seat_says_why() {
    let why = |plan: &Plan, text: &str| on_duty(plan, at(text)).last().unwrap().user.unwrap_err();
    assert_eq!(why(&plan_of(&[], 1), "2026-11-05T00:00:00Z"), Nobody::NoMembers);
    assert_eq!(why(&plan_of(&[1], 2), "2026-11-05T00:00:00Z"), Nobody::TooFewMembers);
    let early = why(&plan_of(&[1], 1), "2026-11-01T00:00:00Z");
    assert_eq!(early, Nobody::NotStarted(Some(at("2026-11-04T17:30:00Z"))));
    let away =
        with(&plan_of(&[1], 1), "2026-11-05T00:00:00Z", "2026-11-06T00:00:00Z", What::Away { user_id: 1 });
    assert_eq!(why(&away, "2026-11-05T00:00:00Z"), Nobody::AllAway(1));
}

#[test]
fn a_joiner_goes_to_the_back() {
    let plan = edit(&plan_of(&[1, 2, 3], 1), Edit::Add { user_id: 9 }, Effect::Now, "2026-11-13T00:00:00Z");
    let expected = [2, 3, 1, 9, 2].map(Some);
    assert_eq!(order(&plan, "2026-11-13T00:00:00Z", 5), expected);
}

#[test]
fn whoever_is_removed_in_mid_shift_finishes_it() {
    let plan =
        edit(&plan_of(&[1, 2, 3], 1), Edit::Remove { user_id: 2 }, Effect::Now, "2026-11-13T00:00:00Z");
    assert_eq!(order(&plan, "2026-11-13T00:00:00Z", 4), [2, 3, 1, 3].map(Some));
}

#[test]
fn a_removed_backup_finishes_the_shift_as_well() {
    let plan =
        edit(&plan_of(&[1, 2, 3], 2), Edit::Remove { user_id: 2 }, Effect::Now, "2026-11-05T00:00:00Z");
    assert_eq!(on(&plan, "2026-11-11T00:00:00Z"), [Some(1), Some(2)]);
    assert_eq!(on(&plan, "2026-11-12T00:00:00Z"), [Some(3), Some(1)]);
}

#[test]
fn a_change_after_the_shift_or_the_round_waits_for_it() {
    let start = plan_of(&[1, 2, 3], 1);
    let plan = edit(&start, Edit::Remove { user_id: 2 }, Effect::AfterShift, "2026-11-05T00:00:00Z");
    assert_eq!(order(&plan, "2026-11-05T00:00:00Z", 3), [1, 3, 1].map(Some));
    let plan = edit(&start, Edit::Move { user_id: 3, place: 1 }, Effect::AfterRound, "2026-11-05T00:00:00Z");
    assert_eq!(order(&plan, "2026-11-05T00:00:00Z", 6), [1, 2, 3, 1, 3, 2].map(Some));
}

#[test]
fn a_pending_change_survives_an_earlier_one() {
    let plan =
        edit(&plan_of(&[1, 2, 3], 1), Edit::Add { user_id: 9 }, Effect::AfterRound, "2026-11-05T00:00:00Z");
    let plan = edit(&plan, Edit::Remove { user_id: 3 }, Effect::Now, "2026-11-06T00:00:00Z");
    let order = order(&plan, "2026-11-06T00:00:00Z", 7);
    assert!(!order.contains(&Some(3)));
    assert!(order.contains(&Some(9)));
}

#[test]
fn a_cover_follows_the_person_and_chains() {
    let plan = plan_of(&[1, 2, 3, 4], 1);
    let (from, until) = ("2026-11-01T00:00:00Z", "2026-12-31T00:00:00Z");
    let plan = with(&plan, from, until, What::Cover { for_user_id: 2, user_id: 3 });
    assert_eq!(order(&plan, "2026-11-05T00:00:00Z", 4), [1, 3, 3, 4].map(Some));
    let plan = with(
        &plan,
        "2026-11-12T00:00:00Z",
        "2026-11-13T00:00:00Z",
        What::Cover { for_user_id: 3, user_id: 4 },
    );
    assert_eq!(on(&plan, "2026-11-12T12:00:00Z"), [Some(4)]);
    // The order changes: the cover goes where the person goes.
    let plan = edit(&plan, Edit::Move { user_id: 2, place: 3 }, Effect::Now, "2026-11-05T00:00:00Z");
    assert_eq!(order(&plan, "2026-11-05T00:00:00Z", 4), [1, 3, 4, 3].map(Some));
}

#[test]
fn an_absence_moves_nobody_else_and_the_farthest_stands_in() {
    let plan = plan_of(&[1, 2, 3, 4], 1);
    let plan = with(&plan, "2026-11-11T00:00:00Z", "2026-11-30T00:00:00Z", What::Away { user_id: 2 });
    assert_eq!(order(&plan, "2026-11-05T00:00:00Z", 5), [1, 1, 3, 4, 1].map(Some));
    // Who is away as well cannot stand in.
    let plan = with(&plan, "2026-11-11T00:00:00Z", "2026-11-30T00:00:00Z", What::Away { user_id: 1 });
    assert_eq!(on(&plan, "2026-11-13T00:00:00Z"), [Some(4)]);
}

#[test]
fn a_return_in_mid_shift_does_not_take_the_duty_from_the_stand_in() {
    let plan = plan_of(&[1, 2, 3, 4], 1);
    let plan = with(&plan, "2026-11-11T00:00:00Z", "2026-11-30T00:00:00Z", What::Away { user_id: 2 });
    let plan = with(&plan, "2026-11-11T00:00:00Z", "2026-11-14T00:00:00Z", What::Away { user_id: 1 });
    assert_eq!(on(&plan, "2026-11-13T00:00:00Z"), [Some(4)]);
    assert_eq!(on(&plan, "2026-11-15T00:00:00Z"), [Some(4)]);
}

#[test]
fn whoever_leaves_in_mid_shift_is_followed_by_the_next_in_line() {
    let plan = plan_of(&[1, 2, 3], 1);
    let plan = leave(&plan, 1, at("2026-11-06T00:00:00Z")).added_to(&plan);
    assert_eq!(on(&plan, "2026-11-05T23:59:00Z"), [Some(1)]);
    assert_eq!(order(&plan, "2026-11-06T00:00:00Z", 4), [2, 2, 3, 2].map(Some));
}

#[test]
fn when_whoever_covers_left_the_turn_is_the_own_one_again() {
    let plan = plan_of(&[1, 2, 3], 1);
    let (from, until) = ("2026-11-11T00:00:00Z", "2026-11-30T00:00:00Z");
    let plan = with(&plan, from, until, What::Cover { for_user_id: 2, user_id: 7 });
    assert_eq!(on(&plan, "2026-11-13T00:00:00Z"), [Some(7)]);
    let plan = leave(&plan, 7, at("2026-11-06T00:00:00Z")).added_to(&plan);
    assert_eq!(on(&plan, "2026-11-13T00:00:00Z"), [Some(2)]);
}

#[test]
fn after_a_pause_the_order_goes_on_where_it_stood() {
    let plan = plan_of(&[1, 2, 3], 1);
    let (paused, resumed) = (at("2026-11-13T00:00:00Z"), at("2026-12-24T00:00:00Z"));
    let epochs = resume_order(&plan, Span { from: paused, until: FOREVER }, resumed).unwrap();
    let epochs = plan.epochs().iter().cloned().chain(epochs).collect();
    let plan = Plan::new(epochs, Vec::new(), vec![Span { from: paused, until: resumed }]);
    assert_eq!(on(&plan, "2026-12-01T00:00:00Z"), [None]);
    assert_eq!(order(&plan, "2026-12-24T00:00:00Z", 3), [2, 3, 1].map(Some));
}

fn weekdays_with(holidays: &[&str], rule: Rule) -> Plan {
    let from = "2026-11-02T09:00:00".parse().unwrap();
    let series = Recurrence::new(rule, from, zone("Europe/London")).unwrap();
    let holidays = holidays.iter().map(|text| text.parse().unwrap()).collect();
    let working = WorkingDays { weekdays: Weekdays::MON_TO_FRI, holidays };
    let epoch = Epoch {
        effective_at: at("2026-11-02T09:00:00Z"),
        rhythm: Rhythm::new(series, Some(working)).unwrap(),
        seats: 1,
        members: vec![1, 2, 3],
        first_index: 0,
        edits: Vec::new(),
    };
    Plan::new(vec![epoch], Vec::new(), Vec::new())
}

#[test]
fn on_days_off_nobody_is_on_and_no_turn_is_used_up() {
    let plan = weekdays_with(&["2026-11-05"], Rule::Daily { every: 1 });
    let noon = |day: u32| on(&plan, &format!("2026-11-{day:02}T12:00:00Z"))[0];
    let found: Vec<_> = (2..=9).map(noon).collect();
    assert_eq!(found, [Some(1), Some(2), Some(3), None, Some(1), None, None, Some(2)]);
    let off = on_duty(&plan, at("2026-11-05T12:00:00Z"))[0].user;
    assert_eq!(off, Err(Nobody::DayOff(DayOff::Holiday)));
    // Until the handoff in the morning, whoever was on before is on again.
    assert_eq!(on(&plan, "2026-11-06T08:00:00Z"), [Some(3)]);
}

#[test]
fn a_handoff_on_a_holiday_moves_to_the_next_working_day() {
    let rule = Rule::Weekly { every: 1, days: [Weekday::Thu].into_iter().collect() };
    let plan = weekdays_with(&["2026-12-24", "2026-12-25", "2026-12-28"], rule);
    let shift = shift_at(&plan, at("2026-12-23T12:00:00Z"));
    assert_eq!(shift.until, at("2026-12-29T09:00:00Z"));
    assert_eq!(shift_at(&plan, shift.until).until, at("2026-12-31T09:00:00Z"));
}

#[test]
fn a_rhythm_that_would_hand_over_on_days_off_is_refused() {
    let days = || Some(WorkingDays { weekdays: Weekdays::MON_TO_FRI, holidays: Default::default() });
    let from = "2026-11-02T09:00:00".parse().unwrap();
    let make = |rule| Rhythm::new(Recurrence::new(rule, from, zone("UTC")).unwrap(), days());
    let saturday = Rule::Weekly { every: 1, days: [Weekday::Sat].into_iter().collect() };
    assert_eq!(make(saturday), Err(RhythmError::HandoffOnDayOff));
    assert_eq!(make(Rule::Daily { every: 2 }), Err(RhythmError::Daily));
}

#[test]
fn exactly_those_whose_dates_move_are_affected() {
    let plan = plan_of(&[1, 2, 3, 4], 1);
    let now = at("2026-11-05T00:00:00Z");
    // Within one round only the two who change places are affected.
    let after = edit(&plan, Edit::Move { user_id: 3, place: 1 }, Effect::Now, "2026-11-05T00:00:00Z");
    let people: Vec<i64> = affected(&plan, &after, now, now + TimeDelta::weeks(4)).into_keys().collect();
    assert_eq!(people, [2, 3]);
    assert!(affected(&plan, &plan, now, now + TimeDelta::weeks(60)).is_empty());
}

#[test]
fn shares_count_turns_days_weekends_and_help() {
    let plan = plan_of(&[1, 2], 1);
    let (from, until) = ("2026-11-11T17:30:00Z", "2026-11-18T17:30:00Z");
    let plan = with(&plan, from, until, What::Cover { for_user_id: 2, user_id: 1 });
    let shares = shares(&plan, at("2026-11-04T17:30:00Z"), at("2026-12-02T17:30:00Z"));
    let first = Share { turns: 1, time: TimeDelta::weeks(3), weekends: 3, helped: 1, was_helped: 0 };
    let second = Share { turns: 1, time: TimeDelta::weeks(1), weekends: 1, helped: 0, was_helped: 1 };
    assert_eq!((shares[&1], shares[&2]), (first, second));
}

#[test]
fn an_order_edit_says_why_it_cannot_be() {
    let plan = plan_of(&[1, 2], 1);
    let try_edit = |edit, now: &str| rearrange(&plan, edit, Effect::Now, at(now)).unwrap_err();
    let now = "2026-11-05T00:00:00Z";
    assert_eq!(try_edit(Edit::Add { user_id: 1 }, now), EditError::AlreadyMember);
    assert_eq!(try_edit(Edit::Remove { user_id: 5 }, now), EditError::NotMember);
    assert_eq!(try_edit(Edit::Add { user_id: 5 }, "2026-11-01T00:00:00Z"), EditError::NotStarted);
    let full = plan_of(&(1..=50).collect::<Vec<_>>(), 1);
    let error = rearrange(&full, Edit::Add { user_id: 99 }, Effect::Now, at(now)).unwrap_err();
    assert_eq!(error, EditError::TooManyMembers);
}

/// Paused for three weeks from the 5th, in member 1's shift; the end is known from the start.
fn paused_until_the_26th(plan: &Plan) -> Plan {
    let pause = Span { from: at("2026-11-05T00:00:00Z"), until: at("2026-11-26T00:00:00Z") };
    let plan = plan.with(&resume_order(plan, pause, pause.until).unwrap(), &[]);
    Plan::new(plan.epochs().to_vec(), plan.overrides().to_vec(), vec![pause])
}

#[test]
fn who_joins_or_goes_during_a_pause_has_done_so_when_it_ends() {
    let plan = paused_until_the_26th(&plan_of(&[1, 2, 3], 1));
    let plan = edit(&plan, Edit::Add { user_id: 9 }, Effect::Now, "2026-11-10T00:00:00Z");
    let plan = edit(&plan, Edit::Remove { user_id: 2 }, Effect::Now, "2026-11-11T00:00:00Z");
    assert_eq!(on(&plan, "2026-11-26T12:00:00Z"), [Some(1)], "the order goes on where it stood");
    let members = &plan.epoch_at(at("2026-11-27T00:00:00Z")).unwrap().members;
    assert!(members.contains(&9) && !members.contains(&2), "{members:?}");
}

#[test]
fn a_pause_ended_early_does_not_turn_the_order_back_at_its_former_end() {
    let plan = paused_until_the_26th(&plan_of(&[1, 2, 3], 1));
    let (pause, now) = (plan.pauses()[0], at("2026-11-10T00:00:00Z"));
    let epochs = resume_order(&plan, pause, now).unwrap();
    let plan = plan.with(&epochs, &[]);
    let plan = Plan::new(plan.epochs().to_vec(), Vec::new(), vec![Span { until: now, ..pause }]);
    // 1 goes on until the 11th, then 2, then 3, who is on when the pause would have ended.
    assert_eq!(on(&plan, "2026-11-10T12:00:00Z"), [Some(1)]);
    assert_eq!(on(&plan, "2026-11-25T12:00:00Z"), [Some(3)]);
    assert_eq!(on(&plan, "2026-11-26T12:00:00Z"), [Some(1)], "a handoff on the 25th at 17:30");
    assert_eq!(on(&plan, "2026-12-03T12:00:00Z"), [Some(2)]);
}

#[test]
fn a_beginning_takes_the_place_of_what_was_to_begin() {
    let plan = plan_of(&[1, 2, 3], 1);
    let begins = |text: &str, members: &[i64]| Epoch {
        effective_at: at(text),
        members: members.to_vec(),
        edits: vec![Edit::Begin],
        ..plan.epochs()[0].clone()
    };
    let days = ["2026-11-03T00:00:00Z", "2026-11-05T00:00:00Z", "2026-11-12T00:00:00Z"];
    let later = plan.with(&[begins("2026-11-11T17:30:00Z", &[2, 3])], &[]);
    assert_eq!(days.map(|day| on(&later, day)), [[None], [None], [Some(2)]]);
    let sooner = later.with(&[begins("2026-11-02T17:30:00Z", &[3, 1])], &[]);
    assert_eq!(days.map(|day| on(&sooner, day)), [[Some(3)], [Some(1)], [Some(3)]]);
    // Taken back before it begins.
    let now = at("2026-11-01T00:00:00Z");
    let back = restored(&sooner, &later, sooner.epochs(), now).added_to(&sooner);
    assert_eq!(days.map(|day| on(&back, day)), [[None], [None], [Some(2)]]);
    // Taken back while it runs: from the other beginning on.
    let now = at("2026-11-03T00:00:00Z");
    let back = restored(&sooner, &later, sooner.epochs(), now).added_to(&sooner);
    assert_eq!(days.map(|day| on(&back, day)), [[Some(3)], [Some(1)], [Some(2)]]);
}

#[test]
fn a_time_is_held_only_as_a_whole() {
    let plan = plan_of(&[1, 2, 3], 2);
    let span = |from: &str, until: &str| Span { from: at(from), until: at(until) };
    let own = span("2026-11-04T17:30:00Z", "2026-11-11T17:30:00Z");
    assert!(holds(&plan, 1, own) && holds(&plan, 2, own) && !holds(&plan, 3, own));
    assert!(holds(&plan, 2, span("2026-11-05T00:00:00Z", "2026-11-17T00:00:00Z")), "backup, then primary");
    let taken = What::Slot { seat: 0, user_id: 3 };
    let taken = with(&plan, "2026-11-06T00:00:00Z", "2026-11-07T00:00:00Z", taken);
    assert!(!holds(&taken, 1, own) && !holds(&taken, 3, own));
}

#[test]
fn whoever_covers_and_leaves_gives_the_turn_back() {
    let plan = plan_of(&[1, 2, 3], 1);
    let plan = with(
        &plan,
        "2026-11-05T00:00:00Z",
        "2026-11-10T00:00:00Z",
        What::Cover { for_user_id: 1, user_id: 3 },
    );
    let now = at("2026-11-06T00:00:00Z");
    let after = leave(&plan, 3, now).added_to(&plan);
    assert_eq!(on(&after, "2026-11-06T00:00:00Z"), [Some(1)]);
    let away = with(&plan, "2026-11-05T12:00:00Z", "2026-11-09T00:00:00Z", What::Away { user_id: 1 });
    let after = leave(&away, 3, now).added_to(&away);
    assert_eq!(on(&after, "2026-11-06T00:00:00Z"), [Some(2)], "the owner is away: on to the next in line");
    // Who was away when the shift began and is back gets it back too.
    let back = with(
        &plan_of(&[1, 2, 3], 1),
        "2026-11-04T00:00:00Z",
        "2026-11-05T00:00:00Z",
        What::Away { user_id: 1 },
    );
    let taken =
        with(&back, "2026-11-05T12:00:00Z", "2026-11-09T00:00:00Z", What::Slot { seat: 0, user_id: 3 });
    let after = leave(&taken, 3, now).added_to(&taken);
    assert_eq!(on(&after, "2026-11-06T00:00:00Z"), [Some(1)]);
}

#[test]
fn people_hear_of_changes_two_rounds_ahead_within_bounds() {
    let now = at("2026-11-05T00:00:00Z");
    let of = |members: i64| plan_of(&(1..=members).collect::<Vec<_>>(), 1);
    for (name, plan, expected) in [
        ("two short rounds are not enough", of(4), now + TimeDelta::days(60)),
        ("two rounds of ten weeks", of(10), at("2027-03-24T16:30:00Z")),
        ("no more than about a year", of(50), now + TimeDelta::days(400)),
        ("one that never begins", Plan::default(), now + TimeDelta::days(400)),
    ] {
        assert_eq!(horizon(&plan, now), expected, "{name}");
    }
}

#[test]
fn who_stands_in_is_told_of_the_turns_that_the_person_had() {
    let before = plan_of(&[1, 2, 3], 1);
    let away = |from: &str, until: &str| {
        let after = with(&before, from, until, What::Away { user_id: 2 });
        let instead = instead_of(&before, &after, 2, Span { from: at(from), until: at(until) });
        instead.iter().map(|stretch| (stretch.span, stretch.duty.user)).collect::<Vec<_>>()
    };
    let turn = Span { from: at("2026-11-11T17:30:00Z"), until: at("2026-11-13T00:00:00Z") };
    assert_eq!(away("2026-11-10T00:00:00Z", "2026-11-13T00:00:00Z"), [(turn, Ok(1))]);
    assert!(away("2026-11-05T00:00:00Z", "2026-11-06T00:00:00Z").is_empty());
}

#[test]
fn what_clocks_do_is_told_of_the_handoffs_as_they_will_be() {
    let sundays = |time: &str| {
        let rule = Rule::Weekly { every: 1, days: [Weekday::Sun].into_iter().collect() };
        let from = format!("2026-11-22T{time}").parse().unwrap();
        Recurrence::new(rule, from, zone("Europe/Berlin")).unwrap()
    };
    let plan = |time: &str, working: Option<WorkingDays>| {
        let epoch = Epoch {
            effective_at: at("2026-11-18T18:00:00Z"),
            rhythm: Rhythm::new(sundays(time), working).unwrap(),
            seats: 1,
            members: vec![1, 2],
            first_index: 0,
            edits: Vec::new(),
        };
        Plan::new(vec![epoch], Vec::new(), Vec::new())
    };
    let now = at("2026-11-18T18:00:00Z");
    let skipped = "Clocks in Berlin skip 02:30 on 28 March 2027, so it comes at 03:30 that day.";
    assert_eq!(plan("02:30:00", None).clock_note(now).as_deref(), Some(skipped));
    assert_eq!(plan("09:30:00", None).clock_note(now), None);
    // On that Sunday nobody works, and on the next day clocks show the time as ever.
    let weekdays = Weekdays::ALL.iter().filter(|day| *day != Weekday::Sat).collect();
    let holidays = ["2027-03-28", "2027-10-31"].map(|date| date.parse().unwrap()).into_iter().collect();
    assert_eq!(plan("02:30:00", Some(WorkingDays { weekdays, holidays })).clock_note(now), None);
    // Before clocks change it is another rhythm.
    let before = plan("02:30:00", None);
    let later =
        Epoch { effective_at: at("2027-03-01T00:00:00Z"), ..plan("09:30:00", None).epochs()[0].clone() };
    assert_eq!(before.with(&[later], &[]).clock_note(now), None);
}
