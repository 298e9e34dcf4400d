//! One read for all who ask for the same at the same time.

use super::{Db, Result};
use quick_cache::sync::Cache;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use tokio::sync::Mutex;

/// Guilds whose askers are remembered; whoever is forgotten only reads once more.
const MOST_GUILDS: usize = 1000;

/// Who asks in each guild.
pub(super) struct Askers(Cache<i64, Arc<Line>>);

/// Those who ask in one guild, in order.
#[derive(Default)]
struct Line {
    /// How many have asked so far.
    asked: AtomicU64,
    /// What the last read gave, and how many had asked when it began.
    last: Mutex<Option<(u64, i64)>>,
}

impl Default for Askers {
    fn default() -> Self {
        Self(Cache::new(MOST_GUILDS))
    }
}

impl Db {
    /// What `read` gives, or what the same read gave somebody else who began it after this was called. So it is as new as
    /// if everybody read for themselves, and many who ask at once cost little more than one. `read` must be the same for
    /// everybody who asks in the guild.
    pub async fn once_for_all(&self, guild_id: i64, read: impl Future<Output = Result<i64>>) -> Result<i64> {
        let line = self.askers.line(guild_id);
        let before_me = line.asked.fetch_add(1, Ordering::SeqCst);
        let mut last = line.last.lock().await;
        if let Some((asked, value)) = *last
            && asked > before_me
        {
            return Ok(value);
        }
        let asked = line.asked.load(Ordering::SeqCst);
        let value = read.await?;
        *last = Some((asked, value));
        Ok(value)
    }
}

impl Askers {
    fn line(&self, guild_id: i64) -> Arc<Line> {
        let line = self.0.get_or_insert_with(&guild_id, || Ok::<_, std::convert::Infallible>(Arc::default()));
        line.unwrap_or_else(|never| match never {})
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
            db.once_for_all(1, async {
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
    async fn who_fails_or_goes_away_leaves_the_read_to_the_next() {
        let (_folder, db) = Db::fresh().await;
        let mut gone = Box::pin(db.once_for_all(1, std::future::pending()));
        assert!(gone.as_mut().now_or_never().is_none());
        let fails = db.once_for_all(1, async { Err(Error::Stopping) });
        let reads = db.once_for_all(1, async { Ok(7) });
        let both = async { futures::join!(fails, reads) };
        futures::pin_mut!(both);
        assert!(both.as_mut().now_or_never().is_none(), "somebody else reads");
        drop(gone);
        let (failed, read) = both.await;
        assert!(failed.is_err());
        assert_eq!(read.expect("reads"), 7);
    }
}
