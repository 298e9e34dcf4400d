//! Which of the things that were put aside somebody means.

use crate::queue::{DeadMessage, Target};
use std::fmt;

/// One of them, or several at once. Written into the value of a select, such as `m12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The message of this id.
    Message(i64),
    /// All messages to one channel or person.
    Target(Target),
    /// The job of this id.
    Job(i64),
    /// All messages that would not help any more.
    Useless,
}

impl Pick {
    /// Reads what [`fmt::Display`] wrote.
    pub fn parse(text: Option<&str>) -> Option<Self> {
        let text = text?;
        if text == "late" {
            return Some(Self::Useless);
        }
        let (kind, id) = (text.get(..1)?, text.get(1..)?.parse().ok()?);
        Some(match kind {
            "m" => Self::Message(id),
            "c" => Self::Target(Target::Channel(id)),
            "p" => Self::Target(Target::Person(id)),
            "j" => Self::Job(id),
            _ => return None,
        })
    }

    /// Whether it means this message, as far as that does not depend on the time.
    pub fn means(self, message: &DeadMessage) -> bool {
        match self {
            Self::Message(id) => message.id == id,
            Self::Target(target) => message.target == target,
            Self::Job(_) => false,
            Self::Useless => true,
        }
    }
}

impl fmt::Display for Pick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(id) => write!(f, "m{id}"),
            Self::Target(Target::Channel(id)) => write!(f, "c{id}"),
            Self::Target(Target::Person(id)) => write!(f, "p{id}"),
            Self::Job(id) => write!(f, "j{id}"),
            Self::Useless => f.write_str("late"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_select_names_is_read_again_and_nothing_else_is() {
        let targets = [Target::Channel(20), Target::Person(30)].map(Pick::Target);
        for pick in [Pick::Message(12), Pick::Job(7), Pick::Useless].into_iter().chain(targets) {
            assert_eq!(Pick::parse(Some(&pick.to_string())), Some(pick));
        }
        for text in ["", "m", "x12", "m12a", "ä1", "all"] {
            assert_eq!(Pick::parse(Some(text)), None, "{text}");
        }
        assert_eq!(Pick::parse(None), None);
    }
}
