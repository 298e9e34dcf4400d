//! Escalations: public posts that wait for an answer. Marketing brings one; it goes to whoever owns the matter, and from
//! them to others, until somebody takes it; the answer is recorded with how long it took.
//!
//! **In.** A message in the channel for public questions that mentions the PM role, `/escalate`, or the message menu
//! **Escalate to owner**. A post that is on the docket already and open is joined, not filed again.
//!
//! **Whose it is** (`rules::route`). A sensitive topic stands above areas; then the area whose words are in the question;
//! where no word is known, the rotation on duty. A question that nobody can read without being told is asked about for two
//! minutes, with one select on the card.
//!
//! **The ladder** (`rules::ladder`) says who is asked after whom, and when: a pure function of the steps, the people who are
//! there, and an instant. A row holds its place on it and one `escalation.step` job at a time, which sets the next when it
//! has asked. So whatever runs late asks once, and the next step comes a whole delay later.
//!
//! **What is said around it** (`rules::said`) is brought by whoever listens to networks: our own answer ends it, the next word
//! of whoever asked opens it again, and what others say is counted.
//!
//! **Who acts** is decided by the row's lock and version: of two people who press **Got it** one has it, and the other is
//! told who.

mod actions;
mod rules;
mod settings;
mod store;
mod words;

pub use actions::*;
pub use rules::{
    post::PostAccess,
    said::{Conversations, Saying, Who},
};

use crate::{
    contract::Noun,
    db::{At, Json, MaybeWord},
    room::{Calls, Completes, Day, Face, Follows, Forget, JobKind, Setting},
    words_of,
};
use futures::FutureExt;
use serde::{Deserialize, Serialize};

/// What this room shows.
pub const FACE: Face = Face {
    jobs: &[
        JobKind::of::<actions::TakeStep>(),
        JobKind::of::<actions::Wake>(),
        JobKind::of::<actions::Late>(),
        JobKind::of::<actions::Told>(),
        JobKind::of::<actions::LookAtPost>(),
        JobKind::of::<actions::EndReview>(),
        JobKind::of::<actions::SayLater>(),
        JobKind::of::<actions::Redraw>(),
        JobKind::of::<actions::RedrawIn>(),
        JobKind::of::<actions::ForgetPost>(),
    ],
    follows: &[Follows {
        setting: Setting::Internal,
        follow: |timer, tx, walk| actions::follow_internal(timer, tx, walk).boxed(),
    }],
    settings: settings::ALL,
    agenda: actions::AGENDA,
    day: Some(Day {
        sections: |of| actions::waiting_for(of).boxed(),
        people: |db, guild, _now| actions::people(db, guild.id).boxed(),
    }),
    nouns: &[Completes {
        noun: Noun::ESCALATION,
        choices: |db, guild, completion| actions::complete(db, guild, completion).boxed(),
    }],
    redraw: Some(|tx, guild, now, key| actions::redraw_card(tx, guild, now, key).boxed()),
    hears: Some(|db, guild, replied| actions::hears(db, guild, replied).boxed()),
    reacts: Some(|db, guild, reacted| actions::reacts(db, guild, reacted).boxed()),
    hears_end: Some(|tx, guild, now, thing| actions::ended(tx, guild, now, thing).boxed()),
    calls: &[Calls { noun: Noun::ESCALATION, called: |on, naming| actions::called(on, naming).boxed() }],
    forget: Some(Forget {
        duties: |db, guild, of| actions::duties_of(db, guild, of).boxed(),
        step: |tx, timer, who, _after| actions::forget(tx, timer, who).boxed(),
    }),
    ..Face::of("escalation")
};

/// The noun under which events, numbers and cards of escalations are kept.
pub const SUBJECT: &str = "escalation";
/// The same of answers of the library.
pub const ANSWER: &str = "escalation_answer";
/// The same of sensitive topics.
pub const TOPIC: &str = "escalation_topic";

