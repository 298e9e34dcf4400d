//! Asking a host of the settings, within limits.

use super::{later, never};
use crate::{base::text::read_json, contract::FetchError};
use futures::StreamExt;
use reqwest::{
    Client, RequestBuilder, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect::Policy,
};
use serde::de::DeserializeOwned;
use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// The longest answer that is read. A post with all that belongs to it stays well below.
const LONGEST_ANSWER: usize = 1 << 20;

/// The client for all networks.
pub(super) struct Fetch(Client);

/// An answer: its status and its body.
pub(super) struct Answer {
    pub status: u16,
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
    /// # Errors
    /// One sentence when the client does not start.
    pub fn new(patience: Duration) -> Result<Self, String> {
        let client = Client::builder()
            .user_agent(concat!("docket/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .timeout(patience)
            .connect_timeout(CONNECT_TIMEOUT.min(patience))
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
        let url = format!("{}/{path}", base.as_str().trim_end_matches('/'));
        let request = self.0.get(url).query(query);
        self.send(match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        })
        .await
    }

    async fn send(&self, request: RequestBuilder) -> Result<Answer, FetchError> {
        let response = request.send().await.map_err(|_| later("no answer"))?;
        let status = response.status().as_u16();
        let too_long = || never("the answer is longer than any post");
        if response.content_length().is_some_and(|length| length > LONGEST_ANSWER as u64) {
            return Err(too_long());
        }
        let (mut body, mut chunks) = (Vec::new(), response.bytes_stream());
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| later("the answer broke off"))?;
            if body.len() + chunk.len() > LONGEST_ANSWER {
                return Err(too_long());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, body })
    }
}

/// Finds a host's addresses, without those inside a private network: a name that somebody pointed there leads nowhere. A
/// host that the settings name by its address is not looked up.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err("no public address has this name".into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
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
