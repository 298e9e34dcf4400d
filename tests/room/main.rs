//! What every room promises alike, found in the manifests, on each engine, through the front desk.

#[path = "../support/desk/mod.rs"]
mod desk;
#[path = "../support/engines.rs"]
mod engines;

#[path = "../doors/listening.rs"]
mod listening;
mod mentions;
mod presses;
mod scenes;
