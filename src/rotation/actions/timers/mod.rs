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
pub use hours::hours_changed;

use super::open::{Loaded, load};
use crate::{
    contract::Timer,
    db::Tx,
    error::{Error, Fault},
    rotation::{
        Outside,
        store::{self, By},
    },
};

/// The kinds of jobs that this room runs.
pub const KINDS: [&str; 8] = [
    "rotation.handoff",
    "rotation.ahead",
    "rotation.deadline",
    "rotation.look",
    "rotation.daily",
    "rotation.gone",
    "rotation.ask",
    "rotation.role",
];

/// Runs one job of this room.
///
/// # Errors
/// Whatever keeps the job from being done now; the queue tries it again.
pub async fn run(timer: &Timer, outside: Outside<'_>) -> Result<(), Error> {
    match timer.job.kind.as_str() {
        "rotation.handoff" => handoff::handoff(timer, outside).await,
        "rotation.ahead" => ahead::ahead(timer, outside).await,
        "rotation.deadline" => deadline::deadline(timer, outside).await,
        "rotation.look" => look::look(timer, outside).await,
        "rotation.daily" => daily::daily(timer, outside).await,
        "rotation.gone" => gone::gone(timer, outside).await,
        "rotation.ask" => ask::ask(timer).await,
        "rotation.role" => roles::follow_duty(timer, outside).await,
        other => Err(Fault::Broken(format!("no action runs a job of the kind {other}")).into()),
    }
}

/// The rotation that a job is about.
fn by(timer: &Timer) -> Result<By, Error> {
    let rotation = timer.job.payload.get("rotation").and_then(serde_json::Value::as_i64);
    let rotation_id = rotation.ok_or_else(|| Fault::Broken("a rotation job names no rotation".into()))?;
    Ok(By { guild_id: timer.guild.id, rotation_id, user_id: None, now: timer.now })
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
async fn hold(tx: &mut Tx, by: By) -> Result<Option<Loaded>, Error> {
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
