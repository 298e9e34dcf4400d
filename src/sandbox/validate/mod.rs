//! Discord's limits on what an application sends, checked before anything is stored.

pub mod commands;
pub mod components;
pub mod forms;
pub mod messages;
