use super::*;
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn now() -> DateTime<Utc> {
    at("2026-11-28T12:00:00Z")
}

fn one(address: &str) -> PostLink {
    PostLink::parse(address).unwrap_or_else(|| panic!("{address} is a link"))
}

const TID: &str = "3l6oveex3ii2l";

#[test]
fn every_form_of_a_link_means_the_same_post() {
    let x = [
        "https://x.com/acme_dev/status/1990000000000000001",
        "http://twitter.com/acme_dev/statuses/1990000000000000001",
        "https://mobile.twitter.com/acme_dev/status/1990000000000000001?s=20&t=abc#top",
        "https://M.X.com/acme_dev/status/1990000000000000001/photo/1",
        "https://www.x.com/@acme_dev/status/1990000000000000001/video/2",
        "https://x.com/i/web/status/1990000000000000001",
        "https://x.com/i/status/1990000000000000001/",
        "https://fxtwitter.com/acme_dev/status/1990000000000000001/de",
        "https://g.fxtwitter.com/acme_dev/status/1990000000000000001",
        "https://fixupx.com/acme_dev/status/1990000000000000001",
        "https://vxtwitter.com/acme_dev/status/1990000000000000001",
        "https://fixvx.com/acme_dev/status/1990000000000000001",
        "https://d.twittpr.com/acme_dev/status/1990000000000000001",
        "https://nitter.net/acme_dev/status/1990000000000000001#m",
    ];
    for address in x {
        let link = one(address);
        assert_eq!((link.network, link.post_id().as_str()), (Network::X, "1990000000000000001"), "{address}");
        assert!(link.url.starts_with("https://x.com/"), "{address}");
    }
    let bluesky = [
        format!("https://bsky.app/profile/did:plc:abc/post/{TID}"),
        format!("https://bsky.app/profile/did%3Aplc%3Aabc/post/{TID}?ref=1"),
        format!("https://bsky.app/profile/Acme.example.com/post/{TID}/"),
        format!("https://fxbsky.app/profile/acme.example.com/post/{TID}"),
        format!("at://did:plc:abc/app.bsky.feed.post/{TID}"),
        format!("AT://acme.example.com/app.bsky.feed.post/{TID}"),
    ];
    for address in &bluesky {
        let link = one(address);
        assert_eq!((link.network, link.post_id().as_str()), (Network::Bluesky, TID), "{address}");
    }
    let mastodon = [
        "https://social.example/@acme/113000000000000001",
        "https://social.example/users/acme/statuses/113000000000000001",
        "https://social.example/web/@acme/113000000000000001",
        "https://SOCIAL.example/deck/@acme/113000000000000001?lang=de",
        "https://social.example/web/statuses/113000000000000001",
    ];
    for address in mastodon {
        let link = one(address);
        assert_eq!(link.network, Network::Mastodon, "{address}");
        assert_eq!(link.post_id(), "social.example/113000000000000001", "{address}");
    }
}

#[test]
fn other_hosts_of_the_fediverse_and_of_the_web_are_known_by_their_address() {
    for (address, network, id, author) in [
        ("https://a.example/@jo@b.example/99", Network::Mastodon, "a.example/99", Some("jo@b.example")),
        (
            "https://gts.example/@jo/statuses/01J9ZX3N7Y8K2M4P6Q8R0S2T4V",
            Network::Mastodon,
            "gts.example/01J9ZX3N7Y8K2M4P6Q8R0S2T4V",
            Some("jo"),
        ),
        (
            "https://ak.example/notice/AnQ4QpZmEVYjd3bOTI",
            Network::Mastodon,
            "ak.example/AnQ4QpZmEVYjd3bOTI",
            None,
        ),
        ("https://mk.example/notes/9zzzzzzzzz", Network::Mastodon, "mk.example/9zzzzzzzzz", None),
        ("https://www.threads.net/@jo/post/C8x", Network::Other, "www.threads.net/@jo/post/C8x", None),
        ("https://forum.example/t/42/", Network::Other, "forum.example/t/42", None),
        ("https://forum.example/t/42?utm_source=x#p3", Network::Other, "forum.example/t/42", None),
        ("https://forum.example/t?id=42&utm_source=x", Network::Other, "forum.example/t?id=42", None),
        ("http://127.0.0.1:8080/@jo/42", Network::Other, "127.0.0.1:8080/@jo/42", None),
    ] {
        let link = one(address);
        assert_eq!(
            (link.network, link.post_id().as_str(), link.author.as_deref()),
            (network, id, author),
            "{address}"
        );
    }
}

