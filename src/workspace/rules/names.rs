//! Names and keywords as people type them, and the keys under which they are the same.

use crate::{
    base::{language::Language, text},
    workspace::Area,
};
use unicode_normalization::UnicodeNormalization;

/// Keywords of one area.
const MOST_KEYWORDS: usize = 50;
/// Characters of one keyword.
const LONGEST_KEYWORD: usize = 60;

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

/// The alias of a customer for whom none was given.
pub fn alias_for(customer_id: i64) -> String {
    format!("Customer {customer_id}")
}

/// The keywords in a list with commas, semicolons or line ends between them; "none" means none. The error is a
/// sentence that names the keyword that is wrong.
pub fn keywords(typed: &str, language: Language) -> Result<Vec<String>, String> {
    let mut found: Vec<String> = Vec::new();
    if matches!(typed.trim().to_lowercase().as_str(), "none" | "-") {
        return Ok(found);
    }
    for word in typed.split([',', ';', '\n']).map(text::one_line).filter(|word| !word.is_empty()) {
        if word.chars().count() > LONGEST_KEYWORD {
            let shown = text::escape_markdown(&text::trim_to(&word, 40));
            return Err(format!("The keyword “{shown}” is longer than {LONGEST_KEYWORD} characters."));
        }
        let key = key_of(&word, language);
        if key.is_empty() {
            let shown = text::escape_markdown(&word);
            return Err(format!(
                "The keyword “{shown}” has no letter and no digit, so no text would match it."
            ));
        }
        if found.iter().all(|other| key_of(other, language) != key) {
            found.push(word);
        }
    }
    if found.len() > MOST_KEYWORDS {
        return Err(format!("An area has at most {MOST_KEYWORDS} keywords; these are {}.", found.len()));
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
        assert!(keywords("!!, a", Language::English).expect_err("no letters").contains("!!"));
        assert!(keywords(&"x".repeat(61), Language::English).is_err());
        let many = (0..51).map(|i| format!("word{i}")).collect::<Vec<_>>().join(",");
        assert!(keywords(&many, Language::English).expect_err("too many").contains("51"));
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
