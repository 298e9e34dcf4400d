//! The job that asks a source what is new. One at a time for each source: it is leased by one process, and sets the next.

use super::record;
use crate::{
    base::post::PostLink,
    contract::{Ask, FetchError, Guild, Heard, Pass, PostReader, PostState, Purpose, Terms, Timer, Watch},
    db::{At, Db, Tx},
    error::Error,
    escalation::{Hearing, awaits_answer},
    mention::{
        Kind, Pause, SOURCE, SeenPost, Source, SourceState,
        rules::{
            poll::{self, News, Plan},
            watch::{key, kind},
        },
        store, words,
    },
    queue::{Target, once_in},
    room::{self, Actor, Change, Job, Ports, difference, enqueue, fields, tell},
    workspace::SOCIAL,
};
use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Between two questions that a network's news cause.
const A_MOMENT: TimeDelta = TimeDelta::seconds(5);
/// A post that was not seen for so long is looked at, once a day: what is deleted has to go within a day.
const LOOKED_AT: TimeDelta = TimeDelta::hours(1);
/// How long the text of what is decided is kept, so that it can be taken back.
const TEXT_KEPT: TimeDelta = TimeDelta::hours(24);
/// How soon it is looked again whether there is a channel.
const WITHOUT_CHANNEL: TimeDelta = TimeDelta::hours(1);

/// It is time to ask a source.
#[derive(Serialize, Deserialize)]
pub struct Poll {
    pub source: i64,
    /// The instant for which it was set; a job for another is stale.
    pub at: DateTime<Utc>,
}

impl Job for Poll {
    const KIND: &'static str = "mention.poll";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.source, self.at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let found = store::source(&mut &timer.db, timer.guild.id, self.source).await?;
        match found.filter(|source| is_meant(source, self.at)) {
            Some(source) => run(self.at, source, timer, &*ports.posts).boxed().await,
            None => timer.nothing_to_do().await,
        }
    }
}

fn is_meant(source: &Source, at: DateTime<Utc>) -> bool {
    source.next_poll_at == Some(At::from(at)) && source.facts.state != SourceState::Removed
}

/// What the network said, before anything is written.
enum Came {
    Heard { pass: Pass, heard: Heard, again: Again, hearing: Box<Hearing> },
    AtCeiling,
    Lacks(String),
    Remind,
    NoChannel,
    Nothing,
}

async fn run(
    at: DateTime<Utc>,
    mut source: Source,
    timer: &Timer,
    posts: &dyn PostReader,
) -> Result<(), Error> {
    let (guild, now) = (&timer.guild, timer.now);
    let watch = source.watch();
    let terms = posts.sources().terms(&watch);
    poll::roll(&mut source, &guild.zone, now);
    let came = if guild.channel(SOCIAL).is_none() {
        Came::NoChannel
    } else if let Some(lacks) = terms.lacks.clone() {
        Came::Lacks(lacks)
    } else {
        match poll::plan(&source, &terms, now) {
            Plan::Ask(pass, most_posts) => {
                let wants_own = source.kind == Kind::Mentions
                    && awaits_answer(&timer.db, guild, source.network, &source.what).await?;
                let ask = Ask {
                    watch: &watch,
                    since: source.since_at.utc(),
                    mark: source.mark.as_deref(),
                    session: source.session_bytes.as_deref(),
                    pass,
                    most_posts,
                    wants_own,
                    now,
                };
                let heard = posts.sources().hear(ask).await;
                let again = look_again(&source, &heard, timer, posts).await?;
                let hearing = Box::new(Hearing::look(&timer.db, guild, now).await?);
                Came::Heard { pass, heard, again, hearing }
            }
            Plan::AtCeiling => Came::AtCeiling,
            Plan::Remind => Came::Remind,
            Plan::Nothing => Came::Nothing,
        }
    };
    let mut tx = timer.begin().await?;
    // Whoever changed it meanwhile has set another job, which hears all of this again.
    let held = store::lock_source(&mut tx, guild.id, source.id).await?;
    let Some(mut source) = held.filter(|source| is_meant(source, at)) else { return timer.finish(tx).await };
    poll::roll(&mut source, &guild.zone, now);
    take_in(&mut tx, timer, &mut source, &terms, came).await?;
    timer.finish(tx).await
}

/// What was looked at again.
#[derive(Default)]
pub struct Again {
    /// Numbers of posts that are not there any more, and what their network calls them.
    pub gone: Vec<(i64, String)>,
    /// Numbers of those that are as they were.
    pub there: Vec<i64>,
}

/// Looks once a day whether what waits is still there: what is gone, and what is not. Outside any transaction.
async fn look_again(
    source: &Source,
    heard: &Heard,
    timer: &Timer,
    posts: &dyn PostReader,
) -> Result<Again, Error> {
    let mut again = Again::default();
    if source.next_wide_at.utc() > timer.now {
        return Ok(again);
    }
    let before = At::from(timer.now - LOOKED_AT);
    let unlooked = store::unlooked(&mut &timer.db, timer.guild.id, source.network, before).await?;
    let seen: BTreeSet<&str> = heard.posts.iter().map(|post| post.key.as_str()).collect();
    for SeenPost { id, url, post_key, .. } in unlooked {
        let link = PostLink::parse(&url).filter(|_| !seen.contains(post_key.as_str()));
        let Some(link) = link else { continue };
        match posts.look(&link).await {
            Ok(PostState::Public(_)) => again.there.push(id),
            Ok(PostState::Gone | PostState::Protected) => again.gone.push((id, post_key)),
            // It is asked again the next time.
            Err(FetchError::Later(_) | FetchError::Never(_)) => {}
        }
    }
    Ok(again)
}

