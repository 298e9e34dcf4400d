//! What a change was, as undo and history call it.

use super::{days, mention};
use crate::{
    base::civil::Zone,
    rotation::rules::{Did, Edit, FOREVER, Span, What},
};

/// "absence of …, 4–7 Dec": what was done, without who did it; days are those of the rotation's `zone`.
pub fn did(did: &Did, zone: &Zone) -> String {
    match did {
        Did::SetUp => "setting it up".to_owned(),
        Did::Ended => "ending it".to_owned(),
        Did::Paused(span) if span.until >= FOREVER => "pause".to_owned(),
        Did::Paused(span) => format!("pause, {}", days(*span, zone)),
        Did::Resumed => "end of the pause".to_owned(),
        Did::Added(span, what) => added(*span, *what, zone),
        Did::Swapped(one, other) => format!("swap of {} and {}", mention(*one), mention(*other)),
        Did::Dropped(span, what) => format!("end of: {}", added(*span, *what, zone)),
        Did::Edited(edit) => edited(edit),
        Did::Other(verb) => verb.clone(),
    }
}

fn added(span: Span, what: What, zone: &Zone) -> String {
    let when = days(span, zone);
    match what {
        What::Slot { user_id, .. } => format!("{} taking over, {when}", mention(user_id)),
        What::Stay { user_id, .. } => format!("{} staying on, {when}", mention(user_id)),
        What::Cover { for_user_id, user_id } => {
            format!("{} covering {}, {when}", mention(user_id), mention(for_user_id))
        }
        What::Away { user_id } => format!("absence of {}, {when}", mention(user_id)),
        What::Left { user_id } => format!("{} leaving the server", mention(user_id)),
    }
}

fn edited(edit: &Edit) -> String {
    match edit {
        Edit::Add { user_id } => format!("{} joining the order", mention(*user_id)),
        Edit::Remove { user_id } => format!("removal of {} from the order", mention(*user_id)),
        Edit::Move { user_id, place } => format!("move of {} to place {}", mention(*user_id), place + 1),
        Edit::Set { .. } => "change of the handoffs".to_owned(),
        Edit::Replace { .. } => "change of the order".to_owned(),
        Edit::Turn { .. } => "change of whose turn it is".to_owned(),
        Edit::Begin => "change of how it begins".to_owned(),
    }
}
