//! An instance of Mastodon tells at once what is new; what it does not tell is heard all the same, and nothing is shown twice.

use crate::{
    mention::minutes,
    on_each_engine,
    world::{Plan, World},
};
use chrono::TimeDelta;
use docket::sandbox::{PublicPost, Readable};

fn posts(world: &World, id: &str, text: &str) {
    world.sandbox.networks().post(PublicPost::new(id, "jo", text, world.now()));
}

/// Until so many streams are listened to.
async fn is_listening(world: &World, streams: usize) {
    while world.sandbox.networks().mastodon_streams() != streams {
        tokio::task::yield_now().await;
    }
}

/// The account and a hashtag are watched, and the instance tells of both.
async fn watches(world: &World) {
    let admin = world.member("Admin");
    admin.types("/settings channel purpose:social channel:#social").await.sees("public questions");
    for line in [
        "/source add network:mastodon watch:@acme instance:social.example",
        "/source add network:mastodon watch:#rocket, #sso instance:social.example",
    ] {
        admin.types(line).await.sees("from now on");
    }
    world.settle().await;
    is_listening(world, 3).await;
    // From here on it is asked every few minutes.
    minutes(world, 2).await;
}

on_each_engine! {
    async fn what_is_told_is_shown_at_once_and_once(world in Plan::team().told()) {
        watches(world).await;
        let social = world.channel("social");
        world.turn(TimeDelta::seconds(10)).await;
        posts(world, "115000000000000001", "<p>@acme does SSO work?</p>");
        social.shows("does SSO work?").await;
        posts(world, "115000000000000002", "<p>my #rocket and #sso</p>");
        world.turn(TimeDelta::seconds(10)).await;
        social.shows("my #rocket and #sso").await;
        // Of what is in the account's notifications and in a hashtag, one card is enough.
        posts(world, "115000000000000003", "<p>@acme my #rocket is slow</p>");
        world.turn(TimeDelta::seconds(10)).await;
        social.shows("is slow").await;
        minutes(world, 20).await;
        for said in ["does SSO work?", "my #rocket and #sso", "is slow"] {
            assert_eq!(social.transcript().matches(said).count(), 1, "{said}: {}", social.transcript());
        }
    }

    async fn what_is_deleted_goes_as_soon_as_it_is_told(world in Plan::team().told()) {
        watches(world).await;
        let social = world.channel("social");
        world.turn(TimeDelta::seconds(10)).await;
        posts(world, "115000000000000001", "<p>a #rocket and a secret</p>");
        social.shows("a secret").await;
        world.turn(TimeDelta::seconds(10)).await;
        world.sandbox.networks().alter("115000000000000001", |post| post.standing = Readable::Deleted);
        social.shows("not there any more").await;
        assert!(!social.transcript().contains("a secret"), "{}", social.transcript());
    }

    async fn without_a_connection_it_is_asked_as_ever(world in Plan::team().told()) {
        watches(world).await;
        let (social, networks) = (world.channel("social"), world.sandbox.networks());
        networks.close_mastodon_streams(true);
        posts(world, "115000000000000001", "<p>@acme does SSO work?</p>");
        minutes(world, 6).await;
        social.shows("does SSO work?").await;
        posts(world, "115000000000000002", "<p>my #rocket</p>");
        minutes(world, 2).await;
        social.shows("my #rocket").await;
        assert_eq!(social.transcript().matches("MEN-").count(), 2, "{}", social.transcript());
    }
}
