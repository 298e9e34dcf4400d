//! What becomes of a topic that was carried over again and again.

use super::super::{
    apply::{note_outcome, save_item},
    look,
    open::{AHEAD, begin_own_item, dates, masked, read},
    timers::arm,
};
use crate::{
    contract::{
        Answer, Context, Message, Reply,
        args::{AgendaDrop, AgendaKeep, AgendaSlot},
    },
    db::{Tx, next_number},
    error::Error,
    meeting::{
        Became, Item, ItemFacts, ItemState, OCCURRENCE, Occurrence, OccurrenceFacts, Original, Series,
        rules::verb, store, words,
    },
    room::{self, Actor, Change, Deed, fields},
};
use chrono::Timelike;

/// It stays on the agenda.
pub async fn keep(cx: &Context, args: AgendaKeep) -> Answer {
    let (mut tx, series, item) = begin_own_item(cx, args.item.0).await?;
    if !item.facts.is_asked {
        let reply = told(cx, &mut tx, (&series, &item), words::kept(item.id)).await?;
        return cx.commit(tx, reply).await;
    }
    let facts = ItemFacts { is_asked: false, ..item.facts.clone() };
    let after = save_item(&mut tx, &Actor::from(cx), (&item, facts), Deed::of(verb::KEPT)).await?;
    let reply = decided(cx, &mut tx, (&series, &item, &after), words::kept(after.id)).await?;
    cx.commit(tx, reply).await
}

/// The answer under `head`; what else the same owner was asked about where the topic was goes on.
async fn decided(
    cx: &Context,
    tx: &mut Tx,
    (series, before, after): (&Series, &Item, &Item),
    head: String,
) -> Result<Reply, Error> {
    let mut left = match before.facts.occurrence_id {
        Some(id) => store::queued(tx, cx.guild.id, id).await?,
        None => store::later(tx, cx.guild.id, series.id).await?,
    };
    left.retain(|it| it.facts.is_asked && it.owner() == before.owner() && it.id != before.id);
    left.truncate(words::ASKED_AT_ONCE);
    if left.is_empty() || !before.facts.is_asked || cx.source.message_id().is_none() {
        return told(cx, tx, (series, after), head).await;
    }
    let asked = words::asked_again(&words::Seen::of(cx), series, &left);
    // Its buttons stand on what docket asked in private, which says nothing confidential.
    Ok(Reply::Update(Message { text: format!("{head}\n{}", asked.text), ..asked }))
}

/// The topic under `head`; of a confidential one, outside the private channel, the head alone.
async fn told(
    cx: &Context,
    tx: &mut Tx,
    (series, item): (&Series, &Item),
    head: String,
) -> Result<Reply, Error> {
    let is_inside = Some(cx.caller.channel_id) == series.facts.private_channel_id;
    match item.is_confidential && !is_inside {
        true => Ok(cx.in_place(head)),
        false => look::told(cx, tx, (series, item), head).await,
    }
}

/// It is given up.
pub async fn give_up(cx: &Context, args: AgendaDrop) -> Answer {
    let (mut tx, series, item) = begin_own_item(cx, args.item.0).await?;
    let by = &Actor::from(cx);
    note_outcome(&mut tx, by, &item, Became::Dropped);
    let facts = ItemFacts { state: ItemState::Dropped, is_asked: false, ..item.facts.clone() };
    let after = save_item(&mut tx, by, (&item, facts), Deed::of(verb::DROPPED)).await?;
    let reply = decided(cx, &mut tx, (&series, &item, &after), words::dropped(after.id)).await?;
    cx.commit(tx, reply).await
}

/// It gets a meeting of its own: an extra date of its series.
pub async fn slot(cx: &Context, args: AgendaSlot) -> Answer {
    let (mut tx, series, item) = begin_own_item(cx, args.item.0).await?;
    let at = read(cx, &series, (&args.at.0, "at"))?;
    if at <= cx.now {
        return Err(words::has_passed(at).into());
    }
    let taken = dates(&mut tx, &cx.guild, &series, (cx.now, AHEAD)).await?;
    let local = series.facts.timetable_json.0.series().zone().local(at);
    let original = Original(local.with_second(0).and_then(|it| it.with_nanosecond(0)).unwrap_or(local));
    let known = store::of_original(&mut tx, cx.guild.id, series.id, original).await?;
    if known.is_some() || taken.iter().any(|slot| slot.at == at || slot.original == original) {
        return Err(words::is_then_already(&masked(cx, &series), at).into());
    }
    let by = &Actor::from(cx);
    let minutes = args.minutes.or(item.facts.minutes).unwrap_or(series.facts.duration_minutes).max(5);
    let facts =
        OccurrenceFacts { chair_user_id: Some(item.owner()), ..OccurrenceFacts::planned(at, minutes) };
    let row = Occurrence {
        id: next_number(&mut tx, cx.guild.id, OCCURRENCE).await?,
        series_id: series.id,
        original_local: original,
        is_extra: true,
        facts,
        version: 1,
    };
    store::insert_occurrence(&mut tx, cx.guild.id, &row);
    let made = Change { before: None, after: Some(fields(&row.facts)?) };
    room::record(&mut tx, by, OCCURRENCE, row.id, verb::OPENED, made);
    note_outcome(&mut tx, by, &item, Became::Deferred);
    let facts = ItemFacts { occurrence_id: Some(row.id), position: 1, is_asked: false, ..item.facts.clone() };
    let after = save_item(&mut tx, by, (&item, facts), Deed::of(verb::GIVEN_A_SLOT)).await?;
    arm(&mut tx, by, &cx.guild, &series).await?;
    let head = words::has_a_slot(&words::Seen::of(cx), &series, &after, &row);
    let reply = decided(cx, &mut tx, (&series, &item, &after), head).await?;
    cx.commit(tx, reply).await
}
