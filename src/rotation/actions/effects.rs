//! What follows every change: it is recorded, people are told, the card is redrawn, timers are set.

use super::{
    carry::{CarriedOver, carry_over},
    gaps::{look_ahead, warn_now},
    open::{Loaded, is_about_requests, load},
    timetable::{arm, role_job},
    undo::change,
};
use crate::{
    base::text::short_hash,
    contract::{Context, Guild, Message},
    db::Tx,
    error::Error,
    queue::{Redrawn, Target},
    room::{self, Actor, fields},
    rotation::{
        PURPOSE,
        rules::{self, ChangedRows, Did, Plan, Span, What, affected, did, differences, horizon},
        store::{self, By, Handover, Row},
        words,
    },
    workspace::{self, News},
};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// Records a change of a rotation, made by a person or (without interaction) by a timer.
pub(super) fn record(
    tx: &mut Tx,
    by: By,
    interaction_id: Option<i64>,
    verb: &str,
    parts: &ChangedRows,
) -> Result<i64, Error> {
    let actor = Actor { interaction_id, ..actor(by) };
    Ok(room::record(tx, &actor, "rotation", by.rotation_id, verb, room::Change::noted(fields(parts)?)))
}

fn actor(by: By) -> Actor {
    Actor { guild_id: by.guild_id, user_id: by.user_id, interaction_id: None, now: by.now }
}

/// What a change by a person came to.
pub(super) struct Changed {
    /// The rotation as it is now.
    pub after: Loaded,
    /// How many people were told that their dates move.
    pub told: usize,
    /// The event that the change is recorded as.
    pub event: i64,
}

/// After a change by a person: lets what was agreed follow a change of the order, records it, tells exactly the others whose
/// dates it moved or whose agreement it ended, warns of seats that it leaves empty, redraws, sets timers.
pub(super) async fn changed(
    tx: &mut Tx,
    cx: &Context,
    before: &Loaded,
    verb: &str,
    parts: &ChangedRows,
) -> Result<Changed, Error> {
    let by = super::open::by(cx, before.row.id);
    let (mut parts, mut over) = (parts.clone(), CarriedOver::default());
    // The turns that a pause moves are agreed about anew.
    if !parts.epochs.is_empty() && parts.pause.is_none() && parts.resumed.is_none() {
        over = carry_over(tx, by, before).await?;
        parts.taken_back.extend(over.ended_ids());
    }
    let event = record(tx, by, Some(cx.interaction_id), verb, &parts)?;
    store::touch(tx, cx.guild.id, before.row.id);
    store::remember_name(tx, cx.guild.id, cx.caller.user_id, &cx.caller.name, cx.now);
    let after = load(tx, cx.guild.id, before.row.clone()).await?;
    // Of what is taken back or holds again the change itself is told.
    let what = match parts.undoes {
        Some(undone) => change(tx, cx, before.row.id, undone).await?,
        None => Some((parts.clone(), verb.to_owned())),
    };
    let did =
        what.map_or_else(|| Did::Other(verb.to_owned()), |(parts, verb)| did(&parts, &after.rows, &verb));
    let how = match parts.undoes {
        None => words::How::Done,
        Some(_) if parts.is_redo => words::How::Again,
        Some(_) => words::How::Undone,
    };
    let told = Change { did: &did, how, event, undoes: parts.undoes };
    let told = tell_moved(tx, by, &cx.guild, before.plan(), &after, &over, &told).await?;
    over.redraw(tx, by, &cx.guild, &after).await?;
    warn_now(tx, by, &cx.guild, &after).await?;
    look_ahead(tx, by, &cx.guild, &after).await?;
    follow(tx, by, &cx.guild, &after).await?;
    Ok(Changed { after, told, event })
}

/// Redraws the card and sets the timers of a rotation, after any change of its rows.
pub(super) async fn follow(tx: &mut Tx, by: By, guild: &Guild, loaded: &Loaded) -> Result<(), Error> {
    redraw(tx, by, guild, loaded).await?;
    arm(tx, by, guild, loaded).await?;
    // Taking the role away from a rotation sets its own timer.
    if loaded.row.role_id.is_some() { role_job(tx, by).await } else { Ok(()) }
}

/// Something that others than who did it hear of.
struct Change<'a> {
    did: &'a Did,
    how: words::How,
    /// The event that it is recorded as, and the one that it takes back.
    event: i64,
    undoes: Option<i64>,
}

