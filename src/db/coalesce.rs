//! One read for all who ask for the same at the same time.

use super::{Db, Result};
use quick_cache::sync::Cache;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use tokio::sync::Mutex;

/// Guilds whose readers are remembered; whoever is forgotten only reads once more.
const MOST_GUILDS: usize = 1000;

/// Who asks in each guild.
pub(super) struct Coalescer(Cache<i64, Arc<Queue>>);

/// Those who ask in one guild, in order.
#[derive(Default)]
struct Queue {
    /// How many have asked so far.
    asked: AtomicU64,
    /// What the last read gave, and how many had asked when it began.
    last: Mutex<Option<(u64, Result<i64>)>>,
}

impl Default for Coalescer {
    fn default() -> Self {
        Self(Cache::new(MOST_GUILDS))
    }
}

impl Db {
    /// What `read` gives, or what the same read gave somebody else who began it after this was called. So it is as new as
    /// if everybody read for themselves, and many who ask at once cost little more than one. A read that fails fails for all
    /// who came before it did. `read` must be the same for everybody who asks in the guild.
    pub async fn coalesced_read(
        &self,
        guild_id: i64,
        read: impl Future<Output = Result<i64>>,
    ) -> Result<i64> {
        let queue = self.coalescer.queue(guild_id);
        let before_me = queue.asked.fetch_add(1, Ordering::SeqCst);
        let mut last = queue.last.lock().await;
        if let Some((asked, given)) = &*last
            && *asked > before_me
        {
            return given.clone();
        }
        // Whoever comes while the read is under way shares it when it fails: during an outage each would only wait as long
        // for the same answer, one after the other.
        let asked_before = queue.asked.load(Ordering::SeqCst);
        let given = read.await;
        let asked = if given.is_err() { queue.asked.load(Ordering::SeqCst) } else { asked_before };
        *last = Some((asked, given.clone()));
        given
    }
}

impl Coalescer {
    fn queue(&self, guild_id: i64) -> Arc<Queue> {
        let queue =
            self.0.get_or_insert_with(&guild_id, || Ok::<_, std::convert::Infallible>(Arc::default()));
        queue.unwrap_or_else(|never| match never {})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Error;
    use futures::{FutureExt, future::join_all};
    use std::sync::atomic::AtomicI64;
    use tokio::sync::Notify;

    #[tokio::test]
    async fn who_asks_while_a_read_is_under_way_shares_the_next() {
        let (_folder, db) = Db::fresh().await;
        let (reads, go) = (AtomicI64::new(0), Notify::new());
        let ask = || {
            db.coalesced_read(1, async {
                go.notified().await;
                Ok(reads.fetch_add(1, Ordering::SeqCst))
            })
        };
        let mut first = Box::pin(ask());
        assert!(first.as_mut().now_or_never().is_none(), "it reads");
        let mut rest: Vec<_> = (0..9).map(|_| Box::pin(ask())).collect();
        assert!(rest.iter_mut().all(|one| one.as_mut().now_or_never().is_none()));
        go.notify_one();
        assert_eq!(
            first.await.expect("reads"),
            0,
            "what was begun before they asked is the first one's alone"
        );
        go.notify_one();
        let rest: Vec<i64> = join_all(rest).await.into_iter().map(|it| it.expect("reads")).collect();
        assert_eq!(rest, [1; 9], "one read for all who waited");
        go.notify_one();
        assert_eq!(ask().await.expect("reads"), 2, "who comes later reads anew");
    }

    #[tokio::test]
    async fn who_waits_hears_of_an_outage_with_the_first() {
        const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(10);
        let (_folder, db) = Db::fresh().await;
        // Not before: opening waits for SQLite's thread, and a clock that stands still runs ahead of it.
        tokio::time::pause();
        let began = tokio::time::Instant::now();
        let asks = (0..10).map(|_| {
            db.coalesced_read(1, async {
                tokio::time::sleep(TIMEOUT).await;
                Err(Error::Stopping)
            })
        });
        assert!(join_all(asks).await.iter().all(Result::is_err));
        assert!(began.elapsed() < TIMEOUT * 2, "nobody waits for those before them: {:?}", began.elapsed());
        assert_eq!(
            db.coalesced_read(1, async { Ok(7) }).await.expect("reads"),
            7,
            "who comes later reads anew"
        );
    }

    #[tokio::test]
    async fn who_goes_away_leaves_the_read_to_the_next() {
        let (_folder, db) = Db::fresh().await;
        let mut gone = Box::pin(db.coalesced_read(1, std::future::pending()));
        assert!(gone.as_mut().now_or_never().is_none());
        let reads = db.coalesced_read(1, async { Ok(7) });
        futures::pin_mut!(reads);
        assert!(reads.as_mut().now_or_never().is_none(), "somebody else reads");
        drop(gone);
        assert_eq!(reads.await.expect("reads"), 7);
    }
}
