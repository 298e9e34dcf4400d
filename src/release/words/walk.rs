//! An item whose turn it is in a meeting.

use super::{
    Seen,
    card::{item_line, mention, name},
    item::healths,
};
use crate::{
    contract::{Button, Line, Message},
    release::{Item, Release},
};

/// Asks the owner of an item how it stands, while it is its turn; else how it stands.
pub fn round(seen: &Seen<'_>, release: &Release, item: &Item, is_on: bool) -> Message {
    let line = item_line(item, seen.sight);
    if !is_on {
        return Message::text(line).silent();
    }
    let who = item.facts.owner_user_id;
    let asks = who
        .map_or("Nobody owns this one".to_owned(), |owner| format!("{}, how does it stand?", mention(owner)));
    let text = format!("{}: {asks}\n{line}", name(release, seen.sight));
    let say = Line::new("release answer").with("item", item.id).with("apart", "yes").version(item.version);
    let mut buttons = healths(item, "release update", ("", ""));
    buttons.push(Button::run("Say more…", say));
    let message = Message::text(text).buttons(buttons);
    who.into_iter().fold(message, Message::ping)
}
