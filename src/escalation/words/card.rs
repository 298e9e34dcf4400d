//! The living card.

use super::{View, beginning, code, line, name, press, severity, state, topic::informed};
use crate::{
    base::{
        text::{escape_markdown, length, limits, trim_to, trim_with_notice},
        when::{Style, stamp},
    },
    contract::{Button, Card, Line, Message, Row, Select, SelectFrom, SelectOption, Sight, Tone},
    escalation::{
        Asked, Escalation, Outcome, Rung, Severity, State,
        rules::ladder::{Next, Whom},
    },
};

/// What the card shows of the question: on a phone, one card and what can be done with it are one screen.
const QUESTION_ON_CARD: usize = 500;
/// What it shows of the draft of an answer.
const DRAFT_ON_CARD: usize = 400;
/// What it shows of one note.
const NOTE_ON_CARD: usize = 150;
/// The last of those asked that it tells.
const MOST_ASKED: usize = 6;

/// How much of an escalation is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What is one screen of a phone.
    Screen,
    /// The whole question; the notes stand in a card of their own.
    Whole,
}

/// The card for everybody in the channel. While the first of those asked has not answered, they are named and pinged with it;
/// edits of a message do not ping again.
pub fn card(view: &View, sight: Sight<'_>) -> Message {
    let mut message = head(view).card(body(view, sight, Extent::Screen)).opening(code(view.row.id));
    message.rows = rows(view, sight);
    message
}

fn head(view: &View) -> Message {
    let row = &view.row;
    if let Some(user_id) = called_by_card(row) {
        let text = format!("<@{user_id}>, a public question for you.");
        let informed = view.topic.as_ref().map(|topic| informed(row, topic)).unwrap_or_default();
        let said: String = informed.iter().map(|user_id| format!(" <@{user_id}>")).collect();
        let text = if informed.is_empty() { text } else { format!("{text} For you to know:{said}.") };
        return informed
            .iter()
            .fold(Message::text(text).ping(user_id), |message, other| message.ping(*other));
    }
    let asks_for_area = row.facts.state == State::New && row.climb.is_area_asked;
    if asks_for_area && row.climb.asked_json.0.is_empty() {
        let text = "Which area is this about? Without an answer it goes to the rotation on duty.";
        return Message::text(text).silent();
    }
    Message::default().silent()
}

/// Whom the card names and, when it is posted, pings, with whoever is to know of it: the first of those asked, until there is
/// another.
pub fn called_by_card(row: &Escalation) -> Option<i64> {
    match (row.facts.state, row.climb.asked_json.0.as_slice()) {
        (State::Routed, [Asked { user, .. }]) => *user,
        _ => None,
    }
}

/// The card without buttons, for channels and for one person.
pub fn body(view: &View, sight: Sight<'_>, extent: Extent) -> Card {
    let (row, facts) = (&view.row, &view.row.facts);
    let mut card =
        Card::new(format!("{} · {}", code(row.id), state(facts.state))).text(question(view, sight, extent));
    card.url = row.url.clone().filter(|url| sight.text(url) == *url).or_else(|| view.message.clone());
    card.at = Some(row.created_at.utc());
    card.tone = tone(view);
    card.footer = sight.why_hidden().unwrap_or_default().to_owned();
    if let Some(topic) = &view.topic {
        card = card.field("Sensitive", with_reason(&topic.name, facts.topic_keyword.as_deref(), sight));
    }
    if let Some(area) = &view.area {
        card = card.field("Area", with_reason(&area.name, facts.area_keyword.as_deref(), sight));
    }
    if facts.severity != Severity::Normal {
        card = card.field("Severity", severity(facts.severity));
    }
    if let Some(owner) = facts.owner_user_id {
        card = card
            .field(if facts.state == State::Acknowledged { "Has it" } else { "With" }, format!("<@{owner}>"));
    }
    card = card.field("Brought by", brought_by(view));
    card = card.field("Waits since", stamp(row.waits_since().utc(), Style::Relative));
    if let Some(due) = super::clock::due(view) {
        card = card.field("Due", due);
    }
    if let Some(next) = next(view) {
        card = card.field("Next", next);
    }
    if !row.climb.asked_json.0.is_empty() && facts.state.is_open() {
        card = card.wide_field("Asked so far", asked(view));
    }
    if let Some(draft) = facts.draft.as_deref().filter(|_| facts.state.is_open()) {
        let by = facts.drafted_by_user_id.map(|user_id| format!(" (by <@{user_id}>)")).unwrap_or_default();
        let draft = escape_markdown(&trim_with_notice(&sight.text(draft), DRAFT_ON_CARD, "…"));
        card = card.wide_field(
            if facts.review_since_at.is_some() { "Answer, to be reviewed" } else { "Answer, to be posted" },
            format!("{draft}{by}"),
        );
    }
    if let Some(review) = super::review::review(view).filter(|_| facts.state.is_open()) {
        card = card.wide_field("Review", review);
    }
    if let Some(problems) = super::delivery::problems(view) {
        card = card.wide_field("Not delivered", problems);
    }
    if let Some(ended) = ended(view, sight) {
        card = card.wide_field("How it ended", ended);
    }
    if let Some(said) = super::post::said(view, sight) {
        card = card.wide_field("In the conversation", said);
    }
    if !view.notes.is_empty() && extent == Extent::Screen {
        card = card.wide_field("Notes", notes(view, sight));
    }
    card
}

