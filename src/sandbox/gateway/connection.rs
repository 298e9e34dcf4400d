//! One WebSocket connection: hello, identify or resume, heartbeats, and the frames of its session.

use super::{Frame, intent};
use crate::sandbox::{Core, render};
use axum::{
    body::Bytes,
    extract::{
        State as Shared, WebSocketUpgrade,
        ws::{CloseFrame, Message, WebSocket},
    },
    response::Response,
};
use flate2::{Compression, write::ZlibEncoder};
use serde_json::{Value, json};
use std::{io::Write, sync::Arc, time::Duration};
use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    time::{Instant, sleep_until},
};

/// The largest payload that a client may send, in bytes.
const MAX_PAYLOAD: usize = 4096;
/// How many payloads a client may send in a minute.
const MAX_PER_MINUTE: u32 = 120;
/// Payloads above this size are compressed for clients that asked for it.
const COMPRESS_FROM: usize = 1024;

/// Answers the upgrade request.
pub async fn accept(upgrade: WebSocketUpgrade, Shared(core): Shared<Arc<Core>>) -> Response {
    upgrade.on_upgrade(move |socket| async move { Connection::new(core, socket).run().await })
}

use End::{Broken, ByClient, Close};

/// Why a connection ends.
enum End {
    /// Closed by us with this code.
    Close(u16),
    /// Closed by the client; 1000 and 1001 end the session too.
    ByClient(u16),
    /// Broken, without a close frame.
    Broken,
}

struct Connection {
    core: Arc<Core>,
    socket: WebSocket,
    compress: bool,
    /// The session that it carries, and its number there.
    session: Option<(String, u64)>,
    frames: Option<UnboundedReceiver<Frame>>,
    heartbeat_due: Instant,
    minute_ends: Instant,
    sent_this_minute: u32,
}

impl Connection {
    fn new(core: Arc<Core>, socket: WebSocket) -> Self {
        let now = Instant::now();
        let heartbeat_due = now + core.heartbeat_interval * 2;
        let minute_ends = now + Duration::from_secs(60);
        Self {
            core,
            socket,
            compress: false,
            session: None,
            frames: None,
            heartbeat_due,
            minute_ends,
            sent_this_minute: 0,
        }
    }

    async fn run(mut self) {
        let interval = u64::try_from(self.core.heartbeat_interval.as_millis()).unwrap_or(u64::MAX);
        let end = match self.send_op(10, json!({ "heartbeat_interval": interval, "_trace": [] })).await {
            Ok(()) => self.serve().await,
            Err(end) => end,
        };
        let mut clean = false;
        match end {
            Close(code) => {
                let frame = CloseFrame { code, reason: "".into() };
                // The client may be gone already; there is nobody left to tell.
                let _ = self.socket.send(Message::Close(Some(frame))).await;
            }
            ByClient(code) => clean = code == 1000 || code == 1001,
            Broken => {}
        }
        if let Some((id, number)) = &self.session {
            self.core.change(|state, _| state.gateway.detach(id, *number, clean));
        }
    }

    async fn serve(&mut self) -> End {
        loop {
            let outcome = tokio::select! {
                () = self.core.stopping.cancelled() => Err(Close(1001)),
                () = sleep_until(self.heartbeat_due) => Err(Close(4009)),
                frame = next_frame(&mut self.frames) => self.forward(frame).await,
                message = self.socket.recv() => self.receive(message).await,
            };
            if let Err(end) = outcome {
                return end;
            }
        }
    }

    async fn forward(&mut self, frame: Option<Frame>) -> Result<(), End> {
        match frame {
            Some(Frame::Text(text)) => self.send(&text).await,
            Some(Frame::Close(code)) => Err(Close(code)),
            Some(Frame::Cut) => Err(Broken),
            None => {
                // The session was forgotten; the client may identify anew on this connection.
                self.session = None;
                self.frames = None;
                Ok(())
            }
        }
    }

