//! No question costs more the more requests there are.
//!
//! Every command of the manifests is run in a guild with thousands of requests, by its examples and by pressing what its
//! answers offer; every option that is completed is completed. The databases say how much they looked at: SQLite by the
//! steps of its machine, PostgreSQL by the rows that it read. So a statement that scans is found whoever wrote it, and a
//! command that is never run is found as well.

use crate::{
    many::{self, Guild},
    on_both_engines,
    world::{GUILD, INTERNAL, SUPPORT, Who, World, message, says},
};
use docket::{
    contract::{
        Completion, DayOf, Line, MANIFESTS, Options, Press, Reply, Row, Select, SelectFrom,
        spec::{Leaf, OptionKind, OptionSpec},
    },
    db::{Db, Steps},
    request,
};
use futures::future::BoxFuture;
use std::collections::BTreeSet;

/// Enough that whoever looks at all of them stands out.
const REQUESTS: i64 = 20_000;
/// Rows and entries of indexes that a command may read on PostgreSQL.
const MOST_ROWS: i64 = 6_000;
/// Steps that a command may take on SQLite; a scan of all requests takes three times as many at the least.
const MOST_STEPS: u64 = 60_000;

/// What is reached neither by an example nor from an answer to one, and why that is no loss.
const ELSEWHERE: &[(&str, &str)] = &[
    ("action cite", "makes one action"),
    ("action take", "is about one action"),
    ("action reopen", "is about one action"),
    ("Add to agenda", "opens a form"),
    ("Add to minutes", "is about one meeting that is held"),
    ("agenda cite", "adds one topic"),
    ("agenda vote", "is about one topic"),
    ("agenda read", "is about one topic"),
    ("agenda keep", "is about one topic"),
    ("agenda drop", "is about one topic"),
    ("agenda slot", "is about one topic"),
    ("agenda fit", "is about the topics of one meeting"),
    ("decision cite", "records one decision"),
    ("draft as", "chooses one of the readings of what was typed, which is one row"),
    ("Escalate to owner", "brings what `escalate` brings"),
    ("escalation classify", "is about one escalation"),
    ("escalation posted", "is about one escalation"),
    ("escalation revise", "is about one escalation"),
    ("escalation approve", "is about one escalation"),
    ("File feedback", "files as `feedback` does"),
    ("Make action item", "opens a form"),
    ("meeting draft", "is about one preview"),
    ("meeting adjourn", "is about one meeting that is held"),
    ("meeting unqueue", "is about one meeting that is held"),
    ("meeting ack", "is about one meeting that is held"),
    ("meeting said", "is about one meeting that is held"),
    ("meeting notes", "is about one meeting that is held"),
    ("meeting one-note", "is about one meeting that is held"),
    ("meeting correct", "is about one meeting that is held"),
    ("meeting strike", "is about one meeting that is held"),
    ("meeting file-idea", "is about one meeting that is held"),
    ("meeting draft-minutes", "is about one meeting that is held"),
    ("meeting publish", "is about one meeting that is held"),
    ("meeting amend", "is about one meeting that is held"),
    ("meeting watched", "is about one meeting"),
    ("meeting demo", "is about one feature and one meeting"),
    ("meeting rate", "is about one meeting"),
    ("meeting suggest", "is about one meeting"),
    ("meeting reason", "is about one meeting"),
    ("meeting coming", "is about one meeting"),
    ("meeting refresh", "is about one meeting"),
    ("meeting carry", "is about the topics of one meeting"),
    ("mention show", "shows one mention"),
    ("mention forget", "is about one mention"),
    ("mention escalate", "is about one mention"),
    ("mention ignore", "is about one mention"),
    ("mention no-action", "is about one mention"),
    ("mention mute-author", "is about one author"),
    ("mention undo", "is about one mention"),
    ("Record decision", "opens a form"),
    ("release retarget", "is about one release"),
    ("release answer", "is about one item"),
    ("release learned-here", "shows what was said about one release"),
    ("release improve", "opens a form"),
    ("remind revise", "is about one reminder"),
    ("remind unskip", "is about one reminder"),
    ("remind done", "is about one reminder"),
    ("remind reopen", "is about one reminder"),
    ("remind snooze", "is about one reminder"),
    ("remind tick", "is about one reminder"),
    ("remind view", "is about one reminder"),
    ("request files", "shows the files of one request"),
    ("request text", "shows one request"),
    ("rotation draft", "is about one rotation"),
    ("rotation redo", "is about one rotation"),
    ("rotation revert", "is about one rotation"),
    ("rotation apply", "is about one rotation"),
    ("rotation accept", "is about one rotation"),
    ("rotation drop", "is about one rotation"),
    ("rotation withdraw", "is about one rotation"),
    ("rotation asked", "is about one rotation"),
    ("rotation answer", "is about one rotation"),
    ("rotation back", "is about one rotation"),
    ("settings retry", "is about what was put aside"),
    ("settings discard", "is about what was put aside"),
    ("triage go", "shows the next card as `triage next` does"),
    ("triage answer", "is about one question"),
];

