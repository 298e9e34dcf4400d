//! Files do not import each other in circles, so that each can be read after those that it stands on.
//!
//! A file that a module is made of may name what is below it in its own folder: it declares it and shows it to others.

use crate::sources::{self, By, Source};
use std::collections::{BTreeMap, BTreeSet};

/// Circles that are there, each with what holds it together. None may be added; one that is broken up is struck out.
const KNOWN: &[&[&str]] = &[
    // A rhythm has bounds, which are read by the same parts.
    &["base/phrase/bounds.rs", "base/phrase/parts.rs", "base/phrase/rhythm.rs"],
    // What an action is given holds the settings and sections of the rooms, whose functions take what an action is given.
    &["contract/agenda.rs", "contract/context.rs", "contract/section.rs", "contract/setting.rs"],
    // An argument is read by its noun and option; what it refuses is an error, and an error is a reply.
    &[
        "contract/argument.rs",
        "contract/invocation.rs",
        "contract/noun.rs",
        "contract/reply.rs",
        "contract/snapshot.rs",
        "contract/spec.rs",
        "error.rs",
    ],
    // A source of posts gives posts, and who reads posts may have none.
    &["contract/posts.rs", "contract/sources.rs"],
    // Names are found with typos, which are those of the names.
    &["contract/sight/names.rs", "contract/sight/typo.rs"],
    // A transaction, its statements, its writer and its numbers are one machine.
    &["db/number.rs", "db/open.rs", "db/query.rs", "db/tx.rs", "db/writer.rs"],
    // A message can be an option, and a message quotes one.
    &["discord/wire/options.rs", "discord/wire/said.rs"],
    // A change of an escalation sets its timers, and a timer makes changes.
    &[
        "escalation/actions/change.rs",
        "escalation/actions/climb.rs",
        "escalation/actions/forget_post.rs",
        "escalation/actions/timers.rs",
    ],
    // A meeting is driven by people and by timers alike: what one does sets the others.
    &[
        "meeting/actions/agenda.rs",
        "meeting/actions/apply.rs",
        "meeting/actions/call/close.rs",
        "meeting/actions/call/feature.rs",
        "meeting/actions/call/survey.rs",
        "meeting/actions/events/mod.rs",
        "meeting/actions/follow.rs",
        "meeting/actions/item/add.rs",
        "meeting/actions/item/change.rs",
        "meeting/actions/live/anew.rs",
        "meeting/actions/live/begin.rs",
        "meeting/actions/live/clock.rs",
        "meeting/actions/live/draw.rs",
        "meeting/actions/live/end.rs",
        "meeting/actions/live/open.rs",
        "meeting/actions/live/step.rs",
        "meeting/actions/live/voice.rs",
        "meeting/actions/look.rs",
        "meeting/actions/minutes/draft.rs",
        "meeting/actions/minutes/publish.rs",
        "meeting/actions/timers/board.rs",
        "meeting/actions/timers/owe.rs",
        "meeting/actions/timers/tick.rs",
    ],
    // A poll notes what it heard, and a note says what a poll is to hear again.
    &["mention/actions/poll.rs", "mention/actions/record.rs"],
    // What is delivered, put aside and tried again is one queue, with its cards and problems.
    &[
        "queue/again.rs",
        "queue/card.rs",
        "queue/courier.rs",
        "queue/dead.rs",
        "queue/outbox.rs",
        "queue/problem.rs",
    ],
    // An undo is a change, and a change says what can be undone.
    &["reminder/actions/change.rs", "reminder/actions/undo.rs"],
    // A change sets the timer, whose work is a change.
    &["reminder/actions/effects.rs", "reminder/actions/timers.rs"],
    // A draft is read for whose it is, which needs the draft.
    &["request/actions/file.rs", "request/actions/reading.rs", "request/actions/whose.rs"],
    // Candidates are rows, which the rule narrows down.
    &["request/rules/alike.rs", "request/store/find.rs"],
    // The card has the words for who is deciding, which are told on the card.
    &["request/words/triage/card.rs", "request/words/triage/deciding.rs"],
    // A face names jobs, a job is run with the rooms, and the rooms are their faces.
    &["room/face.rs", "room/follow.rs", "room/job.rs", "room/ports.rs", "room/rooms.rs"],
    // Duty is changed by people and by timers alike: what one does sets the others.
    &[
        "rotation/actions/ask_dates.rs",
        "rotation/actions/carry.rs",
        "rotation/actions/cover.rs",
        "rotation/actions/effects.rs",
        "rotation/actions/gaps.rs",
        "rotation/actions/timers/ahead.rs",
        "rotation/actions/timers/ask.rs",
        "rotation/actions/timers/daily.rs",
        "rotation/actions/timers/deadline.rs",
        "rotation/actions/timers/handoff.rs",
        "rotation/actions/timers/left.rs",
        "rotation/actions/timers/look.rs",
        "rotation/actions/timers/roles.rs",
        "rotation/actions/timetable.rs",
        "rotation/actions/undo.rs",
    ],
    // A cover is a change, and a change can make a cover shorter.
    &["rotation/rules/change.rs", "rotation/rules/cover.rs"],
    // A shift is somebody's duty, and duty is reckoned by shifts.
    &["rotation/rules/duty.rs", "rotation/rules/shift.rs"],
    // The state of the server is one model, which its parts read.
    &[
        "sandbox/interactions/mod.rs",
        "sandbox/model.rs",
        "sandbox/permissions.rs",
        "sandbox/state.rs",
        "sandbox/world.rs",
    ],
    // Notifications are of posts, which their network writes out.
    &["sandbox/networks/bluesky.rs", "sandbox/networks/notified.rs"],
    // Who logs in is an account of the network, which asks for the login.
    &["sandbox/networks/login.rs", "sandbox/networks/x.rs", "sandbox/networks/x_new.rs"],
    // Settings are checked by rules, which are listed with the settings.
    &["workspace/rules/check.rs", "workspace/rules/settings.rs", "workspace/settings.rs"],
];

