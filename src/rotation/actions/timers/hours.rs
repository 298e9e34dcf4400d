//! The team's hours or holidays have changed: rotations of working days follow at once, not by the next morning.

use super::{super::settle::follow, daily::take_holidays, hold};
use crate::{
    contract::Guild,
    db::Tx,
    error::Error,
    rotation::store::{self, By},
};
use chrono::{DateTime, Utc};

/// Lets every rotation of the guild go by the guild's hours and holidays as they are now; part of the transaction of
/// the job that follows their change.
pub async fn hours_changed(tx: &mut Tx, guild: &Guild, now: DateTime<Utc>) -> Result<(), Error> {
    for row in store::all(tx, guild.id).await? {
        let by = By { guild_id: guild.id, rotation_id: row.id, user_id: None, now };
        let Some(loaded) = hold(tx, by).await? else { continue };
        let loaded = take_holidays(tx, by, guild, loaded).await?;
        follow(tx, by, guild, &loaded).await?;
    }
    Ok(())
}
