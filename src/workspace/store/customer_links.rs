//! What points at a customer: channels, and customers that became part of it.

use super::customer::many;
use crate::{
    contract::RealName,
    db::{Db, Json, Result, Tx},
    sql,
    workspace::Customer,
};

/// The customer whose channel it is.
pub async fn customer_of_channel(db: &Db, guild_id: i64, channel_id: i64) -> Result<Option<Customer>> {
    const SQL: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM customer_channel JOIN customer_now AS mapped ON mapped.guild_id = \
         customer_channel.guild_id AND mapped.id = customer_channel.customer_id JOIN customer AS live \
         ON live.guild_id = mapped.guild_id AND live.id = mapped.live_id \
         WHERE customer_channel.guild_id = $1 AND customer_channel.channel_id = $2"
    );
    Ok(many(db.q(SQL).bind(guild_id).bind(channel_id)).await?.pop())
}

/// The names of those that became part of a customer.
pub async fn other_names(db: &Db, guild_id: i64, id: i64) -> Result<Vec<RealName>> {
    let rows: Vec<(RealName,)> = db
        .q("SELECT name FROM customer WHERE guild_id = $1 AND merged_into_id = $2 ORDER BY id")
        .bind(guild_id)
        .bind(id)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// The numbers of a customer and of those that became part of it.
pub async fn with_merged(db: &Db, guild_id: i64, id: i64) -> Result<Vec<i64>> {
    let rows: Vec<(i64,)> = db
        .q("SELECT id FROM customer WHERE guild_id = $1 AND merged_into_id = $2 ORDER BY id")
        .bind(guild_id)
        .bind(id)
        .all()
        .await?;
    Ok(std::iter::once(id).chain(rows.into_iter().map(|(id,)| id)).collect())
}

/// The channels of a customer and of those that became part of it.
pub async fn channels_of(db: &Db, guild_id: i64, id: i64) -> Result<Vec<i64>> {
    let rows: Vec<(i64,)> = db
        .q("SELECT customer_channel.channel_id FROM customer_channel JOIN customer_now AS mapped ON mapped.guild_id = \
            customer_channel.guild_id AND mapped.id = customer_channel.customer_id \
            WHERE customer_channel.guild_id = $1 AND mapped.live_id = $2 \
            ORDER BY customer_channel.channel_id")
        .bind(guild_id)
        .bind(id)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(channel_id,)| channel_id).collect())
}

/// The numbers of those that were merged into a customer.
pub async fn merged_into(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Vec<i64>> {
    let rows: Vec<(i64,)> = tx
        .q("SELECT id FROM customer WHERE guild_id = $1 AND merged_into_id = $2 ORDER BY id")
        .bind(guild_id)
        .bind(id)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Points those of `ids` that were merged into `from` at `to`.
pub async fn repoint(tx: &mut Tx, guild_id: i64, ids: &[i64], from: i64, to: i64) -> Result<()> {
    tx.q(sql![
        "UPDATE customer SET merged_into_id = $3, version = version + 1 \
         WHERE guild_id = $1 AND merged_into_id = $2 AND id IN ("
        lite("SELECT value FROM json_each($4)") pg("SELECT value::BIGINT FROM jsonb_array_elements_text($4)") ")"
    ])
    .bind(guild_id)
    .bind(from)
    .bind(to)
    .bind(Json(ids))
    .run()
    .await?;
    Ok(())
}

/// Whose channel it is, merged or not.
pub async fn channel_owner(tx: &mut Tx, guild_id: i64, channel_id: i64) -> Result<Option<i64>> {
    let row: Option<(i64,)> = tx
        .q("SELECT customer_id FROM customer_channel WHERE guild_id = $1 AND channel_id = $2")
        .bind(guild_id)
        .bind(channel_id)
        .opt()
        .await?;
    Ok(row.map(|(customer_id,)| customer_id))
}

/// Says whose channel it is, or that it is nobody's.
pub async fn set_channel_owner(
    tx: &mut Tx,
    guild_id: i64,
    channel_id: i64,
    customer_id: Option<i64>,
) -> Result<()> {
    let Some(customer_id) = customer_id else {
        let sql = "DELETE FROM customer_channel WHERE guild_id = $1 AND channel_id = $2";
        return tx.q(sql).bind(guild_id).bind(channel_id).run().await.map(drop);
    };
    tx.q("INSERT INTO customer_channel (guild_id, channel_id, customer_id) VALUES ($1, $2, $3) \
          ON CONFLICT (guild_id, channel_id) DO UPDATE SET customer_id = excluded.customer_id")
        .bind(guild_id)
        .bind(channel_id)
        .bind(customer_id)
        .run()
        .await?;
    Ok(())
}
