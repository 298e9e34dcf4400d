//! What meetings need to be held as they are set up, held against what Discord says.

use super::carry_out::event_place;
use crate::{
    contract::{ChannelFacts, Guild, GuildFacts, Sight},
    db::Db,
    error::Error,
    meeting::{Series, rules, store, words},
    workspace::{self, Permission},
};

/// What is missing, a sentence each.
pub async fn needs(db: &Db, guild: &Guild, facts: &GuildFacts) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    let all = store::all_series(&mut { db }, guild.id).await?;
    for series in all.iter().filter(|series| series.is_active()) {
        let find = |id: i64| facts.channels.iter().find(|channel| channel.id == id);
        let sight = guild.sight_anywhere();
        match find(series.facts.channel_id) {
            None => found.push(words::channel_is_gone(sight, series)),
            Some(channel) => found.extend(public_needs(sight, series, channel)),
        }
        if let Some(id) = series.facts.private_channel_id {
            match find(id) {
                None => found.push(words::private_is_gone(sight, series)),
                Some(channel) if workspace::is_seen_with(channel.everyones_permissions) => {
                    found.push(words::private_is_open(sight, series, id));
                }
                Some(channel) if !Permission::ViewChannel.is_in(channel.own_permissions) => {
                    found.push(words::private_is_gone(sight, series));
                }
                Some(channel) => {
                    found.extend(words::lacks_in(sight, series, id, &workspace::lacking_in(channel)))
                }
            }
        }
        if series.facts.place_channel_id.is_some_and(|id| find(id).is_none()) {
            found.push(words::place_is_gone(sight, series));
        }
        if series.facts.has_events {
            let lacks = event_place(guild, facts, series).lacks(facts);
            found.extend(words::no_events(sight, series, &lacks));
        }
    }
    Ok(found)
}

/// What is missing in the channel of a series. Who does not see it can do nothing else there either, which is said alone.
fn public_needs(sight: Sight<'_>, series: &Series, channel: &ChannelFacts) -> Vec<String> {
    let own = channel.own_permissions;
    if !Permission::ViewChannel.is_in(own) {
        return vec![words::channel_is_unseen(sight, series)];
    }
    let mut found: Vec<String> =
        words::lacks_in(sight, series, channel.id, &workspace::lacking_in(channel)).into_iter().collect();
    if Permission::SendMessages.is_in(own) {
        found.extend(words::no_threads(sight, series, &rules::threads_lack(own)));
    }
    if !rules::can_mark(own) {
        found.push(words::no_marks(sight, series));
    }
    found
}
