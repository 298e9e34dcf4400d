//! A release is walked item by item in a meeting, by a room above that holds it.

use super::open::find_or_next;
use crate::{
    contract::{Context, Guild, Message, Name, Sight},
    error::Error,
    release::{Item, ItemState, Release, store, words},
};
use chrono::{DateTime, Utc};

/// The release of that name, or the next one, with its items in their order.
///
/// # Errors
/// A refusal when there is none.
pub async fn round_of(cx: &Context, name: Option<&Name>) -> Result<(Release, Vec<Item>), Error> {
    let release = find_or_next(cx, name).await?;
    let mut items = store::items_in(&mut &cx.db, cx.guild.id, Some(release.id)).await?;
    items.retain(|item| item.facts.state == ItemState::Open);
    items.sort_by_key(|item| item.id);
    Ok((release, items))
}

/// What is said of one item of a round: with buttons by which its owner says how it stands, while it is its turn.
pub fn round_message(
    (guild, sight, now): (&Guild, Sight<'_>, DateTime<Utc>),
    release: &Release,
    item: &Item,
    is_on: bool,
) -> Message {
    words::round(&words::Seen { guild, sight, now }, release, item, is_on)
}
