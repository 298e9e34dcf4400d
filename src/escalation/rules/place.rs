//! Where an escalation is spoken about.

use crate::{
    escalation::{Escalation, SUBJECT, Topic},
    queue::Target,
};

/// The card of a sensitive one that is with its responders.
pub fn key_apart(id: i64) -> String {
    format!("{SUBJECT}:{id}:apart")
}

/// The channel in which whoever is asked is asked: that of the responders of its topic, else that of its card.
pub fn asked_in(card_channel_id: i64, topic: Option<&Topic>) -> i64 {
    topic.and_then(|topic| topic.channel_id).unwrap_or(card_channel_id)
}

/// Whether it is spoken about in the channel of its responders, which whoever brought it may not see.
pub fn is_apart(card_channel_id: i64, topic: Option<&Topic>) -> bool {
    asked_in(card_channel_id, topic) != card_channel_id
}

/// The channel, and the card in it, on whose thread is said what concerns it.
pub fn thread(row: &Escalation, topic: Option<&Topic>) -> (i64, String) {
    let channel_id = asked_in(row.card_channel_id, topic);
    let key = if is_apart(row.card_channel_id, topic) { key_apart(row.id) } else { row.card_key() };
    (channel_id, key)
}

/// Who is told that something cannot be posted in a channel, so that nobody waits for an answer that nobody was asked for: the
/// admins in their channel, unless that is the one, else whoever brought it.
pub fn told_instead(admin_channel_id: Option<i64>, raised_by_user_id: i64, channel_id: i64) -> Target {
    let admins = admin_channel_id.filter(|admin| *admin != channel_id);
    admins.map_or(Target::Person(raised_by_user_id), Target::Channel)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_channel_of_its_own_is_spoken_about_there() {
        let topic = |channel_id: Option<i64>| Topic { channel_id, ..Topic::named("privacy") };
        for (topic, channel_id, is_elsewhere) in [
            (None, 5, false),
            (Some(topic(None)), 5, false),
            (Some(topic(Some(5))), 5, false),
            (Some(topic(Some(6))), 6, true),
        ] {
            let topic = topic.as_ref();
            assert_eq!((asked_in(5, topic), is_apart(5, topic)), (channel_id, is_elsewhere), "{topic:?}");
        }
    }

    #[test]
    fn somebody_hears_of_a_channel_in_which_nothing_can_be_posted() {
        for (admin, whom) in
            [(Some(9), Target::Channel(9)), (Some(5), Target::Person(7)), (None, Target::Person(7))]
        {
            assert_eq!(told_instead(admin, 7, 5), whom, "{admin:?}");
        }
    }
}
