//! What meetings need to be held as they are set up, held against what Discord says.

use crate::{
    contract::{Guild, GuildFacts},
    db::Db,
    error::Error,
    meeting::{store, words},
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
            Some(channel) => found.extend(words::public_needs(sight, series, channel)),
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
            let lacks = words::event_place(guild, facts, series).lacks(facts);
            found.extend(words::no_events(sight, series, &lacks));
        }
    }
    Ok(found)
}
