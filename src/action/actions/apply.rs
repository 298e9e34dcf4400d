//! What every change has in common: it is recorded, the card is drawn, the reminder is set.

use super::news::tell_owners;
use super::remind::arm;
use crate::{
    action::{Action, Decision, Facts, SUBJECT, rules::Guarded, store, words},
    contract::{Guild, Purpose},
    db::Tx,
    error::Error,
    queue::Target,
    room::{Actor, Change, Deed, difference, draw, fields},
};
use chrono::{DateTime, Utc};

/// Saves other facts of a held action, records the change, draws the card and sets the reminder. Refused when nothing would
/// change.
pub async fn save(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (before, facts): (&Action, Facts),
    deed: Deed,
) -> Result<Action, Error> {
    let change = difference(&fields(&before.facts)?, &fields(&facts)?);
    let change = change.ok_or_else(|| words::nothing_to_change(before.id))?;
    let after = Action { facts, version: before.version + 1, ..before.clone() };
    store::save(tx, guild.id, &after);
    deed.record(tx, by, SUBJECT, after.id, told(&after, change));
    tell_owners(tx, by, guild, (before, &after)).await?;
    arm(tx, by, guild, &after).await?;
    draw_card(tx, guild, by.now, &after, None).await?;
    Ok(after)
}

/// The change as an event may tell it: what is confidential is said in its channel alone.
pub fn told(thing: &impl Guarded, change: Change) -> Change {
    if thing.is_confidential() { change.without(&["text"]) } else { change }
}

/// Brings the living card of an action up to date; `ping` is told by it when it is posted.
pub async fn draw_card(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    action: &Action,
    ping: Option<i64>,
) -> Result<(), Error> {
    let comments = store::comments(tx, guild.id, action.id).await?;
    let seen = words::Seen { guild, sight: guild.sight_in(action.channel_id), now };
    let mut message = words::card(&seen, action, comments.first());
    message.pings.extend(ping);
    let fallback = action.facts.owner_user_id.filter(|_| ping.is_some()).map(|owner| {
        let seen = words::Seen { sight: guild.sight_anywhere(), ..seen };
        (Target::Person(owner), words::given(&seen, action, None))
    });
    let admin = guild.channel_of(Purpose::ADMIN).filter(|admin| *admin != action.channel_id);
    let admin = admin.map(|admin| (Target::Channel(admin), words::not_posted(action)));
    let target = Target::Channel(action.channel_id);
    draw(tx, &Actor::docket(guild.id, now), target, &action.card_key(), &message, fallback.or(admin))
}

/// Brings the living card of a decision up to date.
pub fn draw_decision(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    decision: &Decision,
) -> Result<(), Error> {
    let seen = words::Seen { guild, sight: guild.sight_in(decision.channel_id), now };
    let message = words::decision_card(&seen, decision);
    let admin = guild.channel_of(Purpose::ADMIN).filter(|admin| *admin != decision.channel_id);
    let admin = admin.map(|admin| (Target::Channel(admin), words::decision_not_posted(decision)));
    let target = Target::Channel(decision.channel_id);
    draw(tx, &Actor::docket(guild.id, now), target, &decision.card_key(), &message, admin)
}