fn question(view: &View, sight: Sight<'_>, extent: Extent) -> String {
    let asked = asked_here(view, sight, extent);
    let quoted = super::post::quoted(view, sight, extent == Extent::Whole);
    match (asked, quoted) {
        (None, None) => "Nobody has said what is asked; the link leads there.".to_owned(),
        (asked, quoted) => asked.into_iter().chain(quoted).collect::<Vec<_>>().join("\n"),
    }
}

/// The question in the words of who brought it; nothing where the post, which is quoted, says the same.
fn asked_here(view: &View, sight: Sight<'_>, extent: Extent) -> Option<String> {
    let text = sight.text(&view.row.facts.question);
    let is_quoted = view.post.as_ref().is_some_and(|post| post.says(&view.row.facts.question));
    if text.is_empty() || is_quoted {
        return None;
    }
    Some(match extent {
        Extent::Screen => shortened(&text),
        Extent::Whole => escape_markdown(&text),
    })
}

fn shortened(text: &str) -> String {
    if length(text) <= QUESTION_ON_CARD {
        return escape_markdown(text);
    }
    format!("{}…", escape_markdown(&trim_to(text, QUESTION_ON_CARD)))
}

/// `Billing (matched 'invoice')`.
fn with_reason(called: &str, keyword: Option<&str>, sight: Sight<'_>) -> String {
    match keyword {
        Some(keyword) => format!("{} (matched '{}')", name(&sight.text(called)), name(&sight.text(keyword))),
        None => name(&sight.text(called)),
    }
}

fn brought_by(view: &View) -> String {
    let first = format!("<@{}>", view.row.raised_by_user_id);
    match view.people.len() {
        0 | 1 => first,
        count => format!("{first} and others ({count} people)"),
    }
}

fn tone(view: &View) -> Tone {
    match view.row.facts.state {
        State::New | State::Routed if view.row.facts.severity == Severity::Critical => Tone::Alarm,
        State::New | State::Routed => Tone::Waiting,
        State::Answered => Tone::Done,
        _ => Tone::Plain,
    }
}

/// What happens next by itself, and when.
fn next(view: &View) -> Option<String> {
    let (climb, facts) = (&view.row.climb, &view.row.facts);
    let at = |at: crate::db::At| {
        format!("{} ({})", stamp(at.utc(), Style::DateTime), stamp(at.utc(), Style::Relative))
    };
    if let Some(until) = facts.snoozed_until_at.filter(|_| facts.state.is_open()) {
        return Some(format!("snoozed; comes back {}", at(until)));
    }
    if !matches!(facts.state, State::New | State::Routed) {
        return None;
    }
    match climb.next_step_at {
        Some(next) if climb.is_area_asked => Some(format!("the rotation on duty is asked {}", at(next))),
        Some(next) => Some(format!("{} {}", asked_next(view.next), at(next))),
        None => Some("everybody has been asked; it waits here until somebody takes it".to_owned()),
    }
}

fn asked_next(next: Option<Next>) -> String {
    match next {
        Some(Next { whom: Whom::Person(user_id), rung: on, .. }) => {
            format!("<@{user_id}> ({}) is asked", rung(on))
        }
        Some(Next { whom: Whom::Leads, .. }) => "the leads are asked".to_owned(),
        None => "the next is asked".to_owned(),
    }
}

fn rung(rung: Rung) -> &'static str {
    match rung {
        Rung::Owner => "owner",
        Rung::Backup => "backup",
        Rung::Duty => "on duty",
        Rung::Lead => "leads",
        Rung::Responder => "responder",
    }
}

fn asked(view: &View) -> String {
    let all = &view.row.climb.asked_json.0;
    let left_out = all.len().saturating_sub(MOST_ASKED);
    let before = (left_out > 0).then(|| format!("… {left_out} before"));
    let lines = all.iter().skip(left_out).map(|asked| {
        let when = stamp(asked.at.utc(), Style::Relative);
        match asked.user {
            Some(user_id) => format!("<@{user_id}> ({}) {when}", rung(asked.rung)),
            None => format!("{} {when}", rung(asked.rung)),
        }
    });
    before.into_iter().chain(lines).collect::<Vec<_>>().join("\n")
}

fn ended(view: &View, sight: Sight<'_>) -> Option<String> {
    let facts = &view.row.facts;
    if facts.state.is_open() {
        return None;
    }
    let how = match facts.outcome {
        Some(Outcome::None) | None if facts.state == State::Duplicate => "the same as another",
        Some(Outcome::None) | None => "no action",
        Some(outcome) => outcome.word(),
    };
    let note = facts.outcome_note.as_deref().filter(|note| *note != how);
    let note = note.map(|note| format!(": {}", name(&sight.text(note)))).unwrap_or_default();
    let note = facts.duplicate_of_id.map(|id| format!(": **{}**", code(id))).unwrap_or(note);
    let address = facts.answer_url.as_deref().filter(|url| sight.text(url) == **url);
    let address = address.map(|url| format!(" <{url}>")).unwrap_or_default();
    Some(format!("{how}{note}{address}"))
}

