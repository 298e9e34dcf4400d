//! The card of a request, for the team and for one person, and what stands under both.

use crate::{
    base::{
        text::{escape_markdown, length, one_line, trim_to, trim_with_notice},
        when::{Style, stamp},
    },
    contract::{Button, Card, Field, Line, Select, SelectFrom, Sight, Tone},
    db::At,
    request::{CloseReason, Facts, State, store::View},
};

/// What one person's card shows of a long text, in UTF-16 units before escaping; escaping at most doubles it, and a card
/// of Discord's holds 4096.
const TEXT_ON_CARD: usize = 1800;
/// What the team's card shows of it: on a phone, one card and what can be done with it are one screen.
const TEXT_FOR_TEAM: usize = 300;
/// What is shown of the names of areas and customers.
const NAME_ON_CARD: usize = 100;
/// Stands at the end of a text that was cut.
const MORE_THAN_FITS: &str = "\n… (**Full text** shows the rest)";
/// The importance that a request has when nobody says another.
const NORMAL: i64 = 1;
/// The words for importance 0 to 3.
const IMPORTANCE: [&str; 4] = ["low", "normal", "high", "blocking"];

/// How people name the request.
pub fn code(id: i64) -> String {
    format!("REQ-{id}")
}

/// The word for an importance.
pub fn importance(value: i64) -> &'static str {
    usize::try_from(value).ok().and_then(|value| IMPORTANCE.get(value)).copied().unwrap_or("unknown")
}

/// A name, escaped and short enough for a field.
pub fn name(text: &str) -> String {
    escape_markdown(&trim_to(&one_line(text), NAME_ON_CARD))
}

/// The state in words: `closed: declined`.
pub fn state(view: &View) -> String {
    let facts = &view.request.facts;
    match (facts.state, facts.close_reason, facts.duplicate_of_id) {
        (State::Closed, _, Some(other)) => format!("closed: same as {}", code(other)),
        (State::Closed, Some(reason), _) => format!("closed: {}", reason.word()),
        (state, _, _) => state.word().to_owned(),
    }
}

/// How and when something ended: `declined on 12 November 2026`; `None` for what is open.
pub fn ending(
    state: State,
    reason: Option<CloseReason>,
    duplicate_of: Option<i64>,
    closed_at: Option<At>,
) -> Option<String> {
    ending_in(state, (reason, duplicate_of), closed_at, None)
}

/// The same, and what it was done in: `done in 7.2 on 12 November 2026`. What that is called is escaped.
pub fn ending_in(
    state: State,
    (reason, duplicate_of): (Option<CloseReason>, Option<i64>),
    closed_at: Option<At>,
    shipped_in: Option<&str>,
) -> Option<String> {
    let how = match (state, reason, duplicate_of) {
        (State::Closed, _, Some(other)) => format!("same as {}", code(other)),
        (State::Closed, Some(reason), _) => reason.word().to_owned(),
        _ => return None,
    };
    let shipped = shipped_in.map(|name| format!(" in {name}"));
    let when = closed_at.map(|at| format!(" on {}", stamp(at.utc(), Style::LongDate)));
    Some(how + &shipped.unwrap_or_default() + &when.unwrap_or_default())
}

/// How many ask for it besides, and how many customers all of them are: `5 (2 customers)`.
pub fn demand(view: &View) -> String {
    match view.customers.count() {
        0 => view.votes.to_string(),
        1 => format!("{} (1 customer)", view.votes),
        _ => format!("{} ({} customers)", view.votes, view.customers),
    }
}

/// For whom a card is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// Everybody in a channel: short enough for a phone.
    Team,
    /// One person, who asked for it.
    One,
}

impl For {
    /// What is shown of the text.
    const fn most(self) -> usize {
        match self {
            For::Team => TEXT_FOR_TEAM,
            For::One => TEXT_ON_CARD,
        }
    }
}

/// The text as this reader may see it, escaped and cut to what the card holds.
fn shown_text(view: &View, sight: Sight<'_>, whom: For) -> String {
    let text = sight.text(&view.request.facts.text);
    if length(&text) <= whom.most() {
        return escape_markdown(&text);
    }
    format!("{}{MORE_THAN_FITS}", escape_markdown(&trim_to(&text, whom.most())))
}

