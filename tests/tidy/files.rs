//! Small files with honest names, one clock, and tests that do not wait.

use crate::sources::{self, Source};

/// A file with more lines is two things.
const MOST_LINES: usize = 400;
/// Names that say nothing about what a file is for.
const EMPTY_NAMES: &[&str] = &["utils", "util", "helpers", "helper", "common", "misc"];
const CLOCK: &str = "src/base/clock.rs";
/// Everything that reads the time of day.
const CLOCK_READS: &[&str] =
    &["Utc::now", "Local::now", "SystemTime::now", "Timestamp::now", "Zoned::now", "UNIX_EPOCH.elapsed"];

/// Fails with every place where `is_wrong` holds for a line of code.
fn forbid(sources: &[Source], why: &str, is_wrong: impl Fn(&Source, &str) -> bool) {
    let places = sources.iter().flat_map(|source| {
        let wrong = source.code().filter(|(_, line)| is_wrong(source, line));
        wrong.map(|(number, line)| format!("{}:{number}: {}", source.path, line.trim()))
    });
    let places: Vec<_> = places.collect();
    assert!(places.is_empty(), "{why}:\n{}", places.join("\n"));
}

#[test]
fn no_file_is_two_things() {
    let long = sources::all().into_iter().filter_map(|source| {
        let lines = source.text.lines().count();
        (lines > MOST_LINES).then(|| format!("{}: {lines} lines", source.path))
    });
    let long: Vec<_> = long.collect();
    assert!(long.is_empty(), "more than {MOST_LINES} lines:\n{}", long.join("\n"));
}

#[test]
fn every_file_is_named_for_what_it_is() {
    for source in sources::all() {
        let is_empty = |part: &str| EMPTY_NAMES.contains(&part.trim_end_matches(".rs"));
        assert!(!source.path.split('/').any(is_empty), "{}", source.path);
    }
}

#[test]
fn one_file_reads_the_clock() {
    let is_reading = |source: &Source, line: &str| {
        // The list of names in this folder is itself no reading.
        let may_read = source.path == CLOCK || source.path.starts_with("tests/tidy/");
        !may_read && CLOCK_READS.iter().any(|read| line.contains(read))
    };
    forbid(&sources::all(), "`now` is an argument; only the clock reads the time", is_reading);
}

#[test]
fn no_test_sleeps() {
    let needle = concat!("sle", "ep(");
    let tests: Vec<_> = sources::all().into_iter().filter(Source::is_test).collect();
    forbid(&tests, "turn the clock, or wait for what you expect", |_, line| line.contains(needle));
}

#[test]
fn nothing_is_left_for_later() {
    let needles = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];
    for source in sources::all() {
        let mut words = source.text.split(|c: char| !c.is_alphanumeric() && c != '_');
        assert!(!words.any(|word| needles.contains(&word)), "{}", source.path);
    }
}
