//! What every room does in the same way is done by the kit in `src/room`, and nowhere else.

use crate::sources::{self, Source};

/// The files outside `db` whose code, tests left out, holds `needle`.
fn files_with(needle: &str) -> Vec<String> {
    files_where(|line| line.contains(needle))
}

/// The files outside `db` with a line of code, tests left out, that fits.
fn files_where(fits: impl Fn(&str) -> bool) -> Vec<String> {
    let holds = |source: &Source| {
        let code = source.text.split("#[cfg(test)]").next().unwrap_or_default();
        code.lines().any(|line| !line.trim_start().starts_with("//") && fits(line))
    };
    let sources =
        sources::all().into_iter().filter(|source| source.path.starts_with("src/") && !source.is_test());
    let outside = sources.filter(|source| !source.path.starts_with("src/db/"));
    let mut found: Vec<String> = outside.filter(holds).map(|source| source.path).collect();
    found.sort();
    found
}

#[test]
fn events_are_made_in_one_place() {
    assert_eq!(files_with("NewEvent {"), ["src/room/change.rs"]);
}

#[test]
fn one_function_decides_about_an_old_press() {
    assert_eq!(files_with("cx.version"), ["src/room/fresh.rs"]);
}

#[test]
fn rooms_post_messages_through_the_kit() {
    // By its path, or by a name that was brought in.
    let brought_in = |line: &str| {
        let names = line.trim().trim_end_matches(';').rsplit(['{', ':']).next().unwrap_or_default();
        line.contains("queue::")
            && names.split([',', '}']).any(|name| ["post", "post_until"].contains(&name.trim()))
    };
    let mut found = files_with("queue::post(");
    found.extend(files_with("queue::post_until("));
    found.extend(files_where(brought_in));
    found.sort();
    found.dedup();
    assert_eq!(found, ["src/discord/doors/mod.rs", "src/room/tell.rs"]);
}

/// Whether writes may run as one is not for a room to say.
#[test]
fn rooms_declare_no_write_independent_of_others() {
    let found = files_with(".defer_independent(");
    assert!(found.iter().all(|path| path.starts_with("src/queue/")), "{found:?}");
}

/// What fans out over the rooms goes through their faces.
#[test]
fn the_machinery_and_the_digest_name_no_room() {
    let names_a_room = |line: &str| {
        let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.any(|word| ["request", "rotation", "reminder"].contains(&word))
    };
    let mut wrong = Vec::new();
    for source in sources::all().iter().filter(|source| !source.is_test()) {
        let folders = ["src/clockwork/", "src/dispatch/", "src/digest/"];
        if !folders.iter().any(|folder| source.path.starts_with(folder)) {
            continue;
        }
        let code = source.code().take_while(|(_, line)| !line.contains("#[cfg(test)]"));
        wrong.extend(
            code.filter(|(_, line)| names_a_room(line)).map(|(at, _)| format!("{}:{at}", source.path)),
        );
    }
    assert_eq!(wrong, Vec::<String>::new());
}
