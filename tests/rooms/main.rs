//! What the kit promises to rooms, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../build/check.rs"]
mod check;
#[path = "../support/desk/mod.rs"]
mod desk;
#[path = "../support/engines.rs"]
mod engines;
#[path = "../../build/generate.rs"]
mod generate;
#[path = "../../build/manifest.rs"]
#[expect(dead_code, reason = "build.rs reads the folder")]
mod manifest;
#[path = "../../build/nouns.rs"]
mod nouns;

mod faces;
mod gadget;
mod generated;
mod gone;
mod links;
mod places;
mod stage;
mod upgrade;
