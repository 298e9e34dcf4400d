//! The living card of a mention.

use crate::{
    contract::Guild,
    db::{Reads, Tx},
    error::Error,
    mention::{
        Mention, store,
        words::{self, View},
    },
    queue::Target,
    room::{self, Actor},
};

/// A mention with its posts.
pub async fn view(on: &mut dyn Reads, guild_id: i64, row: &Mention) -> Result<View, Error> {
    let (posts, count, people) = store::posts_of(on, guild_id, row.id).await?;
    Ok(View { row: row.clone(), posts, count, people })
}

/// Brings the card up to date.
pub async fn draw(tx: &mut Tx, by: &Actor, guild: &Guild, row: &Mention) -> Result<(), Error> {
    let view = view(tx, guild.id, row).await?;
    let channel_id = row.card_channel_id;
    let message = words::card(&view, guild.sight_in(channel_id));
    room::draw(tx, by, Target::Channel(channel_id), &row.card_key(), &message, None)
}
