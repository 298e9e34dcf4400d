//! Rows of `social_login`: the operator's logins. They belong to no guild.

use crate::{
    db::{At, Db, Result, Tx},
    words_of,
};

/// How a login is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Open,
    /// Somebody renews it.
    Renewing,
    /// It opens nothing any more.
    Lost,
}

words_of!(State { Open => "open", Renewing => "renewing", Lost => "lost" });

/// A login as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Row {
    pub account: String,
    #[sqlx(try_from = "String")]
    pub state: State,
    pub sealed_bytes: Vec<u8>,
    pub opens_until_at: At,
    pub leased_until_at: Option<At>,
    pub version: i64,
}

/// The login to a network.
pub async fn find(db: &Db, network: &str) -> Result<Option<Row>> {
    let sql = "SELECT account, state, sealed_bytes, opens_until_at, leased_until_at, version FROM social_login WHERE network = $1";
    db.q(sql).bind(network).opt().await
}

/// Keeps a new login in place of whatever there was.
pub async fn begin(
    tx: &mut Tx,
    network: &str,
    (account, sealed): (&str, Vec<u8>),
    (until, now): (At, At),
) -> Result<()> {
    tx.q("INSERT INTO social_login (network, account, state, sealed_bytes, opens_until_at, version, updated_at) \
          VALUES ($1, $2, 'open', $3, $4, 1, $5) ON CONFLICT (network) DO UPDATE SET account = excluded.account, \
          state = 'open', sealed_bytes = excluded.sealed_bytes, opens_until_at = excluded.opens_until_at, \
          leased_until_at = NULL, version = social_login.version + 1, updated_at = excluded.updated_at")
        .bind(network)
        .bind(account)
        .bind(sealed)
        .bind(until)
        .bind(now)
        .run()
        .await
        .map(drop)
}

/// Takes a login to renew it. False when somebody else was quicker.
pub async fn lease(tx: &mut Tx, network: &str, version: i64, (until, now): (At, At)) -> Result<bool> {
    let sql = "UPDATE social_login SET state = 'renewing', leased_until_at = $3, version = version + 1, updated_at = $4 \
               WHERE network = $1 AND version = $2 AND state = 'open'";
    Ok(tx.q(sql).bind(network).bind(version).bind(until).bind(now).run().await? == 1)
}

/// A login that was taken is renewed. False when it is another one by now.
pub async fn renewed(
    tx: &mut Tx,
    network: &str,
    (version, sealed): (i64, Vec<u8>),
    (until, now): (At, At),
) -> Result<bool> {
    let sql = "UPDATE social_login SET state = 'open', sealed_bytes = $3, opens_until_at = $4, leased_until_at = NULL, \
               version = version + 1, updated_at = $5 WHERE network = $1 AND version = $2";
    let query = tx.q(sql).bind(network).bind(version).bind(sealed).bind(until).bind(now);
    Ok(query.run().await? == 1)
}

/// A login that was taken is as it was, or is lost.
pub async fn left(tx: &mut Tx, network: &str, (version, state): (i64, State), now: At) -> Result<bool> {
    let sql = "UPDATE social_login SET state = $3, leased_until_at = NULL, version = version + 1, updated_at = $4 \
               WHERE network = $1 AND version = $2";
    Ok(tx.q(sql).bind(network).bind(version).bind(state.word()).bind(now).run().await? == 1)
}
