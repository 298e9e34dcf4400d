//! Names in place of Discord's notation: a request is read in exports, in searches and in years to come, where `<@12>` says
//! nothing.

use crate::{
    base::text::{Mention, mentions, with_mentions},
    contract::Context,
};
use chrono::{DateTime, Utc};
use futures::future::join_all;
use std::collections::BTreeMap;

/// People that are looked up for one text; Discord lets only so many be looked up in a while.
const MOST_LOOKUPS: usize = 5;

/// `text` with the names of people, roles, channels, emoji and commands, and with times in the guild's zone. What Discord
/// does not tell stays as it was typed. Not inside a transaction.
pub async fn readable(cx: &Context, text: String) -> String {
    if mentions(&text).next().is_none() {
        return text;
    }
    let is_of_guild = |mention| matches!(mention, Mention::Role(_) | Mention::Channel(_));
    let facts = match mentions(&text).any(is_of_guild) {
        true => cx.directory.facts(cx.guild.id).await.ok(),
        false => None,
    };
    let people = people(cx, &text).await;
    let role = |id: i64| facts.as_ref()?.roles.iter().find(|role| role.id == id).map(|role| &role.name);
    let channel = |id: i64| facts.as_ref()?.channels.iter().find(|it| it.id == id).map(|it| &it.name);
    with_mentions(&text, |mention| match mention {
        Mention::User(id) => people.get(&id).map(|name| format!("@{name}")),
        Mention::Role(id) => role(id).map(|name| format!("@{name}")),
        Mention::Channel(id) => channel(id).map(|name| format!("#{name}")),
        Mention::Emoji(name) => Some(format!(":{name}:")),
        Mention::Command(words) => Some(format!("/{words}")),
        Mention::Time(seconds) => time(cx, seconds),
        Mention::Page(_) => None,
    })
}

/// The names of the first few people who are mentioned, looked up side by side.
async fn people(cx: &Context, text: &str) -> BTreeMap<i64, String> {
    let mut wanted: Vec<i64> = Vec::new();
    for mention in mentions(text) {
        match mention {
            Mention::User(user_id) if wanted.len() < MOST_LOOKUPS && !wanted.contains(&user_id) => {
                wanted.push(user_id);
            }
            _ => {}
        }
    }
    let names =
        join_all(wanted.iter().map(|user_id| cx.directory.name_of(cx.guild.id, *user_id, cx.now))).await;
    let found = wanted.into_iter().zip(names);
    found.filter_map(|(user_id, name)| Some((user_id, name.ok()??))).collect()
}

/// `2026-11-29 17:00 (Europe/Berlin)`.
fn time(cx: &Context, seconds: i64) -> Option<String> {
    let at = DateTime::<Utc>::from_timestamp(seconds, 0)?;
    let zone = &cx.guild.zone;
    Some(format!("{} ({})", zone.local(at).format("%Y-%m-%d %H:%M"), zone.name()))
}
