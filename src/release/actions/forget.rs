//! Forgetting somebody: a member's items have no owner any more; names of customers go out of all texts.

use super::settle::draw_release;
use crate::{
    contract::Timer,
    db::Tx,
    error::Error,
    release::store,
    room::{Forgetting, Step},
};

/// Takes somebody out of releases and items, and draws the cards of what is to come and shipped lately anew.
pub async fn forget(tx: &mut Tx, timer: &Timer, who: &Forgetting) -> Result<Step, Error> {
    let guild_id = timer.guild.id;
    let mut rows = store::forget_texts_of(tx, guild_id, who).await?;
    if let Some(user_id) = who.member() {
        rows += store::nobody(tx, guild_id, user_id).await?;
    }
    if rows > 0 {
        let guild = &timer.guild;
        let mut shown = store::to_come(tx, guild_id).await?;
        shown.extend(store::shipped(tx, guild_id).await?);
        for release in shown {
            draw_release(tx, guild, timer.now, &release).await?;
        }
    }
    Ok(Step { rows, next: None })
}
