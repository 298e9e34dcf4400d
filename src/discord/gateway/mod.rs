//! The door over WebSocket: Discord tells docket what happens.
//!
//! serenity keeps the connection (heartbeats, resuming, identifying anew); docket makes sure that it goes to the
//! server that `DISCORD_API_URL` names, starts it again when it ends, and catches up on what was said meanwhile.

mod catch_up;
mod events;
mod marks;
mod store;
mod unread;
mod voice;
mod words;

pub use unread::{LeavesOutUnread, hears_unread};

use super::{
    doors::Doors,
    rest::{Body, Route},
};
use crate::clockwork::Seat;
use events::Events;
use serenity::all::{ClientBuilder, GatewayError, GatewayIntents, HttpBuilder};
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio_util::sync::CancellationToken;

/// The first pause before connecting again; doubled each time.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The privileged intents that docket wishes for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Privileged {
    /// Who comes and leaves.
    pub members: bool,
    /// What messages say.
    pub content: bool,
}

/// What docket asks to be told.
fn intents(wished: Privileged) -> GatewayIntents {
    let mut intents = GatewayIntents::GUILDS
        | GatewayIntents::GUILD_MESSAGES
        | GatewayIntents::GUILD_MESSAGE_REACTIONS
        | GatewayIntents::GUILD_SCHEDULED_EVENTS
        | GatewayIntents::GUILD_VOICE_STATES
        | GatewayIntents::DIRECT_MESSAGES;
    intents.set(GatewayIntents::GUILD_MEMBERS, wished.members);
    intents.set(GatewayIntents::MESSAGE_CONTENT, wished.content);
    intents
}

/// The connection to the gateway.
pub(super) struct Gateway {
    doors: Arc<Doors>,
    api_url: String,
    token: String,
    wished: Privileged,
    /// Whether Discord has refused what is privileged; docket goes on without.
    is_refused: AtomicBool,
    /// Whether this process is the one to be connected.
    seat: Seat,
    marks: Arc<marks::Marks>,
    is_connected: Arc<AtomicBool>,
    /// Why it will not connect again, in words.
    trouble: Mutex<Option<String>>,
}

/// How a connection ended.
enum Ended {
    /// Trying again does not help.
    ForGood(String),
    /// Discord does not allow what was asked for (close code 4014).
    Disallowed,
    ForNow(String),
}

impl Gateway {
    pub fn new(doors: Arc<Doors>, api_url: String, token: String, wished: Privileged, seat: Seat) -> Self {
        let (is_refused, marks, is_connected, trouble) = Default::default();
        Self { doors, api_url, token, wished, is_refused, seat, marks, is_connected, trouble }
    }

