//! A meeting that is held: it begins, goes on from topic to topic, and ends.

mod anew;
mod apply;
mod begin;
mod clock;
mod draw;
mod end;
mod made;
mod open;
mod round;
mod step;
mod voice;

pub(super) use anew::redraw_held;
pub(super) use apply::{arrive, keep, touch};
pub(in crate::meeting) use begin::Begin;
pub use begin::start;
pub(in crate::meeting) use clock::{Close, SoonOver, Time};
pub(super) use draw::{Draws, head_key, look, lost, topic_key};
pub use end::{adjourn, end};
pub(in crate::meeting) use made::{ShowTopic, made_of};
pub(super) use open::{begin_live, find_live, is_chair, lead, live_at, live_here, running, series_here};
pub use round::round;
pub use step::{extend, next_item, park};
pub(in crate::meeting) use voice::{Arrived, in_voice};
