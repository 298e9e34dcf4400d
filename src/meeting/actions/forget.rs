//! Forgetting somebody: a member's place is nobody's, and what they brought and said goes; names of customers go out of all
//! texts.

use super::{
    minutes::{ShowHeld, cards_of},
    timers::show_anew,
};
use crate::{
    action,
    contract::{Guild, Timer},
    db::{
        Db, Tx,
        event::{self, Trace},
    },
    error::Error,
    meeting::{ITEM, Minutes, NOTE, OCCURRENCE, rules, store, words},
    request::{self, Taken},
    room::{Actor, FORGOTTEN, Forgetting, Step, forget_events, forget_texts, withdraw_cards},
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The names under which events hold what people wrote.
const TEXTS: [&str; 3] = ["topic", "link", "text"];

/// The series that a member has the chair of, to be given to somebody else first.
pub async fn duties(
    db: &Db,
    guild: &Guild,
    (user_id, _): (i64, DateTime<Utc>),
) -> Result<Vec<String>, Error> {
    let all = store::all_series(&mut { db }, guild.id).await?;
    let chaired = all.iter().filter(|series| series.facts.chair_user_id == user_id);
    Ok(chaired.map(|series| words::duty(series, guild.sight_anywhere())).collect())
}

/// Takes somebody out of series, dates, topics and minutes, and draws the minutes in which they stood anew.
pub async fn forget(tx: &mut Tx, timer: &Timer, who: &Forgetting) -> Result<Step, Error> {
    let guild_id = timer.guild.id;
    let mut count = 0;
    let (mut shown, mut renamed) = (BTreeSet::new(), BTreeSet::new());
    if let Some(user_id) = who.member() {
        count += forget_member(tx, guild_id, user_id, &mut shown).await?;
    }
    count += store::forget_texts_of(tx, guild_id, who, &mut renamed).await?;
    count += store::forget_held_texts_of(tx, guild_id, who, &mut shown).await?;
    for (user_id, length) in store::measure_transcripts(tx, guild_id).await? {
        request::give_back(tx, guild_id, Taken { user_id, length });
    }
    let published = store::published_with(tx, guild_id, (&shown, &renamed)).await?;
    show_minutes(tx, timer, &published).await?;
    Ok(Step { rows: count, next: None })
}

/// Draws boards, threads and minutes of lately and of what is to come anew: they show things of rooms that have forgotten
/// somebody after this one.
pub async fn forgotten(tx: &mut Tx, timer: &Timer) -> Result<(), Error> {
    for series in store::all_series(tx, timer.guild.id).await? {
        show_anew(tx, &Actor::from(timer), &series).await?;
    }
    Ok(())
}

/// Lets the minutes of these occurrences be drawn anew. Those that wait to be delivered as they were are not.
async fn show_minutes(tx: &mut Tx, timer: &Timer, published: &BTreeSet<i64>) -> Result<(), Error> {
    let guild_id = timer.guild.id;
    let cards: BTreeSet<String> = published.iter().flat_map(|id| cards_of(*id)).collect();
    withdraw_cards(tx, guild_id, &cards).await?;
    for occurrence in published {
        ShowHeld::set(tx, guild_id, *occurrence, timer.now).await?;
    }
    Ok(())
}

/// What a member brought and said goes, in events, minutes and messages that wait too. The numbers of the minutes that showed
/// it go into `shown`.
async fn forget_member(
    tx: &mut Tx,
    guild_id: i64,
    user_id: i64,
    shown: &mut BTreeSet<i64>,
) -> Result<u64, Error> {
    shown.extend(store::published_by(tx, guild_id, user_id).await?);
    let raised = store::raised_by(tx, guild_id, user_id).await?;
    let noted = store::noted_by(tx, guild_id, user_id).await?;
    let mut own: Vec<String> = raised.iter().chain(&noted).map(|(_, text)| text.clone()).collect();
    for (_, minutes) in store::all_minutes(tx, guild_id).await? {
        rules::said_by(&minutes.0, user_id, &mut own);
        own.extend(made_by(tx, guild_id, user_id, minutes.0).await?);
    }
    own.retain(|text| !text.is_empty() && text != FORGOTTEN);
    own.sort();
    own.dedup();
    let mut count = store::forget_words(tx, guild_id, &own, shown).await?;
    count += store::forget_computed(tx, guild_id).await?;
    count += forget_reasons(tx, guild_id, user_id).await?;
    count += store::nobody(tx, guild_id, user_id).await?;
    count += store::nobody_held(tx, guild_id, user_id).await?;
    let texts = |trace: &mut Trace| {
        trace.sides().fold(false, |is_changed, side| forget_texts(side, &TEXTS) | is_changed)
    };
    for (noun, rows) in [(ITEM, raised), (NOTE, noted)] {
        let ids: Vec<i64> = rows.into_iter().map(|(id, _)| id).collect();
        count += forget_events(tx, guild_id, (noun, &ids), texts).await?;
    }
    Ok(count)
}

/// What a member's actions and decisions say, as minutes hold it; the room below forgets them after this one.
async fn made_by(tx: &mut Tx, guild_id: i64, user_id: i64, minutes: Value) -> Result<Vec<String>, Error> {
    let Ok(minutes) = serde_json::from_value::<Minutes>(minutes) else { return Ok(Vec::new()) };
    let of_topics = minutes.topics.iter().flat_map(|topic| &topic.actions);
    let actions: Vec<_> = of_topics.chain(&minutes.actions).collect();
    let decided = minutes.topics.iter().flat_map(|topic| &topic.decisions).map(|it| (it.id, &it.text));
    let confirmed = minutes.confirmed.iter().map(|it| (it.id, &it.text));
    let decisions: Vec<(i64, &String)> = decided.chain(confirmed).collect();
    let ids: Vec<i64> = actions.iter().map(|line| line.id).collect();
    let made = action::actions_named(tx, guild_id, &ids).await?;
    let gone: BTreeSet<i64> =
        made.iter().filter(|it| it.created_by_user_id == user_id).map(|it| it.id).collect();
    let mut texts: Vec<String> =
        actions.iter().filter(|line| gone.contains(&line.id)).map(|line| line.text.clone()).collect();
    let ids: Vec<i64> = decisions.iter().map(|(id, _)| *id).collect();
    let made = action::decisions_named(tx, guild_id, &ids).await?;
    let gone: BTreeSet<i64> =
        made.iter().filter(|it| it.recorded_by_user_id == user_id).map(|it| it.id).collect();
    texts.extend(decisions.iter().filter(|(id, _)| gone.contains(id)).map(|(_, text)| (*text).clone()));
    Ok(texts)
}

/// Why a member moved or skipped dates.
async fn forget_reasons(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<u64, Error> {
    let reasons: BTreeMap<i64, String> = store::reasons(tx, guild_id).await?.into_iter().collect();
    let ids: Vec<i64> = reasons.keys().copied().collect();
    let mut theirs = BTreeSet::new();
    for mut trace in event::traces_of(tx, guild_id, OCCURRENCE, &ids).await? {
        let id = trace.subject_id;
        let is_said = |side: &mut Value| {
            let said = side.get("reason").and_then(Value::as_str);
            said.is_some() && said == reasons.get(&id).map(String::as_str)
        };
        if trace.actor_user_id == Some(user_id) && trace.sides().any(is_said) {
            theirs.insert(id);
        }
    }
    for id in &theirs {
        store::forget_reason(tx, guild_id, *id);
    }
    let theirs: Vec<i64> = theirs.into_iter().collect();
    let said = |trace: &mut Trace| {
        let is_theirs = trace.actor_user_id == Some(user_id);
        let forget = |side: &mut Value| is_theirs && forget_texts(side, &["reason"]);
        trace.sides().fold(false, |is_changed, side| forget(side) | is_changed)
    };
    Ok(forget_events(tx, guild_id, (OCCURRENCE, &theirs), said).await?)
}
