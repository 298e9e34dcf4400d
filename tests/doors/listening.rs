//! A network that lists late, pages in the middle of a burst and fails, and whoever listens to it through the real client.
#![allow(dead_code, reason = "not every test program uses all of it")]

use chrono::{DateTime, TimeDelta, Utc};
use docket::{
    base::{clock::Clock, post::Network},
    contract::{Ask, Heard, Pass, PostSource, Watch, WatchKind},
    db::Db,
    sandbox::{Options, PublicPost, Readable, Sandbox, Trouble, World, XRules},
    social::{Accounts, Hosts, Networks, XLogin},
};
use rand::{RngExt, SeedableRng, rngs::SmallRng};
use std::{collections::BTreeSet, time::Duration};

pub const PASSWORD: &str = "abcd-efgh-ijkl-mnop";

fn at(sandbox: &Sandbox, path: &str) -> url::Url {
    format!("{}/{path}", sandbox.url()).parse().expect("an address")
}

/// The networks of a sandbox, for a client.
pub fn hosts(sandbox: &Sandbox, x_token: Option<&str>) -> Hosts {
    Hosts {
        x_api: at(sandbox, "x"),
        x_token: x_token.map(str::to_owned),
        x_embed: at(sandbox, "x"),
        bluesky: at(sandbox, "bluesky"),
        mastodon: vec![("social.example".to_owned(), at(sandbox, "mastodon"))],
        timeout: Duration::from_secs(2),
    }
}

/// The networks, a clock, and a client of both.
pub struct Listening {
    pub sandbox: Sandbox,
    pub clock: Clock,
}

impl Listening {
    pub async fn new() -> Self {
        let clock = Clock::fixed("2026-11-18T18:00:00Z".parse().expect("an instant"));
        let sandbox =
            Sandbox::start(Options::new(clock.clone(), World::sample())).await.expect("a free port");
        let networks = sandbox.networks();
        networks.x_token("bearer");
        networks.x_account("acme");
        networks.bluesky_account("acme.example", PASSWORD);
        networks.mastodon_account("acme", "token");
        Self { sandbox, clock }
    }

    pub fn client(&self) -> Networks {
        self.client_with(PASSWORD, Some("bearer"))
    }

    pub fn client_with(&self, password: &str, x_token: Option<&str>) -> Networks {
        let base = |path: &str| at(&self.sandbox, path);
        let accounts = Accounts {
            bluesky: Some(("acme.example".to_owned(), password.to_owned())),
            bluesky_server: base("bluesky"),
            jetstream: Some(base("bluesky")),
            mastodon: vec![("social.example".to_owned(), "token".to_owned())],
            streams: false,
            x_most_mills: 50_000,
        };
        Networks::new(hosts(&self.sandbox, x_token), self.clock.clone()).expect("starts").with(accounts)
    }

    /// A login to X as the account.
    pub fn x_login(&self, key: &str) -> XLogin {
        XLogin {
            client_id: "app".to_owned(),
            client_secret: Some("s3cret".to_owned()),
            account: "acme".to_owned(),
            key: key.to_owned(),
            page: at(&self.sandbox, "x/i/oauth2/authorize"),
        }
    }

