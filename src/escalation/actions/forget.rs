//! Forgetting somebody: what a member brought and wrote, and a customer's name in what others did.

use super::redraw::Redraw;
use crate::{
    contract::{Guild, Timer},
    db::{
        Db, Tx,
        event::{self, Trace},
    },
    error::Error,
    escalation::{
        SUBJECT,
        rules::{lifecycle::verb, place::key_apart},
        store, words,
    },
    room::{
        self, FORGOTTEN, Forgetting, Shown, Step, forget_events, forget_texts, withdraw_cards, withdraw_shown,
    },
};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// The names under which events hold what people wrote.
const TEXTS: [&str; 3] = ["question", "outcome_note", "draft"];

/// The topics that the member answers for.
pub async fn duties_of(
    db: &Db,
    guild: &Guild,
    (user_id, _): (i64, DateTime<Utc>),
) -> Result<Vec<String>, Error> {
    let topics = store::topics(&mut &*db, guild.id).await?;
    let theirs = topics.iter().filter(|topic| !topic.is_archived && topic.responders == [user_id]);
    let mut duties: Vec<String> = theirs.map(words::answers_for).collect();
    let open = store::open_of(db, guild.id, user_id).await?;
    if !open.found.is_empty() {
        duties.push(words::has_open(&open));
    }
    Ok(duties)
}

/// Takes somebody out of everything that this room keeps, and has the cards drawn anew that showed it.
pub async fn forget(tx: &mut Tx, timer: &Timer, who: &Forgetting) -> Result<Step, Error> {
    let guild_id = timer.guild.id;
    let mut shown = BTreeSet::new();
    let mut rows = 0;
    if let Some(user_id) = who.member() {
        rows += forget_member(tx, guild_id, user_id, &mut shown).await?;
    }
    rows += store::forget_texts_in(tx, guild_id, who, &mut shown).await?;
    let cards: BTreeSet<String> =
        shown.iter().flat_map(|id| [format!("{SUBJECT}:{id}"), key_apart(*id)]).collect();
    withdraw_cards(tx, guild_id, &cards).await?;
    for id in shown {
        let redraw = Redraw { escalation: id, at: timer.now };
        room::enqueue(tx, guild_id, &redraw, timer.now, timer.now).await?;
    }
    Ok(Step { rows, next: None })
}

/// What a member wrote goes, in events and in messages that wait too. The numbers of what showed it go into `shown`.
async fn forget_member(
    tx: &mut Tx,
    guild_id: i64,
    user_id: i64,
    shown: &mut BTreeSet<i64>,
) -> Result<u64, Error> {
    let written = store::written_by(tx, guild_id, user_id).await?;
    let texts = written.iter().flat_map(|one| {
        let texts = [Some(one.question.as_str()), one.draft.as_deref()].into_iter().flatten();
        texts.filter(|text| !text.is_empty() && *text != FORGOTTEN).map(move |text| (one.id, text))
    });
    let waiting: Vec<Shown> = texts.map(|(id, text)| Shown::of(words::code(id), text)).collect();
    withdraw_shown(tx, guild_id, &waiting).await?;
    shown.extend(store::ids_naming(tx, guild_id, user_id).await?);
    let ended = ended_by(tx, guild_id, user_id).await?;
    for id in &ended {
        store::forget_end(tx, guild_id, *id);
    }
    let mut rows = u64::try_from(ended.len()).unwrap_or(u64::MAX);
    rows += store::forget_own(tx, guild_id, user_id).await?;
    let texts = |trace: &mut Trace| {
        trace.sides().fold(false, |is_changed, side| forget_texts(side, &TEXTS) | is_changed)
    };
    let own: BTreeSet<i64> = written.iter().map(|one| one.id).chain(ended.iter().copied()).collect();
    let own: Vec<i64> = own.into_iter().collect();
    shown.extend(ended);
    rows += forget_events(tx, guild_id, (SUBJECT, &own), texts).await?;
    Ok(rows)
}

/// The numbers of what a member ended last, of what somebody has said how it ended.
async fn ended_by(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<Vec<i64>, Error> {
    let noted = store::ids_with_end(tx, guild_id).await?;
    let mut traces = event::traces_of(tx, guild_id, SUBJECT, &noted).await?;
    traces.retain(|trace| trace.verb == verb::CLOSED);
    traces.sort_by_key(|trace| trace.id);
    let last: BTreeMap<i64, Option<i64>> =
        traces.into_iter().map(|trace| (trace.subject_id, trace.actor_user_id)).collect();
    Ok(last.into_iter().filter(|(_, actor)| *actor == Some(user_id)).map(|(id, _)| id).collect())
}
