//! Somebody has left the server, by Discord's own word.

use super::{
    super::{settle::follow, timetable::job},
    by, give_up, hold,
    left::{look_again, see_off},
    peek,
};
use crate::{
    contract::Timer,
    db::Db,
    error::{Error, Fault},
    rotation::{
        Outside,
        store::{self, By},
    },
};
use chrono::{DateTime, Utc};
use serde_json::json;

/// Discord says that a member has left the guild at `now`: each rotation in which they take turns looks at once. Told
/// twice, or of somebody who takes no turns, it changes nothing.
///
/// # Errors
/// When the database does not answer; the lookups before each handoff and notice, and once a day, find it then.
pub async fn member_left(db: &Db, now: DateTime<Utc>, guild_id: i64, user_id: i64) -> Result<(), Error> {
    let mut reader = db;
    let mut concerned = Vec::new();
    for row in store::all(&mut reader, guild_id).await? {
        let rows = store::rows(&mut reader, guild_id, row.id).await?;
        if rows.plan.epochs().iter().any(|epoch| epoch.members.contains(&user_id))
            || rows.overrides.iter().any(|one| one.user_id == user_id && one.span().until > now)
        {
            concerned.push(row.id);
        }
    }
    if concerned.is_empty() {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    for rotation_id in concerned {
        let by = By { guild_id, rotation_id, user_id: None, now };
        job(&mut tx, by, "rotation.gone", user_id, now, json!({ "user": user_id })).await?;
    }
    Ok(tx.commit().await?)
}

/// Makes sure that the person is gone, and hands what they held to the next in line.
pub async fn gone(timer: &Timer, outside: Outside<'_>) -> Result<(), Error> {
    let by = by(timer)?;
    let user_id = timer.job.payload["user"].as_i64();
    let user_id = user_id.ok_or_else(|| Fault::Broken("a farewell names nobody".into()))?;
    if peek(timer, by).await?.is_none() {
        return give_up(timer).await;
    }
    let found = look_again(outside, by, user_id).await;
    let mut tx = timer.begin().await?;
    let Some(loaded) = hold(&mut tx, by).await? else { return timer.finish(tx).await };
    let loaded = see_off(&mut tx, by, &timer.guild, loaded, &found).await?;
    follow(&mut tx, by, &timer.guild, &loaded).await?;
    timer.finish(tx).await
}
