//! What a guild looks like to docket's account, asked of Discord when a room wants to know.

use super::{
    permissions::{RestChannel, RestGuild, RestMember, facts, from_rest},
    rest::{Body, Error, Rest, Route, code},
};
use crate::{
    base::text::clean,
    contract::{self, FetchError, GuildFacts, MemberFacts},
};
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::BoxFuture;
use quick_cache::sync::Cache;
use reqwest::Method;
use serde::de::DeserializeOwned;
use std::{
    collections::HashMap,
    sync::{Mutex, OnceLock, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// How long an answer is good for: long enough for the several questions of one action, short enough that who has
/// just put a permission right sees it.
const FRESH_FOR: Duration = Duration::from_secs(3);

/// How long who was seen in a guild counts as seen lately: the timers of one morning, in which Discord lets some ten be
/// looked up in ten seconds.
const LATELY: TimeDelta = TimeDelta::minutes(10);
/// Members that are remembered; who is forgotten is only looked up once more.
const MOST_MEMBERS: usize = 10_000;

/// Members whose names begin alike that are looked at.
const MOST_CALLED: usize = 50;

/// What is done when docket turns out not to be in a guild (any more).
pub(super) type Farewell = Box<dyn Fn(i64) -> BoxFuture<'static, ()> + Send + Sync>;

/// [`contract::Directory`] and [`contract::Members`] over REST.
pub(super) struct Directory {
    rest: Rest,
    own_user_id: i64,
    known: Mutex<HashMap<i64, (Instant, GuildFacts)>>,
    /// Told when Discord says that docket is not in a guild.
    farewell: OnceLock<Farewell>,
    /// Who was found in a guild, and when by docket's clock. Who was not is looked up anew.
    seen: Cache<(i64, i64), (DateTime<Utc>, MemberFacts)>,
}

impl Directory {
    pub fn new(rest: Rest, own_user_id: i64) -> Self {
        let (known, farewell) = Default::default();
        Self { rest, own_user_id, known, farewell, seen: Cache::new(MOST_MEMBERS) }
    }

    /// Who is told from now on when Discord says that docket is not in a guild; only the first counts.
    pub fn tell_farewells(&self, farewell: Farewell) {
        // A second door onto the same account would tell the same database.
        let _ = self.farewell.set(farewell);
    }

    /// What an error about a guild means.
    async fn failed(&self, guild_id: i64, error: Error) -> FetchError {
        if matches!(error.code(), code::UNKNOWN_GUILD | code::MISSING_ACCESS)
            && let Some(farewell) = self.farewell.get()
        {
            farewell(guild_id).await;
        }
        fetch_error(error)
    }

    async fn ask(&self, guild_id: i64) -> Result<GuildFacts, FetchError> {
        let guild = self.get::<RestGuild>(guild_id, Route::guild(guild_id)).await?;
        let channels = self.get::<Vec<RestChannel>>(guild_id, Route::guild_channels(guild_id)).await?;
        let member = self.get::<RestMember>(guild_id, Route::member(guild_id, self.own_user_id)).await?;
        Ok(facts(&from_rest(guild, channels, &member, self.own_user_id)))
    }

    async fn get<T: DeserializeOwned>(&self, guild_id: i64, route: Route) -> Result<T, FetchError> {
        let template = route.template;
        let answer = match self.rest.send(route, Body::Empty).await {
            Ok(answer) => answer,
            Err(error) => return Err(self.failed(guild_id, error).await),
        };
        serde_json::from_value(answer)
            .map_err(|_| FetchError::Later(format!("Discord's answer to {template} does not read")))
    }

    fn recall(&self, guild_id: i64) -> Option<GuildFacts> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        known.retain(|_, (asked_at, _)| now - *asked_at < FRESH_FOR);
        known.get(&guild_id).map(|(_, facts)| facts.clone())
    }
}

impl contract::Directory for Directory {
    fn facts(&self, guild_id: i64) -> BoxFuture<'_, Result<GuildFacts, FetchError>> {
        Box::pin(async move {
            if let Some(facts) = self.recall(guild_id) {
                return Ok(facts);
            }
            self.facts_anew(guild_id).await
        })
    }

    fn facts_anew(&self, guild_id: i64) -> BoxFuture<'_, Result<GuildFacts, FetchError>> {
        Box::pin(async move {
            let facts = self.ask(guild_id).await?;
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert(guild_id, (Instant::now(), facts.clone()));
            Ok(facts)
        })
    }

    fn facts_as(
        &self,
        guild_id: i64,
        user_id: i64,
        role_ids: Vec<i64>,
    ) -> BoxFuture<'_, Result<Option<GuildFacts>, FetchError>> {
        Box::pin(async move {
            let guild = self.get::<RestGuild>(guild_id, Route::guild(guild_id)).await?;
            let channels = self.get::<Vec<RestChannel>>(guild_id, Route::guild_channels(guild_id)).await?;
            let member = RestMember::with_roles(&role_ids);
            Ok(Some(facts(&from_rest(guild, channels, &member, user_id))))
        })
    }

    fn name_of(
        &self,
        guild_id: i64,
        user_id: i64,
        now: DateTime<Utc>,
    ) -> BoxFuture<'_, Result<Option<String>, FetchError>> {
        Box::pin(async move {
            let member = contract::Members::member_lately(self, guild_id, user_id, now).await?;
            Ok(member.map(|member| member.name))
        })
    }

    fn person(
        &self,
        guild_id: i64,
        user_id: i64,
        now: DateTime<Utc>,
    ) -> BoxFuture<'_, Result<Option<MemberFacts>, FetchError>> {
        contract::Members::member_lately(self, guild_id, user_id, now)
    }

    fn person_anew(
        &self,
        guild_id: i64,
        user_id: i64,
    ) -> BoxFuture<'_, Result<Option<MemberFacts>, FetchError>> {
        contract::Members::member(self, guild_id, user_id)
    }

    fn people_called<'a>(
        &'a self,
        guild_id: i64,
        beginning: &'a str,
    ) -> BoxFuture<'a, Result<Vec<(i64, String)>, FetchError>> {
        Box::pin(async move {
            let route = Route::members_called(guild_id, beginning, MOST_CALLED);
            let found: Vec<serde_json::Value> = self.get(guild_id, route).await?;
            let people = found.iter().filter(|member| member["user"]["bot"] != true);
            let id = |member: &serde_json::Value| member["user"]["id"].as_str()?.parse().ok();
            Ok(people.filter_map(|member| Some((id(member)?, name_in(member)))).collect())
        })
    }
}

