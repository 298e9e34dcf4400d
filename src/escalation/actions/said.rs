//! What a source hears of the conversations that escalations are about: our own answer, the next word of whoever asked, what
//! others say, that the post itself was edited or is gone.

use super::{around::Around, conversation::Conversation, post};
use crate::{
    base::post::{Network, PostLink},
    contract::{Guild, Post, PostState},
    db::{At, Db, Tx},
    error::Error,
    escalation::{
        Escalation, PostAccess, Who,
        rules::{
            post::{Reading, is_own},
            said::{Conversations, Saying, is_after, is_asker, looked_for, named, who},
        },
        settings::own_accounts,
        store,
    },
    room::Actor,
};
use chrono::{DateTime, Utc};

/// Hears what is said around the posts of escalations, for a room above that listens to networks.
pub struct Hearing {
    around: Around,
    accounts: Vec<String>,
}

impl Hearing {
    /// Reads what is around. Not inside a transaction.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn look(db: &Db, guild: &Guild, now: DateTime<Utc>) -> Result<Self, Error> {
        Ok(Self { around: Around::look(db, guild, now).await?, accounts: own_accounts(guild) })
    }

    /// Whether the post is one of the team's own.
    pub fn is_own(&self, post: &Post) -> bool {
        is_own(post, &self.accounts)
    }

    /// Which escalations posts belong to.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn listen<'a>(
        &self,
        tx: &mut Tx,
        guild: &Guild,
        all: impl Iterator<Item = Saying<'a>>,
    ) -> Result<Conversations, Error> {
        let (posts, conversations) = looked_for(all);
        let mut found = store::of_posts(tx, guild.id, &posts).await?;
        found.extend(store::of_conversations(tx, guild.id, &conversations).await?);
        let said = store::of_said(tx, guild.id, &posts).await?;
        Ok(Conversations::new(found, said))
    }

    /// A post was heard that belongs to an escalation. Heard again it changes nothing, unless it is edited.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn hears(
        &self,
        tx: &mut Tx,
        by: &Actor,
        guild: &Guild,
        id: i64,
        saying: &Saying<'_>,
    ) -> Result<(), Error> {
        let Some(row) = store::lock(tx, guild.id, id).await? else { return Ok(()) };
        let known = store::post(tx, guild.id, id).await?.unwrap_or_else(Reading::unread);
        let is_itself = row.post_key.as_ref().is_some_and(|key| saying.own_keys().contains(key));
        if is_itself {
            return self.hears_itself(tx, by, guild, row, (known, saying.post)).await;
        }
        let post = saying.post;
        let is_asker = is_asker((Some(&known.handle), row.url.as_deref()), &post.handle);
        let who = who(self.is_own(post), is_asker);
        let said_at = At::from(post.posted_at.unwrap_or(by.now).min(by.now));
        let kept = (saying.kept_key(), post.link.url.as_str());
        if !store::add_said(tx, guild.id, id, (&kept.0, kept.1), (who, said_at)).await? {
            return Ok(());
        }
        let with = Conversation { by, guild, around: &self.around };
        let over_at = row.answered_at.or(row.closed_at);
        let row = match who {
            Who::Team => with.answered_by_us(tx, row, post).await?,
            Who::Asker if is_after(row.facts.state, (row.created_at, over_at), said_at) => {
                with.followed_up(tx, row, &post.link).await?
            }
            Who::Asker | Who::Other => row,
        };
        post::card(tx, guild, by.now, &self.around, &row).await
    }

    /// The post behind an escalation as a source brings it.
    async fn hears_itself(
        &self,
        tx: &mut Tx,
        by: &Actor,
        guild: &Guild,
        row: Escalation,
        (mut known, post): (Reading, &Post),
    ) -> Result<(), Error> {
        let network = post.link.network;
        if network == Network::X && known.state == PostAccess::Public && !post.is_edited {
            // X edits by a new post alone; its ways of reading one differ in their spelling.
            return Ok(());
        }
        let mut post = post.clone();
        if network == Network::Mastodon {
            post.conversation_id = None;
        }
        let link = post.link.clone();
        self.looks(tx, by, guild, row, (&mut known, &link, &PostState::Public(Box::new(post)))).await
    }

    /// Takes over what was heard of the post behind an escalation, if it is news.
    async fn looks(
        &self,
        tx: &mut Tx,
        by: &Actor,
        guild: &Guild,
        row: Escalation,
        (known, link, state): (&mut Reading, &PostLink, &PostState),
    ) -> Result<(), Error> {
        let was = known.clone();
        let Some(news) = known.hear(link, state, by.now) else { return Ok(()) };
        store::set_post(tx, guild.id, row.id, known);
        let with = Conversation { by, guild, around: &self.around };
        with.has_news(tx, row, (&was, news)).await
    }

    /// Posts are not there any more, by the network's own names for them: nothing is kept of them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn gone(
        &self,
        tx: &mut Tx,
        by: &Actor,
        guild: &Guild,
        (network, names): (Network, &[&str]),
    ) -> Result<(), Error> {
        let keys = names.iter().filter_map(|name| named(network, name)).collect();
        let mut found = store::of_posts(tx, guild.id, &keys).await?;
        found.sort_by_key(|candidate| candidate.id);
        for candidate in found {
            let Some(row) = store::lock(tx, guild.id, candidate.id).await? else { continue };
            let mut known = store::post(tx, guild.id, row.id).await?.unwrap_or_else(Reading::unread);
            let Some(link) = row.url.as_deref().and_then(PostLink::parse) else { continue };
            self.looks(tx, by, guild, row, (&mut known, &link, &PostState::Gone)).await?;
        }
        for candidate in store::of_said(tx, guild.id, &keys).await? {
            let Some(row) = store::lock(tx, guild.id, candidate.id).await? else { continue };
            if store::unsaid(tx, guild.id, &candidate.key).await?.is_some() {
                post::card(tx, guild, by.now, &self.around, &row).await?;
            }
        }
        Ok(())
    }
}

/// Whether any post on the network waits for an answer of this account, which is one of the team's own.
///
/// # Errors
/// When the database does not answer.
pub async fn awaits_answer(db: &Db, guild: &Guild, network: Network, account: &str) -> Result<bool, Error> {
    let account = account.to_lowercase();
    if !own_accounts(guild).contains(&account) {
        return Ok(false);
    }
    Ok(store::waits_on(&mut &*db, guild.id, network.word()).await?)
}
