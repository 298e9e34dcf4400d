//! Delivering the outbox: a message to a channel or person, or the newest state of a living card.
//!
//! What may have been sent before is not sent again: within minutes Discord itself refuses the same nonce, after that
//! the channel is searched for the message.

mod failure;
mod thread;

use self::thread::Stopped;
use super::{
    files::{FileStore, with_files},
    rest::{Body, Error, Rest, Route, code},
    wire::{Page, id, page, pages},
};
use crate::{
    base::{clock::Clock, ids::snowflake_at, text::short_hash},
    contract::{Directory, Message},
    queue::{self, Delivered, Failure, Leased, Sent, Target},
};
use chrono::TimeDelta;
use futures::future::BoxFuture;
use serde_json::{Map, Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// How long Discord is trusted to remember a nonce; it says "the past few minutes".
const NONCE_WINDOW: TimeDelta = TimeDelta::minutes(2);
/// How far Discord's clock may be off from docket's.
const SKEW: TimeDelta = TimeDelta::minutes(1);
/// Pages of 100 messages that are searched for one that may have been sent.
const SEARCHED_PAGES: usize = 20;
/// Channels of direct messages that are remembered.
const REMEMBERED: usize = 10_000;

/// [`queue::Courier`] over REST.
pub(super) struct Courier {
    pub rest: Rest,
    pub file_store: Arc<dyn FileStore>,
    pub directory: Arc<dyn Directory>,
    pub clock: Clock,
    pub own_user_id: i64,
    direct: Mutex<HashMap<i64, i64>>,
}

impl queue::Courier for Courier {
    fn deliver<'m>(&'m self, message: &'m Leased) -> BoxFuture<'m, Result<Delivered, Failure>> {
        Box::pin(self.bring(message))
    }
}

impl Courier {
    pub fn new(
        rest: Rest,
        file_store: Arc<dyn FileStore>,
        directory: Arc<dyn Directory>,
        clock: Clock,
        own_user_id: i64,
    ) -> Self {
        Self { rest, file_store, directory, clock, own_user_id, direct: Mutex::default() }
    }

    async fn bring(&self, leased: &Leased) -> Result<Delivered, Failure> {
        let message: Message = serde_json::from_value(leased.body.clone()).map_err(|error| {
            tracing::error!(guild.id = leased.guild_id, outbox.id = leased.id, error = %error, "a stored message does not read");
            Failure::Never { reason: "the stored message does not read; the fault is logged".to_owned() }
        })?;
        let message = match leased.target {
            Target::Person(_) => message.in_guild(leased.guild_id),
            Target::Channel(_) => message,
        };
        let pages = if leased.card.is_some() { vec![page(&message)] } else { pages(&message) };
        let channel_id = self.channel(leased).await?;
        let mut delivered = match leased.in_thread_id {
            None => self.bring_to(leased, channel_id, &pages).await?,
            Some(thread_id) => match self.bring_to(leased, thread_id, &pages).await {
                // Somebody deleted the thread; what was to be said in it is not lost with it.
                Err(Stopped::Gone) => Delivered {
                    lost_thread_id: Some(thread_id),
                    ..self.bring_to(leased, channel_id, &pages).await?
                },
                brought => brought?,
            },
        };
        if let Some(name) = message.thread.as_deref().filter(|_| leased.card_thread_id.is_none()) {
            self.open_thread(name, &mut delivered).await?;
        }
        Ok(delivered)
    }

    /// Brings the pages to a channel or thread.
    async fn bring_to(&self, leased: &Leased, channel_id: i64, pages: &[Page]) -> Result<Delivered, Stopped> {
        if let Some(shown) = leased.card_message
            && self.edit(leased, channel_id, shown, &pages[0]).await?
        {
            return Ok(shown.into());
        }
        let mut first = None;
        for (n, page) in pages.iter().enumerate() {
            let message_id = self.send(leased, channel_id, page, n).await?;
            first.get_or_insert(Sent { channel_id, message_id });
        }
        let sent = first.ok_or_else(|| Failure::Never { reason: "the message is empty".to_owned() })?;
        Ok(sent.into())
    }

    async fn channel(&self, leased: &Leased) -> Result<i64, Failure> {
        let user_id = match leased.target {
            Target::Channel(channel_id) => return Ok(channel_id),
            Target::Person(user_id) => user_id,
        };
        let known = self.direct.lock().unwrap_or_else(PoisonError::into_inner).get(&user_id).copied();
        if let Some(channel_id) = known {
            return Ok(channel_id);
        }
        let body = Body::Json(json!({ "recipient_id": user_id.to_string() }));
        let opened = self.rest.send(Route::direct_messages(), body).await;
        let opened = match opened {
            Ok(opened) => opened,
            Err(error) => return Err(self.failure(leased, None, &error).await),
        };
        let channel_id = message_id(&opened)?;
        let mut direct = self.direct.lock().unwrap_or_else(PoisonError::into_inner);
        if direct.len() >= REMEMBERED {
            direct.clear();
        }
        direct.insert(user_id, channel_id);
        Ok(channel_id)
    }

    /// Brings the card's message up to date. False when it has to be sent anew: it is gone, cannot be edited any more,
    /// or belongs into another channel now.
    async fn edit(
        &self,
        leased: &Leased,
        channel_id: i64,
        shown: Sent,
        page: &Page,
    ) -> Result<bool, Stopped> {
        if shown.channel_id != channel_id {
            self.clear(shown).await;
            return Ok(false);
        }
        let route = Route::edit_message(channel_id, shown.message_id);
        let body = with_files(&*self.file_store, leased.guild_id, page, page.edit()).await;
        match self.rest.send(route, body).await {
            Ok(_) => Ok(true),
            Err(error) => match error.code() {
                code::UNKNOWN_MESSAGE => Ok(false),
                code::OLD_EDITS | code::THREAD_ARCHIVED => {
                    self.clear(shown).await;
                    Ok(false)
                }
                _ => Err(self.stopped(leased, page, &error).await),
            },
        }
    }

    /// Why it goes no further there.
    async fn stopped(&self, leased: &Leased, page: &Page, error: &Error) -> Stopped {
        if error.code() == code::UNKNOWN_CHANNEL && leased.in_thread_id.is_some() {
            return Stopped::Gone;
        }
        Stopped::Failed(self.failure(leased, Some(page), error).await)
    }

    /// Takes away a card's former message, so that one card is one message. If that fails the old one stays behind,
    /// which is untidy and nothing worse.
    async fn clear(&self, shown: Sent) {
        let route = Route::delete_message(shown.channel_id, shown.message_id);
        if let Err(error) = self.rest.send(route, Body::Empty).await {
            tracing::debug!(channel.id = shown.channel_id, error = %error, "a card's former message stays");
        }
    }

    /// Sends the `n`th page, or finds where it was sent before.
    async fn send(&self, leased: &Leased, channel_id: i64, page: &Page, n: usize) -> Result<i64, Stopped> {
        let nonce = if n == 0 { leased.nonce() } else { short_hash(format!("{}/{n}", leased.nonce())) };
        let is_forgotten = self.clock.now() - leased.first_sent_at > NONCE_WINDOW;
        if leased.attempts > 1 && is_forgotten {
            match self.search(leased, channel_id, page, &nonce).await {
                Ok(Some(found)) => return Ok(found),
                Ok(None) => {}
                // Without leave to read there is nothing to search; saying it twice is better than not at all.
                Err(error) if matches!(error.code(), code::MISSING_ACCESS | code::MISSING_PERMISSIONS) => {}
                Err(error) => return Err(self.stopped(leased, page, &error).await),
            }
        }
        let mut body: Map<String, Value> = page.create(0);
        body.insert("nonce".to_owned(), json!(nonce));
        body.insert("enforce_nonce".to_owned(), json!(true));
        let body = with_files(&*self.file_store, leased.guild_id, page, body).await;
        match self.rest.send(Route::create_message(channel_id), body).await {
            Ok(created) => Ok(message_id(&created)?),
            Err(error) => Err(self.stopped(leased, page, &error).await),
        }
    }

    /// Looks through what was said since the first attempt for this page.
    async fn search(
        &self,
        leased: &Leased,
        channel_id: i64,
        page: &Page,
        nonce: &str,
    ) -> Result<Option<i64>, Error> {
        let mut after = id(snowflake_at(leased.first_sent_at - SKEW));
        for _ in 0..SEARCHED_PAGES {
            let found = self.rest.send(Route::messages_after(channel_id, after), Body::Empty).await?;
            let found = found.as_array().map(Vec::as_slice).unwrap_or_default();
            let sent = found.iter().find(|message| self.is_sent(message, page, nonce));
            if let Some(sent) = sent.and_then(number) {
                return Ok(Some(sent));
            }
            let Some(newest) = found.iter().filter_map(number).max() else { return Ok(None) };
            after = newest;
        }
        Ok(None)
    }

    /// Discord does not promise to show the nonce of a stored message; where it does not, the same words by docket's
    /// own account since the first attempt are the same message.
    fn is_sent(&self, message: &Value, page: &Page, nonce: &str) -> bool {
        let author = message["author"]["id"].as_str().and_then(|text| text.parse().ok());
        let is_own = author == Some(self.own_user_id);
        is_own
            && match message["nonce"].as_str() {
                Some(theirs) => theirs == nonce,
                None => page.looks_like(message),
            }
    }
}

fn number(object: &Value) -> Option<i64> {
    object["id"].as_str()?.parse().ok()
}

/// The id in Discord's answer. Without one it may still have been sent, and the nonce will tell.
fn message_id(answer: &Value) -> Result<i64, Failure> {
    number(answer).ok_or_else(|| Failure::Later {
        retry_after: None,
        reason: "Discord's answer names no message".to_owned(),
    })
}