/// What the guild calls a member of Discord's.
fn name_in(member: &serde_json::Value) -> String {
    let names = [&member["nick"], &member["user"]["global_name"], &member["user"]["username"]];
    clean(names.into_iter().find_map(serde_json::Value::as_str).unwrap_or_default())
}

impl contract::Members for Directory {
    fn member(&self, guild_id: i64, user_id: i64) -> BoxFuture<'_, Result<Option<MemberFacts>, FetchError>> {
        Box::pin(async move {
            let answer = match self.rest.send(Route::member(guild_id, user_id), Body::Empty).await {
                Ok(answer) => answer,
                Err(error) if is_no_member(&error) => return Ok(None),
                Err(error) => return Err(self.failed(guild_id, error).await),
            };
            let roles = answer["roles"].as_array().into_iter().flatten();
            let role_ids = roles.filter_map(|role| role.as_str()?.parse().ok()).collect();
            Ok(Some(MemberFacts { name: name_in(&answer), role_ids }))
        })
    }

    fn member_lately(
        &self,
        guild_id: i64,
        user_id: i64,
        now: DateTime<Utc>,
    ) -> BoxFuture<'_, Result<Option<MemberFacts>, FetchError>> {
        Box::pin(async move {
            let key = (guild_id, user_id);
            let is_fresh = |at: DateTime<Utc>| at <= now && now - at < LATELY;
            if let Some((_, facts)) = self.seen.get(&key).filter(|(at, _)| is_fresh(*at)) {
                return Ok(Some(facts));
            }
            let found = self.member(guild_id, user_id).await?;
            match &found {
                Some(facts) => self.seen.insert(key, (now, facts.clone())),
                None => drop(self.seen.remove(&key)),
            }
            Ok(found)
        })
    }

    fn give_role(&self, guild_id: i64, user_id: i64, role_id: i64) -> BoxFuture<'_, Result<(), FetchError>> {
        Box::pin(async move {
            let route = Route::member_role(Method::PUT, guild_id, user_id, role_id);
            match self.rest.send(route, Body::Empty).await {
                Ok(_) => Ok(()),
                Err(error) => Err(self.failed(guild_id, error).await),
            }
        })
    }

    fn take_role(&self, guild_id: i64, user_id: i64, role_id: i64) -> BoxFuture<'_, Result<(), FetchError>> {
        Box::pin(async move {
            let route = Route::member_role(Method::DELETE, guild_id, user_id, role_id);
            match self.rest.send(route, Body::Empty).await {
                Err(error) if !is_no_member(&error) => Err(self.failed(guild_id, error).await),
                _ => Ok(()),
            }
        })
    }
}

/// Whether Discord says that there is no such member, rather than that it cannot tell.
fn is_no_member(error: &Error) -> bool {
    matches!(error.code(), code::UNKNOWN_MEMBER | code::UNKNOWN_USER)
}

fn fetch_error(error: Error) -> FetchError {
    match error.code() {
        code::UNKNOWN_GUILD | code::MISSING_ACCESS => {
            FetchError::Never("docket is not a member of this server (any more)".to_owned())
        }
        _ if error.is_passing() || error.is_beside_the_point() => FetchError::Later(error.to_string()),
        _ => FetchError::Never(error.to_string()),
    }
}