/// A module's path, without `crate`.
type Module = Vec<String>;

/// All modules with their files, and what each file says of others.
struct House {
    files: BTreeMap<Module, File>,
}

struct File {
    path: String,
    code: String,
    /// What is imported, from the root; the name last. `*` stands for everything.
    imports: Vec<Module>,
    /// What of it is shown to others, with the name by which it is known here.
    shown: Vec<(String, Module)>,
}

impl House {
    fn read() -> Self {
        let sources = sources::all();
        let ours = sources.iter().filter(|source| source.path.starts_with("src/") && !is_test(source));
        Self { files: ours.map(|source| (module(&source.path), File::read(source))).collect() }
    }

    /// The module in whose file a path is defined, following what modules show of others.
    fn owner(&self, path: &[String], depth: usize) -> Option<&Module> {
        let length = (1..=path.len()).rev().find(|length| self.files.contains_key(&path[..*length]))?;
        let (module, file) = self.files.get_key_value(&path[..length])?;
        let Some(name) = path.get(length).filter(|name| *name != "*") else { return Some(module) };
        if depth == 0 || defines(&file.code, name) {
            return Some(module);
        }
        let named = file.shown.iter().filter(|(shown, _)| shown == name).map(|(_, path)| path.clone());
        let all = file.shown.iter().filter(|(shown, _)| shown == "*").map(|(_, path)| {
            let mut path = path.clone();
            path.pop();
            path.push(name.clone());
            path
        });
        let found = named.chain(all).find_map(|path| self.owner(&path, depth - 1).filter(|it| *it != module));
        found.or(Some(module))
    }

    /// Who imports from whom, by file.
    fn edges(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut edges: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (module, file) in &self.files {
            for path in &file.imports {
                let Some(owner) = self.owner(path, 8) else { continue };
                if !owner.starts_with(module) {
                    edges.entry(&file.path).or_default().insert(&self.files[owner].path);
                }
            }
        }
        edges
    }
}

impl File {
    fn read(source: &Source) -> Self {
        let code = source.uncommented();
        let code = code.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned();
        let own = module(&source.path);
        let (mut imports, mut shown) = (Vec::new(), Vec::new());
        for import in sources::imports(&code).into_iter().filter(|import| import.by != By::Place) {
            let Some((path, name)) = from_root(&own, &import.path) else { continue };
            if import.by == By::Show {
                shown.push((name, path.clone()));
            }
            imports.push(path);
        }
        Self { path: source.path.clone(), code, imports, shown }
    }
}

fn is_test(source: &Source) -> bool {
    source.is_test() || source.path.ends_with("_tests.rs")
}

/// `src/db/tx.rs` is `db::tx`, `src/db/mod.rs` is `db`.
fn module(path: &str) -> Module {
    let inside = path.trim_start_matches("src/").trim_end_matches(".rs");
    let inside = inside.strip_suffix("/mod").unwrap_or(inside);
    inside.split('/').map(str::to_owned).collect()
}

