//! Docket joins a guild, leaves it, loses a channel, and tells admins what is wrong.

use super::{
    greeting::{greet, redraw_greeting},
    settings::{forget_channel, record_forgotten},
};
use crate::{
    contract::{Guild, GuildFacts, Message, Neighbours, Purpose},
    db::{Db, Tx},
    error::Error,
    queue::{self, Target},
    room::{Actor, tell},
    workspace::{rules, settings::CHANNEL, store, words},
};
use chrono::{DateTime, Utc};

/// Docket is in a guild: greets it, once for ever, where the greeting can be read. May be called at every start. What
/// rested while docket was away goes on.
pub async fn joined(
    db: &Db,
    rooms: &dyn Neighbours,
    now: DateTime<Utc>,
    facts: &GuildFacts,
    guild_id: i64,
) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    come_back(&mut tx, now, guild_id).await?;
    if store::enter(&mut tx, guild_id, facts.owner_user_id, now).await? {
        greet(&mut tx, rooms, &Actor::docket(guild_id, now), facts).await?;
    }
    Ok(tx.commit().await?)
}

/// Docket was removed from a guild. Its rows are kept for the day it comes back; until then its timers and messages rest.
pub async fn left(db: &Db, now: DateTime<Utc>, guild_id: i64) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    if store::leave(&mut tx, guild_id, now).await? {
        tracing::info!(guild.id = guild_id, "docket is no longer in a guild; its timers rest");
        queue::rest(&mut tx, guild_id, now).await?;
    }
    Ok(tx.commit().await?)
}

/// Docket was removed from all guilds that it knows and that Discord does not list, of those that are Discord's to list
/// here.
pub async fn left_unless_listed(
    db: &Db,
    now: DateTime<Utc>,
    is_listed: impl Fn(i64) -> bool,
) -> Result<(), Error> {
    for guild_id in store::active_guilds(db).await? {
        if !is_listed(guild_id) {
            left(db, now, guild_id).await?;
        }
    }
    Ok(())
}

/// Something was about to happen on behalf of a guild that docket is not in: it rests with all the rest, unless docket has
/// come back meanwhile, since nobody would wake it then.
pub async fn let_rest(db: &Db, now: DateTime<Utc>, guild_id: i64) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    if store::is_away(&mut tx, guild_id).await? {
        queue::rest(&mut tx, guild_id, now).await?;
    }
    Ok(tx.commit().await?)
}

/// Somebody gives docket a command in a guild that it was removed from: it is there again. Returns the guild as it is then.
pub async fn returned(db: &Db, now: DateTime<Utc>, guild_id: i64) -> Result<Guild, Error> {
    let mut tx = db.begin().await?;
    come_back(&mut tx, now, guild_id).await?;
    tx.commit().await?;
    super::known::guild(db, guild_id).await
}

/// Wakes what rested, if docket was away.
async fn come_back(tx: &mut Tx, now: DateTime<Utc>, guild_id: i64) -> Result<(), Error> {
    if !store::come_back(tx, guild_id).await? {
        return Ok(());
    }
    tracing::info!(guild.id = guild_id, "docket is in a guild again; its timers go on");
    let put_aside = queue::wake(tx, guild_id, now).await?;
    if put_aside > 0 {
        let guild = rules::guild(guild_id, &store::settings_in(tx, guild_id).await?);
        report_problem(tx, now, &guild, &words::put_aside_while_away(put_aside)).await?;
    }
    Ok(())
}

/// Channels may work again in which docket could not post: the cards that were put aside are tried again. Returns whether
/// there are any.
pub async fn works_again(db: &Db, now: DateTime<Utc>, guild_id: i64) -> Result<bool, Error> {
    if !queue::has_dead_messages(db, guild_id).await? {
        return Ok(false);
    }
    let mut tx = db.begin().await?;
    let channels = queue::try_all_cards(&mut tx, guild_id, now).await?;
    tx.commit().await?;
    Ok(channels > 0)
}

/// A channel was deleted: it is taken out of the settings and of the customers' channels, and admins are told once.
pub async fn channel_gone(
    db: &Db,
    rooms: &dyn Neighbours,
    now: DateTime<Utc>,
    guild_id: i64,
    channel_id: i64,
) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    store::one_at_a_time(&mut tx, guild_id, now).await?;
    let keys = forget_channel(&mut tx, guild_id, channel_id).await?;
    store::set_channel_owner(&mut tx, guild_id, channel_id, None).await?;
    if !keys.is_empty() {
        let actor = &Actor::docket(guild_id, now);
        record_forgotten(&mut tx, actor, &keys, channel_id);
        redraw_greeting(&mut tx, rooms, actor).await?;
        let guild = rules::guild(guild_id, &store::settings_in(&mut tx, guild_id).await?);
        let mut purposes = rooms.purposes();
        purposes.retain(|purpose| keys.contains(&CHANNEL.key_of(purpose.word)));
        if !purposes.is_empty() {
            report_problem(&mut tx, now, &guild, &words::channel_gone(channel_id, &purposes)).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// Tells admins of a problem with docket's set-up: in the admin channel, else the owner in private, else in the
/// requests channel. The same text is told once a day. `text` is Discord markdown, escaped already.
pub async fn report_problem(tx: &mut Tx, now: DateTime<Utc>, guild: &Guild, text: &str) -> Result<(), Error> {
    report(tx, now, guild, text, None).await
}

/// Tells admins that something could not be delivered to `lost`, unless that is where they would be told.
pub async fn report_undelivered(
    tx: &mut Tx,
    now: DateTime<Utc>,
    guild: &Guild,
    text: &str,
    lost: Target,
) -> Result<(), Error> {
    report(tx, now, guild, text, Some(lost)).await
}

async fn report(
    tx: &mut Tx,
    now: DateTime<Utc>,
    guild: &Guild,
    text: &str,
    lost: Option<Target>,
) -> Result<(), Error> {
    if !store::tell_problem(tx, guild.id, text, now).await? {
        return Ok(());
    }
    let owner = store::owner(tx, guild.id).await?.map(Target::Person);
    let admin = guild.channel_of(Purpose::ADMIN).map(Target::Channel);
    let last = guild.channel(Purpose::ADMIN).map(Target::Channel);
    let mut places = [admin, owner, last].into_iter().flatten();
    let Some(target) = places.find(|place| Some(*place) != lost) else {
        tracing::warn!(guild.id = guild.id, "a problem with the set-up cannot be told to anybody");
        return Ok(());
    };
    let message = Message::text(words::problem(text));
    let fallback =
        owner.filter(|owner| *owner != target && Some(*owner) != lost).map(|owner| (owner, message.clone()));
    tell(tx, &Actor::docket(guild.id, now), target, &message, fallback)
}
