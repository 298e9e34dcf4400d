//! A topic is changed, put elsewhere, taken back.

use super::super::{
    apply::{end_of, note_outcome, save_item},
    follow::next_row,
    live::{Draws, touch},
    look,
    open::{begin_item, begin_occurrence, begin_own_item, find_item, masked, may_change, may_present},
};
use super::add::{address, is_later, meant, presenter, topic};
use crate::{
    contract::{
        Answer, Context, Level, Line, Reply,
        args::{AgendaDefer, AgendaEdit, AgendaFit, AgendaOrder, AgendaPull, AgendaUndo, AgendaWithdraw},
        open_form,
    },
    db::{
        Reads, Tx,
        event::{self, Event},
    },
    error::Error,
    meeting::{
        Became, ITEM, Item, ItemFacts, ItemKind, ItemState, Occurrence, Series, State,
        rules::{self, Boxed, verb},
        store, words,
    },
    room::{Actor, Deed, facts_before, last_undoable},
};

/// How far back undo reaches.
const MOST_EVENTS: i64 = 100;

/// Changes what is given and leaves the rest; with nothing given, the form opens. `-` takes something away.
pub async fn revise(cx: &Context, args: AgendaEdit) -> Answer {
    let texts = [&args.topic, &args.presenter, &args.link];
    if texts.iter().all(|text| text.is_none()) && args.minutes.is_none() && args.kind.is_none() {
        return form(cx, args.item.0).await;
    }
    let presenter = presenter(cx, args.presenter.as_deref()).await?;
    if let Some(presenter) = presenter {
        may_be_given(cx, args.item.0, presenter).await?;
    }
    let link = address(args.link.as_deref())?;
    let draws = draws_of(cx, args.item.0).await?;
    let (mut tx, series, before) = begin_own_item(cx, args.item.0).await?;
    let mut facts = before.facts.clone();
    if args.topic.is_some() {
        facts.topic = topic(args.topic.as_deref())?;
    }
    facts.minutes = args.minutes.or(facts.minutes);
    facts.presenter_user_id = presenter.unwrap_or(facts.presenter_user_id);
    facts.link = link.unwrap_or(facts.link);
    facts.kind = args.kind.and_then(|kind| ItemKind::from_word(kind.word())).unwrap_or(facts.kind);
    let after = save_item(&mut tx, &Actor::from(cx), (&before, facts), Deed::of(verb::EDITED)).await?;
    show(&mut tx, draws.as_ref(), (&series, &before)).await?;
    let reply = look::told(cx, &mut tx, (&series, &after), words::item_edited(after.id)).await?;
    cx.commit(tx, reply).await
}

/// Refused when a confidential topic is to have a presenter who does not see it; nobody: whoever raised it. Not inside a
/// transaction.
async fn may_be_given(cx: &Context, id: i64, presenter: Option<i64>) -> Result<(), Error> {
    let (item, series) = find_item(cx, id).await?;
    if item.is_confidential {
        may_present(cx, &series, presenter.unwrap_or(item.raised_by_user_id)).await?;
    }
    Ok(())
}

async fn form(cx: &Context, id: i64) -> Answer {
    let (item, series) = find_item(cx, id).await?;
    if !may_change(cx, &series, &item) {
        return Err(words::not_your_item(id).into());
    }
    let line = Line::new("agenda edit").with("item", id).version(item.version);
    let facts = &item.facts;
    Ok(Reply::Form(open_form(line, |name| match name {
        "topic" => Some(facts.topic.clone()),
        "minutes" => facts.minutes.map(|minutes| minutes.to_string()),
        "presenter" => facts.presenter_user_id.map(|user_id| format!("<@{user_id}>")),
        "link" => facts.link.clone(),
        "kind" => Some(facts.kind.word().to_owned()),
        _ => None,
    })?))
}

/// Gives a topic another place; the others keep their order.
pub async fn order(cx: &Context, args: AgendaOrder) -> Answer {
    let (mut tx, series, item) = begin_own_item(cx, args.item.0).await?;
    let by = &Actor::from(cx);
    let mut all = match item.facts.occurrence_id {
        Some(id) => store::queued(&mut tx, cx.guild.id, id).await?,
        None => return Err(words::has_no_place(&item).into()),
    };
    all.retain(|other| other.id != item.id);
    let place = usize::try_from(args.place - 1).unwrap_or(0).min(all.len());
    all.insert(place, item.clone());
    let mut moved = item.clone();
    for (position, other) in (1..).zip(&all) {
        let facts = ItemFacts { position, ..other.facts.clone() };
        if other.id == item.id {
            if facts != item.facts {
                moved = save_item(&mut tx, by, (&item, facts), Deed::of(verb::ORDERED)).await?;
            }
        } else if facts != other.facts {
            // Whoever has the others' buttons meant their text, which stays.
            store::save_item(&mut tx, cx.guild.id, &Item { facts, ..other.clone() });
        }
    }
    let seen = words::Seen::of(cx);
    let head = words::ordered(&seen, &all, moved.id);
    let reply = look::told(cx, &mut tx, (&series, &moved), head).await?;
    cx.commit(tx, reply).await
}

