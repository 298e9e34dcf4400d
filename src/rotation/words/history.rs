//! What was: shifts and changes.

use super::{bold, holder, mention, period};
use crate::{
    base::when::{Style, stamp},
    contract::{Card, Message},
    db::event::Event,
    rotation::{rules::Stretch, store::Row},
};

/// A change as history tells it.
pub struct Past<'a> {
    pub event: &'a Event,
    /// What was taken back or done again, where it is that.
    pub undone: Option<String>,
}

/// The past shifts, newest first, and the last changes.
pub fn history(row: &Row, held: &[Stretch], changes: &[Past<'_>]) -> Message {
    let shift = |stretch: &Stretch| format!("- {} {}", period(stretch.span), holder(&stretch.duty));
    let shifts: Vec<String> = held.iter().rev().take(10).map(shift).collect();
    let change = |Past { event, undone }: &Past<'_>| {
        let who = event.actor_user_id.map_or_else(|| "docket".to_owned(), mention);
        let what = undone.as_ref().map(|what| format!(": {what}")).unwrap_or_default();
        format!("- {} {who}: {}{what}", stamp(event.happened_at, Style::DateTime), event.verb)
    };
    let changes: Vec<String> = changes.iter().take(12).map(change).collect();
    let mut card = Card::new(format!("History: {}", row.name));
    card.text = if shifts.is_empty() { "No shift has begun yet.".to_owned() } else { shifts.join("\n") };
    if !changes.is_empty() {
        card = card.wide_field("Changes", changes.join("\n"));
    }
    Message::text(format!("Who was on {}, the latest first", bold(&row.name))).card(card)
}
