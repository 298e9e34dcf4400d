//! Making actions.

use super::{
    RAISED_IN,
    apply::{draw_card, told},
    open::{confidential, spoken_of},
    remind::arm,
};
use crate::{
    action::{
        Action, Facts, SUBJECT, State,
        rules::{self, verb},
        words,
    },
    base::{
        text::{clean, one_line, trim_with_notice},
        when::parse_instant,
    },
    contract::{
        Answer, Context, Guild, InstantText, Line, Noun, Reply, Spoken,
        args::{ActionAdd, ActionCite, MakeActionItem},
        noted, open_form,
    },
    db::{At, Tx, next_number},
    error::{Error, Refusal},
    room::{self, Actor, Change, Thing, fields, is_known, link},
    workspace::{self, Who},
};
use chrono::{DateTime, Utc};

/// How an action has to do with what it is about.
const IS_ABOUT: &str = "is_about";
/// Characters of an action, as its manifest says.
const LONGEST: usize = 300;

/// An action that is to be made.
#[derive(Clone, Debug)]
pub struct New {
    /// Not escaped, in one line.
    pub text: String,
    pub who: Who,
    pub due_at: Option<DateTime<Utc>>,
    /// Where its card goes.
    pub channel_id: i64,
    /// The message that it was made of.
    pub message_id: Option<i64>,
    pub is_confidential: bool,
}

/// Makes an action, as part of the change that asks for it: its card is posted, whose owner is pinged if somebody else made
/// it, and its reminder is set.
///
/// # Errors
/// When the database does not answer.
pub async fn make(tx: &mut Tx, by: &Actor, guild: &Guild, new: New) -> Result<Action, Error> {
    let (owner_user_id, for_role_id) = match new.who {
        Who::Person(user_id) => (Some(user_id), None),
        Who::Role(role_id) => (None, Some(role_id)),
        Who::Nobody => (None, None),
    };
    let facts = Facts {
        text: new.text,
        owner_user_id,
        for_role_id,
        due_at: new.due_at.map(At::from),
        state: State::Open,
        snoozes: 0,
        closed_at: None,
    };
    let action = Action {
        id: next_number(tx, guild.id, SUBJECT).await?,
        facts,
        channel_id: new.channel_id,
        message_id: new.message_id,
        is_confidential: new.is_confidential,
        created_by_user_id: by.user_id.unwrap_or_default(),
        created_at: At::from(by.now),
        version: 1,
    };
    crate::action::store::insert(tx, guild.id, &action);
    let made = Change { before: None, after: Some(fields(&action.facts)?) };
    room::record(tx, by, SUBJECT, action.id, verb::MADE, told(&action, made));
    arm(tx, by, guild, &action).await?;
    let ping = owner_user_id.filter(|owner| Some(*owner) != by.user_id);
    draw_card(tx, guild, by.now, &action, ping).await?;
    Ok(action)
}

/// `/action add`. Without `what` the form opens.
pub async fn add(cx: &Context, args: ActionAdd) -> Answer {
    if args.what.is_none() && cx.can_open_form() {
        return form(&args);
    }
    let text = text(args.what.as_deref())?;
    let who = who(cx, args.who.as_deref()).await?;
    let (due_at, note) = due(cx, args.due.as_ref())?;
    let things = [
        args.request.map(|request| Thing { noun: Noun::REQUEST, id: request.0 }),
        args.item.map(|item| Thing { noun: Noun::RELEASE_ITEM, id: item.0 }),
        args.escalation.map(|escalation| Thing { noun: Noun::ESCALATION, id: escalation.0 }),
    ];
    let things: Vec<Thing> = things.into_iter().flatten().collect();
    for thing in &things {
        if !is_known(cx, *thing).await? {
            return Err(words::unknown_thing(*thing).into());
        }
    }
    let spoken = spoken_of(cx).await?;
    let is_confidential = confidential(cx, args.confidential, spoken).await;
    let channel_id = cx.caller.channel_id;
    let new = New { text, who, due_at, channel_id, message_id: None, is_confidential };
    finish(cx, new, (&things, topic(spoken)), note.as_deref()).await
}

