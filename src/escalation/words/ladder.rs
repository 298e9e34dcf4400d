//! Ladders in words.

use super::{name, not_read};
use crate::{
    base::{
        text::{escape_markdown, trim_to},
        when::duration_in_words,
    },
    contract::Message,
    error::Refusal,
    escalation::{
        Rung, Severity,
        rules::{
            ladder::{Ladder, MOST_ROUNDS, MOST_STEPS},
            steps::{BadLadder, read},
        },
        store::LadderRow,
    },
    workspace::Area,
};

/// What was set, and the usual ladders besides.
pub fn ladders(set: &[LadderRow], areas: &[Area]) -> Message {
    let own = set.iter().filter_map(|row| {
        let ladder = read(&row.steps, row.rounds).ok()?;
        let area = areas.iter().find(|area| area.id == row.area_id);
        Some(format!("- {}: {}", of(area, &row.severity), said(&ladder)))
    });
    let own: Vec<String> = own.collect();
    let usual =
        Severity::ALL.map(|severity| format!("- {}: {}", severity.word(), said(&Ladder::usual(severity))));
    let own = if own.is_empty() { "Nothing is set.".to_owned() } else { own.join("\n") };
    let text = format!(
        "**Who is asked after whom**, in the working time of each; what is critical does not wait for it.\n\n\
         **Set by the team**\n{own}\n\n**Usual**\n{}\n\n\
         A lead sets one with `/escalation ladder steps:owner, owner 30m, backup 1h, duty 1h, lead 2h`, for an area or a \
         severity; `steps:usual` takes it back. Sensitive topics ask their responders instead.",
        usual.join("\n")
    );
    Message::text(text)
}

fn of(area: Option<&Area>, severity: &str) -> String {
    let area = area.map_or("every area".to_owned(), |area| name(&area.name));
    if severity == "any" { area } else { format!("{area}, {severity}") }
}

/// What was set, or taken back.
pub fn ladder_set(area: Option<&Area>, severity: &str, ladder: Option<&Ladder>) -> Message {
    let of = of(area, severity);
    Message::text(match ladder {
        Some(ladder) => {
            format!("The ladder of {of} is now: {}. It counts from the next step on.", said(ladder))
        }
        None => format!("The ladder of {of} is the usual one again."),
    })
}

/// A ladder as a sentence: `owner at once, owner again after 1 h, …`.
fn said(ladder: &Ladder) -> String {
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

/// What is wrong with a ladder that cannot be read.
pub fn bad_ladder(why: &BadLadder) -> Refusal {
    let shown = |text: &str| escape_markdown(&trim_to(text, 40));
    let sentence = match why {
        BadLadder::Rounds => format!("A ladder has 1 to {MOST_ROUNDS} rounds."),
        BadLadder::Steps => {
            format!("A ladder has 1 to {MOST_STEPS} steps, such as `owner 0, backup 1h, lead 2h`.")
        }
        BadLadder::Whom(step) => {
            let step = shown(step);
            format!("“{step}” does not begin with whom it asks: `owner`, `backup`, `duty` or `lead`.")
        }
        BadLadder::Unread(error) => error.to_string(),
        BadLadder::FirstWaits => "The first step is taken at once; write it without a time.".to_owned(),
        BadLadder::Pause { step, who } => {
            format!("“{}” needs a pause of 5 minutes to 14 days, such as `{who} 1h`.", shown(step))
        }
    };
    not_read(&sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ladder_is_said_in_words() {
        let ladder = read("owner, owner 1h, duty 30m", 2).unwrap();
        assert_eq!(
            said(&ladder),
            "owner at once, owner again after 1 h, rotation on duty after 30 min; 2 times"
        );
    }

    #[test]
    fn what_is_no_ladder_is_refused_with_what_is_wrong() {
        for (typed, rounds, says) in [
            ("", 1, "1 to 10 steps"),
            ("boss 1h", 1, "“boss 1h” does not begin with whom it asks: `owner`, `backup`, `duty` or `lead`"),
            ("owner 1h", 1, "at once"),
            ("owner, backup", 1, "“backup” needs a pause of 5 minutes to 14 days, such as `backup 1h`"),
            ("owner, backup soon", 1, "soon"),
            ("owner", 6, "1 to 5 rounds"),
        ] {
            let refusal = bad_ladder(&read(typed, rounds).unwrap_err()).text;
            assert!(
                refusal.contains(says) && refusal.ends_with("Nothing was changed."),
                "{typed}: {refusal}"
            );
        }
    }
}
