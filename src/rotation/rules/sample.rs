//! Plans for tests: made by hand, or by playing random changes.

use super::*;
use crate::{
    base::{
        civil::Zone,
        recurrence::{Nth, Recurrence, Rule, Weekdays},
    },
    db::At,
    rotation::store::{OverrideRow, Rows},
};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use proptest::prelude::*;

pub const ZONES: [&str; 12] = [
    "America/Los_Angeles",
    "Europe/London",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Asia/Kolkata",
    "America/St_Johns",
    "Africa/Cairo",
    "Asia/Tehran",
    "Pacific/Chatham",
    "America/Havana",
];

/// Times of day that clock changes skip or repeat in one of the zones, and ordinary ones.
const TIMES: [(u32, u32); 9] =
    [(0, 0), (0, 30), (1, 0), (1, 30), (2, 0), (2, 15), (2, 30), (9, 30), (23, 45)];

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

/// Weekly on Wednesday 09:30 in Los Angeles, from 4 November 2026 on.
pub fn weekly() -> Rhythm {
    let rule = Rule::Weekly { every: 1, days: [Weekday::Wed].into_iter().collect() };
    let from = "2026-11-04T09:30:00".parse().unwrap();
    Rhythm::new(Recurrence::new(rule, from, zone("America/Los_Angeles")).unwrap(), None).unwrap()
}

/// The members take weekly turns from the first handoff of [`weekly`] on.
pub fn plan_of(members: &[i64], seats: usize) -> Plan {
    let epoch = Epoch {
        effective_at: at("2026-11-04T17:30:00Z"),
        rhythm: weekly(),
        seats,
        members: members.to_vec(),
        first_index: 0,
        edits: Vec::new(),
    };
    Plan::new(vec![epoch], Vec::new(), Vec::new())
}

/// Discord ids of whoever is on, by seat.
pub fn on(plan: &Plan, text: &str) -> Vec<Option<i64>> {
    users(plan, at(text))
}

pub fn users(plan: &Plan, at: DateTime<Utc>) -> Vec<Option<i64>> {
    on_duty(plan, at).iter().map(|duty| duty.user.ok()).collect()
}

/// A row of `what` on 12 November 2026, of the ask that it answers if there is one.
pub fn row(id: i64, what: What, ask_id: Option<i64>) -> OverrideRow {
    let (kind, user_id, for_user_id) = match what {
        What::Slot { user_id, .. } => ("slot", user_id, None),
        What::Stay { user_id, .. } => ("stay", user_id, None),
        What::Cover { for_user_id, user_id } => ("cover", user_id, Some(for_user_id)),
        What::Away { user_id } => ("away", user_id, None),
        What::Left { user_id } => ("left", user_id, None),
    };
    OverrideRow {
        id,
        rotation_id: 1,
        ask_id,
        kind: kind.to_owned(),
        seat: None,
        user_id,
        for_user_id,
        starts_at: At::from(at("2026-11-12T00:00:00Z")),
        ends_at: Some(At::from(at("2026-11-13T00:00:00Z"))),
        taken_back_at: None,
        created_by_user_id: None,
        created_at: At::from(at("2026-11-05T00:00:00Z")),
    }
}

/// The rows of a rotation with these overrides and no order.
pub fn rows_of(overrides: Vec<OverrideRow>) -> Rows {
    let made = overrides.iter().map(OverrideRow::made).collect();
    let plan = Plan::new(Vec::new(), made, Vec::new());
    Rows { plan, overrides, pauses: Vec::new(), epochs: Vec::new() }
}

/// A rotation as drawn by chance, and what happens to it.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub zone: &'static str,
    pub rhythm: Draw,
    pub start: NaiveDate,
    pub seats: usize,
    pub members: usize,
    pub first_index: usize,
    pub steps: Vec<(i64, Step)>,
}

#[derive(Clone, Debug)]
pub struct Draw {
    pub kind: u8,
    pub every: u32,
    pub day: u32,
    pub time: usize,
    pub is_working_days_only: bool,
    pub holidays: Vec<u16>,
}

#[derive(Clone, Debug)]
pub enum Step {
    Add(u8),
    Remove(u8),
    Move(u8, u8),
    Later(Box<Step>, bool),
    Set(Draw, u8),
    Take(u8, u8, i64),
    Cover(u8, u8, i64, i64),
    Away(u8, i64, i64),
    Swap(u8, u8, i64, i64),
    Left(u8),
    Pause(Option<i64>),
    Resume,
    TakeBack(u8),
}

