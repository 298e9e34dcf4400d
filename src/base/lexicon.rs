//! English and German words for days, months, numbers and positions: read and written the same way by everything on this
//! floor that reads dates.
//!
//! Both languages are read side by side, whoever types: a team mixes them, what was typed is read again later (in forms,
//! drafts and buttons) and must not mean something else for somebody with another client. No word here has two meanings at
//! the same place. Umlauts come written out ("ae").

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

const NUMBERS: [(&str, u32); 46] = [
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("fourteen", 14),
    ("fifteen", 15),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fortyfive", 45),
    ("fifty", 50),
    ("sixty", 60),
    ("ninety", 90),
    ("eins", 1),
    ("ein", 1),
    ("eine", 1),
    ("einem", 1),
    ("einen", 1),
    ("einer", 1),
    ("zwei", 2),
    ("drei", 3),
    ("vier", 4),
    ("fuenf", 5),
    ("sechs", 6),
    ("sieben", 7),
    ("acht", 8),
    ("neun", 9),
    ("zehn", 10),
    ("elf", 11),
    ("zwoelf", 12),
    ("vierzehn", 14),
    ("fuenfzehn", 15),
    ("zwanzig", 20),
    ("dreissig", 30),
    ("vierzig", 40),
    ("fuenfzig", 50),
    ("sechzig", 60),
    ("neunzig", 90),
];

/// A weekday by its name or a usual short form, lower case, and whether the word speaks of each of them ("mondays").
pub(super) fn weekday(word: &str) -> Option<(Weekday, bool)> {
    let singular = |word: &str| {
        Some(match word {
            "mon" | "monday" | "mo" | "montag" => Weekday::Mon,
            "tue" | "tues" | "tuesday" | "di" | "dienstag" => Weekday::Tue,
            "wed" | "weds" | "wednesday" | "mi" | "mittwoch" => Weekday::Wed,
            "thu" | "thur" | "thurs" | "thursday" | "do" | "donnerstag" => Weekday::Thu,
            "fri" | "friday" | "fr" | "freitag" => Weekday::Fri,
            "sat" | "saturday" | "sa" | "samstag" | "sonnabend" => Weekday::Sat,
            "sun" | "sunday" | "so" | "sonntag" => Weekday::Sun,
            _ => return None,
        })
    };
    let plural = || word.strip_suffix('s').filter(|word| word.len() > 2).and_then(singular);
    singular(word).map(|day| (day, false)).or_else(|| plural().map(|day| (day, true)))
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
    let german = match word {
        "januar" | "jaenner" => 1,
        "februar" => 2,
        "maerz" | "maer" | "mrz" => 3,
        "mai" => 5,
        "juni" => 6,
        "juli" => 7,
        "oktober" | "okt" => 10,
        "dezember" | "dez" => 12,
        _ => 0,
    };
    let fits = |name: &&str| {
        let name = name.to_lowercase();
        word == name || (word.len() == 3 || word == "sept") && name.starts_with(word)
    };
    let english = || MONTHS.iter().position(fits).and_then(|i| u32::try_from(i + 1).ok());
    if german > 0 { Some(german) } else { english() }
}

/// "2 December 2026".
pub(super) fn date_in_words(date: NaiveDate) -> String {
    use chrono::Datelike;
    let month = usize::try_from(date.month0()).map_or("", |i| MONTHS[i]);
    format!("{} {month} {}", date.day(), date.year())
}

/// A whole number in words, lower case; not "a" and "an".
pub(super) fn number(word: &str) -> Option<u32> {
    NUMBERS.iter().find(|(name, _)| *name == word).map(|(_, number)| *number)
}

/// The number of an ordinal in words up to fifth, lower case; `None` for others. The last one is none of them.
pub(super) fn ordinal(word: &str) -> Option<u32> {
    let stem = ["er", "en", "es", "em", "e"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    Some(match stem {
        _ if word == "first" || stem == "erst" => 1,
        _ if word == "second" || stem == "zweit" => 2,
        _ if word == "third" || stem == "dritt" => 3,
        _ if word == "fourth" || stem == "viert" => 4,
        _ if word == "fifth" || stem == "fuenft" => 5,
        _ => return None,
    })
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
    fn numbers_and_names_are_read() {
        assert_eq!(
            (number("three"), number("zwoelf"), number("an"), number("x")),
            (Some(3), Some(12), None, None)
        );
        assert_eq!(
            (ordinal("first"), ordinal("dritten"), ordinal("st"), ordinal("zweiter")),
            (Some(1), Some(3), None, Some(2))
        );
        assert_eq!(
            (month("sept"), month("dez"), month("ma"), month("maerz")),
            (Some(9), Some(12), None, Some(3))
        );
        assert_eq!(
            (
                weekday("weds"),
                weekday("fridays"),
                weekday("f"),
                weekday("montags"),
                weekday("mo"),
                weekday("mos")
            ),
            (
                Some((Weekday::Wed, false)),
                Some((Weekday::Fri, true)),
                None,
                Some((Weekday::Mon, true)),
                Some((Weekday::Mon, false)),
                None
            )
        );
        let ordinals: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 22, 31].map(ordinal_in_words).into();
        assert_eq!(ordinals.join(" "), "1st 2nd 3rd 4th 11th 12th 13th 22nd 31st");
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
    }
}
