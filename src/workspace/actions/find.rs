//! What the rooms above look up.

use crate::{
    contract::{Context, Sight},
    db::{Db, Tx},
    error::Error,
    workspace::{
        Area, Customer,
        rules::{self, Reference},
        store, words,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;

/// How many names a refusal suggests.
const SUGGESTIONS: usize = 3;
/// A use is noted when the one before is longer ago than this.
const USE_GRAIN: TimeDelta = TimeDelta::hours(1);

/// The area in use that is meant by a name in any spelling, or by `#` and its number. Refused with suggestions when
/// there is none, and with the way back when it is archived.
pub async fn find_area(db: &Db, guild_id: i64, typed: &str) -> Result<Area, Error> {
    let areas = store::areas(db, guild_id).await?;
    let area = rules::pick_area(&areas, typed)?;
    if area.is_archived { Err(words::area_is_archived(area).into()) } else { Ok(area.clone()) }
}

/// The customer that is meant by a name (an older one too), an alias, or `#` and its number. Refused without saying who
/// else there is.
pub async fn find_customer(db: &Db, guild_id: i64, typed: &str) -> Result<Customer, Error> {
    let customer = matching(db, guild_id, ("customer", typed), None).await?;
    follow(db, guild_id, customer).await
}

/// [`find_customer`] for the caller, who typed it as the option `customer` and is offered the names that come close if they
/// may read names.
pub async fn asked_customer(cx: &Context, typed: &str) -> Result<Customer, Error> {
    let customer = matching(&cx.db, cx.guild.id, ("customer", typed), Some(cx.sight())).await?;
    follow(&cx.db, cx.guild.id, customer).await
}

/// Up to three customers whose names come close to what was typed, the closest first; nobody where the caller may not read
/// names.
pub async fn close_customers(cx: &Context, typed: &str) -> Result<Vec<Customer>, Error> {
    let sight = cx.sight();
    if !sight.shows_names() {
        return Ok(Vec::new());
    }
    let candidates = store::candidates(&cx.db, cx.guild.id).await?;
    let names: Vec<_> = candidates.iter().map(|candidate| sight.name(candidate.named())).collect();
    let places = rules::ranked_places(typed, &names, SUGGESTIONS);
    let ids: Vec<i64> = places.into_iter().map(|place| candidates[place].id).collect();
    let mut found = customers_by_id(&cx.db, cx.guild.id, &ids).await?;
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// Like [`find_customer`], but `None` when no customer is called exactly that. For names found in a longer text.
pub async fn customer_named(db: &Db, guild_id: i64, typed: &str) -> Result<Option<Customer>, Error> {
    let key = rules::customer_key(typed);
    let first = store::customers_named(db, guild_id, &key).await?.into_iter().next();
    match first.filter(|customer| rules::name_key(customer.name.unmasked()) == key) {
        Some(customer) => follow(db, guild_id, customer).await.map(Some),
        None => Ok(None),
    }
}

/// The customer whose channel it is, if somebody said so.
pub async fn customer_of_channel(db: &Db, guild_id: i64, channel_id: i64) -> Result<Option<Customer>, Error> {
    Ok(store::customer_of_channel(db, guild_id, channel_id).await?)
}

/// The customers that these numbers mean now, by the number asked for; a merged one is its survivor. One query.
pub async fn customers_by_id(db: &Db, guild_id: i64, ids: &[i64]) -> Result<BTreeMap<i64, Customer>, Error> {
    Ok(store::customers_by_id(db, guild_id, ids).await?.into_iter().collect())
}

/// The number of a customer and of all that became part of it: under these its things are filed.
pub async fn customer_with_merged(db: &Db, guild_id: i64, id: i64) -> Result<Vec<i64>, Error> {
    Ok(store::with_merged(db, guild_id, id).await?)
}

/// Notes that something was filed, so that completions offer what is in use first. Uses are noted once an hour for
/// each row: filing costs nothing here most of the time, and nobody waits for a busy row.
pub fn note_use(
    tx: &mut Tx,
    db: &Db,
    guild_id: i64,
    now: DateTime<Utc>,
    area: Option<&Area>,
    customer: Option<&Customer>,
) {
    let since = now - USE_GRAIN;
    let area = area.filter(|area| area.used_at < since);
    let customer = customer.filter(|customer| customer.used_at < since);
    if let Some(area) = area {
        store::use_area(tx, guild_id, area.id, now, since);
    }
    if let Some(customer) = customer {
        store::use_customer(tx, guild_id, customer.id, now, since);
    }
    if area.is_some() || customer.is_some() {
        // A use is no change of the set-up, but it is to be read anew.
        db.forget(guild_id);
    }
}

/// The row that is meant by what was typed for `option`, merged or not. A refusal offers others as far as `sight` shows names.
pub(super) async fn matching(
    db: &Db,
    guild_id: i64,
    (option, typed): (&'static str, &str),
    sight: Option<Sight<'_>>,
) -> Result<Customer, Error> {
    let sight = sight.filter(|sight| sight.shows_names());
    let found = match rules::reference(typed) {
        Reference::Number(id) => store::customer_row(db, guild_id, id).await?,
        Reference::Key(key) => {
            let mut found = store::customers_named(db, guild_id, &key).await?;
            let is_name = found.first().is_some_and(|first| rules::name_key(first.name.unmasked()) == key);
            if !is_name && found.len() > 1 {
                return Err(words::alias_is_shared(typed, &found, sight).into());
            }
            if found.is_empty() { None } else { Some(found.swap_remove(0)) }
        }
    };
    match found {
        Some(customer) => Ok(customer),
        None => {
            let suggested = match sight {
                Some(sight) => suggested(db, guild_id, typed, sight).await?,
                None => Vec::new(),
            };
            Err(words::unknown("customer", option, typed, &suggested).into())
        }
    }
}

/// The customers whose names come close to what was typed, by number.
async fn suggested(
    db: &Db,
    guild_id: i64,
    typed: &str,
    sight: Sight<'_>,
) -> Result<Vec<(i64, String)>, Error> {
    let candidates = store::candidates(db, guild_id).await?;
    let names: Vec<_> = candidates.iter().map(|candidate| sight.name(candidate.named())).collect();
    let places = rules::ranked_places(typed, &names, SUGGESTIONS);
    Ok(places.into_iter().map(|place| (candidates[place].id, names[place].to_owned())).collect())
}

/// The customer that a row has become.
pub(super) async fn follow(db: &Db, guild_id: i64, customer: Customer) -> Result<Customer, Error> {
    let Some(survivor_id) = customer.merged_into_id else { return Ok(customer) };
    let survivor = store::customer_row(db, guild_id, survivor_id).await?;
    Ok(survivor.ok_or_else(words::customer_gone)?)
}