/// What is spoken about.
pub fn topic(spoken: Option<Spoken>) -> Option<Thing> {
    spoken.and_then(|spoken| spoken.topic).map(|(noun, id)| Thing { noun, id })
}

/// Makes it; `note` says what clocks do when it is due.
async fn finish(
    cx: &Context,
    new: New,
    (things, topic): (&[Thing], Option<Thing>),
    note: Option<&str>,
) -> Answer {
    let by = &Actor::from(cx);
    let mut tx = cx.begin().await?;
    let action = make(&mut tx, by, &cx.guild, new).await?;
    for thing in things {
        link(&mut tx, by, Thing { noun: Noun::ACTION, id: action.id }, IS_ABOUT, *thing).await?;
    }
    if let Some(topic) = topic {
        link(&mut tx, by, Thing { noun: Noun::ACTION, id: action.id }, RAISED_IN, topic).await?;
        cx.neighbours.made_of(&mut tx, &cx.guild, cx.now, (topic.noun.word, topic.id)).await?;
    }
    let reply = cx.in_place(words::made(&words::Seen::of(cx), &action).noting(note));
    cx.commit(tx, reply).await
}

fn form(args: &ActionAdd) -> Answer {
    let mut line = Line::new("action add");
    let things = [
        ("request", args.request.map(|it| it.0)),
        ("item", args.item.map(|it| it.0)),
        ("escalation", args.escalation.map(|it| it.0)),
    ];
    for (name, id) in things {
        line = id.into_iter().fold(line, |line, id| line.with(name, id));
    }
    if let Some(is_confidential) = args.confidential {
        line = line.with("confidential", if is_confidential { "yes" } else { "no" });
    }
    Ok(Reply::Form(open_form(line, |name| match name {
        "who" => args.who.clone(),
        "due" => args.due.as_ref().map(|due| due.0.clone()),
        _ => None,
    })?))
}

/// The menu of a message: opens the form with what the message says.
pub async fn menu(_cx: &Context, args: MakeActionItem) -> Answer {
    let said = one_line(&args.target.text);
    let line = Line::new("action cite").with("message", args.target.message_id);
    Ok(Reply::Form(open_form(line, |name| {
        (name == "what").then(|| trim_with_notice(said.trim(), LONGEST, "…").into_owned())
    })?))
}

/// What the form of the menu says.
pub async fn cite(cx: &Context, args: ActionCite) -> Answer {
    let text = text(Some(&args.what))?;
    let who = who(cx, args.who.as_deref()).await?;
    let (due_at, note) = due(cx, args.due.as_ref())?;
    let spoken = spoken_of(cx).await?;
    let is_confidential = confidential(cx, None, spoken).await;
    let (channel_id, message_id) = (cx.caller.channel_id, args.message.trim().parse().ok());
    let new = New { text, who, due_at, channel_id, message_id, is_confidential };
    finish(cx, new, (&[], topic(spoken)), note.as_deref()).await
}

fn text(typed: Option<&str>) -> Result<String, Refusal> {
    let text = one_line(&clean(typed.unwrap_or_default())).trim().to_owned();
    if text.is_empty() { Err(words::no_text()) } else { Ok(text) }
}

/// Whose it is; nobody's until somebody takes it.
async fn who(cx: &Context, typed: Option<&str>) -> Result<Who, Refusal> {
    match typed {
        Some(typed) => workspace::who(cx, typed, "who").await,
        None => Ok(Who::Nobody),
    }
}

/// When it is due, and what clocks do then.
pub fn due(
    cx: &Context,
    typed: Option<&InstantText>,
) -> Result<(Option<DateTime<Utc>>, Option<String>), Refusal> {
    let Some(typed) = typed else { return Ok((None, None)) };
    let reading = parse_instant(&typed.0, cx.now, &cx.guild.zone, &cx.guild.hours);
    let reading = reading.map_err(|error| words::bad_due(&error))?;
    let (at, note) = noted(reading, &typed.0, "due", cx.now)?;
    let at = rules::with_time(at, &cx.guild.hours);
    if at <= cx.now { Err(words::due_has_passed(at)) } else { Ok((Some(at), note)) }
}
