//! Notes.

use crate::{
    action::{self, NewDecision, RAISED_IN},
    base::text::{clean, one_line, trim_to},
    contract::{
        Answer, Context, Message, Noun,
        args::{AddToMinutes, Note as NoteArgs},
    },
    db::{At, Tx, next_number},
    error::Error,
    meeting::{
        Item, NOTE, Note, NoteFacts, NoteKind, Occurrence, Series,
        actions::live::{Draws, arrive, begin_live, find_live, head_key, look, touch},
        rules::{self, Said, said, verb},
        store,
        words::{self, Scene},
    },
    queue,
    room::{self, Actor, Change, Thing, fields, link},
    workspace::Who,
};

/// Characters of a note, as its manifest says.
const LONGEST: usize = 1000;

/// What is to be noted, and where.
pub struct Jotted<'a> {
    pub occurrence: Option<i64>,
    /// The topic; without one the one that is spoken about.
    pub item: Option<i64>,
    pub kind: NoteKind,
    pub text: &'a str,
    pub message_id: Option<i64>,
}

/// `/note`.
pub async fn jot(cx: &Context, args: NoteArgs) -> Answer {
    let (read, text) = match said(&args.text) {
        Said::Note(kind, text) => (kind, text),
        _ => (NoteKind::Note, args.text.as_str()),
    };
    let chosen = args.kind.and_then(|kind| NoteKind::from_word(kind.word()));
    let (kind, text) = chosen.map_or((read, text), |kind| (kind, args.text.as_str()));
    let (tx, note, topic) =
        write(cx, Jotted { occurrence: None, item: None, kind, text, message_id: None }).await?;
    let reply = cx.in_place(noted(cx, (kind, &note), topic.as_deref()));
    cx.commit(tx, reply).await
}

/// The menu of a message: what it says is noted.
pub async fn add_to_minutes(cx: &Context, args: AddToMinutes) -> Answer {
    let said_there = clean(&args.target.text);
    let (kind, text) = match said(&said_there) {
        Said::Note(kind, text) => (kind, text),
        _ => (NoteKind::Note, said_there.as_str()),
    };
    let text = trim_to(text, LONGEST).into_owned();
    let message_id = Some(args.target.message_id);
    let (tx, note, topic) =
        write(cx, Jotted { occurrence: None, item: None, kind, text: &text, message_id }).await?;
    let reply = cx.in_place(noted(cx, (kind, &note), topic.as_deref()));
    cx.commit(tx, reply).await
}

/// What was noted, and that nothing more came of it than a note.
fn noted(cx: &Context, (kind, note): (NoteKind, &Note), topic: Option<&str>) -> Message {
    let message = words::noted(&words::Seen::of(cx), note, topic);
    if note.facts.kind == kind { message } else { words::is_only_noted(message) }
}

/// Notes something, not committed yet; with the name of the topic that it belongs to.
pub async fn write(cx: &Context, jotted: Jotted<'_>) -> Result<(Tx, Note, Option<String>), Error> {
    let text = jotted.text.trim();
    if text.is_empty() {
        return Err(words::no_text().into());
    }
    let (series, _) = find_live(cx, jotted.occurrence).await?;
    let draws = Draws::of(cx, &series).await;
    let (mut tx, series, occurrence) = begin_live(cx, jotted.occurrence).await?;
    let by = &Actor::from(cx);
    let scene = look(&mut tx, cx.guild.id, (&series, &occurrence), draws.private).await?;
    let item = match jotted.item {
        Some(id) => scene.items.iter().find(|item| item.id == id),
        None => scene.current(),
    };
    let is_private_channel = Some(cx.caller.channel_id) == series.facts.private_channel_id;
    let is_confidential = is_private_channel || item.is_some_and(|item| item.is_confidential);
    let noted = NotedIn { scene: &scene, item, is_confidential, message_id: jotted.message_id };
    let (decision_id, action_id) = make(cx, &mut tx, &noted, (jotted.kind, text)).await?;
    let kind = rules::noted_as(jotted.kind, (decision_id, action_id));
    let facts = NoteFacts { kind, text: text.to_owned(), is_withdrawn: false };
    let note = Note {
        id: next_number(&mut tx, cx.guild.id, NOTE).await?,
        occurrence_id: occurrence.id,
        item_id: item.map(|item| item.id),
        facts,
        user_id: cx.caller.user_id,
        message_id: jotted.message_id,
        decision_id,
        action_id,
        is_confidential,
        created_at: At::from(cx.now),
        version: 1,
    };
    store::insert_note(&mut tx, cx.guild.id, &note);
    record(&mut tx, by, &note, (verb::NOTED, None))?;
    arrive(&mut tx, by, &occurrence, cx.caller.user_id).await?;
    touch(&mut tx, by, occurrence.id);
    redraw(&mut tx, cx, &draws, (&series, &occurrence), item).await?;
    let topic = item.map(|item| words::public_topic(&words::Seen::of(cx), item));
    Ok((tx, note, topic))
}

