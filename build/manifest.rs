//! The grammar of a manifest. `commands/README.md` says the same in prose.

use serde::Deserialize;
use std::{collections::BTreeMap, fs, path::Path};

/// What is said when somebody chooses a bot, unless the manifest says something else.
pub const BOTS: &str = "Bots can't be chosen here";

/// One file in `commands/`.
#[derive(Debug)]
pub struct Manifest {
    /// The file's name without `.toml`.
    pub key: String,
    pub entry: Entry,
}

/// A command, a group of subcommands, or a subcommand. `check.rs` says which keys each may have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub name: String,
    #[serde(default)]
    pub kind: Kind,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub localised: BTreeMap<String, Localised>,
    pub who: Option<String>,
    pub answer: Option<String>,
    pub run: Option<String>,
    #[serde(default)]
    pub versioned: bool,
    #[serde(default)]
    pub hidden: bool,
    #[serde(default)]
    pub option: Vec<Opt>,
    pub form: Option<Form>,
    #[serde(default)]
    pub example: Vec<Example>,
    #[serde(default)]
    pub sub: Vec<Entry>,
    #[serde(default)]
    pub group: Vec<Entry>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    #[default]
    Slash,
    MessageMenu,
    UserMenu,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opt {
    pub name: String,
    pub kind: String,
    pub description: String,
    #[serde(default)]
    pub required: bool,
    pub min: Option<i64>,
    pub max: Option<i64>,
    #[serde(default)]
    pub choice: Vec<Choice>,
    pub label: Option<String>,
    #[serde(default)]
    pub placeholder: String,
    /// What is said when somebody chooses a bot.
    pub bots: Option<String>,
    #[serde(default)]
    pub localised: BTreeMap<String, Localised>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub value: String,
    pub label: String,
    #[serde(default)]
    pub localised: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub title: String,
    pub inputs: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    #[serde(default)]
    pub before: Vec<String>,
    pub line: String,
    pub shows: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Localised {
    pub name: String,
    #[serde(default)]
    pub description: String,
}

/// Something that runs: its words, and the place to name in a problem.
pub struct Leaf<'a> {
    pub path: Vec<&'a str>,
    pub entry: &'a Entry,
    pub at: String,
}

impl Manifest {
    /// Where the manifest stands.
    pub fn file(&self) -> String {
        format!("commands/{}.toml", self.key)
    }

    /// Whether the command has subcommands, so that it does not run itself.
    pub fn is_tree(&self) -> bool {
        !self.entry.sub.is_empty() || !self.entry.group.is_empty()
    }

    /// Everything in the manifest that runs, in its order.
    pub fn leaves(&self) -> Vec<Leaf<'_>> {
        if !self.is_tree() {
            return vec![Leaf { path: vec![&self.entry.name], entry: &self.entry, at: self.file() }];
        }
        let own = self.entry.sub.iter().map(|sub| self.leaf(None, sub));
        let grouped = self
            .entry
            .group
            .iter()
            .flat_map(|group| group.sub.iter().map(|sub| self.leaf(Some(group.name.as_str()), sub)));
        own.chain(grouped).collect()
    }

    fn leaf<'a>(&'a self, group: Option<&'a str>, sub: &'a Entry) -> Leaf<'a> {
        let path: Vec<&str> =
            [Some(self.entry.name.as_str()), group, Some(sub.name.as_str())].into_iter().flatten().collect();
        Leaf { at: format!("{}: {}", self.file(), path[1..].join(".")), path, entry: sub }
    }
}

/// Reads every `*.toml` of the folder but `others`, by name; the error lists every file that does not read.
pub fn read_all(folder: &Path, others: &[&str]) -> Result<Vec<Manifest>, Vec<String>> {
    let listing = fs::read_dir(folder).map_err(|error| vec![format!("{}: {error}", folder.display())])?;
    let mut paths: Vec<_> = listing.filter_map(|entry| Some(entry.ok()?.path())).collect();
    let is_other = |path: &Path| others.iter().any(|other| path.ends_with(other));
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml") && !is_other(path));
    paths.sort();
    let (mut manifests, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        let key = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).map_err(|error| error.to_string());
        match text.and_then(|text| parse(&key, &text)) {
            Ok(manifest) => manifests.push(manifest),
            Err(error) => problems.push(format!("{}: {error}", path.display())),
        }
    }
    if problems.is_empty() { Ok(manifests) } else { Err(problems) }
}

/// Reads one manifest from its text.
pub fn parse(key: &str, text: &str) -> Result<Manifest, String> {
    let entry = toml::from_str(text).map_err(|error| error.to_string().trim().replace('\n', " "))?;
    Ok(Manifest { key: key.to_owned(), entry })
}
