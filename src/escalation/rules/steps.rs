//! Ladders as people write them: `owner 0, owner 1h, backup 1h, duty 1h, lead 2h`.

use super::ladder::{Ladder, MOST_ROUNDS, MOST_STEPS, SHORTEST, Step};
use crate::{
    base::when::{DurationError, parse_duration},
    escalation::Rung,
};
use chrono::TimeDelta;

/// The longest pause between two steps.
const LONGEST: TimeDelta = TimeDelta::days(14);

/// Why what somebody wrote is no ladder. Texts are as they were typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadLadder {
    /// There are no rounds, or too many.
    Rounds,
    /// There are no steps, or too many.
    Steps,
    /// This step does not begin with whom it asks.
    Whom(String),
    /// How long after the step before a step comes cannot be read.
    Unread(DurationError),
    /// The first step is not taken at once.
    FirstWaits,
    /// This step, which asks `who`, comes too soon or too late after the one before.
    Pause { step: String, who: String },
}

/// Reads a ladder.
pub fn read(typed: &str, rounds: i64) -> Result<Ladder, BadLadder> {
    if !(1..=MOST_ROUNDS).contains(&rounds) {
        return Err(BadLadder::Rounds);
    }
    let parts: Vec<&str> =
        typed.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() || parts.len() > MOST_STEPS {
        return Err(BadLadder::Steps);
    }
    let steps = parts.iter().enumerate().map(|(place, part)| step(part, place == 0));
    Ok(Ladder { steps: steps.collect::<Result<_, _>>()?, rounds })
}

fn step(part: &str, is_first: bool) -> Result<Step, BadLadder> {
    let (who, after) = part.split_once(char::is_whitespace).unwrap_or((part, ""));
    let rung = match who.to_lowercase().as_str() {
        "owner" => Rung::Owner,
        "backup" => Rung::Backup,
        "duty" | "rotation" => Rung::Duty,
        "lead" | "leads" => Rung::Lead,
        _ => return Err(BadLadder::Whom(part.to_owned())),
    };
    let after = match after.trim() {
        "" | "0" | "at once" => TimeDelta::zero(),
        typed => parse_duration(typed).map_err(BadLadder::Unread)?,
    };
    if is_first && after > TimeDelta::zero() {
        return Err(BadLadder::FirstWaits);
    }
    if !is_first && !(SHORTEST..=LONGEST).contains(&after) {
        return Err(BadLadder::Pause { step: part.to_owned(), who: who.to_owned() });
    }
    Ok(Step { rung, after })
}

/// A ladder as [`read`] reads it, without its rounds.
pub fn written(ladder: &Ladder) -> String {
    let step = |step: &Step| match step.after.num_minutes() {
        0 => step.rung.word().to_owned(),
        minutes if minutes % 60 == 0 => format!("{} {}h", step.rung.word(), minutes / 60),
        minutes => format!("{} {minutes}m", step.rung.word()),
    };
    ladder.steps.iter().map(step).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::escalation::Severity;

    #[test]
    fn a_ladder_is_read_as_it_is_written() {
        for typed in ["owner, owner 1h, backup 30m, duty 2h, lead 24h", "duty, lead 5m", "lead"] {
            assert_eq!(written(&read(typed, 1).unwrap()), typed);
        }
        assert_eq!(written(&read("Owner 0; rotation 1 hour", 2).unwrap()), "owner, duty 1h");
        for severity in Severity::ALL {
            let usual = Ladder::usual(severity);
            assert_eq!(read(&written(&usual), usual.rounds), Ok(usual));
        }
    }

    #[test]
    fn what_is_no_ladder_is_refused() {
        let pause = |step: &str| BadLadder::Pause { step: step.to_owned(), who: "backup".to_owned() };
        for (typed, rounds, why) in [
            ("", 1, BadLadder::Steps),
            ("a, b, c, d, e, f, g, h, i, j, k", 1, BadLadder::Steps),
            ("boss 1h", 1, BadLadder::Whom("boss 1h".to_owned())),
            ("owner 1h", 1, BadLadder::FirstWaits),
            ("owner, backup", 1, pause("backup")),
            ("owner, backup 1m", 1, pause("backup 1m")),
            ("owner, backup 15d", 1, pause("backup 15d")),
            ("owner, backup soon", 1, BadLadder::Unread(DurationError::Unknown("soon".to_owned()))),
            ("owner", 0, BadLadder::Rounds),
            ("owner", 6, BadLadder::Rounds),
        ] {
            assert_eq!(read(typed, rounds), Err(why), "{typed}");
        }
    }
}
