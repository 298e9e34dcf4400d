//! What is written down of people and by them is forgotten when they are: every column that can hold it is named where its room
//! forgets somebody, or stands here with the reason why not.

use crate::{
    sources::{self, root},
    tables::{given, owner},
};
use std::{collections::BTreeMap, fs};

/// Tables and columns that no room's forgetting names, and why.
const STAYING: &[(&str, &str)] = &[
    ("counter", "how far the numbers of each noun have come"),
    ("erasure", "the record of erasures, without whom they were about"),
    ("event", "gone through as a whole when the rooms are done"),
    ("invocation", "its answers are replaced as a whole at the end"),
    ("job", "what waits is gone through as a whole at the end"),
    ("outbox", "what waits is gone through as a whole at the end"),
    ("card", "where cards are, by nouns and numbers"),
    ("told", "nouns, numbers and hashes of what was told once"),
    (
        "delivery_problem",
        "docket's own words about deliveries; those to a member are removed as a whole at the end",
    ),
    ("instance", "the running processes"),
    ("draft", "those that tell of somebody are removed as a whole at the end"),
    ("link", "nouns and numbers"),
    ("social_login", "the operator's own accounts"),
    ("setting.key", "words of docket's own, and days"),
    (
        "setting.value",
        "switches, channels, roles; the names of holidays are looked through by `forget_in_holidays`",
    ),
    ("handed_role.subject", "words of docket's own"),
    ("news.about", "nouns and numbers"),
    ("news.key", "words of docket's own"),
    ("person.zone", "a time zone, which goes with its person"),
    ("person.quiet", "hours, which go with their person"),
    ("digest_person.days", "days of the week, which go with their person"),
    ("digest_person.last_day", "a day, which goes with its person"),
    ("rotation.deadline_json", "hours of the day"),
    ("rotation.expected_json", "who is on in the days to come; whoever is forgotten takes no turns any more"),
    ("rotation_epoch.rhythm_json", "dates and hours"),
    ("rotation_feed.token", "drawn by lot"),
    ("rotation_person.name", "a member's own, which goes with them"),
    ("request_file.content_type", "what kind of file it is"),
    ("request_file.problem", "docket's own words"),
    ("request_term.term", "taken anew from the text that is left"),
    ("request_storage.user_id", "removed by `forget_stored`"),
    ("reminder.zone", "a time zone"),
    ("reminder.timetable_json", "dates and hours"),
    ("reminder.roles_json", "roles"),
    ("release.target_day", "a day"),
    ("release.sync_json", "dates and hours"),
    ("release_retro.said_day", "a day"),
    ("decision_term.term", "taken anew from the text that is left"),
    ("escalation.network", "the name of a network"),
    ("escalation.post_key", "a network's own number for a post"),
    ("escalation.pauses_json", "instants"),
    ("escalation_ladder.steps", "words of docket's own, and minutes"),
    ("escalation_post.conversation_key", "a network's own number for a conversation"),
    ("escalation_said.post_key", "a network's own number for a post"),
    ("mention.network", "the name of a network"),
    ("mention.thread", "a network's own number for a conversation"),
    ("mention_post.network", "the name of a network"),
    ("mention_post.post_key", "a network's own number for a post, without which it would be new again"),
    ("mention_post.billed_day", "a day"),
    ("mention_mute.network", "the name of a network"),
    ("mention_source.host", "the server of a network"),
    ("mention_source.mark", "where a network goes on"),
    ("mention_source.day", "a day"),
    ("mention_source.month", "a month"),
    ("meeting_series.timetable_json", "dates and hours"),
    ("meeting_series.other_json", "dates and hours"),
    ("meeting_series.sections_json", "words of docket's own"),
    ("meeting_series.remind_json", "switches, hours and roles"),
    ("meeting_occurrence.original_local", "a date and an hour"),
    ("meeting_event.original_local", "a date and an hour"),
    ("meeting_event.shown", "a hash"),
    ("meeting_feed.token", "drawn by lot"),
];

