//! A guild's set-up as this process knows it: read anew when its version says that it has changed.
//!
//! Nearly every command asks for settings, areas and customers, and they change a few times a month. One small read tells
//! whether they did, whichever process changed them.

use super::find;
use crate::{
    contract::{Context, Guild},
    db::Db,
    error::Error,
    workspace::{Area, Customer, rules, store},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::OnceCell;

/// Customers that are cached of a guild, by how they were asked for.
const MOST_CUSTOMERS: usize = 1000;

/// What is cached under one version of a guild's set-up.
#[derive(Default)]
struct Known {
    guild: OnceCell<Guild>,
    areas: OnceCell<Arc<[Area]>>,
    customers: Mutex<HashMap<Asked, Option<Customer>>>,
}

/// How a customer was asked for.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Asked {
    ByName(String),
    ByChannel(i64),
}

impl Known {
    fn customers(&self) -> MutexGuard<'_, HashMap<Asked, Option<Customer>>> {
        // Nothing panics while it is held.
        self.customers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, asked: Asked, customer: Option<&Customer>) {
        let mut customers = self.customers();
        if customers.len() >= MOST_CUSTOMERS {
            customers.clear();
        }
        customers.insert(asked, customer.cloned());
    }
}

fn known(db: &Db, guild: &Guild) -> Arc<Known> {
    db.cached(guild.id, guild.setup_version)
}

/// The guild's settings; the defaults (UTC, Monday to Friday 9 to 17, English) while nothing is set.
pub async fn guild(db: &Db, guild_id: i64) -> Result<Guild, Error> {
    let version = db.coalesced_read(guild_id, store::setup_version(db, guild_id)).await?;
    let known: Arc<Known> = db.cached(guild_id, version);
    let read = async || {
        let rows = store::settings(db, guild_id).await?;
        let is_there = store::is_there(db, guild_id).await?;
        let names = Arc::new(store::names(db, guild_id).await?);
        Ok::<_, Error>(Guild { is_there, setup_version: version, names, ..rules::guild(guild_id, &rows) })
    };
    Ok(known.guild.get_or_try_init(read).await?.clone())
}

/// All areas of the guild by name, archived ones too, for guessing and for lists.
pub async fn areas(db: &Db, guild: &Guild) -> Result<Arc<[Area]>, Error> {
    let read = async || Ok::<_, Error>(store::areas(db, guild.id).await?.into());
    Ok(known(db, guild).areas.get_or_try_init(read).await?.clone())
}

/// [`asked_customer`](find::asked_customer), from memory where possible.
pub async fn known_customer(cx: &Context, typed: &str) -> Result<Customer, Error> {
    let (known, asked) = (known(&cx.db, &cx.guild), Asked::ByName(typed.to_owned()));
    if let Some(Some(customer)) = known.customers().get(&asked) {
        return Ok(customer.clone());
    }
    let found = find::asked_customer(cx, typed).await?;
    known.keep(asked, Some(&found));
    Ok(found)
}

/// [`customer_of_channel`](find::customer_of_channel) for the channel in which the command was given, from memory where
/// possible.
pub async fn customer_here(cx: &Context) -> Result<Option<Customer>, Error> {
    let (known, asked) = (known(&cx.db, &cx.guild), Asked::ByChannel(cx.caller.channel_id));
    if let Some(customer) = known.customers().get(&asked) {
        return Ok(customer.clone());
    }
    let found = find::customer_of_channel(&cx.db, cx.guild.id, cx.caller.channel_id).await?;
    known.keep(asked, found.as_ref());
    Ok(found)
}
