//! Types of meetings that are held: what is noted, who was there, who would like to speak, and minutes.

use crate::{contract::Sight, db::At, words_of};
use serde::{Deserialize, Serialize};

/// A meeting while it is held.
#[derive(Clone, Copy, Debug, PartialEq, sqlx::FromRow)]
pub struct Live {
    pub occurrence_id: i64,
    /// When somebody last did something in it.
    pub active_at: At,
    /// Whether it was begun late because docket was down.
    pub is_late: bool,
}

/// Something that was noted in a meeting.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Note {
    pub id: i64,
    pub occurrence_id: i64,
    /// The item that was spoken about; `None`: the meeting as a whole.
    pub item_id: Option<i64>,
    #[sqlx(flatten)]
    pub facts: NoteFacts,
    pub user_id: i64,
    /// The message that said it.
    pub message_id: Option<i64>,
    /// The decision that was recorded with it.
    pub decision_id: Option<i64>,
    /// The action that follows it up.
    pub action_id: Option<i64>,
    pub is_confidential: bool,
    pub created_at: At,
    pub version: i64,
}

/// What can be changed of a note.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, sqlx::FromRow)]
pub struct NoteFacts {
    #[sqlx(try_from = "String")]
    pub kind: NoteKind,
    /// Not escaped.
    pub text: String,
    /// Whether it was taken back.
    pub is_withdrawn: bool,
}

/// What a note is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    Note,
    /// It is on the docket as a decision as well.
    Decision,
    Agreed,
    Rejected,
    Info,
    /// Somebody may file it as a request.
    Idea,
    /// Somebody follows it up.
    Question,
    Link,
}

words_of!(NoteKind {
    Note => "note",
    Decision => "decision",
    Agreed => "agreed",
    Rejected => "rejected",
    Info => "info",
    Idea => "idea",
    Question => "question",
    Link => "link",
});

/// Who was there, or could not come.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Attendance {
    pub user_id: i64,
    pub is_present: bool,
    /// Why not; not escaped.
    pub reason: Option<String>,
}

/// Somebody who would like to speak.
#[derive(Clone, Copy, Debug, PartialEq, sqlx::FromRow)]
pub struct Speaker {
    pub id: i64,
    pub user_id: i64,
    /// Whether they are speaking.
    pub has_floor: bool,
}

/// A recording.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Recording {
    pub url: Option<String>,
    pub transcript: Option<String>,
    pub transcript_name: Option<String>,
    /// Where the transcript is, when it was given as a link; nothing is fetched from there.
    pub transcript_url: Option<String>,
    pub began_at: Option<At>,
}

/// Minutes that were published.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Published {
    pub id: i64,
    pub occurrence_id: i64,
    /// Counted from 1.
    pub revision: i64,
    pub is_confidential: bool,
    pub minutes_json: crate::db::Json<Minutes>,
    /// The same as a file.
    pub markdown: String,
    /// What is different from the revision before.
    pub changed: Option<String>,
    /// `None`: by itself.
    pub published_by_user_id: Option<i64>,
    pub published_at: At,
}

/// What minutes say; no text in it is escaped.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Minutes {
    pub began_at: Option<At>,
    pub ended_at: Option<At>,
    pub chair_user_id: i64,
    pub note_taker_user_id: Option<i64>,
    pub present: Vec<i64>,
    pub regrets: Vec<Regret>,
    pub topics: Vec<TopicMinutes>,
    /// Confidential topics that stand only in the minutes of the private channel.
    pub hidden: usize,
    /// Whether those stand in no minutes at all, because the private channel was not private.
    pub is_withheld: bool,
    /// What was noted of the meeting as a whole.
    pub notes: Vec<NoteLine>,
    /// Made in the meeting, about none of its topics.
    pub actions: Vec<ActionLine>,
    /// Decisions that were confirmed while it was held.
    pub confirmed: Vec<ConfirmedLine>,
    pub carried: Vec<CarriedLine>,
    pub recording: Option<String>,
    /// Where the transcript is.
    pub transcript: Option<String>,
    pub amendments: Vec<Amendment>,
}

/// Somebody could not come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Regret {
    pub user_id: i64,
    #[serde(default)]
    pub reason: Option<String>,
}

/// What was said about a topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TopicMinutes {
    pub item_id: i64,
    pub topic: String,
    pub is_confidential: bool,
    #[serde(default)]
    pub presenter_user_id: Option<i64>,
    #[serde(default)]
    pub link: Option<String>,
    #[serde(default)]
    pub began_at: Option<At>,
    /// Seconds into the recording at which it was begun.
    #[serde(default)]
    pub heard_at: Option<i64>,
    pub notes: Vec<NoteLine>,
    pub decisions: Vec<DecisionLine>,
    pub actions: Vec<ActionLine>,
}

/// A note in minutes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoteLine {
    pub kind: NoteKind,
    pub text: String,
    pub user_id: i64,
}

/// A decision in minutes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DecisionLine {
    pub id: i64,
    pub text: String,
}

/// A decision that was confirmed, in minutes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConfirmedLine {
    pub id: i64,
    /// Whoever recorded it said so, and not who confirmed it.
    pub text: String,
    pub by_user_id: i64,
}

/// An action in minutes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActionLine {
    pub id: i64,
    pub text: String,
    #[serde(default)]
    pub owner_user_id: Option<i64>,
    #[serde(default)]
    pub for_role_id: Option<i64>,
    #[serde(default)]
    pub due_at: Option<At>,
    /// Whether it is for somebody who did not raise the topic.
    #[serde(default)]
    pub is_for_another: bool,
}

/// An item that goes on to another meeting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CarriedLine {
    pub item_id: i64,
    pub topic: String,
    pub carried: i64,
    /// Whether it was parked: it waits among what is for later.
    #[serde(default)]
    pub is_parked: bool,
}

/// What was added to minutes after they were published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Amendment {
    pub text: String,
    pub user_id: i64,
    pub at: At,
    #[serde(default)]
    pub is_confidential: bool,
}

/// A section as it was when it was asked for. It is kept so once the meeting has begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Computed {
    /// [`AgendaSection::key`](crate::room::AgendaSection::key).
    pub key: String,
    pub title: String,
    /// Lines of Discord markdown, escaped.
    pub lines: Vec<String>,
    /// Noun and number of what the lines name.
    pub keys: Vec<String>,
    /// Whose they are.
    pub owners: Vec<Option<i64>>,
    /// Whether there is more than the lines say.
    pub has_more: bool,
    /// Whether it could not be asked for.
    pub is_broken: bool,
    /// What stands there when nothing is to be named.
    pub nothing: String,
    /// What stands above the lines.
    #[serde(default)]
    pub above: Option<String>,
}

impl Computed {
    /// As somebody reads it who may know less of customers than those did for whom it was kept.
    pub fn seen_with(mut self, sight: Sight<'_>) -> Self {
        for line in self.lines.iter_mut().chain(&mut self.above) {
            *line = sight.text(line).into_owned();
        }
        self
    }
}
