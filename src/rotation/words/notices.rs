//! What timers tell people.

use super::{bold, card::open_words, line_of, listed, mention, moment, nobody, seat_name, take_button};
use crate::{
    base::when::{Style, stamp},
    contract::{Button, Message},
    room::Open,
    rotation::{
        rules::{Duty, Nobody, Span},
        store::Row,
    },
};
use chrono::{DateTime, Utc};

/// A day ahead: from when to when, after whom, what is open.
pub struct Ahead<'a> {
    pub row: &'a Row,
    pub user_id: i64,
    pub seat: usize,
    pub seats: usize,
    pub span: Span,
    pub after: Option<i64>,
    pub open: Option<&'a Open>,
    /// Whether it should have come earlier.
    pub is_late: bool,
}

pub fn ahead(notice: &Ahead<'_>) -> Message {
    let Ahead { row, span, .. } = notice;
    let seat = if notice.seats > 1 { format!(" ({})", seat_name(notice.seat)) } else { String::new() };
    let after = notice.after.map(|user_id| format!(", after {}", mention(user_id))).unwrap_or_default();
    let mut text = format!(
        "{}, you are on {}{seat} from {} until {}{after}.",
        mention(notice.user_id),
        bold(&row.name),
        moment(span.from),
        moment(span.until)
    );
    if notice.is_late {
        text.push_str(" (This notice is late; it should have come a day ahead.)");
    }
    if let Some(open) = notice.open {
        text.push_str(&format!("\n{}", open_words(open)));
    }
    Message::text(text).ping(notice.user_id).buttons([cover_button(row, *span)])
}

/// Asks the others to cover a stretch of somebody's duty.
fn cover_button(row: &Row, span: Span) -> Button {
    let from = stamp(span.from, Style::DateTime);
    let until = stamp(span.until, Style::DateTime);
    Button::run("Ask for cover", line_of(row, "rotation cover").with("from", from).with("until", until))
}

/// To whoever comes on in the middle of a shift.
pub fn on_now(row: &Row, user_id: i64, span: Span) -> Message {
    let text = format!(
        "{}, you are on {} from now until {}.",
        mention(user_id),
        bold(&row.name),
        moment(span.until)
    );
    let who = Button::run("Who is on", line_of(row, "rotation who"));
    Message::text(text).ping(user_id).buttons([who, cover_button(row, span)])
}

/// In the channel: somebody left the server; `duty` is who is on in their place, and on which seat. `is_back`: the heirs are
/// those for whom the person held the duty.
pub fn left(
    row: &Row,
    user_id: i64,
    heirs: &[i64],
    (duty, seat): (Option<Duty>, usize),
    is_back: bool,
) -> Message {
    let who = mention(user_id);
    let name = bold(&row.name);
    let next = Button::run("Next shifts", line_of(row, "rotation next"));
    match (heirs, duty.map(|duty| duty.user)) {
        ([], None) => {
            Message::text(format!("{who} left the server and takes no more turns in {name}.")).buttons([next])
        }
        ([], Some(Err(why))) => {
            let text = format!(
                "{who} left the server while on {name}, and nobody is on now, because {}. Somebody can take it with \
                 `/rotation take`.",
                nobody(why)
            );
            Message::text(text).buttons([take_button(row, seat)])
        }
        (heirs, _) => {
            let people: Vec<String> = heirs.iter().map(|heir| mention(*heir)).collect();
            let to = match is_back {
                true => format!("goes back to {}, whose turn it is", listed(&people)),
                false => format!("goes to {}, next in line", listed(&people)),
            };
            let text = format!("{who} left the server. The rest of the shift of {name} {to}.");
            heirs.iter().fold(Message::text(text), |message, heir| message.ping(*heir)).buttons([next])
        }
    }
}

/// In the channel: somebody who had left the server is there again, with or without turns.
pub fn is_back(row: &Row, user_id: i64, has_turns: bool) -> Message {
    let (who, name) = (mention(user_id), bold(&row.name));
    Message::text(match has_turns {
        true => format!("{who} is back on the server and takes turns in {name} again."),
        false => format!(
            "{who} is back on the server. They take no turns in {name} until a lead adds them, with \
             `/rotation members add`."
        ),
    })
}

/// To admins: nobody will be on in the coming weeks.
pub fn gap_ahead(row: &Row, gaps: &[(usize, Span, Nobody)]) -> String {
    let line = |(seat, span, why): &(usize, Span, Nobody)| {
        format!("- {} {}: {}", seat_name(*seat), super::period(*span), nobody(*why))
    };
    let lines: Vec<String> = gaps.iter().take(5).map(line).collect();
    format!(
        "{} has times ahead with nobody on duty. Add members with `/rotation members add`, or let somebody take them:\n{}",
        bold(&row.name),
        lines.join("\n")
    )
}

/// In the channel: new rules of a time zone move handoffs.
pub fn zone_rules_changed(row: &Row, zone: &str, moved: &[(DateTime<Utc>, DateTime<Utc>)]) -> Message {
    let line = |(old, new): &(DateTime<Utc>, DateTime<Utc>)| {
        format!("- {} instead of {}", moment(*new), moment(*old))
    };
    let lines: Vec<String> = moved.iter().take(3).map(line).collect();
    Message::text(format!(
        "The clock-change rules of {zone} have changed, so handoffs of {} move (their local time stays):\n{}",
        bold(&row.name),
        lines.join("\n")
    ))
}

/// To admins: docket does not give the role, or Discord did not let it give or take it, and `why`. `keep_it` are those from
/// whom it could not be taken.
pub fn role_failed(row: &Row, role_id: i64, why: &str, keep_it: &[i64]) -> String {
    // What Discord says is no sentence.
    let end = if why.ends_with('.') { "" } else { "." };
    let people: Vec<String> = keep_it.iter().map(|user_id| mention(*user_id)).collect();
    let still = match people.as_slice() {
        [] => String::new(),
        people => format!(" It could not be taken from {}; please do that by hand.", listed(people)),
    };
    format!(
        "The role <@&{role_id}> of {} could not follow whoever is on duty: {why}{end} `/rotation role` chooses another.{still}",
        bold(&row.name)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Json;

    #[test]
    fn why_a_role_does_not_follow_is_a_sentence_of_its_own() {
        let row = Row {
            id: 1,
            name: "Requests".to_owned(),
            channel_id: None,
            role_id: Some(60),
            deadline_json: None,
            expected_json: Json(Vec::new()),
            handover_json: None,
            state: "active".to_owned(),
            version: 1,
        };
        for why in ["Missing Permissions", "Missing Permissions."] {
            let said = role_failed(&row, 60, why, &[]);
            assert!(said.contains("on duty: Missing Permissions. `/rotation role`"), "{said}");
        }
    }
}
