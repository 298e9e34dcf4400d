//! What is said of an escalation to whoever is asked, answers it, brought it or is to know of it.

use super::{
    around::Around,
    later::{Later, SayLater},
    post::{address, in_channel, say, say_to_raiser, undelivered, view},
};
use crate::{
    base::post::PostLink,
    contract::{Called, Guild, NoticeContext},
    db::Tx,
    error::Error,
    escalation::{
        Escalation,
        rules::{
            clock::{Missed, Target as Due},
            ladder::{Next, Whom},
        },
        words,
    },
    queue::{self, Target},
    room::Place,
};
use chrono::{DateTime, Utc};

/// Asks whoever a step is about, in the channel of the card. What cannot be said there is said to them in private.
pub async fn asks(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    around: &Around,
    row: &Escalation,
    (next, is_again): (&Next, bool),
) -> Result<(), Error> {
    let channel_id = around.asked_in(row);
    let card = address(tx, guild, around, row).await?;
    let place = NoticeContext { sight: guild.sight_in(channel_id), card };
    let view = view(tx, guild, around, row).await?;
    let message = words::asks(guild, &view, &place, (next.whom, is_again));
    let fallback = match next.whom.person() {
        Some(user_id) => {
            let elsewhere = NoticeContext { sight: guild.sight_anywhere(), card: place.card.clone() };
            let message = words::asks(guild, &view, &elsewhere, (next.whom, is_again));
            (Target::Person(user_id), message.in_guild(guild.id))
        }
        None => undelivered(guild, row, channel_id),
    };
    if next.whom == Whom::Leads && view.is_apart() {
        say_to_raiser(tx, (guild, now), row, words::leads_are_asked(&view))?;
    }
    say(tx, (guild, now), row, in_channel(channel_id), &message, Some(fallback))
}

/// Tells somebody that what they snoozed is back.
pub async fn is_back(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    around: &Around,
    row: &Escalation,
    user_id: i64,
) -> Result<(), Error> {
    let channel_id = around.asked_in(row);
    let place =
        NoticeContext { sight: guild.sight_in(channel_id), card: address(tx, guild, around, row).await? };
    let view = view(tx, guild, around, row).await?;
    let message = words::is_back(&view, &place, user_id);
    let fallback = Some((Target::Person(user_id), message.clone().in_guild(guild.id)));
    say(tx, (guild, now), row, in_channel(channel_id), &message, fallback)
}

/// Tells whoever is to know of its sensitive topic, once for each topic: in the thread on the card that was drawn just now,
/// unless that was the first time, and it pings them when it is posted.
pub async fn informs(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    around: &Around,
    (row, is_first_card): (&Escalation, bool),
) -> Result<(), Error> {
    let Some(topic) = around.topic(row.facts.topic_id).filter(|_| row.facts.state.is_open()) else {
        return Ok(());
    };
    let (channel_id, key) = around.thread(row);
    let Some(message) = words::informs(row, topic, guild.sight_in(channel_id)) else { return Ok(()) };
    let told = format!("informed:{}", topic.id);
    if !queue::once(tx, guild.id, (&row.card_key(), &told), now).await? {
        return Ok(());
    }
    if is_first_card && words::called_by_card(row).is_some() {
        return Ok(());
    }
    let person = message.pings.first().map(|user_id| Target::Person(*user_id));
    let elsewhere = words::informs(row, topic, guild.sight_anywhere());
    let fallback = person.zip(elsewhere.map(|message| message.in_guild(guild.id)));
    say(tx, (guild, now), row, Place::thread(channel_id, &key), &message, fallback)
}

/// Says in the thread that a target was missed, to whoever it is with.
pub async fn is_late(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    around: &Around,
    row: &Escalation,
    missed: &[(Missed, Due)],
) -> Result<(), Error> {
    let (channel_id, key) = around.thread(row);
    let place =
        NoticeContext { sight: guild.sight_in(channel_id), card: address(tx, guild, around, row).await? };
    let message = words::is_late(row, &place, missed);
    let fallback = row.facts.owner_user_id.map(|user_id| {
        let elsewhere = NoticeContext { sight: guild.sight_anywhere(), card: place.card.clone() };
        (Target::Person(user_id), words::is_late(row, &elsewhere, missed).in_guild(guild.id))
    });
    say(tx, (guild, now), row, Place::thread(channel_id, &key), &message, fallback)
}

/// Says in the thread that whoever asked has written again. Where it is open, whoever has it is told by this, once it is quiet for
/// them no more: its card counts the post at once.
pub async fn followed_up(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    around: &Around,
    row: &Escalation,
    said: &PostLink,
) -> Result<(), Error> {
    let owner = row.facts.owner_user_id.filter(|_| row.facts.state.is_open());
    if let Some(at) = owner.and_then(|owner| around.quiet_until(guild, owner, row.facts.severity, now)) {
        let what = Later::FollowedUp(said.url.clone());
        return SayLater { escalation: row.id, at, what }.set(tx, guild.id, now).await;
    }
    let (channel_id, key) = around.thread(row);
    // The thread is the card's own.
    let place = NoticeContext { sight: guild.sight_in(channel_id), card: None };
    let message = words::followed_up(row, &place, said);
    let person = message.pings.first().map(|user_id| Target::Person(*user_id));
    let card = address(tx, guild, around, row).await?;
    let elsewhere = NoticeContext { sight: guild.sight_anywhere(), card };
    let elsewhere = words::followed_up(row, &elsewhere, said).in_guild(guild.id);
    let fallback = person.map(|person| (person, elsewhere));
    say(tx, (guild, now), row, Place::thread(channel_id, &key), &message, fallback)
}

/// Says that what it led to is done, to these people of those who brought and answer it: in the thread, as far as they see it; to
/// those for whom it is quiet later. Returns whether anybody was told now.
pub async fn is_done(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    around: &Around,
    row: &Escalation,
    (called, who): (&Called, &[i64]),
) -> Result<bool, Error> {
    let (awake, later) = around.awake(guild, who, row.facts.severity, now);
    for (at, who) in later {
        let what = Later::Done { noun: called.noun.word.to_owned(), id: called.id, who };
        SayLater { escalation: row.id, at, what }.set(tx, guild.id, now).await?;
    }
    if awake.is_empty() {
        return Ok(false);
    }
    let raised = row.raised_by_user_id;
    let is_apart = around.is_apart(row);
    if is_apart && awake.contains(&raised) {
        say_to_raiser(tx, (guild, now), row, words::is_done_for(row, called, raised))?;
    }
    let here: Vec<i64> = awake.into_iter().filter(|user_id| !is_apart || *user_id != raised).collect();
    let is_somebody_else_there = row.facts.owner_user_id.is_some_and(|owner| owner != raised);
    if here.is_empty() && is_somebody_else_there {
        return Ok(true);
    }
    let (channel_id, key) = around.thread(row);
    let message = words::is_done(row, called, &here);
    let fallback = here.first().map(|user_id| (Target::Person(*user_id), message.clone().in_guild(guild.id)));
    say(tx, (guild, now), row, Place::thread(channel_id, &key), &message, fallback)?;
    Ok(true)
}
