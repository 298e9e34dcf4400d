//! The reader of public posts, by the settings.

use super::AppError;
use crate::{
    base::clock::Clock,
    config::PostSettings,
    contract::PostReader,
    social::{Hosts, Networks},
};
use std::{sync::Arc, time::Duration};

/// How long a network may take to answer. Who waits for it is a person, or a job that is leased.
const PATIENCE: Duration = Duration::from_secs(10);

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
    let networks = Networks::new(hosts, clock).map_err(AppError::Other)?;
    Ok(Arc::new(networks))
}
