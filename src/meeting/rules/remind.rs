//! What docket says by itself before an occurrence, and how long before.

use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// Working days before the start at which the board can be posted.
pub const AHEAD_DAYS: RangeInclusive<i64> = 1..=5;
/// Minutes before the start at which the final agenda can be posted.
pub const LAST_MINUTES: RangeInclusive<i64> = 5..=60;

/// What is said before an occurrence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Remind {
    /// The board, some working days before.
    pub ahead: bool,
    /// So many: 1 to 5.
    pub ahead_days: i64,
    /// To each owner what they owe, in the morning of the working day before.
    pub owed: bool,
    /// The final agenda, some minutes before.
    pub last: bool,
    /// So many: 5 to 60.
    pub last_minutes: i64,
    /// Before a product–sales call: owners of features are asked which they would show, some working days before.
    pub features: bool,
}

impl Default for Remind {
    fn default() -> Self {
        Self::ALL
    }
}

impl Remind {
    /// Everything, at its usual time.
    pub const ALL: Self =
        Self { ahead: true, ahead_days: 2, owed: true, last: true, last_minutes: 10, features: true };
    /// Nothing; the board comes with what is said first, or ten minutes before the start.
    pub const NONE: Self = Self { ahead: false, owed: false, last: false, features: false, ..Self::ALL };

    /// Reads "all", "none", or some of "board", "owed", "final" and "features". Working days can follow "board", and minutes
    /// "final". What else a text says is the error.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut found = Self::NONE;
        let text = text.to_lowercase();
        let mut words = text.split([' ', ',', ';']).filter(|word| !word.is_empty()).peekable();
        while let Some(word) = words.next() {
            match word {
                "all" => found = Self::ALL,
                "none" | "-" | "and" => {}
                "board" => {
                    found.ahead = true;
                    let days = number(word, &mut words, AHEAD_DAYS)?;
                    found.ahead_days = days.unwrap_or(found.ahead_days);
                }
                "owed" => found.owed = true,
                "final" => {
                    found.last = true;
                    let minutes = number(word, &mut words, LAST_MINUTES)?;
                    found.last_minutes = minutes.unwrap_or(found.last_minutes);
                }
                "features" => found.features = true,
                other => return Err(other.to_owned()),
            }
        }
        Ok(found)
    }

    /// As it is typed.
    pub fn typed(self) -> String {
        match self {
            Self::ALL => return "all".to_owned(),
            Self { ahead: false, owed: false, last: false, features: false, .. } => return "none".to_owned(),
            _ => {}
        }
        let timed = |word: &str, number: i64, usual: i64| match number == usual {
            true => word.to_owned(),
            false => format!("{word} {number}"),
        };
        let words = [
            (self.ahead, timed("board", self.ahead_days, Self::ALL.ahead_days)),
            (self.owed, "owed".to_owned()),
            (self.last, timed("final", self.last_minutes, Self::ALL.last_minutes)),
            (self.features, "features".to_owned()),
        ];
        words.into_iter().filter(|(is_on, _)| *is_on).map(|(_, word)| word).collect::<Vec<_>>().join(", ")
    }
}

/// The number that follows `word`, if one does, with or without its unit. One that is out of range is the error, with its word.
fn number<'t>(
    word: &str,
    rest: &mut std::iter::Peekable<impl Iterator<Item = &'t str>>,
    range: RangeInclusive<i64>,
) -> Result<Option<i64>, String> {
    let Some(next) = rest.next_if(|next| next.starts_with(|c: char| c.is_ascii_digit())) else {
        return Ok(None);
    };
    let digits = next.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number = digits.parse().ok().filter(|number| range.contains(number));
    let number = number.ok_or_else(|| format!("{word} {next}"))?;
    rest.next_if(|unit| matches!(*unit, "day" | "days" | "minute" | "minutes" | "min"));
    Ok(Some(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminders_are_read_as_they_are_written() {
        for text in [
            "all",
            "none",
            "board, final",
            "owed",
            "owed, features",
            "board 3, owed, final 15, features",
            "final 60",
        ] {
            assert_eq!(Remind::read(text).expect(text).typed(), text);
        }
        assert_eq!(Remind::read("board and bell"), Err("bell".to_owned()));
    }

    #[test]
    fn how_long_before_is_read_with_its_unit_and_within_reason() {
        let read = |text| Remind::read(text).expect("read").typed();
        assert_eq!(read("all, board 3 days and final 15 minutes"), "board 3, owed, final 15, features");
        assert_eq!(read("board 2, final 10m"), "board, final", "the usual times");
        for (text, wrong) in
            [("board 0", "board 0"), ("board 6 days", "board 6"), ("final 4", "final 4"), ("owed 3", "3")]
        {
            assert_eq!(Remind::read(text), Err(wrong.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_was_kept_before_times_could_be_set_has_the_usual_ones() {
        let kept = r#"{"ahead":true,"owed":false,"last":true,"features":true}"#;
        assert_eq!(
            serde_json::from_str::<Remind>(kept).expect("read"),
            Remind { owed: false, ..Remind::ALL }
        );
    }
}
