//! One person or one role, named in a text.

use super::with_people;
use crate::{
    base::text::{Mention, mentions},
    contract::Context,
    error::Refusal,
    workspace::words,
};

/// Whom a text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Nobody, and that was said.
    Nobody,
    Person(i64),
    /// Whoever has the role.
    Role(i64),
}

impl Who {
    /// The person, if it is one.
    pub fn person(self) -> Option<i64> {
        match self {
            Who::Person(user_id) => Some(user_id),
            Who::Nobody | Who::Role(_) => None,
        }
    }
}

/// Whom `typed` names: a mention, a name as the guild calls people, "me", or "nobody". Not inside a transaction.
///
/// # Errors
/// Nobody is called so, several people are, or more than one is named.
pub async fn who(cx: &Context, typed: &str, option: &'static str) -> Result<Who, Refusal> {
    match typed.trim().trim_start_matches('@').to_lowercase().as_str() {
        "me" | "ich" | "mich" => return Ok(Who::Person(cx.caller.user_id)),
        "nobody" | "none" | "niemand" | "-" => return Ok(Who::Nobody),
        _ => {}
    }
    let named = with_people(cx, typed, option).await?;
    let found: Vec<Who> = mentions(&named)
        .filter_map(|mention| match mention {
            Mention::User(user_id) => Some(Who::Person(user_id)),
            Mention::Role(role_id) => Some(Who::Role(role_id)),
            _ => None,
        })
        .collect();
    match found.as_slice() {
        [one] if is_nothing_else(&named) => Ok(*one),
        _ => Err(words::not_one_person(typed, option)),
    }
}

/// Whether a text is one mention and no other word.
fn is_nothing_else(named: &str) -> bool {
    let named = named.trim();
    named.starts_with('<') && named.find('>').is_some_and(|end| end + 1 == named.len())
}

/// The same for a person, who has to be one.
///
/// # Errors
/// As [`who`], and when it is a role or nobody.
pub async fn whose(cx: &Context, typed: &str, option: &'static str) -> Result<i64, Refusal> {
    who(cx, typed, option).await?.person().ok_or_else(|| words::not_one_person(typed, option))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mention_and_no_other_word_names_somebody() {
        for (text, is_one) in
            [("<@12>", true), (" <@&4> ", true), ("<@12> and Sales", false), ("Sales", false)]
        {
            assert_eq!(is_nothing_else(text), is_one, "{text}");
        }
    }
}
