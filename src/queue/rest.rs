//! What rests: the jobs and messages of a guild that docket was removed from. Nothing of them is lost, and nothing happens
//! before docket is there again; then it is as if docket had been down meanwhile.
//!
//! What rests is due a thousand years later, so that no tick meets it, however much of it there is.

use super::outbox::MESSAGE_RETRIED_FOR;
use crate::db::{At, Result, Sql, Tx};
use chrono::{DateTime, TimeDelta, Utc};

/// Whatever is due later than this from now rests. The statements move by 8,766,000 hours, a thousand years.
const REST: TimeDelta = TimeDelta::days(365 * 500);

/// Why a message was put aside that nobody would want to get any more.
const TOO_LATE: &str = "docket was not in this server when it was to be sent";

const JOBS_REST: Sql = crate::sql![
    "UPDATE job SET leased_until_at = NULL, lease = NULL, run_at = run_at + "
    lite("31557600000000000") pg("INTERVAL '8766000 hours'")
    " WHERE guild_id = $1 AND state = 'waiting' AND run_at < $2"
];
const MESSAGES_REST: Sql = crate::sql![
    "UPDATE outbox SET leased_until_at = NULL, lease = NULL, run_at = run_at + "
    lite("31557600000000000") pg("INTERVAL '8766000 hours'")
    " WHERE guild_id = $1 AND state = 'waiting' AND run_at < $2"
];
const JOBS_WAKE: Sql = crate::sql![
    "UPDATE job SET run_at = run_at - " lite("31557600000000000") pg("INTERVAL '8766000 hours'")
    " WHERE guild_id = $1 AND state = 'waiting' AND run_at >= $2"
];
const MESSAGES_WAKE: Sql = crate::sql![
    "UPDATE outbox SET run_at = run_at - " lite("31557600000000000") pg("INTERVAL '8766000 hours'")
    " WHERE guild_id = $1 AND state = 'waiting' AND run_at >= $2"
];

/// Lets everything that waits in the guild rest. Whoever works on some of it at this moment loses the lease.
pub async fn rest(tx: &mut Tx, guild_id: i64, now: DateTime<Utc>) -> Result<()> {
    for sql in [JOBS_REST, MESSAGES_REST] {
        tx.q(sql).bind(guild_id).bind(At::from(now + REST)).run().await?;
    }
    Ok(())
}

/// Lets everything that rests in the guild go on. Messages that have rested for longer than a message is tried are put
/// aside, so that nobody is met by all of them at once; what shows how something stands now is delivered. Returns how many
/// were put aside.
pub async fn wake(tx: &mut Tx, guild_id: i64, now: DateTime<Utc>) -> Result<u64> {
    let resting = At::from(now + REST);
    tx.q(JOBS_WAKE).bind(guild_id).bind(resting).run().await?;
    tx.q(MESSAGES_WAKE).bind(guild_id).bind(resting).run().await?;
    // Without being told, SQLite walks through all cards of the guild.
    tx.q(crate::sql!["UPDATE outbox" lite(" INDEXED BY outbox_line")
        " SET state = 'dead', last_error = $3, put_aside_at = COALESCE(put_aside_at, $4) \
          WHERE guild_id = $1 AND state = 'waiting' AND card IS NULL AND created_at <= $2"])
        .bind(guild_id)
        .bind(At::from(now - MESSAGE_RETRIED_FOR))
        .bind(TOO_LATE)
        .bind(At::from(now))
        .run()
        .await
}
