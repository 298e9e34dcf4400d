//! What the manifests in `commands/` say, as data. `build.rs` writes the table; nothing here is typed by hand.

use super::noun::Noun;
use crate::words_of;
use serde::{Deserialize, Serialize};

/// One manifest: one entry in Discord's list of commands.
#[derive(Debug)]
pub struct Manifest {
    /// The manifest's file name without `.toml`.
    pub key: &'static str,
    pub kind: CommandKind,
    /// What people see and type: `feedback`, or `File feedback` in a menu.
    pub name: &'static str,
    /// Empty for menu commands, which have none.
    pub description: &'static str,
    pub localised: &'static [Localised],
    /// Groups of subcommands, in the manifest's order.
    pub groups: &'static [Group],
    /// Everything that can be run: the command itself, or each of its subcommands.
    pub leaves: &'static [Leaf],
}

/// How a command is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandKind {
    Slash,
    MessageMenu,
    UserMenu,
}

/// A group of subcommands, such as `/request link …`.
#[derive(Debug)]
pub struct Group {
    pub name: &'static str,
    pub description: &'static str,
    pub localised: &'static [Localised],
}

impl Manifest {
    /// Whether Discord is told of it at all; a manifest of hidden leaves serves buttons only.
    pub fn is_registered(&self) -> bool {
        self.leaves.iter().any(|leaf| !leaf.is_hidden)
    }
}

/// One thing that a person can run.
#[derive(Debug)]
pub struct Leaf {
    /// `["request", "show"]`; one to three words. A menu command has its name as one word.
    pub path: &'static [&'static str],
    pub description: &'static str,
    pub localised: &'static [Localised],
    /// The least level that may run it.
    pub who: Level,
    /// Who sees the answer when it goes well. Refusals are always private.
    pub answer: Visibility,
    /// Whether its buttons and forms carry the version of the row that they were drawn from, so that an old one is noticed.
    pub is_versioned: bool,
    /// Reached only by buttons, selects and forms; not registered with Discord.
    pub is_hidden: bool,
    pub options: &'static [OptionSpec],
    pub form: Option<FormSpec>,
    pub examples: &'static [Example],
}

impl Leaf {
    /// The words people type, without the slash: `request show`.
    pub fn words(&self) -> String {
        self.path.join(" ")
    }

    /// The option called `name`, if there is one.
    pub fn option(&self, name: &str) -> Option<&'static OptionSpec> {
        self.options.iter().find(|option| option.name == name)
    }
}

/// One option of a command.
#[derive(Debug)]
pub struct OptionSpec {
    pub name: &'static str,
    pub description: &'static str,
    pub localised: &'static [Localised],
    pub kind: OptionKind,
    pub is_required: bool,
    /// Characters for text, the value itself for integers.
    pub min: Option<i64>,
    pub max: Option<i64>,
    /// Label of the option's input in a form; at most 45 characters.
    pub label: &'static str,
    pub placeholder: &'static str,
}

/// The closed list of what an option can be. `commands/README.md` explains each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionKind {
    Text,
    LongText,
    Integer,
    YesNo,
    Member,
    Channel,
    Role,
    Choice(&'static [ChoiceSpec]),
    Instant,
    Duration,
    Attachment,
    /// Something docket knows by name, completed while the person types.
    Noun(Noun),
}

/// One value of a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChoiceSpec {
    pub value: &'static str,
    pub label: &'static str,
    pub localised: &'static [(&'static str, &'static str)],
}

/// What a form shows and in which order.
#[derive(Debug)]
pub struct FormSpec {
    pub title: &'static str,
    /// Names of options, one to five.
    pub inputs: &'static [&'static str],
}

/// Name and description in another language.
#[derive(Debug)]
pub struct Localised {
    /// A Discord locale such as `de` or `pt-BR`.
    pub locale: &'static str,
    pub name: &'static str,
    pub description: &'static str,
}

/// A line that is documentation and test at once.
#[derive(Debug)]
pub struct Example {
    /// Lines that a lead types first, so that the example has something to work on.
    pub before: &'static [&'static str],
    /// `/feedback text:…`, as typed.
    pub line: &'static str,
    /// Text that the answer contains.
    pub shows: &'static str,
}

/// How much a member may do; each level includes those before it. Mapped to Discord roles by `/settings`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Everyone,
    Reporter,
    Pm,
    Lead,
    Admin,
}

// The words of manifests, settings and sentences.
words_of!(Level {
    Everyone => "everyone",
    Reporter => "reporter",
    Pm => "pm",
    Lead => "lead",
    Admin => "admin",
});

impl Level {
    /// Whether a person of this level may read what customers are really called, and what others have filed.
    pub fn reads_names(self) -> bool {
        self >= Level::Reporter
    }

    /// Whether a person of this level may read what customers pay.
    pub fn reads_money(self) -> bool {
        self >= Level::Pm
    }
}

/// Who sees a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Only the person who acted.
    Private,
    /// Everyone in the channel.
    Public,
}
