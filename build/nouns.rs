//! The table of nouns, `commands/nouns.toml`: its grammar, its rules, and the Rust that is made of it.

use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

/// Where the table stands, in the folder of the manifests.
pub const FILE: &str = "nouns.toml";

/// A kind of thing that docket knows by name or number. Each is an option kind of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Noun {
    /// In a sentence: `a request`.
    pub called: String,
    /// What stands before the number that people say: `REQ`.
    pub prefix: Option<String>,
    /// The Rust type that it is read into, when it is neither a number nor a name.
    pub r#type: Option<String>,
    /// What a person may type.
    pub sample: Option<String>,
}

impl Noun {
    /// The Rust type that an option of this kind becomes.
    pub fn rust_type(&self, word: &str) -> String {
        match (&self.r#type, &self.prefix) {
            (Some(own), _) => own.clone(),
            (None, Some(_)) => number_type(word),
            (None, None) => "Name".to_owned(),
        }
    }

    fn sample(&self) -> String {
        let of_prefix = || self.prefix.as_ref().map(|prefix| format!("{prefix}-1"));
        self.sample.clone().or_else(of_prefix).unwrap_or_else(|| "#1".to_owned())
    }
}

/// All nouns by the word that names their option kind.
pub type Nouns = BTreeMap<String, Noun>;

/// Reads the table from its text.
///
/// # Errors
/// Each problem, with file and key.
pub fn parse(text: &str, option_kinds: &[&str]) -> Result<Nouns, Vec<String>> {
    let nouns: Nouns = toml::from_str(text)
        .map_err(|error| vec![format!("commands/{FILE}: {}", error.to_string().trim().replace('\n', " "))])?;
    let problems = problems(&nouns, option_kinds);
    if problems.is_empty() { Ok(nouns) } else { Err(problems) }
}

fn problems(nouns: &Nouns, option_kinds: &[&str]) -> Vec<String> {
    let (mut found, mut prefixes) = (Vec::new(), BTreeSet::new());
    for (word, noun) in nouns {
        let mut add = |key: &str, what: &str| found.push(format!("commands/{FILE}: {word}{key}: {what}"));
        if !word.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
            add("", "must be a lower-case word");
        }
        if option_kinds.contains(&word.as_str()) {
            add("", "is taken by another option kind");
        }
        if let Some(prefix) = &noun.prefix {
            if !(2..=6).contains(&prefix.len()) || !prefix.chars().all(|c| c.is_ascii_uppercase()) {
                add(".prefix", "two to six capital letters");
            }
            if !prefixes.insert(prefix) {
                add(".prefix", "stands before another noun's numbers already");
            }
            if noun.r#type.is_some() {
                add(".type", "a number has a type of its own");
            }
        }
    }
    found
}

/// The nouns as constants, and a type for each that has numbers.
pub fn rust(nouns: &Nouns) -> String {
    let mut out = format!("// Written by build.rs from commands/{FILE}.\n");
    let (mut constants, mut all) = (String::new(), String::new());
    for (word, noun) in nouns {
        let name = word.to_uppercase();
        let sample = noun.sample();
        let _ = write!(
            constants,
            "/// What is called {}.\npub const {name}: Noun = Noun {{ word: {word:?}, called: {:?}, sample: {sample:?} }};\n",
            noun.called, noun.called
        );
        let _ = write!(all, "Noun::{name},");
    }
    let _ = write!(
        out,
        "impl Noun {{ {constants} /// All nouns that manifests can name.\npub const ALL: &'static [Noun] = &[{all}]; }}\n"
    );
    for (word, noun) in nouns {
        if let Some(prefix) = &noun.prefix {
            let name = number_type(word);
            let _ = writeln!(
                out,
                "number!(/** The number of {}: from `{prefix}-142`, `142` or `#142`. */ {name}, Noun::{}, {prefix:?});",
                noun.called,
                word.to_uppercase()
            );
        }
    }
    out
}

/// `request` has the numbers `RequestNumber`.
fn number_type(word: &str) -> String {
    let parts = word.split('_').map(|part| {
        let mut letters = part.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    });
    parts.collect::<String>() + "Number"
}
