//! Recording decisions.

use super::{
    RAISED_IN,
    add::topic,
    apply::{draw_decision, told},
    open::{begin_decision, confidential, find_decision, is_gone, spoken_of},
};
use crate::{
    action::{
        DECISION, Decision, DecisionState,
        rules::{self, Viewer, verb},
        store, words,
    },
    base::similar,
    base::text::{clean, one_line, trim_with_notice},
    contract::{
        Answer, Context, DecisionNumber, Guild, Line, Noun, Reply,
        args::{DecisionCite, DecisionRecord, DecisionWithdraw, RecordDecision},
        open_form,
    },
    db::{At, Tx, next_number},
    error::{Error, Refusal},
    room::{self, Actor, Change, Fields, Thing, link},
};

/// Characters of a decision, as its manifest says.
const LONGEST: usize = 1000;

/// A decision that is to be recorded.
#[derive(Clone, Debug)]
pub struct NewDecision {
    /// Not escaped.
    pub text: String,
    /// Where its card goes.
    pub channel_id: i64,
    /// The message that says it.
    pub message_id: Option<i64>,
    pub is_confidential: bool,
    /// The decision that does not count any more.
    pub supersedes: Option<i64>,
}

/// Records a decision, as part of the change that asks for it, and posts its card.
///
/// # Errors
/// When the database does not answer, and a refusal when the one that it supersedes is superseded already.
pub async fn record_decision(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    new: NewDecision,
) -> Result<Decision, Error> {
    let decision = Decision {
        id: next_number(tx, guild.id, DECISION).await?,
        text: new.text,
        channel_id: new.channel_id,
        message_id: new.message_id,
        is_confidential: new.is_confidential,
        recorded_by_user_id: by.user_id.unwrap_or_default(),
        recorded_at: At::from(by.now),
        superseded_by_id: None,
        state: DecisionState::Recorded,
        confirmed_by_user_id: None,
        confirmed_at: None,
        version: 1,
    };
    store::insert_decision(tx, guild.id, &decision);
    store::insert_terms(tx, guild.id, decision.id, similar::distinct_words(&decision.text, guild.language));
    let text = Fields::from_iter([("text".to_owned(), decision.text.clone().into())]);
    room::record(tx, by, DECISION, decision.id, verb::RECORDED, told(&decision, Change::noted(text)));
    if let Some(old) = new.supersedes {
        supersede(tx, by, guild, (old, decision.id)).await?;
    }
    draw_decision(tx, guild, by.now, &decision)?;
    Ok(decision)
}

async fn supersede(tx: &mut Tx, by: &Actor, guild: &Guild, (old, new): (i64, i64)) -> Result<(), Error> {
    let found = store::lock_decision(tx, guild.id, old).await?;
    let mut old = found.ok_or_else(|| words::unknown_decision(old))?;
    if let Some(other) = old.superseded_by_id {
        return Err(words::is_superseded(old.id, other).into());
    }
    old.superseded_by_id = Some(new);
    old.version += 1;
    store::save_decision(tx, guild.id, &old);
    let told = Fields::from_iter([("superseded_by_id".to_owned(), new.into())]);
    room::record(tx, by, DECISION, old.id, verb::SUPERSEDED, Change::noted(told));
    draw_decision(tx, guild, by.now, &old)
}

/// `/decision record`. Without a text the form opens.
pub async fn decide(cx: &Context, args: DecisionRecord) -> Answer {
    if args.text.is_none() && cx.can_open_form() {
        let mut line = Line::new("decision record");
        if let Some(DecisionNumber(old)) = args.supersedes {
            line = line.with("supersedes", old);
        }
        return Ok(Reply::Form(open_form(line, |_| None)?));
    }
    let text = text(args.text.as_deref())?;
    if let Some(DecisionNumber(old)) = args.supersedes {
        let old = find_decision(cx, old).await?;
        if !rules::may_change(Viewer::of(cx), &old) {
            return Err(words::not_your_decision(old.id).into());
        }
    }
    let spoken = spoken_of(cx).await?;
    let is_confidential = confidential(cx, args.confidential, spoken).await;
    let supersedes = args.supersedes.map(|old| old.0);
    let channel_id = cx.caller.channel_id;
    let new = NewDecision { text, channel_id, message_id: None, is_confidential, supersedes };
    finish(cx, new, topic(spoken)).await
}