/// The card alone, without buttons. The team's leaves out what says nothing: that importance is as usual, that it is
/// nobody's while it is new.
pub fn card(view: &View, sight: Sight<'_>, whom: For) -> Card {
    let (request, facts) = (&view.request, &view.request.facts);
    let mut card =
        Card::new(format!("{} · {}", code(request.id), state(view))).text(shown_text(view, sight, whom));
    card.at = Some(request.created_at.utc());
    card.tone = tone(view);
    if let Some(customer) = view.customer() {
        card = card.field("Customer", name(sight.name(customer)));
        card.footer = sight.why_hidden().unwrap_or_default().to_owned();
    }
    if let Some(area) = &view.area_name {
        card = card.field("Area", area_with_reason(area, facts.area_keyword.as_deref(), sight));
    }
    if whom == For::One || facts.importance != NORMAL {
        card = card.field("Importance", format!("{} {}", facts.importance, importance(facts.importance)));
    }
    card.fields.extend(assignee_field(facts, whom));
    card.fields.extend(put_off_field(view));
    card = card.field("Filed by", format!("<@{}>", request.reporter_user_id));
    if !view.votes.is_none() {
        card = card.field("+1", demand(view));
    }
    if view.notes > 0 {
        card = card.field("Notes", view.notes.to_string());
    }
    card.fields.extend(files_field(view));
    card.fields.extend(snapshot_field(view, sight));
    card
}

fn assignee_field(facts: &Facts, whom: For) -> Option<Field> {
    let value = match facts.assignee_user_id {
        Some(user_id) => format!("<@{user_id}>"),
        None if whom == For::Team => return None,
        None => "nobody yet".to_owned(),
    };
    Some(Field { name: "Assigned to".into(), value, is_inline: true })
}

fn area_with_reason(area: &str, keyword: Option<&str>, sight: Sight<'_>) -> String {
    match keyword {
        Some(keyword) => {
            format!("{} (matched '{}')", name(&sight.text(area)), name(&sight.text(keyword)))
        }
        None => name(&sight.text(area)),
    }
}

fn tone(view: &View) -> Tone {
    match (view.request.facts.state, view.request.facts.close_reason) {
        (State::New, _) if view.request.facts.importance == 3 => Tone::Alarm,
        (State::New, _) => Tone::Waiting,
        (State::Closed, Some(CloseReason::Done)) => Tone::Done,
        _ => Tone::Plain,
    }
}

/// Until when triage leaves it alone, and why.
fn put_off_field(view: &View) -> Option<Field> {
    let facts = &view.request.facts;
    let until = facts.snoozed_until_at.filter(|_| facts.state == State::New)?;
    let name = if facts.question_id.is_some() { "Answer awaited until" } else { "Snoozed until" };
    let value = stamp(until.utc(), Style::DateTime);
    Some(Field { name: name.into(), value, is_inline: true })
}

fn files_field(view: &View) -> Option<Field> {
    let counted = [
        (view.files_kept, "kept"),
        (view.files_waiting, "being copied"),
        (view.files_failed, "could not be copied"),
    ];
    let counted: Vec<_> = counted
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    (!counted.is_empty()).then(|| Field { name: "Files".into(), value: counted.join(", "), is_inline: true })
}

/// Who wrote the message that the request was filed from.
fn snapshot_field(view: &View, sight: Sight<'_>) -> Option<Field> {
    let snapshot = &view.request.snapshot_json.as_ref()?.0;
    let author = sight.text(&snapshot.author_name);
    Some(Field { name: "Message by".into(), value: name(&author), is_inline: true })
}

/// Buttons that only show something.
pub fn looking(view: &View, sight: Sight<'_>, whom: For) -> Vec<Button> {
    let mut buttons = Vec::new();
    if length(&sight.text(&view.request.facts.text)) > whom.most() {
        buttons.push(Button::run("Full text", line(view, "text")));
    }
    if whom == For::One && view.files_kept + view.files_waiting + view.files_failed > 0 {
        buttons.push(Button::run("Files", line(view, "files")));
    }
    // An address that holds a name cannot be opened without showing it.
    let link = view.request.facts.link.as_deref().filter(|link| sight.text(link) == *link);
    if let Some(link) = link {
        let label = if view.request.snapshot_json.is_some() { "Message" } else { "Source" };
        buttons.push(Button::open(label, link));
    }
    buttons
}

/// A line about the request.
pub fn line(view: &View, command: &str) -> Line {
    Line::new(format!("request {command}")).with("request", view.request.id)
}

/// A line that is refused when the request has changed since.
pub fn versioned(view: &View, command: &str) -> Line {
    line(view, command).version(view.request.version)
}

/// A button that is refused when the request has changed since.
pub fn press(view: &View, label: &str, command: &str) -> Button {
    Button::run(label, versioned(view, command))
}

/// Gives the request to whoever is chosen.
pub fn assign_select(view: &View) -> Select {
    Select {
        line: versioned(view, "assign").hole("to"),
        placeholder: "Assign to…".into(),
        from: SelectFrom::Members,
    }
}

/// The beginning of a text on one line, as this reader may see it, escaped.
pub fn beginning(text: &str, sight: Sight<'_>, max: usize) -> String {
    let text = one_line(&sight.text(text));
    escape_markdown(&trim_with_notice(&text, max, "…"))
}
