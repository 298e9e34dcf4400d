//! Single posts that are read for money count towards the ceiling of the guild's oldest source on their network.

use crate::{
    contract::Guild,
    db::{Db, Reads, Tx},
    error::Error,
    mention::{Source, rules::poll, store},
    room::PaidRead,
};

/// Whether the post fits under the ceiling; always where nothing is watched on its network.
pub async fn allows_read(db: &Db, guild: &Guild, read: &PaidRead<'_>) -> Result<bool, Error> {
    let Some(mut source) = payer(&mut &*db, guild.id, read).await? else { return Ok(true) };
    let terms = read.posts.sources().terms(&source.watch());
    poll::roll(&mut source, &guild.zone, read.now);
    Ok(poll::fits(&source, &terms, read.mills))
}

/// Counts a post that was read.
pub async fn counts_read(tx: &mut Tx, guild: &Guild, read: &PaidRead<'_>) -> Result<(), Error> {
    let Some(source) = payer(tx, guild.id, read).await? else { return Ok(()) };
    let Some(mut source) = store::lock_source(tx, guild.id, source.id).await? else { return Ok(()) };
    poll::roll(&mut source, &guild.zone, read.now);
    source.cost_mills += read.mills;
    store::save_source(tx, guild.id, &source);
    Ok(())
}

async fn payer(on: &mut dyn Reads, guild_id: i64, read: &PaidRead<'_>) -> Result<Option<Source>, Error> {
    let all = store::sources(on, guild_id).await?;
    Ok(all.into_iter().find(|source| source.network == read.network))
}