const SWEEPS: [&str; 2] = ["triage accept", "triage unsweep"];

/// Ways to ask for a list, besides the examples.
const LISTS: &[&str] = &[
    "state:all",
    "state:closed",
    "unassigned:yes",
    "mine:yes",
    "area:Billing",
    "customer:Acme Corp",
    "older:3d",
    "customer:Acme Corp area:Billing mine:yes",
    "area:Billing mine:yes state:all",
    "before:REQ-9000",
    "after:REQ-9000",
    "customer:Globex area:Billing",
    "assignee:@PM",
    "reporter:@PM state:all",
    "importance:3",
    "importance:0 state:all area:Billing",
    "assignee:@PM reporter:@PM importance:2 state:all",
    "reporter:@PM importance:3 customer:Acme Corp",
    "text:export importance:3 assignee:@PM",
    "text:export",
    "text:export loginba",
    "text:bafigo",
    "text:exprot",
    "text:zeppelin",
    "text:export customer:Globex",
    "text:login state:open before:REQ-15000",
];

/// Counts what a database looks at.
struct Cost {
    /// The only connection that docket has, on PostgreSQL.
    db: Db,
    steps: Steps,
    is_sqlite: bool,
    seen: i64,
}

impl Cost {
    /// What was looked at since this was last asked, and the most of it that is allowed.
    async fn take(&mut self) -> (i64, i64) {
        if self.is_sqlite {
            let steps = i64::try_from(self.steps.take()).expect("some");
            return (steps, i64::try_from(MOST_STEPS).expect("some"));
        }
        self.db.q("SELECT pg_stat_force_next_flush()").run().await.expect("statistics");
        let read = "SELECT CAST((SELECT SUM(seq_tup_read) FROM pg_stat_user_tables) + \
                    (SELECT SUM(idx_tup_read) FROM pg_stat_user_indexes) AS BIGINT)";
        let (all,): (i64,) = self.db.q(read).one().await.expect("statistics");
        let since = all - std::mem::replace(&mut self.seen, all);
        (since, MOST_ROWS)
    }
}

/// A guild with many requests, and everything that was run in it.
struct Tour {
    world: World,
    cost: Cost,
    /// The paths of the commands that were run.
    run: BTreeSet<String>,
    dear: Vec<String>,
}

impl Tour {
    async fn begin(url: &str, is_sqlite: bool) -> Self {
        let (db, steps) = Db::open_counting(url, 1).await.expect("it opened before");
        let world = World::new(&db).await;
        let guild = Guild {
            id: GUILD,
            channel_id: SUPPORT,
            areas: vec![1, 2],
            reporters: vec![11, 12, 13],
            owners: vec![13, 14],
            customer: 1,
            until: world.now().timestamp(),
        };
        many::fill(url, &guild, REQUESTS).await;
        let mut cost = Cost { db: db.clone(), steps, is_sqlite, seen: 0 };
        cost.take().await;
        Self { world, cost, run: BTreeSet::new(), dear: Vec::new() }
    }

