//! Which commands and errands fit words that somebody typed.

use crate::contract::{
    Errand, Leaf, Level, MANIFESTS,
    spec::{CommandKind, Manifest},
};

/// What is shown of what was found.
const MOST: usize = 8;

/// What fits every word, the best first, of what a person of this level may do.
pub struct Found {
    pub errands: Vec<&'static Errand>,
    pub commands: Vec<(&'static Manifest, &'static Leaf)>,
}

/// Looks for words among errands and commands: names, descriptions, options.
pub fn search(typed: &str, level: Level, errands: &[&'static Errand]) -> Found {
    let words = words(typed);
    let mut commands: Vec<(usize, &Manifest, &Leaf)> = Vec::new();
    for manifest in MANIFESTS.iter().filter(|manifest| manifest.is_registered()) {
        for leaf in manifest.leaves.iter().filter(|leaf| !leaf.is_hidden && level >= leaf.who) {
            if let Some(score) = score(&words, &texts(manifest, leaf)) {
                commands.push((score, manifest, leaf));
            }
        }
    }
    commands.sort_by_key(|(score, _, leaf)| (std::cmp::Reverse(*score), leaf.words()));
    let fits = |errand: &&&Errand| {
        let texts = [errand.title.to_lowercase(), errand.words.to_lowercase()];
        level >= errand.least() && score(&words, &texts).is_some()
    };
    Found {
        errands: errands.iter().filter(fits).copied().collect(),
        commands: commands.into_iter().take(MOST).map(|(_, manifest, leaf)| (manifest, leaf)).collect(),
    }
}

/// Words of at least two letters, small, without a plural's s.
fn words(typed: &str) -> Vec<String> {
    let words = typed.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 1);
    words.map(|word| stem(&word.to_lowercase()).to_owned()).collect()
}

fn stem(word: &str) -> &str {
    word.strip_suffix('s').filter(|rest| rest.chars().count() > 2).unwrap_or(word)
}

/// What is searched of a command, what counts most first.
fn texts(manifest: &Manifest, leaf: &Leaf) -> [String; 3] {
    let options = leaf.options.iter().map(|option| format!("{} {}", option.name, option.description));
    let menu = if manifest.kind == CommandKind::Slash { "" } else { " menu" };
    [
        leaf.words().to_lowercase() + menu,
        leaf.description.to_lowercase(),
        options.collect::<Vec<_>>().join(" ").to_lowercase(),
    ]
}

/// How well the texts hold all the words, each at the beginning of one of theirs; `None` when one is missing.
fn score(words: &[String], texts: &[String]) -> Option<usize> {
    if words.is_empty() {
        return None;
    }
    let best = |wanted: &String| {
        let holds = |text: &&String| {
            text.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(wanted.as_str()))
        };
        texts.iter().position(|text| holds(&text)).map(|at| texts.len() - at)
    };
    words.iter().map(best).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_find_commands_by_what_they_do() {
        for (typed, level, expected) in [
            ("owners", Level::Everyone, "area list"),
            ("time zone", Level::Admin, "settings zone"),
            ("merge customer", Level::Pm, "customer merge"),
            ("HOLIDAYS", Level::Everyone, "settings holiday list"),
        ] {
            let found = search(typed, level, &[]);
            let found: Vec<String> = found.commands.iter().map(|(_, leaf)| leaf.words()).collect();
            assert!(found.iter().any(|words| words == expected), "{typed}: {found:?}");
        }
    }

    #[test]
    fn nothing_is_found_by_nothing_and_nothing_above_ones_level() {
        for typed in ["", "?!", "x", "dance"] {
            let found = search(typed, Level::Admin, &[]);
            assert!(found.commands.is_empty(), "{typed}");
        }
        let found = search("zone", Level::Pm, &[]);
        assert!(found.commands.iter().all(|(_, leaf)| leaf.who <= Level::Pm));
    }
}
