//! `/rotation cover`: asks the others; whoever accepts covers the person, all of the time or a part.

use super::{
    open::{Loaded, begin, begin_with, by, future, held_by, instant},
    settle::{Changed, Parts, announce, changed, channel},
    timers::Remind,
};
use crate::{
    contract::{
        Answer, Context, Guild, InstantText, Level, Message, Reply,
        args::{RotationAccept, RotationCover, RotationDrop, RotationWithdraw},
    },
    db::Tx,
    error::{Error, Refusal},
    room::enqueue,
    rotation::{
        rules::{Plan, Span, What, given_on, stints},
        store::{self, Ask, AskKind, AskState, By, NewAsk, OverrideRow, Reads},
        words,
    },
};
use chrono::{DateTime, TimeDelta, Utc};

/// When the others are reminded that nobody has answered: at the latest so long before the time begins.
const REMIND_BEFORE: TimeDelta = TimeDelta::hours(24);

/// The key of an ask's living card.
fn card_key(ask_id: i64) -> String {
    format!("rotation_ask:{ask_id}")
}

/// Asks the others to cover the caller for the given time, by default the rest of the next time on duty.
pub async fn cover(cx: &Context, args: RotationCover) -> Answer {
    let (mut tx, loaded) = begin(cx, args.rotation.as_ref()).await?;
    if channel(&cx.guild, &loaded.row).is_none() {
        return Err(words::no_channel().into());
    }
    let user_id = cx.caller.user_id;
    let span = wanted(cx, &loaded, &args)?;
    let by = by(cx, loaded.row.id);
    let new = NewAsk { kind: AskKind::Cover, user_id, span, other: None };
    let id = store::insert_ask(&mut tx, by, new).await?;
    super::settle::record(&mut tx, by, Some(cx.interaction_id), "asked for cover", &Parts::default())?;
    for (step, at) in [(1, reminder_at(span, cx.now)), (2, lead_at(span, cx.now))] {
        let remind = Remind { rotation: by.rotation_id, ask: id, step, cover: None };
        enqueue(&mut tx, by.guild_id, &remind, at, cx.now).await?;
    }
    let ask = store::find_ask(&mut tx, cx.guild.id, id).await?.ok_or_else(words::ask_over)?;
    let card = cover_card(&mut tx, by, &loaded, &ask).await?;
    announce(&mut tx, by, &cx.guild, &loaded.row, &card, Some(&card_key(id)))?;
    let reply = Message::text(card.text.lines().next().unwrap_or_default().to_owned());
    cx.commit(tx, Reply::private(reply)).await
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

/// Half-way to the start, but not later than a day before it and not sooner than in an hour.
fn reminder_at(span: Span, now: DateTime<Utc>) -> DateTime<Utc> {
    let half = now + (span.from - now) / 2;
    half.min(span.from - REMIND_BEFORE).max(now + TimeDelta::hours(1))
}

/// Half-way from the reminder to the start, but not sooner than an hour after it.
fn lead_at(span: Span, now: DateTime<Utc>) -> DateTime<Utc> {
    let reminder = reminder_at(span, now);
    (reminder + (span.from - reminder) / 2).max(reminder + TimeDelta::hours(1))
}

/// The covers of an ask that hold.
pub(super) async fn covers_of(on: &mut impl Reads, by: By, ask_id: i64) -> Result<Vec<OverrideRow>, Error> {
    let rows = store::rows(on, by.guild_id, by.rotation_id).await?;
    let holds = |row: &OverrideRow| row.ask_id == Some(ask_id) && row.span().from < row.span().until;
    Ok(rows.overrides.into_iter().filter(holds).collect())
}

/// The parts of `whole`, from `now` on, that no cover takes.
pub(super) fn still_open(whole: Span, covers: &[OverrideRow], now: DateTime<Utc>) -> Vec<Span> {
    let mut taken: Vec<Span> = covers.iter().map(OverrideRow::span).collect();
    taken.sort_unstable();
    let mut open = Vec::new();
    let mut at = whole.from.max(now);
    for span in taken {
        if span.from > at {
            open.push(Span { from: at, until: span.from.min(whole.until) });
        }
        at = at.max(span.until);
    }
    open.push(Span { from: at, until: whole.until });
    open.retain(|span| span.from < span.until);
    open
}

/// What still needs cover: the `open` parts of an ask, as far as the asker is on in them, on whichever seat.
pub(super) fn needed(plan: &Plan, ask: &Ask, open: &[Span]) -> Vec<Span> {
    let whole = ask.span();
    let mut stints = stints(plan, whole.from, whole.until);
    let mut held = stints.remove(&ask.user_id).unwrap_or_default();
    held.sort_unstable_by_key(|stint| stint.span);
    let parts = open.iter().flat_map(|open| held.iter().filter_map(|stint| open.common(stint.span)));
    let mut needed: Vec<Span> = Vec::new();
    for part in parts {
        match needed.last_mut() {
            Some(last) if part.from <= last.until => last.until = last.until.max(part.until),
            _ => needed.push(part),
        }
    }
    needed
}

/// The members who could cover: all but the asker.
pub(super) fn others(plan: &Plan, user_id: i64, now: DateTime<Utc>) -> Vec<i64> {
    let members = plan.epoch_at(now).map_or(&[][..], |epoch| epoch.members.as_slice());
    members.iter().copied().filter(|member| *member != user_id).collect()
}

async fn cover_card(tx: &mut Tx, by: By, loaded: &Loaded, ask: &Ask) -> Result<Message, Error> {
    let covers = covers_of(tx, by, ask.id).await?;
    let open = still_open(ask.span(), &covers, by.now);
    let others = others(loaded.plan(), ask.user_id, by.now);
    Ok(words::cover_card(&loaded.row, ask, &open, &covers, &others))
}

/// After cover was taken back or put back by an undo: the ask is open again exactly when something of it is, and its card
/// says so.
pub(super) async fn refresh(tx: &mut Tx, cx: &Context, loaded: &Loaded, ask_id: i64) -> Result<(), Error> {
    let by = by(cx, loaded.row.id);
    let Some(ask) = store::find_ask(tx, cx.guild.id, ask_id).await? else { return Ok(()) };
    if ask.kind() != AskKind::Cover {
        return Ok(());
    }
    let open = still_open(ask.span(), &covers_of(tx, by, ask_id).await?, cx.now);
    let state = if open.is_empty() { AskState::Accepted } else { AskState::Open };
    if ask.state() != AskState::Withdrawn && ask.state() != state {
        store::set_ask_state(tx, cx.guild.id, ask_id, state);
    }
    redraw(tx, by, &cx.guild, loaded, ask_id).await
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
    super::settle::record(
        tx,
        by,
        None,
        "closed a question that needs no answer any more",
        &Parts::default(),
    )?;
    redraw(tx, by, guild, loaded, ask_id).await
}

async fn redraw(tx: &mut Tx, by: By, guild: &Guild, loaded: &Loaded, ask_id: i64) -> Result<(), Error> {
    let ask = store::find_ask(tx, by.guild_id, ask_id).await?.ok_or_else(words::ask_over)?;
    let card = cover_card(tx, by, loaded, &ask).await?;
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
    if needed(before.plan(), &ask, &spans).is_empty() {
        return Err(words::nothing_left().into());
    }
    let mut parts = Parts::default();
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
    let message = words::cover_accepted(&after.row, &ask, cx.caller.user_id, &spans);
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
    let parts = Parts { taken_back: vec![cover.id], ..Parts::default() };
    let Changed { after, .. } = changed(&mut tx, cx, &before, "withdrew from covering", &parts).await?;
    if let Some(ask) = cover.ask_id {
        store::set_ask_state(&mut tx, cx.guild.id, ask, AskState::Open);
        redraw(&mut tx, by, &cx.guild, &after, ask).await?;
        let remind = Remind { rotation: by.rotation_id, ask, step: 3, cover: Some(cover.id) };
        enqueue(&mut tx, by.guild_id, &remind, lead_at(span, cx.now), cx.now).await?;
    }
    cx.commit(tx, Reply::public(words::cover_dropped(&after.row, for_user_id, user_id, span))).await
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
    super::settle::record(&mut tx, by, Some(cx.interaction_id), "withdrew a question", &Parts::default())?;
    if ask.kind() == AskKind::Cover {
        redraw(&mut tx, by, &cx.guild, &loaded, ask.id).await?;
    }
    cx.commit(tx, Reply::public(words::withdrawn(&loaded.row, &ask))).await
}
