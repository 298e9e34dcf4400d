//! `/settings check`: asks Discord, outside any transaction, and says what is missing.

use crate::{
    base::post::Network,
    contract::{
        Answer, Context, FetchError, Guild, GuildFacts, Neighbours, Purpose, SetUp, args::SettingsCheck,
    },
    error::Error,
    workspace::{
        rules::{self, Finding},
        words,
    },
};
use chrono::{DateTime, Utc};

/// The networks whose posts docket can read.
const READ_NETWORKS: [Network; 3] = [Network::X, Network::Bluesky, Network::Mastodon];

/// `/settings check`: which channel, role or permission is missing, and how to mend it.
pub async fn settings_check(cx: &Context, _args: SettingsCheck) -> Answer {
    let facts = cx.directory.facts(cx.guild.id).await;
    let facts = facts.map_err(|error| words::not_checked(&error))?;
    let ways: Vec<_> = READ_NETWORKS.into_iter().map(|network| cx.posts.way(network)).collect();
    let mut found = check(&*cx.neighbours, &cx.guild, &facts, cx.now);
    found.extend(cx.neighbours.checks(&cx.db, &cx.guild).await?);
    found.extend(cx.neighbours.needs(&cx.db, &cx.guild, &facts).await?);
    let message = words::checked(&found, &ways);
    Ok(cx.in_place(message))
}

/// Everything that is wrong with a guild's set-up, and how to mend it, the worst first; empty when docket can work. Each is
/// a sentence or two, as Discord markdown.
pub fn check(rooms: &dyn Neighbours, guild: &Guild, facts: &GuildFacts, now: DateTime<Utc>) -> Vec<String> {
    let purposes = rooms.purposes();
    let set_up = SetUp { guild, today: guild.zone.date(now), purposes: &purposes };
    let own = rules::own_findings(facts);
    let settings = rooms.settings();
    let found = settings.iter().flat_map(|settable| (settable.check)(&set_up, facts));
    own.iter().map(Finding::sentence).chain(found).collect()
}

/// What is wrong with a channel that is about to be set; `None` also when Discord does not answer, since
/// `/settings check` will tell then.
pub(super) async fn warning(
    cx: &Context,
    purpose: Purpose,
    channel_id: i64,
) -> Result<Option<Finding>, Error> {
    match cx.directory.facts(cx.guild.id).await {
        Ok(facts) => Ok(rules::channel_finding(purpose, channel_id, &facts)),
        Err(FetchError::Later(why) | FetchError::Never(why)) => {
            tracing::warn!(guild.id = cx.guild.id, error = why, "a channel could not be checked");
            Ok(None)
        }
    }
}
