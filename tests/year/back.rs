//! The clock is set back an hour, again and again: nothing is told twice.

use crate::{
    calendar::{At, at},
    on_each_engine,
    scene::Scene,
    world::World,
};
use chrono::TimeDelta;

const HOUR: TimeDelta = TimeDelta::hours(1);

/// Plays from `from` to `until`, and some minutes after each of `places` the clock is set back.
async fn plays(world: &World, from: &str, places: &[&str], until: &str) {
    world.clock.turn_to(at(from));
    let scene = Scene::new(world, world).await;
    for (number, place) in places.iter().enumerate() {
        let minutes = [0, 1, 7, 20, 45, 59][number % 6];
        scene.time.goes_to(at(place) + TimeDelta::minutes(minutes)).await;
        sets_back(world, number).await;
    }
    scene.time.goes_to(at(until)).await;
    scene.was_told_on_time();
}

/// Sets the clock back an hour; in that hour something is typed that looks at all timers again, or docket starts anew.
async fn sets_back(world: &World, number: usize) {
    world.clock.turn_by(-HOUR);
    world.settle().await;
    for turns in &crate::team::ROTATIONS {
        // Nobody's dates move by that: a guest takes no turns.
        let line = format!("/rotation away rotation:{} member:@Guest until:in 2 hours", turns.name);
        world.member("Admin").types(&line).await.sees("is away");
    }
    world.settle().await;
    if number.is_multiple_of(3) {
        world.stops().await;
        world.starts().await;
    }
}

fn hours_before(text: &str, hours: i64) -> String {
    let earlier: At = at(text) - TimeDelta::hours(hours);
    earlier.to_rfc3339()
}

on_each_engine! {
    async fn around_the_clock_changes_of_spring_nothing_is_told_twice(world) {
        let notice = hours_before("2027-03-17T16:30:00Z", 24);
        let places = [
            "2027-03-01T09:00:00Z", "2027-03-10T17:30:00Z", "2027-03-14T09:00:00Z", "2027-03-14T10:00:00Z", &notice,
            "2027-03-17T16:30:00Z", "2027-03-28T01:00:00Z", "2027-03-28T08:00:00Z", "2027-03-29T07:00:00Z",
            "2027-03-29T08:00:00Z", "2027-04-03T14:45:00Z", "2027-04-03T15:15:00Z", "2027-04-07T16:30:00Z",
        ];
        plays(world, "2027-02-24T18:00:00Z", &places, "2027-04-09T00:00:00Z").await;
    }

    async fn around_the_clock_changes_of_autumn_nothing_is_told_twice(world) {
        let notice = hours_before("2027-10-02T15:45:00Z", 24);
        let places = [
            "2027-09-29T16:30:00Z", &notice, "2027-10-02T15:15:00Z", "2027-10-02T15:45:00Z", "2027-10-31T00:30:00Z",
            "2027-10-31T01:00:00Z", "2027-11-01T09:00:00Z", "2027-11-03T16:30:00Z", "2027-11-07T08:00:00Z",
            "2027-11-07T09:00:00Z", "2027-11-10T17:30:00Z",
        ];
        plays(world, "2027-09-24T18:00:00Z", &places, "2027-11-12T00:00:00Z").await;
    }
}
