//! Discord's JSON on one side, the contract's plain data on the other. Pure; no network.
//!
//! Reading goes through serenity's typed interactions, which are the same from the gateway and from the HTTP
//! body. Writing is raw JSON, so that nothing depends on which parts of Discord's format a library knows.

mod callback;
mod card;
mod form;
mod message;
mod options;
mod parse;
mod rows;
mod said;
#[cfg(test)]
mod tests;

pub(super) use callback::{Callback, EPHEMERAL};
pub(super) use message::{Page, page, pages};
pub(super) use options::{caller_name, id, snapshot_attachment};
pub(super) use parse::{Asked, Ticket, parse};
pub(super) use said::{read_components, read_target, snapshot, unread, unread_target};
