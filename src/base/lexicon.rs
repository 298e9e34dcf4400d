//! English words for days, months, numbers and times of day: read and written the same way by
//! everything on this floor that reads dates.

use chrono::{NaiveDate, Weekday};

/// Monday to Sunday.
pub(super) const WEEKDAYS: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const NUMBERS: [&str; 12] =
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

const MINUTES_PER_HOUR: u16 = 60;
const NOON: u16 = 12 * MINUTES_PER_HOUR;

/// A time of day as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TypedTime {
    /// Minutes since midnight, 0..=1440.
    pub minutes: u16,
    /// Only an hour without am, pm or minutes, such as "9": it may mean either half of the day.
    pub is_bare: bool,
}

/// A weekday by its name or a usual short form, singular or plural, lower case.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "mon" | "monday" | "mondays" | "mons" => Weekday::Mon,
        "tue" | "tues" | "tuesday" | "tuesdays" => Weekday::Tue,
        "wed" | "weds" | "wednesday" | "wednesdays" => Weekday::Wed,
        "thu" | "thur" | "thurs" | "thursday" | "thursdays" => Weekday::Thu,
        "fri" | "friday" | "fridays" | "fris" => Weekday::Fri,
        "sat" | "saturday" | "saturdays" | "sats" => Weekday::Sat,
        "sun" | "sunday" | "sundays" | "suns" => Weekday::Sun,
        _ => return None,
    })
}

/// "Monday".
pub(super) fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

/// A month, 1..=12, by its name or its first three or four letters, lower case.
pub(super) fn month(word: &str) -> Option<u32> {
    let fits = |name: &&str| {
        let name = name.to_lowercase();
        word == name || (word.len() == 3 || word == "sept") && name.starts_with(word)
    };
    MONTHS.iter().position(fits).and_then(|i| u32::try_from(i + 1).ok())
}

/// "2 December 2026".
pub(super) fn date_in_words(date: NaiveDate) -> String {
    use chrono::Datelike;
    let month = usize::try_from(date.month0()).map_or("", |i| MONTHS[i]);
    format!("{} {month} {}", date.day(), date.year())
}

/// A whole number in digits or, up to twelve, in words; "a" and "an" are one.
pub(super) fn number(word: &str) -> Option<u32> {
    if matches!(word, "a" | "an") {
        return Some(1);
    }
    let in_words = || NUMBERS.iter().position(|name| *name == word).and_then(|i| u32::try_from(i + 1).ok());
    digits(word).or_else(in_words)
}

/// A number written in digits alone.
pub(super) fn digits(word: &str) -> Option<u32> {
    word.bytes().all(|b| b.is_ascii_digit()).then(|| word.parse().ok()).flatten()
}

/// The number in "1st", "2nd", "15th".
pub(super) fn ordinal(word: &str) -> Option<u32> {
    ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending)).and_then(digits)
}

/// "1st", "2nd", "15th".
pub(super) fn ordinal_in_words(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// A time of day in one word, lower case: "9", "9am", "9:30pm", "9.30am", "14:00", "14h30",
/// "noon", "midnight", "24:00".
pub(super) fn time_of_day(word: &str) -> Option<TypedTime> {
    let sure = |minutes| Some(TypedTime { minutes, is_bare: false });
    match word {
        "noon" | "midday" => return sure(NOON),
        "midnight" => return sure(0),
        _ => {}
    }
    let halves = [("am", 0), ("a.m.", 0), ("a", 0), ("pm", NOON), ("p.m.", NOON), ("p", NOON)];
    if let Some((clock, half)) = halves.iter().find_map(|(end, half)| Some((word.strip_suffix(end)?, *half)))
    {
        let (hour, minute) = hour_and_minute(&clock.replace('.', ":"))?;
        return if (1..=12).contains(&hour) {
            sure(hour % 12 * MINUTES_PER_HOUR + minute + half)
        } else {
            None
        };
    }
    let (hour, minute) = hour_and_minute(word)?;
    let minutes = hour * MINUTES_PER_HOUR + minute;
    (minutes <= 2 * NOON).then_some(TypedTime { minutes, is_bare: digits(word).is_some() })
}

fn hour_and_minute(clock: &str) -> Option<(u16, u16)> {
    // Programs write whole seconds too; nobody plans by any other.
    let clock =
        if clock.matches(':').count() == 2 { clock.strip_suffix(":00").unwrap_or(clock) } else { clock };
    let (hour, minute) = match clock.split_once([':', 'h']) {
        Some((hour, "")) if clock.ends_with('h') => (hour, "00"),
        Some((hour, minute)) if minute.len() == 2 => (hour, minute),
        Some(_) => return None,
        None => (clock, "00"),
    };
    if hour.is_empty() || hour.len() > 2 {
        return None;
    }
    let (hour, minute) = (digits(hour)?, digits(minute)?);
    let fits = hour <= 24 && minute < 60;
    fits.then(|| Some((u16::try_from(hour).ok()?, u16::try_from(minute).ok()?))).flatten()
}

/// "first", "first and second", "first, second and third".
pub(super) fn listed<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day_are_read() {
        for (word, minutes, is_bare) in [
            ("9", 540, true),
            ("9am", 540, false),
            ("12am", 0, false),
            ("12pm", 720, false),
            ("9:30pm", 1290, false),
            ("9.30am", 570, false),
            ("14:05", 845, false),
            ("14:05:00", 845, false),
            ("14h", 840, false),
            ("14h30", 870, false),
            ("noon", 720, false),
            ("24:00", 1440, false),
        ] {
            assert_eq!(time_of_day(word), Some(TypedTime { minutes, is_bare }), "{word}");
        }
        for word in [
            "", "25", "9:5", "13pm", "0am", "24:30", "am", "9:60", "14:05:30", "14h:00", "123", ":30", "h",
            "٣",
        ] {
            assert_eq!(time_of_day(word), None, "{word}");
        }
    }

    #[test]
    fn numbers_and_names_are_read() {
        assert_eq!(
            (number("three"), number("12"), number("an"), number("x")),
            (Some(3), Some(12), Some(1), None)
        );
        assert_eq!(
            (ordinal("21st"), ordinal("3rd"), ordinal("st"), ordinal("5")),
            (Some(21), Some(3), None, None)
        );
        assert_eq!(
            (month("sept"), month("dec"), month("ma"), month("march")),
            (Some(9), Some(12), None, Some(3))
        );
        assert_eq!(
            (weekday("weds"), weekday("fridays"), weekday("f")),
            (Some(Weekday::Wed), Some(Weekday::Fri), None)
        );
        let ordinals: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 22, 31].map(ordinal_in_words).into();
        assert_eq!(ordinals.join(" "), "1st 2nd 3rd 4th 11th 12th 13th 22nd 31st");
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
    }
}
