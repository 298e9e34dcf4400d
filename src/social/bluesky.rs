//! Bluesky, by its public interface, which needs no account.

use super::{Networks, body, byline, name, never};
use crate::{
    base::post::PostLink,
    contract::{FetchError, Post, PostState},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

/// By this label an author asks not to be shown to people who have not signed in.
const SIGNED_IN_ONLY: &str = "!no-unauthenticated";

#[derive(Deserialize)]
struct Resolved {
    did: String,
}

#[derive(Deserialize)]
struct Posts {
    posts: Vec<View>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct View {
    pub(super) uri: String,
    author: Author,
    record: Record,
    indexed_at: DateTime<Utc>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Author {
    handle: String,
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    labels: Vec<Label>,
}

#[derive(Deserialize)]
struct Label {
    val: String,
}

#[derive(Deserialize)]
struct Record {
    #[serde(default)]
    text: String,
    reply: Option<ReplyTo>,
}

#[derive(Deserialize)]
struct ReplyTo {
    root: Reference,
}

#[derive(Deserialize)]
struct Reference {
    uri: String,
}

impl View {
    /// The address of the post that has this key among its author's.
    pub(super) fn link(&self, key: &str) -> Option<PostLink> {
        PostLink::of_bluesky(&name(&self.author.handle), key)
    }

    /// The post, without the conversation that it belongs to.
    pub(super) fn into_post(self, link: PostLink) -> Post {
        let (handle, author) = byline(&self.author.handle, &self.author.display_name);
        Post {
            link,
            author,
            handle,
            text: body(&self.record.text),
            // The author's own `createdAt` says what the author likes.
            posted_at: Some(self.indexed_at),
            conversation_id: None,
            is_edited: false,
        }
    }
}

impl Networks {
    /// A post by its author's DID, which is asked for first where the link has a handle.
    pub(super) async fn read_bluesky(&self, link: &PostLink) -> Result<PostState, FetchError> {
        let author = link.author.as_deref().ok_or_else(|| never("the link names no author"))?;
        let Some(did) = self.did(author).await? else { return Ok(PostState::Gone) };
        let uri = format!("at://{did}/app.bsky.feed.post/{}", link.id);
        let path = "xrpc/app.bsky.feed.getPosts";
        let answer = self.fetch.get(&self.hosts.bluesky, path, &[("uris", &uri)], None).await?;
        if answer.status != 200 {
            return Err(answer.trouble("Bluesky"));
        }
        let posts: Posts = answer.json()?;
        let Some(view) = posts.posts.into_iter().find(|view| view.uri == uri) else {
            return Ok(PostState::Gone);
        };
        if view.author.labels.iter().any(|label| label.val == SIGNED_IN_ONLY) {
            return Ok(PostState::Protected);
        }
        let conversation_id = view.record.reply.as_ref().map_or(uri, |reply| reply.root.uri.clone());
        let known = view.link(&link.id).unwrap_or_else(|| link.clone());
        let post = Post { conversation_id: Some(conversation_id), ..view.into_post(known) };
        Ok(PostState::Public(Box::new(post)))
    }

    /// The DID of an author; `None` when nobody has this handle any more.
    pub(super) async fn did(&self, author: &str) -> Result<Option<String>, FetchError> {
        if author.starts_with("did:") {
            return Ok(Some(author.to_owned()));
        }
        let path = "xrpc/com.atproto.identity.resolveHandle";
        let answer = self.fetch.get(&self.hosts.bluesky, path, &[("handle", author)], None).await?;
        match answer.status {
            200 => Ok(Some(answer.json::<Resolved>()?.did)),
            400 | 404 => Ok(None),
            _ => Err(answer.trouble("Bluesky")),
        }
    }
}
