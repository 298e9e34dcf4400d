//! What of the release plan belongs into the agenda of a meeting.

use super::ask::owed_now;
use crate::{
    contract::{AgendaAsk, AgendaEntry, AgendaSection, Guild},
    db::Db,
    error::Error,
    release::{Item, UPDATES, rules, store, words},
};
use futures::FutureExt;

/// The sections of this room.
pub const AGENDA: &[AgendaSection] = &[AgendaSection {
    key: UPDATES,
    title: words::SILENT_TITLE,
    order: 40,
    nothing: words::SILENT_NOTHING,
    entries: |db, guild, ask| silent(db, guild, ask).boxed(),
    above: None,
}];

/// Items of releases to come that nobody has reported on since the last meeting, by owner.
async fn silent(db: &Db, guild: &Guild, ask: &AgendaAsk<'_>) -> Result<Vec<AgendaEntry>, Error> {
    let since = ask.since.unwrap_or(ask.now);
    let mut items: Vec<Item> = Vec::new();
    match ask.owed_by() {
        Some(user_id) => {
            // What they were asked about on this day already is not asked again.
            items.extend(owed_now(&mut { db }, guild, user_id, (since, ask.now)).await?);
        }
        None => {
            for release in store::to_come(&mut { db }, guild.id).await? {
                items.extend(store::items_in(&mut { db }, guild.id, Some(release.id)).await?);
                if items.len() > ask.most * 10 {
                    break;
                }
            }
        }
    }
    items.retain(|item| rules::owes_update(item, since));
    items.sort_by_key(|item| (item.facts.owner_user_id.is_none(), item.facts.owner_user_id, item.id));
    let seen = words::Seen { guild, sight: ask.sight, now: ask.now };
    Ok(items.iter().take(ask.most).map(|item| words::entry(&seen, item)).collect())
}