/// Puts a topic off: to the meeting after its own, to that of a date, or to later.
pub async fn defer(cx: &Context, args: AgendaDefer) -> Answer {
    let draws = draws_of(cx, args.item.0).await?;
    let (mut tx, series, item) = begin_own_item(cx, args.item.0).await?;
    let by = &Actor::from(cx);
    let wanted = args.to.as_deref().map(str::trim).filter(|to| !to.is_empty() && *to != "next");
    let to: Option<Occurrence> = match (wanted, item.facts.occurrence_id) {
        (Some(to), _) if is_later(to) => None,
        (Some(to), _) => meant(cx, &mut tx, &series, (Some(to), "to")).await?,
        (None, Some(own)) => {
            let own = store::find_occurrence(&mut tx, cx.guild.id, own).await?;
            let after = own.map_or(cx.now, |own| own.facts.starts_at.utc().max(cx.now));
            next_row(&mut tx, by, &cx.guild, (&series, after)).await?
        }
        (None, None) => return Err(words::is_for_later(&item).into()),
    };
    let after = put(cx, &mut tx, &item, to.as_ref(), verb::DEFERRED).await?;
    show(&mut tx, draws.as_ref(), (&series, &item)).await?;
    let head = words::deferred(&words::Seen::of(cx), &series, &after, to.as_ref());
    let reply = look::told(cx, &mut tx, (&series, &after), head).await?;
    cx.commit(tx, reply).await
}

/// Takes a topic that is for later onto the next agenda.
pub async fn pull(cx: &Context, args: AgendaPull) -> Answer {
    let (mut tx, series, item) = begin_own_item(cx, args.item.0).await?;
    if item.facts.occurrence_id.is_some() {
        return Err(words::is_queued_already(&item).into());
    }
    let to = meant(cx, &mut tx, &series, (None, "for")).await?;
    let after = put(cx, &mut tx, &item, to.as_ref(), verb::PULLED).await?;
    let head = words::pulled(&words::Seen::of(cx), &series, &after, to.as_ref());
    let reply = look::told(cx, &mut tx, (&series, &after), head).await?;
    cx.commit(tx, reply).await
}

/// Puts an item at the end of a meeting's agenda, or to what is for later.
async fn put(
    cx: &Context,
    tx: &mut Tx,
    item: &Item,
    to: Option<&Occurrence>,
    verb: &'static str,
) -> Result<Item, Error> {
    let facts = ItemFacts {
        occurrence_id: to.map(|to| to.id),
        position: end_of(tx, cx.guild.id, to).await?,
        is_asked: false,
        ..item.facts.clone()
    };
    let by = &Actor::from(cx);
    if verb == verb::DEFERRED && facts.occurrence_id != item.facts.occurrence_id {
        note_outcome(tx, by, item, Became::Deferred);
    }
    save_item(tx, by, (item, facts), Deed::of(verb)).await
}

/// Takes a topic off for good.
pub async fn withdraw(cx: &Context, args: AgendaWithdraw) -> Answer {
    let draws = draws_of(cx, args.item.0).await?;
    let (mut tx, series, item) = begin_own_item(cx, args.item.0).await?;
    let by = &Actor::from(cx);
    note_outcome(&mut tx, by, &item, Became::Withdrawn);
    let facts = ItemFacts { state: ItemState::Withdrawn, is_asked: false, ..item.facts.clone() };
    let after = save_item(&mut tx, by, (&item, facts), Deed::of(verb::WITHDRAWN)).await?;
    show(&mut tx, draws.as_ref(), (&series, &item)).await?;
    let reply = look::told(cx, &mut tx, (&series, &after), words::withdrawn(after.id)).await?;
    cx.commit(tx, reply).await
}

/// Takes back the last change of a topic: whoever made it, and those whose it is.
pub async fn revert(cx: &Context, args: AgendaUndo) -> Answer {
    may_go_back(cx, args.item.0).await?;
    let draws = draws_of(cx, args.item.0).await?;
    let (mut tx, series, before) = begin_item(cx, args.item.0).await?;
    let (last, facts) = taken_back(cx, &mut tx, (&series, &before)).await?;
    if let Some(occurrence_id) = facts.occurrence_id.filter(|_| facts.state == ItemState::Queued) {
        let row = store::find_occurrence(&mut tx, cx.guild.id, occurrence_id).await?;
        if let Some(row) = row.filter(|row| !row.facts.state.is_to_come()) {
            return Err(words::is_over(&masked(cx, &series), &row).into());
        }
    }
    let deed = Deed { verb: verb::UNDONE, undoes: Some(last.id) };
    let after = save_item(&mut tx, &Actor::from(cx), (&before, facts), deed).await?;
    show(&mut tx, draws.as_ref(), (&series, &before)).await?;
    let reply = look::told(cx, &mut tx, (&series, &after), words::item_undone(&last.verb)).await?;
    cx.commit(tx, reply).await
}

