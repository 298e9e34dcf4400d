//! What can be set in a guild: each setting is one entry, and so is each purpose of a channel, in the face of the room that
//! goes by it.

use super::{context::Guild, port::GuildFacts};
use chrono::NaiveDate;
use std::fmt::Display;

/// What a channel is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purpose {
    /// The word used in commands and in the database.
    pub word: &'static str,
    /// In a sentence: "customer requests".
    pub called: &'static str,
    /// In a list to choose from.
    pub label: &'static str,
    /// The label in languages of Discord's.
    pub localised: &'static [(&'static str, &'static str)],
    /// What becomes of it while it has no channel; a sentence.
    pub without: &'static str,
    /// Whether docket lacks something until it has one.
    pub is_needed: bool,
}

impl Purpose {
    /// Cards of customer requests.
    pub const REQUESTS: Self = Self {
        label: "Customer requests",
        localised: &[("de", "Kundenwünsche")],
        without: "They are still filed and listed.",
        is_needed: true,
        ..Self::of("requests", "customer requests")
    };
    /// Problems with docket's own set-up, and what could not be delivered.
    pub const ADMIN: Self = Self {
        label: "Problems with docket itself",
        localised: &[("de", "Probleme mit docket selbst")],
        without: "The owner of the server is told.",
        is_needed: true,
        ..Self::of("admin", "problems with docket itself")
    };

    /// A purpose that the channel for customer requests serves while it has none of its own.
    pub const fn of(word: &'static str, called: &'static str) -> Self {
        let without = "The channel for customer requests serves instead.";
        Self { word, called, label: called, localised: &[], without, is_needed: false }
    }

    /// The label in a language of Discord's, else in English.
    pub fn label_in(&self, locale: &str) -> &'static str {
        self.localised.iter().find(|(known, _)| *known == locale).map_or(self.label, |(_, label)| label)
    }
}

/// What is set in a guild, for whoever shows it or looks what is missing.
pub struct SetUp<'a> {
    pub guild: &'a Guild,
    /// The day in the guild's zone.
    pub today: NaiveDate,
    /// What channels can be for.
    pub purposes: &'a [Purpose],
}

/// Something that can be set in a guild. Its value is a row of `setting`, or one row for each of several things: a role for
/// each level. `Settable { …, ..Settable::of("gadget.colour", "Colour of gadgets") }` leaves out what it has none of.
#[derive(Clone, Copy)]
pub struct Settable {
    /// The key of its row; of several rows, what stands before the point: `role` in `role.pm`. A key of another room begins
    /// with the room's name.
    pub key: &'static str,
    /// What people read: in `/settings show`, and on the button there.
    pub called: &'static str,
    /// Whether there is a row for a thing of this name; for a setting of one row only for the empty name.
    pub names: fn(&str) -> bool,
    /// Reads what somebody typed into the form behind its button: the value as it is stored, `None` to have it unset, or a
    /// sentence that says what is wrong. A setting that has a command of its own has no button.
    pub parse: Option<Parse>,
    /// What a row of the thing of this name and with this value does to the fields of [`Guild`]; nothing when it does not
    /// read. Only settings of the workspace have fields there; the value of any other is [`Guild::setting`].
    pub apply: fn(&mut Guild, &str, &str),
    /// What is set, as Discord markdown, escaped.
    pub shown: fn(&SetUp<'_>) -> String,
    /// Whether that takes the width of a card.
    pub is_wide: bool,
    /// What `/settings check` finds to be missing or wrong, and how to mend it: a sentence each, as Discord markdown, the
    /// worst first.
    pub check: fn(&SetUp<'_>, &GuildFacts) -> Vec<String>,
}

/// See [`Settable::parse`].
pub type Parse = fn(&Guild, &str) -> Result<Option<String>, String>;

impl Settable {
    /// One row, with nothing said about it yet.
    pub const fn of(key: &'static str, called: &'static str) -> Self {
        Self {
            key,
            called,
            names: |name| name.is_empty(),
            parse: None,
            apply: |_, _, _| {},
            shown: |_| String::new(),
            is_wide: false,
            check: |_, _| Vec::new(),
        }
    }

    /// The key of the row of one of its things.
    pub fn key_of(&self, name: impl Display) -> String {
        format!("{}.{name}", self.key)
    }

    /// The name of the thing whose row has this key, empty for a setting of one row; `None` when the row is another's.
    pub fn name_in<'k>(&self, key: &'k str) -> Option<&'k str> {
        let rest = key.strip_prefix(self.key)?;
        let name = if rest.is_empty() { rest } else { rest.strip_prefix('.')? };
        (rest.len() != 1 && (self.names)(name)).then_some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_says_whose_row_it_is() {
        let several =
            Settable { names: |name| ["pm", "lead"].contains(&name), ..Settable::of("role", "Roles") };
        let one = Settable::of("gadget.colour", "Colour of gadgets");
        let table = [
            (several, "role.pm", Some("pm")),
            (several, "role.", None),
            (several, "role", None),
            (several, "role.cook", None),
            (several, "roles.pm", None),
            (one, "gadget.colour", Some("")),
            (one, "gadget.colour.", None),
            (one, "gadget.colours", None),
            (one, "gadget", None),
        ];
        for (settable, key, expected) in table {
            assert_eq!(settable.name_in(key), expected, "{key} of {}", settable.key);
        }
        assert_eq!(several.name_in(&several.key_of("lead")), Some("lead"));
    }
}
