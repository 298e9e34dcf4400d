//! What customers are called, and who may read it.
//!
//! In a message that others see, the channel decides: real names where it is marked internal, else the public alias, for
//! every name that any customer of the guild has or had, inside texts too. In a private answer, a form or a completion,
//! the person's level decides: from reporter on it is the real names. Nobody else is told even the alias: whoever knows a
//! name would learn by it who is behind the alias that stands elsewhere.

mod fold;
mod named;
mod names;
mod typo;

pub use named::{NamedAt, NamedIn};
pub use names::{KnownName, Names};

use super::spec::Level;
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};

/// What stands for a customer whose alias is not told either.
const SOMEBODY: &str = "a customer";
/// How a name that docket does not know is kept in a request's text: as it was typed.
const TYPED: &str = "(customer: ";
/// What is shown of it to those who may not read names.
const HIDDEN: &str = "(customer: hidden)";

/// A customer's real name; not escaped. It has no `Display` and is no `str`, so that no sentence can hold it by mistake:
/// what people read goes through [`Sight::name`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct RealName(String);

impl RealName {
    /// The name as it was typed, without white space around it.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name for what nobody reads: keys, comparisons, rows. `tests/tidy` keeps it out of words.
    pub fn unmasked(&self) -> &str {
        &self.0
    }
}

/// A log is read by others than the team.
impl fmt::Debug for RealName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RealName(…)")
    }
}

/// A customer's name and public alias.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named<'a> {
    pub name: &'a RealName,
    pub alias: &'a str,
}

impl<'a> Named<'a> {
    /// From the two columns of a row that may have no customer.
    pub fn of(name: Option<&'a RealName>, alias: Option<&'a str>) -> Option<Self> {
        name.map(|name| Named { name, alias: alias.unwrap_or(SOMEBODY) })
    }
}

/// How customers are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Called {
    ByName,
    ByAlias,
    /// By neither.
    Somebody,
}

/// What a reader may know of the guild's customers.
#[derive(Clone, Copy, Debug)]
pub struct Sight<'g> {
    called: Called,
    names: &'g Names,
}

impl<'g> Sight<'g> {
    /// What everybody in a channel may know.
    pub(super) fn in_channel(names: &'g Names, is_internal: bool) -> Self {
        Self { called: if is_internal { Called::ByName } else { Called::ByAlias }, names }
    }

    /// What a person may know whom nobody watches.
    pub(super) fn of(names: &'g Names, level: Level) -> Self {
        Self { called: if level.reads_names() { Called::ByName } else { Called::Somebody }, names }
    }

    /// Whether real names may be written.
    pub fn shows_names(self) -> bool {
        self.called == Called::ByName
    }

    /// Why a card may name a customer otherwise than the person typed it; `None` when it does not.
    pub fn why_hidden(self) -> Option<&'static str> {
        match self.called {
            Called::ByName => None,
            Called::ByAlias => {
                Some("This channel is not marked internal: the customer appears by its public alias.")
            }
            Called::Somebody => Some("Names of customers are shown to those who have a role for it here."),
        }
    }

    /// What to write for the customer; not escaped.
    pub fn name<'a>(self, customer: Named<'a>) -> &'a str {
        match self.called {
            Called::ByName => customer.name.unmasked(),
            Called::ByAlias => customer.alias,
            Called::Somebody => SOMEBODY,
        }
    }

    /// `text` as this reader may see it; not escaped. To be called on the whole text, before it is cut: half a name is not
    /// found.
    pub fn text(self, text: &str) -> Cow<'_, str> {
        let masked = match self.called {
            Called::ByName => return Cow::Borrowed(text),
            Called::ByAlias => self.names.mask(text, None),
            Called::Somebody => self.names.mask(text, Some(SOMEBODY)),
        };
        if !masked.contains(TYPED) {
            return masked;
        }
        Cow::Owned(masked.split('\n').map(without_typed).collect::<Vec<_>>().join("\n"))
    }
}

/// Keeps the name of a customer whom docket does not know in the text, so that it can be set right later.
pub fn with_unknown_customer(text: &str, name: &str) -> String {
    format!("{text}\n{TYPED}{})", crate::base::text::one_line(name))
}

/// The line without a name that was kept as typed. Such a name may hold brackets, so everything up to the last one goes.
fn without_typed(line: &str) -> Cow<'_, str> {
    let Some(from) = line.find(TYPED) else { return Cow::Borrowed(line) };
    let to = line.rfind(')').filter(|to| *to > from).map_or(line.len(), |to| to + 1);
    Cow::Owned(format!("{}{HIDDEN}{}", &line[..from], &line[to..]))
}

/// The text without the name of a customer whom docket did not know when it was filed; for when it knows.
pub fn without_unknown_customer(text: &str) -> &str {
    match text.rsplit_once('\n') {
        Some((rest, last)) if last.starts_with(TYPED) && last.ends_with(')') => rest,
        _ => text,
    }
}

#[cfg(test)]
mod named_tests;
#[cfg(test)]
mod tests;
