//! Many customers at once.

use super::customer::{CustomerRow, many};
use crate::{
    contract::{Named, RealName},
    db::{Db, Json, Result, Sql},
    sql,
    workspace::{Customer, Tier},
};

/// Customers among whom a typed name is looked for, the most recently used first.
const MOST_SEARCHED: i64 = 5000;

const BY_IDS: Sql = sql![
    "SELECT asked.id AS asked_id, "
    "live.id, live.name, live.alias, live.tier, live.value, live.account_owner_user_id, live.merged_into_id, "
    "live.version, live.used_at FROM customer_now AS asked JOIN customer AS live ON live.guild_id = asked.guild_id "
    "AND live.id = asked.live_id WHERE asked.guild_id = $1 AND asked.id IN ("
    lite("SELECT value FROM json_each($2)") pg("SELECT value::BIGINT FROM jsonb_array_elements_text($2)") ")"
];

#[derive(sqlx::FromRow)]
struct Asked {
    asked_id: i64,
    #[sqlx(flatten)]
    live: CustomerRow,
}

/// The customers that these numbers mean now, each with the number that was asked for.
pub async fn customers_by_id(db: &Db, guild_id: i64, ids: &[i64]) -> Result<Vec<(i64, Customer)>> {
    let rows: Vec<Asked> = db.q(BY_IDS).bind(guild_id).bind(Json(ids)).all().await?;
    Ok(rows.into_iter().map(|row| (row.asked_id, row.live.into())).collect())
}

/// Who can be meant by a few letters.
#[derive(sqlx::FromRow)]
pub struct Candidate {
    pub id: i64,
    pub name: RealName,
    pub alias: String,
    pub account_owner_user_id: Option<i64>,
}

impl Candidate {
    /// What a sight makes a name of.
    pub fn named(&self) -> Named<'_> {
        Named { name: &self.name, alias: &self.alias }
    }
}

/// The customers of the guild, the most recently used first, without those that were merged.
pub async fn candidates(db: &Db, guild_id: i64) -> Result<Vec<Candidate>> {
    db.q("SELECT id, name, alias, account_owner_user_id FROM customer WHERE guild_id = $1 AND merged_into_id IS NULL \
          ORDER BY used_at DESC, id LIMIT $2")
        .bind(guild_id)
        .bind(MOST_SEARCHED)
        .all()
        .await
}

/// The order of a list of customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The most valuable first; for those who may know it.
    ByValue,
    ByName,
}

/// One page of the customers, without those that were merged.
pub async fn customer_page(
    db: &Db,
    guild_id: i64,
    tier: Option<Tier>,
    order: Order,
    skip: i64,
    limit: i64,
) -> Result<Vec<Customer>> {
    macro_rules! page {
        ($order:literal) => {
            concat!(
                "SELECT ",
                columns!(),
                " FROM customer AS live WHERE guild_id = $1 AND merged_into_id IS NULL \
                 AND ($2 IS NULL OR tier = $2) ORDER BY ",
                $order,
                ", id LIMIT $3 OFFSET $4"
            )
        };
    }
    let sql = match order {
        Order::ByValue => page!("COALESCE(value, -1) DESC"),
        Order::ByName => page!("name_key"),
    };
    let query = db.q(sql).bind(guild_id).bind(tier.map(Tier::word));
    many(query.bind(limit).bind(skip)).await
}

/// How many customers there are, without those that were merged.
pub async fn customer_count(db: &Db, guild_id: i64, tier: Option<Tier>) -> Result<i64> {
    let (count,) = db
        .q("SELECT COUNT(*) FROM customer WHERE guild_id = $1 AND merged_into_id IS NULL \
            AND ($2 IS NULL OR tier = $2)")
        .bind(guild_id)
        .bind(tier.map(Tier::word))
        .one()
        .await?;
    Ok(count)
}
