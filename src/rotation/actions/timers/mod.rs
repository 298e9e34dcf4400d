//! What happens on time. Each action looks at the rows as they are when it runs, so one that runs late, twice or
//! after an edit does what is right then, and tells nothing twice.

mod ahead;
mod ask;
mod daily;
mod deadline;
mod gone;
mod handoff;
mod hours;
mod left;
mod look;
mod roles;

pub use gone::member_left;
pub(super) use handoff::announce_shift;
pub use hours::follow_settings;

use super::open::{Loaded, load};
use crate::{
    contract::Timer,
    db::Tx,
    error::Error,
    room::JobKind,
    rotation::store::{self, By},
};

pub(super) use {
    ahead::Ahead, ask::Remind, daily::Daily, deadline::Deadline, handoff::Handoff, look::Look,
    roles::FollowDuty,
};

/// What this room does later.
pub const JOBS: &[JobKind] = &[
    JobKind::of::<Handoff>(),
    JobKind::of::<Ahead>(),
    JobKind::of::<Deadline>(),
    JobKind::of::<Look>(),
    JobKind::of::<Daily>(),
    JobKind::of::<gone::Gone>(),
    JobKind::of::<Remind>(),
    JobKind::of::<FollowDuty>(),
];

/// The rotation that a job is about.
fn by(timer: &Timer, rotation_id: i64) -> By {
    By { guild_id: timer.guild.id, rotation_id, user_id: None, now: timer.now }
}

/// The rotation outside a transaction; `None` when it has ended.
async fn peek(timer: &Timer, by: By) -> Result<Option<Loaded>, Error> {
    let mut db = &timer.db;
    match store::find(&mut db, by.guild_id, by.rotation_id).await? {
        Some(row) if row.is_active() => Ok(Some(load(&mut db, by.guild_id, row).await?)),
        _ => Ok(None),
    }
}

/// The rotation in a transaction, locked; `None` when it has ended.
async fn lock_active(tx: &mut Tx, by: By) -> Result<Option<Loaded>, Error> {
    match store::lock(tx, by.guild_id, by.rotation_id).await? {
        Some(row) if row.is_active() => Ok(Some(load(tx, by.guild_id, row).await?)),
        _ => Ok(None),
    }
}

/// Nothing to do any more: the job is over.
async fn give_up(timer: &Timer) -> Result<(), Error> {
    let tx = timer.begin().await?;
    timer.finish(tx).await
}
