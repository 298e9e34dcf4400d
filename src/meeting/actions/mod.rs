//! What people and timers can do with meetings; each is one transaction.

mod agenda;
mod apply;
mod calendar;
mod call;
mod come;
mod complete;
mod dates;
mod events;
mod follow;
mod forget;
mod history;
mod item;
mod live;
mod look;
mod minutes;
mod open;
mod series;
mod setup;
mod take_part;
mod timers;
mod today;

pub use agenda::Agenda;
pub use calendar::{calendar, calendar_new, calendar_revoke};
pub(super) use call::{FeatureAsk, FeatureRound, SurveyClose};
pub use call::{demo, rate, suggest, watched};
pub use come::{carry, come, coming, reason, refresh};
pub(super) use complete::{called, complete, complete_item};
pub use dates::{list, move_to, next, restore, skip};
pub(super) use events::{Events, event_gone, needs};
pub(super) use forget::{duties, forget, forgotten};
pub use history::history;
pub use item::{
    add, both, cite, defer, fit_in, give_up, keep, menu, order, pull, read, revert, revise, slot, vote,
    withdraw,
};
pub use look::{item, show};
pub use series::{pause, resume, undo};
pub(super) use setup::Draft;
pub use setup::{create, draft, edit, redo, save};
pub(super) use timers::{Board, Follow, Owe, OwedRound, Tick, apart, follow_settings, redraw_card};
pub(super) use today::{people, today};

pub(super) use live::{Arrived, Begin, Close, ShowTopic, SoonOver, Time, in_voice, made_of};
pub use live::{adjourn, end, extend, next_item, park, round, start};
pub(super) use minutes::{FetchTranscript, Publish, ShowHeld, minutes_as_file};
pub use minutes::{amend, draft_minutes, minutes_of, publish_now, recording};
pub use take_part::{
    ack, add_to_minutes, correct, enqueue_me, file_idea, jot, notes, one_note, present, regrets, said,
    strike, unqueue,
};
pub(super) use take_part::{hears, spoken_of};
