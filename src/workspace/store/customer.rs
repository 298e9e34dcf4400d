//! Rows of `customer`, one at a time.

use super::customer_names::keep_name;
use crate::{
    contract::{Named, RealName},
    db::{At, Db, Query, Result, Tx},
    workspace::{Customer, Tier, rules},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

#[derive(sqlx::FromRow)]
pub(super) struct CustomerRow {
    id: i64,
    name: RealName,
    alias: String,
    tier: Option<String>,
    value: Option<i64>,
    account_owner_user_id: Option<i64>,
    merged_into_id: Option<i64>,
    version: i64,
    used_at: At,
}

impl From<CustomerRow> for Customer {
    fn from(row: CustomerRow) -> Self {
        Customer {
            id: row.id,
            name: row.name,
            alias: row.alias,
            tier: row.tier.as_deref().and_then(Tier::from_word),
            value: row.value,
            account_owner_user_id: row.account_owner_user_id,
            merged_into_id: row.merged_into_id,
            version: row.version,
            used_at: row.used_at.utc(),
        }
    }
}

/// What people decide about a customer; what its events keep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomerFields {
    pub name: RealName,
    pub alias: String,
    pub tier: Option<String>,
    pub value: Option<i64>,
    pub account_owner_user_id: Option<i64>,
    pub merged_into_id: Option<i64>,
}

impl CustomerFields {
    /// The fields of a customer as it is.
    pub fn of(customer: &Customer) -> Self {
        Self {
            name: customer.name.clone(),
            alias: customer.alias.clone(),
            tier: customer.tier.map(|tier| tier.word().to_owned()),
            value: customer.value,
            account_owner_user_id: customer.account_owner_user_id,
            merged_into_id: customer.merged_into_id,
        }
    }

    /// What a sight makes a name of.
    pub fn named(&self) -> Named<'_> {
        Named { name: &self.name, alias: &self.alias }
    }
}

const BY_NAME: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM customer AS live WHERE guild_id = $1 AND (name_key = $2 OR alias_key = $2) \
     ORDER BY CASE WHEN name_key = $2 THEN 0 ELSE 1 END, id LIMIT 3"
);
const BY_ID: &str = concat!("SELECT ", columns!(), " FROM customer AS live WHERE guild_id = $1 AND id = $2");

/// Those whose name or alias has the key: the one with the name first, then up to two with the alias.
pub async fn customers_named(db: &Db, guild_id: i64, key: &str) -> Result<Vec<Customer>> {
    many(db.q(BY_NAME).bind(guild_id).bind(key)).await
}

/// [`customers_named`], as this transaction sees them.
pub async fn customers_named_in(tx: &mut Tx, guild_id: i64, key: &str) -> Result<Vec<Customer>> {
    many(tx.q(BY_NAME).bind(guild_id).bind(key)).await
}

/// The customer with the number, merged or not.
pub async fn customer_row(db: &Db, guild_id: i64, id: i64) -> Result<Option<Customer>> {
    Ok(many(db.q(BY_ID).bind(guild_id).bind(id)).await?.pop())
}

/// [`customer_row`], as this transaction sees it.
pub async fn customer_row_in(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Option<Customer>> {
    Ok(many(tx.q(BY_ID).bind(guild_id).bind(id)).await?.pop())
}

/// Runs a query for the columns of a customer.
pub(super) async fn many(query: Query<'_>) -> Result<Vec<Customer>> {
    let rows: Vec<CustomerRow> = query.all().await?;
    Ok(rows.into_iter().map(Customer::from).collect())
}

/// Adds a customer with a number of its own.
pub async fn insert_customer(
    tx: &mut Tx,
    guild_id: i64,
    id: i64,
    fields: &CustomerFields,
    now: DateTime<Utc>,
) -> Result<()> {
    let query = tx.q("INSERT INTO customer (guild_id, id, name, name_key, alias, alias_key, tier, value, \
          account_owner_user_id, merged_into_id, version, created_at, used_at) \
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $11)");
    bound(query, guild_id, id, fields).bind(At::from(now)).run().await?;
    keep_name(tx, guild_id, id, &fields.name);
    Ok(())
}

/// Binds what both writing statements begin with, `$1` to `$10`.
fn bound<'c>(query: Query<'c>, guild_id: i64, id: i64, fields: &CustomerFields) -> Query<'c> {
    query
        .bind(guild_id)
        .bind(id)
        .bind(fields.name.unmasked())
        .bind(rules::name_key(fields.name.unmasked()))
        .bind(&fields.alias)
        .bind(rules::name_key(&fields.alias))
        .bind(&fields.tier)
        .bind(fields.value)
        .bind(fields.account_owner_user_id)
        .bind(fields.merged_into_id)
}

/// Writes the fields of a customer and counts its version up.
pub async fn update_customer(tx: &mut Tx, guild_id: i64, id: i64, fields: &CustomerFields) -> Result<()> {
    let query = tx.q(
        "UPDATE customer SET name = $3, name_key = $4, alias = $5, alias_key = $6, tier = $7, value = $8, \
          account_owner_user_id = $9, merged_into_id = $10, version = version + 1 \
          WHERE guild_id = $1 AND id = $2",
    );
    bound(query, guild_id, id, fields).run().await?;
    keep_name(tx, guild_id, id, &fields.name);
    Ok(())
}

/// Removes a customer; fails with a foreign-key violation while something belongs to it.
pub async fn delete_customer(tx: &mut Tx, guild_id: i64, id: i64) -> Result<()> {
    let names = "DELETE FROM customer_known_as WHERE guild_id = $1 AND customer_id = $2";
    tx.q(names).bind(guild_id).bind(id).run().await?;
    tx.q("DELETE FROM customer WHERE guild_id = $1 AND id = $2").bind(guild_id).bind(id).run().await?;
    Ok(())
}

/// Notes that something is filed for a customer now, unless something was after `since`.
pub fn use_customer(tx: &mut Tx, guild_id: i64, id: i64, now: DateTime<Utc>, since: DateTime<Utc>) {
    tx.defer("UPDATE customer SET used_at = $3 WHERE guild_id = $1 AND id = $2 AND used_at < $4")
        .bind(guild_id)
        .bind(id)
        .bind(At::from(now))
        .bind(At::from(since))
        .add();
}
