//! Names and keywords as people type them, and the keys under which they are the same.

use crate::{
    base::{language::Language, text},
    workspace::Area,
};
use unicode_normalization::UnicodeNormalization;

/// Keywords of one area.
pub const MOST_KEYWORDS: usize = 50;
/// Characters of one keyword.
pub const LONGEST_KEYWORD: usize = 60;

/// A name on one line, without the marks that introduce one in a text (`@Acme`, `#billing`); `None` when nothing
/// is left to read.
pub fn name(typed: &str) -> Option<String> {
    let name = text::one_line(typed.trim().trim_start_matches(['@', '#']));
    let is_readable = name.chars().any(|c| !c.is_whitespace());
    is_readable.then_some(name)
}

/// The form in which two spellings of a name are the same: compatibility forms unified, lower case, single spaces.
pub fn name_key(name: &str) -> String {
    text::one_line(name).nfkc().collect::<String>().to_lowercase()
}

/// `name_key` of a customer as typed, with or without `@`.
pub fn customer_key(typed: &str) -> String {
    name(typed).map(|name| name_key(&name)).unwrap_or_default()
}

/// Why keywords cannot be taken as they were typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeywordError {
    /// This one is too long.
    TooLong(String),
    /// This one has no letter and no digit.
    Unreadable(String),
    /// There are so many, and that is too many.
    TooMany(usize),
}

/// The keywords in a list with commas, semicolons or line ends between them; "none" means none.
///
/// # Errors
/// The first keyword that is too long or that no text could hold; or there are too many.
pub fn keywords(typed: &str, language: Language) -> Result<Vec<String>, KeywordError> {
    let mut found: Vec<String> = Vec::new();
    if matches!(typed.trim().to_lowercase().as_str(), "none" | "-") {
        return Ok(found);
    }
    for word in typed.split([',', ';', '\n']).map(text::one_line).filter(|word| !word.is_empty()) {
        if word.chars().count() > LONGEST_KEYWORD {
            return Err(KeywordError::TooLong(word));
        }
        let key = key_of(&word, language);
        if key.is_empty() {
            return Err(KeywordError::Unreadable(word));
        }
        if found.iter().all(|other| key_of(other, language) != key) {
            found.push(word);
        }
    }
    if found.len() > MOST_KEYWORDS {
        return Err(KeywordError::TooMany(found.len()));
    }
    Ok(found)
}

/// What of a keyword finds it in a text.
fn key_of(keyword: &str, language: Language) -> Vec<String> {
    super::guess::stems(super::guess::Keyword::read(keyword).phrase, language)
}

/// Takes those of `removed` out of `keywords`, however they are weighed there. Returns the first that was not among them.
pub fn without(keywords: &mut Vec<String>, removed: &[String], language: Language) -> Option<String> {
    let mut unknown = None;
    for word in removed {
        let (key, before) = (key_of(word, language), keywords.len());
        keywords.retain(|keyword| key_of(keyword, language) != key);
        if keywords.len() == before {
            unknown.get_or_insert_with(|| word.clone());
        }
    }
    unknown
}

/// The first of `keywords` that an area other than `own_id` has already, and that area. What rules a text out of one area
/// may well lead to another.
pub fn claimed<'a>(
    keywords: &'a [String],
    areas: &'a [Area],
    own_id: Option<i64>,
    language: Language,
) -> Option<(&'a str, &'a Area)> {
    let leads_there = |keyword: &&String| !super::guess::Keyword::read(keyword).rules_out;
    keywords.iter().filter(leads_there).find_map(|keyword| {
        let key = key_of(keyword, language);
        let others = areas.iter().filter(|area| Some(area.id) != own_id);
        let owner = others
            .into_iter()
            .find(|area| area.keywords.iter().filter(leads_there).any(|k| key_of(k, language) == key))?;
        Some((keyword.as_str(), owner))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::rules::guess::tests::area;

    #[test]
    fn spellings_of_a_name_share_a_key() {
        for (a, b) in
            [("Acme Corp", "ACME  corp"), ("Ａｃｍｅ", "acme"), ("Müller", "MÜLLER"), ("@Acme", "acme")]
        {
            assert_eq!(customer_key(a), customer_key(b), "{a} {b}");
        }
        assert_ne!(customer_key("C"), customer_key("C++"));
    }

    #[test]
    fn a_name_needs_something_to_read() {
        assert_eq!(name(" #Billing\n& tax "), Some("Billing & tax".to_owned()));
        for nothing in ["", "  ", "@", "#\n"] {
            assert_eq!(name(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn keywords_are_read_once_each() {
        let read =
            keywords("invoice, Invoices;credit  card\npayment,,", Language::English).expect("they are fine");
        assert_eq!(read, ["invoice", "credit card", "payment"]);
        assert_eq!(keywords(" None ", Language::English), Ok(Vec::new()));
        let long = "x".repeat(61);
        let many = (0..51).map(|i| format!("word{i}")).collect::<Vec<_>>().join(",");
        for (typed, error) in [
            ("!!, a", KeywordError::Unreadable("!!".to_owned())),
            (long.as_str(), KeywordError::TooLong(long.clone())),
            (many.as_str(), KeywordError::TooMany(51)),
        ] {
            assert_eq!(keywords(typed, Language::English), Err(error), "{typed}");
        }
    }

    #[test]
    fn a_keyword_belongs_to_one_area() {
        let areas = [area(1, "Billing", &["invoices"]), area(2, "Growth", &["sign up"])];
        let wanted = ["refund".to_owned(), "Invoice".to_owned()];
        let (keyword, owner) = claimed(&wanted, &areas, Some(2), Language::English).expect("billing has it");
        assert_eq!((keyword, owner.id), ("Invoice", 1));
        assert_eq!(claimed(&wanted, &areas, Some(1), Language::English), None);
    }
}