pub fn draws() -> impl Strategy<Value = Draw> {
    let holidays = proptest::collection::vec(0u16..900, 0..12);
    (0u8..5, 1u32..4, 1u32..32, 0usize..TIMES.len(), any::<bool>(), holidays).prop_map(
        |(kind, every, day, time, is_working_days_only, holidays)| Draw {
            kind,
            every,
            day,
            time,
            is_working_days_only,
            holidays,
        },
    )
}

pub fn steps() -> impl Strategy<Value = Step> {
    let hours = || 1i64..24 * 40;
    let edit = prop_oneof![
        any::<u8>().prop_map(Step::Add),
        any::<u8>().prop_map(Step::Remove),
        (any::<u8>(), any::<u8>()).prop_map(|(who, place)| Step::Move(who, place)),
    ];
    let later = (edit.clone(), any::<bool>()).prop_map(|(edit, round)| Step::Later(Box::new(edit), round));
    prop_oneof![
        4 => edit,
        2 => later,
        1 => (draws(), 1u8..4).prop_map(|(draw, seats)| Step::Set(draw, seats)),
        2 => (any::<u8>(), any::<u8>(), hours()).prop_map(|(seat, who, long)| Step::Take(seat, who, long)),
        3 => (any::<u8>(), any::<u8>(), hours(), hours())
            .prop_map(|(of, by, ahead, long)| Step::Cover(of, by, ahead, long)),
        3 => (any::<u8>(), hours(), hours()).prop_map(|(who, ahead, long)| Step::Away(who, ahead - 20, long)),
        2 => (any::<u8>(), any::<u8>(), hours(), hours())
            .prop_map(|(one, other, ahead, long)| Step::Swap(one, other, ahead, long)),
        2 => any::<u8>().prop_map(Step::Left),
        1 => proptest::option::of(hours()).prop_map(Step::Pause),
        1 => Just(Step::Resume),
        2 => any::<u8>().prop_map(Step::TakeBack),
    ]
}

pub fn scenarios(most_steps: usize) -> impl Strategy<Value = Scenario> {
    let start = NaiveDate::from_ymd_opt(2015, 1, 1).unwrap();
    let steps = proptest::collection::vec((0i64..24 * 60 * 20, steps()), 0..most_steps);
    (0usize..12, draws(), 0u64..365 * 19, 1usize..4, 0usize..7, any::<u8>(), steps).prop_map(
        move |(zone, rhythm, day, seats, members, first, steps)| Scenario {
            zone: ZONES[zone],
            rhythm,
            start: start + Days::new(day),
            seats,
            members,
            first_index: usize::from(first) % members.max(1),
            steps,
        },
    )
}

impl Draw {
    /// The rhythm from `date` on.
    pub fn rhythm(&self, zone: Zone, date: NaiveDate) -> Rhythm {
        let weekday = if self.is_working_days_only {
            [Weekday::Mon, Weekday::Wed, Weekday::Fri][self.day as usize % 3]
        } else {
            date.weekday()
        };
        let every = if self.is_working_days_only && self.kind == 0 { 1 } else { self.every };
        let rule = match self.kind {
            0 => Rule::Daily { every },
            1 | 2 => Rule::Weekly { every, days: [weekday].into_iter().collect() },
            3 => Rule::MonthlyOnDay { every, day: self.day },
            _ => {
                Rule::MonthlyOnWeekday { every, nth: [Nth::First, Nth::Last][self.day as usize % 2], weekday }
            }
        };
        let (hour, minute) = TIMES[self.time];
        let from = date.and_time(NaiveTime::from_hms_opt(hour, minute, 0).unwrap());
        let working = self.is_working_days_only.then(|| WorkingDays {
            weekdays: Weekdays::MON_TO_FRI,
            holidays: self.holidays.iter().map(|days| date + Days::new(u64::from(*days))).collect(),
        });
        Rhythm::new(Recurrence::new(rule, from, zone).unwrap(), working).unwrap()
    }
}

/// One of eight people.
pub fn person(number: u8) -> i64 {
    i64::from(number % 8) + 1
}

/// A rotation while random changes are made to it: the rows as the database would hold them.
#[derive(Clone, Debug)]
pub struct World {
    pub now: DateTime<Utc>,
    pub epochs: Vec<Epoch>,
    pub overrides: Vec<Override>,
    pub pauses: Vec<Span>,
}