/// An escalation as it is stored.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Escalation {
    /// The number people say: ESC-12.
    pub id: i64,
    #[sqlx(flatten)]
    pub facts: Facts,
    #[sqlx(flatten)]
    pub climb: Climb,
    /// The network of the post, by its word; `None` when it is a question in words.
    pub network: Option<String>,
    /// What tells the post from every other, whichever way its address is written.
    pub post_key: Option<String>,
    /// The address of the post.
    pub url: Option<String>,
    /// When it was posted, where that is known.
    pub posted_at: Option<At>,
    /// Who brought it first.
    pub raised_by_user_id: i64,
    /// Where it was brought.
    pub channel_id: i64,
    /// The message that it was brought by.
    pub message_id: Option<i64>,
    /// Where its card is.
    pub card_channel_id: i64,
    /// When its clocks stood still: snoozed, or waiting for a review. The last one may not have ended.
    pub pauses_json: Json<Vec<Pause>>,
    pub acknowledged_at: Option<At>,
    pub answered_at: Option<At>,
    pub closed_at: Option<At>,
    /// Counts changes; a button drawn from an older one is stale.
    pub version: i64,
    pub created_at: At,
    pub updated_at: At,
}

/// What people decide about an escalation; events hold what changed by these names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Facts {
    /// What is asked, cleaned but not escaped; empty while nobody has said.
    pub question: String,
    #[sqlx(try_from = "String")]
    pub state: State,
    #[sqlx(try_from = "String")]
    pub severity: Severity,
    pub area_id: Option<i64>,
    /// The words by which the area was found; `None` when a person chose it.
    pub area_keyword: Option<String>,
    /// The sensitive topic that it belongs to.
    pub topic_id: Option<i64>,
    /// The words by which the topic was found.
    pub topic_keyword: Option<String>,
    /// Whose it is: the owner of its area, or whoever took it or was given it.
    pub owner_user_id: Option<i64>,
    /// Until when nobody is asked.
    pub snoozed_until_at: Option<At>,
    /// How it ended.
    #[sqlx(try_from = "MaybeWord")]
    pub outcome: Option<Outcome>,
    /// Why, in somebody's words.
    pub outcome_note: Option<String>,
    /// The escalation that it is the same as.
    pub duplicate_of_id: Option<i64>,
    /// The answer as its owner has drafted it, cleaned but not escaped.
    pub draft: Option<String>,
    pub drafted_by_user_id: Option<i64>,
    /// The address of the answer.
    pub answer_url: Option<String>,
    /// Since when the draft waits for somebody to look at it.
    #[serde(default)]
    pub review_since_at: Option<At>,
    /// When the draft was let go, by whoever looked at it.
    #[serde(default)]
    pub approved_at: Option<At>,
    /// Who let it go; nobody, when their time was over.
    #[serde(default)]
    pub approved_by_user_id: Option<i64>,
    /// Since when the answer counts as of wide impact: no silence lets it go.
    #[serde(default)]
    pub wide_since_at: Option<At>,
}

impl Facts {
    /// A question that nobody has looked at yet, of no area, topic or owner.
    pub fn new(question: String, severity: Severity) -> Self {
        Self {
            question,
            state: State::New,
            severity,
            area_id: None,
            area_keyword: None,
            topic_id: None,
            topic_keyword: None,
            owner_user_id: None,
            snoozed_until_at: None,
            outcome: None,
            outcome_note: None,
            duplicate_of_id: None,
            draft: None,
            drafted_by_user_id: None,
            answer_url: None,
            review_since_at: None,
            approved_at: None,
            approved_by_user_id: None,
            wide_since_at: None,
        }
    }
}

/// How far up the ladder an escalation is.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Climb {
    /// Whether the card asks which area it is about.
    pub is_area_asked: bool,
    /// The step that comes next, counted from 0.
    pub step: i64,
    /// The round that it belongs to, counted from 0.
    pub round: i64,
    /// Steps taken since the escalation came; a job for another count is stale.
    pub steps_taken: i64,
    /// When the next step is; `None` when there is none.
    pub next_step_at: Option<At>,
    /// Who was asked so far, oldest first.
    pub asked_json: Json<Vec<Asked>>,
}

/// Somebody was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub rung: Rung,
    /// Who; `None` for everybody who leads.
    pub user: Option<i64>,
    pub at: At,
}

/// The clocks of an escalation stood still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    pub from: At,
    pub until: Option<At>,
}