    /// A client that has a login to X besides, kept in this database.
    pub fn client_logged_in(&self, db: &Db, key: &str) -> Networks {
        self.client().logged_in(self.x_login(key), db.clone())
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

/// What is watched.
pub fn watch(network: Network, kind: WatchKind) -> Watch {
    let (host, what) = match (network, kind) {
        (Network::Mastodon, WatchKind::Mentions) => ("social.example", "acme"),
        (Network::Mastodon, WatchKind::Words) => ("social.example", "#acme, rocket"),
        (Network::Bluesky, WatchKind::Mentions) => ("", "acme.example"),
        (_, WatchKind::Mentions) => ("", "acme"),
        (_, WatchKind::Words) => ("", "acme rocket, widget"),
    };
    Watch { network, kind, host: host.to_owned(), what: what.to_owned() }
}

/// The number that X gives a post of an instant; above 2^53 as all are.
pub fn x_id(at: DateTime<Utc>, serial: u64) -> String {
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default() - 1_288_834_974_657;
    ((millis << 22) + serial % (1 << 22)).to_string()
}

/// A post of a network with a text of its kind.
pub fn post(network: Network, at: DateTime<Utc>, serial: u64, text: &str) -> PublicPost {
    let handle = format!("jo_{}", serial % 7);
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
    match network {
        Network::X => PublicPost::new(&x_id(at, serial), &handle, text, at),
        Network::Bluesky => {
            let id = format!("at://did:plc:{}/app.bsky.feed.post/3k{serial:010}", handle.replace('_', ""));
            PublicPost::new(&id, &format!("{}.example", handle.replace('_', "")), text, at)
        }
        _ => PublicPost::new(&((millis << 16) + serial % (1 << 16)).to_string(), &handle, text, at),
    }
}

/// What a post about the team says on a network.
pub fn said(network: Network, kind: WatchKind, chance: &mut SmallRng) -> &'static str {
    let texts: [&'static str; 3] = match (network, kind) {
        (Network::Bluesky, WatchKind::Mentions) => {
            ["@acme.example SSO loops 👩‍👩‍👧‍👦", "מה זה @acme.example?", "hi @Acme.Example"]
        }
        (Network::Mastodon, WatchKind::Words) => ["<p>#Acme &amp; 👩‍👩‍👧‍👦</p>", "مرحبا #acme", "a #rocket"],
        (_, WatchKind::Mentions) => ["@acme SSO loops 👩‍👩‍👧‍👦", "@ACME مرحبا", "why, @acme?"],
        (_, WatchKind::Words) => ["my acme rocket 👩‍👩‍👧‍👦", "a Widget مرحبا", "acme rocket & widget"],
    };
    texts[chance.random_range(0..3)]
}

/// One story of posts, questions, troubles and restarts on one network, from a seed.
pub struct Story<'a> {
    pub on: &'a Listening,
    pub network: Network,
    pub kind: WatchKind,
    pub seed: u64,
    pub chance: SmallRng,
    /// What is to be heard: everything about the team that stays.
    pub expected: BTreeSet<String>,
    /// What must not: what is protected, or about somebody else.
    pub unheard: BTreeSet<String>,
    /// What may arrive between two pages.
    coming: Option<String>,
    serial: u64,
}

impl<'a> Story<'a> {
    pub fn new(on: &'a Listening, network: Network, kind: WatchKind, seed: u64) -> Self {
        let networks = on.sandbox.networks();
        networks.empty();
        let mut chance = SmallRng::seed_from_u64(seed);
        networks.x_rules(XRules {
            most_per_page: [3, 5, 10, 100][chance.random_range(0..4)],
            takes_new_names_only: chance.random_bool(0.3),
            credit_mills: None,
        });
        let (expected, unheard) = (BTreeSet::new(), BTreeSet::new());
        let serial = seed * 100_000;
        Self { on, network, kind, seed, chance, expected, unheard, coming: None, serial }
    }

    /// What tells the post from every other.
    pub fn key(&self, post: &PublicPost) -> String {
        match self.network {
            Network::Mastodon => format!("social.example/{}", post.id),
            _ => post.id.clone(),
        }
    }

    /// Time goes by, and people post.
    pub fn goes_on(&mut self) {
        self.has_arrived();
        let before = self.on.now();
        let span = match self.chance.random_range(0..12) {
            0 => TimeDelta::minutes(self.chance.random_range(60..600)),
            1 => TimeDelta::seconds(self.chance.random_range(1..20)),
            _ => TimeDelta::seconds(self.chance.random_range(60..900)),
        };
        let count = match self.chance.random_range(0..10) {
            0..4 => 0,
            9 => self.chance.random_range(8..25),
            _ => self.chance.random_range(1..5),
        };
        for _ in 0..count {
            let at = before + TimeDelta::milliseconds(self.chance.random_range(1..span.num_milliseconds()));
            self.posts(at);
        }
        self.on.clock.turn_by(span);
    }

