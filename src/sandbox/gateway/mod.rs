//! The gateway: sessions that outlive their connections, and the events sent to them.

mod connection;
mod events;

pub use connection::accept;

use serde_json::{Value, json};
use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};
use tokio::sync::mpsc::UnboundedSender;

/// Gateway intents, as bits.
pub mod intent {
    pub const GUILDS: u64 = 1;
    pub const GUILD_MEMBERS: u64 = 1 << 1;
    pub const GUILD_VOICE_STATES: u64 = 1 << 7;
    pub const GUILD_PRESENCES: u64 = 1 << 8;
    pub const GUILD_MESSAGES: u64 = 1 << 9;
    pub const GUILD_MESSAGE_REACTIONS: u64 = 1 << 10;
    pub const DIRECT_MESSAGES: u64 = 1 << 12;
    pub const MESSAGE_CONTENT: u64 = 1 << 15;
    pub const GUILD_SCHEDULED_EVENTS: u64 = 1 << 16;
    /// Those that need a switch in the developer portal.
    pub const PRIVILEGED: u64 = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT;
    /// Every bit that Discord assigns today.
    pub const KNOWN: u64 = 0x33f_ffff;
}

/// How many events a session keeps for a resume.
const REPLAY: usize = 10_000;

/// One thing for a connection to send or do.
#[derive(Clone, Debug)]
pub enum Frame {
    Text(Arc<str>),
    Close(u16),
    /// Break the connection without a close frame.
    Cut,
}

impl Frame {
    fn op(op: u8, data: Value) -> Self {
        Self::Text(json!({ "op": op, "d": data, "s": null, "t": null }).to_string().into())
    }

    pub fn heartbeat_request() -> Self {
        Self::op(1, Value::Null)
    }

    pub fn reconnect() -> Self {
        Self::op(7, Value::Null)
    }

    pub fn invalid_session(resumable: bool) -> Self {
        Self::op(9, json!(resumable))
    }
}

/// One identified session.
#[derive(Debug)]
struct Session {
    intents: u64,
    seq: u64,
    log: VecDeque<(u64, Arc<str>)>,
    /// The connection that carries it now, with the connection's number.
    out: Option<(u64, UnboundedSender<Frame>)>,
}

impl Session {
    /// Numbers an event, keeps it for a resume and sends it. `data` is JSON already: one rendering
    /// serves all sessions.
    fn send(&mut self, name: &str, data: &str) {
        self.seq += 1;
        let text: Arc<str> = format!(r#"{{"op":0,"t":"{name}","s":{},"d":{data}}}"#, self.seq).into();
        if self.log.len() == REPLAY {
            self.log.pop_front();
        }
        self.log.push_back((self.seq, text.clone()));
        if let Some((_, out)) = &self.out {
            // A closed channel means that the connection is gone; the log keeps the event for a resume.
            let _ = out.send(Frame::Text(text));
        }
    }

    /// The events after `seq`, or `None` when they are no longer all there.
    fn missed(&self, seq: u64) -> Option<Vec<Arc<str>>> {
        let oldest = self.log.front().map_or(self.seq + 1, |(first, _)| *first);
        if seq > self.seq || seq + 1 < oldest {
            return None;
        }
        Some(self.log.iter().filter(|(at, _)| *at > seq).map(|(_, text)| text.clone()).collect())
    }
}

/// Gateway faults that are switched on.
#[derive(Default, Debug)]
pub struct Trouble {
    pub twice: u32,
    pub swap: bool,
    held: Option<(String, u64, Arc<str>)>,
    pub acks_muted: bool,
}

/// All sessions.
#[derive(Default, Debug)]
pub struct Gateway {
    sessions: HashMap<String, Session>,
    next_connection: u64,
    /// Sessions started so far.
    pub identified: u64,
    /// Sessions resumed so far.
    pub resumed: u64,
    /// Heartbeats that came so far.
    pub heartbeats: u64,
    pub trouble: Trouble,
}

impl Gateway {
    /// Sends an event to every session that asked for one of the intents (0: to every session).
    pub fn dispatch(&mut self, name: &str, intents: u64, data: &Value) {
        self.dispatch_text(name, intents, data.to_string().into());
    }

