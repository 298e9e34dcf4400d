//! X: mentions of an account, and recent posts with words in them, by API v2 with an app's token, or as the account itself.
//!
//! Posts are indexed late, so no question trusts `since_id`: each reads the last hour again, which X charges once a UTC day. Both
//! names that X has for its fields are spoken.

use super::{
    trouble, wait,
    walk::{Page, Step, Walk},
};
use crate::{
    base::post::PostLink,
    contract::{Ask, FetchError, Heard, HeardPost, Pass, Post, Stop, Terms, Trouble, Watch, WatchKind},
    social::{
        Networks, body,
        fetch::Answer,
        name,
        x::{Problem, Tweet, User, XPage},
    },
};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::Deserialize;
use std::sync::atomic::Ordering;

const FIELDS: &str =
    "created_at,author_id,conversation_id,edit_history_tweet_ids,note_tweet,lang,referenced_tweets";
/// How it calls them since August 2026.
const NEW_FIELDS: &str =
    "created_at,author_id,conversation_id,edit_history_post_ids,note_post,lang,referenced_posts";
/// X refuses a question for what was posted later than so long ago.
const FRESHEST: TimeDelta = TimeDelta::seconds(15);
/// Recent search goes back seven days.
const SEARCHED: TimeDelta = TimeDelta::minutes(7 * 24 * 60 - 5);
/// What X charges for a post, and for what is the logged-in account's own, in thousandths of a dollar.
const POST_MILLS: i64 = 5;
const OWN_MILLS: i64 = 1;
/// What it charges for who wrote a post.
const AUTHOR_MILLS: i64 = 10;
/// Posts of a page.
const LEAST: usize = 10;
const MOST: usize = 100;
/// X gives the newest 800 mentions, and says nothing of others.
const MENTIONS_GIVEN: usize = 780;

#[derive(Deserialize)]
struct Account {
    data: Option<Id>,
}

#[derive(Deserialize)]
struct Id {
    id: String,
}

impl Networks {
    /// What a single post costs by the API, with whoever wrote it, in thousandths of a dollar; by oEmbed it costs nothing.
    pub(in crate::social) fn x_read_mills(&self) -> i64 {
        if self.hosts.x_token.is_some() { POST_MILLS + AUTHOR_MILLS } else { 0 }
    }

    pub(super) fn x_terms(&self, watch: &Watch) -> Terms {
        let has_access = self.hosts.x_token.is_some() || self.login.is_some();
        let lacks = (!has_access).then(|| {
            self.not_for_them().unwrap_or_else(|| {
                "Docket has no access to X's API. Whoever runs docket gets a bearer token at https://developer.x.com and sets \
                 it as DOCKET_X_TOKEN; X charges by what it gives."
                    .to_owned()
            })
        });
        let (post_mills, cost) = match self.is_by_login(watch) {
            true => (
                OWN_MILLS,
                "$0.001 for each post, because the account is logged in, and $0.010 for who wrote it, each once a UTC day.",
            ),
            false => (
                POST_MILLS,
                "$0.005 for each post and $0.010 for who wrote it, each once a UTC day; asking for nothing new costs nothing.",
            ),
        };
        Terms {
            lacks,
            cost: cost.to_owned(),
            post_mills,
            author_mills: AUTHOR_MILLS,
            most_mills: self.accounts.x_most_mills,
            rhythm: TimeDelta::minutes(2),
            has_wide_pass: true,
        }
    }

    /// Whether it is the account that is logged in: what is its own costs less.
    fn is_by_login(&self, watch: &Watch) -> bool {
        let login = self.login.as_ref().filter(|_| watch.kind == WatchKind::Mentions);
        login.is_some_and(|login| login.account().eq_ignore_ascii_case(&watch.what))
    }

    /// What opens X's API for this: the login for what is its own, the app's token for what is not, where there is one.
    pub(super) async fn x_access(&self, watch: &Watch, now: DateTime<Utc>) -> Result<String, Trouble> {
        let is_own = self.is_by_login(watch);
        match (&self.hosts.x_token, &self.login) {
            (Some(token), _) if !is_own => Ok(token.clone()),
            (_, Some(login)) => login.opens(&self.fetch, &self.hosts.x_api, now).await,
            (Some(token), None) => Ok(token.clone()),
            (None, None) => Err(Trouble::Stop(Stop::Login, "docket has no token of X's API".to_owned())),
        }
    }