    /// Notes what was just done if it looked at too much.
    async fn note(&mut self, what: &str) {
        let (cost, most) = self.cost.take().await;
        if std::env::var_os("DOCKET_COST").is_some() {
            eprintln!("{cost:>8} {what}");
        }
        // A sweep decides about up to fifty requests at once.
        let most = if SWEEPS.iter().any(|path| what.starts_with(path)) { most * 5 } else { most };
        if cost > most {
            self.dear.push(format!("{what}: {cost}, of {most} allowed"));
        }
    }

    /// Runs a line, and then whatever its answer offers that was not run before.
    fn follow(&mut self, first: Line) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let mut waiting = vec![first];
            while let Some(line) = waiting.pop() {
                let Some(leaf) = leaf_of(line.path()) else { continue };
                self.run.insert(leaf.words());
                let mut reply = self.world.press_line(Who::Admin, INTERNAL, &line, None, true).await;
                self.note(&line.to_string()).await;
                if let Reply::Form(form) = &reply {
                    let text = [("text", "Another text about the login")];
                    let inputs =
                        if form.inputs.iter().any(|input| input.name == "text") { &text[..] } else { &[] };
                    reply = self.world.submit(Who::Admin, &reply, inputs).await;
                    self.note(&format!("{line}, as a form")).await;
                }
                let offered = offers(&reply);
                waiting.extend(offered.into_iter().filter(|line| self.is_new(line)));
            }
        })
    }

    /// Runs the [`LISTS`], the head of the triage, and the examples of every command, and completes what can be completed.
    fn run_all(&mut self) -> BoxFuture<'_, ()> {
        let listed = LISTS.iter().map(|options| format!("/request list {options}"));
        let others = [
            "/triage next area:Billing",
            "/customer show customer:Acme Corp",
            "/feedback text:Acme Corp and Globex cannot export",
            "/request turn request:REQ-1 after:1",
            "/request note request:REQ-1 text:Seen",
            "/remind turn at:1790000000000000 number:1",
        ];
        let examples = leaves().flat_map(|leaf| leaf.examples).map(|example| example.line.to_owned());
        let lines: Vec<Line> =
            listed.chain(others.map(str::to_owned)).chain(examples).map(|line| read(&line)).collect();
        let leaves: Vec<&Leaf> = leaves().collect();
        Box::pin(async move {
            for line in lines {
                self.follow(line).await;
            }
            for leaf in leaves {
                self.complete(leaf).await;
            }
        })
    }

    /// What mornings and handoffs ask of this room.
    fn look_at_mornings(&mut self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let guild = docket::workspace::guild(&self.world.db, GUILD).await.expect("settings");
            let (day, work) = (request::FACE.day.expect("a day"), request::FACE.open_work.expect("work"));
            let now = self.world.now();
            for (what, user_id) in [("digest of an owner", 14), ("digest of a reporter", 11)] {
                let (db, zone, apart) = (&self.world.db, &guild.zone, &BTreeSet::new());
                let of = DayOf { db, guild: &guild, user_id, zone, since: now, apart, now };
                (day.sections)(&of).await.expect("sections");
                self.note(what).await;
            }
            (day.people)(&self.world.db, &guild, now).await.expect("people");
            self.note("everybody who has a request").await;
            request::unassigned(&self.world.db, GUILD, None, self.world.now()).await.expect("a count");
            self.note("what is unassigned").await;
            (work.new)(&self.world.db, GUILD, now - chrono::TimeDelta::days(1), now).await.expect("a count");
            self.note("what has come in").await;
            (work.open)(&self.world.db, GUILD, now).await.expect("lines");
            self.note("the head of the queue").await;
        })
    }

    fn is_new(&self, line: &Line) -> bool {
        leaf_of(line.path()).is_some_and(|leaf| !self.run.contains(&leaf.words()))
    }

    /// Completes every option of the leaf that is completed.
    fn complete(&mut self, leaf: &'static Leaf) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let is_noun = |option: &&OptionSpec| matches!(option.kind, OptionKind::Noun(_));
            let nouns: Vec<&OptionSpec> = leaf.options.iter().filter(is_noun).collect();
            for option in nouns {
                for typed in ["", "e", "expo", "exprot loginba", "REQ-77", "bil"] {
                    let completion = Completion {
                        caller: self.world.caller(Who::Admin, INTERNAL),
                        path: leaf.words(),
                        options: Options::new(),
                        focused: option.name.to_owned(),
                        typed: typed.to_owned(),
                    };
                    self.world.desk.choices(completion).await;
                    self.note(&format!("{} {}:{typed}…", leaf.words(), option.name)).await;
                }
            }
        })
    }
}

