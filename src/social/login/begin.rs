//! A person lets docket log in: the address to open, and what comes back from it.

use super::{super::fetch::Fetch, Asked, NETWORK, Tokens, XLogin, ask, store};
use crate::{
    db::{At, Db},
    social::source::session,
};
use chrono::{DateTime, Utc};
use data_encoding::BASE64URL_NOPAD;
use reqwest::Url;
use ring::digest::{SHA256, digest};
use serde::Deserialize;
use std::time::Duration;

/// What the login may do: read, and be renewed.
const SCOPES: &str = "tweet.read users.read offline.access";
/// How long X may take to answer.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Why nobody is logged in; each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    #[error(
        "what came back holds no code. Open the address again, and paste the whole address at which your browser ends"
    )]
    NoCode,
    #[error(
        "what came back belongs to another attempt. Open the address that this command prints, and no older one"
    )]
    AnotherAttempt,
    #[error("X did not allow it: `{0}`. Open the address again and allow it there")]
    NotAllowed(String),
    #[error("{0}")]
    Refused(String),
    #[error(
        "X lets docket in as @{0}, and DOCKET_X_ACCOUNT is @{1}. Log in on X as @{1} first, or change the setting"
    )]
    AnotherAccount(String, String),
    #[error(transparent)]
    Db(#[from] crate::db::Error),
}

#[derive(Deserialize)]
struct Me {
    data: User,
}

#[derive(Deserialize)]
struct User {
    username: String,
}

/// A login that is begun.
pub struct Beginning {
    login: XLogin,
    api: Url,
    callback: String,
    verifier: String,
    state: String,
}

fn secret() -> String {
    let secret: [u8; 32] = rand::random();
    BASE64URL_NOPAD.encode(&secret)
}

impl Beginning {
    /// Begins a login, whose answer goes to `callback`.
    pub fn new(login: XLogin, api: Url, callback: String) -> Self {
        Self { login, api, callback, verifier: secret(), state: secret() }
    }

    /// The address that a person opens.
    pub fn address(&self) -> String {
        let challenge = BASE64URL_NOPAD.encode(digest(&SHA256, self.verifier.as_bytes()).as_ref());
        let mut page = self.login.page.clone();
        page.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.login.client_id)
            .append_pair("redirect_uri", &self.callback)
            .append_pair("scope", SCOPES)
            .append_pair("state", &self.state)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        page.into()
    }

    /// The code in what came back: an address, or the code alone.
    fn code(&self, came: &str) -> Result<String, LoginError> {
        let came = came.trim();
        let query = match came.split_once('?') {
            Some((_, query)) => query.split('#').next().unwrap_or_default(),
            None if came.contains('=') => came,
            None if came.is_empty() => return Err(LoginError::NoCode),
            None => return Ok(came.to_owned()),
        };
        let pairs: Vec<(String, String)> =
            url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let said = |name: &str| pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        if said("state").is_none_or(|state| state != self.state) {
            return Err(LoginError::AnotherAttempt);
        }
        if let Some(error) = said("error") {
            return Err(LoginError::NotAllowed(
                error.chars().filter(char::is_ascii_graphic).take(60).collect(),
            ));
        }
        said("code").filter(|code| !code.is_empty()).ok_or(LoginError::NoCode)
    }

    /// Logs in with what came back, and keeps the login.
    ///
    /// # Errors
    /// Why nobody is logged in.
    pub async fn finish(&self, came: &str, db: &Db, now: DateTime<Utc>) -> Result<(), LoginError> {
        let code = self.code(came)?;
        let fetch = Fetch::new(TIMEOUT).map_err(LoginError::Refused)?;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", self.callback.as_str()),
            ("code_verifier", self.verifier.as_str()),
            ("client_id", self.login.client_id.as_str()),
        ];
        let tokens = ask(&fetch, &self.api, &self.login, &form).await.map_err(|asked| {
            LoginError::Refused(match asked {
                Asked::NotTaken(why) => format!("{why}. Try again in a moment"),
                Asked::Unknown => "X did not answer. Try again in a moment".to_owned(),
                Asked::Refused => "X does not take the code. It is good for half a minute; open the address again, and look at \
                                   DOCKET_X_CLIENT_ID and DOCKET_X_CLIENT_SECRET"
                    .to_owned(),
            })
        })?;
        self.is_the_account(&fetch, &tokens).await?;
        let sealed = session::seal(self.login.seal(), &tokens).unwrap_or_default();
        let mut tx = db.begin().await?;
        let times = (tokens.opens_until(now), At::from(now));
        store::begin(&mut tx, NETWORK, (&self.login.account, sealed), times).await?;
        Ok(tx.commit().await?)
    }

    async fn is_the_account(&self, fetch: &Fetch, tokens: &Tokens) -> Result<(), LoginError> {
        let unknown =
            || LoginError::Refused("X does not say whose login it is. Try again in a moment".to_owned());
        let me = fetch.get(&self.api, "2/users/me", &[], Some(&tokens.access_token)).await;
        let me = me.map_err(|_| unknown())?;
        let me: Me = if me.status == 200 { me.json().map_err(|_| unknown())? } else { return Err(unknown()) };
        let (is, wanted) = (me.data.username, &self.login.account);
        match is.eq_ignore_ascii_case(wanted) {
            true => Ok(()),
            false => Err(LoginError::AnotherAccount(super::super::name(&is), wanted.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_back_is_read_as_people_paste_it() {
        let login = XLogin {
            client_id: "app".into(),
            client_secret: None,
            account: "acme".into(),
            key: "k".repeat(32),
            page: "https://x.com/i/oauth2/authorize".parse().expect("an address"),
        };
        let api = "https://api.x.com".parse().expect("an address");
        let begun = Beginning::new(login, api, "http://127.0.0.1:8788/".into());
        let address = begun.address();
        assert!(
            address.starts_with("https://x.com/i/oauth2/authorize?response_type=code&client_id=app"),
            "{address}"
        );
        assert!(!address.contains(&begun.verifier), "what proves it later is not in it");
        let state = &begun.state;
        let read = |came: &str| begun.code(came).map_err(|error| error.to_string());
        assert_eq!(
            read(&format!(" http://127.0.0.1:8788/?state={state}&code=abc%3D ")),
            Ok("abc=".to_owned())
        );
        assert_eq!(read(&format!("/?code=abc&state={state}#_")), Ok("abc".to_owned()));
        assert_eq!(read("abc"), Ok("abc".to_owned()));
        assert!(read("").is_err_and(|told| told.contains("no code")));
        assert!(
            read("http://127.0.0.1:8788/?state=other&code=abc")
                .is_err_and(|told| told.contains("another attempt"))
        );
        let denied = format!("http://127.0.0.1:8788/?state={state}&error=access_denied");
        assert!(read(&denied).is_err_and(|told| told.contains("access_denied")));
    }
}
