//! What people hear of changes that others made.

use super::{bold, dates, days, did, mention, period};
use crate::{
    base::civil::Zone,
    contract::{Button, Line},
    rotation::{
        rules::{Did, Edit, FOREVER, Override, Span, Stint, What},
        store::Row,
    },
    workspace::News,
};

/// How something came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It was done.
    Done,
    /// It was taken back.
    Undone,
    /// It was taken back before, and holds again.
    Again,
}

/// A change that others than who made it hear of.
pub struct Happened<'a> {
    pub row: &'a Row,
    pub did: &'a Did,
    pub how: How,
    /// Who made it; `None` when docket did.
    pub by: Option<i64>,
    /// That of the rotation, by which days are counted.
    pub zone: &'a Zone,
}

/// What happened, for one person; and what they had agreed to that no longer fits.
pub fn happened(change: &Happened<'_>, me: i64, ended: &[Override]) -> String {
    let Happened { row, did: what, how, by, zone } = *change;
    let name = bold(&row.name);
    let who = by.map_or_else(|| "docket".to_owned(), mention);
    let mut text = match how {
        How::Undone => format!("{who} undid in {name}: {}.", did(what, zone)),
        How::Again => format!("{who} brought this back in {name}: {}.", did(what, zone)),
        How::Done => done(what, me, zone, &name) + &by_whom(what, by) + ".",
    };
    if !ended.is_empty() {
        let lines = ended
            .iter()
            .take(5)
            .map(|one| format!("\n- {}, {}", super::edit::agreement(one), period(one.span)));
        text.push_str(&format!("\nThis no longer fits, and has ended:{}", lines.collect::<String>()));
    }
    text
}

/// When the person is on after it; `None` for the dates stands for their having stayed.
pub fn on_after(stints: Option<&[Stint]>, seats: usize) -> String {
    match stints {
        None => "Your own dates stay.".to_owned(),
        Some([]) => "You have no shift in the coming weeks.".to_owned(),
        Some(stints) => format!("You are on:\n{}", dates(stints, seats, 3)),
    }
}

/// What news are about that tell of a rotation.
pub fn about(rotation_id: i64) -> String {
    format!("rotation:{rotation_id}")
}

/// The line as news, which are told in the channel where direct messages are closed.
pub fn news(row: &Row, channel_id: Option<i64>, line: String) -> News {
    News {
        about: about(row.id),
        in_public: after_address(&line),
        line,
        buttons: vec![mine_button(row)],
        channel_id,
        ..News::default()
    }
}

/// For a place where the person is addressed first.
pub fn after_address(line: &str) -> String {
    let mut chars = line.chars();
    let first = chars.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(chars).collect()
}

fn done(did: &Did, me: i64, zone: &Zone, name: &str) -> String {
    match did {
        Did::SetUp => format!("{name} was set up"),
        Did::Ended => format!("{name} has ended"),
        Did::Paused(span) if span.until >= FOREVER => format!("{name} is paused until somebody resumes it"),
        Did::Paused(span) => format!("{name} is paused {}", days(*span, zone)),
        Did::Resumed => format!("{name} goes on"),
        Did::Added(span, what) => added(*what, me, &days(*span, zone), name),
        Did::Swapped(one, other) if *one == me => {
            format!("{} and you have swapped in {name}", mention(*other))
        }
        Did::Swapped(one, other) if *other == me => {
            format!("{} and you have swapped in {name}", mention(*one))
        }
        Did::Swapped(one, other) => {
            format!("{} and {} have swapped in {name}", mention(*one), mention(*other))
        }
        Did::Dropped(span, what) => dropped(*span, *what, me, zone, name),
        Did::Edited(edit) => edited(edit, me, name),
        Did::Other(_) => format!("The order of {name} has changed"),
    }
}

