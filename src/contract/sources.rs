//! Sources of posts: what a room asks of public networks about new posts, as one trait that a floor above implements. Never
//! called inside a transaction.
//!
//! Networks index late, page in the middle of a burst, and fail. So a source is asked for what is new since a mark of its own,
//! reads again what lies shortly before it, and may be cut short at any place: what it has heard by then counts, and the mark
//! that it gives back goes on from there. Whoever asks keeps every post once, by its key.

use super::posts::Post;
use crate::base::post::Network;
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::BoxFuture;

/// Hears of new posts on public networks.
pub trait PostSource: Send + Sync {
    /// What is new of what is watched.
    fn hear<'a>(&'a self, ask: Ask<'a>) -> BoxFuture<'a, Heard>;

    /// Waits until a network tells by itself that something watched has news, and says what. Whoever is told asks for it; for
    /// ever, where none tells.
    fn news(&self) -> BoxFuture<'_, Watch> {
        Box::pin(std::future::pending())
    }

    /// On what terms something can be watched here.
    fn terms(&self, watch: &Watch) -> Terms;
}

/// What is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    pub network: Network,
    pub kind: WatchKind,
    /// The instance of Mastodon; empty for other networks.
    pub host: String,
    /// The account without `@`, or words with commas between them.
    pub what: String,
}

impl Watch {
    /// The words, each once.
    pub fn words(&self) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for word in self.what.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            if !words.iter().any(|known| known.eq_ignore_ascii_case(word)) {
                words.push(word.to_owned());
            }
        }
        words
    }
}

/// In which way something is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatchKind {
    /// Posts that mention an account or answer it.
    Mentions,
    /// Posts with words in them.
    Words,
}

/// A question for what is new.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    pub watch: &'a Watch,
    /// What was posted before this is not new.
    pub since: DateTime<Utc>,
    /// What the last answer gave; `None` at first.
    pub mark: Option<&'a str>,
    /// What the last answer gave; encrypted.
    pub session: Option<&'a [u8]>,
    pub pass: Pass,
    /// At most about so many posts are read.
    pub most_posts: usize,
    /// Whether what the watched account itself has posted is wanted too: a question waits for its answer.
    pub wants_own: bool,
    pub now: DateTime<Utc>,
}

/// How far back a question goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// An hour before the mark.
    Usual,
    /// Some hours before the last wide pass, for what was indexed later than that hour.
    Wide,
}

/// What a source has heard.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    /// Each post, known or not, in any order; one may be in it twice.
    pub posts: Vec<HeardPost>,
    /// Keys of posts that are not there any more, known or not.
    pub gone: Vec<String>,
    /// Where to go on; `None` leaves it where it was.
    pub mark: Option<String>,
    /// The session to keep; `None` leaves the one that there is.
    pub session: Option<Vec<u8>>,
    /// Whether everything was read that the pass goes back to.
    pub is_whole: bool,
    /// Whether the network has more than it gives in this way, so that a wide pass has to bring the rest.
    pub is_cut: bool,
    /// Accounts that were looked up besides, each of which costs like an author.
    pub lookups: i64,
    /// What it cost besides, in thousandths of a dollar.
    pub more_mills: i64,
    /// Why it ended early.
    pub trouble: Option<Trouble>,
}

/// A post as a source brings it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeardPost {
    /// What tells it from every other post of its network, whatever is edited.
    pub key: String,
    pub post: Post,
    /// What tells its author from every other.
    pub author_key: String,
    /// What the posts that belong together have in common: a conversation, or the post that they are about.
    pub thread: String,
    /// Where the network tells.
    pub followers: Option<i64>,
    /// A code of two letters, where the network tells.
    pub language: Option<String>,
}

/// Why a source cannot go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The network asks to wait until then.
    Wait(DateTime<Utc>),
    /// It did not work, and may work soon: why.
    Later(String),
    /// It does not work until somebody, or the next month, changes something: a sentence without a full stop.
    Stop(Stop, String),
}

/// What stops a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The account has no credits.
    Credits,
    /// The month's posts are used up.
    Cap,
    /// The network does not know the account or its token.
    Login,
    /// It refuses docket for another reason.
    Refused,
}

/// On what terms something can be watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What is missing before it can be: a sentence for whoever runs docket. `None` when nothing is.
    pub lacks: Option<String>,
    /// What it costs, or would; a sentence.
    pub cost: String,
    /// Thousandths of a dollar for a post, and for who wrote it; each is charged once a UTC day.
    pub post_mills: i64,
    pub author_mills: i64,
    /// The most that it may cost in a month, in thousandths of a dollar.
    pub most_mills: i64,
    /// The time between two questions.
    pub rhythm: TimeDelta,
    /// Whether a wide pass finds what the usual one cannot.
    pub has_wide_pass: bool,
}

/// Hears of nothing.
pub struct NoSources;

impl PostSource for NoSources {
    fn hear<'a>(&'a self, _: Ask<'a>) -> BoxFuture<'a, Heard> {
        let why = "docket does not listen to networks here".to_owned();
        let trouble = Some(Trouble::Stop(Stop::Refused, why));
        Box::pin(async { Heard { trouble, ..Heard::default() } })
    }

    fn terms(&self, _: &Watch) -> Terms {
        Terms {
            lacks: Some("Docket does not listen to networks here.".to_owned()),
            cost: String::new(),
            post_mills: 0,
            author_mills: 0,
            most_mills: 0,
            rhythm: TimeDelta::minutes(5),
            has_wide_pass: false,
        }
    }
}
