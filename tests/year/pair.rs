//! Two instances on one PostgreSQL, at work side by side: every message comes exactly once.

use crate::{
    calendar,
    scene::Scene,
    time::{Time, turns_to_next},
    world::{Door, Engine, Plan, World, run},
};
use docket::{
    app::{App, AppOptions},
    db::At,
};
use futures::future::BoxFuture;

/// The docket of a world, and another one on the same database.
struct Pair<'w> {
    world: &'w World,
    other: App,
}

impl Time for Pair<'_> {
    fn goes_to(&self, at: calendar::At) -> BoxFuture<'_, ()> {
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
                if unfinished(self.world).await == 0 {
                    return;
                }
            }
        })
    }
}

/// How much is due or begun. One statement sees one instant: whatever a job has posted is there when the job is gone.
async fn unfinished(world: &World) -> i64 {
    let sql = "SELECT (SELECT COUNT(*) FROM job WHERE state = 'waiting' AND (leased_until_at IS NOT NULL OR run_at <= $1)) + \
        (SELECT COUNT(*) FROM outbox WHERE state = 'waiting' AND (leased_until_at IS NOT NULL OR run_at <= $1))";
    let (count,): (i64,) =
        world.db.q(sql).bind(At::from(world.now())).one().await.expect("the database answers");
    count
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_instances_tell_everything_once() {
    run(Engine::Postgres, Door::Http, Plan::team(), |world| Box::pin(through_the_year(world))).await;
}

async fn through_the_year(world: &World) {
    let other = App::start(world.settings(), AppOptions::new(world.clock.clone())).await;
    let pair = Pair { world, other: other.expect("docket starts") };
    let mut scene = Scene::new(world, &pair).await;
    scene.plays_the_year().await;
    scene.was_told_on_time();
    pair.other.stop().await;
}
