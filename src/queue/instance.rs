//! Which processes are at work, so that what a dead one held is free at once.
//!
//! A process signs on with a row and counts in it, twice a second, that it is alive. The others look whether the count
//! moves; by whose clock does not matter. Whoever sees it stand still removes the row, and what leases name as their
//! holder is then nobody. On the same machine nobody has to wait: the operating system keeps a lock on a file for as long
//! as the process lives. One of those that are alive, and no other, is connected to the gateway.

use crate::db::{At, Db, Result, Tx, advisory_lock};
use chrono::{DateTime, Utc};
use std::{
    collections::HashMap,
    fs::{self, File, TryLockError},
    path::Path,
    time::{Duration, Instant},
};

/// How often a process counts that it is alive, and looks at the others.
pub const BEAT: Duration = Duration::from_millis(500);
/// A process whose count has stood still for so long is dead, when it was looked at [`LOOKS`] times meanwhile. With a beat
/// before and one after, what it held is free within four seconds of its death.
const SILENCE: Duration = Duration::from_secs(3);
/// The least number of looks, so that nobody is taken for dead while the database itself stood still.
const LOOKS: u32 = 5;
/// After so long without a beat that went through, a process must take itself for dead: before the others do.
pub const CUT_OFF: Duration = Duration::from_secs(2);

/// This process as the others see it. Once it is dropped, those on the same machine see that it is gone.
#[derive(Debug)]
pub struct Instance {
    id: i64,
    /// `None` where no file could be made, or nobody else is there to look.
    alive: Option<AliveFile>,
}

/// A process that has signed on.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Seen {
    /// Drawn at random.
    pub id: i64,
    /// How often it has said that it is alive.
    pub beats: i64,
    /// Whether it is the one at the gateway.
    pub has_gateway: bool,
    alive_file: Option<String>,
}

impl Instance {
    /// Signs on, and lets leases name this process from now on. What it held `before`, in another life, is free.
    pub async fn sign_on(db: &Db, now: DateTime<Utc>, before: Option<&Self>) -> Result<Self> {
        let id = rand::random::<i64>() & i64::MAX | 1;
        let mut tx = begin(db).await?;
        if let Some(before) = before {
            before.remove(&mut tx).await?;
        }
        let alive = AliveFile::create(id);
        Self { id, alive }.enter(db, tx, now).await
    }

    /// Signs on where nobody else can be alive, as [`Db::claim`](crate::db::Db::claim) has told: whatever is leased is free.
    pub async fn sign_on_alone(db: &Db, now: DateTime<Utc>) -> Result<Self> {
        let id = rand::random::<i64>() & i64::MAX | 1;
        let mut tx = begin(db).await?;
        tx.q("DELETE FROM instance").run().await?;
        Self { id, alive: None }.enter(db, tx, now).await
    }

    async fn enter(self, db: &Db, mut tx: Tx, now: DateTime<Utc>) -> Result<Self> {
        tx.q("INSERT INTO instance (id, alive_file, started_at) VALUES ($1, $2, $3)")
            .bind(self.id)
            .bind(self.alive.as_ref().map(|alive| alive.place.as_str()))
            .bind(At::from(now))
            .run()
            .await?;
        free(&mut tx).await?;
        tx.commit().await?;
        db.holds_as(self.id);
        Ok(self)
    }

    async fn remove(&self, tx: &mut Tx) -> Result<()> {
        tx.q("DELETE FROM instance WHERE id = $1").bind(self.id).run().await?;
        if let Some(alive) = &self.alive {
            // Left behind, it says of nobody that they are alive.
            let _ = fs::remove_file(&alive.place);
        }
        Ok(())
    }

    /// Its number.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// Says that it is alive. False when the others have taken it for dead: then whatever it held may be another's by now,
    /// and it has to sign on again.
    pub async fn beat(&self, db: &Db) -> Result<bool> {
        let mut tx = db.begin().await?;
        let rows = tx.q("UPDATE instance SET beats = beats + 1 WHERE id = $1").bind(self.id).run().await?;
        tx.commit().await?;
        Ok(rows == 1)
    }

    /// Takes the gateway, unless another that has signed on has it. Returns whether it is this process's now.
    pub async fn take_gateway(&self, db: &Db) -> Result<bool> {
        let mut tx = begin(db).await?;
        let rows = tx
            .q("UPDATE instance SET has_gateway = TRUE WHERE id = $1 \
                AND NOT EXISTS (SELECT 1 FROM instance AS other WHERE other.has_gateway AND other.id <> $1)")
            .bind(self.id)
            .run()
            .await?;
        tx.commit().await?;
        Ok(rows == 1)
    }

    /// Leaves the gateway to another.
    pub async fn leave_gateway(&self, db: &Db) -> Result<()> {
        let mut tx = db.begin().await?;
        tx.q("UPDATE instance SET has_gateway = FALSE WHERE id = $1").bind(self.id).run().await?;
        tx.commit().await
    }

    /// Signs off: everything is done, or free for others.
    pub async fn sign_off(self, db: &Db) -> Result<()> {
        let mut tx = begin(db).await?;
        self.remove(&mut tx).await?;
        free(&mut tx).await?;
        tx.commit().await?;
        db.holds_as(0);
        Ok(())
    }
}

/// Writes something, to see whether that is possible: whether the disk has room, and the connection that writes is alive.
pub async fn can_write(db: &Db) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.q("UPDATE instance SET beats = beats + 1 WHERE id = $1").bind(db.holder()).run().await?;
    tx.commit().await
}

