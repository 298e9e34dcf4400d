//! A span of time added to an instant or a date.

use super::Context;
use crate::base::{civil::add_months, phrase::span::Span};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

/// Working days are counted one by one, so there is an end to them.
const MOST_WORKING_DAYS: i64 = 1000;

/// The instant one span after now: months, then days at the same time on the clock, then elapsed time. `None` beyond
/// every calendar.
pub(super) fn after(span: Span, context: Context) -> Option<DateTime<Utc>> {
    let local = context.zone.local(context.now);
    let works = |date: NaiveDate| context.hours.opening(date).is_some();
    let date = date(Span { seconds: 0, ..span }, local.date(), &works)?;
    // Without calendar parts the instant is exact, also within an hour that clocks show twice.
    let base =
        if date == local.date() { context.now } else { context.zone.instant(date.and_time(local.time())) };
    base.checked_add_signed(TimeDelta::try_seconds(span.seconds)?)
}

/// The date one span of whole days after `from`, for a team that works on the days that `works` names.
pub(super) fn date(span: Span, from: NaiveDate, works: &dyn Fn(NaiveDate) -> bool) -> Option<NaiveDate> {
    let date = add_months(from, span.months)?;
    let days = Days::new(span.days.unsigned_abs());
    let date = if span.days < 0 { date.checked_sub_days(days) } else { date.checked_add_days(days) }?;
    past_working_days(span.working_days, date, works)
}

fn past_working_days(
    working_days: i64,
    date: NaiveDate,
    works: &dyn Fn(NaiveDate) -> bool,
) -> Option<NaiveDate> {
    let step = |date: NaiveDate| if working_days < 0 { date.pred_opt() } else { date.succ_opt() };
    let mut left = working_days.abs();
    let (mut date, mut seen) = (date, 0);
    if left > MOST_WORKING_DAYS {
        return None;
    }
    while left > 0 && seen < 100 * MOST_WORKING_DAYS {
        date = step(date)?;
        seen += 1;
        if works(date) {
            left -= 1;
        }
    }
    (left == 0).then_some(date)
}
