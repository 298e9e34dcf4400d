//! Looking at the post behind an escalation: at once, and again while something may come of it.

use super::{
    around::Around,
    clock::{ClockEvent, tick},
    conversation::Conversation,
};
use crate::{
    base::post::{Network, PostLink},
    contract::{FetchError, Post, PostState, Timer},
    db::{At, Tx},
    error::Error,
    escalation::{
        Escalation, State,
        rules::{
            lifecycle::ended_at,
            post::{News, Reading, TEXT_KEPT, conversation_key, is_only_looked_for, is_own},
        },
        settings::own_accounts,
        store,
    },
    room::{self, Actor, Job, PaidRead, Ports},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Looks at the post of an escalation.
#[derive(Serialize, Deserialize)]
pub struct LookAtPost {
    pub escalation: i64,
    pub at: DateTime<Utc>,
}

impl LookAtPost {
    /// Has the post looked at, if its network is one that can be read.
    pub async fn set(tx: &mut Tx, by: &Actor, row: &Escalation, at: DateTime<Utc>) -> Result<(), Error> {
        if network(row).is_none() {
            return Ok(());
        }
        let job = Self { escalation: row.id, at };
        room::enqueue(tx, by.guild_id, &job, at, by.now).await?;
        Ok(())
    }
}

fn network(row: &Escalation) -> Option<Network> {
    let network = Network::from_word(row.network.as_deref()?)?;
    (network != Network::Other).then_some(network)
}

impl Job for LookAtPost {
    const KIND: &'static str = "escalation.look";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.escalation, self.at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let (db, guild, by) = (&timer.db, &timer.guild, &Actor::from(timer));
        let row = store::find(&mut &*db, guild.id, self.escalation).await?;
        let row = row.filter(|row| ended_at(row).is_none_or(|at| by.now - at < TEXT_KEPT));
        let link = row.as_ref().and_then(|row| PostLink::parse(row.url.as_deref()?));
        let (Some(row), Some(link)) = (row, link) else { return timer.nothing_to_do().await };
        let looks = store::post(&mut &*db, guild.id, row.id).await?.map_or(0, |reading| reading.reads);
        if is_only_looked_for(link.network, looks) {
            return still_there(timer, ports, row.id, &link).await;
        }
        let accounts = own_accounts(guild);
        let (mills, posts) = (ports.posts.read_mills(&link), &*ports.posts);
        let read = PaidRead { network: link.network, mills, posts, now: by.now };
        let pays = ports.rooms.pays().filter(|_| mills > 0);
        let is_allowed = match pays {
            Some(pays) => (pays.allows)(db, guild, &read).await?,
            None => true,
        };
        // At the ceiling the way that costs nothing has to do.
        let seen = if is_allowed { posts.read(&link).await } else { posts.look(&link).await };
        let replies = match &seen {
            Ok(PostState::Public(_)) => ports.posts.replies(&link).await.unwrap_or_default(),
            _ => Vec::new(),
        };
        let conversation = match &seen {
            Ok(PostState::Public(post)) => {
                post.conversation_id.as_deref().map(|id| conversation_key(&link, id))
            }
            _ => None,
        };
        let earlier = match &conversation {
            Some(key) => store::in_conversation(&mut &*db, guild.id, key, row.id).await?,
            None => None,
        };
        let around = Around::look(db, guild, by.now).await?;
        let with = Conversation { by, guild, around: &around };
        let mut tx = timer.begin().await?;
        // Before the escalations, as whoever hears for a source holds them.
        if let Some(pays) = pays.filter(|_| is_allowed && matches!(seen, Ok(PostState::Public(_)))) {
            (pays.counts)(&mut tx, guild, &read).await?;
        }
        // Both in the order of their numbers.
        let before = match &earlier {
            Some((id, _)) => store::lock(&mut tx, guild.id, *id).await?,
            None => None,
        };
        let Some(mut row) = store::lock(&mut tx, guild.id, row.id).await? else {
            return timer.finish(tx).await;
        };
        let (was, news) = taken_over(&mut tx, by, &row, (&link, &seen), Reading::look).await?;
        if let Ok(PostState::Public(post)) = &seen {
            row = known(&mut tx, &with, row, post).await?;
            let said = earlier.as_ref().map(|(_, handle)| (before, handle.as_str()));
            row = in_conversation(&mut tx, &with, row, (post, said), &accounts).await?;
            for reply in &replies {
                row = replied(&mut tx, &with, row, (post, reply), &accounts).await?;
            }
        }
        if let Some(news) = news {
            with.has_news(&mut tx, row, (&was, news)).await?;
        }
        timer.finish(tx).await
    }
}

