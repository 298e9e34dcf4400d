//! The reader of public posts, by the settings.

use super::AppError;
use crate::{
    base::clock::Clock,
    config::{self, AccountServers, PostSettings},
    contract::PostReader,
    db::Db,
    mention,
    social::{Accounts, Hosts, Networks, XLogin},
};
use std::{sync::Arc, time::Duration};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// How long a network may take to answer. Who waits for it is a person, or a job that is leased.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Thousandths of a dollar.
const MILLS: i64 = 1000;

/// # Errors
/// When the HTTP client does not start.
pub(super) fn reader(
    settings: &PostSettings,
    db: &Db,
    clock: Clock,
) -> Result<Arc<dyn PostReader>, AppError> {
    let hosts = Hosts {
        x_api: settings.x_api_url.clone(),
        x_token: settings.x_token.as_ref().map(|token| token.expose().to_owned()),
        x_embed: settings.x_embed_url.clone(),
        bluesky: settings.bluesky_url.clone(),
        mastodon: settings.mastodon.clone(),
        timeout: TIMEOUT,
    };
    let expose = |(name, secret): &(String, config::Secret)| (name.clone(), secret.expose().to_owned());
    let accounts = Accounts {
        bluesky: settings.bluesky_account.as_ref().map(expose),
        bluesky_server: settings.bluesky_server.clone(),
        jetstream: settings.jetstream_url.clone(),
        mastodon: settings.mastodon_tokens.iter().map(expose).collect(),
        streams: settings.mastodon_streaming,
        x_most_mills: settings.x_ceiling * MILLS,
    };
    let mut networks = Networks::new(hosts, clock).map_err(AppError::Other)?.with(accounts);
    if let Some(login) = &settings.x_login {
        networks = networks.logged_in(x_login(login), db.clone());
    }
    if let AccountServers::Only(guilds) = &settings.account_servers {
        networks = networks.for_guilds(guilds.clone());
    }
    Ok(Arc::new(networks))
}

/// Has whatever a network tells of by itself heard at once, until `stop`.
pub(super) async fn hears_news(
    posts: Arc<dyn PostReader>,
    (db, clock): (Db, Clock),
    bell: Arc<Notify>,
    stop: CancellationToken,
) {
    loop {
        let watch = tokio::select! {
            () = stop.cancelled() => return,
            watch = posts.sources().news() => watch,
        };
        match mention::hasten(&db, clock.now(), &watch).await {
            Ok(()) => bell.notify_one(),
            // It is heard in the usual rhythm.
            Err(error) => {
                if db.is_worth_a_line(error.is_passing()) {
                    tracing::warn!(%error, "what a network told of is heard later");
                }
            }
        }
    }
}

/// The login to X, as the settings describe it.
pub(super) fn x_login(login: &config::XLogin) -> XLogin {
    XLogin {
        client_id: login.client_id.clone(),
        client_secret: login.client_secret.as_ref().map(|secret| secret.expose().to_owned()),
        account: login.account.clone(),
        key: login.key.expose().to_owned(),
        page: login.page.clone(),
    }
}
