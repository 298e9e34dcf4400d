//! What about an escalation could not be delivered.

use super::View;
use crate::{
    base::when::{Style, stamp},
    queue::{Lost, Problem},
};

/// What did not arrive, and where; `None` when all did.
pub fn problems(view: &View) -> Option<String> {
    let card = view.card_problem.as_ref().map(|reason| {
        let why = if reason.is_empty() { ".".to_owned() } else { format!(": {}", sentence(reason)) };
        format!("Its card in the channel is not up to date{why}")
    });
    let lines: Vec<String> = card.into_iter().chain(view.problems.iter().map(line)).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The reasons are docket's own words for an admin, which name channels and people by mentions.
fn line(problem: &Problem) -> String {
    let (since, reason) = (stamp(problem.since, Style::Relative), sentence(&problem.reason));
    match problem.lost {
        Lost::Person(user_id) => format!("<@{user_id}> could not be told in private ({since}): {reason}"),
        Lost::Channel(channel_id) => {
            format!("A message could not be said in <#{channel_id}> ({since}): {reason}")
        }
        Lost::Thread(_) => reason,
    }
}

fn sentence(reason: &str) -> String {
    let reason = reason.trim();
    if reason.ends_with(['.', '!']) { reason.to_owned() } else { format!("{reason}.") }
}