/// Sees whether a post that was read before is still there, by the way that costs nothing.
async fn still_there(timer: &Timer, ports: &Ports, id: i64, link: &PostLink) -> Result<(), Error> {
    let (guild, by) = (&timer.guild, &Actor::from(timer));
    let seen = ports.posts.look(link).await;
    let around = Around::look(&timer.db, guild, by.now).await?;
    let mut tx = timer.begin().await?;
    let Some(row) = store::lock(&mut tx, guild.id, id).await? else { return timer.finish(tx).await };
    let (was, news) = taken_over(&mut tx, by, &row, (link, &seen), Reading::look_for).await?;
    if let Some(news) = news {
        Conversation { by, guild, around: &around }.has_news(&mut tx, row, (&was, news)).await?;
    }
    timer.finish(tx).await
}

/// How a reading takes over what a look has shown.
type Look = fn(&mut Reading, &PostLink, &PostState, DateTime<Utc>) -> Option<News>;

/// Takes over what a look at the post of a held escalation has shown, and sets the next one. Returns what was known before, and
/// what is new.
async fn taken_over(
    tx: &mut Tx,
    by: &Actor,
    row: &Escalation,
    (link, seen): (&PostLink, &Result<PostState, FetchError>),
    look: Look,
) -> Result<(Reading, Option<News>), Error> {
    let mut reading = store::post(tx, by.guild_id, row.id).await?.unwrap_or_else(Reading::unread);
    let was = reading.clone();
    let news = match seen {
        Ok(state) => look(&mut reading, link, state, by.now),
        Err(_) => {
            reading.failures += 1;
            None
        }
    };
    store::set_post(tx, by.guild_id, row.id, &reading);
    set_next(tx, by, row, &reading, seen.as_ref().err()).await?;
    Ok((was, news))
}

/// Sets the next look, if there is one.
async fn set_next(
    tx: &mut Tx,
    by: &Actor,
    row: &Escalation,
    reading: &Reading,
    error: Option<&FetchError>,
) -> Result<(), Error> {
    let Some(network) = network(row) else { return Ok(()) };
    match reading.next_look(network, row.id, error) {
        Some(pause) => LookAtPost::set(tx, by, row, by.now + pause).await,
        None => Ok(()),
    }
}

/// What the post itself tells: when it was written, and where it belongs.
async fn known(
    tx: &mut Tx,
    with: &Conversation<'_>,
    mut row: Escalation,
    post: &Post,
) -> Result<Escalation, Error> {
    let posted_at = post.posted_at.map(At::from);
    if posted_at.is_some() && posted_at != row.posted_at {
        row.posted_at = posted_at;
        store::save(tx, with.guild.id, &row);
        tick(tx, with.by, with.guild, with.around, &row, ClockEvent::Begun).await?;
    }
    with.route(tx, row, &post.text).await
}

/// An earlier escalation is about the same conversation: our own answer ends that one, whoever asked there has written again,
/// or it is the same matter.
async fn in_conversation(
    tx: &mut Tx,
    with: &Conversation<'_>,
    row: Escalation,
    (post, earlier): (&Post, Option<(Option<Escalation>, &str)>),
    accounts: &[String],
) -> Result<Escalation, Error> {
    let Some((Some(earlier), author)) = earlier else { return Ok(row) };
    if !row.facts.state.is_open() {
        return Ok(row);
    }
    let id = earlier.id;
    if is_own(post, accounts) {
        with.answered(tx, earlier, &post.link).await?;
    } else if post.handle == author || earlier.facts.state.is_open() {
        with.followed_up(tx, earlier, &post.link).await?;
    } else {
        return Ok(row);
    }
    with.same_as(tx, row, id).await
}

/// What was said in answer to the post.
async fn replied(
    tx: &mut Tx,
    with: &Conversation<'_>,
    row: Escalation,
    (post, reply): (&Post, &Post),
    accounts: &[String],
) -> Result<Escalation, Error> {
    if is_own(reply, accounts) && row.facts.state.is_open() {
        return with.answered_by_us(tx, row, reply).await;
    }
    let is_author = !post.handle.is_empty() && reply.handle == post.handle;
    let ended = row.answered_at.or(row.closed_at);
    let is_after = ended.is_some_and(|ended| reply.posted_at.is_some_and(|at| at > ended.utc()));
    match is_author && is_after && matches!(row.facts.state, State::Answered | State::Closed) {
        true => with.followed_up(tx, row, &reply.link).await,
        false => Ok(row),
    }
}
