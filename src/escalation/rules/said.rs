//! Which escalation a post belongs to that was heard, and what it is there.

use super::{brought::post_key, post::conversation_key};
use crate::{
    base::post::{Network, PostLink},
    contract::Post,
    db::At,
    escalation::State,
    words_of,
};
use std::collections::{BTreeMap, BTreeSet};

/// Who said something in the conversation of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Whoever asked.
    Asker,
    /// One of the team's own accounts.
    Team,
    Other,
}

words_of!(Who { Asker => "asker", Team => "team", Other => "other" });

/// A post that a source has heard.
#[derive(Clone, Copy, Debug)]
pub struct Saying<'a> {
    pub post: &'a Post,
    /// What the network calls it, whatever is edited.
    pub key: &'a str,
    /// What the network calls the post, or the conversation, that it is about.
    pub thread: &'a str,
}

/// An escalation that posts may belong to.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Candidate {
    /// The post, or the conversation, by which it is found.
    pub key: String,
    pub id: i64,
    #[sqlx(try_from = "String")]
    pub state: State,
    /// The address of its post.
    pub url: Option<String>,
    /// Who wrote that, once it was read.
    pub handle: Option<String>,
}

impl Candidate {
    /// Whether somebody of this handle asked.
    pub fn asks(&self, handle: &str) -> bool {
        is_asker((self.handle.as_deref(), self.url.as_deref()), handle)
    }

    /// Whether what is said by them belongs to it: while it is open or answered whoever says it; later only what whoever asked
    /// says, which opens it again.
    fn hears(&self, handle: &str) -> bool {
        match self.state {
            State::New | State::Routed | State::Acknowledged | State::Answered => true,
            State::Closed => self.asks(handle),
            State::NotOurs | State::Duplicate => false,
        }
    }

    fn order(&self) -> (bool, bool, i64) {
        (self.state.is_open(), self.state == State::Answered, self.id)
    }
}

/// Whether somebody of this handle wrote the post: as the network told, else as its address says.
pub fn is_asker((told, url): (Option<&str>, Option<&str>), handle: &str) -> bool {
    let told = told.filter(|told| !told.is_empty()).map(str::to_owned);
    let known = told.or_else(|| PostLink::parse(url?)?.author);
    !handle.is_empty() && known.is_some_and(|known| known.eq_ignore_ascii_case(handle))
}

/// What tells a post from every other, by its network's own name for it.
pub fn named(network: Network, name: &str) -> Option<String> {
    match network {
        Network::X => name.bytes().all(|c| c.is_ascii_digit()).then(|| format!("{}:{name}", network.word())),
        Network::Bluesky => {
            let mut parts = name.strip_prefix("at://")?.split('/');
            let (did, key) = (parts.next()?, parts.next_back()?);
            PostLink::of_bluesky(did, key).map(|link| post_key(&link))
        }
        Network::Mastodon => Some(format!("{}:{name}", network.word())),
        Network::Other => None,
    }
}

impl Saying<'_> {
    /// What it is known by itself.
    pub fn own_keys(&self) -> BTreeSet<String> {
        let link = &self.post.link;
        named(link.network, self.key).into_iter().chain([post_key(link)]).collect()
    }

    /// What it is kept by.
    pub fn kept_key(&self) -> String {
        named(self.post.link.network, self.key).unwrap_or_else(|| post_key(&self.post.link))
    }

    /// The posts that it answers or is about.
    fn about(&self) -> BTreeSet<String> {
        let network = self.post.link.network;
        // An instance of Mastodon has no name for a conversation.
        let conversation = self.post.conversation_id.as_deref().filter(|_| network != Network::Mastodon);
        [Some(self.thread), conversation]
            .into_iter()
            .flatten()
            .filter_map(|name| named(network, name))
            .collect()
    }

    /// The conversation that it belongs to.
    fn conversation(&self) -> Option<String> {
        let id = self.post.conversation_id.as_deref()?;
        let link = &self.post.link;
        (link.network != Network::Mastodon).then(|| conversation_key(link, id))
    }
}

/// The names under which escalations are looked for.
pub fn looked_for<'a>(all: impl Iterator<Item = Saying<'a>>) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut posts, mut conversations) = (BTreeSet::new(), BTreeSet::new());
    for saying in all {
        posts.extend(saying.own_keys().into_iter().chain(saying.about()));
        conversations.extend(saying.conversation());
    }
    (posts, conversations)
}

/// What is known of where posts belong.
#[derive(Clone, Debug, Default)]
pub struct Conversations {
    by_key: BTreeMap<String, Candidate>,
    /// The posts that were heard in one before.
    known: BTreeSet<String>,
}

impl Conversations {
    /// Of several escalations of one post an open one counts, else one that is answered, else the newest.
    pub fn new(found: impl IntoIterator<Item = Candidate>, said: Vec<Candidate>) -> Self {
        let known = said.iter().map(|candidate| candidate.key.clone()).collect();
        let mut all = Self { known, ..Self::default() };
        for candidate in found.into_iter().chain(said) {
            if candidate.state == State::NotOurs || candidate.state == State::Duplicate {
                continue;
            }
            all.put(candidate);
        }
        all
    }

    /// Whether a post was heard in a conversation before, so that it is no news there.
    pub fn has_heard(&self, saying: &Saying<'_>) -> bool {
        self.known.contains(&saying.kept_key())
    }

    fn put(&mut self, candidate: Candidate) {
        let known = self.by_key.entry(candidate.key.clone()).or_insert_with(|| candidate.clone());
        if candidate.order() > known.order() {
            *known = candidate;
        }
    }

