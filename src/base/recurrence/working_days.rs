//! Dates counted in working days from another: T-10 is ten working days before a release.

use crate::base::working_hours::WorkingHours;
use chrono::NaiveDate;

/// How far a date is looked for: longer than any count that makes sense, with all its holidays.
const WITHIN_DAYS: usize = 3 * 366;

/// The date so many working days from `date`, for a team that works `hours`: with -1 the last working day before it, with
/// 1 the first one after it, with 0 the date itself. `None` when that is more than three years away.
pub fn working_days_from(date: NaiveDate, count: i64, hours: &WorkingHours) -> Option<NaiveDate> {
    let steps = usize::try_from(count.unsigned_abs()).ok()?;
    let Some(last) = steps.checked_sub(1) else { return Some(date) };
    let works = |day: &NaiveDate| hours.opening(*day).is_some();
    match count < 0 {
        true => days_before(date).take(WITHIN_DAYS).filter(works).nth(last),
        false => date.iter_days().skip(1).take(WITHIN_DAYS).filter(works).nth(last),
    }
}

/// How many working days `date` is away from `from`, negative when it comes before: what [`working_days_from`] leads back
/// by, where the team works on `date`. A day off counts as the working day before it. `None` when it is more than three years away.
pub fn working_days_to(from: NaiveDate, date: NaiveDate, hours: &WorkingHours) -> Option<i64> {
    let works = |day: &NaiveDate| hours.opening(*day).is_some();
    let date = date_or_before(date, hours)?;
    let found = match date < from {
        true => days_before(from).take(WITHIN_DAYS).take_while(|day| *day >= date).filter(works).count(),
        false => {
            from.iter_days().skip(1).take(WITHIN_DAYS).take_while(|day| *day <= date).filter(works).count()
        }
    };
    let is_near = (date - from).num_days().unsigned_abs() < u64::try_from(WITHIN_DAYS).ok()?;
    let count = i64::try_from(found).ok().filter(|_| is_near)?;
    Some(if date < from { -count } else { count })
}

/// The date itself where the team works on it, else the last working day before it.
fn date_or_before(date: NaiveDate, hours: &WorkingHours) -> Option<NaiveDate> {
    match hours.opening(date) {
        Some(_) => Some(date),
        None => working_days_from(date, -1, hours),
    }
}

fn days_before(date: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    std::iter::successors(date.pred_opt(), NaiveDate::pred_opt)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::civil::Zone;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn hours() -> WorkingHours {
        let holidays = ["2026-11-26", "2026-11-27", "2026-12-25"].map(day);
        WorkingHours::office(Zone::utc()).with_holidays(holidays)
    }

    #[test]
    fn days_off_and_holidays_do_not_count() {
        for (date, count, expected) in [
            ("2026-12-16", 0, "2026-12-16"),
            ("2026-12-16", -1, "2026-12-15"),
            ("2026-12-14", -1, "2026-12-11"),
            ("2026-12-16", -10, "2026-12-02"),
            ("2026-12-16", -24, "2026-11-10"),
            ("2026-12-13", -1, "2026-12-11"),
            ("2026-12-13", 0, "2026-12-13"),
            ("2026-12-24", 1, "2026-12-28"),
        ] {
            assert_eq!(working_days_from(day(date), count, &hours()), Some(day(expected)), "{date} {count}");
        }
    }

    #[test]
    fn a_day_off_counts_as_the_working_day_before_it() {
        assert_eq!(working_days_to(day("2026-12-16"), day("2026-12-12"), &hours()), Some(-3));
        assert_eq!(working_days_to(day("2026-12-16"), day("2026-12-16"), &hours()), Some(0));
        assert_eq!(working_days_to(day("2026-12-16"), day("2036-12-16"), &hours()), None);
    }

    #[test]
    fn who_never_works_gets_no_date() {
        let never = hours().with_holidays(day("2022-01-01").iter_days().take(4000));
        assert_eq!(working_days_from(day("2026-12-16"), -1, &never), None);
        assert_eq!(working_days_from(day("2026-12-16"), 1, &never), None);
    }

    proptest! {
        #[test]
        fn counting_there_and_back_agree(offset in 0i64..900, count in -200i64..200) {
            let from = day("2026-01-01") + chrono::TimeDelta::days(offset);
            let to = working_days_from(from, count, &hours()).expect("near");
            prop_assert!(count == 0 || hours().opening(to).is_some());
            if count != 0 {
                prop_assert_eq!(working_days_to(from, to, &hours()), Some(count));
            }
        }

        #[test]
        fn one_more_day_is_one_working_day_farther(offset in 0i64..900, count in 1i64..200) {
            let from = day("2026-01-01") + chrono::TimeDelta::days(offset);
            let near = working_days_from(from, -count, &hours()).expect("near");
            prop_assert_eq!(working_days_from(near, -1, &hours()), working_days_from(from, -count - 1, &hours()));
        }
    }
}
