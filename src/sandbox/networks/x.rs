//! X: posts by their ids, and oEmbed.

use super::{Asked, NetworkState, PublicPost, Readable, Told, login, x_new};
use serde_json::{Map, Value, json};

pub(super) fn answer(networks: &mut NetworkState, asked: &Asked) -> Told {
    match asked.path.as_str() {
        "2/tweets" => by_ids(networks, asked),
        "2/oauth2/token" => login::token(networks, asked),
        "2/users/me" => login::me(networks, asked),
        "oembed" => oembed(networks, asked),
        _ => x_new::answer(networks, asked)
            .unwrap_or_else(|| (404, json!({ "title": "Not Found", "type": "about:blank", "status": 404 }))),
    }
}

/// X's answer to whoever shows no token that it knows.
pub(super) fn unauthorized() -> Told {
    (401, json!({ "title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized" }))
}

/// X's answer to a question that it does not take.
pub(super) fn invalid(parameter: &str) -> Told {
    let kind = "https://api.x.com/2/problems/invalid-request";
    (400, json!({ "title": "Invalid Request", "type": kind, "detail": parameter, "parameter": parameter }))
}

/// The names under which X takes fields at present.
pub(super) fn field_names(networks: &NetworkState) -> &'static [&'static str] {
    match networks.x.rules.is_some_and(|rules| rules.takes_new_names_only) {
        true => &["post.fields"],
        false => &["tweet.fields", "post.fields"],
    }
}

fn by_ids(networks: &mut NetworkState, asked: &Asked) -> Told {
    if !login::lets_in(networks, asked) {
        return unauthorized();
    }
    if networks.x.is_out_of_credit() {
        return x_new::out_of_credit();
    }
    let fields = field_names(networks);
    let is_known =
        |name: &str| ["ids", "expansions", "user.fields"].contains(&name) || fields.contains(&name);
    if let Some((name, _)) = asked.query.iter().find(|(name, _)| !is_known(name)) {
        return invalid(name);
    }
    let ids: Vec<_> = asked.query("ids").split(',').filter(|id| !id.is_empty()).collect();
    let is_id = |id: &&str| id.len() <= 19 && id.bytes().all(|c| c.is_ascii_digit());
    if ids.is_empty() || ids.len() > 100 || !ids.iter().all(is_id) {
        return invalid("ids");
    }
    let (mut data, mut users, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for id in ids {
        match networks.posts.get(id) {
            Some(post) if post.standing == Readable::Public => {
                data.push(shown(post, asked, networks.says_posts));
                users.push(json!({ "id": author_id(post), "username": post.handle, "name": post.name }));
            }
            post => errors.push(problem(id, post.is_some_and(|post| post.standing == Readable::Protected))),
        }
    }
    let mut page = Map::new();
    let is_expanded = asked.query("expansions").contains("author_id");
    if !data.is_empty() {
        page.insert("data".to_owned(), data.into());
    }
    if is_expanded && !users.is_empty() {
        page.insert("includes".to_owned(), json!({ "users": users }));
    }
    if !errors.is_empty() {
        page.insert("errors".to_owned(), errors.into());
    }
    let page = Value::Object(page);
    x_new::bill(networks, asked.now, ('p', &page));
    (200, page)
}

pub(super) fn author_id(post: &PublicPost) -> String {
    user_id(&post.handle)
}

/// The number of whoever has a handle.
pub(super) fn user_id(handle: &str) -> String {
    handle.to_lowercase().bytes().fold(0u64, |sum, c| sum * 31 % 1_000_003 + u64::from(c)).to_string()
}

/// A post with the fields that were asked for, under the names of one dialect.
pub(super) fn shown(post: &PublicPost, asked: &Asked, says_posts: bool) -> Value {
    let wanted = [asked.query("tweet.fields"), asked.query("post.fields")].join(",");
    let wanted: Vec<_> = wanted.split(',').collect();
    let history = if says_posts { "edit_history_post_ids" } else { "edit_history_tweet_ids" };
    let before: u64 = post.id.parse().unwrap_or(1);
    let edits = match post.is_edited {
        true => vec![(before - 1).to_string(), post.id.clone()],
        false => vec![post.id.clone()],
    };
    let short: String = post.text.chars().take(280).collect();
    let mut json = json!({ "id": post.id, "text": short, history: edits });
    let mut add = |name: &str, value: Value| {
        if wanted.contains(&name) {
            json[name] = value;
        }
    };
    add("created_at", post.at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string().into());
    add("author_id", author_id(post).into());
    add("conversation_id", post.root.clone().unwrap_or_else(|| post.id.clone()).into());
    add("lang", post.language.clone().into());
    if short != post.text {
        add(
            if says_posts && !wanted.contains(&"note_tweet") { "note_post" } else { "note_tweet" },
            json!({ "text": post.text }),
        );
    }
    json
}

fn problem(id: &str, is_protected: bool) -> Value {
    let (kind, title) = match is_protected {
        true => ("not-authorized-for-resource", "Authorization Error"),
        false => ("resource-not-found", "Not Found Error"),
    };
    let kind = format!("https://api.x.com/2/problems/{kind}");
    json!({ "value": id, "resource_id": id, "parameter": "ids", "resource_type": "tweet", "title": title, "type": kind })
}

fn oembed(networks: &NetworkState, asked: &Asked) -> Told {
    let url = asked.query("url");
    let Some(post) = url.rsplit('/').next().and_then(|id| networks.posts.get(id)) else {
        return (404, json!({ "error": "Not Found" }));
    };
    match post.standing {
        Readable::Deleted => (404, json!({ "error": "Not Found" })),
        Readable::Protected => (403, json!({ "error": "Forbidden" })),
        Readable::Public => (200, embed(post)),
    }
}

fn embed(post: &PublicPost) -> Value {
    let (handle, id) = (&post.handle, &post.id);
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let text = escape(&post.text).replace('\n', "<br>");
    let (name, day) = (escape(&post.name), post.at.format("%B %-d, %Y"));
    let html = format!(
        "<blockquote class=\"twitter-tweet\"><p lang=\"en\" dir=\"ltr\">{text}</p>&mdash; {name} (@{handle}) \
         <a href=\"https://x.com/{handle}/status/{id}\">{day}</a></blockquote>"
    );
    json!({
        "url": format!("https://x.com/{handle}/status/{id}"),
        "author_name": post.name,
        "author_url": format!("https://x.com/{handle}"),
        "html": html,
        "width": 550,
        "height": null,
        "type": "rich",
        "cache_age": "3153600000",
        "provider_name": "Twitter",
        "provider_url": "https://x.com",
        "version": "1.0",
    })
}