    /// The same with data that is JSON text already.
    pub fn dispatch_text(&mut self, name: &str, intents: u64, data: Arc<str>) {
        if self.trouble.swap {
            self.trouble.swap = false;
            self.trouble.held = Some((name.to_owned(), intents, data));
            return;
        }
        let times = if self.trouble.twice > 0 { 2 } else { 1 };
        self.trouble.twice = self.trouble.twice.saturating_sub(1);
        for _ in 0..times {
            self.send_event(name, intents, &data);
        }
        if let Some((name, intents, data)) = self.trouble.held.take() {
            self.send_event(&name, intents, &data);
        }
    }

    fn send_event(&mut self, name: &str, intents: u64, data: &str) {
        for session in self.sessions.values_mut() {
            if intents == 0 || session.intents & intents != 0 {
                session.send(name, data);
            }
        }
    }

    /// Whether some session, connected or resumable, has one of these intents.
    pub fn wants(&self, intents: u64) -> bool {
        self.sessions.values().any(|session| session.intents & intents != 0)
    }

    /// How many sessions have a connection.
    pub fn connected(&self) -> usize {
        self.sessions.values().filter(|session| session.out.is_some()).count()
    }

    /// Sends a frame to every connection that carries a session.
    pub fn send_all(&mut self, frame: Frame) {
        for (_, out) in self.sessions.values().filter_map(|session| session.out.as_ref()) {
            let _ = out.send(frame.clone());
        }
    }

    /// Makes every session impossible to resume.
    pub fn forget_sessions(&mut self) {
        self.sessions.clear();
    }

    /// Starts a session; returns its id and the number of its connection.
    pub(in crate::sandbox) fn open(&mut self, intents: u64, out: UnboundedSender<Frame>) -> (String, u64) {
        self.identified += 1;
        self.forget_abandoned();
        let connection = self.new_connection();
        let id = format!("{:032x}", rand::random::<u128>());
        let session = Session { intents, seq: 0, log: VecDeque::new(), out: Some((connection, out)) };
        self.sessions.insert(id.clone(), session);
        (id, connection)
    }

    /// Of sessions that nobody is connected to only a few are kept for a resume.
    fn forget_abandoned(&mut self) {
        const KEPT: usize = 8;
        let loose: Vec<String> =
            self.sessions.iter().filter(|(_, s)| s.out.is_none()).map(|(id, _)| id.clone()).collect();
        for id in loose.iter().skip(KEPT) {
            self.sessions.remove(id);
        }
    }

    fn new_connection(&mut self) -> u64 {
        self.next_connection += 1;
        self.next_connection
    }

    fn send_to(&mut self, session_id: &str, name: &str, data: &Value) {
        if let Some(session) = self.sessions.get_mut(session_id) {
            session.send(name, &data.to_string());
        }
    }

    /// Attaches a connection to a session and queues what it missed; `None` when that is impossible.
    fn resume(&mut self, session_id: &str, seq: u64, out: UnboundedSender<Frame>) -> Option<u64> {
        let connection = self.new_connection();
        let session = self.sessions.get_mut(session_id)?;
        for text in session.missed(seq)? {
            let _ = out.send(Frame::Text(text));
        }
        session.out = Some((connection, out));
        session.send("RESUMED", r#"{"_trace":[]}"#);
        self.resumed += 1;
        Some(connection)
    }

    /// A connection ended. A clean close (1000 or 1001) ends the session too.
    fn detach(&mut self, session_id: &str, connection: u64, clean: bool) {
        let Some(session) = self.sessions.get_mut(session_id) else { return };
        if session.out.as_ref().is_none_or(|(number, _)| *number != connection) {
            return;
        }
        session.out = None;
        if clean {
            self.sessions.remove(session_id);
        }
    }
}