#[test]
fn what_is_no_post_is_none() {
    for address in [
        "https://x.com/acme_dev",
        "https://x.com/i/spaces/1abc",
        "https://x.com/i/lists/12",
        "https://x.com/search?q=acme",
        "https://x.com/hashtag/acme",
        "https://x.com/intent/tweet?in_reply_to=1",
        "https://x.com/home",
        "https://x.com/acme_dev/status/",
        "https://x.com/acme_dev/status/12a",
        "https://x.com/acme_dev/status/0",
        "https://x.com/acme_dev/status/12345678901234567890",
        "https://bsky.app/profile/acme.example.com",
        "https://bsky.app/profile/acme/post/3k",
        "at://did:plc:abc/app.bsky.feed.like/3k",
        "https://t.co/abc",
        "https://discord.com/channels/1/2/3",
        "https://x.com@evil.example/acme/status/1",
        "https://someone:word@forum.example/t/1",
        "ftp://x.com/acme/status/1",
        "javascript:alert(1)",
        "",
        "https://",
    ] {
        assert_eq!(PostLink::parse(address), None, "{address}");
    }
    assert_eq!(PostLink::parse(&format!("https://forum.example/{}", "a".repeat(3000))), None);
}

#[test]
fn a_host_that_only_looks_like_x_is_another() {
    for address in
        ["https://x.com.evil.example/a/status/1", "https://notx.com/a/status/1", "https://axx.com/a/status/1"]
    {
        assert_eq!(one(address).network, Network::Other, "{address}");
    }
}

#[test]
fn a_wrong_handle_is_left_out_of_the_address() {
    let link = one("https://x.com/a_name_that_is_too_long/status/7");
    assert_eq!((link.author, link.url.as_str()), (None, "https://x.com/i/web/status/7"));
}

#[test]
fn links_are_found_wherever_people_put_them() {
    for (text, ids) in [
        ("look: https://x.com/a/status/11.", vec!["11"]),
        ("(https://x.com/a/status/11), <https://x.com/b/status/12>!", vec!["11", "12"]),
        ("[this](https://x.com/a/status/11) and **https://x.com/b/status/12**", vec!["11", "12"]),
        ("[https://x.com/a/status/11](https://x.com/a/status/11)", vec!["11"]),
        ("||https://x.com/a/status/11||", vec!["11"]),
        ("https://x.com/a/status/11https://x.com/a/status/12", vec!["11https:"]),
        ("看 https://x.com/a/status/11。谢谢", vec!["11"]),
        ("x.com/a/status/11 (twitter.com/b/status/12)", vec!["11", "12"]),
        ("https://twitter.com/a/status/11 https://x.com/i/web/status/11", vec!["11"]),
        ("https://docs.example/a https://x.com/a/status/11", vec!["11"]),
        ("https://x.com/share?url=https://x.com/a/status/11", vec![]),
        ("read https://en.example/wiki/Foo_(bar).", vec!["en.example/wiki/Foo_(bar)"]),
        ("https://x.com/a and forum.example/t/1", vec![]),
        ("no link at all", vec![]),
    ] {
        let found: Vec<_> = posts_in(text).iter().map(PostLink::post_id).collect();
        // Two addresses without anything between them are one that means nothing.
        let ids: Vec<_> = ids.into_iter().filter(|id| !id.ends_with("https:")).collect();
        assert_eq!(found, ids, "{text}");
    }
}

