//! The reader of public posts, by the settings.

use super::AppError;
use crate::{
    base::clock::Clock,
    config::{self, PostSettings},
    contract::PostReader,
    social::{Accounts, Hosts, Networks},
};
use std::{sync::Arc, time::Duration};

/// How long a network may take to answer. Who waits for it is a person, or a job that is leased.
const PATIENCE: Duration = Duration::from_secs(10);

/// Thousandths of a dollar.
const MILLS: i64 = 1000;

/// # Errors
/// When the HTTP client does not start.
pub(super) fn reader(settings: &PostSettings, clock: Clock) -> Result<Arc<dyn PostReader>, AppError> {
    let hosts = Hosts {
        x_api: settings.x_api_url.clone(),
        x_token: settings.x_token.as_ref().map(|token| token.expose().to_owned()),
        x_embed: settings.x_embed_url.clone(),
        bluesky: settings.bluesky_url.clone(),
        mastodon: settings.mastodon.clone(),
        patience: PATIENCE,
    };
    let expose = |(name, secret): &(String, config::Secret)| (name.clone(), secret.expose().to_owned());
    let accounts = Accounts {
        bluesky: settings.bluesky_account.as_ref().map(expose),
        bluesky_server: settings.bluesky_server.clone(),
        jetstream: settings.jetstream_url.clone(),
        mastodon: settings.mastodon_tokens.iter().map(expose).collect(),
        x_most_mills: settings.x_ceiling * MILLS,
    };
    let networks = Networks::new(hosts, clock).map_err(AppError::Other)?;
    Ok(Arc::new(networks.with(accounts)))
}
