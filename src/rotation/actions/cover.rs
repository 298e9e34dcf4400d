//! `/rotation cover`: asks the others; whoever accepts covers the person, all of the time or a part.

use super::{
    ask_dates::ask_dates,
    effects::{Changed, announce, as_called, changed, channel},
    open::{Loaded, begin, begin_with, by, future, instant},
    timers::Remind,
};
use crate::{
    base::civil::Zone,
    contract::{
        Answer, Context, Guild, InstantText, Level, Message, Reply, Source,
        args::{RotationAccept, RotationCover, RotationDrop, RotationWithdraw},
    },
    db::Tx,
    error::{Error, Refusal},
    queue,
    room::enqueue,
    rotation::{
        rules::{ChangedRows, Plan, Span, What, given_on, held_by, lead_at, less, needed, reminder_at},
        store::{self, Ask, AskKind, AskState, By, NewAsk, OverrideRow, Reads, Row},
        words,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeSet;

/// The key of an ask's living card.
fn card_key(ask_id: i64) -> String {
    format!("rotation_ask:{ask_id}")
}

/// Asks the others to cover the caller for the given time; a press, or a line without dates, is asked which. What the caller
/// has asked for already is not asked for again.
pub async fn cover(cx: &Context, args: RotationCover) -> Answer {
    let is_asked = match cx.source {
        Source::Component { .. } => true,
        Source::Form { .. } => false,
        _ => args.from.is_none() && args.until.is_none(),
    };
    if is_asked {
        return ask_dates(cx, &args).await;
    }
    let (mut tx, loaded) = begin(cx, args.rotation.as_ref()).await?;
    let channel_id = channel(&cx.guild, &loaded.row).ok_or_else(words::no_channel)?;
    let (span, by) = (wanted(cx, &loaded, &args)?, by(cx, loaded.row.id));
    let mut asked = store::asks_ahead(&mut tx, cx.guild.id, by.rotation_id, cx.now).await?;
    asked.retain(|ask| ask.kind() == AskKind::Cover && ask.state() == AskState::Open);
    asked.retain(|ask| ask.user_id == cx.caller.user_id && ask.span().common(span).is_some());
    let new = less(span, asked.iter().map(Ask::span).collect());
    if let (true, Some(ask)) = (new.is_empty(), asked.first()) {
        let card = queue::card(&mut tx, cx.guild.id, &card_key(ask.id)).await?;
        let link = card.map(|card| words::link(cx.guild.id, card.channel_id, card.message_id));
        return cx.commit(tx, Reply::private(words::asked_already(&loaded.called(cx), ask, link))).await;
    }
    for span in &new {
        ask_for(&mut tx, cx, &loaded, *span).await?;
    }
    cx.commit(tx, Reply::private(words::asked(&loaded.called(cx), channel_id, &new, asked.first()))).await
}

/// Asks the others to cover the caller for `span`.
async fn ask_for(tx: &mut Tx, cx: &Context, loaded: &Loaded, span: Span) -> Result<(), Error> {
    let by = by(cx, loaded.row.id);
    let new = NewAsk { kind: AskKind::Cover, user_id: cx.caller.user_id, span, other: None };
    let id = store::insert_ask(tx, by, new).await?;
    super::effects::record(tx, by, Some(cx.interaction_id), "asked for cover", &ChangedRows::default())?;
    let hours = &cx.guild.hours;
    for (step, at) in [(1, reminder_at(span, cx.now, hours)), (2, lead_at(span, cx.now, hours))] {
        let remind = Remind { rotation: by.rotation_id, ask: id, step, cover: None };
        enqueue(tx, by.guild_id, &remind, at, cx.now).await?;
    }
    redraw(tx, by, &cx.guild, loaded, id).await
}

fn wanted(cx: &Context, loaded: &Loaded, args: &RotationCover) -> Result<Span, Refusal> {
    let (plan, zone, user_id) = (loaded.plan(), loaded.zone(cx), cx.caller.user_id);
    let from = args.from.as_ref().map(|text| instant(cx, &zone, text, "from")).transpose()?;
    let own = held_by(plan, user_id, from.map(|from| from.max(cx.now)), cx.now);
    let own = own.ok_or_else(|| words::not_on_then(user_id))?;
    let until = match &args.until {
        Some(text) => future(cx, &zone, text, "until")?,
        None => own.until,
    };
    let from = from.map_or(own.from, |from| from.max(cx.now));
    if until <= from { Err(words::ends_before_start()) } else { Ok(Span { from, until }) }
}

/// The covers of an ask that hold.
pub(super) async fn covers_of(on: &mut impl Reads, by: By, ask_id: i64) -> Result<Vec<OverrideRow>, Error> {
    let rows = store::rows(on, by.guild_id, by.rotation_id).await?;
    let holds = |row: &OverrideRow| row.ask_id == Some(ask_id) && row.span().from < row.span().until;
    Ok(rows.overrides.into_iter().filter(holds).collect())
}

/// The parts of `whole`, from `now` on, that no cover takes.
pub(super) fn still_open(whole: Span, covers: &[OverrideRow], now: DateTime<Utc>) -> Vec<Span> {
    let ahead = Span { from: whole.from.max(now), ..whole };
    less(ahead, covers.iter().map(OverrideRow::span).collect())
}

/// The members who could cover: all but the asker and whoever is away now, or is then; wherever they said so.
pub(super) async fn others(on: &mut impl Reads, by: By, plan: &Plan, ask: &Ask) -> Result<Vec<i64>, Error> {
    let span = ask.span();
    let last = span.until - TimeDelta::microseconds(1);
    let mut absent = Vec::new();
    for at in [by.now, span.from.max(by.now), last] {
        let found = store::absent(on, by.guild_id, at).await?;
        absent.push(found.into_iter().map(|(user_id, _)| user_id).collect::<BTreeSet<i64>>());
    }
    let is_away = |member: &i64| {
        absent[0].contains(member) || (absent[1].contains(member) && absent[2].contains(member))
    };
    let members = plan.epoch_at(by.now).map_or(&[][..], |epoch| epoch.members.as_slice());
    let there = members.iter().copied().filter(|member| *member != ask.user_id && !is_away(member));
    Ok(there.collect())
}

/// The card of an ask, which calls the rotation as `row` does.
pub(super) async fn cover_card(
    tx: &mut Tx,
    by: By,
    (loaded, row): (&Loaded, &Row),
    ask: &Ask,
) -> Result<Message, Error> {
    let covers = covers_of(tx, by, ask.id).await?;
    let open = still_open(ask.span(), &covers, by.now);
    let others = others(tx, by, loaded.plan(), ask).await?;
    let zone = loaded.zone_or(Zone::utc);
    Ok(words::cover_card(row, ask, &open, &covers, &others, &zone))
}

/// After cover was taken back, put back or moved by a change or an undo: the ask is open again exactly when something of it
/// is needed, and its card says so.
pub(super) async fn refresh(
    tx: &mut Tx,
    by: By,
    guild: &Guild,
    loaded: &Loaded,
    ask_id: i64,
) -> Result<(), Error> {
    let Some(ask) = store::find_ask(tx, by.guild_id, ask_id).await? else { return Ok(()) };
    if ask.kind() != AskKind::Cover {
        return Ok(());
    }
    let open = still_open(ask.span(), &covers_of(tx, by, ask_id).await?, by.now);
    let state = match (open.is_empty(), needed(loaded.plan(), ask.user_id, ask.span(), &open).is_empty()) {
        (true, _) => AskState::Accepted,
        (false, false) => AskState::Open,
        // Whoever asked is not on then any more.
        (false, true) => AskState::Declined,
    };
    if ask.state() != AskState::Withdrawn && ask.state() != state {
        store::set_ask_state(tx, by.guild_id, ask_id, state);
    }
    redraw(tx, by, guild, loaded, ask_id).await
}

/// Closes an ask of which nothing is needed any more; its card says so.
pub(super) async fn close(
    tx: &mut Tx,
    by: By,
    guild: &Guild,
    loaded: &Loaded,
    ask_id: i64,
) -> Result<(), Error> {
    store::set_ask_state(tx, by.guild_id, ask_id, AskState::Declined);
    super::effects::record(
        tx,
        by,
        None,
        "closed a question that needs no answer any more",
        &ChangedRows::default(),
    )?;
    redraw(tx, by, guild, loaded, ask_id).await
}

async fn redraw(tx: &mut Tx, by: By, guild: &Guild, loaded: &Loaded, ask_id: i64) -> Result<(), Error> {
    let ask = store::find_ask(tx, by.guild_id, ask_id).await?.ok_or_else(words::ask_over)?;
    let card = cover_card(tx, by, (loaded, &as_called(guild, &loaded.row)), &ask).await?;
    announce(tx, by, guild, &loaded.row, &card, Some(&card_key(ask_id)))
}

/// Covers all that is open of an ask, or the part from `from` until `until`.
pub async fn accept(cx: &Context, args: RotationAccept) -> Answer {
    let mut tx = cx.begin().await?;
    let ask = open_ask(&mut tx, cx, args.ask).await?;
    if ask.user_id == cx.caller.user_id {
        return Err(words::own_ask().into());
    }
    let before = begin_with(&mut tx, cx.guild.id, ask.rotation_id).await?;
    // Somebody else may have settled it while this waited for the rotation.
    let ask = open_ask(&mut tx, cx, args.ask).await?;
    let by = by(cx, before.row.id);
    let covers = covers_of(&mut tx, by, ask.id).await?;
    let part = part(cx, &before, &ask, &args)?;
    let open = still_open(ask.span(), &covers, cx.now);
    let spans: Vec<Span> = open.iter().filter_map(|span| span.common(part)).collect();
    if needed(before.plan(), ask.user_id, ask.span(), &spans).is_empty() {
        return Err(words::nothing_left().into());
    }
    let mut parts = ChangedRows::default();
    for span in &spans {
        let what = What::Cover { for_user_id: ask.user_id, user_id: cx.caller.user_id };
        parts.overrides.push(store::insert_override(&mut tx, by, *span, what, Some(ask.id)).await?);
    }
    let left = still_open(ask.span(), &covers_of(&mut tx, by, ask.id).await?, cx.now);
    if left.is_empty() {
        store::set_ask_state(&mut tx, cx.guild.id, ask.id, AskState::Accepted);
    }
    let Changed { after, .. } = changed(&mut tx, cx, &before, "accepted to cover", &parts).await?;
    redraw(&mut tx, by, &cx.guild, &after, ask.id).await?;
    let message = words::cover_accepted(&after.called(cx), &ask, cx.caller.user_id, &spans);
    cx.commit(tx, Reply::public(message)).await
}

async fn open_ask(tx: &mut Tx, cx: &Context, id: i64) -> Result<Ask, Error> {
    let ask = store::find_ask(tx, cx.guild.id, id).await?.ok_or_else(words::ask_over)?;
    if ask.state() != AskState::Open {
        return Err(words::ask_over().into());
    }
    Ok(ask)
}

/// The part that was typed; "start" and "end" are those of what is asked for.
fn part(cx: &Context, loaded: &Loaded, ask: &Ask, args: &RotationAccept) -> Result<Span, Refusal> {
    let (zone, whole) = (loaded.zone(cx), ask.span());
    let read =
        |text: &str, word: &str, at: DateTime<Utc>, option| match text.trim().eq_ignore_ascii_case(word) {
            true => Ok(at),
            false => instant(cx, &zone, &InstantText(text.to_owned()), option),
        };
    let from = read(&args.from, "start", whole.from, "from")?;
    let until = read(&args.until, "end", whole.until, "until")?;
    if until <= from { Err(words::ends_before_start()) } else { Ok(Span { from, until }) }
}

/// The taker withdraws, until it starts.
pub async fn drop(cx: &Context, args: RotationDrop) -> Answer {
    let mut tx = cx.begin().await?;
    let cover = store::find_override(&mut tx, cx.guild.id, args.cover).await?.ok_or_else(words::ask_over)?;
    let What::Cover { for_user_id, user_id } = cover.what() else { return Err(words::ask_over().into()) };
    if user_id != cx.caller.user_id && cx.level < Level::Lead {
        return Err(words::not_yours(user_id).into());
    }
    let span = cover.span();
    if span.from <= cx.now && span.until > cx.now {
        return Err(words::begun_already().into());
    }
    let before = begin_with(&mut tx, cx.guild.id, cover.rotation_id).await?;
    // Taking it back would give to the asker what is not the taker's any more.
    if let Some(holder) = given_on(before.plan(), cover.made()) {
        return Err(words::given_on(user_id, holder).into());
    }
    if !store::take_back(&mut tx, cx.guild.id, cover.id, cx.now).await? {
        return Err(words::ask_over().into());
    }
    let by = by(cx, before.row.id);
    let parts = ChangedRows { taken_back: vec![cover.id], ..ChangedRows::default() };
    let Changed { after, .. } = changed(&mut tx, cx, &before, "withdrew from covering", &parts).await?;
    if let Some(ask) = cover.ask_id {
        store::set_ask_state(&mut tx, cx.guild.id, ask, AskState::Open);
        redraw(&mut tx, by, &cx.guild, &after, ask).await?;
        let remind = Remind { rotation: by.rotation_id, ask, step: 3, cover: Some(cover.id) };
        let at = lead_at(span, cx.now, &cx.guild.hours);
        enqueue(&mut tx, by.guild_id, &remind, at, cx.now).await?;
    }
    cx.commit(tx, Reply::public(words::cover_dropped(&after.called(cx), for_user_id, user_id, span))).await
}

/// The asker withdraws a question for cover or for a swap; cover that was accepted stays.
pub async fn withdraw(cx: &Context, args: RotationWithdraw) -> Answer {
    let mut tx = cx.begin().await?;
    let ask = open_ask(&mut tx, cx, args.ask).await?;
    if ask.user_id != cx.caller.user_id && cx.level < Level::Lead {
        return Err(words::not_yours(ask.user_id).into());
    }
    let loaded = begin_with(&mut tx, cx.guild.id, ask.rotation_id).await?;
    let ask = open_ask(&mut tx, cx, args.ask).await?;
    let by = by(cx, loaded.row.id);
    store::set_ask_state(&mut tx, cx.guild.id, ask.id, AskState::Withdrawn);
    super::effects::record(
        &mut tx,
        by,
        Some(cx.interaction_id),
        "withdrew a question",
        &ChangedRows::default(),
    )?;
    if ask.kind() == AskKind::Cover {
        redraw(&mut tx, by, &cx.guild, &loaded, ask.id).await?;
    }
    cx.commit(tx, Reply::public(words::withdrawn(&loaded.called(cx), &ask))).await
}
