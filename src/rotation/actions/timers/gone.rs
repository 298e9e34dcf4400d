//! Somebody has left the server, by Discord's own word.

use super::{
    super::effects::follow,
    by, give_up,
    left::{look_again, see_off},
    lock_active, peek,
};
use crate::{
    contract::Timer,
    db::Db,
    error::Error,
    room::{self, Job, Ports},
    rotation::store,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

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
        room::enqueue(&mut tx, guild_id, &Gone { rotation: rotation_id, user: user_id }, now, now).await?;
    }
    Ok(tx.commit().await?)
}

/// Makes sure that the person is gone, and hands what they held to the next in line.
#[derive(Serialize, Deserialize)]
pub struct Gone {
    rotation: i64,
    user: i64,
}

impl Job for Gone {
    const KIND: &'static str = "rotation.gone";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.rotation, self.user)
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let by = by(timer, self.rotation);
        if peek(timer, by).await?.is_none() {
            return give_up(timer).await;
        }
        let found = look_again(ports, by, self.user).await;
        let mut tx = timer.begin().await?;
        let Some(loaded) = lock_active(&mut tx, by).await? else { return timer.finish(tx).await };
        let loaded = see_off(&mut tx, by, &timer.guild, loaded, &found).await?;
        follow(&mut tx, by, &timer.guild, &loaded).await?;
        timer.finish(tx).await
    }
}
