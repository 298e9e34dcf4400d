//! Who left the server and takes turns again.

use crate::{
    db::Tx,
    error::Error,
    rotation::{
        rules::{ChangedRows, Plan, returning, without},
        store::{self, By},
    },
};
use std::collections::BTreeSet;

/// Those who are put back into the order are no longer gone, however that comes about. Whoever is on in `plan` instead of
/// them stays on to the end of the shift; the order becomes that of `changed` in the same step. Notes in `parts` what was
/// done.
pub(super) async fn welcome_back(
    tx: &mut Tx,
    by: By,
    plan: &Plan,
    changed: &Plan,
    put_back: &BTreeSet<i64>,
    parts: &mut ChangedRows,
) -> Result<(), Error> {
    let ids = returning(plan, put_back, by.now);
    if ids.is_empty() {
        return Ok(());
    }
    let stays = without(plan, changed, &ids, by.now);
    for id in ids {
        if store::take_back(tx, by.guild_id, id, by.now).await? {
            parts.taken_back.push(id);
        }
    }
    for (span, what) in stays {
        parts.overrides.push(store::insert_override(tx, by, span, what, None).await?);
    }
    Ok(())
}
