//! What people see of an escalation in channels: its living card, and how something about it is said.

use super::{around::Around, coming::coming};
use crate::{
    contract::{Guild, Message, NOBODY, Purpose, message_address},
    db::{Reads, Tx},
    error::Error,
    escalation::{
        Escalation,
        rules::place,
        store,
        words::{self, View},
    },
    queue::{self, Target},
    room::{Actor, Place, draw, tell},
    workspace::SOCIAL,
};
use chrono::{DateTime, Utc};

/// Notes that a card shows.
const NOTES_ON_CARD: i64 = 3;

/// Where cards of public questions go: the channel for them, else where it was brought.
pub fn channel(guild: &Guild, brought_in: i64) -> i64 {
    guild.channel_of(SOCIAL).unwrap_or(brought_in)
}

/// An escalation with what belongs to it.
pub async fn view(
    on: &mut dyn Reads,
    guild: &Guild,
    around: &Around,
    row: &Escalation,
) -> Result<View, Error> {
    Ok(View {
        area: around.area(row.facts.area_id).cloned(),
        topic: around.topic(row.facts.topic_id).cloned(),
        areas: around.area_names().map(|(id, name)| (id, name.to_owned())).collect(),
        people: store::people(&mut *on, guild.id, row.id).await?,
        notes: store::notes(&mut *on, guild.id, row.id, NOTES_ON_CARD).await?,
        reviewers: store::reviewers_for(&mut *on, guild.id, row.facts.area_id).await?,
        post: store::post(&mut *on, guild.id, row.id).await?,
        said: store::said(&mut *on, guild.id, row.id).await?,
        problems: queue::problems(&mut *on, guild.id, &row.card_key()).await?,
        card_problem: card_problem(&mut *on, guild, row).await?,
        clock: store::clock(&mut *on, guild.id, row.id).await?,
        next: coming(&mut *on, guild, around, row).await?,
        message: row.message_id.map(|it| message_address(guild.id, row.channel_id, it)),
        row: row.clone(),
    })
}

/// Why its card is not as it should be; `None` when it is.
async fn card_problem(on: &mut dyn Reads, guild: &Guild, row: &Escalation) -> Result<Option<String>, Error> {
    for key in [row.card_key(), place::key_apart(row.id)] {
        if let Some(reason) = queue::card_problem(&mut *on, guild.id, &key).await? {
            return Ok(Some(reason));
        }
    }
    Ok(None)
}

/// Brings the card up to date. A sensitive one whose responders have a channel of their own is there; what stands in the
/// channel for public questions says no more than that.
pub async fn card(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    around: &Around,
    row: &Escalation,
) -> Result<(), Error> {
    let view = view(tx, guild, around, row).await?;
    let by = &Actor::docket(guild.id, now);
    let public = row.card_channel_id;
    let (own, key_apart) = (place::asked_in(public, view.topic.as_ref()), place::key_apart(row.id));
    let was_apart = queue::card(tx, guild.id, &key_apart).await?;
    if own == public {
        if let Some(elsewhere) = was_apart {
            let there = Target::Channel(elsewhere.channel_id);
            draw(tx, by, there, &key_apart, &words::card_moved(row.id, public), None)?;
        }
        let message = words::card(&view, guild.sight_in(public));
        let (key, fallback) = (row.card_key(), undelivered(guild, row, public));
        return draw(tx, by, in_channel(public).about(&key), &key, &message, Some(fallback));
    }
    let message = words::card(&view, guild.sight_in(own));
    let (key, fallback) = (row.card_key(), undelivered(guild, row, own));
    draw(tx, by, in_channel(own).about(&key), &key_apart, &message, Some(fallback))?;
    let message = words::card_apart(&view, guild.sight_in(public));
    draw(tx, by, Target::Channel(public), &row.card_key(), &message, None)
}

/// In a channel itself, and not in a thread.
pub fn in_channel<'a>(channel_id: i64) -> Place<'a> {
    Target::Channel(channel_id).into()
}

/// Says something that concerns an escalation. What cannot be delivered is shown on its card.
pub fn say(
    tx: &mut Tx,
    (guild, now): (&Guild, DateTime<Utc>),
    row: &Escalation,
    place: Place<'_>,
    message: &Message,
    fallback: Option<(Target, Message)>,
) -> Result<(), Error> {
    tell(tx, &Actor::docket(guild.id, now), place.about(&row.card_key()), message, fallback)
}

/// What is said, and to whom, when a card or a question cannot be posted in a channel.
pub fn undelivered(guild: &Guild, row: &Escalation, channel_id: i64) -> (Target, Message) {
    let whom = place::told_instead(guild.channel_of(Purpose::ADMIN), row.raised_by_user_id, channel_id);
    (whom, Message::text(words::undeliverable(row.id, channel_id)))
}

/// Says something in private to whoever brought an escalation that is spoken about where they may not see it, unless they were
/// forgotten.
pub fn say_to_raiser(
    tx: &mut Tx,
    (guild, now): (&Guild, DateTime<Utc>),
    row: &Escalation,
    message: Message,
) -> Result<(), Error> {
    if row.raised_by_user_id == NOBODY {
        return Ok(());
    }
    let fallback = (Target::Channel(row.card_channel_id), words::dms_are_closed(row));
    let person = Target::Person(row.raised_by_user_id).into();
    say(tx, (guild, now), row, person, &message.in_guild(guild.id), Some(fallback))
}

/// Where its card is, once that is posted.
pub async fn address(
    tx: &mut Tx,
    guild: &Guild,
    around: &Around,
    row: &Escalation,
) -> Result<Option<String>, Error> {
    let (_, key) = around.thread(row);
    let card = queue::card(tx, guild.id, &key).await?;
    Ok(card.map(|card| message_address(guild.id, card.channel_id, card.message_id)))
}

/// Whether no card of it was drawn yet where it is spoken about, in the guild `id`.
pub async fn is_undrawn(tx: &mut Tx, id: i64, around: &Around, row: &Escalation) -> Result<bool, Error> {
    let (_, key) = around.thread(row);
    Ok(queue::place_of_card(tx, id, &key).await?.is_none())
}
