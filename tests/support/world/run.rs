//! Running a test in worlds of several kinds.

use super::{Door, Engine, Plan, World};
use crate::engines;
use futures::future::BoxFuture;

/// A test's body.
pub type Promise = for<'w> fn(&'w World) -> BoxFuture<'w, ()>;

/// Runs `promise` in a new world and looks whether that ended well.
pub async fn run(engine: Engine, door: Door, plan: Plan, promise: Promise) {
    let test = async move |db| {
        let world = World::start(db, door, plan).await;
        promise(&world).await;
        world.finish().await;
    };
    match engine {
        Engine::Sqlite => engines::on_sqlite(test).await,
        Engine::Postgres => engines::on_postgres(test).await,
    }
}

/// Writes the same test for both engines and both doors: `in_every_world! { async fn a_promise(world) { … } }`.
/// `(world in plan)` gives it another world than the sample team's.
#[macro_export]
macro_rules! in_every_world {
    ($($(#[$meta:meta])* async fn $name:ident($world:ident $(in $plan:expr)?) $body:block)*) => {$(
        $crate::worlds! { [sqlite_gateway Sqlite Gateway] [sqlite_http Sqlite Http] [postgres_gateway Postgres Gateway]
            [postgres_http Postgres Http] $(#[$meta])* $name $world [$($plan)?] $body }
    )*};
}

/// Like [`in_every_world`], for what concerns the gateway alone or does not depend on the door.
#[macro_export]
macro_rules! on_each_engine {
    ($($(#[$meta:meta])* async fn $name:ident($world:ident $(in $plan:expr)?) $body:block)*) => {$(
        $crate::worlds! { [sqlite Sqlite Gateway] [postgres Postgres Gateway]
            $(#[$meta])* $name $world [$($plan)?] $body }
    )*};
}

/// Like [`in_every_world`], for what concerns the HTTP endpoint alone.
#[macro_export]
macro_rules! over_http {
    ($($(#[$meta:meta])* async fn $name:ident($world:ident $(in $plan:expr)?) $body:block)*) => {$(
        $crate::worlds! { [sqlite Sqlite Http] [postgres Postgres Http]
            $(#[$meta])* $name $world [$($plan)?] $body }
    )*};
}

/// One test per kind of world; see [`in_every_world`].
#[macro_export]
macro_rules! worlds {
    ($([$kind:ident $engine:ident $door:ident])* $(#[$meta:meta])* $name:ident $world:ident [$($plan:expr)?] $body:block) => {
        mod $name {
            #[allow(unused_imports, reason = "each test uses what it needs")]
            use super::*;

            $(#[$meta])*
            async fn promise($world: &$crate::world::World) $body

            fn plan() -> $crate::world::Plan {
                $crate::world::Plan::from([$($plan)?])
            }

            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $kind() {
                    let (engine, door) = ($crate::world::Engine::$engine, $crate::world::Door::$door);
                    $crate::world::run(engine, door, plan(), |world| Box::pin(promise(world))).await;
                }
            )*
        }
    };
}

impl From<[Plan; 1]> for Plan {
    fn from([plan]: [Plan; 1]) -> Self {
        plan
    }
}

impl From<[Plan; 0]> for Plan {
    fn from(_: [Plan; 0]) -> Self {
        Plan::team()
    }
}
