//! Mastodon: a public status of an instance that the settings name.

use super::{Networks, body, html, name, never};
use crate::{
    base::post::PostLink,
    contract::{FetchError, Post, PostState},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

#[derive(Deserialize)]
struct Status {
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
        let (handle, author) = (name(&status.account.acct), name(&status.account.display_name));
        let text = html::text_of(&status.content);
        let warning = body(&status.spoiler_text);
        Ok(PostState::Public(Box::new(Post {
            link: link.clone(),
            author: if author.is_empty() { handle.clone() } else { author },
            handle,
            text: if warning.is_empty() { body(&text) } else { body(&format!("{warning}\n\n{text}")) },
            posted_at: Some(status.created_at),
            conversation_id: None,
            is_edited: status.edited_at.is_some(),
        })))
    }
}
