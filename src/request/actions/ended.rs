//! What is told of look-alikes that have ended.

use crate::{
    contract::{Context, Noun},
    db::Reads,
    error::Error,
    request::{
        CloseReason,
        store::{self, Alike},
    },
    room::{Thing, linked_in},
};

/// Things of other rooms that are looked at for each look-alike.
const MOST_LINKED: i64 = 10;

/// Reads how those of the look-alikes that were closed have ended: what was said then, and for what was done the release that
/// brought it.
pub async fn how_they_ended(cx: &Context, on: &mut dyn Reads, alike: &mut [Alike]) -> Result<(), Error> {
    store::closing_notes(&mut *on, cx.guild.id, alike).await?;
    for other in alike.iter_mut().filter(|other| other.close_reason == Some(CloseReason::Done)) {
        let thing = Thing { noun: Noun::REQUEST, id: other.id };
        let linked = linked_in(&mut *on, cx, thing, MOST_LINKED).await?;
        // Of several the newest made it complete.
        other.shipped_in = linked.into_iter().rev().find_map(|thing| thing.shipped_in);
    }
    Ok(())
}