/// Lets those hear of a change whose dates it has moved, and those whose agreement it has ended, but for who made it. Who has
/// not heard yet of what it takes back hears of neither. Returns how many they are.
async fn tell_moved(
    tx: &mut Tx,
    by: By,
    guild: &Guild,
    before: &Plan,
    after: &Loaded,
    over: &CarriedOver,
    change: &Change<'_>,
) -> Result<usize, Error> {
    let until = horizon(after.plan(), by.now);
    let moved = affected(before, after.plan(), by.now, until);
    let first = differences(before, after.plan(), by.now, until);
    let (seats, zone) = (after.seats(by.now), after.zone_or(|| guild.zone.clone()));
    let mut others: BTreeSet<i64> = moved.keys().copied().chain(over.people()).collect();
    others.retain(|user_id| Some(*user_id) != by.user_id);
    let row = as_told(guild, &after.row);
    let happened =
        words::Happened { row: &row, did: change.did, how: change.how, by: by.user_id, zone: &zone };
    for user_id in &others {
        if let Some(undone) = change.undoes.map(|id| id.to_string())
            && workspace::unsay(tx, guild, *user_id, &words::about(by.rotation_id), Some(&undone)).await?
        {
            continue;
        }
        let line = words::happened(&happened, *user_id, &over.of(*user_id));
        let news = News {
            key: change.event.to_string(),
            now: Some(words::on_after(moved.get(user_id).map(Vec::as_slice), seats)),
            matters_at: first.get(user_id).copied(),
            ..words::news(&after.row, channel(guild, &after.row), line)
        };
        workspace::bring(tx, guild, &actor(by), *user_id, news).await?;
    }
    Ok(others.len())
}

/// Lets those hear of it whose agreement a change that nobody made has ended.
pub(super) async fn tell_ended(
    tx: &mut Tx,
    by: By,
    guild: &Guild,
    after: &Loaded,
    over: &CarriedOver,
    did: &Did,
) -> Result<(), Error> {
    let zone = after.zone_or(|| guild.zone.clone());
    let row = as_told(guild, &after.row);
    let happened = words::Happened { row: &row, did, how: words::How::Done, by: None, zone: &zone };
    for user_id in over.people() {
        let line = words::happened(&happened, user_id, &over.of(user_id));
        let key = format!("ended {}", by.now.timestamp());
        let news = News { key, ..words::news(&after.row, channel(guild, &after.row), line) };
        workspace::bring(tx, guild, &actor(by), user_id, news).await?;
    }
    Ok(())
}

/// Lets somebody hear what became of a question of theirs.
pub(super) async fn tell_asker(
    tx: &mut Tx,
    by: By,
    guild: &Guild,
    row: &Row,
    (ask_id, user_id): (i64, i64),
    line: String,
) -> Result<(), Error> {
    let news = News { key: format!("ask {ask_id}"), ..words::news(row, channel(guild, row), line) };
    workspace::bring(tx, guild, &actor(by), user_id, news).await
}

/// Where the rotation speaks in public.
pub(super) fn channel(guild: &Guild, row: &Row) -> Option<i64> {
    row.channel_id.or_else(|| guild.channel(PURPOSE))
}

/// The rotation under the name that it may have in its channel.
pub(super) fn as_called(guild: &Guild, row: &Row) -> Row {
    let sight = channel(guild, row).map_or(guild.sight_anywhere(), |channel_id| guild.sight_in(channel_id));
    row.seen_with(sight)
}

/// The rotation under the name that it may have wherever news of it end up.
pub(super) fn as_told(guild: &Guild, row: &Row) -> Row {
    row.seen_with(guild.sight_anywhere())
}

/// To one person by direct message, or in the channel when that is closed.
pub(super) fn tell(
    tx: &mut Tx,
    by: By,
    guild: &Guild,
    row: &Row,
    user_id: i64,
    message: &Message,
) -> Result<(), Error> {
    room::tell(tx, &actor(by), Target::Person(user_id), message, in_channel(guild, row, message))
}

/// The same, for what helps nobody any more after an instant.
pub(super) fn tell_until(
    tx: &mut Tx,
    by: By,
    guild: &Guild,
    row: &Row,
    (user_id, helps_until): (i64, DateTime<Utc>),
    message: &Message,
) -> Result<(), Error> {
    let person = (Target::Person(user_id), helps_until);
    room::tell_until(tx, &actor(by), person, message, in_channel(guild, row, message))
}

/// The same message in the rotation's channel, if there is one.
fn in_channel(guild: &Guild, row: &Row, message: &Message) -> Option<(Target, Message)> {
    channel(guild, row).map(|channel_id| (Target::Channel(channel_id), message.clone()))
}

