//! Discord is in trouble all the time: limits, errors, lost answers, broken connections. Everything still comes exactly
//! once, at most a little late.

use crate::{
    calendar::{At, at},
    on_each_engine,
    scene::Scene,
    time::{Time, turns_to_next},
    world::World,
};
use chrono::TimeDelta;
use docket::sandbox::{Fault, Scope};
use futures::future::BoxFuture;
use rand::{RngExt, SeedableRng, rngs::SmallRng};
use std::time::Duration;
use tokio::sync::Mutex;

/// How long after its time something may come: some pauses between attempts.
const LATE: TimeDelta = TimeDelta::minutes(5);
const MESSAGES: &str = "/channels/{channel_id}/messages";

/// Discord on a bad line.
struct Troubled<'w> {
    world: &'w World,
    chance: Mutex<SmallRng>,
    faults: Mutex<usize>,
}

impl Troubled<'_> {
    /// Something goes wrong with one of the next requests, or with the gateway.
    async fn makes_trouble(&self) {
        let mut chance = self.chance.lock().await;
        let faults = self.world.sandbox.faults();
        if chance.random_ratio(1, 40) {
            match chance.random_range(0..3) {
                0 => faults.reconnect(),
                1 => faults.cut_gateway(),
                _ => faults.invalid_session(chance.random()),
            }
        }
        if !chance.random_ratio(1, 3) || faults.pending() > 4 {
            return;
        }
        let (method, template) = [
            ("POST", MESSAGES),
            ("POST", MESSAGES),
            ("PATCH", "/channels/{channel_id}/messages/{message_id}"),
            ("GET", "/guilds/{guild_id}/members/{user_id}"),
        ][chance.random_range(0..4)];
        let fault = match chance.random_range(0..6) {
            0 => Fault::Limited(Scope::User, Duration::from_millis(50)),
            1 => Fault::Limited(Scope::Global, Duration::from_millis(50)),
            2 => Fault::Status(chance.random_range(500..504)),
            3 => Fault::DropBefore,
            4 => Fault::DropAfter,
            _ => Fault::Malformed,
        };
        faults.next(chance.random_range(1..3), method, template, fault);
        *self.faults.lock().await += 1;
    }
}

impl Time for Troubled<'_> {
    fn goes_to(&self, at: At) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            while turns_to_next(self.world, at).await {
                self.makes_trouble().await;
                self.world.settle().await;
            }
            self.world.clock.turn_to(at);
            self.world.sandbox.faults().clear();
            self.world.settle().await;
            assert!(self.world.sandbox.wait_for_bot().await, "docket connects again");
        })
    }

    fn settles(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.world.settle())
    }
}

on_each_engine! {
    async fn a_spring_of_troubles_loses_nothing_and_doubles_nothing(world) {
        world.expects_status(429);
        world.clock.turn_to(at("2027-02-24T18:00:00Z"));
        let seed = std::env::var("DOCKET_YEAR_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed: u64 = seed.unwrap_or_else(rand::random);
        println!("DOCKET_YEAR_SEED={seed} draws the same troubles again");
        let mut scene = Scene::new(world, world).await;
        let chance = Mutex::new(SmallRng::seed_from_u64(seed));
        let troubled = Troubled { world, chance, faults: Mutex::new(0) };
        scene.time = &troubled;
        scene.somebody_is_covered().await;
        scene.time.goes_to(at("2027-04-09T00:00:00Z")).await;
        let faults = *troubled.faults.lock().await;
        println!("{faults} troubles");
        assert!(faults >= 20, "too few to tell anything");
        scene.was_told(scene.expected(), LATE);
    }
}