/// The menu of a message: opens the form with what the message says.
pub async fn decision_menu(_cx: &Context, args: RecordDecision) -> Answer {
    let line = Line::new("decision cite").with("message", args.target.message_id);
    let said = trim_with_notice(args.target.text.trim(), LONGEST, "…").into_owned();
    Ok(Reply::Form(open_form(line, |_| Some(said.clone()))?))
}

/// What the form of the menu says.
pub async fn cite_decision(cx: &Context, args: DecisionCite) -> Answer {
    let text = text(Some(&args.text))?;
    let spoken = spoken_of(cx).await?;
    let is_confidential = confidential(cx, None, spoken).await;
    let (channel_id, message_id) = (cx.caller.channel_id, args.message.trim().parse().ok());
    let new = NewDecision { text, channel_id, message_id, is_confidential, supersedes: None };
    finish(cx, new, topic(spoken)).await
}

async fn finish(cx: &Context, new: NewDecision, topic: Option<Thing>) -> Answer {
    let mut tx = cx.begin().await?;
    let by = &Actor::from(cx);
    let decision = record_decision(&mut tx, by, &cx.guild, new).await?;
    if let Some(topic) = topic {
        link(&mut tx, by, Thing { noun: Noun::DECISION, id: decision.id }, RAISED_IN, topic).await?;
        cx.neighbours.made_of(&mut tx, &cx.guild, cx.now, (topic.noun.word, topic.id)).await?;
    }
    let reply = cx.in_place(words::recorded(&words::Seen::of(cx), &decision));
    cx.commit(tx, reply).await
}

fn text(typed: Option<&str>) -> Result<String, Refusal> {
    let text = clean(typed.unwrap_or_default()).trim().to_owned();
    if one_line(&text).trim().is_empty() { Err(words::no_decision()) } else { Ok(text) }
}

/// It was recorded by mistake. What was superseded by it counts again.
pub async fn decision_withdraw(cx: &Context, args: DecisionWithdraw) -> Answer {
    let (mut tx, mut decision) = begin_decision(cx, args.decision.0).await?;
    if decision.state == DecisionState::Withdrawn {
        return Err(words::is_withdrawn(decision.id).into());
    }
    withdraw_held(&mut tx, &Actor::from(cx), &cx.guild, &mut decision).await?;
    is_gone(cx, &mut tx, Thing { noun: Noun::DECISION, id: decision.id }).await?;
    let reply = cx.in_place(words::decision_withdrawn(&words::Seen::of(cx), &decision));
    cx.commit(tx, reply).await
}

async fn withdraw_held(tx: &mut Tx, by: &Actor, guild: &Guild, decision: &mut Decision) -> Result<(), Error> {
    decision.state = DecisionState::Withdrawn;
    decision.version += 1;
    store::save_decision(tx, guild.id, decision);
    room::record(tx, by, DECISION, decision.id, verb::WITHDREW, Change::noted(Fields::new()));
    for mut old in store::superseded_by(tx, guild.id, decision.id).await? {
        old.superseded_by_id = None;
        old.version += 1;
        store::save_decision(tx, guild.id, &old);
        draw_decision(tx, guild, by.now, &old)?;
    }
    draw_decision(tx, guild, by.now, decision)
}

/// A decision was recorded by mistake, as part of the change that says so; one that does not count any more stays as it is.
///
/// # Errors
/// When the database does not answer.
pub async fn withdraw_decision(tx: &mut Tx, by: &Actor, guild: &Guild, id: i64) -> Result<(), Error> {
    match store::lock_decision(tx, guild.id, id).await?.filter(Decision::counts) {
        Some(mut decision) => withdraw_held(tx, by, guild, &mut decision).await,
        None => Ok(()),
    }
}

/// A decision was recorded with the wrong words: one with these takes its place. Returns the number of the one that counts.
///
/// # Errors
/// When the database does not answer.
pub async fn decision_again(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (id, text): (i64, &str),
) -> Result<i64, Error> {
    let Some(old) = store::lock_decision(tx, guild.id, id).await?.filter(Decision::counts) else {
        return Ok(id);
    };
    let new = NewDecision {
        text: text.to_owned(),
        channel_id: old.channel_id,
        message_id: old.message_id,
        is_confidential: old.is_confidential,
        supersedes: Some(id),
    };
    Ok(record_decision(tx, by, guild, new).await?.id)
}
