//! What was read before and is known not to have changed since.

use super::Db;
use quick_cache::sync::Cache;
use std::{any::Any, sync::Arc};

/// Guilds of which something is cached.
const MOST_GUILDS: usize = 1000;

/// A version, and what was read under it.
type Entry = (i64, Arc<dyn Any + Send + Sync>);

/// One thing for each guild, with the version under which it was read.
pub(super) struct VersionedCache(Cache<i64, Entry>);

impl Default for VersionedCache {
    fn default() -> Self {
        Self(Cache::new(MOST_GUILDS))
    }
}

impl Db {
    /// What is cached for the guild under `version`, the number that a row of the database has now and that grows with
    /// each change; empty when nothing is, for the caller to fill with what it reads now. What was cached under an older
    /// version is forgotten.
    ///
    /// Whoever reads the version first and the rest afterwards may cache the rest under it: it is as new, or newer.
    pub fn cached<T: Default + Send + Sync + 'static>(&self, guild_id: i64, version: i64) -> Arc<T> {
        let known = self.cached.0.get(&guild_id);
        let is_newer = known.as_ref().is_some_and(|(of, _)| *of > version);
        let same = known.filter(|(of, _)| *of == version).and_then(|(_, cached)| cached.downcast().ok());
        same.unwrap_or_else(|| {
            let fresh = Arc::new(T::default());
            // Somebody else has seen a later version: this is for this caller alone.
            if !is_newer {
                self.cached.0.insert(guild_id, (version, fresh.clone()));
            }
            fresh
        })
    }

    /// Forgets what is cached for the guild.
    pub fn forget(&self, guild_id: i64) {
        self.cached.0.remove(&guild_id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicI64, Ordering::SeqCst};

    #[tokio::test]
    async fn what_is_cached_is_there_while_the_version_is_the_same() {
        let (_folder, db) = Db::fresh().await;
        let cached = |guild_id, version| db.cached::<AtomicI64>(guild_id, version);
        cached(1, 5).store(15, SeqCst);
        cached(2, 5).store(25, SeqCst);
        assert_eq!(cached(1, 5).load(SeqCst), 15);
        assert_eq!(cached(2, 5).load(SeqCst), 25, "each guild has its own");
        assert_eq!(cached(1, 6).load(SeqCst), 0, "a new version begins empty");
        cached(1, 6).store(16, SeqCst);
        cached(1, 5).store(99, SeqCst);
        assert_eq!(cached(1, 6).load(SeqCst), 16, "who comes late with the old version changes nothing");
        db.forget(1);
        assert_eq!(cached(1, 6).load(SeqCst), 0);
    }
}
