//! How much waits.

use crate::{
    contract::{Answer, Context, args::TriageQueue},
    db::Db,
    error::Error,
    request::{
        store::triage::{ages, by_area, held_areas, open_lines},
        words::{self, Waits},
    },
    rotation, workspace,
};
use chrono::{DateTime, Utc};

/// What waits for a decision, by age and by area, and what is put off.
pub async fn queue(cx: &Context, _args: TriageQueue) -> Answer {
    let areas = workspace::areas(&cx.db, &cx.guild).await?;
    let ids: Vec<i64> = areas.iter().map(|area| area.id).collect();
    let waits = Waits {
        ages: ages(&cx.db, cx.guild.id, cx.now).await?,
        areas: by_area(&cx.db, cx.guild.id, &ids, cx.now).await?,
        held: held_areas(&cx.db, cx.guild.id, cx.now).await?.into_iter().map(|(area,)| area).collect(),
        deadline: rotation::next_deadline(&cx.db, cx.guild.id, cx.now).await?,
    };
    Ok(words::queue(cx, waits, &areas))
}

/// A line for each of the first `limit` requests of the guild that wait for a decision at `now`, in the order of the
/// queue: Discord markdown, escaped, customers by their public alias.
pub async fn unassigned_lines(
    db: &Db,
    guild_id: i64,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<String>, Error> {
    let rows = open_lines(db, guild_id, now, limit).await?;
    let guild = workspace::guild(db, guild_id).await?;
    Ok(rows.iter().map(|row| words::open_line(row, guild.sight_anywhere())).collect())
}
