//! A table belongs to one room; others read it through that room's functions, or through a view that the room has made for
//! them.

use crate::sources::{self, root};
use std::{collections::BTreeSet, fs};

/// The modules with the tables and views that are theirs.
const OWNERS: &[(&str, &[&str])] = &[
    ("db", &["counter", "erasure", "event", "invocation"]),
    ("queue", &["card", "delivery_problem", "instance", "job", "outbox", "outbox_head", "told"]),
    ("room", &["link"]),
    (
        "workspace",
        &[
            "area",
            "customer",
            "customer_channel",
            "customer_known_as",
            "guild",
            "handed_role",
            "news",
            "person",
            "setting",
        ],
    ),
    (
        "rotation",
        &[
            "rotation",
            "rotation_ask",
            "rotation_draft",
            "rotation_epoch",
            "rotation_feed",
            "rotation_note",
            "rotation_override",
            "rotation_pause",
            "rotation_person",
            "rotation_role",
        ],
    ),
    (
        "request",
        &[
            "request",
            "request_claim",
            "request_file",
            "request_note",
            "request_question",
            "request_skip",
            "request_storage",
            "request_sweep",
            "request_term",
            "request_word",
        ],
    ),
    ("reminder", &["reminder", "reminder_occurrence"]),
    ("action", &["action", "action_comment", "decision", "decision_term"]),
    ("release", &["release", "release_follower", "release_item", "release_retro"]),
    (
        "escalation",
        &[
            "escalation",
            "escalation_answer",
            "escalation_clock",
            "escalation_ladder",
            "escalation_note",
            "escalation_person",
            "escalation_post",
            "escalation_reviewer",
            "escalation_said",
            "escalation_topic",
        ],
    ),
    ("mention", &["mention", "mention_mute", "mention_post", "mention_source"]),
    (
        "meeting",
        &[
            "agenda_item",
            "agenda_outcome",
            "agenda_reader",
            "agenda_vote",
            "meeting_answer",
            "meeting_attendance",
            "meeting_draft",
            "meeting_event",
            "meeting_feed",
            "meeting_live",
            "meeting_minutes",
            "meeting_note",
            "meeting_occurrence",
            "meeting_recording",
            "meeting_series",
            "meeting_speaker",
            "meeting_voice",
            "meeting_survey",
            "meeting_survey_answer",
            "meeting_survey_voter",
            "meeting_watcher",
        ],
    ),
    ("digest", &["digest_person"]),
    ("dispatch", &["draft"]),
    ("discord", &["watch"]),
    ("social", &["social_login"]),
];
/// Views through which every room may read.
const FACES: &[&str] = &["area_now", "customer_now"];
/// What removes a guild as a whole, whosever the tables are.
const WHOLE: &str = "src/db/erase.rs";
/// The words of SQL before the name of a table.
const BEFORE: &[&str] = &["FROM", "JOIN", "INTO", "UPDATE", "TABLE"];

pub fn owner(table: &str) -> Option<&'static str> {
    OWNERS.iter().find(|(_, tables)| tables.contains(&table)).map(|(module, _)| *module)
}

/// The macros of `room::forget` that make statements out of the names of a table and a column.
const MACROS: &[&str] = &["column!(", "person_column!(", "text_column!(", "address_column!("];

/// The tables and columns that the macros are given in a text.
pub fn given(text: &str) -> Vec<(&str, &str)> {
    let calls =
        MACROS.iter().flat_map(|call| text.match_indices(*call).map(|(at, call)| (at, at + call.len())));
    // `column!(` is the end of the others' names too.
    let is_whole =
        |(at, _): &(usize, usize)| !text[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
    let names =
        calls.filter(is_whole).map(|(_, behind)| text[behind..].split('"').take(4).collect::<Vec<_>>());
    let pairs = names.filter_map(|names| match names.as_slice() {
        [before, table, between, column] if before.trim().is_empty() && between.trim() == "," => {
            Some((*table, *column))
        }
        _ => None,
    });
    pairs.collect()
}

/// The names that follow the words of SQL in a text.
fn named(text: &str) -> Vec<&str> {
    let is_space = |c: char| c.is_whitespace() || c == '\\';
    let words: Vec<&str> = text.split(is_space).filter(|word| !word.is_empty()).collect();
    let pairs = words.windows(2).filter(|pair| BEFORE.iter().any(|before| pair[0].ends_with(before)));
    pairs
        .map(|pair| pair[1].split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default())
        .collect()
}

/// The tables and views that the migrations make.
fn made() -> BTreeSet<String> {
    let folder = root().join("migrations/sqlite");
    let steps = fs::read_dir(folder).expect("the migrations").map(|step| step.expect("a step").path());
    let (mut made, mut dropped) = (BTreeSet::new(), BTreeSet::new());
    for step in steps {
        let text = fs::read_to_string(step).expect("readable");
        for what in ["CREATE TABLE ", "CREATE VIEW "] {
            let names = text.split(what).skip(1).filter_map(|rest| rest.split_whitespace().next());
            made.extend(names.map(str::to_owned));
        }
        dropped.extend(
            text.split("DROP TABLE ").skip(1).filter_map(|rest| rest.split(';').next()).map(str::to_owned),
        );
    }
    &made - &dropped
}

#[test]
fn every_table_has_an_owner() {
    let known: BTreeSet<String> =
        OWNERS.iter().flat_map(|(_, tables)| *tables).chain(FACES).map(|name| (*name).to_owned()).collect();
    assert_eq!(made(), known, "say in tests/tidy/tables.rs whose each table is");
}

#[test]
fn no_room_reads_or_writes_the_tables_of_another() {
    let mut wrong = Vec::new();
    for source in sources::all().iter().filter(|source| source.path != WHOLE) {
        let Some(module) = source.path.strip_prefix("src/").and_then(|path| path.split(['/', '.']).next())
        else {
            continue;
        };
        let code: String = source.code().map(|(_, line)| line.to_owned() + "\n").collect();
        for table in named(&code).into_iter().chain(given(&code).into_iter().map(|(table, _)| table)) {
            if owner(table).is_some_and(|owner| owner != module) {
                wrong.push(format!(
                    "{}: `{table}` belongs to `{}`",
                    source.path,
                    owner(table).unwrap_or_default()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn tables_are_found_in_statements() {
    let text = "q(\"SELECT 1 FROM customer AS c \\\n JOIN area_now ON x\") \"UPDATE request SET\" \"DELETE FROM job\"";
    assert_eq!(named(text), ["customer", "area_now", "request", "job"]);
    let text = "column!(\"card\", \"key\") person_column!(\n \"job\",\n \"by\") column!($table, \"x\") column!(\"a\", \"b\", \"id\")";
    assert_eq!(given(text), [("card", "key"), ("a", "b"), ("job", "by")]);
}

/// Sentences are made in words, and what people read of a customer goes through a sight.
#[test]
fn words_never_unmask_a_name() {
    for source in sources::all().iter().filter(|source| source.path.starts_with("src/")) {
        let is_words = source.path.contains("/words/") || source.path.ends_with("/words.rs");
        assert!(!is_words || !source.text.contains(".unmasked("), "{}", source.path);
    }
}
