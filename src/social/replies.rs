//! What was said in answer to a post, where a network tells that for nothing: Bluesky and Mastodon.

use super::{Networks, bluesky::View, mastodon::Status};
use crate::{
    base::post::{Network, PostLink},
    contract::{FetchError, Post},
};
use serde::Deserialize;

/// Answers that are read of one post.
const MOST: usize = 60;
/// How deep answers to answers are read.
const DEPTH: &str = "4";

#[derive(Deserialize)]
struct Thread {
    thread: Node,
}

/// A post with what answers it; of one that is gone or blocked there is neither.
#[derive(Deserialize)]
struct Node {
    post: Option<View>,
    #[serde(default)]
    replies: Vec<Node>,
}

#[derive(Deserialize)]
struct Surroundings {
    #[serde(default)]
    descendants: Vec<Status>,
}

impl Networks {
    /// The answers to a post, in any order; none where the network does not tell them for nothing.
    pub(super) async fn answers_to(&self, link: &PostLink) -> Result<Vec<Post>, FetchError> {
        match link.network {
            Network::Bluesky => self.bluesky_thread(link).await,
            Network::Mastodon => self.mastodon_context(link).await,
            Network::X | Network::Other => Ok(Vec::new()),
        }
    }

    async fn bluesky_thread(&self, link: &PostLink) -> Result<Vec<Post>, FetchError> {
        let Some(author) = link.author.as_deref() else { return Ok(Vec::new()) };
        let Some(did) = self.did(author).await? else { return Ok(Vec::new()) };
        let uri = format!("at://{did}/app.bsky.feed.post/{}", link.id);
        let query = [("uri", uri.as_str()), ("depth", DEPTH), ("parentHeight", "0")];
        let answer =
            self.fetch.get(&self.hosts.bluesky, "xrpc/app.bsky.feed.getPostThread", &query, None).await?;
        if answer.status != 200 {
            return Err(answer.trouble("Bluesky"));
        }
        let (mut open, mut posts) = (answer.json::<Thread>()?.thread.replies, Vec::new());
        while let Some(node) = open.pop() {
            open.extend(node.replies);
            posts.extend(node.post.and_then(of_bluesky));
            if posts.len() >= MOST {
                break;
            }
        }
        Ok(posts)
    }

    async fn mastodon_context(&self, link: &PostLink) -> Result<Vec<Post>, FetchError> {
        let Some((_, base)) = self.hosts.mastodon.iter().find(|(host, _)| *host == link.host) else {
            return Ok(Vec::new());
        };
        let path = format!("api/v1/statuses/{}/context", link.id);
        let answer = self.fetch.get(base, &path, &[], None).await?;
        if answer.status != 200 {
            return Err(answer.trouble(&link.host));
        }
        let around: Surroundings = answer.json()?;
        Ok(around.descendants.into_iter().filter_map(of_mastodon).take(MOST).collect())
    }
}

fn of_bluesky(view: View) -> Option<Post> {
    let link = view.link(view.uri.rsplit('/').next()?)?;
    Some(view.into_post(link))
}

fn of_mastodon(status: Status) -> Option<Post> {
    let link = PostLink::parse(status.url.as_deref()?)?;
    Some(status.into_post(link))
}
