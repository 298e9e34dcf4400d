//! What the person who acted is told.

use super::{
    card::{For, card, code, ending, line, press},
    own::rows,
};
use crate::{
    base::{
        text::{escape_markdown, grouped},
        when::{Style, stamp},
    },
    contract::{
        Button, Called, Card, Context, File, Form, Line, Message, Noun, Purpose, Reply, Sight, Visibility,
    },
    request::{
        CloseReason, State,
        rules::{change::verb, lifecycle::Rights},
        store::{FileRow, FileState, Merged, Note, View},
    },
    room::press_again,
};

/// What is shown of one note on a card.
const NOTE_ON_CARD: usize = 200;

/// The outcome over the fresh card. A private message whose button was pressed changes in place. The team's card is
/// drawn by the outbox alone, which keeps its states in order; whoever pressed a button there is told in private, with the
/// way back and the way on.
pub fn reply(cx: &Context, view: &View, outcome: String) -> Reply {
    if is_on_team_card(cx) {
        let open = Button::run(format!("Open {}", code(view.request.id)), line(view, "show"));
        return Reply::private(Message::text(outcome).buttons([press(view, "Undo", "undo"), open]));
    }
    cx.in_place(own(cx, view, outcome, Rights::of(cx)))
}

/// Whether a button or form of the team's card in the requests channel was used.
pub fn is_on_team_card(cx: &Context) -> bool {
    let is_requests = cx.guild.channel_of(Purpose::REQUESTS) == Some(cx.caller.channel_id);
    is_requests && cx.source.message_id().is_some() && !cx.source.is_on_private_message()
}

/// A person's own view: outcome, card, and the buttons that they may press.
pub fn own(cx: &Context, view: &View, outcome: String, rights: Rights) -> Message {
    let sight = cx.sight();
    let mut card = card(view, sight, For::One);
    if rights.level.reads_money() && view.value > 0 && !view.votes.is_none() {
        card = card.field("Worth in a year", grouped(view.value));
    }
    let mut message = Message::text(outcome).card(card);
    message.rows = rows(view, sight, rights);
    message
}

/// The button was drawn before the last change: nothing is changed, and whoever pressed it is shown the request as it
/// is, with fresh buttons.
pub fn stale(cx: &Context, view: &View) -> Reply {
    let said = press_again(&code(view.request.id));
    cx.in_place(own(cx, view, said, Rights::of(cx)))
}

/// Said in the admin channel when the card could not be posted.
pub fn undeliverable(id: i64, channel_id: i64) -> String {
    format!(
        "The card of {} could not be posted in <#{channel_id}>. The request itself is safe: `/request show request:{id}`. \
         `/settings check` says what is missing there.",
        code(id)
    )
}

pub fn assigned(view: &View, to: i64, me: i64) -> String {
    let whom = if to == me { "you".to_owned() } else { format!("<@{to}>") };
    format!("{} is assigned to {whom}.", code(view.request.id))
}

pub fn closed(view: &View) -> String {
    let reason = view.request.facts.close_reason.map_or("done", CloseReason::word);
    format!("{} is closed: {reason}.", code(view.request.id))
}

pub fn reopened(view: &View) -> String {
    format!("{} is open again.", code(view.request.id))
}

pub fn noted(view: &View) -> String {
    format!("Noted on {}.", code(view.request.id))
}

pub fn edited(view: &View) -> String {
    format!("{} is updated.", code(view.request.id))
}

pub fn merged(cx: &Context, view: &View, root: &View) -> String {
    let text = super::card::beginning(&root.request.facts.text, cx.sight(), 100);
    let (id, root_id) = (code(view.request.id), code(root.request.id));
    let facts = &root.request.facts;
    let ending = ending(facts.state, facts.close_reason, facts.duplicate_of_id, root.request.closed_at);
    let ending = ending.map(|ending| format!(" It is closed: {ending}.")).unwrap_or_default();
    format!(
        "{id} now counts as a +1 of **{root_id}** ({text}), now at +{}{}.{ending}",
        root.votes,
        from_customers(root)
    )
}

/// `, from 3 customers`.
fn from_customers(root: &View) -> String {
    match root.customers.count() {
        0 => String::new(),
        1 => ", from 1 customer".to_owned(),
        _ => format!(", from {} customers", root.customers),
    }
}

