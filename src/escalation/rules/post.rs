//! What is known of the post behind an escalation, what a new look at it changes, and when it is looked at again.

use crate::{
    base::post::{Network, PostLink},
    contract::{FetchError, Post, PostState},
    db::At,
    words_of,
};
use chrono::{DateTime, TimeDelta, Utc};

/// How long what a post says is kept after the escalation that it is behind is over.
pub const TEXT_KEPT: TimeDelta = TimeDelta::days(90);

/// What the network shows of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostAccess {
    /// Nobody has looked, or it cannot be read.
    Unread,
    Public,
    /// It is not there any more.
    Gone,
    /// Its author shows it to some only.
    Protected,
}

words_of!(PostAccess {
    Unread => "unread",
    Public => "public",
    Gone => "gone",
    Protected => "protected",
});

/// What the network showed of a post.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Reading {
    #[sqlx(try_from = "String")]
    pub state: PostAccess,
    /// What the author is called; like the text not escaped, and empty when the post is not there for everybody.
    pub author: String,
    pub handle: String,
    pub text: String,
    /// It was changed after it was posted.
    pub is_edited: bool,
    /// What tells its conversation from every other, of any network.
    pub conversation_key: Option<String>,
    pub read_at: Option<At>,
    /// How often it was read.
    pub reads: i64,
    /// How often in a row it could not be read.
    pub failures: i64,
}

/// What a look at the post has shown that was not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// Its text is known now.
    Read,
    /// Its text is another one.
    Edited,
    /// It is not there any more, or not for everybody.
    Gone,
}

impl Reading {
    /// Nobody has looked yet.
    pub fn unread() -> Self {
        Self {
            state: PostAccess::Unread,
            author: String::new(),
            handle: String::new(),
            text: String::new(),
            is_edited: false,
            conversation_key: None,
            read_at: None,
            reads: 0,
            failures: 0,
        }
    }

    /// Takes over what the network shows now. What is not shown to everybody any more is not kept either.
    pub fn look(&mut self, link: &PostLink, state: &PostState, now: DateTime<Utc>) -> Option<News> {
        let before = self.state;
        self.read_at = Some(now.into());
        self.reads += 1;
        self.failures = 0;
        if self.is_forgotten() {
            self.note_conversation(link, state);
            return None;
        }
        match state {
            PostState::Public(post) => {
                let is_changed = before == PostAccess::Public && self.text != post.text;
                let was_edited = self.is_edited;
                self.state = PostAccess::Public;
                self.author.clone_from(&post.author);
                self.handle.clone_from(&post.handle);
                self.text.clone_from(&post.text);
                self.is_edited |= post.is_edited || is_changed;
                self.note_conversation(link, state);
                match (before, is_changed || (self.is_edited && !was_edited)) {
                    (PostAccess::Public, false) => None,
                    (PostAccess::Public, true) => Some(News::Edited),
                    _ => Some(News::Read),
                }
            }
            gone => {
                let state = if *gone == PostState::Gone { PostAccess::Gone } else { PostAccess::Protected };
                (self.author, self.handle, self.text) = (String::new(), String::new(), String::new());
                self.state = state;
                (before != state).then_some(News::Gone)
            }
        }
    }
}

impl Reading {
    /// The author and the text go for good: a later look brings neither back.
    pub fn forget(&mut self) {
        (self.author, self.handle, self.text) = (String::new(), String::new(), String::new());
        self.state = PostAccess::Public;
        self.is_edited = false;
    }

    /// Whether the author and the text were forgotten: no network shows a post to everybody without either.
    pub fn is_forgotten(&self) -> bool {
        let shown = [&self.author, &self.handle, &self.text];
        self.state == PostAccess::Public && shown.iter().all(|shown| shown.is_empty())
    }

    /// Whether a question is nothing but the beginning of what the post says.
    pub fn says(&self, question: &str) -> bool {
        let in_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let asked = in_line(question);
        !asked.is_empty() && in_line(&self.text).starts_with(&asked)
    }

    fn note_conversation(&mut self, link: &PostLink, state: &PostState) {
        if let PostState::Public(post) = state {
            let conversation = post.conversation_id.as_deref().map(|id| conversation_key(link, id));
            self.conversation_key = conversation.or(self.conversation_key.take());
        }
    }

    /// [`look`](Self::look) at what somebody else has brought: when the room looks next by itself is counted by its own looks.
    pub fn hear(&mut self, link: &PostLink, state: &PostState, now: DateTime<Utc>) -> Option<News> {
        let looks = self.reads;
        let news = self.look(link, state, now);
        self.reads = looks;
        news
    }
}

/// The conversation's own name, told from those of other networks.
pub fn conversation_key(link: &PostLink, id: &str) -> String {
    format!("{}:{id}", link.network.word())
}

