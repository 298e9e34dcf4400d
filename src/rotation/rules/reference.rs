//! A second computation of duty, written from the rules and shaped as differently as can be: it walks the calendar
//! day by day, counts handoffs one by one, and finds instants from offsets alone.

use super::{Epoch, Override, Span, What};
use crate::base::{
    civil::Zone,
    recurrence::{Nth, Rule},
};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use std::collections::BTreeSet;

/// Who holds each seat at `at`, days off counted, and when the shift began.
pub struct Answer {
    pub users: Vec<Option<i64>>,
    pub shift_from: DateTime<Utc>,
}

/// "A local time inside a gap moves forward by the length of the gap; in a fold the first one counts."
pub fn instant(zone: &Zone, local: NaiveDateTime) -> DateTime<Utc> {
    let shift = |hours| {
        let near = local.and_utc() + TimeDelta::hours(hours);
        local.and_utc() - TimeDelta::seconds(zone.offset(near).local_minus_utc().into())
    };
    // Offsets are within 15 hours and change at most once in two days: the two candidates are those by the offset
    // well before and well after.
    let (before, after) = (shift(-24), shift(24));
    let real = [before, after].into_iter().filter(|at| zone.local(*at) == local);
    real.min().unwrap_or(before)
}

fn is_date(rule: Rule, first: NaiveDate, date: NaiveDate) -> bool {
    let months =
        i64::from(date.year() - first.year()) * 12 + i64::from(date.month()) - i64::from(first.month());
    let fits_month = |every: u32| months % i64::from(every) == 0;
    let last_day = (28..=31).rev().find(|day| date.with_day(*day).is_some()).unwrap();
    match rule {
        Rule::Daily { every } => (date - first).num_days() % i64::from(every) == 0,
        Rule::Weekly { every, days } => {
            let monday =
                |date: NaiveDate| date - TimeDelta::days(date.weekday().num_days_from_monday().into());
            let weeks = (monday(date) - monday(first)).num_days() / 7;
            days.contains(date.weekday()) && weeks % i64::from(every) == 0
        }
        Rule::MonthlyOnDay { every, day } => fits_month(every) && date.day() == day.min(last_day),
        Rule::MonthlyOnWeekday { every, nth, weekday } => {
            let is_nth = match nth {
                Nth::First => date.day() <= 7,
                Nth::Last => date.day() + 7 > last_day,
                _ => unreachable!("not drawn"),
            };
            fits_month(every) && date.weekday() == weekday && is_nth
        }
        Rule::LastWorkingDay { .. } => unreachable!("not drawn"),
    }
}

/// All handoffs up to a few days after `to`, those that meet counted once.
fn handoffs(epoch: &Epoch, to: DateTime<Utc>) -> BTreeSet<DateTime<Utc>> {
    let (series, working) = (epoch.rhythm.handoffs(), epoch.rhythm.working());
    let works = |date: NaiveDate| {
        working.is_none_or(|days| days.weekdays.contains(date.weekday()) && !days.holidays.contains(&date))
    };
    let (first, time) = (series.first().date(), series.first().time());
    let mut date = first;
    let mut found = BTreeSet::new();
    while date <= to.date_naive() + TimeDelta::days(3) {
        if is_date(series.rule(), first, date) {
            let mut day = date;
            while !works(day) {
                day += TimeDelta::days(1);
            }
            found.insert(instant(series.zone(), day.and_time(time)));
        }
        date += TimeDelta::days(1);
    }
    found
}

