//! What follows every change: it is recorded, people are told, the card is redrawn, timers are set.

use super::open::{Loaded, horizon, load};
use crate::{
    base::text::short_hash,
    contract::{Context, Guild, Message, Purpose},
    db::{
        Tx,
        event::{self, NewEvent},
    },
    error::Error,
    queue::{self, Fallback, NewJob, NewMessage, Target},
    rotation::{
        rules::{self, FOREVER, Plan, Span, What, affected, holders, next_point},
        store::{self, By, Row},
        words,
    },
};
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// How long before duty begins the person is told.
pub(super) const AHEAD: TimeDelta = TimeDelta::hours(24);
/// How far ahead a notice is looked for.
const AHEAD_SEARCH: TimeDelta = TimeDelta::days(400);
/// Local time of the daily look at a rotation.
const DAILY: NaiveTime = NaiveTime::from_hms_opt(8, 0, 0).expect("eight in the morning");

/// The rows that a change added or ended, so that it can be taken back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Parts {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub epochs: Vec<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<i64>,
    /// Overrides taken back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub taken_back: Vec<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pause: Option<i64>,
    /// A pause that was ended early, and when it would have ended (`None`: open).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resumed: Option<(i64, Option<DateTime<Utc>>)>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_end: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_setup: bool,
    /// The change that this one takes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undoes: Option<i64>,
    /// The ask that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask: Option<i64>,
}

