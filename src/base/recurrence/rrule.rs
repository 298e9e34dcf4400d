//! A series in the notation of calendars (RFC 5545, section 3.3.10).

use super::{End, Nth, Recurrence, Rule};
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
        Rule::MonthlyOnDay { .. } | Rule::MonthlyOnWeekday { .. } | Rule::WorkingDay { .. } => "MONTHLY",
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
        Rule::MonthlyOnWeekday { nth, weekday, .. } => {
            parts.push(format!("BYDAY={}{}", position(nth), code(weekday)));
        }
        Rule::WorkingDay { nth, .. } => {
            parts.extend(["BYDAY=MO,TU,WE,TH,FR".to_owned(), format!("BYSETPOS={}", position(nth))]);
        }
    }
    parts
}

fn position(nth: Nth) -> i8 {
    match nth {
        Nth::First => 1,
        Nth::Second => 2,
        Nth::Third => 3,
        Nth::Fourth => 4,
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
