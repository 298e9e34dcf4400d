//! Scheduled events over REST.

use super::{
    directory::Directory,
    rest::{Body, Error, Rest, Route, code},
};
use crate::contract::{
    self, Directory as _, EventPlace, FetchError, Progress, PublishedEvent, ScheduledEvent,
};
use chrono::{DateTime, SecondsFormat, Utc};
use futures::future::BoxFuture;
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;

/// The only privacy that Discord has: members of the guild.
const GUILD_ONLY: u64 = 2;
/// The states of an event that is to come, that goes on, and that is over.
const TO_COME: u64 = 1;
const GOES_ON: u64 = 2;
const OVER: u64 = 3;

/// [`contract::ScheduledEvents`] over REST.
pub(super) struct ScheduledEvents {
    pub rest: Rest,
    pub directory: Arc<Directory>,
    pub own_user_id: i64,
}

impl contract::ScheduledEvents for ScheduledEvents {
    fn own(&self, guild_id: i64) -> BoxFuture<'_, Result<Vec<PublishedEvent>, FetchError>> {
        Box::pin(async move {
            let found = self.rest.send(Route::scheduled_events(Method::GET, guild_id), Body::Empty).await;
            match found {
                Ok(found) => Ok(self.own_in(&found)),
                Err(error) => Err(self.failed(guild_id, None, error).await),
            }
        })
    }

    fn publish<'a>(
        &'a self,
        guild_id: i64,
        event: &'a ScheduledEvent,
    ) -> BoxFuture<'a, Result<i64, FetchError>> {
        Box::pin(async move {
            let route = Route::scheduled_events(Method::POST, guild_id);
            match self.rest.send(route, Body::Json(body(event))).await {
                Ok(made) => number(&made["id"])
                    .ok_or_else(|| FetchError::Later("Discord's answer names no event".to_owned())),
                Err(error) => Err(self.failed(guild_id, Some(&event.place), error).await),
            }
        })
    }

    fn change<'a>(
        &'a self,
        guild_id: i64,
        event_id: i64,
        event: &'a ScheduledEvent,
    ) -> BoxFuture<'a, Result<(), FetchError>> {
        Box::pin(async move {
            let route = Route::scheduled_event(Method::PATCH, guild_id, event_id);
            match self.rest.send(route, Body::Json(body(event))).await {
                Ok(_) => Ok(()),
                Err(error) if is_over(&error) => Ok(()),
                Err(error) => Err(self.failed(guild_id, Some(&event.place), error).await),
            }
        })
    }

    fn advance(&self, guild_id: i64, event_id: i64, to: Progress) -> BoxFuture<'_, Result<(), FetchError>> {
        let status = match to {
            Progress::GoesOn => GOES_ON,
            Progress::Over => OVER,
        };
        Box::pin(async move {
            let route = Route::scheduled_event(Method::PATCH, guild_id, event_id);
            let sent = self.rest.send(route, Body::Json(json!({ "status": status }))).await;
            self.done_if_over(guild_id, sent).await
        })
    }

    fn remove(&self, guild_id: i64, event_id: i64) -> BoxFuture<'_, Result<(), FetchError>> {
        Box::pin(async move {
            let route = Route::scheduled_event(Method::DELETE, guild_id, event_id);
            let sent = self.rest.send(route, Body::Empty).await;
            self.done_if_over(guild_id, sent).await
        })
    }
}

/// Whether there is no such event (any more).
fn is_over(error: &Error) -> bool {
    matches!(error.code(), code::UNKNOWN_EVENT | code::EVENT_IS_OVER)
}

impl ScheduledEvents {
    fn own_in(&self, found: &Value) -> Vec<PublishedEvent> {
        let all = found.as_array().map(Vec::as_slice).unwrap_or_default();
        let own = all.iter().filter(|event| number(&event["creator_id"]) == Some(self.own_user_id));
        own.filter_map(|event| {
            let status = event["status"].as_u64().filter(|status| [TO_COME, GOES_ON].contains(status))?;
            let description = event["description"].as_str().unwrap_or_default().to_owned();
            Some(PublishedEvent { id: number(&event["id"])?, description, goes_on: status == GOES_ON })
        })
        .collect()
    }

    /// What was sent about an event is done, also where there is no such event any more.
    async fn done_if_over<T: Send>(&self, guild_id: i64, sent: Result<T, Error>) -> Result<(), FetchError> {
        match sent {
            Ok(_) => Ok(()),
            Err(error) if is_over(&error) => Ok(()),
            Err(error) => Err(self.failed(guild_id, None, error).await),
        }
    }

    /// What an error means, in words for whoever can put it right.
    async fn failed(&self, guild_id: i64, place: Option<&EventPlace>, error: Error) -> FetchError {
        if error.is_passing() || error.is_beside_the_point() {
            return FetchError::Later(error.to_string());
        }
        match error.code() {
            code::UNKNOWN_GUILD | code::MISSING_ACCESS | code::MISSING_PERMISSIONS => {
                self.forbidden(guild_id, place).await
            }
            code::UNKNOWN_CHANNEL => {
                FetchError::Never("the channel that it takes place in does not exist (any more)".to_owned())
            }
            code::TOO_MANY_EVENTS => {
                FetchError::Never("the server has 100 events already, and Discord allows no more".to_owned())
            }
            _ => {
                tracing::error!(guild.id = guild_id, error = %error, "a scheduled event was refused");
                FetchError::Never("Discord refused it; the log says why".to_owned())
            }
        }
    }

    /// Docket may not do it, or is not in the guild any more: the directory itself sees to what follows from that.
    async fn forbidden(&self, guild_id: i64, place: Option<&EventPlace>) -> FetchError {
        let facts = match self.directory.facts_anew(guild_id).await {
            Ok(facts) => facts,
            Err(error) => return error,
        };
        let anywhere = EventPlace::Elsewhere(String::new());
        let lacks = place.unwrap_or(&anywhere).lacks(&facts);
        FetchError::Never(match lacks.as_slice() {
            [] => "Discord does not let docket do that".to_owned(),
            [one] => format!("docket lacks the permission {one}"),
            many => format!("docket lacks the permissions {}", many.join(", ")),
        })
    }
}

/// The event as Discord takes it. What another kind of place had is taken away.
fn body(event: &ScheduledEvent) -> Value {
    let (kind, channel, metadata) = match &event.place {
        EventPlace::Stage(channel_id) => (1, json!(channel_id.to_string()), Value::Null),
        EventPlace::Voice(channel_id) => (2, json!(channel_id.to_string()), Value::Null),
        EventPlace::Elsewhere(location) => (3, Value::Null, json!({ "location": location })),
    };
    json!({
        "name": event.name,
        "description": event.description,
        "privacy_level": GUILD_ONLY,
        "scheduled_start_time": instant(event.starts_at),
        "scheduled_end_time": instant(event.ends_at),
        "entity_type": kind,
        "channel_id": channel,
        "entity_metadata": metadata,
    })
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn number(value: &Value) -> Option<i64> {
    value.as_str()?.parse().ok()
}
