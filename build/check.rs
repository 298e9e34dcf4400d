//! What a manifest may say: docket's own rules and Discord's limits
//! (developer documentation, "Application Commands", August 2026).

use crate::{
    manifest::{BOTS, Entry, Form, Kind, Leaf, Localised, Manifest, Opt},
    nouns::Nouns,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// The option kinds besides the nouns, and whether `min` and `max` mean something for them.
const OPTION_KINDS: &[(&str, bool)] = &[
    ("text", true),
    ("long_text", true),
    ("integer", true),
    ("yes_no", false),
    ("member", false),
    ("channel", false),
    ("role", false),
    ("choice", false),
    ("instant", false),
    ("duration", false),
    ("attachment", false),
];

/// The words that no noun can have, because they name other kinds of options.
pub fn plain_kinds() -> Vec<&'static str> {
    OPTION_KINDS.iter().map(|(kind, _)| *kind).collect()
}

/// Kinds that a person can type into an input of a form, besides the nouns.
const TYPED_KINDS: &[&str] = &["text", "long_text", "integer", "yes_no", "instant", "duration", "choice"];

const LEVELS: &[&str] = &["everyone", "reporter", "pm", "lead", "admin"];
const LOCALES: &[&str] = &[
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl",
    "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja",
    "zh-TW", "ko",
];
/// Names, descriptions and values of one slash command together.
const COMMAND_CHARACTERS: usize = 8000;
const COMMANDS_OF_A_KIND: [(Kind, usize); 3] =
    [(Kind::Slash, 100), (Kind::MessageMenu, 15), (Kind::UserMenu, 15)];

/// Every problem of every manifest, each with file and key.
pub fn all(manifests: &[Manifest], nouns: &Nouns, sources: &Path) -> Vec<String> {
    let mut problems = Problems { nouns, found: Vec::new() };
    for manifest in manifests {
        problems.manifest(manifest);
        for leaf in manifest.leaves() {
            problems.leaf(&leaf, manifest.entry.kind);
            problems.run(&leaf, sources);
        }
    }
    problems.names(manifests);
    problems.found
}

struct Problems<'a> {
    nouns: &'a Nouns,
    found: Vec<String>,
}