/// How long after each of the first looks the next one comes, in hours. X counts and bills what is read, once a day.
fn first_pauses(network: Network) -> &'static [i64] {
    match network {
        Network::X => &[24, 24, 24],
        Network::Bluesky | Network::Mastodon => &[1, 2, 4, 8, 24, 24, 24],
        Network::Other => &[],
    }
}

/// How long after a look in vain the next one comes; `None` after the last.
fn next_try(failures: i64) -> Option<TimeDelta> {
    let minutes = [2, 10, 60, 360, 1440];
    minutes.get(usize::try_from(failures - 1).ok()?).copied().map(TimeDelta::minutes)
}

/// Between two looks later on: X wants what is deleted to go within a day. Posts that were brought together draw
/// apart, so that they are not all looked at at once.
fn about_a_day(id: i64) -> TimeDelta {
    TimeDelta::minutes(24 * 60 - 1 - id.rem_euclid(60))
}

/// Whether the look that comes after so many only sees whether the post is still there, by the way that costs nothing:
/// on X a post can be edited for a short time only, and what its API gives is billed.
pub fn is_only_looked_for(network: Network, looks: i64) -> bool {
    let first = first_pauses(network).len();
    network == Network::X && usize::try_from(looks).is_ok_and(|looks| looks > first)
}

impl Reading {
    /// Takes over whether the post is still there, and nothing of what it says: by the way that costs nothing the same
    /// text comes in another form.
    pub fn look_for(&mut self, link: &PostLink, state: &PostState, now: DateTime<Utc>) -> Option<News> {
        if matches!(state, PostState::Public(_)) {
            self.read_at = Some(now.into());
            self.reads += 1;
            self.failures = 0;
            return None;
        }
        self.look(link, state, now)
    }

    /// How long after this look the next one comes, if there is one: some at first, and one a day for as long as anything
    /// is kept of what the post says. `id` is the escalation's.
    pub fn next_look(&self, network: Network, id: i64, error: Option<&FetchError>) -> Option<TimeDelta> {
        let pause = match error {
            None => {
                let place = usize::try_from(self.reads - 1).ok();
                place.and_then(|place| first_pauses(network).get(place)).copied().map(TimeDelta::hours)
            }
            Some(FetchError::Later(_)) => next_try(self.failures),
            Some(FetchError::Never(_)) => None,
        };
        let is_kept = self.state == PostAccess::Public && !self.is_forgotten();
        pause.or_else(|| (is_kept && network != Network::Other).then(|| about_a_day(id)))
    }
}

/// Whether a post is one of the team's own: by the handles of its accounts, without `@` and in lower case.
pub fn is_own(post: &Post, accounts: &[String]) -> bool {
    let handle = post.handle.to_lowercase();
    !handle.is_empty() && accounts.contains(&handle)
}

/// Accounts that a team can name as its own.
pub const MOST_ACCOUNTS: usize = 20;

