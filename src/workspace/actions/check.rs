//! `/settings check`: asks Discord, outside any transaction, and says what is missing.

use crate::{
    base::post::Network,
    contract::{
        Answer, Context, FetchError, Guild, GuildFacts, Neighbours, Purpose, SetUp, args::SettingsCheck,
    },
    db::Db,
    error::Error,
    queue,
    workspace::{
        rules::{self, Finding, Step},
        store, words,
    },
};
use chrono::{DateTime, Utc};

/// The networks whose posts docket can read.
const READ_NETWORKS: [Network; 3] = [Network::X, Network::Bluesky, Network::Mastodon];

/// `/settings check`: which channel, role or permission is missing, and how to mend it.
pub async fn settings_check(cx: &Context, _args: SettingsCheck) -> Answer {
    // Anew: whoever asks may just have put something right.
    let facts = cx.directory.facts_anew(cx.guild.id).await;
    let facts = facts.map_err(|error| words::not_checked(&error))?;
    let ways: Vec<_> = READ_NETWORKS.into_iter().map(|network| cx.posts.way(network)).collect();
    let looked = Looked::with(cx, &cx.guild, Some(facts)).await?;
    let message = words::checked(&looked.list(cx, &cx.guild), &ways);
    Ok(cx.in_place(message))
}

/// What was looked at, outside any transaction, so that `/settings show` and `/settings check` tell of one list.
pub(super) struct Looked {
    /// What Discord says; `None` while it does not answer.
    facts: Option<GuildFacts>,
    has_areas: bool,
    /// What the rooms find besides their settings.
    others: Vec<String>,
}

impl Looked {
    /// Looks at a guild as it is, or is about to be. While Discord does not answer, what can be known without it.
    pub async fn at(cx: &Context, guild: &Guild) -> Result<Self, Error> {
        let facts = match cx.directory.facts(guild.id).await {
            Ok(facts) => Some(facts),
            Err(FetchError::Later(why) | FetchError::Never(why)) => {
                tracing::warn!(guild.id = guild.id, error = why, "a set-up could not be checked");
                None
            }
        };
        Self::with(cx, guild, facts).await
    }

    async fn with(cx: &Context, guild: &Guild, facts: Option<GuildFacts>) -> Result<Self, Error> {
        let has_areas = !store::areas(&cx.db, guild.id).await?.is_empty();
        let mut others = cx.neighbours.checks(&cx.db, guild).await?;
        if let Some(facts) = &facts {
            others.extend(cx.neighbours.needs(&cx.db, guild, facts).await?);
        }
        Ok(Self { facts, has_areas, others })
    }

    /// Whether Discord has said what docket may do.
    pub fn is_complete(&self) -> bool {
        self.facts.is_some()
    }

    /// All that is missing or wrong, and how to mend it, the worst first; a sentence or two each, as Discord markdown.
    pub fn list(&self, cx: &Context, guild: &Guild) -> Vec<String> {
        let mut list = match &self.facts {
            Some(facts) => check(&*cx.neighbours, guild, facts, cx.now),
            None => self.findings(cx, guild).iter().map(Finding::sentence).collect(),
        };
        let others = self.others.iter().filter(|other| !list.contains(other)).cloned().collect::<Vec<_>>();
        list.extend(others);
        list
    }

    /// What of the list is mended in the settings.
    pub fn steps(&self, cx: &Context, guild: &Guild) -> Vec<Step> {
        rules::steps(&self.findings(cx, guild))
    }

    fn findings(&self, cx: &Context, guild: &Guild) -> Vec<Finding> {
        let purposes = cx.neighbours.purposes();
        let set_up = SetUp { guild, today: guild.zone.date(cx.now), purposes: &purposes };
        rules::findings(&set_up, self.facts.as_ref(), self.has_areas)
    }
}

/// What the workspace lacks besides its settings.
pub async fn needs(db: &Db, guild: &Guild) -> Result<Vec<String>, Error> {
    let has_areas = !store::areas(db, guild.id).await?.is_empty();
    Ok((!has_areas).then(|| Finding::NoArea.sentence()).into_iter().collect())
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

/// Why cards for `purpose` cannot be posted now, with how to mend it, where that is known: some were put aside, and Discord
/// says what is missing. `None` also where there is no channel. Not to be called inside a transaction.
///
/// # Errors
/// When the database does not answer.
pub async fn why_not_posted(cx: &Context, purpose: Purpose) -> Result<Option<String>, Error> {
    let Some(channel_id) = cx.guild.channel_of(purpose) else { return Ok(None) };
    // Discord is asked only when something went wrong there; what is filed otherwise waits for nobody.
    if !queue::has_dead_card_in(&mut &cx.db, cx.guild.id, channel_id).await? {
        return Ok(None);
    }
    Ok(warning(cx, purpose, channel_id).await?.map(|finding| finding.sentence()))
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
