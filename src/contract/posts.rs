//! What rooms ask of public networks, as a trait that a floor above implements. Never called inside a transaction.

use super::{
    port::FetchError,
    sources::{NoSources, PostSource},
};
use crate::base::post::{Network, PostLink};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use std::sync::Arc;

/// Reads public posts.
pub trait PostReader: Send + Sync {
    /// The post behind a link as its network shows it now.
    ///
    /// [`FetchError::Later`] when asking again may help, [`FetchError::Never`] with one sentence when it does not: the host is
    /// none that docket may ask, or the network refuses docket.
    fn read<'a>(&'a self, link: &'a PostLink) -> BoxFuture<'a, Result<PostState, FetchError>>;

    /// What was said in answer to a post, some dozens at most, as far as its network tells that for nothing; empty where it does
    /// not.
    fn replies<'a>(&'a self, _link: &'a PostLink) -> BoxFuture<'a, Result<Vec<Post>, FetchError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    /// Characters that an answer to a post may have, where its network leaves that to each of its servers and this one tells;
    /// else `None`. Known for a day once it was asked for, so it mostly answers at once.
    fn longest_answer<'a>(&'a self, _link: &'a PostLink) -> BoxFuture<'a, Option<usize>> {
        Box::pin(async { None })
    }

    /// The same as [`read`](Self::read) by the way that costs least, to see whether a post is still there.
    fn look<'a>(&'a self, link: &'a PostLink) -> BoxFuture<'a, Result<PostState, FetchError>> {
        self.read(link)
    }

    /// What [`read`](Self::read) costs at most for one post, in thousandths of a dollar; 0 where it costs nothing.
    fn read_mills(&self, _link: &PostLink) -> i64 {
        0
    }

    /// By which way the posts of a network are read, and what another would add: a sentence for whoever sets docket up.
    fn way(&self, network: Network) -> String;

    /// Another reader for a guild that may not use docket's accounts; `None` when it may, or when there are none.
    fn apart(&self, _guild_id: i64) -> Option<Arc<dyn PostReader>> {
        None
    }

    /// Where docket hears of new ones.
    fn sources(&self) -> &dyn PostSource {
        &NoSources
    }
}

/// The reader that a guild may use.
pub fn posts_for(posts: &Arc<dyn PostReader>, guild_id: i64) -> Arc<dyn PostReader> {
    posts.apart(guild_id).unwrap_or_else(|| Arc::clone(posts))
}

/// What became of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PostState {
    /// Everybody can read it.
    Public(Box<Post>),
    /// It is not there any more, or never was. What was kept of its text has to go.
    Gone,
    /// It is there, but not for everybody: its author protects it.
    Protected,
}

/// A public post. Texts are as the network gives them: bounded, without control characters, not escaped, not to be rendered
/// as markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// The post under the name that its author has now.
    pub link: PostLink,
    /// What the author is called.
    pub author: String,
    /// The author's handle, without `@`; empty where the network did not tell.
    pub handle: String,
    pub text: String,
    /// When it was posted, by the network's own clock where that is told.
    pub posted_at: Option<DateTime<Utc>>,
    /// What the whole conversation has in common, by the network's own name for it.
    pub conversation_id: Option<String>,
    /// Whether it was changed after it was posted.
    pub is_edited: bool,
}

/// Reads nothing: every flow goes on with the link alone.
pub struct NoPosts;

impl PostReader for NoPosts {
    fn read<'a>(&'a self, _: &'a PostLink) -> BoxFuture<'a, Result<PostState, FetchError>> {
        Box::pin(async { Err(FetchError::Never("docket does not read posts here".to_owned())) })
    }

    fn way(&self, network: Network) -> String {
        format!("Posts on {} are not read.", network.name())
    }
}
