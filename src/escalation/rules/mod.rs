//! What the room decides; pure.

pub mod brought;
pub mod clock;
pub mod ladder;
pub mod lifecycle;
pub mod post;
pub mod review;
pub mod route;
pub mod said;
pub mod stamp;
pub mod stats;
pub mod steps;
pub mod topic;
