//! Ladders as people write them: `owner 0, owner 1h, backup 1h, duty 1h, lead 2h`.

use super::ladder::{Ladder, MOST_ROUNDS, MOST_STEPS, SHORTEST, Step};
use crate::{
    base::{
        text::{escape_markdown, trim_to},
        when::{duration_in_words, parse_duration},
    },
    escalation::Rung,
};
use chrono::TimeDelta;

/// The longest pause between two steps.
const LONGEST: TimeDelta = TimeDelta::days(14);

/// Reads a ladder. The error is one sentence that says what is wrong.
pub fn read(typed: &str, rounds: i64) -> Result<Ladder, String> {
    if !(1..=MOST_ROUNDS).contains(&rounds) {
        return Err(format!("A ladder has 1 to {MOST_ROUNDS} rounds."));
    }
    let parts: Vec<&str> =
        typed.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() || parts.len() > MOST_STEPS {
        return Err(format!("A ladder has 1 to {MOST_STEPS} steps, such as `owner 0, backup 1h, lead 2h`."));
    }
    let steps = parts.iter().enumerate().map(|(place, part)| step(part, place == 0));
    Ok(Ladder { steps: steps.collect::<Result<_, _>>()?, rounds })
}

fn step(part: &str, is_first: bool) -> Result<Step, String> {
    let shown = escape_markdown(&trim_to(part, 40));
    let (who, after) = part.split_once(char::is_whitespace).unwrap_or((part, ""));
    let rung = match who.to_lowercase().as_str() {
        "owner" => Rung::Owner,
        "backup" => Rung::Backup,
        "duty" | "rotation" => Rung::Duty,
        "lead" | "leads" => Rung::Lead,
        _ => {
            return Err(format!(
                "“{shown}” does not begin with whom it asks: `owner`, `backup`, `duty` or `lead`."
            ));
        }
    };
    let after = match after.trim() {
        "" | "0" | "at once" => TimeDelta::zero(),
        typed => parse_duration(typed).map_err(|error| error.to_string())?,
    };
    if is_first && after > TimeDelta::zero() {
        return Err("The first step is taken at once; write it without a time.".to_owned());
    }
    if !is_first && !(SHORTEST..=LONGEST).contains(&after) {
        return Err(format!("“{shown}” needs a pause of 5 minutes to 14 days, such as `{who} 1h`."));
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

/// A ladder as a sentence: `owner at once, owner again after 1 h, …`.
pub fn said(ladder: &Ladder) -> String {
    let mut before = None;
    let mut parts = Vec::new();
    for step in &ladder.steps {
        let again = if before == Some(step.rung) { " again" } else { "" };
        let when = match step.after.is_zero() {
            true => "at once".to_owned(),
            false => format!("after {}", duration_in_words(step.after)),
        };
        let who = if step.rung == Rung::Duty { "rotation on duty" } else { step.rung.word() };
        parts.push(format!("{who}{again} {when}"));
        before = Some(step.rung);
    }
    let rounds = if ladder.rounds == 1 { "once".to_owned() } else { format!("{} times", ladder.rounds) };
    format!("{}; {rounds}", parts.join(", "))
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
    fn what_is_no_ladder_is_refused_with_what_is_wrong() {
        for (typed, rounds, says) in [
            ("", 1, "1 to 10 steps"),
            ("boss 1h", 1, "`owner`, `backup`, `duty` or `lead`"),
            ("owner 1h", 1, "at once"),
            ("owner, backup", 1, "needs a pause"),
            ("owner, backup 1m", 1, "needs a pause"),
            ("owner, backup soon", 1, "soon"),
            ("owner", 0, "1 to 5 rounds"),
            ("owner", 6, "1 to 5 rounds"),
        ] {
            let error = read(typed, rounds).unwrap_err();
            assert!(error.contains(says), "{typed}: {error}");
        }
    }

    #[test]
    fn a_ladder_is_said_in_words() {
        let ladder = read("owner, owner 1h, duty 30m", 2).unwrap();
        assert_eq!(
            said(&ladder),
            "owner at once, owner again after 1 h, rotation on duty after 30 min; 2 times"
        );
    }
}
