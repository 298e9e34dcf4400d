//! Mastodon: a public status of an instance that the settings name.

use super::{Networks, body, byline, html, never};
use crate::{
    base::post::PostLink,
    contract::{FetchError, Post, PostState},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Status {
    pub(super) url: Option<String>,
    content: String,
    #[serde(default)]
    spoiler_text: String,
    visibility: String,
    created_at: DateTime<Utc>,
    edited_at: Option<DateTime<Utc>>,
    account: Account,
}

#[derive(Deserialize)]
struct Account {
    acct: String,
    #[serde(default)]
    display_name: String,
}

impl Status {
    /// The post, without its content warning.
    pub(super) fn into_post(self, link: PostLink) -> Post {
        let (handle, author) = byline(&self.account.acct, &self.account.display_name);
        Post {
            link,
            author,
            handle,
            text: body(&html::text_of(&self.content)),
            posted_at: Some(self.created_at),
            conversation_id: None,
            is_edited: self.edited_at.is_some(),
        }
    }
}

impl Networks {
    pub(super) async fn read_mastodon(&self, link: &PostLink) -> Result<PostState, FetchError> {
        let known = self.hosts.mastodon.iter().find(|(host, _)| *host == link.host);
        let Some((_, base)) = known else {
            return Err(never(&format!(
                "docket may not ask {}; DOCKET_FEDIVERSE_HOSTS does not name it",
                link.host
            )));
        };
        let path = format!("api/v1/statuses/{}", link.id);
        let answer = self.fetch.get(base, &path, &[], None).await?;
        let status: Status = match answer.status {
            200 => answer.json()?,
            404 | 410 => return Ok(PostState::Gone),
            401 | 403 => return Ok(PostState::Protected),
            _ => return Err(answer.trouble(&link.host)),
        };
        if !matches!(status.visibility.as_str(), "public" | "unlisted") {
            return Ok(PostState::Protected);
        }
        let warning = body(&status.spoiler_text);
        let post = status.into_post(link.clone());
        let text = if warning.is_empty() { post.text } else { body(&format!("{warning}\n\n{}", post.text)) };
        Ok(PostState::Public(Box::new(Post { text, ..post })))
    }
}
