//! X by user context (OAuth 2.0, authorization code with PKCE): the login of one account, by which its own posts and mentions
//! cost a fifth.
//!
//! What opens is good for two hours, and what renews it is good for **once**. So whoever renews a login takes it first, in the
//! database, and X is asked by nobody else meanwhile. Whether X has taken what renews it is not known when no answer came, or
//! docket ended between the answer and the writing of it: the login is lost then, which is said plainly, and a person logs in
//! anew. It is never tried twice.

mod begin;
mod store;

pub use begin::{Beginning, LoginError};

use super::{
    fetch::{Answer, Fetch, Unanswered},
    source::session,
};
use crate::{
    contract::{Stop, Trouble},
    db::{At, Db},
};
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use store::{Row, State};

/// The network that logins are to.
const NETWORK: &str = "x";
/// A login is renewed so long before it opens no more.
const RENEWED: TimeDelta = TimeDelta::minutes(10);
/// How long one process may take to renew it; an answer comes within seconds or not at all.
const LEASE: TimeDelta = TimeDelta::minutes(2);

/// What a login needs, all from the environment.
#[derive(Clone)]
pub struct XLogin {
    /// The app's id, and its secret if it is a confidential one.
    pub client_id: String,
    pub client_secret: Option<String>,
    /// The account's handle, without `@`.
    pub account: String,
    /// What the login is sealed with.
    pub key: String,
    /// The page on which it is allowed.
    pub page: Url,
}

impl XLogin {
    fn seal(&self) -> (&str, &str) {
        ("login to X", &self.key)
    }

    /// The app's name and password, for those that have one.
    fn app(&self) -> Option<(&str, &str)> {
        self.client_secret.as_deref().map(|secret| (self.client_id.as_str(), secret))
    }
}

/// What X gives: what opens, and what renews it once.
#[derive(Serialize, Deserialize)]
struct Tokens {
    access_token: String,
    refresh_token: String,
    /// In seconds.
    #[serde(default = "two_hours", skip_serializing)]
    expires_in: i64,
}

fn two_hours() -> i64 {
    7200
}

impl Tokens {
    fn opens_until(&self, now: DateTime<Utc>) -> At {
        At::from(now + TimeDelta::seconds(self.expires_in.clamp(60, 86_400)))
    }
}

/// The login that docket goes by.
pub(super) struct Login {
    login: XLogin,
    db: Db,
}

fn lost(why: &str) -> Trouble {
    Trouble::Stop(Stop::Login, format!("{why}; whoever runs docket logs in again with `docket x-login`"))
}

fn unwritten(error: &crate::db::Error) -> Trouble {
    Trouble::Later(format!("the login to X could not be read or kept: {error}"))
}

impl Login {
    pub fn new(login: XLogin, db: Db) -> Self {
        Self { login, db }
    }

    pub fn account(&self) -> &str {
        &self.login.account
    }

    /// What opens X's API as the account, renewed if it is about to end.
    pub async fn opens(&self, fetch: &Fetch, api: &Url, now: DateTime<Utc>) -> Result<String, Trouble> {
        let row = store::find(&self.db, NETWORK).await.map_err(|error| unwritten(&error))?;
        let row = row.filter(|row| row.account.eq_ignore_ascii_case(&self.login.account));
        let Some(row) = row else {
            return Err(lost(&format!("nobody has logged in to X as @{} yet", self.login.account)));
        };
        let is_held = row.leased_until_at.is_some_and(|until| until.utc() > now);
        match row.state {
            State::Lost => Err(lost("the login to X is lost")),
            State::Renewing if !is_held => {
                // Nobody knows whether X has taken it: it is not tried twice.
                self.leave(&row, State::Lost, now).await?;
                Err(lost(
                    "docket ended while it renewed its login to X, and what X gave it then was not kept",
                ))
            }
            State::Open if row.opens_until_at.utc() - now <= RENEWED => {
                self.renew(fetch, api, row, now).await
            }
            State::Renewing if row.opens_until_at.utc() <= now => {
                Err(Trouble::Later("the login to X is being renewed".to_owned()))
            }
            State::Open | State::Renewing => Ok(self.tokens(&row)?.access_token),
        }
    }

