//! The doors to Discord: gateway and HTTP interactions in, REST out.
//!
//! [`Discord::connect`] makes sure of the account. What other floors ask of Discord it gives as ports: a
//! [`Directory`](Discord::directory), a [`FileSource`](Discord::files), a [`Courier`](Discord::courier). What comes in
//! is answered by [`Open`], the opened doors.
//!
//! - `wire` reads interactions and writes Discord's JSON, within Discord's limits; pure.
//! - `doors` keeps the 3-second rule, the same for the gateway and the endpoint.
//! - `gateway` and `endpoint` are the two ways in; `gateway` also catches up on what was missed.
//! - `rest` and `limiter` are the one way out; `courier` delivers the outbox through it.
//! - `register` tells Discord the commands, `directory` asks it about a guild, `files` fetches what people attached,
//!   `scheduled` publishes events.

mod connect;
mod courier;
mod directory;
mod doors;
mod endpoint;
mod files;
mod gateway;
mod limiter;
mod metrics;
mod open;
mod permissions;
mod register;
mod rest;
mod scheduled;
mod wire;

pub use connect::{ConnectError, Discord, Settings};
pub use doors::Answers;
pub use files::{FileStore, StoredFile};
pub use gateway::{LeavesOutUnread, hears_unread};
pub use metrics::Metrics;
pub use open::{Open, Opening};
pub use register::Registered;
pub use rest::Error;
