//! People who file feedback.

use docket::sandbox::{Id, Outcome, Sandbox};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

const REPORTERS: [&str; 4] = ["Support engineer", "Customer success", "Sales", "Marketing"];
/// The syllables of which words are made: 16³ words, of which a text has [`WORDS`].
const SYLLABLES: [&str; 16] =
    ["ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "wo", "zu", "ha"];
const WORDS: u64 = 7;

/// What came of it.
#[derive(Default)]
pub struct Load {
    /// How long each answer took, sorted.
    latencies: Vec<Duration>,
    /// Commands without an answer within Discord's three seconds.
    pub unanswered: u64,
    /// From the first command to the last answer.
    pub took: Duration,
}

impl Load {
    pub fn answered(&self) -> usize {
        self.latencies.len()
    }

    pub fn per_second(&self) -> f64 {
        self.answered() as f64 / self.took.as_secs_f64()
    }

    /// The latency that this share of the answers did not exceed.
    pub fn percentile(&self, share: f64) -> Duration {
        let place = (self.answered() as f64 * share) as usize;
        self.latencies.get(place.min(self.answered().saturating_sub(1))).copied().unwrap_or_default()
    }

    /// Both together.
    pub fn join(&mut self, other: Self) {
        self.latencies.extend(other.latencies);
        self.latencies.sort_unstable();
        self.unanswered += other.unanswered;
        self.took += other.took;
    }

    fn of(answers: Vec<Option<Duration>>, took: Duration) -> Self {
        let all = answers.len();
        let mut latencies: Vec<Duration> = answers.into_iter().flatten().collect();
        latencies.sort_unstable();
        Self { unanswered: (all - latencies.len()) as u64, latencies, took }
    }
}

/// Files once, now that it is `due`; returns how long after that the answer was there.
async fn file(sandbox: &Sandbox, place: Team, due: Instant) -> Option<Duration> {
    let (by, line) = place.next();
    let handle = sandbox.type_line(place.channel, by, &line).handle().expect("the command exists");
    match handle.outcome().await {
        Outcome::Message(message) => {
            // Nobody keeps ten thousand answers on the screen.
            sandbox.dismiss(by, message.id);
            Some(due.elapsed())
        }
        _ => None,
    }
}

/// Files with `in_flight` commands on their way all the time.
pub async fn busy(sandbox: &Arc<Sandbox>, length: Duration, in_flight: usize) -> Load {
    let (began, place) = (Instant::now(), Team::of(sandbox));
    let mut people = JoinSet::new();
    for _ in 0..in_flight {
        let sandbox = sandbox.clone();
        people.spawn(async move {
            let mut answers = Vec::new();
            while began.elapsed() < length {
                answers.push(file(&sandbox, place, Instant::now()).await);
            }
            answers
        });
    }
    let answers = people.join_all().await.concat();
    Load::of(answers, began.elapsed())
}

/// Files `per_second` times a second, whether answers come or not.
pub async fn steady(sandbox: &Arc<Sandbox>, length: Duration, per_second: u32) -> Load {
    let (began, place) = (Instant::now(), Team::of(sandbox));
    let mut people = JoinSet::new();
    for number in 0..length.as_secs() as u32 * per_second {
        // Counted from when it should have been sent, so that a bot that holds up the sender gains nothing.
        let due = began + Duration::from_secs(1) * number / per_second;
        tokio::time::sleep_until(due.into()).await;
        let sandbox = sandbox.clone();
        people.spawn(async move { file(&sandbox, place, due).await });
    }
    let answers = people.join_all().await;
    Load::of(answers, began.elapsed())
}

/// Where people file, and who.
#[derive(Clone, Copy)]
struct Team {
    channel: Id,
    reporters: [Id; REPORTERS.len()],
}

impl Team {
    fn of(sandbox: &Sandbox) -> Self {
        let guild = sandbox.guild("Sample team").expect("the sample team");
        let channel = sandbox.channel(guild, "support").expect("a channel");
        Self { channel, reporters: REPORTERS.map(|name| sandbox.member(guild, name).expect("a member")) }
    }

    /// Who files next, and what they type.
    fn next(&self) -> (Id, String) {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let by = self.reporters[(count % REPORTERS.len() as u64) as usize];
        let words: Vec<String> = (0..WORDS).map(|place| word(count * WORDS + place)).collect();
        (by, format!("/feedback text:SSO {} customer:Acme", words.join(" ")))
    }
}

/// The word with this number. Neighbours have nothing in common, and a word comes again after some hundred texts, about
/// as often as words do that say what a request is about.
fn word(number: u64) -> String {
    // The multiplier of Knuth's linear congruential generator MMIX; its high bits are well mixed.
    let mixed = (number.wrapping_add(1)).wrapping_mul(6_364_136_223_846_793_005) >> 40;
    let syllable = |place: u32| SYLLABLES[(mixed >> (4 * place)) as usize % SYLLABLES.len()];
    [syllable(0), syllable(1), syllable(2)].concat()
}
