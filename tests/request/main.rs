//! What the room of requests promises, on each engine, through the front desk.

mod changing;
mod copying;
#[path = "../support/engines.rs"]
mod engines;
mod filing;
mod looking;
mod sweeping;
mod triage;
mod world;
