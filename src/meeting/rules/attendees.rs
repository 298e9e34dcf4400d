//! Who is meant to come.

use crate::base::text::{Mention, mentions};
use serde::{Deserialize, Serialize};

/// People and roles that are asked to come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Attendees {
    pub people: Vec<i64>,
    pub roles: Vec<i64>,
}

impl Attendees {
    /// The people and roles whom a text mentions, each once; what else it says is the error.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut found = Self::default();
        for mention in mentions(text) {
            let (list, id) = match mention {
                Mention::User(id) => (&mut found.people, id),
                Mention::Role(id) => (&mut found.roles, id),
                _ => continue,
            };
            if !list.contains(&id) {
                list.push(id);
            }
        }
        let spaced = text.replace('<', " <").replace('>', "> ");
        let words = spaced.split([' ', ',', ';', '\n', '\t']).filter(|word| !word.is_empty());
        let is_known = |word: &str| match mentions(word).next() {
            Some(Mention::User(_) | Mention::Role(_)) => true,
            _ => matches!(word, "and" | "&" | "und"),
        };
        match words.into_iter().find(|word| !is_known(word)) {
            Some(word) => Err(word.to_owned()),
            None => Ok(found),
        }
    }

    /// Whether anybody is named.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty() && self.roles.is_empty()
    }

    /// How many are named.
    pub fn len(&self) -> usize {
        self.people.len() + self.roles.len()
    }

    /// As they are typed.
    pub fn typed(&self) -> String {
        let people = self.people.iter().map(|id| format!("<@{id}>"));
        let roles = self.roles.iter().map(|id| format!("<@&{id}>"));
        people.chain(roles).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_and_roles_are_read_each_once_and_nothing_is_passed_over() {
        let read = Attendees::read("<@12>, <@&4> and <@12><@13>").unwrap();
        assert_eq!(read, Attendees { people: vec![12, 13], roles: vec![4] });
        assert_eq!(Attendees::read(&read.typed()), Ok(read));
        assert_eq!(Attendees::read("<@12> everybody"), Err("everybody".to_owned()));
        assert_eq!(Attendees::read("  "), Ok(Attendees::default()));
    }
}
