//! docket is down for three days over handoffs: then the right person is on at once, and each is told once, late.

use crate::{
    calendar::{at, date},
    on_each_engine,
    scene::Scene,
    team::ROTATIONS,
};
use chrono::TimeDelta;

on_each_engine! {
    async fn after_three_days_whoever_is_on_is_told_once_and_late(world) {
        world.clock.turn_to(at("2027-03-10T20:00:00Z"));
        let mut scene = Scene::new(world, world).await;
        scene.request_comes_in(date("2027-03-11")).await;
        let mut expected = Vec::new();
        // Over a handoff; over the first reminder of a deadline; over changes of the clocks in London and on Lord Howe.
        for down in
            ["2027-03-15T12:00:00Z", "2027-03-20T20:00:00Z", "2027-03-26T12:00:00Z", "2027-04-02T06:00:00Z"]
        {
            let (down_at, up_at) = (at(down), at(down) + TimeDelta::days(3));
            scene.time.goes_to(down_at).await;
            world.stops().await;
            world.clock.turn_to(up_at);
            world.starts().await;
            for turns in &ROTATIONS {
                let line = format!("/rotation who rotation:{}", turns.name);
                let on = world.member(scene.on(turns.name, up_at)).mention();
                world.member("PM Growth").types(&line).await.sees(&on);
            }
            world.settle().await;
            expected.push((down_at, up_at));
        }
        scene.time.goes_to(at("2027-04-16T00:00:00Z")).await;
        scene.was_told(scene.expected_but_for(&expected), TimeDelta::zero());
    }
}
