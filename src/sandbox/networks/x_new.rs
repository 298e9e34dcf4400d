//! X: what is new, as mentions of an account and by recent search. Source: X's API documentation, August 2026.

use super::{
    Asked, NetworkState, PublicPost, Told, login,
    x::{author_id, field_names, invalid, shown, unauthorized, user_id},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The newest mentions, beyond which X gives none.
const MENTIONS_GIVEN: usize = 800;
/// What a question may hold besides the fields.
const MENTION_NAMES: [&str; 9] = [
    "start_time",
    "end_time",
    "since_id",
    "until_id",
    "max_results",
    "pagination_token",
    "exclude",
    "expansions",
    "user.fields",
];
const SEARCH_NAMES: [&str; 9] = [
    "start_time",
    "end_time",
    "since_id",
    "until_id",
    "max_results",
    "next_token",
    "query",
    "expansions",
    "user.fields",
];

/// `None` where X has nothing at that path.
pub(super) fn answer(networks: &mut NetworkState, asked: &Asked) -> Option<Told> {
    let parts: Vec<_> = asked.path.split('/').collect();
    let found = match parts[..] {
        ["2", "users", "by", "username", handle] => user(networks, asked, handle),
        ["2", "users", id, "mentions"] => mentions(networks, asked, id),
        ["2", "users", id, "tweets"] => own(networks, asked, id),
        ["2", "tweets", "search", "recent"] => search(networks, asked),
        _ => return None,
    };
    if !login::lets_in(networks, asked) {
        return Some(unauthorized());
    }
    if networks.x.is_out_of_credit() {
        return Some(out_of_credit());
    }
    Some(match found {
        Ok(answer) => {
            let own = parts.get(2).is_some_and(|id| *id == user_id(&networks.x.handle));
            let kind = if own && login::is_account(networks, asked) { 'o' } else { 'p' };
            bill(networks, asked.now, (kind, &answer));
            (200, answer)
        }
        Err(wrong) => invalid(wrong),
    })
}

/// X's answer to whoever has no credits.
pub(super) fn out_of_credit() -> Told {
    (402, json!({ "title": "CreditsDepleted", "type": "about:blank", "status": 402 }))
}

/// Counts what an answer costs: its posts, as one kind, and its users.
pub(super) fn bill(networks: &mut NetworkState, now: DateTime<Utc>, (posts, answer): (char, &Value)) {
    let ids = |path: &str| -> Vec<String> {
        let rows = answer.pointer(path).and_then(Value::as_array).into_iter().flatten();
        rows.filter_map(|row| Some(row.get("id")?.as_str()?.to_owned())).collect()
    };
    let single = answer.pointer("/data/id").and_then(Value::as_str).map(str::to_owned);
    let users = ids("/includes/users").into_iter().chain(single);
    for (kind, id) in users.map(|id| ('u', id)).chain(ids("/data").into_iter().map(|id| (posts, id))) {
        networks.x.bill(now, kind, &id);
    }
}

fn user(networks: &NetworkState, _: &Asked, handle: &str) -> Result<Value, &'static str> {
    let is_known = |post: &PublicPost| post.is_number(true) && post.handle.eq_ignore_ascii_case(handle);
    if networks.x.handle.eq_ignore_ascii_case(handle) || networks.posts.values().any(is_known) {
        let handle = handle.to_owned();
        return Ok(json!({ "data": { "id": user_id(&handle), "username": handle, "name": handle } }));
    }
    let kind = "https://api.x.com/2/problems/resource-not-found";
    Ok(
        json!({ "errors": [{ "value": handle, "title": "Not Found Error", "type": kind, "parameter": "username" }] }),
    )
}

fn mentions(networks: &NetworkState, asked: &Asked, id: &str) -> Result<Value, &'static str> {
    let account = networks.x.handle.as_str();
    if user_id(account) != id {
        return Err("id");
    }
    let now = asked.now;
    let theirs = networks.posts.values().filter(|post| post.is_number(true) && post.is_listed(now));
    let mut all = newest(theirs.filter(|post| post.mentions(account)));
    all.truncate(MENTIONS_GIVEN);
    page(networks, asked, all, ("pagination_token", 5, &MENTION_NAMES))
}

/// What somebody has posted, newest first.
fn own(networks: &NetworkState, asked: &Asked, id: &str) -> Result<Value, &'static str> {
    let theirs = networks.posts.values().filter(|post| post.is_number(true) && post.is_listed(asked.now));
    let own = newest(theirs.filter(|post| author_id(post) == id));
    page(networks, asked, own, ("pagination_token", 5, &MENTION_NAMES))
}

