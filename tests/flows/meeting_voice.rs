//! Whoever is in the voice channel in which a meeting is held is there.

use crate::{
    meeting_live::{begin, chair, set_up},
    on_each_engine,
    world::{Person, World},
};
use chrono::TimeDelta;
use docket::sandbox::Id;

/// The standup, held in a voice channel.
async fn spoken(world: &World) -> Id {
    let voice = world.sandbox.create_voice_channel(world.guild(), "Meeting room", false);
    set_up(world, &format!("place:<#{voice}>")).await;
    voice
}

async fn joins(world: &World, name: &str, voice: Id) {
    world.sandbox.join_voice(world.member(name).id, voice).expect("they may");
}

/// Waits until the head says that they are here.
async fn is_here(world: &World, person: &Person<'_>) {
    let mention = person.mention();
    let fits = |message: &docket::sandbox::Message| {
        let here = message.embeds.iter().flat_map(|embed| embed["fields"].as_array().into_iter().flatten());
        let here = here.filter(|field| field["name"] == "Here");
        here.filter_map(|field| field["value"].as_str()).any(|value| value.contains(&mention))
    };
    let found = world.sandbox.wait_for(world.channel("pm-sync").id, fits).await;
    assert!(found.is_some(), "{} is not here: {}", person.mention(), world.channel("pm-sync").transcript());
    world.settle().await;
}

/// Waits until docket knows of this many people in places of meetings.
async fn known(world: &World, count: i64) {
    for _ in 0..10_000 {
        if world.count("SELECT COUNT(*) FROM meeting_voice").await == count {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("docket does not know of {count} people");
}

async fn present(world: &World) -> i64 {
    world.count("SELECT COUNT(*) FROM meeting_attendance WHERE is_present").await
}

on_each_engine! {
    async fn who_is_in_the_channel_is_there_and_leaving_takes_nothing_away(world) {
        let voice = spoken(world).await;
        joins(world, "PM Platform", voice).await;
        known(world, 1).await;
        begin(world).await;
        is_here(world, &world.member("PM Platform")).await;
        let late = world.member("Support engineer");
        joins(world, "Support engineer", voice).await;
        is_here(world, &late).await;
        assert_eq!(present(world).await, 3, "the chair, who began it, and the two");
        world.sandbox.leave_voice(world.guild(), late.id);
        known(world, 1).await;
        world.settle().await;
        assert_eq!(present(world).await, 3);
        // Another channel is no place of it.
        let other = world.sandbox.create_voice_channel(world.guild(), "Lounge", false);
        joins(world, "Guest", other).await;
        joins(world, "Support engineer", voice).await;
        known(world, 2).await;
        world.settle().await;
        assert_eq!(present(world).await, 3);
        chair(world).types("/meeting end").await.sees("The meeting is over");
        world.settle().await;
        joins(world, "Sales", voice).await;
        known(world, 3).await;
        world.settle().await;
        assert_eq!(present(world).await, 3, "it is over");
    }

    async fn who_says_that_they_cannot_come_is_not_there_because_they_mute_themselves(world) {
        let voice = spoken(world).await;
        begin(world).await;
        let guest = world.member("Guest").in_channel("pm-sync");
        joins(world, "Guest", voice).await;
        is_here(world, &guest).await;
        guest.types("/meeting regrets reason:Wrong room").await.is_private();
        world.settle().await;
        assert_eq!(present(world).await, 1);
        world.sandbox.mute_in_voice(world.guild(), guest.id);
        joins(world, "Sales", voice).await;
        is_here(world, &world.member("Sales")).await;
        assert_eq!(present(world).await, 2, "the chair and Sales");
    }

    async fn who_came_while_docket_was_down_is_there_when_it_is_back(world) {
        let voice = spoken(world).await;
        begin(world).await;
        world.stops().await;
        joins(world, "PM Platform", voice).await;
        world.starts().await;
        is_here(world, &world.member("PM Platform")).await;
        world.turn(TimeDelta::minutes(1)).await;
        assert_eq!(present(world).await, 2);
        // Whoever is forgotten is in no list.
        assert_eq!(world.count("SELECT COUNT(*) FROM meeting_voice").await, 1);
    }
}
