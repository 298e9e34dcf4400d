//! What an instance of Mastodon allows: its operators choose how long a status may be.

use super::Networks;
use crate::base::post::{Network, PostLink};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// So long an answer counts, also that there was none.
const FRESH: TimeDelta = TimeDelta::days(1);

/// What an instance said, and when.
type Said = (DateTime<Utc>, Option<usize>);

/// What instances said, by their hosts.
#[derive(Default)]
pub(super) struct Servers(Mutex<BTreeMap<String, Said>>);

impl Servers {
    fn known(&self, host: &str, now: DateTime<Utc>) -> Option<Option<usize>> {
        // Nothing panics while it is held, here and below.
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(host).filter(|(at, _)| now - *at < FRESH).map(|(_, most)| *most)
    }

    fn note(&self, host: &str, now: DateTime<Utc>, most: Option<usize>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(host.to_owned(), (now, most));
    }
}

/// `/api/v2/instance`, as far as it matters here (Mastodon's documentation, "Instance").
#[derive(Deserialize)]
struct Instance {
    configuration: Configuration,
}

#[derive(Deserialize)]
struct Configuration {
    statuses: Statuses,
}

#[derive(Deserialize)]
struct Statuses {
    max_characters: usize,
}

impl Networks {
    /// Characters of a status on the instance of a post; `None` for other networks, for instances that docket may not ask, and
    /// while one does not tell.
    pub(super) async fn longest_status(&self, link: &PostLink) -> Option<usize> {
        let (host, base) = self.hosts.mastodon.iter().find(|(host, _)| *host == link.host)?;
        if link.network != Network::Mastodon {
            return None;
        }
        let now = self.clock.now();
        if let Some(known) = self.servers.known(host, now) {
            return known;
        }
        let answer = self.fetch.get(base, "api/v2/instance", &[], None).await;
        let told =
            answer.ok().filter(|answer| answer.status == 200).and_then(|it| it.json::<Instance>().ok());
        let most =
            told.map(|instance| instance.configuration.statuses.max_characters).filter(|most| *most > 0);
        self.servers.note(host, now, most);
        most
    }
}
