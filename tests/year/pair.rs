//! Two instances on one PostgreSQL, at work side by side: every message comes exactly once.

use crate::{
    calendar::At,
    scene::{Scene, end},
    time::{LEASED, Time, next_due, turns_to_next},
    world::{Door, Engine, Plan, World, run},
};
use docket::app::{App, AppOptions};
use futures::future::BoxFuture;

/// The docket of a world, and another one on the same database.
struct Pair<'w> {
    world: &'w World,
    other: App,
}

impl Time for Pair<'_> {
    fn goes_to(&self, at: At) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            self.settles().await;
            while turns_to_next(self.world, at).await {
                self.settles().await;
            }
            self.world.clock.turn_to(at);
            self.settles().await;
        })
    }

    /// Until nothing is leased: each of them does whatever it gets hold of.
    fn settles(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            loop {
                let (_, other) = tokio::join!(self.world.settle(), self.other.settle());
                other.expect("the database answers");
                let is_due = next_due(&self.world.db).await.is_some_and(|due| due <= self.world.now());
                if !is_due && self.world.count(LEASED).await == 0 {
                    return;
                }
            }
        })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_instances_tell_everything_once() {
    run(Engine::Postgres, Door::Http, Plan::team(), |world| Box::pin(through_the_year(world))).await;
}

async fn through_the_year(world: &World) {
    let other = App::start(world.settings(), AppOptions::new(world.clock.clone())).await;
    let pair = Pair { world, other: other.expect("docket starts") };
    let mut scene = Scene::new(world, &pair).await;
    scene.somebody_is_away().await;
    scene.somebody_is_covered().await;
    scene.somebody_takes_over().await;
    scene.time.goes_to(end()).await;
    scene.was_told_on_time();
    pair.other.stop().await;
}
