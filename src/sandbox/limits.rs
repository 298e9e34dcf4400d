//! Rate limits: buckets per route and top-level id, the global limit, and a count of invalid requests.
//!
//! They run on real time, because it is real traffic that they bound, even when the sandbox's clock is
//! turned.

use serde_json::{Value, json};
use std::{collections::HashMap, time::Duration};
use tokio::time::Instant;

/// How strict the server is.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Whether route buckets are counted at all.
    pub per_route: bool,
    /// Requests per second over all routes but those of interactions.
    pub global_per_second: u32,
    /// Edits of one message more than an hour after it was sent, before error 30046.
    pub old_edits: u32,
}

impl Limits {
    /// About as strict as Discord.
    pub fn like_discord() -> Self {
        Self { per_route: true, global_per_second: 50, old_edits: 30 }
    }

    /// Never in the way: for benches and for tests that are not about limits.
    pub fn generous() -> Self {
        Self { per_route: false, global_per_second: u32::MAX, old_edits: 30 }
    }
}

/// Requests and window of a bucket, by method and template. Discord publishes none of these numbers;
/// they are of the size that its headers show.
fn allowance(method: &str, template: &str) -> (u32, Duration) {
    let (limit, millis) = match (method, template) {
        (
            "POST" | "PATCH",
            "/channels/{channel_id}/messages" | "/channels/{channel_id}/messages/{message_id}",
        ) => (5, 5000),
        ("PUT", path) if path.contains("/reactions/") => (1, 250),
        ("POST" | "PATCH", path) if path.starts_with("/webhooks/") => (5, 2000),
        ("POST" | "PUT", path) if path.ends_with("/commands") => (5, 20_000),
        ("PUT" | "DELETE", path) if path.contains("/roles/") => (10, 10_000),
        ("GET", path) if path.contains("/members") => (10, 10_000),
        ("POST", "/users/@me/channels") => (10, 10_000),
        _ => (50, 1000),
    };
    (limit, Duration::from_millis(millis))
}

/// Who a 429 is about, as in `X-RateLimit-Scope`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    User,
    Global,
    Shared,
}

impl Scope {
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Global => "global",
            Self::Shared => "shared",
        }
    }
}

/// A refusal for lack of room.
#[derive(Clone, Copy, Debug)]
pub struct Limited {
    pub retry_after: Duration,
    pub scope: Scope,
}

impl Limited {
    pub fn body(&self) -> Value {
        let global = self.scope == Scope::Global;
        let seconds = (self.retry_after.as_secs_f64() * 1000.0).ceil() / 1000.0;
        json!({ "message": "You are being rate limited.", "retry_after": seconds, "global": global })
    }
}

/// What the rate-limit headers of an answer say.
#[derive(Clone, Debug)]
pub struct Shown {
    pub bucket: String,
    pub limit: u32,
    pub remaining: u32,
    pub reset_after: Duration,
}

#[derive(Debug)]
struct Window {
    used: u32,
    ends: Instant,
}

/// All windows that are open.
#[derive(Debug)]
pub struct Buckets {
    pub limits: Limits,
    windows: HashMap<String, Window>,
    global: Window,
    /// Answers with 401, 403 or 429, except 429 of shared scope: 10,000 in ten minutes would ban the bot.
    pub invalid: u64,
}

impl Buckets {
    pub fn new(limits: Limits) -> Self {
        let global = Window { used: 0, ends: Instant::now() };
        Self { limits, windows: HashMap::new(), global, invalid: 0 }
    }

    /// Counts a request at `now`. `major` is the top-level id that splits the bucket.
    pub fn take(
        &mut self,
        method: &str,
        template: &str,
        major: &str,
        interaction: bool,
        now: Instant,
    ) -> (Shown, Option<Limited>) {
        let bucket = bucket_name(method, template);
        let (limit, length) = allowance(method, template);
        if !interaction && let Some(limited) = self.take_global(now) {
            return (Shown { bucket, limit, remaining: limit, reset_after: length }, Some(limited));
        }
        if !self.limits.per_route {
            return (Shown { bucket, limit, remaining: limit - 1, reset_after: length }, None);
        }
        self.forget_closed(now);
        let fresh = Window { used: 0, ends: now + length };
        let window = self.windows.entry(format!("{bucket}:{major}")).or_insert(fresh);
        if window.ends <= now {
            *window = Window { used: 0, ends: now + length };
        }
        let reset_after = window.ends - now;
        if window.used >= limit {
            let limited = Limited { retry_after: reset_after, scope: Scope::User };
            return (Shown { bucket, limit, remaining: 0, reset_after }, Some(limited));
        }
        window.used += 1;
        (Shown { bucket, limit, remaining: limit - window.used, reset_after }, None)
    }

    fn take_global(&mut self, now: Instant) -> Option<Limited> {
        if self.global.ends <= now {
            self.global = Window { used: 0, ends: now + Duration::from_secs(1) };
        }
        if self.global.used >= self.limits.global_per_second {
            return Some(Limited { retry_after: self.global.ends - now, scope: Scope::Global });
        }
        self.global.used += 1;
        None
    }

    /// Keeps the table small: each interaction token would else stay for ever.
    fn forget_closed(&mut self, now: Instant) {
        if self.windows.len() > 10_000 {
            self.windows.retain(|_, window| window.ends > now);
        }
    }
}

/// An opaque name for a route's bucket, as in `X-RateLimit-Bucket`.
fn bucket_name(method: &str, template: &str) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    (method, template).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUTE: &str = "/channels/{channel_id}/messages";

    #[test]
    fn the_sixth_message_in_five_seconds_is_refused_and_waiting_helps() {
        let now = Instant::now();
        let mut buckets = Buckets::new(Limits::like_discord());
        for left in (0..5).rev() {
            let (shown, limited) = buckets.take("POST", ROUTE, "1", false, now);
            assert!(limited.is_none());
            assert_eq!(shown.remaining, left);
        }
        let (_, limited) = buckets.take("POST", ROUTE, "1", false, now);
        let limited = limited.expect("the bucket is empty");
        assert_eq!(limited.scope, Scope::User);
        assert!(
            buckets.take("POST", ROUTE, "2", false, now).1.is_none(),
            "another channel has its own bucket"
        );
        let later = now + limited.retry_after;
        assert!(buckets.take("POST", ROUTE, "1", false, later).1.is_none());
    }

    #[test]
    fn interactions_do_not_count_towards_the_global_limit() {
        let limits = Limits { per_route: false, global_per_second: 1, old_edits: 1 };
        let now = Instant::now();
        let mut buckets = Buckets::new(limits);
        assert!(buckets.take("GET", "/gateway", "", false, now).1.is_none());
        assert_eq!(buckets.take("GET", "/gateway", "", false, now).1.map(|l| l.scope), Some(Scope::Global));
        assert!(buckets.take("POST", "/interactions", "", true, now).1.is_none());
    }
}
