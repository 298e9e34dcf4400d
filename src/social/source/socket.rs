//! WebSockets to public addresses of the hosts that the settings name.

use crate::social::fetch::public_addresses;
use reqwest::Url;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, client_async_tls_with_config,
    tungstenite::{handshake::client::Request, protocol::WebSocketConfig},
};

/// A connection that is open.
pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// An address that does not read.
pub fn wrong() -> std::io::Error {
    std::io::Error::from(std::io::ErrorKind::InvalidInput)
}

/// Connects to a public address of the host of `url`, unless the settings name it by its address. A message is `longest`
/// bytes long at most.
pub async fn connected(url: &Url, request: Request, longest: usize) -> std::io::Result<Socket> {
    let host = url.host_str().ok_or_else(wrong)?;
    let port = url.port_or_known_default().ok_or_else(wrong)?;
    let stream = match host.trim_matches(['[', ']']).parse() {
        Ok(address) => TcpStream::connect(std::net::SocketAddr::new(address, port)).await?,
        Err(_) => TcpStream::connect(public_addresses(host, port).await?.as_slice()).await?,
    };
    let limits = WebSocketConfig {
        max_message_size: Some(longest),
        max_frame_size: Some(longest),
        ..WebSocketConfig::default()
    };
    let opened = client_async_tls_with_config(request, stream, Some(limits), None).await;
    opened.map(|(stream, _)| stream).map_err(std::io::Error::other)
}
