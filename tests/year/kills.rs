//! kill -9 at random moments of the year, most of them while something is being told: as the reader sees it, everything
//! comes exactly once, at most a few minutes late.

use crate::{
    calendar::At,
    program::Program,
    scene::{Scene, end},
    time::{LEASES_END, Time, next_due, turns_to_next},
    world::{Door, Engine, Plan, World, run},
};
use chrono::TimeDelta;
use futures::future::BoxFuture;
use rand::{RngExt, SeedableRng, rngs::SmallRng};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// How long after its time something may come: a lease, the longest time that docket stays down, and some retries.
const LATE: TimeDelta = TimeDelta::minutes(13);
/// Longer than Discord remembers a nonce.
const NONCES_END: TimeDelta = TimeDelta::minutes(6);
/// About one in so many instants at which something is due is docket's last.
const LIVES: u32 = 50;
/// In microseconds; what is due at an instant takes about as long.
const LONGEST_LIFE: u64 = 40_000;

/// docket in a process of its own, which is killed now and then.
struct Killed<'w> {
    world: &'w World,
    program: Mutex<Option<Program>>,
    chance: Mutex<SmallRng>,
    kills: Mutex<Vec<Kill>>,
}

/// What was found after a death.
enum Kill {
    /// Something was under way.
    AtWork,
    /// Everything was done, or nothing begun.
    AtRest,
}

impl Killed<'_> {
    /// Lets the program do what is due now, or kills it on the way.
    async fn does_what_is_due(&self) {
        let now = self.world.now();
        let fate = {
            let mut chance = self.chance.lock().await;
            let passes = if chance.random_bool(0.3) { NONCES_END } else { LEASES_END };
            let life = Duration::from_micros(chance.random_range(0..LONGEST_LIFE));
            chance.random_ratio(1, LIVES).then_some((life, passes))
        };
        let mut held = self.program.lock().await;
        held.as_mut().expect("it runs").begins(now);
        match fate {
            None => held.as_mut().expect("it runs").is_done().await,
            Some((life, passes)) => {
                waste(life);
                held.take().expect("it runs").kill(self.world).await;
                let leased = self.world.count(crate::time::LEASED).await;
                self.kills.lock().await.push(if leased > 0 { Kill::AtWork } else { Kill::AtRest });
                self.world.clock.turn_by(passes);
                *held = Some(Program::start(self.world).await);
            }
        }
    }
}

impl Time for Killed<'_> {
    fn goes_to(&self, at: At) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            while turns_to_next(self.world, at).await {
                self.does_what_is_due().await;
            }
            // It may have been killed just before, and be late.
            self.world.clock.turn_to(at.max(self.world.now()));
            self.settles().await;
        })
    }

    fn settles(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let mut held = self.program.lock().await;
            let program = held.as_mut().expect("it runs");
            loop {
                program.begins(self.world.now());
                program.is_done().await;
                if next_due(&self.world.db).await.is_none_or(|due| due > self.world.now()) {
                    return;
                }
            }
        })
    }
}

/// Lets real time pass, to the microsecond: what is being timed is another process.
fn waste(time: Duration) {
    let began = Instant::now();
    while began.elapsed() < time {
        std::hint::spin_loop();
    }
}

async fn through_the_year(world: &World) {
    let seed = std::env::var("DOCKET_YEAR_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed: u64 = seed.unwrap_or_else(rand::random);
    println!("DOCKET_YEAR_SEED={seed} draws the same moments again");
    // It is set up before the first death.
    let mut scene = Scene::new(world, world).await;
    world.stops().await;
    let killed = Killed {
        world,
        program: Mutex::new(Some(Program::start(world).await)),
        chance: Mutex::new(SmallRng::seed_from_u64(seed)),
        kills: Mutex::default(),
    };
    scene.time = &killed;
    scene.somebody_is_away().await;
    scene.somebody_is_covered().await;
    scene.somebody_takes_over().await;
    scene.time.goes_to(end()).await;
    let kills = std::mem::take(&mut *killed.kills.lock().await);
    let at_work = kills.iter().filter(|kill| matches!(kill, Kill::AtWork)).count();
    println!("killed {} times, {at_work} of them with something under way", kills.len());
    assert!(kills.len() >= 10 && at_work >= 3, "too rarely to tell anything");
    killed.program.lock().await.take().expect("it runs").kill(world).await;
    scene.was_told(scene.expected(), LATE);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_random_moments_of_a_year_on_sqlite() {
    run(Engine::Sqlite, Door::Gateway, Plan::team(), |world| Box::pin(through_the_year(world))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_random_moments_of_a_year_on_postgres() {
    run(Engine::Postgres, Door::Gateway, Plan::team(), |world| Box::pin(through_the_year(world))).await;
}
