//! SQL of the room.

mod clock;
mod forget;
mod ladder;
mod library;
mod list;
mod person;
mod post;
mod review;
mod row;
mod said;
mod topic;

pub use clock::{MOST_MEASURED, Measure, clock, drop_clock, measures, running_clocks, set_clock};
pub use forget::{forget_end, forget_own, forget_texts_in, ids_naming, ids_with_end, written_by};
pub use ladder::{LadderRow, ladder_for, ladders, set_ladder, unset_ladder};
pub use library::{Answered, answered, insert_answer, library, save_answer};
pub use list::{Key, Listed, Of, candidates, drafted, open_of, owners, page};
pub use person::{NoteRow, add_note, join, note_text, notes, people};
pub use post::{in_conversation, post, set_post};
pub use review::{ReviewerRow, reviewers, reviewers_for, set_reviewers};
pub use row::{all_after, by_message, find, find_all, insert, lock, open_by_post, save};
pub use said::{Said, add_said, of_conversations, of_posts, of_said, said, unsaid, waits_on};
pub use topic::{insert_topic, save_topic, topics};