    pub(super) async fn hear_x(&self, ask: &Ask<'_>) -> Heard {
        let mut walk = Walk::new(ask);
        let is_own = self.is_by_login(ask.watch);
        // By search what is the account's own costs as much as what is not.
        let is_wide = ask.pass == Pass::Wide && (!is_own || walk.mark.is_cut);
        let is_search = ask.watch.kind == WatchKind::Words || is_wide;
        let token = match self.x_access(ask.watch, ask.now).await {
            Ok(token) => token,
            Err(trouble) => {
                walk.fail(trouble);
                return walk.end();
            }
        };
        if !is_search && walk.mark.account.is_none() {
            match self.x_account(&ask.watch.what, &token, ask.now).await {
                Ok(id) => {
                    walk.heard.lookups += 1;
                    walk.mark.account = Some(id);
                }
                Err(trouble) => walk.fail(trouble),
            }
        }
        let path = match (&walk.mark.account, is_search) {
            (Some(id), false) => format!("2/users/{id}/mentions"),
            _ => "2/tweets/search/recent".to_owned(),
        };
        while let Some(step) = walk.step() {
            match self.x_page(ask, &walk, &step, (&path, is_search), &token).await {
                Ok(page) => walk.take(page),
                Err(trouble) => walk.fail(trouble),
            }
        }
        if is_own && matches!(walk.heard.trouble, Some(Trouble::Stop(Stop::Login, _))) {
            // Another process may have renewed the login meanwhile. One that is really lost cannot be renewed, and that is told.
            walk.heard.trouble = Some(Trouble::Later("X does not know the login (any more)".to_owned()));
        }
        let is_cut = !is_search && walk.heard.is_whole && walk.heard.posts.len() >= MENTIONS_GIVEN;
        if walk.heard.is_whole {
            walk.mark.is_cut = is_cut;
        }
        let mut heard = walk.end();
        heard.is_cut = is_cut;
        if is_own && is_search {
            heard.more_mills =
                i64::try_from(heard.posts.len()).unwrap_or(i64::MAX) * (POST_MILLS - OWN_MILLS);
        }
        heard
    }

    async fn x_account(&self, handle: &str, token: &str, now: DateTime<Utc>) -> Result<String, Trouble> {
        let path = format!("2/users/by/username/{handle}");
        let answer = self.fetch.get(&self.hosts.x_api, &path, &[], Some(token)).await?;
        if answer.status != 200 {
            return Err(refused(&answer, now));
        }
        match answer.json::<Account>()?.data {
            Some(Id { id }) if !id.is_empty() && id.bytes().all(|c| c.is_ascii_digit()) => Ok(id),
            _ => Err(Trouble::Stop(Stop::Refused, format!("X knows no account @{handle}"))),
        }
    }

    async fn x_page(
        &self,
        ask: &Ask<'_>,
        walk: &Walk<'_>,
        step: &Step,
        (path, is_search): (&str, bool),
        token: &str,
    ) -> Result<Page, Trouble> {
        let earliest = if is_search { ask.now - SEARCHED } else { walk.from };
        let start = walk.from.max(earliest).min(ask.now - FRESHEST);
        let start = start.to_rfc3339_opts(SecondsFormat::Secs, true);
        let count = walk.room().clamp(LEAST, MOST).to_string();
        let searched;
        let mut query = vec![
            ("start_time", start.as_str()),
            ("max_results", &count),
            ("expansions", "author_id"),
            ("user.fields", "username,name,public_metrics"),
        ];
        if is_search {
            searched = question(ask);
            query.push(("query", &searched));
        } else {
            query.push(("exclude", "retweets"));
        }
        match step {
            Step::First => {}
            Step::Next(token) => {
                query.push((if is_search { "next_token" } else { "pagination_token" }, token))
            }
            Step::Below(id) => query.push(("until_id", id)),
        }
        let answer = self.x_asked(path, &query, token).await?;
        if answer.status != 200 {
            return Err(refused(&answer, ask.now));
        }
        Ok(page(answer.json()?, &ask.watch.what, ask.watch.kind))
    }

