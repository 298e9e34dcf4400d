//! Asking a host of the settings, within limits.

use super::{later, never};
use crate::{base::text::read_json, contract::FetchError};
use chrono::{DateTime, TimeDelta, Utc};
use futures::StreamExt;
use reqwest::{
    Client, RequestBuilder, Response, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{HeaderMap, RETRY_AFTER},
    redirect::Policy,
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// The longest answer that is read. A post with all that belongs to it stays well below.
const LONGEST_ANSWER: usize = 1 << 20;
/// The same of a page of a hundred posts.
const LONGEST_PAGE: usize = 8 << 20;
/// Where networks say from when on they answer again: seconds since 1970, or an instant.
const RESETS: [&str; 2] = ["x-rate-limit-reset", "ratelimit-reset"];

/// Why there is no answer to something that is to be sent once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unanswered {
    /// Nobody was reached.
    NotSent,
    /// It may have arrived.
    Unknown,
}

/// The client for all networks.
#[derive(Clone)]
pub(super) struct Fetch(Client);

/// An answer: its status and its body.
pub(super) struct Answer {
    pub status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Errors
    /// [`FetchError::Later`] when it is none: networks send pages of HTML while they are in trouble.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, FetchError> {
        read_json(&self.body).map_err(|_| later("the answer is not what this network usually says"))
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Until when it asks to wait, where it tells.
    pub fn wait_until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let seconds = self.header(RETRY_AFTER.as_str()).and_then(|text| text.trim().parse().ok());
        let after = seconds.and_then(TimeDelta::try_seconds).map(|pause| now + pause);
        let reset = || RESETS.iter().find_map(|name| self.header(name));
        after.or_else(|| {
            let text = reset()?.trim();
            let seconds = text.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
            seconds.or_else(|| text.parse().ok())
        })
    }

    /// What an answer without a post means, whatever the network.
    pub fn trouble(&self, network: &str) -> FetchError {
        match self.status {
            429 => later(&format!("{network} asks to wait")),
            500.. => later(&format!("{network} has trouble of its own (status {})", self.status)),
            300..400 => never(&format!("{network} sent docket elsewhere (status {})", self.status)),
            status => never(&format!("{network} does not answer docket (status {status})")),
        }
    }
}

impl Fetch {
    /// A client for which connecting and the whole of an answer take `timeout` at most.
    ///
    /// # Errors
    /// One sentence when the client does not start.
    pub fn new(timeout: Duration) -> Result<Self, String> {
        let client = Client::builder()
            .user_agent(concat!("docket/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .timeout(timeout)
            .connect_timeout(CONNECT_TIMEOUT.min(timeout))
            .dns_resolver(Arc::new(PublicOnly))
            .build()
            .map_err(|error| format!("the HTTP client does not start: {}", error.without_url()))?;
        Ok(Self(client))
    }

    /// Asks for what is at `path` of a host of the settings.
    ///
    /// # Errors
    /// [`FetchError::Later`] when no answer comes, [`FetchError::Never`] when it is too long.
    pub async fn get(
        &self,
        base: &Url,
        path: &str,
        query: &[(&str, &str)],
        token: Option<&str>,
    ) -> Result<Answer, FetchError> {
        self.send(self.asking(base, path, query, token), LONGEST_ANSWER).await
    }

    /// The same for a page of many posts, which may be longer.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn get_page(
        &self,
        base: &Url,
        path: &str,
        query: &[(&str, &str)],
        token: Option<&str>,
    ) -> Result<Answer, FetchError> {
        self.send(self.asking(base, path, query, token), LONGEST_PAGE).await
    }

    /// Posts JSON, or nothing, to `path` of a host of the settings.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn post(
        &self,
        base: &Url,
        path: &str,
        json: Option<&Value>,
        token: Option<&str>,
    ) -> Result<Answer, FetchError> {
        let request = with(self.0.post(address(base, path)), token);
        let request = match json {
            Some(json) => request.json(json),
            None => request,
        };
        self.send(request, LONGEST_ANSWER).await
    }