fn leaves() -> impl Iterator<Item = &'static Leaf> {
    MANIFESTS.iter().flat_map(|manifest| manifest.leaves)
}

fn leaf_of(path: &str) -> Option<&'static Leaf> {
    leaves().find(|leaf| leaf.words() == path)
}

/// An example as a pre-filled line: people, roles and channels become the numbers of some that there are.
fn line_of(leaf: &Leaf, typed: &str) -> Line {
    let words = leaf.words();
    let rest = typed.trim_start_matches('/').strip_prefix(words.as_str()).unwrap_or_default();
    let starts: Vec<(usize, &'static str, OptionKind)> = leaf
        .options
        .iter()
        .filter_map(|option| Some((rest.find(&format!(" {}:", option.name))?, option.name, option.kind)))
        .collect();
    let mut line = Line::new(words);
    for (at, name, kind) in &starts {
        let from = at + name.len() + 2;
        let to =
            starts.iter().map(|(other, ..)| *other).filter(|other| other > at).min().unwrap_or(rest.len());
        let value = match kind {
            OptionKind::Member => "14",
            OptionKind::Role => "40",
            OptionKind::Channel => "100",
            _ => rest[from..to].trim(),
        };
        line = line.with(name, value);
    }
    line
}

/// What somebody types, as a pre-filled line; see [`line_of`].
fn read(typed: &str) -> Line {
    let starts = |leaf: &&Leaf| typed.trim_start_matches('/').starts_with(leaf.words().as_str());
    let longest = leaves().filter(starts).max_by_key(|leaf| leaf.words().len());
    line_of(longest.expect("a command"), typed)
}

/// What can be pressed and chosen under an answer.
fn offers(reply: &Reply) -> Vec<Line> {
    let (Reply::Message { .. } | Reply::Update(_)) = reply else { return Vec::new() };
    let mut lines = Vec::new();
    for row in &message(reply).rows {
        match row {
            Row::Buttons(buttons) => lines.extend(buttons.iter().filter_map(|button| match &button.press {
                Press::Run(line) => Some(line.clone()),
                _ => None,
            })),
            Row::Select(select) => lines.extend(chosen(select)),
        }
    }
    lines
}

/// A select with its hole filled.
fn chosen(select: &Select) -> Option<Line> {
    let value = match &select.from {
        SelectFrom::Texts(options) => options.first()?.value.clone(),
        _ => "14".to_owned(),
    };
    let mut line = Line::new(select.line.path());
    for (name, given) in select.line.options() {
        line = line.with(name, given);
    }
    if let Some(hole) = select.line.hole_name() {
        line = line.with(hole, value);
    }
    Some(match select.line.row_version() {
        Some(version) => line.version(version),
        None => line,
    })
}

on_both_engines! {
    async fn no_command_costs_more_the_more_requests_there_are(db: TestDb) {
        let mut tour = Tour::begin(&db.url, db.engine() == "SQLite").await;
        tour.run_all().await;
        tour.look_at_mornings().await;
        assert!(tour.dear.is_empty(), "{}", tour.dear.join("\n"));
        let left_out: Vec<String> = leaves().map(Leaf::words).filter(|path| !tour.run.contains(path)).collect();
        let known: Vec<&str> = ELSEWHERE.iter().map(|(path, _)| *path).collect();
        assert_eq!(left_out, known, "what was never run");
    }

    async fn counts_stop_and_say_so(db: TestDb) {
        let tour = Tour::begin(&db.url, db.engine() == "SQLite").await;
        let world = &tour.world;
        says(&world.run(Who::Pm, "triage queue", &[]).await, "**500+** requests wait for a decision");
        says(&world.run(Who::Pm, "triage next", &[]).await, "500+ left");
        says(&world.run(Who::Pm, "request list", &[]).await, "500+ in all");
        says(&world.run(Who::Pm, "request show", &[("request", "1")]).await, "REQ-1");
    }
}