/// What draws the meeting that is on, if a topic is queued for one. Not inside a transaction.
async fn draws_of(cx: &Context, id: i64) -> Result<Option<Draws<'_>>, Error> {
    let (item, series) = find_item(cx, id).await?;
    let Some(id) = item.facts.occurrence_id else { return Ok(None) };
    let row = store::find_occurrence(&mut &cx.db, cx.guild.id, id).await?;
    match row.is_some_and(|row| row.facts.state == State::Live) {
        true => Ok(Some(Draws::of(cx, &series).await)),
        false => Ok(None),
    }
}

/// Brings what is shown of the meeting that is on up to date: its topic, which was like `before`, is changed.
async fn show(
    tx: &mut Tx,
    draws: Option<&Draws<'_>>,
    (series, before): (&Series, &Item),
) -> Result<(), Error> {
    let Some((draws, id)) = draws.zip(before.facts.occurrence_id) else { return Ok(()) };
    let row = store::find_occurrence(tx, draws.guild.id, id).await?;
    let Some(row) = row.filter(|row| row.facts.state == State::Live) else { return Ok(()) };
    draws.changed(tx, (series, &row), before.id).await?;
    touch(tx, &draws.by, row.id);
    Ok(())
}

/// The last change of a topic that the caller may take back, and what the topic is without it.
async fn taken_back(
    cx: &Context,
    on: &mut impl Reads,
    (series, item): (&Series, &Item),
) -> Result<(Event, ItemFacts), Error> {
    let events = event::history(on, cx.guild.id, ITEM, item.id, None, MOST_EVENTS).await?;
    let can = |event: &Event| verb::ITEM_UNDOABLE.contains(&event.verb.as_str());
    let last = last_undoable(&events, can).ok_or_else(|| words::nothing_to_undo_of(item.id))?;
    if last.actor_user_id != Some(cx.caller.user_id) && !may_change(cx, series, item) {
        return Err(words::not_your_item(item.id).into());
    }
    let facts = match last.verb == verb::ADDED {
        true => ItemFacts { state: ItemState::Withdrawn, ..item.facts.clone() },
        false => facts_before(last, &item.facts)?.ok_or_else(|| words::superseded_of(item.id))?,
    };
    Ok((last.clone(), facts))
}

/// Refused when a confidential topic would go back to a presenter who does not see it. Not inside a transaction.
async fn may_go_back(cx: &Context, id: i64) -> Result<(), Error> {
    let (item, series) = find_item(cx, id).await?;
    if !item.is_confidential {
        return Ok(());
    }
    match taken_back(cx, &mut &cx.db, (&series, &item)).await {
        Ok((_, facts)) if facts.presenter_user_id != item.facts.presenter_user_id => {
            let presenter = facts.presenter_user_id.unwrap_or(item.raised_by_user_id);
            Ok(may_present(cx, &series, presenter).await?)
        }
        // Why it cannot be taken back is said of the topic as it is once it is held.
        Ok(_) | Err(Error::Refused(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Puts off what does not fit into a meeting: the lowest vote, then the latest, first.
pub async fn fit_in(cx: &Context, args: AgendaFit) -> Answer {
    let (mut tx, series, row) = begin_occurrence(cx, args.occurrence).await?;
    if row.chair(&series) != cx.caller.user_id && cx.level < Level::Pm {
        return Err(words::not_the_chair(&masked(cx, &series)).into());
    }
    let items = store::queued(&mut tx, cx.guild.id, row.id).await?;
    let ids: Vec<i64> = items.iter().map(|item| item.id).collect();
    let votes = store::votes(&mut tx, cx.guild.id, &ids).await?;
    let boxed: Vec<Boxed> = items.iter().map(|item| boxed(item, &votes)).collect();
    let fit = rules::fit(row.facts.duration_minutes, &boxed);
    if fit.defer.is_empty() {
        drop(tx);
        return match cx.first_answer().await? {
            Some(first) => Ok(first),
            None => Err(words::fits_already(&masked(cx, &series)).into()),
        };
    }
    let by = &Actor::from(cx);
    let to = next_row(&mut tx, by, &cx.guild, (&series, row.facts.starts_at.utc())).await?;
    let mut deferred = Vec::new();
    for item in items.iter().filter(|item| fit.defer.contains(&item.id)) {
        deferred.push(put(cx, &mut tx, item, to.as_ref(), verb::DEFERRED).await?);
    }
    let seen = words::Seen::of(cx);
    cx.commit(tx, Reply::private(words::fitted(&seen, &series, &deferred, to.as_ref()))).await
}

/// An item as far as time is concerned.
pub fn boxed(item: &Item, votes: &[store::Count]) -> Boxed {
    let votes = votes.iter().find(|count| count.item_id == item.id).map_or(0, |count| count.count);
    Boxed {
        id: item.id,
        minutes: item.facts.minutes,
        votes: usize::try_from(votes).unwrap_or(0),
        is_standing: item.is_standing,
    }
}