impl Parts {
    /// Whether there is anything in it that can be taken back.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Records a change of a rotation, made by a person or (without interaction) by a timer.
pub(super) fn record(
    tx: &mut Tx,
    by: By,
    interaction_id: Option<i64>,
    verb: &str,
    parts: &Parts,
) -> Result<i64, Error> {
    Ok(event::record(
        tx,
        NewEvent {
            guild_id: by.guild_id,
            happened_at: by.now,
            actor_user_id: by.user_id,
            interaction_id,
            subject: "rotation",
            subject_id: by.rotation_id,
            verb,
            before: None,
            after: Some(serde_json::to_value(parts)?),
        },
    ))
}

/// After a change by a person: records it, tells exactly the others whose dates it moved, redraws, sets timers.
/// Returns the rotation as it is now and how many people were told.
pub(super) async fn changed(
    tx: &mut Tx,
    cx: &Context,
    before: &Loaded,
    verb: &str,
    parts: &Parts,
) -> Result<(Loaded, usize), Error> {
    let by = super::open::by(cx, before.row.id);
    record(tx, by, Some(cx.interaction_id), verb, parts)?;
    store::touch(tx, cx.guild.id, before.row.id);
    store::remember_name(tx, cx.guild.id, cx.caller.user_id, &cx.caller.name, cx.now);
    let after = load(tx, cx.guild.id, before.row.clone()).await?;
    let told = tell_moved(tx, by, &cx.guild, before.plan(), &after)?;
    follow(tx, by, &after).await?;
    Ok((after, told))
}

/// Redraws the card and sets the timers of a rotation, after any change of its rows.
pub(super) async fn follow(tx: &mut Tx, by: By, loaded: &Loaded) -> Result<(), Error> {
    redraw(tx, by, loaded)?;
    arm(tx, by, loaded).await?;
    // Taking the role away from a rotation sets its own timer.
    if loaded.row.role_id.is_some() { role_job(tx, by).await } else { Ok(()) }
}

/// Tells those whose dates have moved, but for who moved them.
fn tell_moved(tx: &mut Tx, by: By, guild: &Guild, before: &Plan, after: &Loaded) -> Result<usize, Error> {
    let moved = affected(before, after.plan(), by.now, horizon(after.plan(), by.now));
    let seats = after.seats(by.now);
    let others: Vec<_> = moved.iter().filter(|(user_id, _)| Some(**user_id) != by.user_id).collect();
    for (user_id, stints) in &others {
        let message = words::dates_moved(&after.row, **user_id, by.user_id, stints, seats);
        tell(tx, by, guild, &after.row, **user_id, &message)?;
    }
    Ok(others.len())
}

/// Where the rotation speaks in public.
pub(super) fn channel(guild: &Guild, row: &Row) -> Option<i64> {
    row.channel_id.or_else(|| guild.channel(Purpose::Rotation))
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
    let body = serde_json::to_value(message)?;
    let fallback = channel(guild, row)
        .map(|channel_id| Fallback { target: Target::Channel(channel_id), body: body.clone() });
    let target = Target::Person(user_id);
    queue::post(tx, NewMessage { guild_id: by.guild_id, target, body, card: None, fallback }, by.now);
    Ok(())
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
    let (target, body) = (Target::Channel(channel_id), serde_json::to_value(message)?);
    queue::post(tx, NewMessage { guild_id: by.guild_id, target, body, card, fallback: None }, by.now);
    Ok(())
}

/// The key of the living card of a shift.
pub(super) fn card_key(rotation_id: i64, shift_from: DateTime<Utc>) -> String {
    format!("rotation:{rotation_id}:{}", shift_from.timestamp())
}

/// Tells whether two drawings of a card differ; who is pinged does not show.
pub(super) fn digest(message: &Message) -> Result<String, Error> {
    Ok(short_hash(serde_json::to_vec(message)?))
}

/// Brings the card of the current shift up to date, if it has been posted and would look different: Discord lets a
/// message be edited only so often once it is old, and the shift of a month is looked at every day.
fn redraw(tx: &mut Tx, by: By, loaded: &Loaded) -> Result<(), Error> {
    let Some(handover) = loaded.row.handover_json.as_ref().map(|json| &json.0) else { return Ok(()) };
    let shift = rules::shift_at(loaded.plan(), by.now);
    let message = if handover.shift_from == shift.from {
        words::shift_card(&loaded.row, loaded.plan(), handover, by.now)
    } else {
        words::past_card(&loaded.row, loaded.plan(), handover, by.now)
    };
    let drawn = Some(digest(&message)?);
    if handover.drawn == drawn {
        return Ok(());
    }
    let key = card_key(by.rotation_id, handover.shift_from);
    let (target, body) = (Target::Channel(handover.channel_id), serde_json::to_value(&message)?);
    let card = Some(key.as_str());
    queue::post(tx, NewMessage { guild_id: by.guild_id, target, body, card, fallback: None }, by.now);
    store::set_handover(tx, by.guild_id, by.rotation_id, store::Handover { drawn, ..handover.clone() });
    Ok(())
}

/// Sets the timers for what comes next. One that is set already stays; one that has become stale does nothing.
pub(super) async fn arm(tx: &mut Tx, by: By, loaded: &Loaded) -> Result<(), Error> {
    if !loaded.row.is_active() {
        return Ok(());
    }
    let (plan, now) = (loaded.plan(), by.now);
    let point = next_point(plan, now);
    if point < FOREVER {
        job(tx, by, "rotation.handoff", point.timestamp_micros(), point, json!({ "at": point })).await?;
    }
    if let Some(at) = next_beginning(plan, now) {
        job(tx, by, "rotation.ahead", at.timestamp_micros(), at - AHEAD, json!({ "at": at })).await?;
    }
    if let Some(epoch) = plan.epochs().last() {
        let zone = epoch.rhythm.zone();
        let today = zone.instant(zone.date(now).and_time(DAILY));
        let tomorrow = zone
            .date(now)
            .succ_opt()
            .map_or(now + TimeDelta::days(1), |date| zone.instant(date.and_time(DAILY)));
        let at = if today > now { today } else { tomorrow };
        job(tx, by, "rotation.daily", at.timestamp(), at, json!({})).await?;
    }
    Ok(())
}

/// The next instant, more than a day ahead, at which somebody comes on who was not on just before.
fn next_beginning(plan: &Plan, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let on = |at| holders(plan, at).iter().filter_map(|duty| duty.user.ok()).collect::<Vec<_>>();
    let mut before = on(now);
    let mut at = next_point(plan, now);
    while at < now + AHEAD_SEARCH {
        let then = on(at);
        if at - AHEAD > now && then.iter().any(|user_id| !before.contains(user_id)) {
            return Some(at);
        }
        before = then;
        at = next_point(plan, at);
    }
    None
}

/// Sets one timer of the rotation, named by its occurrence.
pub(super) async fn job(
    tx: &mut Tx,
    by: By,
    kind: &str,
    occurrence: i64,
    run_at: DateTime<Utc>,
    mut payload: Value,
) -> Result<(), Error> {
    let key = format!("{kind}:{}:{occurrence}", by.rotation_id);
    payload["rotation"] = json!(by.rotation_id);
    queue::enqueue(tx, NewJob { guild_id: by.guild_id, kind, key: &key, run_at, payload }, by.now).await?;
    Ok(())
}

/// Lets the Discord role follow whoever is on.
pub(super) async fn role_job(tx: &mut Tx, by: By) -> Result<(), Error> {
    let occurrence = tx.next_id(by.now);
    job(tx, by, "rotation.role", occurrence, by.now, json!({})).await
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
