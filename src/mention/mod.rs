//! Mentions: what is said in public about the product, heard of by itself. A team says what is watched, such as an account on X
//! or a word on Bluesky; each new post becomes a quiet card in the channel for public questions, where somebody escalates it,
//! ignores it, or says why nothing is done. Without any source everything works by hand, with `/escalate`.
//!
//! **Sources** (`rules::poll`). One job at a time asks what a source has new, under the queue's lease, so that two processes
//! never ask doubly. Networks list late and fail in the middle, so each question reads again what lies shortly before the last
//! one, and once a day a wider pass follows. What it costs is counted here, because X does not tell, and stops at a ceiling.
//!
//! **Posts** (`store::post`). Every post that was seen is kept once, by network and key, also one that a filter left out: so
//! that none is lost, and none is shown twice. Posts of one conversation are one card.

mod actions;
mod rules;
mod store;
mod words;

pub use actions::*;

use crate::{
    base::post::Network,
    contract::{Noun, Watch, WatchKind},
    db::{At, Json, MaybeWord},
    room::{Calls, Completes, Face, Follows, Forget, JobKind, Pays, Setting},
    words_of,
};
use futures::FutureExt;
use serde::{Deserialize, Serialize};

/// What this room shows.
pub const FACE: Face = Face {
    jobs: &[JobKind::of::<actions::Poll>(), JobKind::of::<actions::Redraw>()],
    follows: &[Follows {
        setting: Setting::Internal,
        follow: |timer, tx, walk| actions::follow_internal(timer, tx, walk).boxed(),
    }],
    pays: Some(Pays {
        allows: |db, guild, read| actions::allows_read(db, guild, read).boxed(),
        counts: |tx, guild, read| actions::counts_read(tx, guild, read).boxed(),
    }),
    redraw: Some(|tx, guild, now, key| actions::redraw_card(tx, guild, now, key).boxed()),
    nouns: &[
        Completes {
            noun: Noun::MENTION,
            choices: |db, guild, completion| actions::complete_mention(db, guild, completion).boxed(),
        },
        Completes {
            noun: Noun::SOURCE,
            choices: |db, guild, completion| actions::complete_source(db, guild, completion).boxed(),
        },
    ],
    calls: &[Calls { noun: Noun::MENTION, called: |on, naming| actions::called(on, naming).boxed() }],
    checks: Some(|db, guild| actions::checks(db, guild).boxed()),
    set_going: Some(|db, guild, now| actions::set_going(db, guild, now).boxed()),
    forget: Some(Forget {
        duties: |_, _, _| async { Ok(Vec::new()) }.boxed(),
        step: |tx, timer, who, _after| actions::forget(tx, timer, who).boxed(),
    }),
    ..Face::of("mention")
};

/// The noun under which events, numbers and cards of mentions are kept.
pub const SUBJECT: &str = "mention";
/// The same of sources.
pub const SOURCE: &str = "mention_source";

/// Something that is watched.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Source {
    /// The number people say: SRC-3.
    pub id: i64,
    #[sqlx(try_from = "String")]
    pub network: Network,
    #[sqlx(try_from = "String")]
    pub kind: Kind,
    /// The instance of Mastodon; empty for other networks.
    pub host: String,
    /// The account without `@`, or words with commas between them.
    pub what: String,
    #[sqlx(flatten)]
    pub facts: SourceFacts,
    /// Where the network goes on; its own to read.
    pub mark: Option<String>,
    /// A session, sealed.
    pub session_bytes: Option<Vec<u8>>,
    /// What was posted before is not new.
    pub since_at: At,
    /// When it is asked next; `None` when it is not.
    pub next_poll_at: Option<At>,
    /// From when on the next question is a wide pass.
    pub next_wide_at: At,
    /// When it was asked last.
    pub polled_at: Option<At>,
    /// When it answered last.
    pub heard_at: Option<At>,
    /// Why it does not answer.
    pub trouble: Option<String>,
    pub trouble_since_at: Option<At>,
    /// Questions without an answer, in a row.
    pub failures: i64,
    /// The guild's day to which `posts_today` belongs.
    pub day: String,
    pub posts_today: i64,
    /// The month, as X bills it, to which `cost_mills` belongs.
    pub month: String,
    /// In thousandths of a dollar.
    pub cost_mills: i64,
    pub version: i64,
    pub created_at: At,
}

