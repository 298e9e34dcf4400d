//! The table of phrases in `phrases.txt`, and what holds for every one of them.

use super::{
    civil::Zone,
    recurrence::{Meaning, Meant, read_when},
    working_hours::WorkingHours,
};
use chrono::{DateTime, Utc};
use proptest::{prelude::*, sample::select};

const TABLE: &str = include_str!("phrases.txt");

/// Where and when some phrases are typed.
#[derive(Clone, Debug)]
struct Setting {
    now: DateTime<Utc>,
    zone: Zone,
}

/// A line of the table.
#[derive(Clone, Debug)]
struct Phrase {
    setting: Setting,
    text: &'static str,
    expected: &'static str,
}

fn phrases() -> Vec<Phrase> {
    let mut setting = None;
    let mut found = Vec::new();
    for line in TABLE.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(header) = line.strip_prefix("@ ") {
            let (now, zone) = header.split_once(' ').expect("an instant and a zone");
            setting = Some(Setting {
                now: now.parse().expect("an instant"),
                zone: Zone::parse(zone).expect("a zone"),
            });
            continue;
        }
        let (text, expected) = line.split_once(" => ").unwrap_or((line, ""));
        let setting = setting.clone().expect("a line that says when and where");
        found.push(Phrase { setting, text: text.trim(), expected: expected.trim() });
    }
    found
}

impl Setting {
    fn reads(&self, text: &str) -> Result<Meaning, String> {
        let hours = WorkingHours::office(self.zone.clone());
        read_when(text, self.now, &self.zone, &hours).map_err(|error| error.to_string())
    }

    fn shown(&self, meant: &Meant) -> String {
        let (zone, text) = match meant {
            Meant::Once(at, zone) => {
                let local = zone.local(*at);
                let is_second = zone.second(local) == Some(*at);
                let which = if is_second { ", the second time" } else { "" };
                (zone, format!("{}{which}", local.format("%a %Y-%m-%d %H:%M")))
            }
            Meant::Series(table) => {
                let first = table.series().first().format("%a %Y-%m-%d");
                (table.series().zone(), format!("{} @ {first}", table.in_words()))
            }
        };
        if *zone == self.zone { text } else { format!("{text} [{}]", zone.city()) }
    }

    /// The reading as a line of the table has it.
    fn line(&self, text: &str) -> String {
        match self.reads(text) {
            Err(error) => format!("! {error}"),
            Ok(meaning) => {
                let all = [&meaning.taken].into_iter().chain(&meaning.others).map(|meant| self.shown(meant));
                let all = all.collect::<Vec<_>>().join(" || ");
                meaning.note.map_or(all.clone(), |note| format!("{all} ~ {note}"))
            }
        }
    }
}

/// Whether what was read is what the table expects: of refusals and notes it names a part.
fn fits(read: &str, expected: &str) -> bool {
    let parts = |text: &str| {
        let (meaning, note) = text.split_once(" ~ ").unwrap_or((text, ""));
        (meaning.to_owned(), note.to_owned())
    };
    if let Some(says) = expected.strip_prefix("! ") {
        return read.starts_with("! ") && read.contains(says);
    }
    let ((meaning, note), (wanted, says)) = (parts(read), parts(expected));
    meaning == wanted && (says.is_empty() == note.is_empty()) && note.contains(&says)
}

#[test]
fn three_hundred_phrases_mean_what_people_mean() {
    let phrases = phrases();
    assert!(phrases.len() >= 300, "{}", phrases.len());
    let wrong = phrases.iter().filter_map(|phrase| {
        let read = phrase.setting.line(phrase.text);
        (!fits(&read, phrase.expected))
            .then(|| format!("{} => {read}\n    expected: {}", phrase.text, phrase.expected))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{} of {} are misread:\n{}", wrong.len(), phrases.len(), wrong.join("\n"));
}

/// Words that say nothing about time, in several languages.
const FOREIGN: &[&str] = &[
    "blorp",
    "roadmap",
    "customer",
    "acme",
    "please",
    "soonish",
    "maybe",
    "not",
    "unless",
    "never",
    "vielleicht",
    "bitte",
    "nicht",
    "release",
    "v2",
    "#12",
    "@somebody",
    "half-hearted",
    "afternoons",
    "mondayish",
    "everyone",
    "exactly",
    "approx",
    "7-ish",
    "q3",
    "then",
    "or",
    "oder",
    "odd",
    "even",
    "holiday",
    "sprint",
    "ungefähr",
    "when",
    "if",
    "too",
    "?!",
    "🦀",
    "…",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn a_foreign_word_is_never_passed_over(phrase in select(phrases()), word in select(FOREIGN), place in 0usize..12) {
        let mut words: Vec<&str> = phrase.text.split(' ').collect();
        words.insert(place.min(words.len()), word);
        let text = words.join(" ");
        if let Ok(meaning) = phrase.setting.reads(&text) {
            prop_assert_eq!(Some(meaning), phrase.setting.reads(phrase.text).ok(), "{}", text);
        }
    }

    #[test]
    fn what_is_offered_is_another_thing_still_to_come(phrase in select(phrases())) {
        if let Ok(meaning) = phrase.setting.reads(phrase.text) {
            let mut seen = vec![meaning.taken];
            for other in meaning.others {
                prop_assert!(!seen.contains(&other), "{}", phrase.text);
                if let Meant::Once(at, _) = &other {
                    prop_assert!(*at > phrase.setting.now, "{}", phrase.text);
                }
                seen.push(other);
            }
        }
    }

    #[test]
    fn what_is_offered_can_be_read_back(phrase in select(phrases())) {
        let Ok(meaning) = phrase.setting.reads(phrase.text) else { return Ok(()) };
        for meant in [meaning.taken].into_iter().chain(meaning.others) {
            let Meant::Series(table) = meant else { continue };
            for text in [table.brief(phrase.setting.now), table.brief(phrase.setting.now).replace(' ', "_")] {
                let zone = table.series().zone();
                let setting = Setting { now: phrase.setting.now, zone: zone.clone() };
                let again = setting.reads(&text).map(|it| it.taken);
                let Ok(Meant::Series(again)) = again else { panic!("{}: {text}: {again:?}", phrase.text) };
                let hours = WorkingHours::office(zone.clone());
                let next = |table: &super::recurrence::Timetable| table.upcoming(setting.now, &hours, 5);
                let dates = |table| next(table).into_iter().map(|it| it.at).collect::<Vec<_>>();
                prop_assert_eq!(dates(&again), dates(&table), "{}: {}", phrase.text, text);
            }
        }
    }
}