/// How long an escalation waited, one of the times that it came up. Minutes are working time of whoever owns the area, without
/// the pauses.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Clocked {
    /// Counted from 1; each time that it is reopened begins another.
    pub round: i64,
    pub began_at: At,
    /// Whether whoever owns the area was at work then.
    pub is_in_hours: bool,
    pub area_id: Option<i64>,
    pub owner_user_id: Option<i64>,
    #[sqlx(try_from = "String")]
    pub severity: Severity,
    pub taken_at: Option<At>,
    pub taken_minutes: Option<i64>,
    pub answered_at: Option<At>,
    pub answered_minutes: Option<i64>,
    /// When it needed nothing any more.
    pub ended_at: Option<At>,
    /// Until when somebody has to take it; `None` while its clock stands still.
    pub take_due_at: Option<At>,
    /// Until when it has to be answered.
    pub answer_due_at: Option<At>,
    pub is_take_late: bool,
    pub is_answer_late: bool,
}

/// Whom a step of a ladder asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rung {
    /// Whose it is; whoever stands in while they are away.
    Owner,
    /// Who stands in for them.
    Backup,
    /// The rotation on duty.
    Duty,
    /// Everybody who leads, and who brought it.
    Lead,
    /// The next of a sensitive topic's responders.
    Responder,
}

/// How far an escalation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nobody has been asked yet.
    New,
    /// Somebody has been asked.
    Routed,
    /// Somebody has it.
    Acknowledged,
    /// The answer is public.
    Answered,
    /// It needs nothing any more.
    Closed,
    /// It is not for this team.
    NotOurs,
    /// It is the same as another.
    Duplicate,
}

/// How much hangs on an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Low,
    Normal,
    High,
    /// Waits for no working hours.
    Critical,
}

/// How an escalation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Answered,
    Liked,
    Reposted,
    /// Somebody was sent to where they are helped.
    Redirected,
    /// Nothing was done, for a reason.
    None,
}

words_of!(State {
    New => "new",
    Routed => "routed",
    Acknowledged => "acknowledged",
    Answered => "answered",
    Closed => "closed",
    NotOurs => "not_ours",
    Duplicate => "duplicate",
});
words_of!(Severity { Low => "low", Normal => "normal", High => "high", Critical => "critical" });
words_of!(Outcome {
    Answered => "answered",
    Liked => "liked",
    Reposted => "reposted",
    Redirected => "redirected",
    None => "none",
});
words_of!(Rung {
    Owner => "owner",
    Backup => "backup",
    Duty => "duty",
    Lead => "lead",
    Responder => "responder",
});

impl State {
    /// Whether somebody still has to do something about it.
    pub const fn is_open(self) -> bool {
        matches!(self, State::New | State::Routed | State::Acknowledged)
    }
}

impl Escalation {
    /// Since when it waits the first time: from the post's own time where that is known.
    pub fn waits_since(&self) -> At {
        self.posted_at.map_or(self.created_at, |posted| posted.min(self.created_at))
    }

    /// The living card that shows it.
    fn card_key(&self) -> String {
        format!("{SUBJECT}:{}", self.id)
    }
}

/// An answer that the team gives again and again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, sqlx::FromRow)]
pub struct LibraryAnswer {
    pub id: i64,
    pub title: String,
    /// What sort of answer it is, in the team's own words; empty for none. Events name it otherwise, because what is called a
    /// kind there is one of docket's words, which a forgotten customer's name never is.
    #[serde(rename = "sort", alias = "kind")]
    pub kind: String,
    /// The area that it is about; any, if `None`.
    pub area_id: Option<i64>,
    /// Cleaned but not escaped.
    pub text: String,
    pub author_user_id: i64,
    pub updated_at: At,
    /// Put away: it is not offered any more.
    pub is_archived: bool,
    pub version: i64,
}

/// A sensitive topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Topic {
    pub id: i64,
    pub name: String,
    /// Words, phrases and exclusions, as of an area.
    pub keywords: Vec<String>,
    /// Who may answer, in the order in which they are asked.
    pub responders: Vec<i64>,
    /// Who is told of each.
    pub informed: Vec<i64>,
    /// Where its cards go; where public questions go, if `None`.
    pub channel_id: Option<i64>,
    /// What an answer begins with; empty for nothing.
    pub template: String,
    /// Put away: nothing new belongs to it.
    pub is_archived: bool,
    pub version: i64,
}
