//! What the team sees of a request: its living card, and who is told that it is theirs to act on.

use super::card::{For, assign_select, card, code, line, looking, press};
use crate::{
    contract::{Button, Message, NoticeContext, Row, Sight},
    request::{State, store::View},
};

/// The living card that the team sees. While nobody has taken the request, the area's owner is named and pinged;
/// edits of a message do not ping again.
pub fn team_card(view: &View, sight: Sight<'_>) -> Message {
    let is_new = view.request.facts.state == State::New;
    let owner = view.owner_user_id.filter(|owner| is_new && *owner != view.request.reporter_user_id);
    let mut message = match owner {
        Some(owner) => Message::text(format!("<@{owner}>, a request for your area.")).ping(owner),
        None => Message::default().silent(),
    };
    message = message.card(card(view, sight, For::Team));
    message.rows = rows(view, sight);
    message
}

/// What most people do next; the rest is behind "More…", where each sees what they may do.
fn rows(view: &View, sight: Sight<'_>) -> Vec<Row> {
    let mut first = Vec::new();
    match view.request.facts.state {
        State::New => first.push(press(view, "Take it", "assign").primary()),
        State::Assigned => {}
        State::Closed | State::Withdrawn => first.push(press(view, "Reopen", "reopen")),
    }
    first.push(Button::run("More…", line(view, "show")));
    first.extend(looking(view, sight, For::Team));
    let assign = view.request.facts.state.is_open().then(|| Row::Select(assign_select(view)));
    std::iter::once(Row::Buttons(first)).chain(assign).collect()
}

/// What comes next, the request with all that can be done, and the way to the team's card.
pub fn leading(view: &View, place: &NoticeContext<'_>, next: Option<Button>) -> Vec<Button> {
    let open = Button::run(format!("Open {}", code(view.request.id)), line(view, "show"));
    let open = if next.is_none() { open.primary() } else { open };
    let card = place.card.as_deref().map(|address| Button::open("Team's card", address));
    next.into_iter().chain([open]).chain(card).collect()
}