fn notes(view: &View, sight: Sight<'_>) -> String {
    let line = |note: &super::NoteRow| {
        let text = escape_markdown(&trim_with_notice(&sight.text(&note.text), NOTE_ON_CARD, "…"));
        format!("<@{}> {}: {text}", note.author_user_id, stamp(note.written_at.utc(), Style::Relative))
    };
    view.notes.iter().rev().map(line).collect::<Vec<_>>().join("\n")
}

/// What people do with it: two rows at most.
fn rows(view: &View, sight: Sight<'_>) -> Vec<Row> {
    let row = &view.row;
    let more = Button::run("More…", line(row.id, "show"));
    let looking = looking(view, sight);
    if !row.facts.state.is_open() {
        let close = (row.facts.state == State::Answered).then(|| press(row, "Close", "close"));
        let first = [press(row, "Reopen", "reopen")].into_iter().chain(close).chain([more]).chain(looking);
        return vec![Row::Buttons(first.collect())];
    }
    let mine = match row.facts.state {
        State::Acknowledged => None,
        _ => Some(press(row, "Got it", "take").primary()),
    };
    let draft = press(row, "Draft answer…", "draft");
    let draft = if mine.is_none() { draft.primary() } else { draft };
    let first = mine.into_iter().chain([
        draft,
        Button::run("Not mine", line(row.id, "not-mine")),
        Button::run("Hand to…", line(row.id, "hand")),
    ]);
    let mut first: Vec<Button> = first.collect();
    let snooze = Button::run("Snooze", line(row.id, "snooze"));
    let mut second = vec![snooze, Button::run("No answer needed", line(row.id, "close")), more];
    second.extend(looking);
    if row.climb.is_area_asked {
        first.push(Button::run("More…", line(row.id, "show")));
        return vec![Row::Buttons(first), Row::Select(area_select(view, sight))];
    }
    vec![Row::Buttons(first), Row::Buttons(second)]
}

/// Where the post is.
pub fn looking(view: &View, sight: Sight<'_>) -> Vec<Button> {
    let row = &view.row;
    let post = row.url.as_deref().filter(|url| sight.text(url) == **url).map(|url| Button::open("Post", url));
    post.into_iter().collect()
}

/// Which area it is about.
pub fn area_select(view: &View, sight: Sight<'_>) -> Select {
    let option = |(id, called): &(i64, String)| SelectOption {
        value: format!("#{id}"),
        label: trim_to(&sight.text(called), 100).into_owned(),
        description: String::new(),
        is_chosen: false,
    };
    let areas = view.areas.iter().filter(|(id, _)| Some(*id) != view.row.facts.area_id);
    let nobody = SelectOption {
        value: "none".to_owned(),
        label: "I do not know: the rotation on duty".to_owned(),
        description: String::new(),
        is_chosen: false,
    };
    Select {
        line: line(view.row.id, "area").hole("area").version(view.row.version),
        placeholder: "Which area is it about?".to_owned(),
        from: SelectFrom::Texts(areas.take(limits::SELECT_OPTIONS - 1).map(option).chain([nobody]).collect()),
    }
}

/// What stands in the channel for public questions in place of a card that is elsewhere.
pub fn card_apart(view: &View, sight: Sight<'_>) -> Message {
    let row = &view.row;
    let topic = view.topic.as_ref().map(|topic| name(&sight.text(&topic.name))).unwrap_or_default();
    let text = format!("With those who answer for **{topic}**.");
    let mut card = Card::new(format!("{} · {}", code(row.id), state(row.facts.state))).text(text);
    card.tone = tone(view);
    let more = Button::run("More…", Line::new("escalation show").with("escalation", row.id));
    Message::default().silent().card(card).buttons([more])
}

/// What stands where the card of something sensitive was that is not.
pub fn card_moved(id: i64, channel_id: i64) -> Message {
    Message::text(format!("**{}** is not sensitive; its card is in <#{channel_id}>.", code(id))).silent()
}

/// What admins are told when a card cannot be posted.
pub fn undeliverable(id: i64, channel_id: i64) -> String {
    format!(
        "What belongs to {} could not be posted in <#{channel_id}>, so nobody there knows of it. It is safe: \
         `/escalation show escalation:{id}`. `/settings check` says what is missing there.",
        code(id)
    )
}

/// In one line, for lists.
pub fn list_line(view_row: &Escalation, sight: Sight<'_>, is_readable: bool) -> String {
    let what = if is_readable { beginning(view_row, sight, 80) } else { "a sensitive topic".to_owned() };
    let owner = view_row.facts.owner_user_id.map(|user_id| format!(" · <@{user_id}>")).unwrap_or_default();
    let since = stamp(view_row.waits_since().utc(), Style::Relative);
    format!("**{}** · {} · {what}{owner} · {since}", code(view_row.id), state(view_row.facts.state))
}
