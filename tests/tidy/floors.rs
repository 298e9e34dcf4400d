//! Imports go down the floors only, and rooms are entered by their public face.

use crate::sources::{self, Source};

/// The floors of the house, lowest first. Modules of one floor do not know each other, but for the contract and the
/// errors that its actions return.
const FLOORS: &[&[&str]] = &[
    &["base"],
    &["db"],
    &["queue"],
    &["contract", "error"],
    &["room"],
    &["workspace"],
    &["rotation"],
    &["request"],
    &["reminder"],
    &["release"],
    &["action"],
    &["escalation"],
    &["mention"],
    &["meeting"],
    &["digest"],
    &["dispatch"],
    &["clockwork"],
    &["discord", "http", "sandbox", "social"],
    &["config"],
    &["app"],
];
const MAY_MIX: &[&str] = &["contract", "error"];
/// Macros that are imported by name, and the module that each belongs to.
const MACROS: &[(&str, &str)] = &[("sql", "db"), ("words_of", "db")];
const ROOMS: &[&str] = &[
    "workspace",
    "rotation",
    "request",
    "reminder",
    "release",
    "action",
    "escalation",
    "mention",
    "meeting",
    "digest",
];
/// What works with all rooms alike, so that none of them is named in it.
const MACHINERY: &[&str] = &["clockwork", "dispatch", "digest"];
/// The rooms that it must not name. The set-up of a guild is everybody's, and an action is also what any command does.
const UNNAMED: &[&str] = &["rotation", "request", "reminder", "release", "escalation", "mention", "meeting"];
/// What no room shows to others.
const PRIVATE: &[&str] = &["rules", "store", "words"];

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|modules| modules.contains(&module))
}

/// The module a source belongs to: `db` for `src/db/tx.rs` and for `src/db.rs`.
fn module(source: &Source) -> Option<&str> {
    let inside = source.path.strip_prefix("src/")?;
    let module = inside.split(['/', '.']).next()?;
    (!matches!(module, "lib" | "main")).then_some(module)
}

/// The modules that a source names from the root; macros left out where they are used.
fn imports(source: &Source) -> Vec<String> {
    let paths = sources::imports(&source.uncommented());
    let mut found: Vec<_> =
        paths.iter().filter_map(|import| name(import.path.strip_prefix("crate::")?)).collect();
    found.dedup();
    found
}

/// The module that a path from the root leads into.
fn name(text: &str) -> Option<String> {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let name = &text[..end];
    let owner =
        MACROS.iter().find(|(name_of_macro, _)| *name_of_macro == name).map_or(name, |(_, owner)| owner);
    (end > 0 && !text[end..].starts_with('!')).then(|| owner.to_owned())
}

#[test]
fn imports_go_down_the_floors_only() {
    let mut wrong = Vec::new();
    for source in sources::all() {
        let Some(own) = module(&source) else { continue };
        let Some(own_floor) = floor(own) else {
            wrong.push(format!("{}: `{own}` stands on no floor; add it to FLOORS", source.path));
            continue;
        };
        for import in imports(&source) {
            let may_mix = MAY_MIX.contains(&own) && MAY_MIX.contains(&import.as_str());
            let is_below = floor(&import).is_some_and(|floor| floor < own_floor);
            if import != own && !is_below && !may_mix {
                wrong.push(format!("{}: `crate::{import}` is not below `{own}`", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_floor_is_there() {
    for module in FLOORS.iter().copied().flatten() {
        let root = sources::root().join("src");
        assert!(root.join(module).is_dir() || root.join(format!("{module}.rs")).is_file(), "src/{module}");
    }
}

#[test]
fn the_sandbox_knows_the_protocol_and_the_clock_alone() {
    for source in sources::all().iter().filter(|source| module(source) == Some("sandbox")) {
        let of_base = source.text.matches("base::").count() - source.text.matches("base::clock").count();
        let foreign: Vec<_> =
            imports(source).into_iter().filter(|import| import != "sandbox" && import != "base").collect();
        assert!(foreign.is_empty() && of_base == 0, "{}: {foreign:?}", source.path);
    }
}

#[test]
fn rooms_keep_their_rules_stores_and_words_to_themselves() {
    for source in
        sources::all().iter().filter(|source| module(source).is_some_and(|own| ROOMS.contains(&own)))
    {
        for (number, line) in source.code() {
            let is_open = |private: &&str| line.contains(&format!("pub mod {private}"));
            assert!(!PRIVATE.iter().any(is_open), "{}:{number}: {line}", source.path);
        }
    }
}

/// The words of a line that could name a module.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_')
}

#[test]
fn the_machinery_and_the_digest_know_no_room_by_name() {
    let is_machinery = |source: &Source| module(source).is_some_and(|own| MACHINERY.contains(&own));
    for source in sources::all().iter().filter(|source| is_machinery(source) && !source.is_test()) {
        for (number, line) in source.code() {
            let named = words(line).find(|word| UNNAMED.contains(word));
            assert_eq!(
                named, None,
                "{}:{number}: what fans out goes through `room::Rooms`: {line}",
                source.path
            );
        }
    }
}

#[test]
fn the_http_server_imports_no_room() {
    // HTTP has words of its own that are names of rooms here, so only imports count.
    for source in sources::all().iter().filter(|source| module(source) == Some("http")) {
        let named: Vec<_> =
            imports(source).into_iter().filter(|import| ROOMS.contains(&import.as_str())).collect();
        assert!(named.is_empty(), "{}: what fans out goes through `room::Rooms`: {named:?}", source.path);
    }
}

#[test]
fn a_module_is_found_in_every_form_of_import() {
    let text = "use crate::{\n    base::{clock::Clock, text},\n    db, error::Error,\n};\nlet x = crate::queue::post(a);\n\
                // use crate::app;\ncrate::sql![\"x\"]; $crate::macros::x; use crate::contract::Line;";
    let source = Source { path: "src/x.rs".into(), text: text.into() };
    assert_eq!(imports(&source), ["base", "db", "error", "queue", "contract"]);
}
