//! Every sentence of the room.

mod card;
mod decision;
mod list;
mod refusal;
mod told;

pub use crate::contract::Seen;
pub use card::{
    Around, called, card, changed_since, choice, commented, done, dropped, made, not_posted, reassigned,
    reopened, shown, snoozed, taken, undone,
};
pub use decision::{
    decision_called, decision_card, decision_changed_since, decision_choice, decision_confirmed,
    decision_entry, decision_not_posted, decision_shown, decision_withdrawn, found, recorded,
};
pub use list::{
    DECIDED_NOTHING, DECIDED_TITLE, OPEN_NOTHING, OPEN_TITLE, closed_line, day_section, entry, list, mine,
    owed_entry,
};
pub use refusal::*;
pub use told::{
    dms_are_closed, given, given_buttons, given_in_public, given_line, no_longer_yours, open_button, reminder,
};

use crate::{
    action::Action,
    base::text::{escape_markdown, one_line, trim_with_notice},
    contract::{NOBODY, Sight},
};

/// The beginning of a text on one line, as the reader may see it, escaped.
fn short(text: &str, sight: Sight<'_>, most: usize) -> String {
    escape_markdown(&trim_with_notice(&one_line(&sight.text(text)), most, "…"))
}

/// What an action says on one line where it may be read by anybody: in direct messages and whatever is gathered from many places.
/// What a confidential one says stays in its channel and in answers to its own people, to which its button leads.
fn anywhere(action: &Action, seen: &Seen<'_>, most: usize) -> String {
    match action.is_confidential {
        true => "a confidential action".to_owned(),
        false => short(&action.facts.text, seen.sight, most),
    }
}

/// A person; who was forgotten is nobody.
fn mention(user_id: i64) -> String {
    if user_id == NOBODY { "nobody".to_owned() } else { format!("<@{user_id}>") }
}
