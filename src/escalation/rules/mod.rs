//! What the room decides; pure.

pub mod alike;
pub mod brought;
pub mod climb;
pub mod clock;
pub mod clocked;
pub mod hear;
pub mod ladder;
pub mod lifecycle;
pub mod place;
pub mod post;
pub mod review;
pub mod route;
pub mod said;
pub mod sent_back;
pub mod stamp;
pub mod stats;
pub mod steps;
pub mod told;
pub mod topic;
