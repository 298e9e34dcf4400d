//! What the person who acted is told.

use super::{View, card, code, line, name, press};
use crate::{
    base::{
        post::Network,
        when::{Style, stamp},
    },
    contract::{Button, Card, Context, Line, Message, Reply},
    mention::{State, store::Mute},
    room::press_again,
};

/// The outcome with the way back and the way on, for the person alone.
pub fn reply(cx: &Context, view: &View, said: String) -> Reply {
    let row = &view.row;
    let undo =
        matches!(row.facts.state, State::Ignored | State::NoAction).then(|| press(row, "Undo", "undo"));
    let show =
        |id| Button::run(format!("Open ESC-{id}"), Line::new("escalation show").with("escalation", id));
    let escalation = row.facts.escalation_id.filter(|_| row.facts.state == State::Escalated).map(show);
    let handle = view.posts.first().map(|post| post.handle.as_str()).filter(|handle| !handle.is_empty());
    let mute = handle
        .filter(|_| row.facts.state == State::Ignored)
        .map(|handle| Button::run(format!("Ignore @{handle} for 30 days"), line(row.id, "mute-author")));
    cx.in_place(Message::text(said).buttons(undo.into_iter().chain(escalation).chain(mute)))
}

/// The button was drawn before the last change.
pub fn stale(cx: &Context, view: &View) -> Reply {
    let id = code(view.row.id);
    let who = view.row.facts.decided_by_user_id.filter(|_| view.row.facts.state != State::Waiting);
    let said = match who {
        Some(user_id) => format!("<@{user_id}> has decided about **{id}** already, so nothing was changed."),
        None => press_again(&format!("**{id}**")),
    };
    let mut message = card(view, cx.sight());
    message.text = said;
    cx.in_place(message)
}

pub fn escalated(view: &View, is_new: bool) -> String {
    let id = view.row.facts.escalation_id.unwrap_or_default();
    match is_new {
        true => format!("**{}** is now **ESC-{id}**; its card says whose it is.", code(view.row.id)),
        false => format!(
            "**{}** belongs to **ESC-{id}**, which is open already. You have joined it.",
            code(view.row.id)
        ),
    }
}

pub fn ignored(view: &View) -> String {
    format!("**{}** is ignored, with whatever follows in its conversation.", code(view.row.id))
}

pub fn left_alone(view: &View) -> String {
    format!(
        "Nothing is done about **{}**. Another post of its conversation brings it back.",
        code(view.row.id)
    )
}

pub fn undone(view: &View) -> String {
    format!("**{}** waits again.", code(view.row.id))
}

pub fn forgotten(view: &View) -> String {
    let id = code(view.row.id);
    match view.row.facts.escalation_id {
        None => format!("What **{id}** says is forgotten, and who said it. The links stay."),
        Some(escalation) => format!(
            "What **{id}** says is forgotten, and who said it, in **ESC-{escalation}** too. The links stay."
        ),
    }
}

fn author(network: Network, handle: &str) -> String {
    format!("@{} on {}", name(handle), network.name())
}

pub fn muted(mute: &Mute) -> Message {
    let until = stamp(mute.until_at.utc(), Style::DateTime);
    let again = Line::new("mention mute")
        .with("network", mute.network.word())
        .with("author", &mute.handle)
        .with("until", "now");
    let message = Message::text(format!("{} is ignored until {until}.", author(mute.network, &mute.handle)));
    // A handle that does not fit into a button is typed.
    let button = (again.to_string().len() <= 100).then(|| Button::run("Hear of them again", again));
    message.buttons(button)
}

pub fn unmuted(network: Network, handle: &str, was_ignored: bool) -> Message {
    Message::text(match was_ignored {
        true => format!("{} is heard again.", author(network, handle)),
        false => format!("{} was not ignored, so nothing was changed.", author(network, handle)),
    })
}

pub fn mutes(mutes: &[Mute]) -> Message {
    if mutes.is_empty() {
        return Message::text("Nobody is ignored. `/mention mute` ignores an author for a while.");
    }
    let line = |mute: &Mute| {
        let until = stamp(mute.until_at.utc(), Style::DateTime);
        format!("{} until {until} (<@{}>)", author(mute.network, &mute.handle), mute.muted_by_user_id)
    };
    let lines: Vec<_> = mutes.iter().map(line).collect();
    Message::default().card(Card::new("Ignored authors").text(lines.join("\n")))
}
