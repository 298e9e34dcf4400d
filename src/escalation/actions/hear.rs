//! What is said in reply to a card, or to what stands in its thread, is a note. A reaction to the card, or to the message that
//! brought the question, says how it ended, as marketing does anyway.

use crate::{
    contract::{Guild, Line},
    db::Db,
    error::Error,
    escalation::{SUBJECT, store},
    queue,
    room::{Reacted, Replied},
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
    let id = key.as_deref().and_then(number);
    Ok(id.map(|id| Line::new("escalation note").with("escalation", id).hole("text")))
}

/// How a question ended, by the reaction that says so; `None` for what is no such reaction, of a question that is over, or when
/// the message brought several questions, of which one may be meant.
pub async fn reacts(db: &Db, guild: &Guild, reacted: &Reacted) -> Result<Option<Line>, Error> {
    let Some(reason) = reason(&reacted.emoji) else { return Ok(None) };
    let place = (reacted.channel_id, reacted.message_id);
    let key = queue::card_of_message(&mut &*db, guild.id, place).await?;
    let id = match key.as_deref().and_then(number) {
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

/// The reason for which a reaction closes.
fn reason(emoji: &str) -> Option<&'static str> {
    // Emoji come with or without the mark that asks for colours.
    match emoji.trim_end_matches('\u{fe0f}') {
        "❤" | "♥" | "💙" | "💚" | "💛" | "🧡" | "💜" => Some("liked"),
        "🔁" | "🔄" => Some("reposted"),
        "⛔" | "🚫" => Some("other"),
        _ => None,
    }
}

/// The number in the key of a card of this room, wherever that card is.
pub fn number(key: &str) -> Option<i64> {
    let (subject, rest) = key.split_once(':')?;
    if subject != SUBJECT {
        return None;
    }
    rest.strip_suffix(":apart").unwrap_or(rest).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reactions_of_marketing_have_their_meaning() {
        for (emoji, means) in [
            ("❤️", Some("liked")),
            ("❤", Some("liked")),
            ("🔁", Some("reposted")),
            ("⛔", Some("other")),
            ("🚫", Some("other")),
            ("👍", None),
            ("👀", None),
        ] {
            assert_eq!(reason(emoji), means, "{emoji}");
        }
    }

    #[test]
    fn a_card_is_known_by_its_key() {
        for (key, id) in [
            ("escalation:12", Some(12)),
            ("escalation:12:apart", Some(12)),
            ("escalation_topic:12", None),
            ("request:12", None),
            ("escalation:x", None),
        ] {
            assert_eq!(number(key), id, "{key}");
        }
    }
}