fn added(what: What, me: i64, when: &str, name: &str) -> String {
    match what {
        What::Cover { for_user_id, user_id } if for_user_id == me => {
            format!("{} covers you {when} in {name}", mention(user_id))
        }
        What::Cover { for_user_id, user_id } if user_id == me => {
            format!("You cover {} {when} in {name}", mention(for_user_id))
        }
        What::Cover { for_user_id, user_id } => {
            format!("{} covers {} {when} in {name}", mention(user_id), mention(for_user_id))
        }
        What::Slot { user_id, .. } | What::Stay { user_id, .. } if user_id == me => {
            format!("You are on {when} in {name}")
        }
        What::Slot { user_id, .. } => format!("{} took over {when} in {name}", mention(user_id)),
        What::Stay { user_id, .. } => format!("{} stays on {when} in {name}", mention(user_id)),
        What::Away { user_id } if user_id == me => format!("You are away {when} in {name}"),
        What::Away { user_id } => format!("{} is away {when}, which moves turns in {name}", mention(user_id)),
        What::Left { user_id } => {
            format!("{} left the server, which moves turns in {name}", mention(user_id))
        }
    }
}

fn dropped(span: Span, what: What, me: i64, zone: &Zone, name: &str) -> String {
    let when = days(span, zone);
    match what {
        What::Cover { for_user_id, user_id } if for_user_id == me => {
            format!("{} no longer covers you {when} in {name}", mention(user_id))
        }
        What::Cover { for_user_id, user_id } if user_id == me => {
            format!("You no longer cover {} {when} in {name}", mention(for_user_id))
        }
        What::Away { user_id } if user_id == me => format!("Your absence {when} in {name} has ended"),
        What::Away { user_id } => {
            format!("{} is no longer away {when}, which moves turns in {name}", mention(user_id))
        }
        _ => format!("This has ended in {name}: {}", did(&Did::Added(span, what), zone)),
    }
}

fn edited(edit: &Edit, me: i64, name: &str) -> String {
    match edit {
        Edit::Add { user_id } if *user_id == me => format!("You take turns in {name} from now on"),
        Edit::Add { user_id } => format!("{} takes turns in {name} from now on", mention(*user_id)),
        Edit::Remove { user_id } if *user_id == me => format!("You take no more turns in {name}"),
        Edit::Remove { user_id } => format!("{} takes no more turns in {name}", mention(*user_id)),
        Edit::Move { user_id, place } if *user_id == me => {
            format!("You are at place {} of the order of {name} now", place + 1)
        }
        Edit::Move { user_id, place } => {
            format!("{} is at place {} of the order of {name} now", mention(*user_id), place + 1)
        }
        Edit::Set { .. } => format!("The handoffs of {name} have changed"),
        Edit::Replace { .. } => format!("The order of {name} has changed"),
        Edit::Turn { user_id: Some(user_id) } if *user_id == me => format!("It is your turn in {name}"),
        Edit::Turn { user_id: Some(user_id) } => format!("It is the turn of {} in {name}", mention(*user_id)),
        Edit::Turn { user_id: None } => format!("It is another turn in {name}"),
        Edit::Begin => format!("{name} begins at another time"),
    }
}

/// Who made the change, where the sentence does not tell already.
fn by_whom(did: &Did, by: Option<i64>) -> String {
    let told = match did {
        Did::Added(_, what) | Did::Dropped(_, what) => match *what {
            What::Cover { user_id, .. }
            | What::Slot { user_id, .. }
            | What::Stay { user_id, .. }
            | What::Away { user_id }
            | What::Left { user_id } => vec![user_id],
        },
        Did::Swapped(one, other) => vec![*one, *other],
        Did::Edited(Edit::Add { user_id } | Edit::Remove { user_id } | Edit::Move { user_id, .. }) => {
            vec![*user_id]
        }
        _ => Vec::new(),
    };
    by.filter(|by| !told.contains(by)).map(|by| format!(" (changed by {})", mention(by))).unwrap_or_default()
}

/// To whoever asked for a swap: the other one cannot.
pub fn swap_declined(row: &Row, other: i64) -> String {
    format!("{} cannot swap with you in {}. Nothing changes.", mention(other), bold(&row.name))
}

/// To whoever asked for a swap: it cannot be made any more.
pub fn swap_no_longer_fits(row: &Row, other: i64) -> String {
    format!(
        "The swap with {} in {} cannot be made any more, because the turns have changed since you asked. Nothing changes; \
         `/rotation swap` asks anew.",
        mention(other),
        bold(&row.name)
    )
}

/// Leads to one's own shifts.
pub fn mine_button(row: &Row) -> Button {
    Button::run("Your shifts", Line::new("rotation mine").with("rotation", format!("#{}", row.id)))
}
