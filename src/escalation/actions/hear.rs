//! What is said in reply to a card, or to what stands in its thread, is a note. A reaction to the card, or to the message that
//! brought the question, says how it ended, as marketing does anyway.

use crate::{
    contract::{Guild, Line},
    db::Db,
    error::Error,
    escalation::{SUBJECT, rules::hear::reason, store},
    queue,
    room::{self, Reacted, Replied},
};

/// The note that a reply means; `None` when it is about no escalation.
pub async fn hears(db: &Db, guild: &Guild, replied: &Replied) -> Result<Option<Line>, Error> {
    let in_thread = queue::card_of_thread(&mut &*db, guild.id, replied.channel_id).await?;
    let key = match in_thread {
        Some(key) => Some(key),
        None => {
            queue::card_of_message(&mut &*db, guild.id, (replied.channel_id, replied.to_message_id)).await?
        }
    };
    let id = key.as_deref().and_then(|key| room::card_number(key, SUBJECT));
    Ok(id.map(|id| Line::new("escalation note").with("escalation", id).hole("text")))
}

/// How a question ended, by the reaction that says so; `None` for what is no such reaction, of a question that is over, or when
/// the message brought several questions, of which one may be meant.
pub async fn reacts(db: &Db, guild: &Guild, reacted: &Reacted) -> Result<Option<Line>, Error> {
    let Some(reason) = reason(&reacted.emoji) else { return Ok(None) };
    let place = (reacted.channel_id, reacted.message_id);
    let key = queue::card_of_message(&mut &*db, guild.id, place).await?;
    let id = match key.as_deref().and_then(|key| room::card_number(key, SUBJECT)) {
        Some(id) => Some(id),
        None => match store::by_message(&mut &*db, guild.id, reacted.message_id).await?.as_slice() {
            [id] => Some(*id),
            _ => None,
        },
    };
    let Some(id) = id else { return Ok(None) };
    let row = store::find(&mut &*db, guild.id, id).await?;
    // Of what is over already a heart says nothing new.
    let is_open = row.is_some_and(|row| row.facts.state.is_open());
    Ok(is_open.then(|| Line::new("escalation close").with("escalation", id).with("reason", reason)))
}