impl Problems<'_> {
    fn add(&mut self, at: &str, key: &str, what: impl std::fmt::Display) {
        self.found.push(format!("{at}: {key}: {what}"));
    }

    fn names(&mut self, manifests: &[Manifest]) {
        for (kind, limit) in COMMANDS_OF_A_KIND {
            let mut seen = BTreeSet::new();
            for manifest in manifests.iter().filter(|manifest| manifest.entry.kind == kind) {
                if !seen.insert(&manifest.entry.name) {
                    self.add(&manifest.file(), "name", format!("`{}` is taken already", manifest.entry.name));
                }
            }
            if seen.len() > limit {
                self.add("commands", "files", format!("{} of one kind; Discord allows {limit}", seen.len()));
            }
        }
    }

    fn manifest(&mut self, manifest: &Manifest) {
        let (at, entry) = (manifest.file(), &manifest.entry);
        if entry.kind == Kind::Slash {
            self.entry_names(&at, entry);
        } else {
            self.menu(&at, entry);
        }
        if manifest.is_tree() {
            self.runs_nothing(&at, entry);
            if entry.kind != Kind::Slash {
                self.add(&at, "sub", "a menu command has no subcommands");
            }
            self.children(&at, entry);
        }
        for group in &entry.group {
            let at = format!("{at}: group.{}", group.name);
            self.entry_names(&at, group);
            self.runs_nothing(&at, group);
            self.children(&at, group);
            if !group.group.is_empty() || group.sub.is_empty() {
                self.add(&at, "sub", "a group holds one or more subcommands and no groups");
            }
        }
        let characters = characters(entry);
        if characters > COMMAND_CHARACTERS {
            self.add(
                &at,
                "size",
                format!("{characters} characters in all; Discord allows {COMMAND_CHARACTERS}"),
            );
        }
    }

    fn menu(&mut self, at: &str, entry: &Entry) {
        self.length(at, "name", &entry.name, 1, 32);
        if !entry.description.is_empty() {
            self.add(at, "description", "a menu command has none");
        }
        if !entry.option.is_empty() || entry.form.is_some() {
            self.add(at, "option", "a menu command has no options and no form");
        }
    }

    fn runs_nothing(&mut self, at: &str, entry: &Entry) {
        let is_empty =
            entry.run.is_none() && entry.who.is_none() && entry.answer.is_none() && entry.form.is_none();
        if !is_empty || entry.versioned || !entry.option.is_empty() || !entry.example.is_empty() {
            self.add(
                at,
                "run",
                "what has subcommands does not run itself: no run, who, answer, versioned, option, form, example",
            );
        }
    }

    fn children(&mut self, at: &str, entry: &Entry) {
        let children = || entry.sub.iter().chain(&entry.group);
        if children().filter(|child| !child.hidden).count() > 25 {
            self.add(at, "sub", "more than 25 at one level; Discord allows 25");
        }
        let mut seen = BTreeSet::new();
        for child in children() {
            if !seen.insert(&child.name) {
                self.add(at, "sub.name", format!("`{}` is taken already", child.name));
            }
            if child.kind != Kind::Slash {
                self.add(at, "sub.kind", "only a file as a whole has a kind");
            }
        }
    }

    fn leaf(&mut self, leaf: &Leaf<'_>, kind: Kind) {
        let (at, entry) = (leaf.at.as_str(), leaf.entry);
        if leaf.path.len() > 1 {
            self.entry_names(at, entry);
            if !entry.sub.is_empty() || !entry.group.is_empty() {
                self.add(at, "sub", "a subcommand has no subcommands of its own");
            }
        }
        self.one_of(at, "who", entry.who.as_deref(), LEVELS);
        self.one_of(at, "answer", entry.answer.as_deref(), &["private", "public"]);
        if kind == Kind::Slash && !entry.hidden && entry.example.is_empty() {
            self.add(at, "example", "missing; each command shows at least one line that works");
        }
        self.options(at, entry);
        if let Some(form) = &entry.form {
            self.form(at, form, entry);
        }
    }

    fn one_of(&mut self, at: &str, key: &str, value: Option<&str>, allowed: &[&str]) {
        if value.is_none_or(|value| !allowed.contains(&value)) {
            self.add(at, key, format!("must be one of {}", allowed.join(", ")));
        }
    }

    fn options(&mut self, at: &str, entry: &Entry) {
        if entry.option.len() > 25 {
            self.add(at, "option", "more than 25; Discord allows 25");
        }
        let (mut seen, mut optional) = (BTreeSet::new(), None);
        for option in &entry.option {
            let at = format!("{at}: option.{}", option.name);
            if !seen.insert(&option.name) || ["v", "g"].contains(&option.name.as_str()) {
                self.add(&at, "name", "taken already (`v` is the row version, `g` the guild)");
            }
            match optional {
                Some(first) if option.required => {
                    self.add(
                        &at,
                        "required",
                        format!("required options come before optional ones, here `{first}`"),
                    );
                }
                None if !option.required => optional = Some(&option.name),
                _ => {}
            }
            self.option(&at, option);
        }
    }

    fn option(&mut self, at: &str, option: &Opt) {
        self.slash_name(at, "name", &option.name);
        self.length(at, "description", &option.description, 1, 100);
        self.length(at, "placeholder", &option.placeholder, 0, 100);
        self.length(at, "label", option.label.as_deref().unwrap_or(&option.name), 1, 45);
        self.localised(at, &option.localised, true);
        match &option.bots {
            Some(_) if option.kind != "member" => {
                self.add(at, "bots", format!("means nothing for {}", option.kind))
            }
            bots => self.length(at, "bots", bots.as_deref().unwrap_or(BOTS), 1, 100),
        }
        let known =
            OPTION_KINDS.iter().find(|(kind, _)| *kind == option.kind).map(|(_, has_range)| *has_range);
        let Some(has_range) = known.or(self.nouns.contains_key(&option.kind).then_some(false)) else {
            let nouns = self.nouns.keys().map(String::as_str);
            let kinds: Vec<_> = plain_kinds().into_iter().chain(nouns).collect();
            return self.add(at, "kind", format!("`{}` is none of {}", option.kind, kinds.join(", ")));
        };
        if !has_range && (option.min.is_some() || option.max.is_some()) {
            self.add(at, "min", format!("means nothing for {}", option.kind));
        }
        if option.kind.ends_with("text") && option.max.is_some_and(|max| !(1..=6000).contains(&max)) {
            self.add(at, "max", "a text has 1 to 6000 characters");
        }
        if (option.kind == "choice") == option.choice.is_empty() {
            self.add(at, "choice", "a choice has choices, and nothing else has");
        }
        self.choices(at, option);
    }

    fn choices(&mut self, at: &str, option: &Opt) {
        if option.choice.len() > 25 {
            self.add(at, "choice", "more than 25; Discord allows 25");
        }
        let mut seen = BTreeSet::new();
        for choice in &option.choice {
            if !seen.insert(&choice.value) {
                self.add(at, "choice.value", format!("`{}` is taken already", choice.value));
            }
            let is_word =
                choice.value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            if !is_word || !choice.value.starts_with(|c: char| c.is_ascii_lowercase()) {
                self.add(at, "choice.value", format!("`{}` must be a lower-case word", choice.value));
            }
            self.length(at, "choice.value", &choice.value, 1, 100);
            self.length(at, "choice.label", &choice.label, 1, 100);
            for (locale, label) in &choice.localised {
                self.locale(at, locale);
                self.length(at, "choice.localised", label, 1, 100);
            }
        }
    }

    /// Whether a person can type it into an input of a form.
    fn is_typed(&self, kind: &str) -> bool {
        TYPED_KINDS.contains(&kind) || self.nouns.contains_key(kind)
    }

    fn form(&mut self, at: &str, form: &Form, entry: &Entry) {
        self.length(at, "form.title", &form.title, 1, 45);
        if !(1..=5).contains(&form.inputs.len()) {
            self.add(at, "form.inputs", "one to five");
        }
        for input in &form.inputs {
            match entry.option.iter().find(|option| option.name == *input) {
                None => self.add(at, "form.inputs", format!("`{input}` is no option of the command")),
                Some(option) if !self.is_typed(&option.kind) => {
                    self.add(
                        at,
                        "form.inputs",
                        format!("`{input}` is a {}, which cannot be typed", option.kind),
                    );
                }
                Some(_) => {}
            }
        }
    }

    fn run(&mut self, leaf: &Leaf<'_>, sources: &Path) {
        let Some(run) = &leaf.entry.run else {
            return self.add(&leaf.at, "run", "missing; it names the action, such as `request::file`");
        };
        let Some((room, function)) = run.split_once("::") else {
            return self.add(&leaf.at, "run", format!("`{run}` is not room::action"));
        };
        if !declares(&sources.join(room), function) {
            self.add(&leaf.at, "run", format!("no `pub async fn {function}` in src/{room}"));
        }
    }

    fn entry_names(&mut self, at: &str, entry: &Entry) {
        self.slash_name(at, "name", &entry.name);
        self.length(at, "description", &entry.description, 1, 100);
        self.localised(at, &entry.localised, true);
    }

    fn localised(&mut self, at: &str, localised: &BTreeMap<String, Localised>, has_description: bool) {
        for (locale, text) in localised {
            self.locale(at, locale);
            self.slash_name(at, "localised.name", &text.name);
            if has_description {
                self.length(at, "localised.description", &text.description, 1, 100);
            }
        }
    }

    fn locale(&mut self, at: &str, locale: &str) {
        if !LOCALES.contains(&locale) {
            self.add(at, "localised", format!("`{locale}` is no locale of Discord's"));
        }
    }

    /// Discord's `^[-_'\p{L}\p{N}]{1,32}$`, in lower case.
    fn slash_name(&mut self, at: &str, key: &str, name: &str) {
        let is_allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '\'');
        if !name.chars().all(is_allowed) || name.to_lowercase() != name {
            self.add(at, key, format!("`{name}` may hold lower-case letters, digits, - _ and '"));
        }
        self.length(at, key, name, 1, 32);
    }

    fn length(&mut self, at: &str, key: &str, text: &str, min: usize, max: usize) {
        let length = text.chars().count();
        if length < min || length > max {
            self.add(at, key, format!("{length} characters; Discord allows {min} to {max}"));
        }
    }
}

/// Names, descriptions and choice values, as Discord counts a command: hidden subcommands are not sent.
fn characters(entry: &Entry) -> usize {
    let count = |text: &str| text.chars().count();
    let options = entry.option.iter().map(|option| {
        let choices = option.choice.iter().map(|choice| count(&choice.label) + count(&choice.value));
        count(&option.name) + count(&option.description) + choices.sum::<usize>()
    });
    let children = entry.sub.iter().chain(&entry.group).filter(|child| !child.hidden).map(characters);
    count(&entry.name) + count(&entry.description) + options.sum::<usize>() + children.sum::<usize>()
}

/// Whether some file of the room declares the action, so that a typing error is told with file and key
/// before the compiler speaks of generated code.
fn declares(room: &Path, function: &str) -> bool {
    let wanted = format!("pub async fn {function}(");
    let is_in = |path: &Path| fs::read_to_string(path).is_ok_and(|text| text.contains(&wanted));
    let Ok(listing) = fs::read_dir(room) else { return is_in(&room.with_extension("rs")) };
    listing.filter_map(Result::ok).any(|entry| match entry.path() {
        path if path.is_dir() => declares(&path, function),
        path => is_in(&path),
    })
}
