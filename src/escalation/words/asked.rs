//! What is said to whoever is asked.

use super::{View, beginning, code, line, press};
use crate::{
    contract::{Button, Guild, Level, Message, NoticeContext, Sight},
    escalation::rules::ladder::Whom,
};

/// What a question to somebody shows of what is asked.
const QUESTION: usize = 200;

/// Asks whoever a step is about.
pub fn asks(
    guild: &Guild,
    view: &View,
    place: &NoticeContext<'_>,
    (whom, is_again): (Whom, bool),
) -> Message {
    let (row, what) = (&view.row, asked_about(view, place.sight));
    let name = code(row.id);
    let before = row.climb.asked_json.0.len();
    let message = match whom {
        Whom::Person(user_id) => {
            let again = row.climb.asked_json.0.iter().filter(|asked| asked.user == Some(user_id)).count() > 1;
            let how = match (again, before) {
                _ if is_again => "is open again, because whoever asked has written again; it waits for you",
                (true, _) => "still waits for you",
                (false, 0 | 1) => "waits for you",
                (false, _) => "has waited for somebody else; now it is with you",
            };
            Message::text(format!("<@{user_id}>, **{name}** {how}: {what}")).ping(user_id)
        }
        Whom::Leads => {
            let raised = row.raised_by_user_id;
            let (role, text) = match guild.roles.get(&Level::Lead) {
                Some(role_id) => (Some(*role_id), guild.role_words(*role_id)),
                None => (None, "PM leads".to_owned()),
            };
            let nobody = if before <= 1 { "nobody is there for it" } else { "nobody has taken it" };
            let text = format!("{text}: **{name}**, {nobody}: {what}");
            let mut message = match view.is_apart() {
                true => Message::text(text),
                false => Message::text(format!("{text}\n<@{raised}>, so you know.")).ping(raised),
            };
            message.role_pings.extend(role.filter(|role_id| *role_id != guild.id));
            message
        }
    };
    message.buttons(leading(view, place, Some(press(row, "Got it", "take").primary())))
}

/// The beginning of what is asked; while nobody has said, the way to the post or the message.
fn asked_about(view: &View, sight: Sight<'_>) -> String {
    match &view.message {
        Some(address) if view.row.facts.question.is_empty() && view.row.url.is_none() => address.clone(),
        _ => beginning(&view.row, sight, QUESTION),
    }
}

/// For whoever brought what is spoken about where they may not see it: the leads are asked.
pub fn leads_are_asked(view: &View) -> Message {
    let text = format!(
        "Nobody has taken **{}** yet, which you brought: the leads are asked now.",
        code(view.row.id)
    );
    Message::text(text).buttons([open(view)])
}

/// What somebody snoozed is back.
pub fn is_back(view: &View, place: &NoticeContext<'_>, user_id: i64) -> Message {
    let what = asked_about(view, place.sight);
    let text = format!("<@{user_id}>, **{}** is back from its snooze: {what}", code(view.row.id));
    Message::text(text).ping(user_id).buttons(leading(view, place, None))
}

fn leading(view: &View, place: &NoticeContext<'_>, next: Option<Button>) -> Vec<Button> {
    let card = place.card.as_deref().map(|address| Button::open("Card", address));
    next.into_iter().chain([open(view)]).chain(card).collect()
}

fn open(view: &View) -> Button {
    Button::run(format!("Open {}", code(view.row.id)), line(view.row.id, "show"))
}
