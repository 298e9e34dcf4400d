//! What the room decides; pure.

pub mod brought;
pub mod ladder;
pub mod lifecycle;
pub mod route;
pub mod steps;
pub mod topic;