/// The columns that can hold what people wrote, or who they are, by table: texts and JSON, but for words of docket's own that a
/// check lists, and ids of people.
fn columns() -> Vec<(String, String)> {
    let folder = root().join("migrations/sqlite");
    let mut steps: Vec<_> =
        fs::read_dir(folder).expect("the migrations").map(|step| step.expect("a step").path()).collect();
    steps.sort();
    let mut columns = Vec::new();
    for step in steps {
        let text = fs::read_to_string(step).expect("readable");
        let text: String = text
            .lines()
            .map(|line| line.split_once("--").map_or(line, |(sql, _)| sql))
            .collect::<Vec<_>>()
            .join("\n");
        for made in text.split("CREATE TABLE ").skip(1) {
            let (table, rest) = made.split_once(" (").expect("a table has columns");
            let body = rest.split("\n)").next().unwrap_or_default();
            columns.extend(body.lines().filter_map(column).map(|column| (table.to_owned(), column)));
        }
        for added in text.split("ALTER TABLE ").skip(1) {
            let (statement, _) = added.split_once(';').expect("a statement ends");
            let Some((table, rest)) = statement.split_once(" ADD COLUMN ") else { continue };
            columns.extend(column(rest).map(|column| (table.to_owned(), column)));
        }
    }
    columns.retain(|(table, _)| owner(table).is_some());
    columns
}

/// The column that a line of a table makes, if it can hold what people wrote or who they are.
fn column(line: &str) -> Option<String> {
    let mut words = line.split([' ', ',']).filter(|word| !word.is_empty());
    let (name, kind) = (words.next()?, words.next()?);
    let is_told = (kind == "TEXT" && !line.contains("CHECK (")) || name.ends_with("user_id");
    (is_told && ["TEXT", "INTEGER"].contains(&kind)).then(|| name.to_owned())
}

/// What the files of each room say in which it forgets somebody, by room.
fn forgetting() -> BTreeMap<String, Vec<String>> {
    let mut code: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in sources::all() {
        let Some((room, path)) = source.path.strip_prefix("src/").and_then(|path| path.split_once('/'))
        else {
            continue;
        };
        let is_forgetting = path.starts_with("store/forget") || path.starts_with("actions/forget");
        if is_forgetting || path == "store.rs" {
            let lines: Vec<&str> = source.code().map(|(_, line)| line).collect();
            code.entry(room.to_owned()).or_default().push(lines.join("\n"));
        }
    }
    code
}

/// Whether the code changes or removes rows by a statement that names the column.
fn changes(code: &str, table: &str, column: &str) -> bool {
    let is_word = |text: &str, word: &str| {
        text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|part| part == word)
    };
    let changes = [format!("UPDATE {table} "), format!("DELETE FROM {table} ")];
    // Every second piece is a literal.
    let literals = code.split('"').skip(1).step_by(2);
    given(code).contains(&(table, column))
        || literals
            .filter(|text| changes.iter().any(|change| text.contains(change.as_str())))
            .any(|text| is_word(text, column))
}

#[test]
fn every_column_that_tells_of_somebody_is_forgotten() {
    let code = forgetting();
    let mut left = Vec::new();
    for (table, column) in columns() {
        let name = format!("{table}.{column}");
        let is_staying = STAYING.iter().any(|(known, _)| *known == table || *known == name);
        let mut own = owner(&table).and_then(|room| code.get(room)).into_iter().flatten();
        if !is_staying && !own.any(|code| changes(code, &table, &column)) {
            left.push(name);
        }
    }
    assert!(
        left.is_empty(),
        "nobody forgets what these hold; do so in the room's store/forget.rs:\n{}",
        left.join("\n")
    );
}

#[test]
fn what_stays_is_there_and_has_a_reason() {
    let columns = columns();
    for (known, why) in STAYING {
        let is_there =
            columns.iter().any(|(table, column)| *known == table || *known == format!("{table}.{column}"));
        assert!(is_there && !why.is_empty(), "{known} is no column that could tell of somebody");
    }
}

#[test]
fn what_changes_a_column_is_seen() {
    let code = "q(\"UPDATE a SET text = $3, b = $4\") q(\"SELECT c FROM a\") column!(\"a\", \"d\") q(\"DELETE FROM a WHERE e\")";
    let seen = ["text", "b", "c", "d", "e", "f"].map(|column| changes(code, "a", column));
    assert_eq!(seen, [true, true, false, true, true, false]);
    assert_eq!(column("    name TEXT NOT NULL,").as_deref(), Some("name"));
    assert_eq!(column("    by_user_id INTEGER,").as_deref(), Some("by_user_id"));
    for line in [
        "    state TEXT NOT NULL CHECK (state IN ('a')),",
        "    id INTEGER NOT NULL,",
        "    PRIMARY KEY (id)",
    ] {
        assert_eq!(column(line), None, "{line}");
    }
}
