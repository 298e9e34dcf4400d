//! docket reads X as the account that a person has logged in: renewed in time, by one process alone, and never twice with what is
//! good for once.

use crate::{
    engines::TestDb,
    listening::{Listener, Listening, PASSWORD, post, watch},
    on_both_engines,
};
use chrono::TimeDelta;
use docket::{
    app::{AppError, x_login},
    base::post::Network,
    config::{DatabaseArgs, PostArgs, XLoginArgs},
    contract::{Heard, Pass, PostReader, PostSource, Stop, Trouble, WatchKind},
    db::Db,
    sandbox::Trouble as Fault,
};
use futures::{FutureExt, future::join_all};
use std::time::Duration;

const KEY: &str = "0123456789abcdef0123456789abcdef";

fn args(listening: &Listening, db: &TestDb) -> XLoginArgs {
    XLoginArgs {
        database: DatabaseArgs { database: Some(db.url.clone()) },
        posts: PostArgs {
            x_client_id: Some("app".to_owned()),
            x_client_secret: Some("s3cret".to_owned()),
            x_account: Some("@acme".to_owned()),
            key: Some(KEY.to_owned()),
            ..PostArgs::at(listening.sandbox.url())
        },
        callback: Some("127.0.0.1:0".to_owned()),
    }
}

/// Opens the address as a browser does, and gives where it is sent.
async fn allows(address: String) -> String {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let page = client.get(address).send().await.expect("the page");
    page.headers().get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default()
}

async fn logs_in(listening: &Listening, args: &XLoginArgs) -> Result<String, AppError> {
    x_login(args, &listening.clock, |waiting| allows(waiting.address).boxed()).await
}

async fn listening() -> Listening {
    let listening = Listening::new().await;
    listening.sandbox.networks().x_app("app", "s3cret");
    listening
}

fn stopped(heard: &Heard) -> Option<&str> {
    match &heard.trouble {
        Some(Trouble::Stop(Stop::Login, why)) => Some(why),
        _ => None,
    }
}

async fn count(db: &TestDb, sql: &'static str) -> i64 {
    let (count,): (i64,) = db.q(sql).one().await.expect("a number");
    count
}

fn own() -> docket::contract::Watch {
    watch(Network::X, WatchKind::Mentions)
}