impl World {
    pub fn new(scenario: &Scenario) -> Self {
        let zone = zone(scenario.zone);
        let rhythm = scenario.rhythm.rhythm(zone.clone(), scenario.start);
        let now = zone.instant(scenario.start.and_time(NaiveTime::MIN)) + TimeDelta::hours(7);
        let members = (1..=scenario.members as i64).collect();
        let (seats, first_index) = (scenario.seats, scenario.first_index);
        let epoch = Epoch { effective_at: now, rhythm, seats, members, first_index, edits: Vec::new() };
        Self { now, epochs: vec![epoch], overrides: Vec::new(), pauses: Vec::new() }
    }

    pub fn plan(&self) -> Plan {
        Plan::new(self.epochs.clone(), self.overrides.clone(), self.pauses.clone())
    }

    fn person(&self, number: u8) -> i64 {
        person(number)
    }

    fn push(&mut self, span: Span, what: What) {
        let id = self.overrides.len() as i64 + 1;
        self.overrides.push(Override { id, span, what });
    }

    fn span(&self, ahead: i64, hours: i64) -> Span {
        let from = self.now + TimeDelta::hours(ahead.max(0));
        Span { from, until: from + TimeDelta::hours(hours) }
    }

    fn add(&mut self, additions: Additions) {
        self.epochs.extend(additions.epochs);
        for (span, what) in additions.overrides {
            self.push(span, what);
        }
    }

    fn edit(&self, step: &Step) -> Option<Edit> {
        Some(match step {
            Step::Add(who) => Edit::Add { user_id: self.person(*who) },
            Step::Remove(who) => Edit::Remove { user_id: self.person(*who) },
            Step::Move(who, place) => {
                Edit::Move { user_id: self.person(*who), place: usize::from(place % 8) }
            }
            Step::Set(draw, seats) => {
                let zone = self.epochs[0].rhythm.zone().clone();
                let rhythm = draw.rhythm(zone.clone(), zone.date(self.now));
                Edit::Set { rhythm, seats: usize::from(*seats) }
            }
            _ => return None,
        })
    }

    /// Makes the change at `self.now`; gives what an edit promised not to touch: the instant it counts from.
    pub fn make(&mut self, step: &Step) -> DateTime<Utc> {
        let (plan, now) = (self.plan(), self.now);
        match step {
            Step::Add(_) | Step::Remove(_) | Step::Move(..) | Step::Set(..) => {
                if let Some(Ok(additions)) =
                    self.edit(step).map(|edit| rearrange(&plan, edit, Effect::Now, now))
                {
                    self.add(additions);
                }
            }
            Step::Later(step, is_round) => {
                let effect = if *is_round { Effect::AfterRound } else { Effect::AfterShift };
                let edit = self.edit(step).unwrap();
                if let Ok(additions) = rearrange(&plan, edit, effect, now) {
                    self.add(additions);
                    return effective_at(&plan, effect, now);
                }
            }
            Step::Take(seat, who, hours) => self.push(
                self.span(0, *hours),
                What::Slot { seat: usize::from(seat % 3), user_id: self.person(*who) },
            ),
            Step::Cover(of, by, ahead, hours) => self.push(
                self.span(*ahead, *hours),
                What::Cover { for_user_id: self.person(*of), user_id: self.person(*by) },
            ),
            Step::Away(who, ahead, hours) => {
                self.push(self.span(*ahead, *hours), What::Away { user_id: self.person(*who) });
            }
            Step::Swap(one, other, ahead, hours) => {
                let (one, other) = (self.person(*one), self.person(*other));
                let mine = self.span(*ahead, *hours);
                let theirs = Span { from: mine.until, until: mine.until + TimeDelta::hours(*hours) };
                self.push(mine, What::Cover { for_user_id: one, user_id: other });
                self.push(theirs, What::Cover { for_user_id: other, user_id: one });
            }
            Step::Left(who) => self.add(leave(&plan, self.person(*who), now)),
            Step::Pause(hours) if plan.pause_at(now).is_none() => {
                let until = hours.map_or(FOREVER, |hours| now + TimeDelta::hours(hours));
                let pause = Span { from: now, until };
                self.pauses.push(pause);
                if until < FOREVER {
                    self.epochs.extend(resume_order(&plan, pause, until).unwrap());
                }
            }
            Step::Resume => {
                if let Some(pause) = plan.pause_at(now) {
                    self.pauses.last_mut().unwrap().until = now;
                    self.epochs.extend(resume_order(&plan, pause, now).unwrap());
                }
            }
            Step::TakeBack(number) if !self.overrides.is_empty() => {
                let count = self.overrides.len();
                let span = &mut self.overrides[usize::from(*number) % count].span;
                span.until = span.until.min(now.max(span.from));
            }
            Step::Pause(_) | Step::TakeBack(_) => {}
        }
        now
    }
}
