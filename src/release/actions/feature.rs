//! What a release brings that may be shown outside, for a room above that has somewhere to show it.

use crate::{
    db::Reads,
    error::Error,
    release::{Item, ItemState, Release, store},
};
use chrono::NaiveDate;

/// Releases that are looked at.
const MOST_RELEASES: usize = 10;
/// Features that are named.
const MOST: usize = 50;

/// An item that may be spoken of outside, with its release.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    pub item: Item,
    pub release: Release,
}

impl Feature {
    /// Who would show it: its owner, else the release manager.
    pub fn owner(&self) -> i64 {
        self.item.facts.owner_user_id.unwrap_or(self.release.facts.manager_user_id)
    }
}

/// Items that may be spoken of outside, of releases to come and of those whose date was on `since` or later.
///
/// # Errors
/// When the database does not answer.
pub async fn features(on: &mut impl Reads, guild_id: i64, since: NaiveDate) -> Result<Vec<Feature>, Error> {
    let shipped = store::shipped(on, guild_id).await?;
    let shipped = shipped.into_iter().filter(|release| release.facts.target_day.0 >= since);
    let to_come = store::to_come(on, guild_id).await?;
    let mut all = Vec::new();
    for release in shipped.chain(to_come).take(MOST_RELEASES) {
        let items = store::items_in(on, guild_id, Some(release.id)).await?;
        let fit = items.into_iter().filter(|item| item.facts.is_public);
        all.extend(fit.map(|item| Feature { item, release: release.clone() }));
    }
    all.truncate(MOST);
    Ok(all)
}

/// The item of that number with its release, if it may be spoken of outside.
///
/// # Errors
/// When the database does not answer.
pub async fn feature(on: &mut impl Reads, guild_id: i64, id: i64) -> Result<Option<Feature>, Error> {
    let is_fit = |item: &Item| item.facts.is_public && item.facts.state == ItemState::Open;
    let Some(item) = store::find_item(on, guild_id, id).await?.filter(is_fit) else { return Ok(None) };
    let release = match item.facts.release_id {
        Some(release_id) => store::find(on, guild_id, release_id).await?,
        None => None,
    };
    Ok(release.map(|release| Feature { item, release }))
}
