//! Numbers that people say aloud: REQ-142.
//!
//! On SQLite, where transactions take turns, a number is taken in the transaction that uses it; the counter is read once
//! for all who share a commit. On PostgreSQL that would make everybody who files in a guild wait for the durable commit
//! of whoever filed before, because the counter's row stays locked that long. So numbers are taken on a connection of
//! their own, for all who wait at once, in a transaction that does not wait for the disk: the log is written in order, so
//! whatever is durable with a number in it has made the taking of the number durable before. A number whose transaction is
//! undone is given to the next who asks, so that nobody wonders about a gap; one is left only where a process ends before that.
//! When that connection is not to be had, a number is taken as on SQLite.

use super::{Error, Result, Tx, open::ACQUIRE_TIMEOUT};
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{sync::oneshot, time::timeout};

/// The next number of `noun` in the guild, from 1. Numbers grow, and one is never given twice: whoever deletes a row
/// does not give its number back. That of a transaction that is rolled back is given again, since nobody has heard of it.
pub async fn next_number(tx: &mut Tx, guild_id: i64, noun: &str) -> Result<i64> {
    if let Some(numbers) = tx.numbers().cloned() {
        match numbers.next(guild_id, noun).await {
            // The server lets nobody further in, say; then in this transaction, for which others wait.
            Err(error) if error.is_unavailable() => {}
            given => return given.inspect(|number| tx.note_taken(guild_id, noun, *number)),
        }
    }
    let number = match tx.last_number(guild_id, noun) {
        Some(last) => {
            let number = last + 1;
            let set = "INSERT INTO counter (guild_id, noun, value) VALUES ($1, $2, $3) \
                       ON CONFLICT (guild_id, noun) DO UPDATE SET value = excluded.value";
            tx.defer(set).bind(guild_id).bind(noun.to_owned()).bind(number).add();
            number
        }
        None => {
            let count = "INSERT INTO counter (guild_id, noun, value) VALUES ($1, $2, 1) \
                         ON CONFLICT (guild_id, noun) DO UPDATE SET value = counter.value + 1 RETURNING value";
            let (number,): (i64,) = tx.q(count).bind(guild_id).bind(noun).one().await?;
            number
        }
    };
    tx.note_number(guild_id, noun, number);
    Ok(number)
}

/// Takes as many numbers of each noun as are asked for, in the order of the nouns, so that two instances that take
/// several at once wait for each other in turn. Gives the last number of each.
const TAKE: &str = "INSERT INTO counter (guild_id, noun, value) \
     SELECT * FROM UNNEST($1::BIGINT[], $2::TEXT[], $3::BIGINT[]) AS asked (guild_id, noun, value) \
     ON CONFLICT (guild_id, noun) DO UPDATE SET value = counter.value + excluded.value \
     RETURNING guild_id, noun, value";

/// Hands out numbers from PostgreSQL.
pub(super) struct Numbers {
    options: PgConnectOptions,
    desk: Mutex<Desk>,
}

#[derive(Default)]
struct Desk {
    /// Numbers whose transactions were undone, to be given again.
    returned: BTreeMap<(i64, String), BTreeSet<i64>>,
    waiting: Vec<Ask>,
    /// Whether somebody is serving who will see to those that wait.
    is_served: bool,
    /// Kept here while nobody serves; `None` until it is needed.
    connection: Option<PgConnection>,
}

struct Ask {
    guild_id: i64,
    noun: String,
    told: oneshot::Sender<Result<i64>>,
}

/// Who asks for a number of the same noun in the same guild, in the order in which they came.
type Asks = BTreeMap<(i64, String), Vec<oneshot::Sender<Result<i64>>>>;

impl Numbers {
    pub fn new(options: PgConnectOptions) -> Arc<Self> {
        let options = options.options([("synchronous_commit", "off")]);
        Arc::new(Self { options, desk: Mutex::default() })
    }

    async fn next(self: &Arc<Self>, guild_id: i64, noun: &str) -> Result<i64> {
        let (told, answer) = oneshot::channel();
        let is_served = {
            let mut desk = self.desk();
            let returned = desk.returned.get_mut(&(guild_id, noun.to_owned()));
            if let Some(number) = returned.and_then(BTreeSet::pop_first) {
                return Ok(number);
            }
            desk.waiting.push(Ask { guild_id, noun: noun.to_owned(), told });
            std::mem::replace(&mut desk.is_served, true)
        };
        if !is_served {
            // In a task of its own, because who asks may go away and others wait for the answer.
            tokio::spawn(Arc::clone(self).serve());
        }
        answer.await.map_err(|_| Error::Stopping)?
    }

