//! What is new on public networks is heard, all of it, whatever they do; and nothing that they do harms docket.

use crate::listening::{Listener, Listening, Story, post, watch, x_id};
use chrono::TimeDelta;
use docket::{
    base::post::Network,
    contract::{Heard, Pass, PostSource, Stop, Trouble, WatchKind},
    sandbox::{Readable, Trouble as Fault, XRules},
};
use std::time::Duration;

/// Questions of one schedule.
const QUESTIONS: usize = 14;

/// So many schedules of one kind: no post is lost, whatever happens.
async fn schedules(network: Network, kind: WatchKind, seeds: std::ops::Range<u64>) {
    let listening = Listening::new().await;
    let client = listening.client();
    for seed in seeds {
        let mut story = Story::new(&listening, network, kind, seed);
        let mut listener = Listener::new(watch(network, kind), listening.now());
        for _ in 0..QUESTIONS {
            story.goes_on();
            story.troubles();
            let dies = rand::RngExt::random_bool(&mut story.chance, 0.15);
            listener.polls(&client, listening.now(), dies).await;
        }
        // It goes well again: what was listed late comes, with a wide pass behind it.
        story.calms();
        for pause in [TimeDelta::hours(6), TimeDelta::hours(20), TimeDelta::minutes(2), TimeDelta::minutes(2)]
        {
            listening.clock.turn_by(pause);
            while !listener.polls(&client, listening.now(), false).await.is_whole {}
        }
        let lost: Vec<_> = story.expected.difference(&listener.seen).collect();
        assert!(lost.is_empty(), "{network:?} {kind:?}, seed {seed}: lost {lost:?}");
        let wrong: Vec<_> = story.unheard.intersection(&listener.seen).collect();
        assert!(wrong.is_empty(), "{network:?} {kind:?}, seed {seed}: heard {wrong:?}");
    }
    assert!(
        !listening.sandbox.networks().asked().iter().any(|path| path == "inside"),
        "no redirect was followed"
    );
}

// 1,000 in all, in processes of their own.
macro_rules! schedules {
    ($($name:ident: $network:ident $kind:ident $seeds:expr;)*) => {$(
        #[tokio::test]
        async fn $name() {
            schedules(Network::$network, WatchKind::$kind, $seeds).await;
        }
    )*};
}

schedules! {
    no_mention_on_x_is_lost_in_the_first_250_schedules: X Mentions 0..250;
    no_mention_on_x_is_lost_in_the_next_200_schedules: X Mentions 250..450;
    no_word_on_x_is_lost_in_150_schedules: X Words 450..600;
    no_notification_on_bluesky_is_lost_in_150_schedules: Bluesky Mentions 600..750;
    no_word_on_bluesky_is_lost_in_50_schedules: Bluesky Words 750..800;
    no_mention_on_mastodon_is_lost_in_100_schedules: Mastodon Mentions 800..900;
    no_hashtag_on_mastodon_is_lost_in_100_schedules: Mastodon Words 900..1000;
}

