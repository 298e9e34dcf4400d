//! The card of a request, for the team and for one person.

use crate::{
    base::{
        text::{escape_markdown, length, one_line, trim_to, trim_with_notice},
        when::{Style, stamp},
    },
    contract::{
        Button, Card, Field, Level, Line, Message, Row, Select, SelectFrom, SelectOption, Sight, Tone,
    },
    request::{
        CloseReason, State,
        rules::lifecycle::{self, Actor},
        store::View,
    },
};

/// What a card shows of a long text, in UTF-16 units before escaping; escaping at most doubles it, and a card of
/// Discord's holds 4096.
const TEXT_ON_CARD: usize = 1800;
/// What is shown of the names of areas and customers.
const NAME_ON_CARD: usize = 100;
/// Stands at the end of a text that was cut.
const MORE_THAN_FITS: &str = "\n… (cut here; **Whole text** shows the rest)";
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

/// The text as this reader may see it, escaped and cut to what a card holds; the flag says whether it was cut.
fn shown_text(view: &View, sight: Sight<'_>) -> (String, bool) {
    let text = sight.text(&view.request.facts.text);
    let is_cut = length(&text) > TEXT_ON_CARD;
    if !is_cut {
        return (escape_markdown(&text), false);
    }
    (format!("{}{MORE_THAN_FITS}", escape_markdown(&trim_to(&text, TEXT_ON_CARD))), true)
}

/// The card alone, without buttons.
pub fn card(view: &View, sight: Sight<'_>) -> Card {
    let (request, facts) = (&view.request, &view.request.facts);
    let mut card =
        Card::new(format!("{} · {}", code(request.id), state(view))).text(shown_text(view, sight).0);
    card.at = Some(request.created_at.utc());
    card.tone = tone(view);
    if let Some(customer) = view.customer() {
        card = card.field("Customer", name(sight.name(customer)));
        card.footer = sight.why_hidden().unwrap_or_default().to_owned();
    }
    if let Some(area) = &view.area_name {
        card = card.field("Area", area_with_reason(area, facts.area_keyword.as_deref(), sight));
    }
    card = card.field("Importance", format!("{} {}", facts.importance, importance(facts.importance)));
    card = card.field(
        "Assigned to",
        facts.assignee_user_id.map_or("nobody yet".into(), |user| format!("<@{user}>")),
    );
    card.fields.extend(put_off_field(view));
    card = card.field("Filed by", format!("<@{}>", request.reporter_user_id));
    if !view.votes.is_none() {
        card = card.field("+1", view.votes.to_string());
    }
    if view.notes > 0 {
        card = card.field("Notes", view.notes.to_string());
    }
    card.fields.extend(files_field(view));
    card.fields.extend(snapshot_field(view, sight));
    card
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

/// The living card that the team sees. While nobody has taken the request, the area's owner is named and pinged;
/// edits of a message do not ping again.
pub fn team_card(view: &View, sight: Sight<'_>) -> Message {
    let is_new = view.request.facts.state == State::New;
    let owner = view.owner_user_id.filter(|owner| is_new && *owner != view.request.reporter_user_id);
    let mut message = match owner {
        Some(owner) => Message::text(format!("<@{owner}>, a request for your area.")).ping(owner),
        None => Message::default().silent(),
    };
    message = message.card(card(view, sight));
    message.rows = buttons(view, sight, None);
    message
}

/// The buttons and selects that go with the card: for `actor`, or for the team when `None`.
pub fn buttons(view: &View, sight: Sight<'_>, actor: Option<Actor>) -> Vec<Row> {
    let is_pm = actor.is_none_or(|actor| actor.level >= Level::Pm);
    let may_edit = actor.is_none_or(|actor| lifecycle::may_edit(actor, &view.request).is_ok());
    let may_reopen = actor.is_none_or(|actor| lifecycle::may_reopen(actor, &view.request).is_ok());
    let is_open = view.request.facts.state.is_open();
    let mut first = Vec::new();
    if is_open && is_pm {
        first.extend(taking(view, actor));
    }
    if may_edit {
        first.push(press(view, "Edit", "revise"));
    }
    if view.request.facts.state != State::Withdrawn {
        first.push(Button::run("Add note", line(view, "note")));
    }
    if is_open && may_edit {
        first.push(press(view, "Same as…", "same"));
    }
    if !is_open && may_reopen {
        first.push(press(view, "Reopen", "reopen"));
    }
    let mut second = Vec::new();
    if is_open && is_pm {
        let close = |label, reason| Button::run(label, versioned(view, "close").with("reason", reason));
        second.extend([close("Done", "done"), close("Decline", "declined").danger()]);
    }
    if is_pm || may_edit {
        second.push(press(view, "Undo", "undo"));
    }
    second.push(Button::run("History", line(view, "history")));
    let third = looking(view, sight);
    let rows = [first, second, third].into_iter().filter(|row| !row.is_empty()).map(Row::Buttons);
    let mut rows: Vec<_> = rows.collect();
    if is_open && is_pm {
        rows.push(Row::Select(assign_select(view)));
        rows.push(Row::Select(importance_select(view)));
    }
    rows
}

/// "Take it", and the area's owner as a proposal.
fn taking(view: &View, actor: Option<Actor>) -> Vec<Button> {
    let assignee = view.request.facts.assignee_user_id;
    let is_mine = actor.is_some_and(|actor| assignee == Some(actor.user_id));
    let mut buttons = Vec::new();
    if !is_mine {
        buttons.push(press(view, "Take it", "assign").primary());
    }
    if let Some(owner) = view
        .owner_user_id
        .filter(|owner| assignee.is_none() && actor.is_none_or(|actor| actor.user_id != *owner))
    {
        buttons.push(Button::run("Assign to the area's owner", versioned(view, "assign").with("to", owner)));
    }
    buttons
}

/// Buttons that only show something.
pub fn looking(view: &View, sight: Sight<'_>) -> Vec<Button> {
    let mut buttons = Vec::new();
    if shown_text(view, sight).1 {
        buttons.push(Button::run("Whole text", line(view, "text")));
    }
    if view.files_kept + view.files_waiting + view.files_failed > 0 {
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

fn line(view: &View, command: &str) -> Line {
    Line::new(format!("request {command}")).with("request", view.request.id)
}

/// A line that is refused when the request has changed since.
pub fn versioned(view: &View, command: &str) -> Line {
    line(view, command).version(view.request.version)
}

fn press(view: &View, label: &str, command: &str) -> Button {
    Button::run(label, versioned(view, command))
}

fn assign_select(view: &View) -> Select {
    Select {
        line: versioned(view, "assign").hole("to"),
        placeholder: "Assign to…".into(),
        from: SelectFrom::Members,
    }
}

fn importance_select(view: &View) -> Select {
    let option = |value: i64| SelectOption {
        value: value.to_string(),
        label: format!("Importance {value}: {}", importance(value)),
        description: String::new(),
        is_chosen: view.request.facts.importance == value,
    };
    let options = (0..=3).map(option).collect();
    Select {
        line: versioned(view, "edit").hole("importance"),
        placeholder: "Importance…".into(),
        from: SelectFrom::Texts(options),
    }
}

/// The beginning of a text on one line, as this reader may see it, escaped.
pub fn beginning(text: &str, sight: Sight<'_>, max: usize) -> String {
    let text = one_line(&sight.text(text));
    escape_markdown(&trim_with_notice(&text, max, "…"))
}