async fn take_in(
    tx: &mut Tx,
    timer: &Timer,
    source: &mut Source,
    terms: &Terms,
    came: Came,
) -> Result<(), Error> {
    let (by, guild, now) = (&Actor::from(timer), &timer.guild, timer.now);
    let before = source.facts.clone();
    let news = match came {
        Came::Heard { pass, heard, again, hearing } => {
            if source.next_wide_at.utc() <= now {
                store::forget_decided(tx, guild.id, At::from(now - TEXT_KEPT));
            }
            let news = poll::answered(source, (pass, &heard), terms, now);
            record::heard(tx, (by, guild, &hearing), source, terms, &heard).await?;
            record::gone(tx, (by, guild, &hearing), source.network, (&heard.gone, again)).await?;
            news
        }
        Came::AtCeiling => Some(poll::pause(source, Pause::Ceiling, None, now)),
        Came::Lacks(lacks) => Some(poll::pause(source, Pause::Login, Some(lacks), now)),
        Came::Remind => Some(poll::remind(source, now)),
        Came::NoChannel => {
            source.next_poll_at = Some(At::from(now + WITHOUT_CHANNEL));
            None
        }
        Came::Nothing => {
            source.next_poll_at = None;
            None
        }
    };
    if let Some(change) = difference(&fields(&before)?, &fields(&source.facts)?) {
        source.version += 1;
        room::record(tx, by, SOURCE, source.id, "changed_by_itself", change);
    }
    store::save_source(tx, guild.id, source);
    set(tx, guild.id, source, now).await?;
    if let Some(news) = news {
        told(tx, by, guild, source, news).await?;
    }
    Ok(())
}

/// Tells whoever looks after docket that a source is paused, or works again.
async fn told(tx: &mut Tx, by: &Actor, guild: &Guild, source: &Source, news: News) -> Result<(), Error> {
    let paused = source.facts.paused_at.map_or(0, |at| at.utc().timestamp());
    let once_a_week = match news {
        News::Unanswered => Some("unanswered".to_owned()),
        News::Paused | News::StillPaused => Some(format!("paused:{paused}")),
        News::WorksAgain => None,
    };
    if let Some(key) = once_a_week {
        let about = format!("{SOURCE}:{}", source.id);
        if !once_in(tx, guild.id, (&about, &key), poll::REMINDER, by.now).await? {
            return Ok(());
        }
    }
    // Whoever watches the channel for public questions has to know where there is no other.
    let places = [guild.channel_of(Purpose::ADMIN), guild.channel(SOCIAL)];
    let Some(channel_id) = places.into_iter().flatten().next() else { return Ok(()) };
    let message = words::news(source, news, guild.sight_in(channel_id));
    let elsewhere = guild.channel(SOCIAL).filter(|other| *other != channel_id);
    let fallback =
        elsewhere.map(|other| (Target::Channel(other), words::news(source, news, guild.sight_in(other))));
    tell(tx, by, Target::Channel(channel_id), &message, fallback)
}

/// Sets the job that asks a source next.
pub async fn set(tx: &mut Tx, guild_id: i64, source: &Source, now: DateTime<Utc>) -> Result<(), Error> {
    if let Some(at) = source.next_poll_at.map(At::utc) {
        enqueue(tx, guild_id, &Poll { source: source.id, at }, at, now).await?;
    }
    Ok(())
}

/// Sees to it that every source that is asked has its job.
pub async fn set_going(db: &Db, guild: &Guild, now: DateTime<Utc>) -> Result<(), Error> {
    let next = store::next_polls(&mut &*db, guild.id).await?;
    if next.is_empty() {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    for (source, at) in next {
        enqueue(&mut tx, guild.id, &Poll { source, at: at.utc() }, at.utc(), now).await?;
    }
    Ok(tx.commit().await?)
}

/// A network tells that something has news: whoever watches it is asked to hear it now, wherever that is. Asked a moment ago, a
/// source waits a little, so that a burst is one question.
///
/// # Errors
/// When the database does not answer.
pub async fn hasten(db: &Db, now: DateTime<Utc>, watch: &Watch) -> Result<(), Error> {
    let of = (watch.network, kind(watch.kind), watch.host.as_str(), key(watch));
    for (guild_id, id) in store::watching(&mut &*db, (of.0, of.1, of.2, &of.3)).await? {
        let mut tx = db.begin().await?;
        let held = store::lock_source(&mut tx, guild_id, id).await?;
        let Some(mut source) = held.filter(|source| source.facts.state == SourceState::Active) else {
            continue;
        };
        let soonest = source.polled_at.map_or(now, |at| now.max(at.utc() + A_MOMENT));
        if source.next_poll_at.is_none_or(|at| at.utc() <= soonest) {
            continue;
        }
        source.next_poll_at = Some(At::from(soonest));
        store::save_source(&mut tx, guild_id, &source);
        set(&mut tx, guild_id, &source, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// A change that somebody makes of a source, as an event keeps it.
pub fn noted(tx: &mut Tx, by: &Actor, source: &Source, verb: &str, change: Option<Change>) {
    room::record(tx, by, SOURCE, source.id, verb, change.unwrap_or_default());
}
