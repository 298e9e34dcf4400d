//! Pure decisions of the room.

mod attendees;
mod boxes;
mod carry;
mod forget;
mod heard;
mod live;
mod original;
mod people;
mod published;
mod remind;
mod said;
mod slots;
mod survey;
mod template;
mod timing;
mod transcript;
pub mod verb;

pub use attendees::Attendees;
pub use boxes::{Boxed, Fit, USUAL_MINUTES, fit};
pub use carry::carry;
pub use forget::{file_without, forget_said, said_by};
pub use original::Original;
pub use people::{may_owe, named};
pub use published::{Shown, Verdict, is_of, mark, marked, verdict};
pub use remind::Remind;
pub use slots::{Slot, clock_note, is_holiday, note_taker, slots};
pub use survey::{BEST, figures, survey_closes};
pub use template::{MOST_STANDING, OtherHour, Sections, StandingItem, Template};
pub use timing::{Due, Step, day_before, due, features_day, next_step, owed_at};
pub use transcript::{LONGEST_TRANSCRIPT, is_transcript};

pub use heard::heard_at;
pub use live::{
    AGAIN, Asks, DRAFT_FOR, EARLY, LATE, Leads, MOST_EXTRA, Mark, SOON_OVER, can_mark, closes_at, leads,
    next_mark, reached, threads_lack,
};
pub use said::{Said, noted_as, said};
