//! Why a channel does not serve what it was named for.

use super::listed;
use crate::{
    contract::{ChannelKind, FetchError},
    error::Refusal,
    workspace::rules::Unusable,
};

/// The refusal of a command that names the channel.
pub fn channel_refused(why: &Unusable, channel_id: i64) -> Refusal {
    let channel = format!("<#{channel_id}>");
    Refusal::new(match why {
        Unusable::Unknown => format!(
            "{channel} isn't a channel of this server, or it is a thread, which can only be named from inside it. Nothing was \
             changed; choose a text channel."
        ),
        Unusable::Kind(kind) => format!(
            "{channel} is {}, in which docket cannot post. Nothing was changed; choose a text channel.",
            kind_words(*kind)
        ),
        Unusable::DocketLacks(permissions) => {
            let names: Vec<_> = permissions.iter().map(|permission| permission.name().to_owned()).collect();
            format!(
                "docket may not post in {channel}: it lacks {} there. Nothing was changed; ask an admin to allow it, or \
                 choose another channel.",
                listed(&names, "and")
            )
        }
        Unusable::CallerMayNot => format!(
            "You may not post in {channel}, so docket does not do it for you. Nothing was changed; choose another channel."
        ),
    })
}

const fn kind_words(kind: ChannelKind) -> &'static str {
    match kind {
        ChannelKind::Text | ChannelKind::Announcement => "a text channel",
        ChannelKind::Voice => "a voice channel",
        ChannelKind::Stage => "a stage",
        ChannelKind::Category => "a category",
        ChannelKind::Forum => "a forum",
        ChannelKind::Thread => "a thread",
        ChannelKind::Other => "a kind of channel",
    }
}

/// Discord does not tell now whether the channel serves.
pub fn channel_not_looked_up(error: &FetchError) -> Refusal {
    Refusal::new(format!(
        "docket could not check whether it may post in that channel ({error}). Nothing was changed; please try again."
    ))
}
