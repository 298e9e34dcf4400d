//! The doors to Discord, tried against a faithful Discord on loopback: over the gateway and over HTTP.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

mod courier;
mod endpoint;
#[path = "../support/engines.rs"]
mod engines;
mod files;
mod gateway;
mod interactions;
mod listening;
mod members;
mod networks;
mod replies;
mod sources;
mod stage;
mod x_login;
