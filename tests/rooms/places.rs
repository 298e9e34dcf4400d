//! What CONTRIBUTING says about how many places it takes to add something is what it takes in the room that stands here.

const CONTRIBUTING: &str = include_str!("../../CONTRIBUTING.md");
const ROOM: &str = include_str!("gadget/mod.rs");
const MANIFEST: &str = include_str!("gadget/gadget.toml");
const NOUNS: &str = include_str!("gadget/nouns.toml");

/// How many places CONTRIBUTING says that it takes to add `what`.
fn promised(what: &str) -> Option<usize> {
    let row = CONTRIBUTING.lines().find(|line| line.starts_with(&format!("| {what} | ")))?;
    row.split('|').nth(2)?.trim().parse().ok()
}

#[test]
fn adding_takes_as_many_places_as_is_said() {
    let places = [
        ("a command", vec![(MANIFEST, "run = \"gadget::show\""), (ROOM, "pub async fn show(")]),
        ("a kind of job", vec![(ROOM, "impl Job for Polish"), (ROOM, "JobKind::of::<Polish>()")]),
        ("a noun", vec![(NOUNS, "[gadget]"), (ROOM, "Completes { noun: GADGET")]),
        ("a setting", vec![(ROOM, "pub const COLOUR: Settable"), (ROOM, "settings: &[COLOUR]")]),
        (
            "a purpose of a channel",
            vec![(ROOM, "pub const WORKBENCH: Purpose"), (ROOM, "purposes: &[WORKBENCH]")],
        ),
        ("a part of the morning digest", vec![(ROOM, "day: Some(Day {")]),
        ("a section of an agenda", vec![(ROOM, "pub const DULL: AgendaSection"), (ROOM, "agenda: &[DULL]")]),
    ];
    for (what, places) in places {
        assert_eq!(promised(what), Some(places.len()), "{what}");
        for (text, place) in places {
            assert_eq!(text.matches(place).count(), 1, "{what}: {place}");
        }
    }
}
