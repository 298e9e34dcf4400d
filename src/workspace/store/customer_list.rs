//! Many customers at once.

use super::customer::{CustomerRow, many};
use crate::{
    base::{
        paging::{Page, Start},
        tally::Tally,
    },
    contract::{Named, RealName},
    db::{Db, Json, Query, Result, Sql},
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

/// The place of a customer in either order. It knows the name, so it is never shown.
#[derive(Clone, sqlx::FromRow)]
pub struct PageKey {
    name_key: String,
    value: i64,
    id: i64,
}

/// The place of the customer of that number, merged or not.
pub async fn customer_place(db: &Db, guild_id: i64, id: i64) -> Result<Option<PageKey>> {
    let sql =
        "SELECT name_key, COALESCE(value, -1) AS value, id FROM customer WHERE guild_id = $1 AND id = $2";
    db.q(sql).bind(guild_id).bind(id).opt().await
}

/// Customers on one page.
const PER_PAGE: usize = 20;

/// One page of the customers, without those that were merged; of those with the same value, the newest first.
pub async fn customer_page(
    db: &Db,
    guild_id: i64,
    tier: Option<Tier>,
    order: Order,
    start: Start<PageKey>,
) -> Result<Page<Customer>> {
    if let Some(page) = Page::of(&start, beside(db, guild_id, tier, order, &start).await?, PER_PAGE) {
        return Ok(page);
    }
    Ok(Page::first(beside(db, guild_id, tier, order, &Start::First).await?, PER_PAGE))
}

/// The customers next to where a page begins, one more than it has.
async fn beside(
    db: &Db,
    guild_id: i64,
    tier: Option<Tier>,
    order: Order,
    start: &Start<PageKey>,
) -> Result<Vec<Customer>> {
    many(asked(db, guild_id, tier, order, start)).await
}

fn asked<'d>(
    db: &'d Db,
    guild_id: i64,
    tier: Option<Tier>,
    order: Order,
    start: &Start<PageKey>,
) -> Query<'d> {
    let place = match start {
        Start::First => None,
        Start::After(place) | Start::Before(place) => Some(place),
    };
    let query = db.q(statement(order, matches!(start, Start::Before(_)), tier.is_some())).bind(guild_id);
    let query = match order {
        Order::ByName => query.bind(place.map_or("", |place| place.name_key.as_str())),
        Order::ByValue => {
            let (value, id) = place.map_or((i64::MAX, i64::MAX), |place| (place.value, place.id));
            query.bind(value).bind(id)
        }
    };
    match tier {
        Some(tier) => query.bind(tier.word()),
        None => query,
    }
}

/// What reads them, backwards and of one tier or not. The value is compared by itself as well: SQLite looks for the place in
/// the index by that alone.
fn statement(order: Order, is_backwards: bool, is_of_tier: bool) -> &'static str {
    macro_rules! customers {
        ($past:literal, $order:literal, $tier:literal) => {
            match is_of_tier {
                true => customers!(@ $past, $tier, $order),
                false => customers!(@ $past, "", $order),
            }
        };
        (@ $past:literal, $tier:literal, $order:literal) => {
            concat!(
                "SELECT ",
                columns!(),
                " FROM customer AS live WHERE guild_id = $1 AND merged_into_id IS NULL AND ",
                $past,
                $tier,
                " ORDER BY ",
                $order,
                " LIMIT 21"
            )
        };
    }
    match (order, is_backwards) {
        (Order::ByName, false) => customers!("name_key > $2", "name_key", " AND tier = $3"),
        (Order::ByName, true) => customers!("name_key < $2", "name_key DESC", " AND tier = $3"),
        (Order::ByValue, false) => customers!(
            "COALESCE(value, -1) <= $2 AND (COALESCE(value, -1), id) < ($2, $3)",
            "COALESCE(value, -1) DESC, id DESC",
            " AND tier = $4"
        ),
        (Order::ByValue, true) => customers!(
            "COALESCE(value, -1) >= $2 AND (COALESCE(value, -1), id) > ($2, $3)",
            "COALESCE(value, -1), id",
            " AND tier = $4"
        ),
    }
}

/// How many customers there are, without those that were merged.
pub async fn customer_count(db: &Db, guild_id: i64, tier: Option<Tier>) -> Result<Tally> {
    macro_rules! count {
        ($tier:literal) => {
            concat!(
                "SELECT COUNT(*) FROM (SELECT 1 FROM customer WHERE guild_id = $1 AND merged_into_id IS NULL",
                $tier,
                " LIMIT 501) AS n"
            )
        };
    }
    let (count,): (i64,) = match tier {
        Some(tier) => db.q(count!(" AND tier = $2")).bind(guild_id).bind(tier.word()).one().await?,
        None => db.q(count!("")).bind(guild_id).one().await?,
    };
    Ok(count.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_page_begins_at_its_place_in_an_index_and_is_not_sorted() {
        let (_folder, db) = Db::fresh().await;
        db.migrate().await.expect("a schema");
        let place = PageKey { name_key: "acme".to_owned(), value: 5, id: 3 };
        for (order, index) in [(Order::ByName, "customer_name"), (Order::ByValue, "customer_value")] {
            for start in [Start::First, Start::After(place.clone()), Start::Before(place.clone())] {
                for tier in [None, Some(Tier::Business)] {
                    let plan = asked(&db, 1, tier, order, &start).plan().await.expect("a plan");
                    let begins = format!("USING INDEX {index} (guild_id=? AND ");
                    assert!(
                        plan.contains(&begins) && !plan.contains("TEMP B-TREE"),
                        "{order:?}, {tier:?}: {plan}"
                    );
                }
            }
        }
    }
}