    fn tokens(&self, row: &Row) -> Result<Tokens, Trouble> {
        let opened = session::open::<Tokens>(self.login.seal(), &row.sealed_bytes);
        opened.ok_or_else(|| lost("DOCKET_KEY is another one than that which the login to X was sealed with"))
    }

    async fn leave(&self, row: &Row, state: State, now: DateTime<Utc>) -> Result<(), Trouble> {
        let left = async {
            let mut tx = self.db.begin().await?;
            store::left(&mut tx, NETWORK, (row.version, state), At::from(now)).await?;
            tx.commit().await
        };
        left.await.map_err(|error| unwritten(&error))
    }

    /// Takes the login, so that nobody else renews it. `None` when somebody else does.
    async fn take(&self, row: &Row, now: DateTime<Utc>) -> Result<Option<Row>, Trouble> {
        let taken = async {
            let mut tx = self.db.begin().await?;
            let times = (At::from(now + LEASE), At::from(now));
            let is_taken = store::lease(&mut tx, NETWORK, row.version, times).await?;
            tx.commit().await?;
            Ok(is_taken)
        };
        let is_taken = taken.await.map_err(|error: crate::db::Error| unwritten(&error))?;
        Ok(is_taken.then(|| Row { version: row.version + 1, ..row.clone() }))
    }

    async fn renew(&self, fetch: &Fetch, api: &Url, row: Row, now: DateTime<Utc>) -> Result<String, Trouble> {
        let before = self.tokens(&row)?;
        let Some(row) = self.take(&row, now).await? else {
            // What still opens does, while another process renews it.
            return match row.opens_until_at.utc() > now {
                true => Ok(before.access_token),
                false => Err(Trouble::Later("the login to X is being renewed".to_owned())),
            };
        };
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", before.refresh_token.as_str()),
            ("client_id", self.login.client_id.as_str()),
        ];
        match ask(fetch, api, &self.login, &form).await {
            Ok(new) => self.keep(&row, new, now).await,
            Err(Asked::NotTaken(why)) => {
                self.leave(&row, State::Open, now).await?;
                match row.opens_until_at.utc() > now {
                    true => Ok(before.access_token),
                    false => Err(Trouble::Later(why)),
                }
            }
            Err(Asked::Refused) => {
                self.leave(&row, State::Lost, now).await?;
                Err(lost("X does not take the login any more"))
            }
            Err(Asked::Unknown) => {
                self.leave(&row, State::Lost, now).await?;
                Err(lost("X did not answer when the login was renewed, so it may have taken it"))
            }
        }
    }

    async fn keep(&self, row: &Row, new: Tokens, now: DateTime<Utc>) -> Result<String, Trouble> {
        let sealed = session::seal(self.login.seal(), &new).unwrap_or_default();
        let kept = async {
            let mut tx = self.db.begin().await?;
            let times = (new.opens_until(now), At::from(now));
            let is_kept = store::renewed(&mut tx, NETWORK, (row.version, sealed), times).await?;
            tx.commit().await?;
            Ok(is_kept)
        };
        match kept.await {
            Ok(true) => Ok(new.access_token),
            // Somebody has logged in meanwhile.
            Ok(false) => Err(Trouble::Later("there is another login to X by now".to_owned())),
            Err(error) => Err(unwritten(&error)),
        }
    }
}

/// Why X gave nothing.
enum Asked {
    /// What renews the login is as good as before.
    NotTaken(String),
    /// X does not take it.
    Refused,
    /// It may have been taken.
    Unknown,
}

/// Asks X for tokens.
async fn ask(fetch: &Fetch, api: &Url, login: &XLogin, form: &[(&str, &str)]) -> Result<Tokens, Asked> {
    let answer = fetch.post_form(api, "2/oauth2/token", form, login.app()).await;
    let answer: Answer = match answer {
        Ok(answer) => answer,
        Err(Unanswered::NotSent) => return Err(Asked::NotTaken("X cannot be reached".to_owned())),
        Err(Unanswered::Unknown) => return Err(Asked::Unknown),
    };
    match answer.status {
        200 => answer.json().map_err(|_| Asked::Unknown),
        429 => Err(Asked::NotTaken("X asks to wait".to_owned())),
        500.. => Err(Asked::NotTaken(format!("X has trouble of its own (status {})", answer.status))),
        _ => Err(Asked::Refused),
    }
}