async fn redraw(
    tx: &mut Tx,
    cx: &Context,
    draws: &Draws<'_>,
    (series, occurrence): (&Series, &Occurrence),
    item: Option<&Item>,
) -> Result<(), Error> {
    let scene = look(tx, cx.guild.id, (series, occurrence), draws.private).await?;
    match item {
        Some(item) => draws.topic(tx, &scene, item, None),
        None => Ok(()),
    }
}

/// Records what happened to a note; of a confidential one not what it says.
pub fn record(
    tx: &mut Tx,
    by: &Actor,
    note: &Note,
    (verb, before): (&'static str, Option<&NoteFacts>),
) -> Result<(), Error> {
    let change = Change { before: before.map(fields).transpose()?, after: Some(fields(&note.facts)?) };
    let change = if note.is_confidential { change.without(&["text"]) } else { change };
    room::record(tx, by, NOTE, note.id, verb, change);
    Ok(())
}

/// The part of a meeting that a note belongs to.
struct NotedIn<'a> {
    scene: &'a Scene,
    item: Option<&'a Item>,
    is_confidential: bool,
    message_id: Option<i64>,
}

/// What is to be done about a question.
pub fn follow_up(question: &str) -> String {
    format!("Follow up: {}", one_line(&trim_to(question, 280)))
}

/// A decision is recorded, and a question followed up; each is linked to the topic.
async fn make(
    cx: &Context,
    tx: &mut Tx,
    noted: &NotedIn<'_>,
    (kind, text): (NoteKind, &str),
) -> Result<(Option<i64>, Option<i64>), Error> {
    let by = &Actor::from(cx);
    let scene = noted.scene;
    let public = scene.series.facts.channel_id;
    let thread =
        queue::card(tx, cx.guild.id, &head_key(scene.occurrence.id)).await?.and_then(|card| card.thread_id);
    let channel_id = if noted.is_confidential { scene.private } else { thread.or(Some(public)) };
    let Some(channel_id) = channel_id else { return Ok((None, None)) };
    let (is_confidential, message_id) =
        (noted.is_confidential, noted.message_id.filter(|_| Some(channel_id) == thread));
    let (decision, action) = match kind {
        NoteKind::Decision => {
            let new = NewDecision {
                text: text.to_owned(),
                channel_id,
                message_id,
                is_confidential,
                supersedes: None,
            };
            (Some(action::record_decision(tx, by, &cx.guild, new).await?.id), None)
        }
        NoteKind::Question => {
            let owner = noted.item.map_or_else(|| scene.occurrence.chair(&scene.series), Item::owner);
            let new = action::New {
                text: follow_up(text),
                who: Who::Person(owner),
                due_at: None,
                channel_id,
                message_id,
                is_confidential,
            };
            (None, Some(action::make(tx, by, &cx.guild, new).await?.id))
        }
        _ => (None, None),
    };
    let made = decision
        .map(|id| Thing { noun: Noun::DECISION, id })
        .or(action.map(|id| Thing { noun: Noun::ACTION, id }));
    if let (Some(made), Some(item)) = (made, noted.item) {
        link(tx, by, made, RAISED_IN, Thing { noun: Noun::AGENDA_ITEM, id: item.id }).await?;
    }
    Ok((decision, action))
}