    /// Whether events are coming in, here or at another instance; if not, why.
    pub fn state(&self) -> Result<&'static str, String> {
        if self.is_connected.load(Ordering::Relaxed) {
            return Ok("connected");
        }
        if let Some(trouble) = self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone() {
            return Err(trouble);
        }
        match *self.seat.held.borrow() {
            true => Err("not connected to Discord's gateway (yet)".to_owned()),
            false => Ok("another instance is connected; this one takes over when that ends"),
        }
    }

    /// Keeps connected whenever this process holds the seat, until `stop`; then the seat is another's.
    pub async fn run(&self, stop: CancellationToken) {
        let mut held = self.seat.held.clone();
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                is_held = held.wait_for(|is_held| *is_held) => if is_held.is_err() { break },
            }
            let turn = stop.child_token();
            let is_lost = async {
                if held.wait_for(|is_held| !*is_held).await.is_err() {
                    // Nobody is left who could take it away.
                    std::future::pending::<()>().await;
                }
                turn.cancel();
                std::future::pending::<()>().await
            };
            tokio::select! {
                () = self.keep_connected(&turn) => {}
                () = is_lost => {}
            }
            if !turn.is_cancelled() {
                // The gateway is closed to docket.
                break;
            }
        }
        self.seat.left.cancel();
    }

    /// Keeps connected until `stop`, or for as long as that makes sense.
    async fn keep_connected(&self, stop: &CancellationToken) {
        let mut pause = PAUSE;
        while !stop.is_cancelled() {
            let began = tokio::time::Instant::now();
            let ended = self.connect(stop).await;
            self.is_connected.store(false, Ordering::Relaxed);
            match ended {
                Ok(()) => return,
                Err(Ended::ForGood(why)) => {
                    tracing::error!(why, "the gateway is closed to docket");
                    *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
                    return;
                }
                Err(Ended::Disallowed) => {
                    if self.is_refused.swap(true, Ordering::Relaxed) || self.wished == Privileged::default() {
                        let why =
                            "Discord does not allow docket's intents, although none of them is privileged";
                        tracing::error!(why, "the gateway is closed to docket");
                        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(why.to_owned());
                        return;
                    }
                    tracing::error!(
                        "Discord refuses the privileged intents that docket asks for (close code 4014): switch them on in the \
                         developer portal under Bot, Privileged Gateway Intents, or leave out DOCKET_MEMBERS_INTENT and \
                         DOCKET_CONTENT_INTENT; docket goes on without them"
                    );
                }
                Err(Ended::ForNow(why)) => tracing::warn!(why, "the connection to the gateway ended"),
            }
            pause = if began.elapsed() > LONGEST_PAUSE { PAUSE } else { (pause * 2).min(LONGEST_PAUSE) };
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// The privileged intents that are asked for at present.
    fn asked_for(&self) -> Privileged {
        if self.is_refused.load(Ordering::Relaxed) { Privileged::default() } else { self.wished }
    }

    /// One life of a client; `Ok` when it was stopped.
    async fn connect(&self, stop: &CancellationToken) -> Result<(), Ended> {
        let gateway = self.doors.rest.send(Route::gateway(), Body::Empty).await;
        let gateway = gateway.map_err(|error| Ended::ForNow(error.to_string()))?;
        let url =
            gateway["url"].as_str().ok_or_else(|| Ended::ForNow("no address of a gateway".to_owned()))?;
        let shards = gateway["shards"].as_u64().and_then(|shards| u32::try_from(shards).ok()).unwrap_or(1);
        let http = HttpBuilder::new(&self.token).proxy(&self.api_url).ratelimiter_disabled(true).build();
        let life = stop.child_token();
        let events = Events {
            doors: Arc::clone(&self.doors),
            marks: Arc::clone(&self.marks),
            held: self.seat.held.clone(),
            is_connected: Arc::clone(&self.is_connected),
            guilds: Mutex::default(),
            stop: life.clone(),
        };
        let _ends_with_this_connection = life.drop_guard();
        let client =
            ClientBuilder::new_with_http(http, intents(self.asked_for())).event_handler(events).await;
        let mut client = client.map_err(|error| ended(&error))?;
        // Where serenity cannot learn the address it goes to the public gateway without a word.
        url.clone_into(&mut *client.ws_url.lock().await);
        let shards_of = Arc::clone(&client.shard_manager);
        tokio::select! {
            () = stop.cancelled() => {
                shards_of.shutdown_all().await;
                Ok(())
            }
            never = self.tell_unread() => match never {},
            end = client.start_shards(shards.max(1)) => match end {
                Ok(()) => Err(Ended::ForNow("all shards have ended".to_owned())),
                Err(error) => Err(ended(&error)),
            },
        }
    }
}

/// serenity's errors may hold addresses with tokens, so they are never shown whole.
fn ended(error: &serenity::Error) -> Ended {
    let for_good = |why: &str| Ended::ForGood(why.to_owned());
    match error {
        serenity::Error::Gateway(GatewayError::InvalidAuthentication) => {
            for_good("Discord does not accept the token; look at DISCORD_TOKEN")
        }
        serenity::Error::Gateway(GatewayError::DisallowedGatewayIntents) => Ended::Disallowed,
        serenity::Error::Gateway(GatewayError::InvalidGatewayIntents) => {
            for_good("Discord does not know docket's intents")
        }
        serenity::Error::Gateway(GatewayError::InvalidShardData) => {
            for_good("Discord does not accept the number of shards that it recommended")
        }
        serenity::Error::Gateway(_) => Ended::ForNow("the gateway closed the connection".to_owned()),
        _ => Ended::ForNow("the connection to the gateway failed".to_owned()),
    }
}
