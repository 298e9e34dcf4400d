//! Settings have changed: rotations of working days follow at once, not by the next morning, and cards are drawn anew.

use super::{super::effects::follow, by, daily::take_holidays, lock_active};
use crate::{contract::Timer, db::Tx, error::Error, rotation::store};

/// Lets every rotation of the guild go by the guild's hours and holidays as they are now; part of the transaction of
/// the job that follows their change.
pub async fn follow_settings(timer: &Timer, tx: &mut Tx) -> Result<(), Error> {
    let guild = &timer.guild;
    for row in store::all(tx, guild.id).await? {
        let by = by(timer, row.id);
        let Some(loaded) = lock_active(tx, by).await? else { continue };
        let loaded = take_holidays(tx, by, guild, loaded).await?;
        follow(tx, by, guild, &loaded).await?;
    }
    Ok(())
}
