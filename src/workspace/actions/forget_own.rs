//! What this room itself forgets of a member or a customer.

use crate::{
    base::text::one_line,
    contract::{Guild, Timer},
    db::{Db, Tx},
    error::Error,
    room::{Forgetting, Step, column, forget_events, rewrite_json},
    workspace::{rules::forget_customer, settings::HOLIDAY, store, words},
};
use chrono::{DateTime, Utc};

/// The areas that a member owns.
pub async fn areas_of(
    db: &Db,
    guild: &Guild,
    (user_id, _now): (i64, DateTime<Utc>),
) -> Result<Vec<String>, Error> {
    let areas = store::areas(db, guild.id).await?;
    Ok(areas.iter().filter(|area| area.owner_user_id == user_id).map(words::owns_area).collect())
}

/// A customer keeps its number, so that what is counted for it is counted on; a member is nobody in what they set up.
pub async fn forget_own(tx: &mut Tx, timer: &Timer, who: &Forgetting) -> Result<Step, Error> {
    let guild_id = timer.guild.id;
    store::one_at_a_time(tx, guild_id, timer.now).await?;
    let mut rows = forget_in_areas(tx, guild_id, who).await?;
    rows += forget_in_holidays(tx, guild_id, who).await?;
    rows += rewrite_json(tx, guild_id, column!("news", "news_json"), |news| who.json(news)).await?;
    match who.member() {
        Some(user_id) => rows += store::forget_member(tx, guild_id, user_id).await?,
        None => {
            for id in who.customers() {
                rows += store::forget_names(tx, guild_id, *id, &words::forgotten_name(*id)).await?;
            }
            rows += forget_events(tx, guild_id, ("customer", who.customers()), forget_customer).await?;
        }
    }
    Ok(Step { rows, next: None })
}

async fn forget_in_areas(tx: &mut Tx, guild_id: i64, who: &Forgetting) -> Result<u64, Error> {
    let mut rows = 0;
    for area in store::areas_in(tx, guild_id).await? {
        let mut keywords = area.keywords.clone();
        keywords.retain(|keyword| who.text(keyword).is_none());
        let name = who.text(&area.name);
        if name.is_none() && keywords.len() == area.keywords.len() {
            continue;
        }
        // Two may have been told apart by what is gone.
        let name = name.map_or(area.name, |name| format!("{} {}", one_line(&name), area.id));
        store::rename_area(tx, guild_id, area.id, &name, keywords);
        rows += 1;
    }
    Ok(rows)
}

async fn forget_in_holidays(tx: &mut Tx, guild_id: i64, who: &Forgetting) -> Result<u64, Error> {
    let mut rows = 0;
    for (key, value) in store::settings_in(tx, guild_id).await? {
        let Some(left) = who.text(&value).filter(|_| HOLIDAY.name_in(&key).is_some()) else { continue };
        store::set(tx, guild_id, &key, Some(&left));
        rows += 1;
    }
    Ok(rows)
}
