//! What the room of requests promises, on each engine, through the front desk.

mod asking;
mod changing;
mod copying;
#[path = "../support/desk/mod.rs"]
mod desk;
#[path = "../support/engines.rs"]
mod engines;
mod filing;
mod looking;
#[path = "../support/many.rs"]
mod many;
mod scale;
mod sweeping;
mod triage;
mod world;