    fn posts(&mut self, at: DateTime<Utc>) {
        self.serial += 1;
        let text = said(self.network, self.kind, &mut self.chance);
        let mut post = post(self.network, at, self.serial, text);
        post.is_stranger = self.chance.random_bool(0.3);
        let late = match self.chance.random_range(0..10) {
            0..6 => TimeDelta::zero(),
            9 if self.chance.random_bool(0.3) => TimeDelta::minutes(self.chance.random_range(60..300)),
            _ => TimeDelta::seconds(self.chance.random_range(1..3300)),
        };
        post.listed_at = Some(at + late);
        let key = self.key(&post);
        match self.chance.random_range(0..20) {
            0 => {
                post.text = "about somebody else".to_owned();
                self.unheard.insert(key);
            }
            1 => {
                post.standing = Readable::Protected;
                self.unheard.insert(key);
            }
            // Whether it is heard before it goes is chance.
            2 => post.standing = Readable::Deleted,
            _ => {
                self.expected.insert(key);
            }
        }
        self.on.sandbox.networks().post(post);
    }

    /// Somebody posts while the next question is answered, between two of its pages.
    fn arrives(&mut self) {
        self.serial += 1;
        let text = said(self.network, self.kind, &mut self.chance);
        let post = post(self.network, self.on.now(), self.serial, text);
        self.coming = Some(self.key(&post));
        self.on.sandbox.networks().arrives(self.chance.random_range(0..3), post);
    }

    /// What has arrived is to be heard; what has not, because nobody asked so often, stays away.
    fn has_arrived(&mut self) {
        let away = self.on.sandbox.networks().stays_away();
        self.expected.extend(self.coming.take().filter(|_| away.is_none()));
    }

    /// From now on all goes well, and nobody posts any more.
    pub fn calms(&mut self) {
        self.has_arrived();
        self.on.sandbox.networks().calm();
    }

    /// Something may happen during the next question, at any of its pages: a post arrives, or something goes wrong.
    pub fn troubles(&mut self) {
        if self.chance.random_bool(0.3) {
            self.arrives();
        }
        if !self.chance.random_bool(0.4) {
            return;
        }
        let inside = format!("{}/x/inside", self.on.sandbox.url());
        let trouble = match self.chance.random_range(0..9) {
            0 => Trouble::Malformed,
            1 => Trouble::Limited(self.chance.random_range(1..400)),
            2 => Trouble::NoCredits,
            3 => Trouble::Capped,
            4 => Trouble::Elsewhere(inside),
            5 => Trouble::Status(401),
            6 => Trouble::Status(404),
            _ => Trouble::Status(self.chance.random_range(500..504)),
        };
        self.on.sandbox.networks().later(self.chance.random_range(0..3), trouble);
    }
}

/// Whoever listens, as the room does, but keeps what is heard in memory.
pub struct Listener {
    pub watch: Watch,
    pub since: DateTime<Utc>,
    mark: Option<String>,
    session: Option<Vec<u8>>,
    wide_at: DateTime<Utc>,
    /// What was heard. A source may bring a post twice; whoever listens keeps it once, by its key, which the room's own
    /// schedules hold it to.
    pub seen: BTreeSet<String>,
}

impl Listener {
    pub fn new(watch: Watch, now: DateTime<Utc>) -> Self {
        let wide_at = now + TimeDelta::hours(24);
        Self { watch, since: now, mark: None, session: None, wide_at, seen: BTreeSet::new() }
    }

    pub async fn asks(&self, source: &dyn PostSource, pass: Pass, now: DateTime<Utc>) -> Heard {
        let ask = Ask {
            watch: &self.watch,
            since: self.since,
            mark: self.mark.as_deref(),
            session: self.session.as_deref(),
            pass,
            most_posts: 2000,
            wants_own: false,
            now,
        };
        source.hear(ask).await
    }

    /// What was heard is kept, as one transaction.
    pub fn keeps(&mut self, heard: &Heard) {
        self.seen.extend(heard.posts.iter().map(|post| post.key.clone()));
        self.mark = heard.mark.clone().or(self.mark.take());
        self.session = heard.session.clone().or(self.session.take());
    }

    /// Asks once. With `dies`, the process ends before anything is kept.
    pub async fn polls(&mut self, source: &dyn PostSource, now: DateTime<Utc>, dies: bool) -> Heard {
        let is_wide = source.terms(&self.watch).has_wide_pass && self.wide_at <= now;
        let pass = if is_wide { Pass::Wide } else { Pass::Usual };
        let heard = self.asks(source, pass, now).await;
        if !dies {
            self.keeps(&heard);
            if is_wide && heard.trouble.is_none() {
                self.wide_at = now + TimeDelta::hours(24);
            }
            if heard.is_cut {
                self.wide_at = now;
            }
        }
        heard
    }
}