/// What people decide about a source; events hold what changed by these names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, sqlx::FromRow)]
pub struct SourceFacts {
    #[sqlx(try_from = "String")]
    pub state: SourceState,
    #[sqlx(try_from = "MaybeWord")]
    pub pause: Option<Pause>,
    /// What the network said.
    pub pause_note: Option<String>,
    pub paused_at: Option<At>,
    pub filters_json: Json<Filters>,
    /// What it may cost in a month, in thousandths of a dollar.
    pub ceiling_mills: i64,
}

/// What leaves a post out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filters {
    /// Only posts in one of these languages, where the network tells; any, when there are none.
    pub languages: Vec<String>,
    /// No post with one of these words.
    pub without: Vec<String>,
    /// Only authors with so many followers, where the network tells.
    pub followers: i64,
}

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Mentions,
    Words,
}

/// Whether a source is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceState {
    Active,
    Paused,
    Removed,
}

/// Why a source is paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pause {
    /// Somebody paused it.
    Person,
    /// It has cost what it may cost in a month.
    Ceiling,
    /// The account has no credits.
    Credits,
    /// The month's posts are used up.
    Cap,
    /// The network does not know the account or its token.
    Login,
    /// The network refuses docket.
    Refused,
}

/// Posts that belong together, as they are stored.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Mention {
    /// The number people say: MEN-12.
    pub id: i64,
    #[sqlx(try_from = "String")]
    pub network: Network,
    #[sqlx(flatten)]
    pub facts: Facts,
    pub card_channel_id: i64,
    pub version: i64,
    pub created_at: At,
}

/// What people decide about a mention; events hold what changed by these names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Facts {
    #[sqlx(try_from = "String")]
    pub state: State,
    /// Why nothing is done, in somebody's words.
    pub reason: Option<String>,
    pub decided_by_user_id: Option<i64>,
    pub decided_at: Option<At>,
    pub escalation_id: Option<i64>,
}

/// What became of a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nobody has decided.
    Waiting,
    /// It is an escalation.
    Escalated,
    /// Whatever follows in the conversation is of no interest.
    Ignored,
    /// Nothing is done, for a reason; another post of the conversation is another matter.
    NoAction,
    /// Its posts are not there any more.
    Gone,
}

/// A post that was seen.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct SeenPost {
    pub id: i64,
    pub post_key: String,
    pub mention_id: Option<i64>,
    pub url: String,
    pub author_key: String,
    pub author: String,
    pub handle: String,
    /// As the network gave it; `None` once it is forgotten.
    pub text: Option<String>,
    pub posted_at: Option<At>,
    pub seen_at: At,
}

words_of!(Kind { Mentions => "mentions", Words => "words" });
words_of!(SourceState { Active => "active", Paused => "paused", Removed => "removed" });
words_of!(Pause {
    Person => "person",
    Ceiling => "ceiling",
    Credits => "credits",
    Cap => "cap",
    Login => "login",
    Refused => "refused",
});
words_of!(State {
    Waiting => "waiting",
    Escalated => "escalated",
    Ignored => "ignored",
    NoAction => "no_action",
    Gone => "gone",
});

impl Source {
    /// What the network is asked for.
    pub fn watch(&self) -> Watch {
        let kind = match self.kind {
            Kind::Mentions => WatchKind::Mentions,
            Kind::Words => WatchKind::Words,
        };
        Watch { network: self.network, kind, host: self.host.clone(), what: self.what.clone() }
    }
}

impl Mention {
    /// The living card that shows it.
    fn card_key(&self) -> String {
        format!("{SUBJECT}:{}", self.id)
    }
}
