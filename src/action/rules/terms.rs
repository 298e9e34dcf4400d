//! The words by which decisions are found.

use crate::base::{language::Language, similar};

/// Words of one text that are kept.
const MOST_TERMS: usize = 80;
/// Bytes of one such word; longer ones are no words.
const LONGEST_TERM: usize = 64;

/// The distinct words of a text in this language, bounded.
pub fn terms(text: &str, language: Language) -> Vec<String> {
    let mut terms = similar::words(text, language);
    terms.retain(|term| term.len() <= LONGEST_TERM);
    terms.sort();
    terms.dedup();
    terms.truncate(MOST_TERMS);
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_distinct_and_few() {
        assert_eq!(terms("Login, logins and the login", Language::English), ["login"]);
        let many: Vec<String> = (0..500).map(|n| format!("word{n}x")).collect();
        assert_eq!(terms(&many.join(" "), Language::English).len(), MOST_TERMS);
    }
}
