//! Mastodon's streaming: a connection that tells at once that there is something. It only rings; what there is, is asked for in
//! the usual way, so that nothing is lost where a connection breaks, and nothing is heard twice. Without a connection the usual
//! rhythm is enough.

use super::socket::connected;
use crate::{
    contract::{Watch, WatchKind},
    social::fetch::Fetch,
};
use futures::{SinkExt, StreamExt};
use reqwest::Url;
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{sync::Notify, task::JoinSet, time::Instant};
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest, http::HeaderValue};

/// The longest event.
const LONGEST_EVENT: usize = 1 << 20;
/// Without a word for so long a connection is dead; Mastodon says something every half minute.
const SILENCE: Duration = Duration::from_secs(120);
/// Between two attempts at a connection, doubled each time.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// What nobody has asked for so long is not listened to any more.
const UNASKED: Duration = Duration::from_secs(30 * 60);
/// Deleted posts that are remembered until somebody asks.
const MOST_GONE: usize = 1000;

#[derive(Deserialize)]
struct Instance {
    configuration: Configuration,
}

#[derive(Deserialize)]
struct Configuration {
    urls: Urls,
}

#[derive(Deserialize)]
struct Urls {
    streaming: String,
}

#[derive(Deserialize)]
struct Event {
    event: String,
    #[serde(default)]
    payload: Value,
}

/// What is told of one watch.
struct Stream {
    is_connected: AtomicBool,
    /// When somebody asked last.
    asked: Mutex<Instant>,
    gone: Mutex<VecDeque<String>>,
}

type Key = (String, bool, String);

fn key(watch: &Watch) -> Key {
    (watch.host.clone(), watch.kind == WatchKind::Words, watch.what.to_lowercase())
}

/// All connections of this process.
#[derive(Default)]
pub struct Streams {
    open: Mutex<BTreeMap<Key, Arc<Stream>>>,
    tasks: Mutex<JoinSet<()>>,
    bell: Arc<Bell>,
}

/// What has something new.
#[derive(Default)]
struct Bell {
    rung: Mutex<VecDeque<Watch>>,
    notify: Notify,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing panics while it is held.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Bell {
    fn ring(&self, watch: &Watch) {
        let mut rung = held(&self.rung);
        if !rung.contains(watch) {
            rung.push_back(watch.clone());
        }
        self.notify.notify_one();
    }
}

impl Streams {
    /// Sees to it that this process is told of what is new of a watch.
    pub fn open(&self, watch: &Watch, fetch: &Fetch, (base, token): (&Url, Option<&str>)) {
        let mut open = held(&self.open);
        if let Some(stream) = open.get(&key(watch)) {
            *held(&stream.asked) = Instant::now();
            return;
        }
        let stream = Arc::new(Stream {
            is_connected: AtomicBool::new(false),
            asked: Mutex::new(Instant::now()),
            gone: Mutex::default(),
        });
        open.insert(key(watch), Arc::clone(&stream));
        let listener = Listener {
            stream,
            watch: watch.clone(),
            fetch: fetch.clone(),
            base: base.clone(),
            token: token.map(str::to_owned),
            bell: Arc::clone(&self.bell),
        };
        held(&self.tasks).spawn(async move { listener.listen().await });
    }

    /// Whether this process is told of what is new.
    pub fn is_connected(&self, watch: &Watch) -> bool {
        let mut open = held(&self.open);
        // One that has ended is opened anew by the next question.
        open.retain(|_, stream| held(&stream.asked).elapsed() < UNASKED);
        open.get(&key(watch)).is_some_and(|stream| stream.is_connected.load(Ordering::Relaxed))
    }

    /// The posts that are deleted by now, as far as somebody told.
    pub fn gone(&self, watch: &Watch) -> Vec<String> {
        let open = held(&self.open);
        open.get(&key(watch)).map(|stream| held(&stream.gone).drain(..).collect()).unwrap_or_default()
    }

    /// Waits for something new, and says of what.
    pub async fn news(&self) -> Watch {
        loop {
            if let Some(watch) = held(&self.bell.rung).pop_front() {
                return watch;
            }
            self.bell.notify.notified().await;
        }
    }
}

/// Listens for one watch.
struct Listener {
    stream: Arc<Stream>,
    watch: Watch,
    fetch: Fetch,
    base: Url,
    token: Option<String>,
    bell: Arc<Bell>,
}

impl Listener {
    async fn listen(&self) {
        let mut pause = PAUSE;
        while held(&self.stream.asked).elapsed() < UNASKED {
            let began = Instant::now();
            // Why a connection did not come about, or ended, makes no difference: it is asked in the usual way.
            let _ = self.connect().await;
            self.stream.is_connected.store(false, Ordering::Relaxed);
            pause = if began.elapsed() > LONGEST_PAUSE { PAUSE } else { (pause * 2).min(LONGEST_PAUSE) };
            tokio::time::sleep(pause).await;
        }
    }

