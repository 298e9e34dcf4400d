//! X: by its API where there is a token, else by oEmbed, which needs none.
//!
//! Its API moves from `tweet` to `post` in the names of fields; both are read.

use super::{Networks, body, fetch::Answer, html, later, name, never};
use crate::{
    base::post::PostLink,
    contract::{FetchError, Post, PostState},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct XPage {
    #[serde(default)]
    pub data: Vec<Tweet>,
    #[serde(default)]
    pub includes: Includes,
    #[serde(default)]
    errors: Vec<Problem>,
    #[serde(default)]
    pub meta: Meta,
}

#[derive(Deserialize)]
pub(super) struct Tweet {
    pub id: String,
    pub text: String,
    pub created_at: Option<DateTime<Utc>>,
    pub author_id: Option<String>,
    pub conversation_id: Option<String>,
    #[serde(default, alias = "edit_history_post_ids")]
    pub edit_history_tweet_ids: Vec<String>,
    /// The whole of a text that is longer than a short one.
    #[serde(alias = "note_post")]
    pub note_tweet: Option<Note>,
    pub lang: Option<String>,
    #[serde(default, alias = "referenced_posts")]
    pub referenced_tweets: Vec<Reference>,
}

/// Another post that one is about.
#[derive(Deserialize)]
pub(super) struct Reference {
    #[serde(rename = "type")]
    pub kind: String,
    pub id: String,
}

#[derive(Deserialize)]
pub(super) struct Note {
    pub text: String,
}

#[derive(Default, Deserialize)]
pub(super) struct Includes {
    #[serde(default)]
    pub users: Vec<User>,
}

#[derive(Deserialize)]
pub(super) struct User {
    pub id: String,
    pub name: String,
    pub username: String,
    pub public_metrics: Option<Metrics>,
}

#[derive(Deserialize)]
pub(super) struct Metrics {
    pub followers_count: i64,
}

#[derive(Default, Deserialize)]
pub(super) struct Meta {
    pub next_token: Option<String>,
}

/// What is wrong, in any of the shapes that X has for it.
#[derive(Default, Deserialize)]
pub(super) struct Problem {
    #[serde(default, rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub title: String,
}

#[derive(Deserialize)]
struct Embed {
    html: String,
    author_name: String,
    author_url: String,
}

impl Networks {
    /// A post by the API, or by oEmbed when there is no token or the API refuses docket.
    pub(super) async fn read_x(&self, link: &PostLink) -> Result<PostState, FetchError> {
        let Some(token) = &self.hosts.x_token else { return self.embedded(link).await };
        match self.by_api(link, token).await {
            Err(FetchError::Never(why)) => {
                tracing::warn!(why, "X's API refuses docket; the post is read by oEmbed");
                self.embedded(link).await
            }
            read => read,
        }
    }

    async fn by_api(&self, link: &PostLink, token: &str) -> Result<PostState, FetchError> {
        let query =
            [("ids", link.id.as_str()), ("expansions", "author_id"), ("user.fields", "username,name")];
        let answer = self.x_asked("2/tweets", &query, token).await?;
        if answer.status != 200 {
            return Err(refused(&answer));
        }
        let page: XPage = answer.json()?;
        let Some(tweet) = page.data.into_iter().find(|tweet| tweet.id == link.id) else {
            return missing(&page.errors);
        };
        let author = page.includes.users.into_iter().find(|user| Some(&user.id) == tweet.author_id.as_ref());
        let (author, handle) = match author {
            Some(user) => (name(&user.name), name(&user.username)),
            None => (String::new(), link.author.clone().unwrap_or_default()),
        };
        let handle_now = Some(handle.as_str()).filter(|handle| !handle.is_empty());
        let id = link.id.parse().map_err(|_| never("that is no post of X"))?;
        Ok(PostState::Public(Box::new(Post {
            link: PostLink::of_x(id, handle_now),
            author,
            text: body(&tweet.note_tweet.map_or(tweet.text, |note| note.text)),
            posted_at: tweet.created_at,
            conversation_id: tweet.conversation_id,
            is_edited: tweet.edit_history_tweet_ids.len() > 1,
            handle,
        })))
    }

    pub(super) async fn embedded(&self, link: &PostLink) -> Result<PostState, FetchError> {
        let query = [("url", link.url.as_str()), ("omit_script", "1"), ("dnt", "true")];
        let answer = self.fetch.get(&self.hosts.x_embed, "oembed", &query, None).await?;
        let embed: Embed = match answer.status {
            200 => answer.json()?,
            404 | 410 => return Ok(PostState::Gone),
            403 => return Ok(PostState::Protected),
            _ => return Err(answer.trouble("X")),
        };
        let handle = embed.author_url.rsplit('/').next().map(name).unwrap_or_default();
        let text = html::first(&embed.html, "p").map(html::text_of);
        let text = text.ok_or_else(|| later("X's answer holds no text"))?;
        let id = link.id.parse().map_err(|_| never("that is no post of X"))?;
        Ok(PostState::Public(Box::new(Post {
            link: PostLink::of_x(id, Some(&handle)),
            author: name(&embed.author_name),
            handle,
            text: body(&text),
            posted_at: None,
            conversation_id: None,
            is_edited: false,
        })))
    }
}

/// What an answer of the API without a post in it means: deleted, protected, or refused.
fn missing(errors: &[Problem]) -> Result<PostState, FetchError> {
    let kind = |ending: &str| errors.iter().any(|error| error.kind.ends_with(ending));
    if kind("/not-authorized-for-resource") {
        return Ok(PostState::Protected);
    }
    match kind("/resource-not-found") || kind("/resource-unavailable") {
        true => Ok(PostState::Gone),
        false => Err(later("X's answer holds neither a post nor why")),
    }
}

/// An answer with another status than 200. Exhausted credits are no rate limit: waiting a little does not help.
fn refused(answer: &Answer) -> FetchError {
    let problem: Problem = answer.json().unwrap_or_default();
    let is_capped = problem.title == "UsageCapExceeded" || problem.kind.ends_with("/usage-capped");
    match answer.status {
        401 => never("X does not know the token in DOCKET_X_TOKEN (any more)"),
        402 => never("the credits for X's API are used up"),
        403 | 429 if is_capped => never("the month's posts of X's API are used up"),
        _ => answer.trouble("X"),
    }
}
