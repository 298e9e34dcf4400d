//! A series in the notation of calendars (RFC 5545, section 3.3.10).

use super::{End, Nth, Recurrence, Rule, Side};
use chrono::Weekday;

pub(super) fn text(series: &Recurrence) -> String {
    let mut parts = by_parts(series.rule());
    match series.end() {
        End::Never => {}
        End::Count(count) => parts.push(format!("COUNT={count}")),
        // RFC 5545 wants UTC here when DTSTART has a zone.
        End::Until(date) => {
            let until = series.zone().instant(date.and_time(series.first().time()));
            parts.push(format!("UNTIL={}", until.format("%Y%m%dT%H%M%SZ")));
        }
    }
    parts.join(";")
}

fn by_parts(rule: Rule) -> Vec<String> {
    let frequency = match rule {
        Rule::Daily { .. } => "DAILY",
        Rule::Weekly { .. } => "WEEKLY",
        _ => "MONTHLY",
    };
    let mut parts = vec![format!("FREQ={frequency}")];
    if rule.every() > 1 {
        parts.push(format!("INTERVAL={}", rule.every()));
    }
    match rule {
        Rule::Daily { .. } => {}
        Rule::Weekly { days, .. } => {
            let days: Vec<&str> = days.iter().map(code).collect();
            parts.push(format!("BYDAY={}", days.join(",")));
            if rule.every() > 1 {
                parts.push("WKST=MO".to_owned());
            }
        }
        Rule::MonthlyOnDay { day: 31, .. } => parts.push("BYMONTHDAY=-1".to_owned()),
        // The last of these days that the month has: our clamping, in the RFC's own terms.
        Rule::MonthlyOnDay { day: day @ 29.., .. } => {
            let days: Vec<String> = (28..=day).map(|day| day.to_string()).collect();
            parts.extend([format!("BYMONTHDAY={}", days.join(",")), "BYSETPOS=-1".to_owned()]);
        }
        Rule::MonthlyOnDay { day, .. } => parts.push(format!("BYMONTHDAY={day}")),
        Rule::MonthlyOnDays { days, .. } => parts.extend(on_days(days.iter().collect())),
        Rule::WorkingDayNear { day, side, .. } => {
            let (days, position): (Vec<u32>, i8) = match side {
                Side::OnOrBefore => ((day.min(28).saturating_sub(2)..=day).collect(), -1),
                Side::OnOrAfter => ((day..=day + 2).collect(), 1),
            };
            parts.extend([
                format!("BYMONTHDAY={}", listed(&days)),
                "BYDAY=MO,TU,WE,TH,FR".to_owned(),
                format!("BYSETPOS={position}"),
            ]);
        }
        Rule::MonthlyOnWeekday { nth, weekday, .. } => {
            parts.push(format!("BYDAY={}{}", position(nth), code(weekday)));
        }
        Rule::WorkingDay { nth, .. } => {
            parts.extend(["BYDAY=MO,TU,WE,TH,FR".to_owned(), format!("BYSETPOS={}", position(nth))]);
        }
    }
    parts
}

/// Several days of a month; the last can be one that a short month does not have.
fn on_days(mut days: Vec<u32>) -> Vec<String> {
    let last = days.last().copied().unwrap_or(1);
    if last < 29 {
        return vec![format!("BYMONTHDAY={}", listed(&days))];
    }
    let mut places: Vec<u32> = (1..).take(days.len() - 1).collect();
    days.pop();
    days.extend(28..=last);
    let places = places.drain(..).map(|place| place.to_string()).chain(["-1".to_owned()]);
    let places: Vec<String> = places.collect();
    vec![format!("BYMONTHDAY={}", listed(&days)), format!("BYSETPOS={}", places.join(","))]
}

fn listed(days: &[u32]) -> String {
    days.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
}

fn position(nth: Nth) -> i8 {
    match nth {
        Nth::First => 1,
        Nth::Second => 2,
        Nth::Third => 3,
        Nth::Fourth => 4,
        Nth::SecondToLast => -2,
        Nth::Last => -1,
    }
}

fn code(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "MO",
        Weekday::Tue => "TU",
        Weekday::Wed => "WE",
        Weekday::Thu => "TH",
        Weekday::Fri => "FR",
        Weekday::Sat => "SA",
        Weekday::Sun => "SU",
    }
}