    /// The escalation that a post belongs to: by itself, by what it answers, by its conversation. What answers it belongs there
    /// too.
    pub fn of(&mut self, saying: &Saying<'_>) -> Option<i64> {
        let keys = saying.own_keys().into_iter().chain(saying.about()).chain(saying.conversation());
        let mut found = keys.filter_map(|key| self.by_key.get(&key));
        let found = found.find(|candidate| candidate.hears(&saying.post.handle)).cloned()?;
        for key in saying.own_keys() {
            self.put(Candidate { key, ..found.clone() });
        }
        Some(found.id)
    }
}

/// Who said something: one of the team's accounts, whoever asked, or somebody else.
pub fn who(is_own: bool, is_asker: bool) -> Who {
    match (is_own, is_asker) {
        (true, _) => Who::Team,
        (false, true) => Who::Asker,
        (false, false) => Who::Other,
    }
}

/// Whether what whoever asked said then is news: more than what was brought, or, where it is over, than what was answered or
/// closed.
pub fn is_after(state: State, (brought_at, over_at): (At, Option<At>), said_at: At) -> bool {
    let since = match state {
        State::Answered | State::Closed => over_at,
        _ => Some(brought_at),
    };
    since.is_some_and(|since| said_at > since)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta};

    fn post(url: &str, handle: &str, conversation: Option<&str>) -> Post {
        Post {
            link: PostLink::parse(url).expect("a link"),
            author: handle.to_owned(),
            handle: handle.to_owned(),
            text: String::new(),
            posted_at: None,
            conversation_id: conversation.map(str::to_owned),
            is_edited: false,
        }
    }

    fn candidate(key: &str, id: i64, state: State) -> Candidate {
        let url = Some("https://x.com/jo/status/1990000000000000001".to_owned());
        Candidate { key: key.to_owned(), id, state, url, handle: None }
    }

    const FIRST: &str = "1990000000000000001";

    #[test]
    fn a_post_belongs_where_its_conversation_is() {
        let found = [candidate("x:1990000000000000001", 4, State::Routed)];
        let mut all = Conversations::new(found, Vec::new());
        let answer = post("https://x.com/al/status/1990000000000000009", "al", Some(FIRST));
        let of = |all: &mut Conversations, post: &Post, key: &str, thread: &str| {
            all.of(&Saying { post, key, thread })
        };
        assert_eq!(of(&mut all, &answer, "1990000000000000009", FIRST), Some(4));
        let other = post("https://x.com/al/status/1990000000000000008", "al", Some("1990000000000000008"));
        assert_eq!(of(&mut all, &other, "1990000000000000008", "1990000000000000008"), None);
        // What answers an answer that belongs there belongs there.
        let deeper = post("https://x.com/bo/status/1990000000000000010", "bo", None);
        assert_eq!(of(&mut all, &deeper, "1990000000000000010", "1990000000000000009"), Some(4));
    }

    #[test]
    fn what_is_over_hears_only_whoever_asked() {
        let said = |state, handle: &str| {
            let mut all = Conversations::new([candidate("x:1990000000000000001", 4, state)], Vec::new());
            let post = post("https://x.com/al/status/1990000000000000009", handle, Some(FIRST));
            all.of(&Saying { post: &post, key: "1990000000000000009", thread: FIRST })
        };
        assert_eq!(said(State::Answered, "al"), Some(4));
        assert_eq!(said(State::Closed, "al"), None);
        assert_eq!(said(State::Closed, "Jo"), Some(4));
        assert_eq!(said(State::NotOurs, "jo"), None);
        assert_eq!(said(State::Duplicate, "jo"), None);
    }

    #[test]
    fn an_open_one_counts_before_one_that_is_over() {
        let found = [
            candidate("x:1990000000000000001", 2, State::Acknowledged),
            candidate("x:1990000000000000001", 5, State::Answered),
            candidate("x:1990000000000000001", 7, State::Closed),
        ];
        let mut all = Conversations::new(found, Vec::new());
        let post = post("https://x.com/al/status/1990000000000000009", "al", Some(FIRST));
        assert_eq!(all.of(&Saying { post: &post, key: "1990000000000000009", thread: FIRST }), Some(2));
    }

    #[test]
    fn posts_are_named_alike_by_address_and_by_network() {
        let uri = "at://did:plc:abc/app.bsky.feed.post/3l6oveex3ii2l";
        assert_eq!(named(Network::Bluesky, uri).as_deref(), Some("bluesky:3l6oveex3ii2l"));
        let link =
            PostLink::parse("https://bsky.app/profile/ana.example/post/3l6oveex3ii2l").expect("a link");
        assert_eq!(named(Network::Bluesky, uri), Some(post_key(&link)));
        assert_eq!(named(Network::X, "12a"), None);
        let link = PostLink::parse("https://social.example/@ana/115000000000000001").expect("a link");
        assert_eq!(named(Network::Mastodon, "social.example/115000000000000001"), Some(post_key(&link)));
    }

    #[test]
    fn only_what_is_said_later_is_news() {
        let at = |hour: i64| At::from(DateTime::UNIX_EPOCH + TimeDelta::hours(hour));
        for (state, said_at, is_news) in [
            (State::Routed, 1, false),
            (State::Routed, 2, false),
            (State::Routed, 3, true),
            (State::Acknowledged, 3, true),
            (State::Answered, 3, false),
            (State::Answered, 6, true),
            (State::Closed, 5, false),
            (State::Closed, 6, true),
        ] {
            assert_eq!(is_after(state, (at(2), Some(at(5))), at(said_at)), is_news, "{state:?} {said_at}");
        }
        assert!(!is_after(State::Closed, (at(2), None), at(6)), "nobody knows since when");
    }
}