    /// Serves until nobody waits.
    async fn serve(self: Arc<Self>) {
        let mut connection = self.desk().connection.take();
        while let Some(asks) = self.next_asks(&mut connection) {
            let taken = match self.take(&mut connection, &asks).await {
                // A connection that was idle may be broken. If it was taken all the same, there is a gap.
                Err(_) => self.take(&mut connection, &asks).await,
                taken => taken,
            };
            tell(asks, taken);
        }
    }

    /// All who wait; `None`, and the connection is put by, when that is nobody.
    fn next_asks(&self, connection: &mut Option<PgConnection>) -> Option<Asks> {
        let mut desk = self.desk();
        if desk.waiting.is_empty() {
            desk.is_served = false;
            desk.connection = connection.take();
            return None;
        }
        let mut asks = Asks::new();
        for ask in desk.waiting.drain(..) {
            asks.entry((ask.guild_id, ask.noun)).or_default().push(ask.told);
        }
        Some(asks)
    }

    /// The last number of each noun. The connection is gone when this fails.
    async fn take(
        &self,
        connection: &mut Option<PgConnection>,
        asks: &Asks,
    ) -> Result<Vec<(i64, String, i64)>> {
        let taking = async {
            let mut open = match connection.take() {
                Some(open) => open,
                None => PgConnection::connect_with(&self.options).await?,
            };
            let (guilds, nouns): (Vec<i64>, Vec<String>) = asks.keys().cloned().unzip();
            let counts = asks.values().map(|told| i64::try_from(told.len()).unwrap_or(i64::MAX));
            let query = sqlx::query_as(TAKE).bind(guilds).bind(nouns).bind(counts.collect::<Vec<_>>());
            let taken = query.fetch_all(&mut open).await?;
            *connection = Some(open);
            Ok(taken)
        };
        timeout(ACQUIRE_TIMEOUT, taking).await.map_err(|_| sqlx::Error::PoolTimedOut)?
    }

    fn give_back(&self, taken: Vec<(i64, String, i64)>) {
        let mut desk = self.desk();
        for (guild_id, noun, number) in taken {
            desk.returned.entry((guild_id, noun)).or_default().insert(number);
        }
    }

    /// Closes the connection, unless it is in use.
    pub async fn close(&self) {
        let connection = self.desk().connection.take();
        if let Some(connection) = connection {
            // It is closed either way.
            let _ = connection.close().await;
        }
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        // Nothing panics while it is held.
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The numbers that a transaction has taken beside itself. They go back when it is undone.
pub(super) struct Taken {
    pub numbers: Arc<Numbers>,
    given: Vec<(i64, String, i64)>,
}

impl Taken {
    pub fn new(numbers: Arc<Numbers>) -> Self {
        Self { numbers, given: Vec::new() }
    }

    pub fn note(&mut self, guild_id: i64, noun: &str, number: i64) {
        self.given.push((guild_id, noun.to_owned(), number));
    }

    /// From now on the transaction may have been saved, whatever becomes of it.
    pub fn keep(&mut self) {
        self.given.clear();
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        if !self.given.is_empty() {
            self.numbers.give_back(std::mem::take(&mut self.given));
        }
    }
}

/// Tells each who asked the number that is theirs, or what went wrong.
fn tell(asks: Asks, taken: Result<Vec<(i64, String, i64)>>) {
    let taken: Result<BTreeMap<_, _>> =
        taken.map(|rows| rows.into_iter().map(|(guild_id, noun, last)| ((guild_id, noun), last)).collect());
    for (key, all) in asks {
        for (before_last, told) in all.into_iter().rev().enumerate() {
            let number = match &taken {
                Ok(taken) => taken.get(&key).map(|last| last - i64::try_from(before_last).unwrap_or(0)),
                Err(error) => {
                    // Who has gone away needs no answer, here and below.
                    let _ = told.send(Err(error.clone()));
                    continue;
                }
            };
            let _ = told.send(number.ok_or_else(|| sqlx::Error::RowNotFound.into()));
        }
    }
}
