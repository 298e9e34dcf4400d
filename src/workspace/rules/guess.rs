//! Which area a text belongs to, by the keywords of the areas.

use crate::{
    base::{language::Language, similar},
    workspace::Area,
};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// An area that a text seems to belong to, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    pub area_id: i64,
    /// The keywords that were found, as their owner typed them, the longest first; not escaped.
    pub keyword: String,
}

/// The area whose keywords are in the text. The most letters of keywords decide; when areas tie, nobody is guessed, and
/// [`guess_areas`] names them.
pub fn guess_area(text: &str, areas: &[Area], language: Language) -> Option<Guess> {
    let mut best = guess_areas(text, areas, language);
    if best.len() == 1 { best.pop() } else { None }
}

/// The areas whose keywords in the text have the most letters together, in the order of `areas`: one is a clear guess,
/// several are a tie, none means that no keyword was found.
///
/// Keywords match whole words, whatever their case and ending ("invoices" finds "invoice"); phrases match
/// words in a row, and a keyword within a longer one that was found does not count besides. Archived areas are left out.
pub fn guess_areas(text: &str, areas: &[Area], language: Language) -> Vec<Guess> {
    let text = stems(text, language);
    let found = areas.iter().filter(|area| !area.is_archived).filter_map(|area| {
        let keywords = found_of(area, &text, language);
        let weight: usize = keywords.iter().map(|keyword| weight(keyword)).sum();
        (weight > 0).then(|| (weight, Guess { area_id: area.id, keyword: keywords.join(", ") }))
    });
    let found: Vec<_> = found.collect();
    let most = found.iter().map(|(weight, _)| *weight).max();
    found.into_iter().filter(|(weight, _)| Some(*weight) == most).map(|(_, guess)| guess).collect()
}

/// The area's keywords that are in the text, the longest first, without those within another.
fn found_of<'a>(area: &'a Area, text: &[String], language: Language) -> Vec<&'a str> {
    let with_stems = area.keywords.iter().map(|keyword| (keyword.as_str(), stems(keyword, language)));
    let mut matching: Vec<_> = with_stems.filter(|(_, stems)| is_in(text, stems)).collect();
    matching.sort_by_key(|(keyword, _)| std::cmp::Reverse(weight(keyword)));
    let mut found: Vec<(&str, Vec<String>)> = Vec::new();
    for (keyword, stems) in matching {
        if !found.iter().any(|(_, longer)| is_in(longer, &stems)) {
            found.push((keyword, stems));
        }
    }
    found.into_iter().map(|(keyword, _)| keyword).collect()
}

/// The words of a text in their order, lower case, without the endings of the language. Unlike [`similar::words`] it keeps
/// frequent words, because "log in" is another keyword than "log".
pub(super) fn stems(text: &str, language: Language) -> Vec<String> {
    let folded = text.nfkc().collect::<String>().to_lowercase();
    folded.unicode_words().map(|word| similar::stemmed(word, language)).collect()
}

fn is_in(text: &[String], keyword: &[String]) -> bool {
    !keyword.is_empty() && text.windows(keyword.len()).any(|words| words == keyword)
}

/// Letters and digits, so that spaces and marks do not decide.
fn weight(keyword: &str) -> usize {
    keyword.chars().filter(|c| c.is_alphanumeric()).count()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use chrono::DateTime;
    use proptest::prelude::*;

    pub fn area(id: i64, name: &str, keywords: &[&str]) -> Area {
        Area {
            id,
            name: name.to_owned(),
            owner_user_id: 100 + id,
            backup_user_id: None,
            keywords: keywords.iter().map(|&keyword| keyword.to_owned()).collect(),
            is_archived: false,
            version: 1,
            used_at: DateTime::UNIX_EPOCH,
        }
    }

    fn areas() -> Vec<Area> {
        vec![
            area(1, "Billing", &["invoice", "credit card", "payment"]),
            area(2, "User management", &["SSO", "log in", "sign in", "roles"]),
            area(3, "Apps and integrations", &["webhook", "Zapier", "API"]),
            area(4, "Channels and posts", &["post", "channel", "scheduled post"]),
        ]
    }

    #[test]
    fn the_most_letters_of_keywords_in_the_text_decide() {
        for (text, expected) in [
            ("SSO login loops after 7.2", Some((2, "SSO"))),
            ("We cannot pay: the Invoices are empty", Some((1, "invoice"))),
            ("scheduled posts vanish", Some((4, "scheduled post"))),
            ("Posting takes a minute", Some((4, "post"))),
            ("logging in fails", Some((2, "log in"))),
            ("the audit log is empty", None),
            ("credit-card form rejects VISA", Some((1, "credit card"))),
            ("the card of credit", None),
            ("apiary", None),
            ("the roles of an invoice's sign in", Some((2, "sign in, roles"))),
            ("Our webhooks post twice", Some((3, "webhook"))),
            ("", None),
        ] {
            let guess = guess_area(text, &areas(), Language::English);
            let expected = expected.map(|(area_id, keyword)| Guess { area_id, keyword: keyword.to_owned() });
            assert_eq!(guess, expected, "{text}");
        }
    }

    #[test]
    fn a_tie_is_no_guess_and_names_both() {
        let text = "webhook for a payment"; // seven letters each
        assert_eq!(guess_area(text, &areas(), Language::English), None);
        let tied: Vec<_> =
            guess_areas(text, &areas(), Language::English).into_iter().map(|guess| guess.area_id).collect();
        assert_eq!(tied, [1, 3]);
    }

    #[test]
    fn an_archived_area_is_not_guessed() {
        let mut areas = areas();
        areas[0].is_archived = true;
        assert_eq!(guess_area("the invoice is wrong", &areas, Language::English), None);
    }

    proptest! {
        #[test]
        fn a_keyword_alone_finds_its_area(index in 0usize..4, which in 0usize..8, before in "[x-z]{0,3}", after in "[x-z]{0,3}") {
            let areas = areas();
            let keywords = &areas[index].keywords;
            let keyword = &keywords[which % keywords.len()];
            let guess = guess_area(&format!("{before} {} {after}", keyword.to_uppercase()), &areas, Language::English);
            prop_assert_eq!(guess.map(|guess| guess.area_id), Some(areas[index].id));
        }

        #[test]
        fn whatever_is_guessed_names_a_keyword_of_that_area(text in any::<String>()) {
            let areas = areas();
            for guess in guess_areas(&text, &areas, Language::English) {
                let area = areas.iter().find(|area| area.id == guess.area_id).expect("a given area");
                prop_assert!(guess.keyword.split(", ").all(|keyword| area.keywords.iter().any(|own| own == keyword)));
            }
        }
    }
}
