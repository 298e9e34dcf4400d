//! Forgetting somebody: what a member has chosen about their mornings.

use crate::{
    contract::Timer,
    db::Tx,
    digest::store,
    error::Error,
    room::{Forgetting, Step},
};

/// Removes a member's choices. Of customers there is nothing here.
pub async fn forget(tx: &mut Tx, timer: &Timer, who: &Forgetting) -> Result<Step, Error> {
    let rows = match who.member() {
        Some(user_id) => store::forget(tx, timer.guild.id, user_id).await?,
        None => 0,
    };
    Ok(Step { rows, next: None })
}