    async fn receive(&mut self, message: Option<Result<Message, axum::Error>>) -> Result<(), End> {
        let text = match message {
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Close(frame))) => return Err(ByClient(frame.map_or(1005, |frame| frame.code))),
            Some(Ok(Message::Binary(_))) => return Err(Close(4002)),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => return Ok(()),
            Some(Err(_)) | None => return Err(Broken),
        };
        if text.len() > MAX_PAYLOAD {
            return Err(Close(4002));
        }
        self.count_payload()?;
        let payload: Value = serde_json::from_str(&text).map_err(|_| Close(4002))?;
        match payload["op"].as_u64() {
            Some(1) => self.heartbeat().await,
            Some(2) => self.identify(&payload["d"]).await,
            Some(6) => self.resume(&payload["d"]).await,
            // Presence, voice state and member requests are taken and change nothing here.
            Some(3 | 4 | 8 | 31) if self.session.is_some() => Ok(()),
            Some(3 | 4 | 8 | 31) => Err(Close(4003)),
            _ => Err(Close(4001)),
        }
    }

    fn count_payload(&mut self) -> Result<(), End> {
        let now = Instant::now();
        if now >= self.minute_ends {
            self.minute_ends = now + Duration::from_secs(60);
            self.sent_this_minute = 0;
        }
        self.sent_this_minute += 1;
        if self.sent_this_minute > MAX_PER_MINUTE { Err(Close(4008)) } else { Ok(()) }
    }

    async fn heartbeat(&mut self) -> Result<(), End> {
        self.heartbeat_due = Instant::now() + self.core.heartbeat_interval * 2;
        let is_muted = self.core.change(|state, _| {
            state.gateway.heartbeats += 1;
            state.gateway.trouble.acks_muted
        });
        if is_muted {
            return Ok(());
        }
        self.send_op(11, Value::Null).await
    }

    async fn identify(&mut self, data: &Value) -> Result<(), End> {
        if self.session.is_some() {
            return Err(Close(4005));
        }
        let intents = data["intents"].as_u64().ok_or(Close(4013))?;
        self.check_identify(data, intents)?;
        self.compress = data["compress"] == true;
        let (out, frames) = unbounded_channel();
        let session = self.core.change(|state, _| {
            let (id, number) = state.gateway.open(intents, out);
            let guilds: Vec<_> = state.guilds.values().filter(|g| g.members.contains_key(&state.app.bot_id)).collect();
            let ids: Vec<_> = guilds.iter().map(|guild| guild.id).collect();
            let ready = json!({
                "v": 10, "user": render::current_user(state), "session_id": id,
                "guilds": ids.iter().map(|id| json!({ "id": id, "unavailable": true })).collect::<Vec<_>>(),
                "resume_gateway_url": state.gateway_url(), "private_channels": [], "relationships": [],
                "user_settings": {}, "_trace": [], "shard": data.get("shard").cloned().unwrap_or(json!([0, 1])),
                "application": { "id": state.app.id, "flags": 0 },
            });
            state.gateway.send_to(&id, "READY", &ready);
            for guild_id in ids.into_iter().filter(|_| intents & intent::GUILDS != 0) {
                if let Some(guild) = render::guild_create(state, guild_id) {
                    state.gateway.send_to(&id, "GUILD_CREATE", &guild);
                }
            }
            (id, number)
        });
        self.session = Some(session);
        self.frames = Some(frames);
        Ok(())
    }

    fn check_identify(&self, data: &Value, intents: u64) -> Result<(), End> {
        let (token, allowed) =
            self.core.read(|state| (state.app.token.clone(), state.app.privileged_intents));
        let given = data["token"].as_str().unwrap_or_default();
        if given.strip_prefix("Bot ").unwrap_or(given) != token {
            return Err(Close(4004));
        }
        if intents & !intent::KNOWN != 0 {
            return Err(Close(4013));
        }
        if intents & intent::PRIVILEGED & !allowed != 0 {
            return Err(Close(4014));
        }
        match data["shard"].as_array().map(Vec::as_slice) {
            Some([at, of]) if at.as_u64() >= of.as_u64() => Err(Close(4010)),
            _ => Ok(()),
        }
    }

    async fn resume(&mut self, data: &Value) -> Result<(), End> {
        if self.session.is_some() {
            return Err(Close(4005));
        }
        let given = data["token"].as_str().unwrap_or_default();
        if given.strip_prefix("Bot ").unwrap_or(given) != self.core.read(|state| state.app.token.clone()) {
            return Err(Close(4004));
        }
        let id = data["session_id"].as_str().unwrap_or_default().to_owned();
        let seq = data["seq"].as_u64().unwrap_or(0);
        let (out, frames) = unbounded_channel();
        match self.core.change(|state, _| state.gateway.resume(&id, seq, out)) {
            Some(number) => {
                self.session = Some((id, number));
                self.frames = Some(frames);
                Ok(())
            }
            None => self.send_op(9, json!(false)).await,
        }
    }

    async fn send_op(&mut self, op: u8, data: Value) -> Result<(), End> {
        match Frame::op(op, data) {
            Frame::Text(text) => self.send(&text).await,
            Frame::Close(_) | Frame::Cut => Ok(()),
        }
    }

    async fn send(&mut self, text: &str) -> Result<(), End> {
        let message = match self.compress && text.len() >= COMPRESS_FROM {
            true => Message::Binary(compress(text).map_err(|_| Broken)?),
            false => Message::Text(text.into()),
        };
        self.socket.send(message).await.map_err(|_| Broken)
    }
}

async fn next_frame(frames: &mut Option<UnboundedReceiver<Frame>>) -> Option<Frame> {
    match frames {
        Some(frames) => frames.recv().await,
        None => std::future::pending().await,
    }
}

fn compress(text: &str) -> std::io::Result<Bytes> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(text.len() / 2), Compression::fast());
    encoder.write_all(text.as_bytes())?;
    Ok(encoder.finish()?.into())
}