#[test]
fn at_most_twenty_links_are_read() {
    let text: String = (1..50).map(|id| format!("https://x.com/a/status/{id} ")).collect();
    assert_eq!(posts_in(&text).len(), 20);
}

#[test]
fn the_time_of_a_post_is_in_its_id() {
    for (address, time) in [
        // The sample of X's own documentation.
        ("https://x.com/i/web/status/1301573587187331074", Some("2020-09-03T17:31:39.910Z")),
        ("https://x.com/i/web/status/20", None),
        ("https://x.com/i/web/status/29700859247", None),
        ("https://x.com/i/web/status/9223372036854775807", None),
        ("https://bsky.app/profile/a.example/post/2222222222222", None),
        ("https://bsky.app/profile/a.example/post/own-key", None),
        ("https://s.example/@a/113000000000000000", Some("2024-08-21T12:26:04.062Z")),
        ("https://s.example/@a/4711", None),
        ("https://gts.example/@a/statuses/01J9ZX3N7Y8K2M4P6Q8R0S2T4V", Some("2024-10-12T08:21:50.974Z")),
        ("https://forum.example/t/1301573587187331074", None),
    ] {
        assert_eq!(one(address).posted_at(now()), time.map(at), "{address}");
    }
}

#[test]
fn a_post_is_never_later_than_now() {
    let link = PostLink::of_x(1_990_000_000_000_000_001, None);
    let written = link.posted_at(now()).expect("a time");
    let clock_behind = written - TimeDelta::minutes(4);
    assert_eq!(link.posted_at(clock_behind), Some(clock_behind));
    assert_eq!(link.posted_at(written - TimeDelta::minutes(6)), None);
}

#[test]
fn an_answer_is_counted_as_its_network_counts() {
    for (network, text, used) in [
        (Network::X, "hello", 5),
        (Network::X, "see https://docs.example.com/a/very/long/path?with=query#and-more", 4 + 23),
        (Network::X, "(https://a.example)", 1 + 23),
        (Network::X, "see docs.example.com/page now", 4 + 23 + 4),
        (Network::X, "v7.2 is out", 11),
        (Network::X, "日本語", 6),
        (Network::X, "é e\u{301}", 3),
        (Network::X, "👍", 2),
        (Network::X, "👩‍👩‍👧‍👦 🇩🇪 👍🏽 1️⃣ ☝🏽", 14),
        (Network::X, "مرحبا", 5),
        (Network::X, "नमस्ते", 6),
        (Network::Bluesky, "👩‍👩‍👧‍👦 日本語", 5),
        (Network::Bluesky, "https://a.example", 17),
        (Network::Mastodon, "@jo@social.example https://docs.example.com/a/very/long/path", 4 + 23),
        (Network::Mastodon, "mail jo@social.example", 22),
        (Network::Mastodon, "👩‍👩‍👧‍👦", 1),
    ] {
        assert_eq!(length(network, text, None).map(|length| length.used), Some(used), "{network:?}: {text}");
    }
    assert_eq!(length(Network::Other, "hello", None), None);
}

#[test]
fn the_limit_is_the_networks_own() {
    let fits = |network, text: &str, most| length(network, text, most).is_some_and(|length| length.fits);
    assert!(fits(Network::X, &"a".repeat(280), None) && !fits(Network::X, &"a".repeat(281), None));
    assert!(fits(Network::X, &"日".repeat(140), None) && !fits(Network::X, &"日".repeat(141), None));
    assert!(
        fits(Network::Bluesky, &"日".repeat(300), None) && !fits(Network::Bluesky, &"a".repeat(301), None)
    );
    let families = "👩‍👩‍👧‍👦".repeat(200);
    assert!(!fits(Network::Bluesky, &families, None), "200 graphemes, but more than 3000 bytes");
    assert!(
        fits(Network::Mastodon, &"a".repeat(500), None) && !fits(Network::Mastodon, &"a".repeat(501), None)
    );
    assert!(fits(Network::Mastodon, &"a".repeat(11_000), Some(11_000)));
}