/// All that have signed on.
pub async fn instances(db: &Db) -> Result<Vec<Seen>> {
    db.q("SELECT id, beats, has_gateway, alive_file FROM instance ORDER BY id").all().await
}

/// Removes the dead, unless they have said in the meantime that they are alive, and frees what they held. Returns how many
/// jobs and messages that were.
pub async fn bury(db: &Db, dead: &[Seen]) -> Result<u64> {
    let mut tx = begin(db).await?;
    for one in dead {
        tx.q("DELETE FROM instance WHERE id = $1 AND beats = $2").bind(one.id).bind(one.beats).run().await?;
    }
    let freed = free(&mut tx).await?;
    tx.commit().await?;
    for file in dead.iter().filter_map(|one| one.alive_file.as_deref()) {
        // Another machine's, or gone already.
        let _ = fs::remove_file(file);
    }
    Ok(freed)
}

/// Those who sign on, bury and take the gateway do so one after the other.
async fn begin(db: &Db) -> Result<Tx> {
    let mut tx = db.begin().await?;
    advisory_lock(&mut tx, 0, "instance").await?;
    Ok(tx)
}

/// Frees what is leased by nobody that has signed on.
async fn free(tx: &mut Tx) -> Result<u64> {
    let jobs = tx
        .q("UPDATE job SET leased_until_at = NULL, lease = NULL WHERE leased_until_at IS NOT NULL \
            AND instance_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM instance WHERE instance.id = job.instance_id)")
        .run()
        .await?;
    let messages = tx
        .q("UPDATE outbox SET leased_until_at = NULL, lease = NULL WHERE leased_until_at IS NOT NULL \
            AND instance_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM instance WHERE instance.id = outbox.instance_id)")
        .run()
        .await?;
    Ok(jobs + messages)
}

/// What one process has noticed of the others.
#[derive(Debug, Default)]
pub struct Watch(HashMap<i64, Noticed>);

#[derive(Debug)]
struct Noticed {
    beats: i64,
    since: Instant,
    looks: u32,
}

impl Watch {
    /// Takes a look at the others, `own` left out, and returns those that are dead. `now` is the process's own time, which
    /// never runs back.
    pub fn look(&mut self, others: &[Seen], own: i64, now: Instant) -> Vec<Seen> {
        self.0.retain(|id, _| others.iter().any(|one| one.id == *id));
        let others = others.iter().filter(|one| one.id != own);
        others.filter(|one| is_gone(one.alive_file.as_deref()) || self.is_silent(one, now)).cloned().collect()
    }

    fn is_silent(&mut self, one: &Seen, now: Instant) -> bool {
        let new = Noticed { beats: one.beats, since: now, looks: 0 };
        let noticed = self.0.entry(one.id).or_insert(new);
        if noticed.beats != one.beats {
            *noticed = Noticed { beats: one.beats, since: now, looks: 0 };
        }
        noticed.looks += 1;
        noticed.looks >= LOOKS && now.saturating_duration_since(noticed.since) >= SILENCE
    }
}

/// A file of this machine that its process keeps locked. Unlocked, it says that the process has ended.
#[derive(Debug)]
struct AliveFile {
    place: String,
    _lock: File,
}

impl AliveFile {
    fn create(id: i64) -> Option<Self> {
        let place = std::env::temp_dir().join(format!("docket-{id:016x}.alive"));
        // New, so that nothing that somebody else has put there is followed.
        let file = File::create_new(&place).ok()?;
        file.try_lock().ok()?;
        Some(Self { place: place.to_str()?.to_owned(), _lock: file })
    }
}

/// Whether the file is of this machine and its process has ended. Where there is no such file, nobody can tell.
fn is_gone(file: Option<&str>) -> bool {
    let Some(open) = file.map(Path::new).and_then(|file| File::open(file).ok()) else { return false };
    match open.try_lock() {
        Ok(()) => true,
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(id: i64, beats: i64) -> Seen {
        Seen { id, beats, has_gateway: false, alive_file: None }
    }

    /// Looks twice a second at one that has beaten so often each time; returns at which look it is dead.
    fn dies_at(beats: impl Fn(u32) -> i64, pause: Duration) -> Option<u32> {
        let (mut watch, began) = (Watch::default(), Instant::now());
        (0..40).find(|look| {
            let others = [seen(1, 99), seen(2, beats(*look))];
            !watch.look(&others, 1, began + pause * *look).is_empty()
        })
    }

    #[test]
    fn who_is_silent_for_three_seconds_is_dead_and_who_counts_is_alive() {
        assert_eq!(dies_at(|_| 7, BEAT), Some(6));
        assert_eq!(dies_at(|look| i64::from(look.min(10)), BEAT), Some(16), "counted from the last beat");
        assert_eq!(dies_at(i64::from, BEAT), None);
        assert_eq!(dies_at(|look| i64::from(look / 5), BEAT), None, "a slow one is alive");
    }

    #[test]
    fn nobody_is_dead_because_the_looks_were_far_apart() {
        assert_eq!(dies_at(|look| i64::from(look / 4), Duration::from_secs(20)), None);
    }

    #[test]
    fn who_ends_on_this_machine_is_dead_at_once() {
        let alive = AliveFile::create(rand::random::<i64>() & i64::MAX).unwrap();
        let place = alive.place.clone();
        assert!(!is_gone(Some(&place)), "it is locked");
        drop(alive);
        assert!(is_gone(Some(&place)), "as the operating system leaves it when the process is killed");
        fs::remove_file(&place).unwrap();
        assert!(!is_gone(Some(&place)), "of another machine's process nobody can tell");
        assert!(!is_gone(None));
    }
}
