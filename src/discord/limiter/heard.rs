//! What Discord says about limits in an answer.

use reqwest::header::HeaderMap;
use serde_json::Value;
use std::time::Duration;

/// Limits as one answer tells them (Discord's documentation, "Rate Limits").
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::discord) struct Heard {
    pub status: u16,
    /// Discord's name for the bucket of the route.
    pub bucket: Option<String>,
    pub remaining: Option<u32>,
    /// Until the bucket is full again.
    pub reset_after: Option<Duration>,
    /// Of a 429: how long to wait.
    pub retry_after: Option<Duration>,
    /// Of a 429: it concerns all requests.
    pub is_global: bool,
    /// Of a 429: others used the resource up, so it does not count against docket.
    pub is_shared: bool,
}

impl Heard {
    /// Reads status, headers and, of a 429, the body.
    pub fn read(status: u16, headers: &HeaderMap, body: &[u8]) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let seconds = |name: &str| text(name).and_then(|value| value.parse().ok()).and_then(duration);
        let body: Value = match status {
            429 => serde_json::from_slice(body).unwrap_or_default(),
            _ => Value::Null,
        };
        // The body is exact to the millisecond, the header rounded up to whole seconds.
        let retry_after = body["retry_after"].as_f64().and_then(duration).or_else(|| seconds("retry-after"));
        let scope = text("x-ratelimit-scope");
        Self {
            status,
            bucket: text("x-ratelimit-bucket").map(str::to_owned),
            remaining: text("x-ratelimit-remaining").and_then(|value| value.parse().ok()),
            reset_after: seconds("x-ratelimit-reset-after"),
            retry_after: (status == 429).then(|| retry_after.unwrap_or(Duration::from_secs(1))),
            is_global: status == 429
                && (scope == Some("global")
                    || text("x-ratelimit-global").is_some()
                    || body["global"].as_bool() == Some(true)),
            is_shared: scope == Some("shared"),
        }
    }

    /// Whether Discord counts the answer towards banning the address: 10,000 of them in ten minutes.
    pub fn is_invalid(&self) -> bool {
        matches!(self.status, 401 | 403 | 429) && !self.is_shared
    }
}

/// A header may hold anything; a day is more than Discord ever asks for.
fn duration(seconds: f64) -> Option<Duration> {
    (0.0..=86_400.0).contains(&seconds).then(|| Duration::from_secs_f64(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn a_bucket_is_read_from_the_headers() {
        let headers = headers(&[
            ("X-RateLimit-Bucket", "abc"),
            ("X-RateLimit-Remaining", "0"),
            ("X-RateLimit-Reset-After", "1.25"),
        ]);
        let heard = Heard::read(200, &headers, b"not read");
        assert_eq!(heard.bucket.as_deref(), Some("abc"));
        assert_eq!(heard.remaining, Some(0));
        assert_eq!(heard.reset_after, Some(Duration::from_millis(1250)));
        assert_eq!(heard.retry_after, None);
        assert!(!heard.is_invalid());
    }

    #[test]
    fn a_429_is_read_from_the_body_first_and_never_waits_for_nothing() {
        let both = headers(&[("Retry-After", "2"), ("X-RateLimit-Scope", "shared")]);
        let heard = Heard::read(429, &both, br#"{"retry_after":1.337,"global":false}"#);
        assert_eq!(heard.retry_after, Some(Duration::from_millis(1337)));
        assert!(heard.is_shared && !heard.is_global && !heard.is_invalid());
        let heard = Heard::read(429, &both, b"<html>");
        assert_eq!(heard.retry_after, Some(Duration::from_secs(2)));
        let heard = Heard::read(429, &HeaderMap::new(), br#"{"global":true}"#);
        assert_eq!(heard.retry_after, Some(Duration::from_secs(1)));
        assert!(heard.is_global && heard.is_invalid());
    }

    proptest! {
        #[test]
        fn any_header_is_read_without_panic(value in "[ -~]{0,40}", status in 100_u16..600) {
            let headers = headers(&[("Retry-After", &value), ("X-RateLimit-Reset-After", &value)]);
            let heard = Heard::read(status, &headers, value.as_bytes());
            prop_assert!(heard.retry_after.unwrap_or_default() <= Duration::from_secs(86_400));
        }
    }
}