fn search(networks: &NetworkState, asked: &Asked) -> Result<Value, &'static str> {
    let query = asked.query("query");
    if query.is_empty() || query.chars().count() > 512 {
        return Err("query");
    }
    let earliest = asked.now - TimeDelta::days(7);
    if time(asked, "start_time")?.is_some_and(|start| start < earliest) {
        return Err("start_time");
    }
    // Unless told otherwise it ends half a minute ago.
    let until = asked.now - TimeDelta::seconds(30);
    let theirs = networks.posts.values().filter(|post| post.is_number(true) && post.is_listed(asked.now));
    let found = theirs.filter(|post| post.at <= until && post.at >= earliest && fits(post, query));
    page(networks, asked, newest(found), ("next_token", 10, &SEARCH_NAMES))
}

/// The part of X's language of questions that is spoken here: terms side by side, `(a OR "b c")`, `-from:`, `-is:retweet`.
fn fits(post: &PublicPost, query: &str) -> bool {
    let text = post.text.to_lowercase();
    let has = |term: &str| text.contains(&term.trim().trim_matches('"').to_lowercase());
    let (either, rest) = match (query.find('('), query.rfind(')')) {
        (Some(from), Some(to)) if from < to => (Some(&query[from + 1..to]), query[to + 1..].to_owned()),
        _ => (None, query.to_owned()),
    };
    either.is_none_or(|either| either.split(" OR ").any(has))
        && rest.split_whitespace().all(|term| match term.strip_prefix('-') {
            Some("is:retweet") => true,
            Some(without) => match without.strip_prefix("from:") {
                Some(handle) => !post.handle.eq_ignore_ascii_case(handle),
                None => !has(without),
            },
            None => has(term),
        })
}

fn newest<'a>(posts: impl Iterator<Item = &'a PublicPost>) -> Vec<(u64, &'a PublicPost)> {
    let by_id: BTreeMap<u64, &PublicPost> =
        posts.filter_map(|post| Some((post.id.parse().ok()?, post))).collect();
    by_id.into_iter().rev().collect()
}

fn time(asked: &Asked, name: &'static str) -> Result<Option<DateTime<Utc>>, &'static str> {
    match asked.query(name) {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| name),
    }
}

fn page(
    networks: &NetworkState,
    asked: &Asked,
    posts: Vec<(u64, &PublicPost)>,
    (token_name, least, names): (&'static str, usize, &[&str]),
) -> Result<Value, &'static str> {
    let is_known = |name: &str| names.contains(&name) || field_names(networks).contains(&name);
    if asked.query.iter().any(|(name, _)| !is_known(name)) {
        return Err("a parameter that is not known");
    }
    let asked_for = asked.query("max_results").parse().unwrap_or(10);
    if !(least..=100).contains(&asked_for) {
        return Err("max_results");
    }
    let start = time(asked, "start_time")?;
    if start.is_some_and(|start| start > asked.now - TimeDelta::seconds(10)) {
        return Err("start_time");
    }
    let number = |name: &'static str| match asked.query(name) {
        "" => Ok(None),
        text => text.parse::<u64>().map(Some).map_err(|_| name),
    };
    let token = match asked.query(token_name) {
        "" => None,
        token => Some(token.strip_prefix('p').and_then(|id| id.parse().ok()).ok_or(token_name)?),
    };
    let (below, above) = (number("until_id")?, number("since_id")?);
    let is_inside = |id: u64, post: &PublicPost| {
        start.is_none_or(|start| post.at >= start)
            && below.is_none_or(|below| id < below)
            && token.is_none_or(|below| id < below)
            && above.is_none_or(|above| id > above)
    };
    let inside: Vec<_> = posts.into_iter().filter(|(id, post)| is_inside(*id, post)).collect();
    let shown_now = &inside[..inside.len().min(asked_for).min(networks.x.most_per_page())];
    let mut meta = json!({ "result_count": shown_now.len() });
    let mut answer = Map::new();
    if let (Some((newest, _)), Some((oldest, _))) = (shown_now.first(), shown_now.last()) {
        meta["newest_id"] = newest.to_string().into();
        meta["oldest_id"] = oldest.to_string().into();
        if inside.len() > shown_now.len() {
            meta["next_token"] = format!("p{oldest}").into();
        }
        let data: Vec<_> =
            shown_now.iter().map(|(_, post)| shown(post, asked, networks.says_posts)).collect();
        answer.insert("data".to_owned(), data.into());
        if asked.query("expansions").contains("author_id") {
            answer.insert("includes".to_owned(), json!({ "users": users(shown_now) }));
        }
    }
    answer.insert("meta".to_owned(), meta);
    Ok(Value::Object(answer))
}

fn users(posts: &[(u64, &PublicPost)]) -> Vec<Value> {
    let by_id: BTreeMap<String, &PublicPost> =
        posts.iter().map(|(_, post)| (author_id(post), *post)).collect();
    let user = |(id, post): (String, &PublicPost)| {
        let metrics = json!({ "followers_count": post.followers });
        json!({ "id": id, "username": post.handle, "name": post.name, "public_metrics": metrics })
    };
    by_id.into_iter().map(user).collect()
}