/// What undo did, by the verb of the change that it took back.
pub fn undone(view: &View, verb: &str) -> String {
    let id = code(view.request.id);
    match verb {
        verb::FILED => {
            format!("{id} is withdrawn. The number won't be reused; **Reopen** brings it back.")
        }
        verb::NOTED => format!("Undid: the last note on {id}."),
        verb::ASSIGNED => format!("Undid: the last assignment of {id}."),
        verb::MERGED => format!("Undid: {id} stands for itself again, and the +1 is gone."),
        verb::CLOSED => format!("Undid: {id} is open again."),
        verb::SNOOZED => format!("Undid: {id} is no longer snoozed."),
        verb::ASKED => format!("Undid: the question about {id}."),
        _ => format!("Undid: the last change of {id}."),
    }
}

/// What stands around a request.
pub struct Around {
    pub notes: Vec<Note>,
    /// The requests that are a +1 of it.
    pub merged: Vec<Merged>,
    /// What other rooms have linked with it.
    pub linked: Vec<Called>,
}

/// What a request is called on the cards of other rooms.
pub fn called(id: i64, state: State) -> Called {
    let text = format!("**{}** ({})", code(id), state.word());
    let show = Line::new("request show").with("request", id);
    Called { noun: Noun::REQUEST, id, text, shipped_in: None, has_ended: state == State::Closed, show }
}

/// Everything about one request.
pub fn shown(cx: &Context, view: &View, around: &Around, rights: Rights) -> Reply {
    let (sight, Around { notes, merged, linked }) = (cx.sight(), around);
    let mut message = own(cx, view, String::new(), rights);
    for card in &mut message.cards {
        if !merged.is_empty() {
            let lines = merged.iter().map(|other| match other.customer() {
                Some(named) => format!("{} ({})", code(other.id), super::card::name(sight.name(named))),
                None => code(other.id),
            });
            let more = view.votes.beyond(merged.len());
            let more = if !more.is_none() { format!(" and {more} more") } else { String::new() };
            *card = std::mem::take(card)
                .wide_field("Also asked in", lines.collect::<Vec<_>>().join(", ") + &more);
        }
        if !linked.is_empty() {
            let lines: Vec<_> = linked.iter().map(|other| other.text.as_str()).collect();
            *card = std::mem::take(card).wide_field("Belongs to", lines.join("\n"));
        }
        with_notes(card, notes, sight);
    }
    Reply::private(message)
}

fn with_notes(card: &mut Card, notes: &[Note], sight: Sight<'_>) {
    // Each in a field of its own: a field holds 1024 characters.
    for note in notes.iter().rev().take(5).rev() {
        let text = super::card::beginning(&note.text, sight, NOTE_ON_CARD);
        let when = stamp(note.created_at.utc(), Style::Relative);
        *card =
            std::mem::take(card).wide_field("Note", format!("{text}\n<@{}>, {when}", note.author_user_id));
    }
}

/// The kept files attached, and a line for each that is not there.
pub fn files(cx: &Context, view: &View, files: &[FileRow]) -> Reply {
    let id = code(view.request.id);
    let lines: Vec<_> = files.iter().map(|file| file_line(file, cx.sight())).collect();
    let text = if lines.is_empty() {
        format!("{id} has no files.")
    } else {
        format!("Files of {id}:\n{}", lines.join("\n"))
    };
    let kept = files.iter().filter(|file| file.state == FileState::Kept);
    let name = |file: &FileRow| cx.sight().text(&file.name).into_owned();
    let attached =
        |file: &FileRow| File { name: name(file), file_id: file.id, length: file.length, text: None };
    let files = kept.map(attached).collect();
    let message = Message { files, ..Message::text(text) };
    Reply::Message { message, visibility: Some(Visibility::Private) }
}

fn file_line(file: &FileRow, sight: Sight<'_>) -> String {
    let name = escape_markdown(&sight.text(&file.name));
    let problem =
        file.problem.as_deref().map(|problem| format!(": {}", escape_markdown(problem))).unwrap_or_default();
    match file.state {
        FileState::Kept => format!("- {name}"),
        FileState::Waiting if problem.is_empty() => {
            format!("- {name} is being copied; look again in a minute")
        }
        FileState::Waiting => format!("- {name} could not be copied yet{problem}; docket tries again"),
        FileState::Failed => format!("- {name} could not be copied{problem}"),
    }
}

/// The whole text in a message; the door splits what is longer than one.
pub fn whole_text(cx: &Context, view: &View) -> Reply {
    let text = cx.sight().text(&view.request.facts.text);
    Reply::private(format!("**{}**\n{}", code(view.request.id), escape_markdown(&text)))
}

/// A form does not go without the text, although the command does: bare, it opens the form.
pub fn with_required_text(mut form: Form) -> Form {
    for input in form.inputs.iter_mut().filter(|input| input.name == "text") {
        input.is_required = true;
    }
    form
}
