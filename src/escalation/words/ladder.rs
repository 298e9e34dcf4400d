//! Ladders in words.

use super::name;
use crate::{
    contract::Message,
    escalation::{
        Severity,
        rules::{
            ladder::Ladder,
            steps::{read, said},
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
