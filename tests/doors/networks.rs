//! Public posts are read as they are, and nothing that a network or a link does harms docket.

use crate::listening::{Listening, hosts};
use docket::{
    base::{
        clock::Clock,
        post::{Network, PostLink},
    },
    contract::{FetchError, Post, PostReader, PostState},
    sandbox::{Options, PublicPost, Readable, Sandbox, Trouble, World, XRules},
    social::Networks,
};
use std::time::Duration;

const X: &str = "https://twitter.com/old_handle/status/1990000000000000001";
const BLUESKY: &str = "https://bsky.app/profile/acme.example/post/3l6oveex3ii2l";
const BLUESKY_URI: &str = "at://did:plc:abc/app.bsky.feed.post/3l6oveex3ii2l";
const FEDIVERSE: &str = "https://social.example/@acme/113000000000000001";
const TEXT: &str = "SSO loops after 7.2 & <I am> stuck 👩‍👩‍👧‍👦\nمرحبا";

struct Stage {
    sandbox: Sandbox,
    clock: Clock,
}

impl Stage {
    async fn new() -> Self {
        let clock = Clock::fixed("2026-11-18T18:00:00Z".parse().unwrap());
        let sandbox =
            Sandbox::start(Options::new(clock.clone(), World::sample())).await.expect("a free port");
        let at = clock.now() - chrono::TimeDelta::hours(1);
        let html = "<p>SSO loops after 7.2 &amp; &lt;I am&gt; stuck 👩‍👩‍👧‍👦<br />مرحبا</p>";
        for (id, handle, text) in [
            ("1990000000000000001", "acme_dev", TEXT),
            (BLUESKY_URI, "acme.example", TEXT),
            ("113000000000000001", "acme", html),
        ] {
            sandbox.networks().post(PublicPost::new(id, handle, text, at));
        }
        Self { sandbox, clock }
    }

    fn reader(&self, x_token: Option<&str>) -> Networks {
        Networks::new(hosts(&self.sandbox, x_token), self.clock.clone()).expect("starts")
    }

    async fn reads(&self, address: &str, x_token: Option<&str>) -> Result<PostState, FetchError> {
        self.reader(x_token).read(&PostLink::parse(address).expect("a link")).await
    }