/// The handles of the team's accounts as people write them: `@acme, acme.bsky.social`; `None` when something else is among them, or
/// there are too many.
pub fn accounts(typed: &str) -> Option<Vec<String>> {
    let words =
        typed.split([',', ' ', ';', '\n']).map(|word| word.trim().trim_start_matches('@').to_lowercase());
    let accounts: Vec<String> = words.filter(|word| !word.is_empty()).collect();
    let is_handle = |word: &String| {
        word.len() <= 100 && word.chars().all(|c| c.is_ascii_alphanumeric() || "._-@".contains(c))
    };
    (accounts.iter().all(is_handle) && accounts.len() <= MOST_ACCOUNTS).then_some(accounts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link() -> PostLink {
        PostLink::parse("https://x.com/acme/status/1990000000000000001").expect("a link")
    }

    fn public(text: &str, is_edited: bool) -> PostState {
        PostState::Public(Box::new(Post {
            link: link(),
            author: "Jo".to_owned(),
            handle: "Jo".to_owned(),
            text: text.to_owned(),
            posted_at: None,
            conversation_id: Some("1990000000000000001".to_owned()),
            is_edited,
        }))
    }

    #[test]
    fn what_was_forgotten_comes_back_by_no_look() {
        let now = DateTime::UNIX_EPOCH;
        let mut reading = Reading::unread();
        assert!(!reading.is_forgotten());
        reading.look(&link(), &public("Why\nnot?", false), now);
        assert!(
            reading.says("Why not?") && reading.says("Why") && !reading.says("") && !reading.says("Not?")
        );
        reading.forget();
        for state in [public("Why not?", true), PostState::Gone, public("Why not?", false)] {
            assert_eq!(reading.look(&link(), &state, now), None);
            assert!(reading.is_forgotten() && !reading.is_edited);
        }
        assert_eq!(reading.conversation_key.as_deref(), Some("x:1990000000000000001"));
    }

    #[test]
    fn a_post_is_read_edited_and_gone() {
        let now = DateTime::UNIX_EPOCH;
        let mut reading = Reading::unread();
        assert_eq!(reading.look(&link(), &public("Why?", false), now), Some(News::Read));
        assert_eq!(reading.conversation_key.as_deref(), Some("x:1990000000000000001"));
        assert_eq!(reading.look(&link(), &public("Why?", false), now), None);
        assert_eq!(reading.look(&link(), &public("Why not?", false), now), Some(News::Edited));
        assert!(reading.is_edited);
        assert_eq!(reading.look(&link(), &public("Why not?", true), now), None, "that is known");
        assert_eq!(reading.look(&link(), &PostState::Gone, now), Some(News::Gone));
        assert_eq!(
            (reading.text.as_str(), reading.author.as_str(), reading.state),
            ("", "", PostAccess::Gone)
        );
        assert_eq!(reading.look(&link(), &PostState::Gone, now), None);
        assert_eq!(reading.look(&link(), &PostState::Protected, now), Some(News::Gone));
        assert_eq!(reading.look(&link(), &public("Back", false), now), Some(News::Read));
        assert_eq!(reading.reads, 8);
        let mut second = Reading::unread();
        second.look(&link(), &public("Why?", false), now);
        assert_eq!(second.look(&link(), &public("Why?", true), now), Some(News::Edited));
    }

    #[test]
    fn it_is_looked_once_a_day_for_as_long_as_something_is_kept() {
        let (day, later) = (TimeDelta::hours(24), FetchError::Later("no answer".to_owned()));
        let never = FetchError::Never("refused".to_owned());
        for network in [Network::X, Network::Bluesky, Network::Mastodon] {
            let mut kept = Reading::unread();
            kept.look(&link(), &public("Why?", false), DateTime::UNIX_EPOCH);
            let (mut gone, mut unread) = (kept.clone(), Reading::unread());
            gone.look(&link(), &PostState::Gone, DateTime::UNIX_EPOCH);
            for looks in 1..100 {
                (kept.reads, gone.reads) = (looks, looks);
                (kept.failures, unread.failures) = (looks, looks);
                for error in [None, Some(&later), Some(&never)] {
                    let pause = kept.next_look(network, looks, error);
                    assert!(
                        pause.is_some_and(|pause| pause <= day),
                        "{network:?} {looks} {error:?}: {pause:?}"
                    );
                }
                assert_eq!(
                    gone.next_look(network, 1, None).is_none(),
                    looks > 7 || (network == Network::X && looks > 3)
                );
                assert_eq!(unread.next_look(network, 1, Some(&later)).is_none(), looks > 5);
                assert_eq!(
                    unread.next_look(network, 1, Some(&never)),
                    None,
                    "what cannot be read is left alone"
                );
            }
            kept.forget();
            assert_eq!(kept.next_look(network, 1, None), None);
        }
    }

    #[test]
    fn what_was_brought_together_is_not_looked_at_together() {
        let mut pauses: Vec<_> = (1..=60).map(about_a_day).collect();
        pauses.sort();
        pauses.dedup();
        assert_eq!(pauses.len(), 60);
        assert!(pauses.iter().all(|pause| (TimeDelta::hours(23)..TimeDelta::hours(24)).contains(pause)));
    }

    #[test]
    fn later_looks_at_x_cost_nothing_and_change_no_text() {
        for (network, looks, expected) in [
            (Network::X, 0, false),
            (Network::X, 3, false),
            (Network::X, 4, true),
            (Network::X, 90, true),
            (Network::Bluesky, 90, false),
            (Network::Mastodon, 90, false),
        ] {
            assert_eq!(is_only_looked_for(network, looks), expected, "{network:?} {looks}");
        }
        let now = DateTime::UNIX_EPOCH;
        let mut reading = Reading::unread();
        reading.look(&link(), &public("Why &amp; how? https://t.co/a", false), now);
        assert_eq!(reading.look_for(&link(), &public("Why & how? pic.twitter.com/a", false), now), None);
        assert_eq!((reading.text.as_str(), reading.reads), ("Why &amp; how? https://t.co/a", 2));
        assert_eq!(reading.look_for(&link(), &PostState::Gone, now), Some(News::Gone));
        assert_eq!((reading.text.as_str(), reading.reads), ("", 3));
    }

    #[test]
    fn accounts_are_read_as_people_write_them() {
        assert_eq!(
            accounts("@Acme, acme.bsky.social"),
            Some(vec!["acme".to_owned(), "acme.bsky.social".to_owned()])
        );
        assert_eq!(accounts("https://x.com/acme"), None);
        assert_eq!(accounts(&"@acme ".repeat(MOST_ACCOUNTS + 1)), None);
        let PostState::Public(post) = public("We mend it", false) else { panic!() };
        assert!(is_own(&post, &["jo".to_owned()]) && !is_own(&post, &["acme".to_owned()]));
    }
}
