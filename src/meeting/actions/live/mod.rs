//! A meeting that is held: it begins, goes on from topic to topic, and ends.

mod begin;
mod clock;
mod draw;
mod end;
mod open;
mod round;
mod settle;
mod step;

pub(in crate::meeting) use begin::Begin;
pub use begin::start;
pub(in crate::meeting) use clock::{Close, SoonOver, Time};
pub(super) use draw::{Draws, head_key, look, topic_key};
pub use end::{adjourn, end};
pub(super) use open::{begin_live, find_live, is_chair, lead, live_at};
pub use round::round;
pub(super) use settle::{arrive, keep, touch};
pub use step::{extend, next_item, park};