#[test]
fn an_answer_on_x_is_opened_with_its_text() {
    let link = one("https://x.com/acme_dev/status/1990000000000000001");
    let reply = link.reply_link("Fixed in 7.2 + docs: a&b=c #1 🎉");
    assert!(reply.is_filled);
    let url = url::Url::parse(&reply.url).expect("an address");
    let pairs: Vec<_> = url.query_pairs().into_owned().collect();
    assert_eq!(pairs[0], ("in_reply_to".to_owned(), "1990000000000000001".to_owned()));
    assert_eq!(pairs[1], ("text".to_owned(), "Fixed in 7.2 + docs: a&b=c #1 🎉".to_owned()));
    let elsewhere = one("https://social.example/@acme/113000000000000001");
    assert_eq!(elsewhere.reply_link("text"), ReplyLink { url: elsewhere.url.clone(), is_filled: false });
}

#[test]
fn networks_are_words() {
    for network in Network::ALL {
        assert_eq!(Network::try_from(network.word().to_owned()).ok(), Some(network));
    }
    assert!(Network::try_from("myspace".to_owned()).is_err());
}

/// The record key of an instant, made independently of how it is read.
fn tid(micros: u64, clock: u64) -> String {
    let whole = (micros << 10) | clock;
    let digit = |place: u32| (whole >> (5 * place)) & 31;
    (0..13).rev().map(|place| b"234567abcdefghijklmnopqrstuvwxyz"[digit(place) as usize] as char).collect()
}

proptest! {
    #[test]
    fn whatever_is_read_is_read_again_from_its_own_address(text in "\\PC{0,80}", id in 1u64..=9_999_999_999_999_999_999, key in "[a-z0-9._~-]{1,20}") {
        let addresses = [
            format!("https://x.com/{text}/status/{id}"),
            format!("https://bsky.app/profile/a.example/post/{key}"),
            format!("https://s.example/@{text}/{}", id % 1_000_000_007),
            format!("https://forum.example/{text}?q={text}"),
            text.clone(),
        ];
        for link in addresses.iter().filter_map(|address| PostLink::parse(address)) {
            let again = PostLink::parse(&link.url).expect("its own address is a link");
            prop_assert_eq!((again.network, again.post_id()), (link.network, link.post_id()));
            prop_assert_eq!(again.url, link.url);
        }
    }

    #[test]
    fn nothing_in_a_text_breaks_the_search(before in "\\PC{0,40}", after in "[ .,;:!?)>\"\\]]{0,4}", id in 1u64..=9_999_999_999_999_999_999) {
        let text = format!("{before} https://x.com/a/status/{id}{after}");
        let found = posts_in(&text);
        prop_assert!(found.iter().any(|link| link.post_id() == id.to_string()), "{:?}", found);
    }

    #[test]
    fn ids_tell_the_time_that_they_were_made_of(millis in 1_451_606_400_000u64..1_790_000_000_000, low in 0u64..65_536) {
        let time = DateTime::from_timestamp_millis(millis as i64);
        let x = PostLink::of_x(((millis - 1_288_834_974_657) << 22) | low, None);
        prop_assert_eq!(x.posted_at(now()), time.filter(|time| *time <= now()));
        let mastodon = one(&format!("https://s.example/@a/{}", (millis << 16) | low));
        prop_assert_eq!(mastodon.posted_at(now()), time);
        let bluesky = PostLink::of_bluesky("did:plc:abc", &tid(millis * 1000, low % 1024)).expect("a post");
        prop_assert_eq!(bluesky.posted_at(now()), time);
        prop_assert_eq!(bluesky.post_id(), bluesky.id);
    }

    #[test]
    fn counting_is_never_less_than_nothing_and_grows_with_the_text(text in "\\PC{0,100}") {
        for network in [Network::X, Network::Bluesky, Network::Mastodon] {
            let used = |text: &str| length(network, text, None).map_or(0, |length| length.used);
            let longer = format!("{text} a");
            prop_assert!(used(&longer) >= used(&text), "{}", longer);
        }
    }
}