    async fn post(&self, address: &str, x_token: Option<&str>) -> Post {
        match self.reads(address, x_token).await {
            Ok(PostState::Public(post)) => *post,
            other => panic!("{address}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_post_is_read_unmodified_with_author_link_and_time() {
    let stage = Stage::new().await;
    stage.sandbox.networks().x_token("bearer");
    let at = Some(stage.clock.now() - chrono::TimeDelta::hours(1));
    for (address, token, handle, url) in [
        (X, None, "acme_dev", "https://x.com/acme_dev/status/1990000000000000001"),
        (X, Some("bearer"), "acme_dev", "https://x.com/acme_dev/status/1990000000000000001"),
        (BLUESKY, None, "acme.example", BLUESKY),
        (BLUESKY_URI, None, "acme.example", BLUESKY),
        (FEDIVERSE, None, "acme", FEDIVERSE),
    ] {
        let post = stage.post(address, token).await;
        assert_eq!((post.text.as_str(), post.handle.as_str(), post.link.url.as_str()), (TEXT, handle, url));
        assert_eq!(post.author, format!("{handle} (sample)"));
        assert!(!post.is_edited);
        // oEmbed tells no time; the id does.
        let by_id = PostLink::parse(X).and_then(|link| link.posted_at(stage.clock.now()));
        assert_eq!(post.posted_at, if address == X && token.is_none() { by_id } else { at }, "{address}");
    }
}

#[tokio::test]
async fn the_api_of_x_tells_conversations_edits_and_long_texts_in_both_dialects() {
    let stage = Stage::new().await;
    let networks = stage.sandbox.networks();
    networks.x_token("bearer");
    let long = "日本語 ".repeat(200).trim().to_owned();
    networks.alter("1990000000000000001", |post| {
        post.text = long.clone();
        post.is_edited = true;
        post.root = Some("1989999999999999999".to_owned());
    });
    for dialect in ["tweets", "posts", "posts alone"] {
        let post = stage.post(X, Some("bearer")).await;
        assert_eq!((post.text == long, post.is_edited), (true, true), "{dialect}");
        assert_eq!(post.conversation_id.as_deref(), Some("1989999999999999999"), "{dialect}");
        match dialect {
            "tweets" => networks.x_says_posts(),
            _ => networks.x_rules(XRules {
                most_per_page: 100,
                takes_new_names_only: true,
                credit_mills: None,
            }),
        }
    }
    assert_eq!(networks.x_spent(), 15, "a post and who wrote it, once a day");
    assert!(!networks.asked().iter().any(|path| path == "oembed"), "{:?}", networks.asked());
    networks
        .alter(BLUESKY_URI, |post| post.root = Some("at://did:plc:other/app.bsky.feed.post/3k".to_owned()));
    let conversation = stage.post(BLUESKY, None).await.conversation_id;
    assert_eq!(conversation.as_deref(), Some("at://did:plc:other/app.bsky.feed.post/3k"));
}

#[tokio::test]
async fn what_is_deleted_or_protected_is_told_apart() {
    let stage = Stage::new().await;
    let networks = stage.sandbox.networks();
    networks.x_token("bearer");
    for (standing, state, mastodon) in [
        (Readable::Deleted, PostState::Gone, PostState::Gone),
        // An instance says the same of what is protected as of what is deleted.
        (Readable::Protected, PostState::Protected, PostState::Gone),
    ] {
        for id in ["1990000000000000001", BLUESKY_URI, "113000000000000001"] {
            networks.alter(id, |post| post.standing = standing);
        }
        for token in [None, Some("bearer")] {
            assert_eq!(stage.reads(X, token).await, Ok(state.clone()), "{token:?}");
        }
        assert_eq!(stage.reads(BLUESKY, None).await, Ok(state));
        assert_eq!(stage.reads(FEDIVERSE, None).await, Ok(mastodon));
    }
    let nobody = "https://bsky.app/profile/nobody.example/post/3l6oveex3ii2l";
    assert_eq!(stage.reads(nobody, None).await, Ok(PostState::Gone));
}

#[tokio::test]
async fn a_token_that_is_refused_or_used_up_leaves_oembed() {
    let stage = Stage::new().await;
    let networks = stage.sandbox.networks();
    networks.x_token("bearer");
    assert_eq!(stage.post(X, Some("an old one")).await.text, TEXT);
    for trouble in [Trouble::NoCredits, Trouble::Capped, Trouble::Status(401)] {
        networks.next(trouble.clone());
        let post = stage.post(X, Some("bearer")).await;
        assert_eq!((post.text.as_str(), post.conversation_id), (TEXT, None), "{trouble:?}");
    }
    networks.next(Trouble::Limited(40));
    assert!(matches!(stage.reads(X, Some("bearer")).await, Err(FetchError::Later(_))), "a limit passes");
}

#[tokio::test]
async fn whatever_a_network_answers_does_no_harm() {
    let stage = Stage::new().await;
    let networks = stage.sandbox.networks();
    let inside = format!("{}/x/inside", stage.sandbox.url());
    for address in [X, BLUESKY_URI, FEDIVERSE] {
        for (trouble, helps_later) in [
            (Trouble::Status(500), true),
            (Trouble::Malformed, true),
            (Trouble::Slow(Duration::from_secs(30)), true),
            (Trouble::Limited(40), true),
            (Trouble::Large(2 << 30), false),
            (Trouble::Endless, false),
            (Trouble::Elsewhere(inside.clone()), false),
            (Trouble::Elsewhere("http://169.254.169.254/latest".to_owned()), false),
        ] {
            networks.next(trouble.clone());
            match stage.reads(address, None).await {
                Err(FetchError::Later(_)) => assert!(helps_later, "{address}: {trouble:?}"),
                Err(FetchError::Never(_)) => assert!(!helps_later, "{address}: {trouble:?}"),
                Ok(state) => panic!("{address}: {trouble:?} gave {state:?}"),
            }
        }
        assert!(
            matches!(stage.reads(address, None).await, Ok(PostState::Public(_))),
            "{address} is read again"
        );
    }
    assert!(!networks.asked().iter().any(|path| path == "inside"), "no redirect was followed");
}

#[tokio::test]
async fn only_hosts_of_the_settings_are_asked() {
    let stage = Stage::new().await;
    let own = stage.sandbox.url().trim_start_matches("http://").to_owned();
    for address in [
        format!("http://{own}/mastodon/@acme/113000000000000001"),
        format!("http://{own}/x/oembed"),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "https://another.example/@acme/113000000000000001".to_owned(),
        "https://social.example.evil.example/@acme/113000000000000001".to_owned(),
    ] {
        assert!(matches!(stage.reads(&address, None).await, Err(FetchError::Never(_))), "{address}");
    }
    assert_eq!(stage.sandbox.networks().asked(), Vec::<String>::new());
}

#[tokio::test]
async fn what_a_token_would_add_is_told() {
    let stage = Stage::new().await;
    let way = |token| stage.reader(token).way(Network::X);
    assert!(way(None).contains("DOCKET_X_TOKEN") && way(None).contains("$0.015"), "{}", way(None));
    assert!(way(Some("bearer")).contains("API"));
    for token in [None, Some("bearer")] {
        assert!(way(token).contains("docket x-login"), "{}", way(token));
    }
    let bluesky = stage.reader(None).way(Network::Bluesky);
    assert!(bluesky.contains("DOCKET_BLUESKY_ACCOUNT"), "{bluesky}");
    let listening = Listening::new().await;
    let bluesky = listening.client().way(Network::Bluesky);
    assert!(bluesky.contains("mentions of @acme.example") && !bluesky.contains("DOCKET_"), "{bluesky}");
    assert!(stage.reader(None).way(Network::Mastodon).contains("social.example"));
}
