//! What the workspace promises, on each engine, through the desk that every door uses.

mod areas;
mod completions;
mod customers;
mod deliveries;
#[path = "../support/desk/mod.rs"]
mod desk;
#[path = "../support/engines.rs"]
mod engines;
mod known;
mod merges;
mod presence;
mod settings;
mod world;