on_both_engines! {
    async fn a_login_is_kept_sealed_and_renewed_for_days(db: TestDb) {
        let listening = listening().await;
        let (start, networks) = (listening.now(), listening.sandbox.networks());
        assert_eq!(logs_in(&listening, &args(&listening, &db)).await.expect("logged in"), "acme");
        let (sealed,): (Vec<u8>,) = db.q("SELECT sealed_bytes FROM social_login").one().await.unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("user-"), "nothing is kept in plain");
        let mut listener = Listener::new(own(), start);
        for hour in 0..30 {
            listening.clock.turn_to(start + TimeDelta::hours(hour));
            networks.post(post(Network::X, listening.now() - TimeDelta::minutes(1), hour.unsigned_abs(), "@acme"));
            // Another process goes on with what the one before has kept.
            let client = listening.client_logged_in(&db, KEY);
            assert_eq!(client.terms(&own()).post_mills, 1);
            assert_eq!(client.terms(&watch(Network::X, WatchKind::Words)).post_mills, 5);
            let heard = listener.polls(&client, listening.now(), false).await;
            assert_eq!(heard.trouble, None, "hour {hour}");
        }
        assert_eq!(listener.seen.len(), 29, "what was posted before is not new");
        assert!((13..=20).contains(&networks.x_renewals()), "{} renewals", networks.x_renewals());
        assert_eq!(networks.x_reuses(), 0);
        // An account that was looked up, seven people on two days, and the posts for a fifth.
        assert!(networks.x_spent() < 10 + 2 * 7 * 10 + 2 * 30, "{}", networks.x_spent());
    }

    async fn what_the_login_adds_is_told_with_a_token_and_without(db: TestDb) {
        let listening = listening().await;
        let with_token = listening.client_logged_in(&db, KEY).way(Network::X);
        assert!(with_token.contains("by its API") && with_token.contains("mentions of @acme cost"), "{with_token}");
        let alone = listening.client_with(PASSWORD, None).logged_in(listening.x_login(KEY), Db::clone(&db));
        let alone = alone.way(Network::X);
        assert!(alone.contains("by the login of @acme") && alone.contains("oEmbed"), "{alone}");
        assert!(!alone.contains("new mentions"), "the login watches already: {alone}");
    }

    async fn two_instances_never_renew_it_twice(db: TestDb) {
        let listening = listening().await;
        logs_in(&listening, &args(&listening, &db)).await.expect("logged in");
        for round in 1..=5 {
            // All of them find that it opens no more.
            listening.clock.turn_by(TimeDelta::minutes(125));
            let clients: Vec<_> = (0..8).map(|_| listening.client_logged_in(&db, KEY)).collect();
            let listener = Listener::new(own(), listening.now() - TimeDelta::minutes(5));
            let all = join_all(clients.iter().map(|client| listener.asks(client, Pass::Usual, listening.now()))).await;
            for heard in &all {
                assert!(stopped(heard).is_none(), "{:?}", heard.trouble);
            }
            assert!(all.iter().any(|heard| heard.trouble.is_none()), "one at least goes on");
            assert_eq!(listening.sandbox.networks().x_renewals(), round, "round {round}");
        }
        assert_eq!(listening.sandbox.networks().x_reuses(), 0);
    }

    async fn who_ends_between_the_answer_and_the_writing_of_it_has_lost_the_login_and_says_so(db: TestDb) {
        let listening = listening().await;
        let networks = listening.sandbox.networks();
        logs_in(&listening, &args(&listening, &db)).await.expect("logged in");
        listening.clock.turn_by(TimeDelta::hours(3));
        networks.next(Fault::Slow(Duration::from_secs(60)));
        let (client, listener) = (listening.client_logged_in(&db, KEY), Listener::new(own(), listening.now()));
        let dies = async {
            while networks.x_renewals() == 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            heard = listener.asks(&client, Pass::Usual, listening.now()) => panic!("{heard:?}"),
            () = dies => {}
        }
        networks.calm();
        let heard = listener.asks(&client, Pass::Usual, listening.now()).await;
        assert!(matches!(heard.trouble, Some(Trouble::Later(_))), "somebody may still be at it: {heard:?}");
        for _ in 0..3 {
            listening.clock.turn_by(TimeDelta::minutes(3));
            let heard = listener.asks(&client, Pass::Usual, listening.now()).await;
            assert!(stopped(&heard).is_some_and(|why| why.contains("docket x-login")), "{heard:?}");
        }
        assert_eq!((networks.x_renewals(), networks.x_reuses()), (1, 0), "it is not tried a second time");
        logs_in(&listening, &args(&listening, &db)).await.expect("logged in again");
        assert_eq!(listener.asks(&client, Pass::Usual, listening.now()).await.trouble, None);
    }

    async fn what_x_answers_decides_whether_a_login_is_lost(db: TestDb) {
        let listening = listening().await;
        let networks = listening.sandbox.networks();
        let (client, listener) = (listening.client_logged_in(&db, KEY), Listener::new(own(), listening.now()));
        let heard = listener.asks(&client, Pass::Usual, listening.now()).await;
        assert!(stopped(&heard).is_some_and(|why| why.contains("nobody has logged in")), "{heard:?}");
        logs_in(&listening, &args(&listening, &db)).await.expect("logged in");
        let other = listening.client_logged_in(&db, "another key that is as long as the first");
        let heard = listener.asks(&other, Pass::Usual, listening.now()).await;
        assert!(stopped(&heard).is_some_and(|why| why.contains("DOCKET_KEY")), "{heard:?}");
        // While it still opens, trouble of X's is no trouble of docket's.
        listening.clock.turn_by(TimeDelta::minutes(112));
        networks.next(Fault::Slow(Duration::ZERO));
        assert_eq!(listener.asks(&client, Pass::Usual, listening.now()).await.trouble, None);
        assert_eq!(networks.x_renewals(), 1);
        networks.end_x_login();
        listening.clock.turn_by(TimeDelta::hours(3));
        let heard = listener.asks(&client, Pass::Usual, listening.now()).await;
        assert!(stopped(&heard).is_some_and(|why| why.contains("does not take the login")), "{heard:?}");
        logs_in(&listening, &args(&listening, &db)).await.expect("logged in");
        // No answer in time: it may have been taken.
        listening.clock.turn_by(TimeDelta::hours(3));
        networks.next(Fault::Slow(Duration::from_secs(10)));
        let heard = listener.asks(&client, Pass::Usual, listening.now()).await;
        assert!(stopped(&heard).is_some_and(|why| why.contains("did not answer")), "{heard:?}");
        assert_eq!(count(&db, "SELECT COUNT(*) FROM social_login WHERE state = 'lost'").await, 1);
        assert_eq!(networks.x_reuses(), 0);
    }

    async fn a_login_is_whole_or_says_what_is_wrong(db: TestDb) {
        let listening = listening().await;
        let bare = XLoginArgs { posts: PostArgs::at(listening.sandbox.url()), ..args(&listening, &db) };
        let refused = logs_in(&listening, &bare).await.expect_err("nothing is set").to_string();
        assert!(refused.contains("DOCKET_X_CLIENT_ID"), "{refused}");
        let whole = args(&listening, &db);
        let pasted = |text: &'static str| x_login(&whole, &listening.clock, move |_| async move { text.to_owned() }.boxed());
        assert!(pasted("").await.expect_err("no code").to_string().contains("no code"));
        assert!(pasted("code-99").await.expect_err("a wrong code").to_string().contains("does not take the code"));
        let mut other = whole.clone();
        other.posts.x_account = Some("somebody".to_owned());
        let refused = logs_in(&listening, &other).await.expect_err("another account").to_string();
        assert!(refused.contains("@acme") && refused.contains("@somebody"), "{refused}");
        assert_eq!(count(&db, "SELECT COUNT(*) FROM social_login").await, 0);
        // What comes back to this machine by itself is enough.
        let came = x_login(&whole, &listening.clock, |waiting| {
            async move {
                let (address, comes) = (waiting.address.clone(), waiting.comes_back());
                let browser = async {
                    let back = allows(address).await;
                    reqwest::get(back).await.expect("a page")
                };
                let (came, page) = tokio::join!(comes, browser);
                assert_eq!(page.status(), 200);
                came
            }
            .boxed()
        });
        assert_eq!(came.await.expect("logged in"), "acme");
    }
}