fn keys(heard: &Heard) -> Vec<&str> {
    let mut keys: Vec<_> = heard.posts.iter().map(|post| post.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

#[tokio::test]
async fn a_post_listed_below_the_newest_is_heard_within_the_hour_and_later_by_the_wide_pass() {
    let listening = Listening::new().await;
    let (client, start) = (listening.client(), listening.now());
    let mut listener = Listener::new(watch(Network::X, WatchKind::Mentions), start);
    let networks = listening.sandbox.networks();
    for (minute, listed) in [(1, 1), (2, 50), (3, 300)] {
        let at = start + TimeDelta::minutes(minute);
        let mut late = post(Network::X, at, 7, "@acme?");
        late.listed_at = Some(start + TimeDelta::minutes(listed));
        networks.post(late);
    }
    for (minute, count) in [(5, 1), (49, 1), (51, 2), (100, 2), (310, 2)] {
        listening.clock.turn_to(start + TimeDelta::minutes(minute));
        listener.polls(&client, listening.now(), false).await;
        assert_eq!(listener.seen.len(), count, "after {minute} minutes");
    }
    listening.clock.turn_to(start + TimeDelta::hours(24));
    listener.polls(&client, listening.now(), false).await;
    assert_eq!(listener.seen.len(), 3);
}

#[tokio::test]
async fn what_was_said_before_is_not_new_and_what_is_heard_is_whole() {
    let listening = Listening::new().await;
    let (client, start) = (listening.client(), listening.now());
    let networks = listening.sandbox.networks();
    let long = "日本語 ".repeat(200).trim().to_owned();
    for (network, text) in
        [(Network::X, "@acme"), (Network::Bluesky, "@acme.example"), (Network::Mastodon, "@acme")]
    {
        networks.post(post(network, start - TimeDelta::minutes(5), 1, text));
        let mut new = post(network, start + TimeDelta::minutes(5), 2, &format!("{text} {long}"));
        new.followers = 12;
        new.language = "ja".to_owned();
        let id = new.id.clone();
        networks.post(new);
        listening.clock.turn_to(start + TimeDelta::minutes(10));
        let listener = Listener::new(watch(network, WatchKind::Mentions), start);
        let heard = listener.asks(&client, Pass::Usual, listening.now()).await;
        assert_eq!(heard.trouble, None, "{network:?}");
        let [only] = heard.posts.as_slice() else { panic!("{network:?}: {:?}", keys(&heard)) };
        assert!(only.key.ends_with(&id) && only.post.text == format!("{text} {long}"), "{only:?}");
        assert!(only.post.link.url.contains(&only.post.handle) && !only.post.handle.is_empty(), "{only:?}");
        assert_eq!(only.language.as_deref(), Some("ja"), "{network:?}");
        let followers = if network == Network::Bluesky { None } else { Some(12) };
        assert_eq!(only.followers, followers, "{network:?}");
    }
}

#[tokio::test]
async fn both_names_that_x_has_for_its_fields_are_spoken_and_read() {
    let listening = Listening::new().await;
    let (client, start) = (listening.client(), listening.now());
    let networks = listening.sandbox.networks();
    let mut asked = post(Network::X, start + TimeDelta::minutes(1), 1, "@acme?");
    asked.root = Some("1989999999999999999".to_owned());
    asked.is_edited = true;
    let first = (asked.id.parse::<u64>().unwrap() - 1).to_string();
    networks.post(asked);
    listening.clock.turn_by(TimeDelta::minutes(2));
    for round in 0..3 {
        let listener = Listener::new(watch(Network::X, WatchKind::Mentions), start);
        let heard = listener.asks(&client, Pass::Usual, listening.now()).await;
        assert_eq!(keys(&heard), [first.as_str()], "round {round}: an edit is the same post");
        assert_eq!(heard.posts[0].thread, "1989999999999999999");
        if round == 0 {
            networks.x_says_posts();
        } else {
            networks.x_rules(XRules { most_per_page: 100, takes_new_names_only: true, credit_mills: None });
        }
    }
}

#[tokio::test]
async fn a_burst_beyond_what_x_gives_is_brought_by_the_wide_pass() {
    let listening = Listening::new().await;
    let (client, start) = (listening.client(), listening.now());
    let networks = listening.sandbox.networks();
    for serial in 0..1000 {
        networks.post(post(Network::X, start + TimeDelta::seconds(serial), serial.unsigned_abs(), "@acme"));
    }
    listening.clock.turn_by(TimeDelta::hours(2));
    let mut listener = Listener::new(watch(Network::X, WatchKind::Mentions), start);
    let heard = listener.polls(&client, listening.now(), false).await;
    assert!(heard.is_cut && listener.seen.len() == 800, "{}", listener.seen.len());
    listener.polls(&client, listening.now(), false).await;
    assert_eq!(listener.seen.len(), 1000);
}

#[tokio::test]
async fn a_question_cut_off_goes_on_where_it_was() {
    let listening = Listening::new().await;
    let (client, start) = (listening.client(), listening.now());
    let networks = listening.sandbox.networks();
    networks.x_rules(XRules { most_per_page: 10, takes_new_names_only: false, credit_mills: None });
    for serial in 0..50 {
        networks.post(post(Network::X, start + TimeDelta::seconds(serial), serial.unsigned_abs(), "@acme"));
    }
    listening.clock.turn_by(TimeDelta::minutes(5));
    let mut listener = Listener::new(watch(Network::X, WatchKind::Mentions), start);
    networks.later(3, Fault::Limited(120));
    let heard = listener.polls(&client, listening.now(), false).await;
    let until = listening.now() + TimeDelta::seconds(120);
    assert_eq!(heard.trouble, Some(Trouble::Wait(until)), "it waits as long as it is asked to");
    assert_eq!(listener.seen.len(), 20, "an account was looked up, and two pages were read");
    listening.clock.turn_to(until);
    let before = networks.asked().len();
    listener.polls(&client, listening.now(), false).await;
    assert_eq!((listener.seen.len(), networks.asked().len() - before), (50, 3), "nothing is read twice");
}

#[tokio::test]
async fn a_post_that_arrives_between_two_pages_is_heard_the_next_time() {
    let listening = Listening::new().await;
    let (client, networks) = (listening.client(), listening.sandbox.networks());
    networks.x_rules(XRules { most_per_page: 10, takes_new_names_only: false, credit_mills: None });
    for (network, kind, requests, text) in [
        // An account is looked up, or a session begun, before the first page.
        (Network::X, WatchKind::Mentions, 1, "@acme"),
        (Network::X, WatchKind::Words, 0, "my widget"),
        (Network::Bluesky, WatchKind::Mentions, 1, "@acme.example"),
        (Network::Mastodon, WatchKind::Mentions, 0, "@acme"),
        (Network::Mastodon, WatchKind::Words, 0, "#acme"),
    ] {
        networks.empty();
        let start = listening.now();
        for serial in 0..90 {
            let at = start + TimeDelta::seconds(serial);
            networks.post(post(network, at, serial.unsigned_abs(), text));
        }
        listening.clock.turn_by(TimeDelta::minutes(5));
        networks.arrives(requests, post(network, listening.now(), 90, text));
        let mut listener = Listener::new(watch(network, kind), start);
        let heard = listener.polls(&client, listening.now(), false).await;
        assert!(heard.is_whole && listener.seen.len() == 90, "{network:?} {kind:?}: {heard:?}");
        assert!(networks.stays_away().is_none(), "{network:?} {kind:?}: it has arrived");
        listening.clock.turn_by(TimeDelta::minutes(2));
        listener.polls(&client, listening.now(), false).await;
        assert_eq!(listener.seen.len(), 91, "{network:?} {kind:?}");
    }
}

#[tokio::test]
async fn what_stops_a_source_is_told_from_what_passes() {
    let listening = Listening::new().await;
    let client = listening.client();
    let networks = listening.sandbox.networks();
    let stop = |heard: &Heard| match &heard.trouble {
        Some(Trouble::Stop(stop, _)) => Some(*stop),
        _ => None,
    };
    let listener = Listener::new(watch(Network::X, WatchKind::Words), listening.now());
    for (fault, expected) in [
        (Fault::NoCredits, Some(Stop::Credits)),
        (Fault::Capped, Some(Stop::Cap)),
        (Fault::Status(401), Some(Stop::Login)),
        (Fault::Limited(40), None),
        (Fault::Status(503), None),
        (Fault::Malformed, None),
    ] {
        networks.next(fault.clone());
        let heard = listener.asks(&client, Pass::Usual, listening.now()).await;
        assert!(heard.trouble.is_some() && !heard.is_whole, "{fault:?}");
        assert_eq!(stop(&heard), expected, "{fault:?}");
    }
    let other = listening.client_with("wrong", None);
    let heard = listener.asks(&other, Pass::Usual, listening.now()).await;
    assert_eq!(stop(&heard), Some(Stop::Login), "no token");
    let bluesky = Listener::new(watch(Network::Bluesky, WatchKind::Mentions), listening.now());
    assert_eq!(stop(&bluesky.asks(&other, Pass::Usual, listening.now()).await), Some(Stop::Login));
    let mut unknown = watch(Network::X, WatchKind::Mentions);
    unknown.what = "nobody_has_it".to_owned();
    let nobody = Listener::new(unknown, listening.now());
    assert_eq!(stop(&nobody.asks(&client, Pass::Usual, listening.now()).await), Some(Stop::Refused));
}

#[tokio::test]
async fn a_session_on_bluesky_is_kept_refreshed_and_sealed() {
    let listening = Listening::new().await;
    let (client, start) = (listening.client(), listening.now());
    let networks = listening.sandbox.networks();
    let mut listener = Listener::new(watch(Network::Bluesky, WatchKind::Mentions), start);
    for hour in 0..30 {
        listening.clock.turn_to(start + TimeDelta::hours(hour));
        networks.post(post(Network::Bluesky, listening.now(), hour.unsigned_abs(), "@acme.example"));
        // Another process goes on with what the one before has kept.
        let client = listening.client();
        let heard = listener.polls(&client, listening.now(), false).await;
        assert_eq!(heard.trouble, None, "hour {hour}");
        let sealed = heard.session.unwrap_or_default();
        assert!(!String::from_utf8_lossy(&sealed).contains("access"), "nothing is kept in plain");
    }
    assert_eq!((networks.bluesky_logins(), listener.seen.len()), (1, 30));
    networks.end_bluesky_sessions();
    assert_eq!(listener.polls(&client, listening.now(), false).await.trouble, None);
    assert_eq!(networks.bluesky_logins(), 2, "a session that has ended is begun anew");
}

#[tokio::test]
async fn whatever_a_network_answers_does_no_harm() {
    let listening = Listening::new().await;
    let (client, start) = (listening.client(), listening.now());
    let networks = listening.sandbox.networks();
    listening.clock.turn_by(TimeDelta::minutes(5));
    let inside = format!("{}/x/inside", listening.sandbox.url());
    for (network, kind) in [
        (Network::X, WatchKind::Words),
        (Network::Bluesky, WatchKind::Mentions),
        (Network::Mastodon, WatchKind::Mentions),
        (Network::Mastodon, WatchKind::Words),
    ] {
        let mut listener = Listener::new(watch(network, kind), start);
        listener.polls(&client, listening.now(), false).await;
        for fault in [
            Fault::Slow(Duration::from_secs(30)),
            Fault::Large(2 << 30),
            Fault::Endless,
            Fault::Elsewhere(inside.clone()),
            Fault::Elsewhere("http://169.254.169.254/latest".to_owned()),
            Fault::Malformed,
        ] {
            networks.next(fault.clone());
            let heard = listener.polls(&client, listening.now(), false).await;
            assert!(
                matches!(heard.trouble, Some(Trouble::Later(_))),
                "{network:?}: {fault:?} gave {heard:?}"
            );
        }
        let heard = listener.polls(&client, listening.now(), false).await;
        assert!(heard.trouble.is_none() && heard.is_whole, "{network:?} is heard again: {heard:?}");
    }
    assert!(!networks.asked().iter().any(|path| path == "inside"), "no redirect was followed");
}

#[tokio::test]
async fn only_configured_hosts_are_asked() {
    let listening = Listening::new().await;
    let client = listening.client();
    let mut elsewhere = watch(Network::Mastodon, WatchKind::Words);
    for host in ["another.example", "127.0.0.1", "169.254.169.254", "social.example.evil.example"] {
        elsewhere.host = host.to_owned();
        assert!(client.terms(&elsewhere).lacks.is_some(), "{host}");
        let listener = Listener::new(elsewhere.clone(), listening.now());
        let heard = listener.asks(&client, Pass::Usual, listening.now()).await;
        assert!(matches!(heard.trouble, Some(Trouble::Stop(Stop::Refused, _))), "{host}: {heard:?}");
    }
    assert_eq!(listening.sandbox.networks().asked(), Vec::<String>::new());
}

#[tokio::test]
async fn the_stream_of_bluesky_brings_words_and_mentions_without_an_account() {
    let listening = Listening::new().await;
    let (start, networks) = (listening.now(), listening.sandbox.networks());
    let mut gone = post(Network::Bluesky, start + TimeDelta::seconds(20), 3, "my widget");
    gone.standing = Readable::Deleted;
    networks.post(gone);
    for (serial, text) in [(1, "acme rocket?"), (2, "acmerocket"), (4, "@other.example hi"), (5, "Widget!")] {
        networks.post(post(Network::Bluesky, start + TimeDelta::seconds(30), serial, text));
    }
    listening.clock.turn_by(TimeDelta::minutes(1));
    let client = listening.client();
    let mut words = Listener::new(watch(Network::Bluesky, WatchKind::Words), start);
    let heard = words.polls(&client, listening.now(), false).await;
    assert!(
        heard.is_whole && heard.posts.iter().all(|post| post.post.handle.ends_with(".example")),
        "{heard:?}"
    );
    assert_eq!(words.seen.len(), 2, "{:?}", words.seen);
    let mut mentions = watch(Network::Bluesky, WatchKind::Mentions);
    mentions.what = "other.example".to_owned();
    let listener = Listener::new(mentions.clone(), start);
    let heard = listener.asks(&client, Pass::Usual, listening.now()).await;
    // Nobody of that name is known: the fake knows those who post, and its account.
    assert!(matches!(heard.trouble, Some(Trouble::Stop(Stop::Refused, _))), "{heard:?}");
    networks.bluesky_account("other.example", "another");
    let heard = listener.asks(&client, Pass::Usual, listening.now()).await;
    assert_eq!(heard.posts.len(), 1, "{heard:?}");
}

#[tokio::test]
async fn ids_are_numbers_of_19_digits() {
    let at = "2026-11-18T18:00:00Z".parse().unwrap();
    assert!(x_id(at, 1).len() == 19 && x_id(at, 1).parse::<u64>().unwrap() > 1 << 53);
}
