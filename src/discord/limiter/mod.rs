//! Discord's rate limits, kept by ourselves.
//!
//! Per bucket (Discord's name for it, else the route) and channel or guild; one request in flight per queue, so that
//! messages of a channel stay in order and a bucket is learned before it is filled; 50 requests a second in all;
//! `Retry-After` obeyed, for one route or for all. After many refused requests docket stops by itself, well before
//! Discord bans the address. What is no longer in use is forgotten.
//!
//! All instants here are of the machine's monotonic clock, because it is Discord that waits, not docket's calendar.

mod heard;
#[cfg(test)]
mod tests;
mod window;

pub(super) use heard::Heard;

use super::rest::{Major, Route};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::OwnedMutexGuard, time::Instant};
use window::Window;

/// Requests a second over all routes but interactions (Discord's documentation, "Global Rate Limit").
const GLOBAL: usize = 50;
/// Half of what Discord bans the address for, in the same ten minutes.
const INVALID: usize = 5_000;
const INVALID_WITHIN: Duration = Duration::from_secs(600);
/// How often, in requests, unused buckets and queues are looked for.
const SWEEP_EVERY: u32 = 256;

/// What waits in one queue: everything of a channel, else one route of a guild or of the whole API.
type QueueKey = (&'static str, Major);

/// A bucket's name with what it is counted for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Bucket {
    name: String,
    major: Major,
}

#[derive(Clone, Copy, Debug)]
struct Level {
    remaining: u32,
    full_at: Instant,
}

struct State {
    /// The buckets that Discord named, by method and route.
    names: HashMap<String, String>,
    levels: HashMap<Bucket, Level>,
    queues: HashMap<QueueKey, Arc<tokio::sync::Mutex<()>>>,
    global: Window,
    global_until: Option<Instant>,
    invalid: Window,
    since_sweep: u32,
}

/// The limits of one application.
pub(super) struct Limiter(Mutex<State>);

impl Default for Limiter {
    fn default() -> Self {
        Self(Mutex::new(State {
            names: HashMap::new(),
            levels: HashMap::new(),
            queues: HashMap::new(),
            global: Window::new(GLOBAL, Duration::from_secs(1)),
            global_until: None,
            invalid: Window::new(INVALID, INVALID_WITHIN),
            since_sweep: 0,
        }))
    }
}

/// Leave to send one request. Give it back with [`Permit::done`].
pub(super) struct Permit<'l> {
    limiter: &'l Limiter,
    route: String,
    major: Major,
    /// How long the limits made us wait.
    pub waited: Duration,
    _queue: Option<OwnedMutexGuard<()>>,
}

impl Limiter {
    /// Waits until the route may be used; the error is the pause when it would be longer than `max_wait`.
    pub async fn acquire(&self, route: &Route, max_wait: Duration) -> Result<Permit<'_>, Duration> {
        let began = Instant::now();
        let queue = match self.queue(route) {
            Some(queue) => Some(queue.lock_owned().await),
            None => None,
        };
        let name = format!("{} {}", route.method, route.template);
        loop {
            let wait = self.state().take(&name, &route.major, Instant::now());
            match wait {
                None => break,
                Some(wait) if wait > max_wait => return Err(wait),
                Some(wait) => tokio::time::sleep(wait).await,
            }
        }
        Ok(Permit {
            limiter: self,
            route: name,
            major: route.major.clone(),
            waited: began.elapsed(),
            _queue: queue,
        })
    }

    /// First answers to interactions wait for nobody.
    fn queue(&self, route: &Route) -> Option<Arc<tokio::sync::Mutex<()>>> {
        let queue = match &route.major {
            Major::Callback => return None,
            major @ (Major::Channel(_) | Major::Interaction(_)) => ("", major.clone()),
            major => (route.template, major.clone()),
        };
        Some(Arc::clone(self.state().queues.entry(queue).or_default()))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held, and the numbers are only estimates.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many buckets and queues are kept, to see that memory is bounded.
    #[cfg(test)]
    fn tracked(&self) -> usize {
        let state = self.state();
        state.levels.len() + state.queues.len()
    }
}

impl Permit<'_> {
    /// Notes what the answer says; returns how long to wait before the route is used again.
    pub fn done(self, heard: &Heard) -> Duration {
        self.limiter.state().note(&self.route, &self.major, heard, Instant::now())
    }
}

impl State {
    /// Takes one request from all limits, or says how long to wait.
    fn take(&mut self, route: &str, major: &Major, now: Instant) -> Option<Duration> {
        let is_global = !matches!(major, Major::Callback | Major::Interaction(_));
        let bucket = self.bucket(route, major);
        let level = self.levels.get(&bucket).filter(|level| level.full_at > now).copied();
        let waits = [
            self.invalid.wait(now),
            self.global_until.filter(|until| is_global && *until > now).map(|until| until - now),
            level.filter(|level| level.remaining == 0).map(|level| level.full_at - now),
            if is_global { self.global.wait(now) } else { None },
        ];
        let wait = waits.into_iter().flatten().max();
        if wait.is_some() {
            return wait;
        }
        if is_global {
            self.global.add(now);
        }
        if let Some(level) = self.levels.get_mut(&bucket) {
            level.remaining = level.remaining.saturating_sub(1);
        }
        None
    }

    fn bucket(&self, route: &str, major: &Major) -> Bucket {
        let name = self.names.get(route).map_or(route, String::as_str);
        Bucket { name: name.to_owned(), major: major.clone() }
    }

    fn note(&mut self, route: &str, major: &Major, heard: &Heard, now: Instant) -> Duration {
        if heard.is_invalid() {
            self.invalid.add(now);
        }
        let wait = heard.retry_after.unwrap_or_default();
        if *major == Major::Callback {
            return wait;
        }
        if let Some(name) = &heard.bucket {
            self.names.insert(route.to_owned(), name.clone());
        }
        let bucket = self.bucket(route, major);
        if heard.is_global {
            self.global_until = Some(now + wait);
        } else if heard.retry_after.is_some() {
            self.levels.insert(bucket, Level { remaining: 0, full_at: now + wait });
        } else if let (Some(remaining), Some(reset_after)) = (heard.remaining, heard.reset_after) {
            self.levels.insert(bucket, Level { remaining, full_at: now + reset_after });
        }
        self.since_sweep += 1;
        if self.since_sweep >= SWEEP_EVERY {
            self.sweep(now);
        }
        wait
    }

    /// A bucket that is full again, and a queue in which nobody is, say nothing.
    fn sweep(&mut self, now: Instant) {
        self.since_sweep = 0;
        self.levels.retain(|_, level| level.full_at > now);
        self.queues.retain(|_, queue| Arc::strong_count(queue) > 1);
    }
}
