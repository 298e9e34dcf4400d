//! Whoever listens on the networks: their accounts, what they pay, and how the networks treat them.

use super::{PublicNetworks, PublicPost, login::XLoginState, x};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// How X treats whoever asks for what is new.
#[derive(Clone, Copy, Debug)]
pub struct XRules {
    /// Posts of a page, whatever is asked for.
    pub most_per_page: usize,
    /// Whether it takes nothing but its new names of fields.
    pub takes_new_names_only: bool,
    /// What may be spent, in thousandths of a dollar; `None` for any sum.
    pub credit_mills: Option<i64>,
}

#[derive(Debug, Default)]
pub(super) struct XState {
    /// The account that is mentioned.
    pub handle: String,
    pub rules: Option<XRules>,
    /// Who logs in as the account, and what that gives.
    pub login: XLoginState,
    /// The posts and authors that were given, each once a UTC day.
    billed: BTreeSet<(String, char, String)>,
}

impl XState {
    pub fn most_per_page(&self) -> usize {
        self.rules.map_or(usize::MAX, |rules| rules.most_per_page.max(1))
    }

    pub fn is_out_of_credit(&self) -> bool {
        let credit = self.rules.and_then(|rules| rules.credit_mills);
        credit.is_some_and(|credit| self.spent() >= credit)
    }

    /// $0.005 for a post, $0.001 for one of the account's own, $0.010 for a user, in thousandths.
    fn spent(&self) -> i64 {
        let mills = |kind: char| match kind {
            'o' => 1,
            'p' => 5,
            _ => 10,
        };
        self.billed.iter().map(|(_, kind, _)| mills(*kind)).sum()
    }

    pub fn bill(&mut self, now: DateTime<Utc>, kind: char, id: &str) {
        self.billed.insert((now.date_naive().to_string(), kind, id.to_owned()));
    }
}

#[derive(Debug, Default)]
pub(super) struct BlueskyState {
    pub handle: String,
    pub password: String,
    /// When sessions were begun.
    pub logins: Vec<DateTime<Utc>>,
    /// Tokens that were given so far.
    pub given: u64,
    /// What opens now, and until when.
    pub access: Option<(String, DateTime<Utc>)>,
    /// What makes the next pair; good for once.
    pub refresh: Option<String>,
}

impl BlueskyState {
    /// The account's DID.
    pub fn did(&self) -> String {
        format!("did:plc:{}", self.handle.replace('.', "-"))
    }
}

impl PublicNetworks<'_> {
    /// Somebody posts on X at an instant, which may be still to come. Returns the post's number.
    pub fn posts_on_x(&self, handle: &str, text: &str, at: DateTime<Utc>) -> String {
        /// Milliseconds since 1970 at which X's numbers begin.
        const EPOCH: i64 = 1_288_834_974_657;
        let serial = handle.bytes().chain(text.bytes()).map(i64::from).sum::<i64>() % (1 << 22);
        let id = (((at.timestamp_millis() - EPOCH) << 22) + serial).to_string();
        self.post(PublicPost::new(&id, handle, text, at));
        id
    }

    /// The account on X that people mention.
    pub fn x_account(&self, handle: &str) {
        self.0.change(|state, _| state.networks.x.handle = handle.to_owned());
    }

    /// How X treats whoever listens from now on.
    pub fn x_rules(&self, rules: XRules) {
        self.0.change(|state, _| state.networks.x.rules = Some(rules));
    }

    /// What X's API has cost so far, in thousandths of a dollar.
    pub fn x_spent(&self) -> i64 {
        self.0.read(|state| state.networks.x.spent())
    }

    /// The number of whoever has a handle on X.
    pub fn x_user(&self, handle: &str) -> String {
        x::user_id(handle)
    }

    /// An account on Bluesky, with an app password.
    pub fn bluesky_account(&self, handle: &str, password: &str) {
        self.0.change(|state, _| {
            let own = &mut state.networks.bluesky;
            (own.handle, own.password) = (handle.to_owned(), password.to_owned());
        });
    }

    /// How often a session was begun on Bluesky.
    pub fn bluesky_logins(&self) -> usize {
        self.0.read(|state| state.networks.bluesky.logins.len())
    }

    /// All sessions on Bluesky end, as when a password is changed.
    pub fn end_bluesky_sessions(&self) {
        self.0.change(|state, _| {
            let own = &mut state.networks.bluesky;
            (own.access, own.refresh) = (None, None);
        });
    }

    /// An account on the instance of Mastodon, with a token that may read notifications.
    pub fn mastodon_account(&self, handle: &str, token: &str) {
        self.0.change(|state, _| state.networks.mastodon = Some((handle.to_owned(), token.to_owned())));
    }
}
