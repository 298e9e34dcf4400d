//! Every name that a customer has or had.

use crate::{
    contract::{KnownName, Names, RealName},
    db::{Db, Result, Tx},
};

/// Names that a guild's customers may have and have had, all together.
pub const MOST_NAMES: i64 = 50_000;

#[derive(sqlx::FromRow)]
struct KnownAs {
    name: RealName,
    /// The customer's number now, after merges.
    live_id: i64,
    /// What the customer is called now, after renames and merges.
    live_name: RealName,
    alias: String,
}

/// All names with the aliases that stand for them now; a name that one customer has goes before one that another had.
pub async fn names(db: &Db, guild_id: i64) -> Result<Names> {
    let mut rows: Vec<KnownAs> = db
        .q("SELECT known.name, now.live_id, now.name AS live_name, now.alias FROM customer_known_as AS known \
            JOIN customer_now AS now ON now.guild_id = known.guild_id AND now.id = known.customer_id \
            WHERE known.guild_id = $1 ORDER BY known.customer_id, known.name LIMIT $2")
        .bind(guild_id)
        .bind(MOST_NAMES + 1)
        .all()
        .await?;
    if i64::try_from(rows.len()).unwrap_or(i64::MAX) > MOST_NAMES {
        tracing::error!(
            guild.id = guild_id,
            "there are too many names of customers to look for; texts stay hidden"
        );
        return Ok(Names::too_many());
    }
    rows.sort_by_key(|row| row.name != row.live_name);
    let known = rows.into_iter().map(|row| KnownName {
        is_current: row.name == row.live_name,
        name: row.name,
        customer_id: row.live_id,
        alias: row.alias,
    });
    Ok(Names::new(known.collect()))
}

/// Whether the guild has as many names as can be looked for.
pub async fn has_most_names(tx: &mut Tx, guild_id: i64) -> Result<bool> {
    let (count,): (i64,) = tx
        .q("SELECT COUNT(*) FROM (SELECT 1 FROM customer_known_as WHERE guild_id = $1 LIMIT $2) AS known")
        .bind(guild_id)
        .bind(MOST_NAMES)
        .one()
        .await?;
    Ok(count >= MOST_NAMES)
}

/// Keeps a name for as long as the customer is there.
pub(super) fn keep_name(tx: &mut Tx, guild_id: i64, customer_id: i64, name: &RealName) {
    tx.defer(
        "INSERT INTO customer_known_as (guild_id, customer_id, name) VALUES ($1, $2, $3) \
         ON CONFLICT (guild_id, customer_id, name) DO NOTHING",
    )
    .bind(guild_id)
    .bind(customer_id)
    .bind(name.unmasked().to_owned())
    .add();
}
