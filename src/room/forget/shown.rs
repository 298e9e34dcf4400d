//! Messages that wait and show what is forgotten.

use crate::{
    contract::{Names, RealName},
    db::{Result, Tx},
    queue,
};
use std::collections::BTreeSet;

/// Words of a text by which a message that shows it is known.
const FIRST_WORDS: usize = 4;

/// Tells messages that show something of a thing: by its number and the first words of what was said.
pub struct Shown {
    code: String,
    words: Names,
}

impl Shown {
    /// Of a thing that people call `code`, such as `REQ-12`, and that says `text`.
    pub fn of(code: String, text: &str) -> Self {
        let words: Vec<&str> = text.split_whitespace().take(FIRST_WORDS).collect();
        Self { code, words: Names::alone([RealName::new(words.join(" "))]) }
    }

    /// Whether a message that says `said` shows it.
    pub fn is_in(&self, said: &str) -> bool {
        let is_named = said
            .match_indices(&self.code)
            .any(|(at, _)| !said[at + self.code.len()..].starts_with(|next: char| next.is_ascii_digit()));
        is_named && self.words.is_in(said)
    }
}

/// Messages that show one of these texts are not delivered any more. Returns the cards among them.
///
/// # Errors
/// When the database does not answer.
pub async fn withdraw_shown(tx: &mut Tx, guild_id: i64, shown: &[Shown]) -> Result<Vec<String>> {
    if shown.is_empty() {
        return Ok(Vec::new());
    }
    let is_shown = |_: Option<&str>, said: &str| shown.iter().any(|shown| shown.is_in(said));
    queue::withdraw(tx, guild_id, is_shown).await
}

/// These cards are not delivered as they were: they are to be drawn anew. Returns those that had waited.
///
/// # Errors
/// When the database does not answer.
pub async fn withdraw_cards(tx: &mut Tx, guild_id: i64, cards: &BTreeSet<String>) -> Result<Vec<String>> {
    if cards.is_empty() {
        return Ok(Vec::new());
    }
    let is_card = |card: Option<&str>, _: &str| card.is_some_and(|card| cards.contains(card));
    queue::withdraw(tx, guild_id, is_card).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_known_by_number_and_words_however_they_are_written() {
        let shown = Shown::of("REQ-12".to_owned(), "Login loops for *everybody* since Monday, says Acme");
        for (said, is_shown) in [
            ("<@4>, **REQ-12** is yours: Login loops for \\*everybody\\*…", true),
            ("REQ-120: Login loops for everybody", false),
            ("REQ-12 is yours", false),
        ] {
            assert_eq!(shown.is_in(said), is_shown, "{said}");
        }
    }
}