/// Whether the code defines an item of that name.
fn defines(code: &str, name: &str) -> bool {
    const KINDS: &[&str] =
        &["fn", "struct", "enum", "trait", "type", "const", "static", "union", "macro_rules!"];
    KINDS.iter().any(|kind| {
        let item = format!("{kind} {name}");
        code.match_indices(&item).any(|(at, _)| {
            let next = code[at + item.len()..].chars().next();
            next.is_none_or(|c| !c.is_alphanumeric() && c != '_')
        })
    })
}

/// The path from the root and the name by which it is known. What leads out of the crate seems to lie below, where nothing is.
fn from_root(own: &[String], leaf: &str) -> Option<(Module, String)> {
    let (path, alias) = leaf.split_once(" as ").map_or((leaf, None), |(path, alias)| (path, Some(alias)));
    let mut parts = path.split("::").map(str::trim).peekable();
    let is_from_root = *parts.peek()? == "crate";
    // What begins with neither `crate` nor `super` is below: only a module's own file says so.
    let mut all: Module = if is_from_root { Vec::new() } else { own.to_vec() };
    for part in parts {
        match part {
            "super" => drop(all.pop()),
            "crate" | "self" => {}
            part => all.push(part.to_owned()),
        }
    }
    let name = alias.map_or_else(|| all.last().cloned(), |alias| Some(alias.to_owned()))?;
    Some((all, name))
}

/// Files of which each leads to each other, sorted.
fn circles(edges: &BTreeMap<&str, BTreeSet<&str>>) -> BTreeSet<Vec<String>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        edges.keys().map(|file| (*file, reach(edges, file))).collect();
    let mut found = BTreeSet::new();
    for (file, all) in &reached {
        let both = all.iter().filter(|other| reached.get(*other).is_some_and(|back| back.contains(file)));
        let circle: Vec<String> = both.map(|other| (*other).to_owned()).collect();
        if circle.len() > 1 {
            found.insert(circle);
        }
    }
    found
}

/// What a file leads to, over others too.
fn reach<'a>(edges: &BTreeMap<&'a str, BTreeSet<&'a str>>, from: &str) -> BTreeSet<&'a str> {
    let (mut reached, mut waiting) = (BTreeSet::new(), vec![from]);
    while let Some(file) = waiting.pop() {
        for next in edges.get(file).into_iter().flatten() {
            if reached.insert(*next) {
                waiting.push(*next);
            }
        }
    }
    reached
}

#[test]
fn files_do_not_import_each_other_in_circles() {
    let house = House::read();
    let found = circles(&house.edges());
    let known: BTreeSet<Vec<String>> =
        KNOWN.iter().map(|circle| circle.iter().map(|file| format!("src/{file}")).collect()).collect();
    let new: Vec<_> = found.difference(&known).map(|circle| circle.join("\n  ")).collect();
    assert!(new.is_empty(), "a circle; move what both need below both:\n  {}", new.join("\n\n  "));
    let gone: Vec<_> = known.difference(&found).map(|circle| circle.join(", ")).collect();
    assert!(gone.is_empty(), "no circle any more; strike it from KNOWN: {}", gone.join("\n"));
}

#[test]
fn paths_lead_from_the_root() {
    let own = module("src/db/tx.rs");
    let from_root = |leaf| from_root(&own, leaf).map(|(path, name)| format!("{} {name}", path.join("::")));
    let cases = [
        ("crate::base::clock::Clock", "base::clock::Clock Clock"),
        ("super::sql::Sql as Text", "db::sql::Sql Text"),
        ("super::sql::safe", "db::sql::safe safe"),
        ("serde::Serialize", "db::tx::serde::Serialize Serialize"),
    ];
    for (leaf, wanted) in cases {
        assert_eq!(from_root(leaf).as_deref(), Some(wanted));
    }
}

#[test]
fn a_circle_is_found_and_a_chain_is_none() {
    let edges = |pairs: &[(&'static str, &'static str)]| {
        let mut edges: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (from, to) in pairs {
            edges.entry(from).or_default().insert(to);
        }
        edges
    };
    assert!(circles(&edges(&[("a", "b"), ("b", "c"), ("a", "c")])).is_empty());
    let circle = circles(&edges(&[("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")]));
    assert_eq!(circle.into_iter().collect::<Vec<_>>(), [["a", "b", "c"]]);
}
