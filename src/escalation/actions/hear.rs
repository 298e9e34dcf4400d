//! What is said in reply to a card, or to what stands in its thread, is a note.

use crate::{
    contract::{Guild, Line},
    db::Db,
    error::Error,
    escalation::SUBJECT,
    queue,
    room::Replied,
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
