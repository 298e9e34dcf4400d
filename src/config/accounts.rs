//! The operator's accounts on public networks: a login to X, who may use them, and whether an instance tells by itself.

use super::{ConfigError, PostArgs, Secret, given, shortened, switched};
use reqwest::Url;
use std::collections::BTreeSet;

/// Characters of the key that a login is sealed with, at least.
const SHORTEST_KEY: usize = 32;

/// How docket logs in to X as an account.
#[derive(Clone, Debug)]
pub struct XLogin {
    /// The app's id, and its secret if it has one.
    pub client_id: String,
    pub client_secret: Option<Secret>,
    /// The account's handle, without `@`.
    pub account: String,
    /// What the login is sealed with.
    pub key: Secret,
    /// The page on which it is allowed.
    pub page: Url,
}

/// The servers that may use the operator's accounts on public networks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountServers {
    All,
    /// Those with these ids of Discord; none, if there are none.
    Only(BTreeSet<i64>),
}

/// All that a login needs, or nothing of it.
pub(super) fn x_login(args: &PostArgs, page: Url) -> Result<Option<XLogin>, ConfigError> {
    let wrong = |variable, problem: &str, remedy: &str| ConfigError {
        variable,
        problem: problem.into(),
        remedy: remedy.into(),
    };
    let Some(client_id) = given(&args.x_client_id) else { return Ok(None) };
    let account = given(&args.x_account).map(|handle| handle.trim_start_matches('@'));
    let is_handle = |handle: &&str| {
        (1..=15).contains(&handle.len()) && handle.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_')
    };
    let account = account.filter(is_handle).ok_or_else(|| {
        let remedy = "Set it to the handle of the account that owns the app, such as acme.";
        wrong("DOCKET_X_ACCOUNT (--x-account)", "is no handle, and DOCKET_X_CLIENT_ID is set", remedy)
    })?;
    // What was written may be the key, so it is not repeated.
    let key = given(&args.key).filter(|key| key.chars().count() >= SHORTEST_KEY).ok_or_else(|| {
        let remedy = "Set it to at least 32 characters that nobody can guess, such as what `openssl rand -base64 32` prints, and keep \
                      it: a login that was sealed with it opens with it alone.";
        wrong("DOCKET_KEY (--key)", "is not set or too short, and DOCKET_X_CLIENT_ID is set", remedy)
    })?;
    Ok(Some(XLogin {
        client_id: client_id.to_owned(),
        client_secret: given(&args.x_client_secret).map(Secret::new),
        account: account.to_owned(),
        key: Secret::new(key),
        page,
    }))
}

pub(super) fn streaming(text: &str) -> Result<bool, ConfigError> {
    switched(text).ok_or_else(|| ConfigError {
        variable: "DOCKET_MASTODON_STREAMING (--mastodon-streaming)",
        problem: format!("is `{}`", shortened(text)),
        remedy: "Write true or false, or leave it out.".into(),
    })
}

/// `all`, or ids of Discord.
pub(super) fn account_servers(text: &str) -> Result<AccountServers, ConfigError> {
    if text.eq_ignore_ascii_case("all") {
        return Ok(AccountServers::All);
    }
    let ids =
        text.split([',', ' ']).map(str::trim).filter(|id| !id.is_empty() && !id.eq_ignore_ascii_case("none"));
    let id = |id: &str| {
        id.parse().ok().filter(|id: &i64| *id > 0).ok_or_else(|| ConfigError {
            variable: "DOCKET_ACCOUNT_SERVERS (--account-servers)",
            problem: format!("names `{}`, which is no server's id", shortened(id)),
            remedy: "Write ids of Discord servers with commas between them, or all. In Discord, with Developer Mode on, the menu \
                     of a server copies its id."
                .into(),
        })
    };
    ids.map(id).collect::<Result<_, _>>().map(AccountServers::Only)
}

#[cfg(test)]
mod tests {
    use super::{super::PostSettings, *};

    #[test]
    fn no_server_uses_the_accounts_unless_it_is_named() {
        let read = |text: Option<&str>| {
            let args = PostArgs { account_servers: text.map(str::to_owned), ..PostArgs::default() };
            PostSettings::from_args(&args).map(|settings| settings.account_servers)
        };
        assert_eq!(read(None), Ok(AccountServers::Only(BTreeSet::new())));
        assert_eq!(read(Some("none")), Ok(AccountServers::Only(BTreeSet::new())));
        assert_eq!(read(Some("All")), Ok(AccountServers::All));
        assert_eq!(read(Some("12, 34")), Ok(AccountServers::Only(BTreeSet::from([12, 34]))));
        for wrong in ["acme", "12, -3", "0"] {
            let told = read(Some(wrong)).expect_err("refused").to_string();
            assert!(told.contains("DOCKET_ACCOUNT_SERVERS"), "{told}");
        }
    }

    #[test]
    fn a_login_to_x_is_whole_or_refused() {
        let whole = PostArgs {
            x_client_id: Some("app".into()),
            x_account: Some("@Acme".into()),
            key: Some("k".repeat(32)),
            ..PostArgs::default()
        };
        let login = PostSettings::from_args(&whole).expect("usable").x_login.expect("a login");
        assert_eq!((login.account.as_str(), login.client_secret), ("Acme", None));
        for wrong in [
            PostArgs { key: Some("s3cret".into()), ..whole.clone() },
            PostArgs { x_account: None, ..whole.clone() },
            PostArgs { x_account: Some("not a handle".into()), ..whole.clone() },
        ] {
            let told = PostSettings::from_args(&wrong).expect_err("refused").to_string();
            assert!(told.contains("DOCKET_") && !told.contains("s3cret"), "{told}");
        }
    }
}