    /// Asks in the dialect that X understood last, and in the other when it does not any more.
    pub(in crate::social) async fn x_asked(
        &self,
        path: &str,
        query: &[(&str, &str)],
        token: &str,
    ) -> Result<Answer, FetchError> {
        let is_new = self.x_says_posts.load(Ordering::Relaxed);
        let ask = async |is_new: bool| {
            let fields = if is_new { ("post.fields", NEW_FIELDS) } else { ("tweet.fields", FIELDS) };
            let query = [query, &[fields]].concat();
            self.fetch.get_page(&self.hosts.x_api, path, &query, Some(token)).await
        };
        let answer = ask(is_new).await?;
        if answer.status != 400 {
            return Ok(answer);
        }
        let other = ask(!is_new).await?;
        if other.status == 200 {
            self.x_says_posts.store(!is_new, Ordering::Relaxed);
        }
        Ok(other)
    }
}

/// What is searched for: any of the words; or the account's name, for mentions.
fn question(ask: &Ask<'_>) -> String {
    let all = match ask.watch.kind {
        WatchKind::Mentions => format!("@{0} -from:{0}", ask.watch.what),
        WatchKind::Words => {
            let words = ask.watch.words();
            let words: Vec<_> = words.iter().map(|word| format!("\"{}\"", word.replace('"', " "))).collect();
            format!("({})", words.join(" OR "))
        }
    };
    format!("{all} -is:retweet")
}

fn page(page: XPage, what: &str, kind: WatchKind) -> Page {
    let ids = page.data.iter().filter_map(|tweet| tweet.id.parse::<u64>().ok());
    let below = ids.min().map(|id| id.to_string());
    let reaches = page.data.iter().filter_map(|tweet| tweet.created_at).min();
    let users = page.includes.users;
    let posts = page.data.into_iter().filter_map(|tweet| {
        let user = users.iter().find(|user| Some(&user.id) == tweet.author_id.as_ref());
        let is_own = user.is_some_and(|user| user.username.eq_ignore_ascii_case(what));
        post(tweet, user).filter(|_| kind == WatchKind::Words || !is_own)
    });
    Page { posts: posts.collect(), next: page.meta.next_token, below, reaches }
}

/// Posts of a page, whoever wrote them.
pub(super) fn posts(page: XPage) -> Vec<HeardPost> {
    let users = page.includes.users;
    let user = |tweet: &Tweet| users.iter().find(|user| Some(&user.id) == tweet.author_id.as_ref());
    let posts = page.data.into_iter().filter_map(|tweet| {
        let user = user(&tweet);
        post(tweet, user)
    });
    posts.collect()
}

fn post(tweet: Tweet, user: Option<&User>) -> Option<HeardPost> {
    let id: u64 = tweet.id.parse().ok()?;
    let handle = user.map(|user| name(&user.username)).unwrap_or_default();
    let quoted = tweet.referenced_tweets.iter().find(|other| other.kind == "quoted");
    let thread = quoted.map(|other| &other.id).or(tweet.conversation_id.as_ref()).unwrap_or(&tweet.id);
    let link = PostLink::of_x(id, Some(handle.as_str()).filter(|handle| !handle.is_empty()));
    Some(HeardPost {
        key: tweet.edit_history_tweet_ids.first().unwrap_or(&tweet.id).clone(),
        author_key: tweet.author_id.clone().unwrap_or_default(),
        thread: thread.clone(),
        followers: user.and_then(|user| user.public_metrics.as_ref()).map(|metrics| metrics.followers_count),
        language: tweet.lang.filter(|lang| lang != "und"),
        post: Post {
            author: user.map(|user| name(&user.name)).unwrap_or_default(),
            handle,
            text: body(&tweet.note_tweet.map_or(tweet.text, |note| note.text)),
            posted_at: tweet.created_at.or_else(|| link.posted_at(DateTime::<Utc>::MAX_UTC)),
            conversation_id: tweet.conversation_id,
            is_edited: tweet.edit_history_tweet_ids.len() > 1,
            link,
        },
    })
}

/// An answer with another status than 200. Exhausted credits are no rate limit: waiting a little does not help.
fn refused(answer: &Answer, now: DateTime<Utc>) -> Trouble {
    let problem: Problem = answer.json().unwrap_or_default();
    let is_capped = problem.title == "UsageCapExceeded" || problem.kind.ends_with("/usage-capped");
    match answer.status {
        401 => Trouble::Stop(
            Stop::Login,
            "X does not know the token in DOCKET_X_TOKEN, or the login, (any more)".to_owned(),
        ),
        402 => Trouble::Stop(Stop::Credits, "the credits for X's API are used up".to_owned()),
        403 | 429 if is_capped => {
            Trouble::Stop(Stop::Cap, "the month's posts of X's API are used up".to_owned())
        }
        429 => wait(answer, now),
        _ => trouble(answer, "X", now),
    }
}
