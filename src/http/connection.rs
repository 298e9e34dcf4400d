//! What each client's connection is doing, and how long it may.
//!
//! A client that sends its request byte by byte, or none at all, costs a connection for as long as it likes, and a few
//! hundred such clients would keep everybody else out. So each part of a request has its time, and when there are too
//! many connections those go first that let docket wait.

use std::{
    collections::BTreeMap,
    io,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::Notify,
};
use tokio_util::sync::CancellationToken;

/// How much one client may ask of the server.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Connections at a time.
    pub connections: usize,
    /// From a connection's or request's first byte to the end of its headers.
    pub head: Duration,
    /// How long a connection may stay open between two requests. Longer than proxies keep theirs (nginx and others: 60 s,
    /// Caddy: 2 min), so that none sends a request into a connection that is being closed.
    pub idle: Duration,
    /// From the end of the headers to the beginning of the answer, so that it is the time for the body too.
    pub answer: Duration,
}

/// How long a request may take before its connection may be cut to make room. Discord gives up on an interaction by then.
const ANSWER_GRACE: Duration = Duration::from_secs(3);

/// The time that a connection has in any case to send its request, so that of many clients that come at once each gets its
/// turn.
const HEAD_GRACE: Duration = Duration::from_millis(100);

/// The time that a connection has for anything but an answer while the server is stopping.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(1);

/// In order of who goes first when there is no more room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    /// The headers of a request are on the way.
    Reading,
    /// Nothing has come since the last answer.
    Idle,
    /// A request is being answered.
    Answering,
}

/// One connection, as seen from outside.
pub(super) struct Watch {
    state: Mutex<(Phase, Instant)>,
    /// Cancelled when the connection is to be dropped.
    pub cut: CancellationToken,
}

impl Watch {
    fn new() -> Self {
        Self { state: Mutex::new((Phase::Reading, Instant::now())), cut: CancellationToken::new() }
    }

    /// A request has come in and is being answered.
    pub fn answering(&self) {
        *self.state() = (Phase::Answering, Instant::now());
    }

    /// The answer is there.
    pub fn answered(&self) {
        *self.state() = (Phase::Idle, Instant::now());
    }

    fn bytes_came(&self) {
        let mut state = self.state();
        if state.0 == Phase::Idle {
            *state = (Phase::Reading, Instant::now());
        }
    }

    fn is_overdue(&self, now: Instant, bounds: &Bounds) -> bool {
        let (phase, since) = *self.state();
        let allowed = match phase {
            Phase::Reading => bounds.head,
            Phase::Idle => bounds.idle,
            // The answer has a limit of its own, in which the client is told so.
            Phase::Answering => return false,
        };
        now.saturating_duration_since(since) >= allowed
    }

    /// How willingly the connection is given up at `now`, least first; `None` when it is not.
    fn rank(&self, now: Instant) -> Option<(Phase, Instant)> {
        let (phase, since) = *self.state();
        let protected = match phase {
            Phase::Reading => HEAD_GRACE,
            Phase::Idle => Duration::ZERO,
            Phase::Answering => ANSWER_GRACE,
        };
        let is_needed = now.saturating_duration_since(since) < protected;
        (!is_needed && !self.cut.is_cancelled()).then_some((phase, since))
    }

    fn state(&self) -> MutexGuard<'_, (Phase, Instant)> {
        // Nothing panics while it is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// All connections.
pub(super) struct Connections {
    bounds: Mutex<Bounds>,
    all: Mutex<BTreeMap<u64, Arc<Watch>>>,
    /// Rung when one has ended.
    pub ended: Notify,
}

impl Connections {
    pub fn new(bounds: Bounds) -> Arc<Self> {
        Arc::new(Self { bounds: Mutex::new(bounds), all: Mutex::default(), ended: Notify::new() })
    }

    /// Whether one more may be taken in, for which another may have to go.
    pub fn has_room(&self) -> bool {
        self.all().len() <= self.bounds().connections
    }

    /// Takes one in; it is one of them until what is returned is dropped.
    pub fn enter(self: &Arc<Self>) -> Entered {
        let watch = Arc::new(Watch::new());
        let mut all = self.all();
        let number = all.last_key_value().map_or(0, |(number, _)| number + 1);
        all.insert(number, Arc::clone(&watch));
        drop(all);
        self.make_room();
        Entered { watch, number, connections: Arc::clone(self) }
    }

    /// Cuts the connections that have used up their time.
    pub fn sweep(&self) {
        let (now, bounds) = (Instant::now(), *self.bounds());
        self.all()
            .values()
            .filter(|watch| watch.is_overdue(now, &bounds))
            .for_each(|watch| watch.cut.cancel());
        self.make_room();
    }

    /// From now on nobody is waited for much who is not being answered.
    pub fn hurry(&self) {
        let mut bounds = self.bounds();
        (bounds.idle, bounds.head) = (bounds.idle.min(SHUTDOWN_GRACE), bounds.head.min(SHUTDOWN_GRACE));
        drop(bounds);
        self.sweep();
    }

    /// When there are too many, cuts the one that is missed least, but not the newest.
    fn make_room(&self) {
        let (now, most, all) = (Instant::now(), self.bounds().connections, self.all());
        let is_one_going = || all.values().any(|watch| watch.cut.is_cancelled());
        if all.len() <= most || is_one_going() {
            return;
        }
        let older = all.values().rev().skip(1);
        let least = older.filter_map(|watch| Some((watch.rank(now)?, watch))).min_by_key(|(rank, _)| *rank);
        if let Some((_, watch)) = least {
            watch.cut.cancel();
        }
    }

    fn bounds(&self) -> MutexGuard<'_, Bounds> {
        // Nothing panics while it is held.
        self.bounds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Watch>>> {
        // Nothing panics while it is held.
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection's place among the others.
pub(super) struct Entered {
    pub watch: Arc<Watch>,
    number: u64,
    connections: Arc<Connections>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        self.connections.all().remove(&self.number);
        self.connections.ended.notify_one();
    }
}

/// A client's stream, which notes when a request begins.
pub(super) struct Watched {
    stream: TcpStream,
    watch: Arc<Watch>,
}

impl Watched {
    pub fn new(stream: TcpStream, watch: Arc<Watch>) -> Self {
        Self { stream, watch }
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = ready!(Pin::new(&mut self.stream).poll_read(cx, buffer));
        if buffer.filled().len() > before {
            self.watch.bytes_came();
        }
        Poll::Ready(read)
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
