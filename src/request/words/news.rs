//! What the people of a request hear of it.

use super::card::{beginning, code, name};
use crate::{
    base::text::{escape_markdown, one_line, trim_with_notice},
    contract::{Button, Line, Message, NoticeContext, Sight},
    request::{
        CloseReason, State,
        store::{View, Vote},
    },
};

/// What is shown of the text.
const TEXT: usize = 80;
/// What is shown of a reason.
const REASON: usize = 500;
/// What somebody sees of what they are to act on.
const TEXT_OF_WORK: usize = 120;

/// What became of a request, for its reporter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Somebody has it.
    Taken(i64),
    /// As its close reason says.
    Closed,
    Reopened,
    Withdrawn,
}

/// What became of a request, who did it and why; `with_text` where nobody but its reporter reads it.
pub fn became(
    view: &View,
    outcome: Outcome,
    (by, why): (i64, Option<&str>),
    sight: Sight<'_>,
    with_text: bool,
) -> String {
    let facts = &view.request.facts;
    let what = match with_text {
        true => format!("**{}** (“{}”)", code(view.request.id), beginning(&facts.text, sight, TEXT)),
        false => format!("your **{}**", code(view.request.id)),
    };
    let what = if with_text { format!("Your {what}") } else { what };
    match (outcome, facts.close_reason, facts.duplicate_of_id) {
        (Outcome::Taken(user_id), ..) if user_id == by => format!("{what}: <@{user_id}> has taken it."),
        (Outcome::Taken(user_id), ..) => format!("{what} is with <@{user_id}> now."),
        (Outcome::Reopened, ..) => format!("{what} is open again: <@{by}> reopened it."),
        (Outcome::Withdrawn, ..) => format!("{what} was withdrawn by <@{by}>."),
        (Outcome::Closed, _, Some(other)) => {
            format!(
                "{what} is the same as **{}**, by the word of <@{by}>: it counts as a +1 there.",
                code(other)
            )
        }
        (Outcome::Closed, ..) => format!("{what} {}", ended(facts.close_reason, (by, why), sight)),
    }
}

/// How it was closed, by whom and why.
fn ended(reason: Option<CloseReason>, (by, why): (i64, Option<&str>), sight: Sight<'_>) -> String {
    let why = why.map(|why| {
        let why = one_line(&sight.text(why));
        format!(": {}", escape_markdown(&trim_with_notice(&why, REASON, "…")))
    });
    let why = why.unwrap_or_else(|| ".".to_owned());
    match reason {
        Some(CloseReason::Declined) => format!("was declined by <@{by}>{why}"),
        _ => format!("is done, says <@{by}>{why}"),
    }
}

/// What became of the request that somebody's own is a +1 of; `with_text` where nobody but its reporter reads it.
pub fn vote_became(
    (vote, root): (&Vote, &View),
    (by, why): (i64, Option<&str>),
    sight: Sight<'_>,
    with_text: bool,
) -> String {
    let (own, other) = (code(vote.id), code(root.request.id));
    let what = match with_text {
        true => format!("Your **{own}** (“{}”) is a +1 of **{other}**", beginning(&vote.text, sight, TEXT)),
        false => format!("your **{own}** is a +1 of **{other}**"),
    };
    let facts = &root.request.facts;
    match facts.state {
        State::Withdrawn => format!("{what}, which was withdrawn by <@{by}>."),
        State::Closed => format!("{what}, which {}", ended(facts.close_reason, (by, why), sight)),
        State::New | State::Assigned => format!("{what}, which is open again: <@{by}> reopened it."),
    }
}

/// A person got a request from somebody else; `is_again` when it was closed and is theirs again.
pub fn yours_now(view: &View, place: &NoticeContext<'_>, by: i64, is_again: bool) -> String {
    let what = beginning(&view.request.facts.text, place.sight, TEXT_OF_WORK);
    let how = match is_again {
        true => format!("is open again, and yours (reopened by <@{by}>)"),
        false => format!("is yours now (assigned by <@{by}>)"),
    };
    format!("{} {how}: {what}", code(view.request.id))
}

/// A person had a request, and has it no longer.
pub fn no_longer_yours(view: &View, place: &NoticeContext<'_>, to: Option<i64>, by: i64) -> String {
    let what = beginning(&view.request.facts.text, place.sight, TEXT_OF_WORK);
    let whose = match to {
        Some(user_id) if user_id == by => format!("<@{user_id}> has taken it"),
        Some(user_id) => format!("<@{by}> gave it to <@{user_id}>"),
        None => format!("<@{by}> put it back"),
    };
    format!("{} is no longer yours ({whose}): {what}", code(view.request.id))
}

/// A request came to another area.
pub fn routed(view: &View, place: &NoticeContext<'_>) -> String {
    let area = view.area_name.as_deref().map(|area| name(&place.sight.text(area))).unwrap_or_default();
    let what = beginning(&view.request.facts.text, place.sight, TEXT_OF_WORK);
    format!("{} was routed to {area}: {what}", code(view.request.id))
}

/// Leads to the request, with all that one may do.
pub fn open_button(id: i64) -> Button {
    Button::run(format!("Open {}", code(id)), Line::new("request show").with("request", id))
}

/// Nobody has touched what blocks a customer.
pub fn untouched(view: &View, sight: Sight<'_>) -> String {
    let what = beginning(&view.request.facts.text, sight, TEXT_OF_WORK);
    let whose =
        match view.request.facts.assignee_user_id.filter(|_| view.request.facts.state == State::Assigned) {
            Some(user_id) => format!("<@{user_id}> has it"),
            None => "nobody has it".to_owned(),
        };
    format!(
        "**{}** is blocking, and nobody has touched it for a day ({whose}): {what}",
        code(view.request.id)
    )
}

/// The same to everybody who has a role.
pub fn untouched_to_role(view: &View, sight: Sight<'_>, role_id: i64) -> Message {
    let text = format!("<@&{role_id}>, {}", untouched(view, sight));
    Message { role_pings: vec![role_id], ..Message::text(text) }.buttons([act_button(view)])
}

/// Leads straight into the queue while nobody has it, else to the request.
pub fn act_button(view: &View) -> Button {
    match view.request.facts.state {
        State::New => Button::run("Start triage", Line::new("triage next")).primary(),
        _ => open_button(view.request.id),
    }
}

/// Leads to the team's card.
pub fn card_button(address: String) -> Button {
    Button::open("Team's card", address)
}