    /// One connection, until it ends.
    async fn connect(&self) -> Option<()> {
        let answer = self.fetch.get(&self.base, "api/v2/instance", &[], self.token.as_deref()).await.ok()?;
        let streaming = answer.json::<Instance>().ok()?.configuration.urls.streaming;
        let streaming = self.is_its_own(&streaming)?;
        let at = format!("{}/api/v1/streaming", streaming.as_str().trim_end_matches('/'));
        let mut request = at.into_client_request().ok()?;
        if let Some(token) = &self.token {
            let mut bearer = HeaderValue::from_str(&format!("Bearer {token}")).ok()?;
            bearer.set_sensitive(true);
            request.headers_mut().insert("authorization", bearer);
        }
        let mut socket = connected(&streaming, request, LONGEST_EVENT).await.ok()?;
        for wanted in self.wanted() {
            socket.send(Message::text(wanted.to_string())).await.ok()?;
        }
        self.stream.is_connected.store(true, Ordering::Relaxed);
        // Something may have come before.
        self.bell.ring(&self.watch);
        loop {
            match tokio::time::timeout(SILENCE, socket.next()).await.ok()?? {
                Ok(Message::Text(text)) => self.hear(&text),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
            if held(&self.stream.asked).elapsed() >= UNASKED {
                return None;
            }
        }
    }

    /// The address for streaming that an instance names, if it is on the instance's own host or below it: no other is contacted.
    fn is_its_own(&self, streaming: &str) -> Option<Url> {
        let url = Url::parse(streaming).ok()?;
        let (host, own) = (url.host_str()?, self.base.host_str()?);
        let is_own = host == own || host.strip_suffix(own).is_some_and(|below| below.ends_with('.'));
        let is_safe = url.scheme() == "wss" || (url.scheme() == "ws" && self.base.scheme() == "http");
        (is_own && is_safe).then_some(url)
    }

    fn wanted(&self) -> Vec<Value> {
        match self.watch.kind {
            WatchKind::Mentions => vec![json!({ "type": "subscribe", "stream": "user:notification" })],
            WatchKind::Words => {
                let tag = |word: &String| {
                    let tag = word.trim_start_matches('#');
                    json!({ "type": "subscribe", "stream": "hashtag", "tag": tag })
                };
                self.watch.words().iter().map(tag).collect()
            }
        }
    }

    fn hear(&self, text: &str) {
        // What does not read is no event.
        let Ok(event) = serde_json::from_str::<Event>(text) else { return };
        match (event.event.as_str(), &event.payload) {
            ("update" | "notification" | "status.update", _) => {}
            ("delete", Value::String(id)) => {
                let mut gone = held(&self.stream.gone);
                if gone.len() >= MOST_GONE {
                    gone.pop_front();
                }
                gone.push_back(format!("{}/{id}", self.watch.host));
            }
            _ => return,
        }
        self.bell.ring(&self.watch);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::post::Network;

    fn listener(base: &str) -> Listener {
        let watch = Watch {
            network: Network::Mastodon,
            kind: WatchKind::Words,
            host: "social.example".into(),
            what: "#acme, rocket".into(),
        };
        Listener {
            stream: Arc::new(Stream {
                is_connected: AtomicBool::new(false),
                asked: Mutex::new(Instant::now()),
                gone: Mutex::default(),
            }),
            watch,
            fetch: Fetch::new(Duration::from_secs(1)).expect("starts"),
            base: base.parse().expect("an address"),
            token: None,
            bell: Arc::default(),
        }
    }

    #[tokio::test]
    async fn only_the_instance_and_what_is_below_it_is_contacted() {
        let listener = listener("https://social.example/");
        for (streaming, is_own) in [
            ("wss://social.example", true),
            ("wss://streaming.social.example", true),
            ("ws://social.example", false),
            ("wss://evilsocial.example", false),
            ("wss://social.example.evil.example", false),
            ("wss://169.254.169.254", false),
            ("nothing", false),
        ] {
            assert_eq!(listener.is_its_own(streaming).is_some(), is_own, "{streaming}");
        }
    }

    #[tokio::test]
    async fn events_ring_and_deleted_posts_are_remembered() {
        let listener = listener("https://social.example/");
        assert_eq!(listener.wanted().len(), 2);
        for (text, rings) in [
            (r##"{"stream":["hashtag","acme"],"event":"update","payload":"{}"}"##, 1),
            (r##"{"stream":["hashtag","acme"],"event":"delete","payload":"115"}"##, 1),
            (r##"{"event":"filters_changed"}"##, 0),
            ("not JSON", 0),
        ] {
            listener.hear(text);
            assert_eq!(held(&listener.bell.rung).drain(..).count(), rings, "{text}");
        }
        assert_eq!(held(&listener.stream.gone).drain(..).collect::<Vec<_>>(), ["social.example/115"]);
    }
}