/// The answers at the instants `asked`, in order, none before the first epoch.
pub fn answers(
    epochs: &[Epoch],
    overrides: &[Override],
    pauses: &[Span],
    asked: &[DateTime<Utc>],
) -> Vec<Answer> {
    let mut reigns: Vec<&Epoch> = epochs.iter().collect();
    reigns.sort_by_key(|epoch| epoch.effective_at);
    let last = *asked.last().unwrap();
    let mut answers = Vec::new();
    let (mut started, mut on_turn) = (None, None);
    for (number, epoch) in reigns.iter().enumerate() {
        let end = reigns.get(number + 1).map_or(last + TimeDelta::days(1), |next| next.effective_at);
        if end <= epoch.effective_at {
            continue;
        }
        let all = handoffs(epoch, end.min(last));
        let mut place = epoch.first_index;
        let person = |place: usize| epoch.members.get(place).copied();
        if started.is_none() || all.contains(&epoch.effective_at) || on_turn != Some(person(place)) {
            started = Some(epoch.effective_at);
        }
        let mut due = all.into_iter().filter(|at| *at > epoch.effective_at && *at < end).peekable();
        for at in asked.iter().filter(|at| epoch.effective_at <= **at && **at < end) {
            while let Some(handoff) = due.next_if(|handoff| handoff <= at) {
                place = (place + 1) % epoch.members.len().max(1);
                started = Some(handoff);
            }
            answers.push(answer(epoch, place, started.unwrap(), overrides, pauses, *at));
        }
        for handoff in due {
            place = (place + 1) % epoch.members.len().max(1);
            started = Some(handoff);
        }
        on_turn = Some(person(place));
    }
    answers
}

fn answer(
    epoch: &Epoch,
    place: usize,
    started: DateTime<Utc>,
    overrides: &[Override],
    pauses: &[Span],
    at: DateTime<Utc>,
) -> Answer {
    let ended = pauses.iter().filter(|pause| pause.from < pause.until && pause.until <= at);
    let shift_from = ended.map(|pause| pause.until).fold(started, DateTime::max);
    if let Some(pause) = pauses.iter().find(|pause| pause.from <= at && at < pause.until) {
        return Answer { users: vec![None; epoch.seats], shift_from: pause.from };
    }
    // The queue as it stands: first whoever's turn it is.
    let queue: Vec<i64> = epoch.members[place..].iter().chain(&epoch.members[..place]).copied().collect();
    let mut users: Vec<Option<i64>> = (0..epoch.seats).map(|seat| queue.get(seat).copied()).collect();
    for one in overrides.iter().filter(|one| one.span.from <= at && at < one.span.until) {
        match one.what {
            What::Slot { seat, user_id } | What::Stay { seat, user_id } => {
                if seat < users.len() {
                    users[seat] = Some(user_id);
                }
            }
            What::Cover { for_user_id, user_id } => {
                users
                    .iter_mut()
                    .filter(|user| **user == Some(for_user_id))
                    .for_each(|user| *user = Some(user_id));
            }
            What::Away { user_id } => {
                let far: Vec<i64> = queue.iter().rev().copied().collect();
                replace(&mut users, user_id, &far, overrides, shift_from, at);
            }
            What::Left { user_id } => {
                let place = queue.iter().position(|member| *member == user_id).unwrap_or(0);
                let line: Vec<i64> = queue[place..].iter().chain(&queue[..place]).copied().collect();
                replace(&mut users, user_id, &line, overrides, shift_from, at);
            }
        }
    }
    let local = epoch.rhythm.zone().local(at).date();
    let is_off = epoch
        .rhythm
        .working()
        .is_some_and(|days| !days.weekdays.contains(local.weekday()) || days.holidays.contains(&local));
    if is_off {
        users.fill(None);
    }
    Answer { users, shift_from }
}

fn replace(
    users: &mut [Option<i64>],
    gone: i64,
    by_preference: &[i64],
    overrides: &[Override],
    since: DateTime<Utc>,
    at: DateTime<Utc>,
) {
    let absent_from = |member: i64, from: DateTime<Utc>| {
        overrides.iter().any(|one| {
            let is_theirs =
                matches!(one.what, What::Away { user_id } | What::Left { user_id } if user_id == member);
            is_theirs && one.span.from < one.span.until && one.span.from <= at && one.span.until > from
        })
    };
    for seat in 0..users.len() {
        if users[seat] == Some(gone) {
            let free = |member: &&i64| **member != gone && !users.contains(&Some(**member));
            let rested = by_preference.iter().filter(free).find(|member| !absent_from(**member, since));
            let any = by_preference.iter().filter(free).find(|member| !absent_from(**member, at));
            users[seat] = rested.or(any).copied();
        }
    }
}