/// To the rotation's channel, if there is one.
pub(super) fn announce(
    tx: &mut Tx,
    by: By,
    guild: &Guild,
    row: &Row,
    message: &Message,
    card: Option<&str>,
) -> Result<(), Error> {
    let Some(channel_id) = channel(guild, row) else { return Ok(()) };
    let (actor, target) = (actor(by), Target::Channel(channel_id));
    match card {
        Some(card) => room::draw(tx, &actor, target, card, message, None),
        None => room::tell(tx, &actor, target, message, None),
    }
}

/// The card of a shift, which helps nobody any more once the shift is over.
pub(super) fn show_shift(
    tx: &mut Tx,
    by: By,
    channel_id: i64,
    shift: (DateTime<Utc>, DateTime<Utc>),
    message: &Message,
) -> Result<(), Error> {
    let key = format!("rotation:{}:{}", by.rotation_id, shift.0.timestamp());
    room::draw_until(tx, &actor(by), (Target::Channel(channel_id), shift.1), &key, message, None)
}

/// Brings the card of the current shift up to date, if it has been posted and shows something else.
async fn redraw(tx: &mut Tx, by: By, guild: &Guild, loaded: &Loaded) -> Result<(), Error> {
    let Some(handover) = loaded.row.handover_json.as_ref().map(|json| &json.0) else { return Ok(()) };
    let shift = rules::shift_at(loaded.plan(), by.now);
    let (message, until) = if handover.shift_from == shift.from {
        let sight = guild.sight_in(handover.channel_id);
        let is_about = is_about_requests(tx, by.guild_id, &loaded.row).await?;
        (words::shift_card(&loaded.row, loaded.plan(), handover, sight, is_about, by.now), shift.until)
    } else {
        let ended_at = rules::shift_at(loaded.plan(), handover.shift_from).until.min(by.now);
        let row = loaded.row.seen_with(guild.sight_in(handover.channel_id));
        (words::past_card(&row, loaded.plan(), handover, ended_at), ended_at)
    };
    let drawn = drawn(&message)?;
    if drawn == handover.drawn {
        return Ok(());
    }
    store::set_handover(tx, by.guild_id, by.rotation_id, Handover { drawn, ..handover.clone() });
    show_shift(tx, by, handover.channel_id, (handover.shift_from, until), &message)
}

/// Draws the card that `key` names anew for where the rotation speaks now, if it is that of a shift: only the current one
/// is of use.
pub async fn redraw_card(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    key: &str,
) -> Result<Redrawn, Error> {
    let Some((id, shift_from)) = key.strip_prefix("rotation:").and_then(|rest| rest.split_once(':')) else {
        return Ok(Redrawn::AsItWas);
    };
    let Ok(rotation_id) = id.parse() else { return Ok(Redrawn::AsItWas) };
    let by = By { guild_id: guild.id, rotation_id, user_id: None, now };
    let row = store::lock(tx, guild.id, rotation_id).await?.filter(Row::is_active);
    let Some(row) = row else { return Ok(Redrawn::Over) };
    let Some(channel_id) = channel(guild, &row) else { return Ok(Redrawn::AsItWas) };
    let loaded = load(tx, guild.id, row).await?;
    let shift = rules::shift_at(loaded.plan(), now);
    let handover = loaded.row.handover_json.as_ref().map(|json| json.0.clone());
    let is_current = |handover: &Handover| {
        handover.shift_from == shift.from && handover.shift_from.timestamp().to_string() == shift_from
    };
    let Some(handover) = handover.filter(is_current) else { return Ok(Redrawn::Over) };
    let is_about = is_about_requests(tx, guild.id, &loaded.row).await?;
    let sight = guild.sight_in(channel_id);
    let message = words::shift_card(&loaded.row, loaded.plan(), &handover, sight, is_about, now);
    let on = rules::holders(loaded.plan(), now).into_iter().filter_map(|duty| duty.user.ok());
    let message = on.fold(message, |message, user_id| message.ping(user_id));
    let handover = Handover { channel_id, drawn: drawn(&message)?, ..handover };
    store::set_handover(tx, guild.id, rotation_id, handover);
    show_shift(tx, by, channel_id, (shift.from, shift.until), &message)?;
    Ok(Redrawn::Posted)
}

/// What tells one drawing of a card from another.
pub(super) fn drawn(message: &Message) -> Result<String, Error> {
    Ok(short_hash(serde_json::to_vec(message)?))
}

/// Adds one override by the caller.
pub(super) async fn add_override(
    tx: &mut Tx,
    cx: &Context,
    rotation_id: i64,
    span: Span,
    what: What,
) -> Result<i64, Error> {
    Ok(store::insert_override(tx, super::open::by(cx, rotation_id), span, what, None).await?)
}
