//! The limits hold, in tokio's own time.

use super::*;

fn heard(remaining: u32, reset_after: f64) -> Heard {
    let reset_after = Some(Duration::from_secs_f64(reset_after));
    Heard {
        status: 200,
        bucket: Some("b".into()),
        remaining: Some(remaining),
        reset_after,
        ..Heard::default()
    }
}

fn limited(seconds: u64) -> Heard {
    Heard { status: 429, retry_after: Some(Duration::from_secs(seconds)), ..Heard::default() }
}

const LONG: Duration = Duration::from_secs(3600);

/// Sends once and hears this; returns how long it waited.
async fn send(limiter: &Limiter, route: &Route, answer: &Heard) -> Duration {
    let acquire = limiter.acquire(route, LONG).await.expect("it is willing to wait");
    let waited = acquire.waited;
    acquire.done(answer);
    waited
}

#[tokio::test(start_paused = true)]
async fn an_empty_bucket_is_waited_for_and_other_channels_are_not() {
    let limiter = Limiter::default();
    let (one, other) = (Route::create_message(1), Route::create_message(2));
    assert_eq!(send(&limiter, &one, &heard(0, 2.5)).await, Duration::ZERO);
    assert_eq!(send(&limiter, &other, &heard(4, 2.5)).await, Duration::ZERO);
    let waited = send(&limiter, &one, &heard(4, 2.5)).await;
    assert!((2.4..2.7).contains(&waited.as_secs_f64()), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn routes_that_share_a_bucket_share_its_level() {
    let limiter = Limiter::default();
    send(&limiter, &Route::edit_message(1, 5), &heard(1, 60.0)).await;
    send(&limiter, &Route::create_message(1), &heard(0, 3.0)).await;
    assert!(send(&limiter, &Route::edit_message(1, 6), &heard(1, 5.0)).await >= Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn a_channel_has_one_request_in_flight() {
    let limiter = Limiter::default();
    let first = limiter.acquire(&Route::create_message(1), LONG).await.expect("free");
    let edit = Route::edit_message(1, 9);
    let second = limiter.acquire(&edit, LONG);
    assert!(tokio::time::timeout(Duration::from_secs(60), second).await.is_err(), "the first is not done");
    first.done(&heard(4, 5.0));
    assert!(limiter.acquire(&edit, LONG).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn fifty_requests_a_second_go_out_over_all_routes() {
    let limiter = Limiter::default();
    let began = Instant::now();
    for n in 0..200 {
        send(&limiter, &Route::create_message(n), &Heard { status: 200, ..Heard::default() }).await;
    }
    let took = began.elapsed().as_secs_f64();
    assert!((2.9..3.5).contains(&took), "200 requests took {took} s");
}

#[tokio::test(start_paused = true)]
async fn a_global_429_stops_everything_but_interactions() {
    let limiter = Limiter::default();
    let global = Heard { is_global: true, ..limited(4) };
    send(&limiter, &Route::create_message(1), &global).await;
    let ok = Heard { status: 200, ..Heard::default() };
    assert_eq!(send(&limiter, &Route::follow_up(1, 2, "t"), &ok).await, Duration::ZERO);
    assert_eq!(send(&limiter, &Route::callback(2, "t"), &ok).await, Duration::ZERO);
    assert!(send(&limiter, &Route::guild(3), &ok).await >= Duration::from_secs(3));
}

#[tokio::test(start_paused = true)]
async fn a_pause_longer_than_one_waits_is_told_at_once() {
    let limiter = Limiter::default();
    let route = Route::create_message(1);
    send(&limiter, &route, &limited(64)).await;
    let wait = limiter.acquire(&route, Duration::from_secs(5)).await.err().expect("too long to wait");
    assert!((60..=64).contains(&wait.as_secs()), "{wait:?}");
    tokio::time::advance(Duration::from_secs(65)).await;
    assert!(limiter.acquire(&route, Duration::from_secs(5)).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn it_stops_by_itself_long_before_discord_bans_it() {
    let limiter = Limiter::default();
    let refused = Heard { status: 403, ..Heard::default() };
    let shared = Heard { is_shared: true, ..limited(0) };
    let route = Route::callback(1, "t");
    for _ in 0..INVALID - 1 {
        send(&limiter, &route, &refused).await;
    }
    send(&limiter, &route, &shared).await;
    assert!(limiter.acquire(&route, Duration::ZERO).await.is_ok(), "a shared limit does not count");
    send(&limiter, &route, &refused).await;
    assert!(limiter.acquire(&route, Duration::ZERO).await.is_err());
    tokio::time::advance(INVALID_WITHIN).await;
    assert!(limiter.acquire(&route, Duration::ZERO).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn what_is_no_longer_used_is_forgotten() {
    let limiter = Limiter::default();
    for n in 0..5_000 {
        send(&limiter, &Route::follow_up(1, n, "t"), &heard(4, 1.0)).await;
        tokio::time::advance(Duration::from_millis(20)).await;
    }
    assert!(limiter.tracked() < 1_000, "{} are kept", limiter.tracked());
}