    /// Posts a form, with the name and password of an app where it has one.
    ///
    /// # Errors
    /// Whether it may have arrived.
    pub async fn post_form(
        &self,
        base: &Url,
        path: &str,
        form: &[(&str, &str)],
        app: Option<(&str, &str)>,
    ) -> Result<Answer, Unanswered> {
        let request = self.0.post(address(base, path)).form(form);
        let request = match app {
            Some((name, password)) => request.basic_auth(name, Some(password)),
            None => request,
        };
        let response = request.send().await.map_err(|error| match error.is_connect() {
            true => Unanswered::NotSent,
            false => Unanswered::Unknown,
        })?;
        self.read(response, LONGEST_ANSWER).await.map_err(|_| Unanswered::Unknown)
    }

    fn asking(&self, base: &Url, path: &str, query: &[(&str, &str)], token: Option<&str>) -> RequestBuilder {
        with(self.0.get(address(base, path)).query(query), token)
    }

    async fn send(&self, request: RequestBuilder, longest: usize) -> Result<Answer, FetchError> {
        let response = request.send().await.map_err(|_| later("no answer"))?;
        self.read(response, longest).await
    }

    async fn read(&self, response: Response, longest: usize) -> Result<Answer, FetchError> {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let too_long = || never("the answer is longer than any post");
        if response.content_length().is_some_and(|length| length > longest as u64) {
            return Err(too_long());
        }
        let (mut body, mut chunks) = (Vec::new(), response.bytes_stream());
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| later("the answer broke off"))?;
            if body.len() + chunk.len() > longest {
                return Err(too_long());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, headers, body })
    }
}

fn address(base: &Url, path: &str) -> String {
    format!("{}/{path}", base.as_str().trim_end_matches('/'))
}

fn with(request: RequestBuilder, token: Option<&str>) -> RequestBuilder {
    match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    }
}

/// Finds a host's addresses, without those inside a private network: a name that somebody pointed there leads nowhere. A
/// host that the settings name by its address is not looked up.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let public = public_addresses(name.as_str(), 0).await?;
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// The addresses of a host on the public internet.
///
/// # Errors
/// When it has none.
pub(super) async fn public_addresses(host: &str, port: u16) -> std::io::Result<Vec<SocketAddr>> {
    let found = tokio::net::lookup_host((host, port)).await?;
    let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
    match public.is_empty() {
        true => Err(std::io::Error::other("no public address has this name")),
        false => Ok(public),
    }
}

/// Whether an address is one of the public internet. Source: the registries of special-purpose addresses (RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            let is_shared = a == 100 && (64..128).contains(&b);
            let is_benchmark = a == 198 && (b == 18 || b == 19);
            let is_assigned = v4.octets()[..3] == [192, 0, 0];
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_broadcast()
                || v4.is_documentation()
                || v4.is_multicast()
                || a == 0
                || a >= 240
                || is_shared
                || is_benchmark
                || is_assigned)
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_public(IpAddr::V4(v4)),
            // Global unicast is 2000::/3; documentation, and the ways into IPv4, lie inside it.
            None => {
                let [first, second, ..] = v6.segments();
                let is_global = first & 0xE000 == 0x2000;
                let is_special = first == 0x2002 || (first == 0x2001 && (second < 0x200 || second == 0x0DB8));
                is_global && !is_special
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_inside_are_told_from_public_ones() {
        for (address, public) in [
            ("104.244.42.1", true),
            ("2606:4700::1", true),
            ("::ffff:104.244.42.1", true),
            ("127.0.0.1", false),
            ("10.1.2.3", false),
            ("172.20.0.1", false),
            ("192.168.1.1", false),
            ("169.254.169.254", false),
            ("100.64.0.1", false),
            ("0.0.0.0", false),
            ("198.18.0.1", false),
            ("240.0.0.1", false),
            ("::1", false),
            ("::", false),
            ("fe80::1", false),
            ("fd00::1", false),
            ("::ffff:127.0.0.1", false),
            ("2002:7f00:1::", false),
            ("64:ff9b::7f00:1", false),
        ] {
            assert_eq!(is_public(address.parse().expect("an address")), public, "{address}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_leads_nowhere() {
        let name: Name = "localhost".parse().expect("a name");
        assert!(PublicOnly.resolve(name).await.is_err());
    }
}
