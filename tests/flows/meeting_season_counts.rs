//! What people were told in a season, counted.

use crate::world::World;
use chrono::{Datelike, TimeDelta};
use docket::sandbox::Message;
use std::collections::BTreeMap;

/// What docket tells people by itself, by person and week: at most one message of each kind, never two within an hour, and no
/// more in all than there are reasons.
pub fn one_message_where_one_would_do(world: &World) {
    const KINDS: [&str; 4] = ["needs from you", "are a draft", "has not come to", "is due"];
    for name in ["PM lead", "PM Platform", "PM Growth", "Sales"] {
        // What answers a press of theirs is no message of docket's own.
        let told = world.member(name).direct_messages().into_iter().filter(|it| it.private_to.is_none());
        let told: Vec<Message> = told
            .filter(|it| !it.text().contains("Your day,") && !it.text().contains("The minutes are published"))
            .collect();
        let mut weeks: BTreeMap<(i32, u32), Vec<&Message>> = BTreeMap::new();
        for message in &told {
            let week = message.created_at.iso_week();
            weeks.entry((week.year(), week.week())).or_default().push(message);
        }
        for (week, all) in &weeks {
            let texts: Vec<String> = all.iter().map(|message| message.text()).collect();
            for kind in KINDS {
                let count = texts.iter().filter(|text| text.contains(kind)).count();
                assert!(count <= 1, "{name} in {week:?} {count} times “{kind}”: {texts:#?}");
            }
            let unknown = texts.iter().find(|text| !KINDS.iter().any(|kind| text.contains(kind)));
            assert_eq!(unknown, None, "{name} in {week:?}");
            for pair in all.windows(2) {
                let apart = pair[1].created_at - pair[0].created_at;
                let is_chair = name == "PM lead";
                assert!(is_chair || apart >= TimeDelta::hours(1), "{name} in {week:?}: {texts:#?}");
            }
        }
        let most = weeks.values().map(Vec::len).max().unwrap_or(0);
        let expected = match name {
            // What the meeting needs, what became of topics or of the action.
            "PM Platform" => 2..=3,
            // The draft, and in one week what became of the confidential topic.
            "PM lead" => 1..=2,
            // The confidential action, once.
            "PM Growth" => 1..=1,
            _ => 0..=0,
        };
        assert!(expected.contains(&most), "{name}: {most} in one week, expected {expected:?}");
    }
}

/// Nobody got the same message twice on one day.
pub fn nobody_was_told_twice(world: &World) {
    for name in ["PM lead", "PM Platform", "PM Growth", "Sales"] {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let told = world.member(name).direct_messages().into_iter();
        // What answers a press of theirs is no message of docket's own.
        for message in told.filter(|message| !message.text().contains("The minutes are published")) {
            *seen.entry(message.text()).or_default() += 1;
        }
        let twice: Vec<&String> =
            seen.iter().filter(|(_, count)| **count > 1).map(|(text, _)| text).collect();
        assert!(twice.is_empty(), "{name} was told twice: {twice:?}");
    }
}
