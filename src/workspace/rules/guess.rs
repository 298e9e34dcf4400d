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
/// several are a tie, none means that no keyword was found. Archived areas are left out.
pub fn guess_areas(text: &str, areas: &[Area], language: Language) -> Vec<Guess> {
    let active = areas.iter().filter(|area| !area.is_archived);
    guess_among(text, active.map(|area| (area.id, area.keywords.as_slice())), language)
}

/// The same for whatever is known by keywords, each by its number.
///
/// Keywords match whole words, whatever their case and ending ("invoices" finds "invoice"); phrases match
/// words in a row, and a keyword within a longer one that was found does not count besides. A keyword that was given a
/// weight ("invoice*3") counts so many times. Where one that rules out ("-invoice") is in the text, nothing else of the
/// same list counts.
pub fn guess_among<'a>(
    text: &str,
    all: impl IntoIterator<Item = (i64, &'a [String])>,
    language: Language,
) -> Vec<Guess> {
    let text = stems(text, language);
    let found = all.into_iter().filter_map(|(area_id, keywords)| {
        let keywords = found_of(keywords, &text, language);
        let weight: usize = keywords.iter().map(|keyword| weight(keyword)).sum();
        let words: Vec<&str> = keywords.iter().map(|keyword| keyword.phrase).collect();
        (weight > 0).then(|| (weight, Guess { area_id, keyword: words.join(", ") }))
    });
    let found: Vec<_> = found.collect();
    let most = found.iter().map(|(weight, _)| *weight).max();
    found.into_iter().filter(|(weight, _)| Some(*weight) == most).map(|(_, guess)| guess).collect()
}

/// A keyword as it is typed: a word or phrase, with what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keyword<'a> {
    pub phrase: &'a str,
    /// Texts with it belong elsewhere, whatever else is in them: `-phrase`.
    pub rules_out: bool,
    /// How many times it counts: `phrase*3`; 1 to [`Keyword::HEAVIEST`].
    pub times: usize,
}

impl<'a> Keyword<'a> {
    /// What a keyword may count at most.
    pub const HEAVIEST: usize = 9;

    /// Reads a keyword; what only looks like a weight is part of the phrase.
    pub fn read(typed: &'a str) -> Self {
        let (rules_out, rest) = match typed.trim().strip_prefix('-') {
            Some(rest) => (true, rest.trim_start()),
            None => (false, typed.trim()),
        };
        let weighed = rest.rsplit_once('*').and_then(|(phrase, times)| {
            let times = times.trim().parse().ok().filter(|times| (1..=Self::HEAVIEST).contains(times))?;
            Some((phrase.trim_end(), times))
        });
        let (phrase, times) = weighed.unwrap_or((rest, 1));
        Self { phrase, rules_out, times }
    }
}

/// The keywords that are in the text, the longest first, without those within another; none when one rules the text out.
fn found_of<'a>(keywords: &'a [String], text: &[String], language: Language) -> Vec<Keyword<'a>> {
    let read = keywords.iter().map(|keyword| Keyword::read(keyword));
    let with_stems = read.map(|keyword| (keyword, stems(keyword.phrase, language)));
    let mut matching: Vec<_> = with_stems.filter(|(_, stems)| is_in(text, stems)).collect();
    if matching.iter().any(|(keyword, _)| keyword.rules_out) {
        return Vec::new();
    }
    matching.sort_by_key(|(keyword, _)| std::cmp::Reverse(letters(keyword.phrase)));
    let mut found: Vec<(Keyword<'_>, Vec<String>)> = Vec::new();
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

/// What a keyword that was found counts.
fn weight(keyword: &Keyword<'_>) -> usize {
    letters(keyword.phrase) * keyword.times
}

/// Letters and digits, so that spaces and marks do not decide.
fn letters(phrase: &str) -> usize {
    phrase.chars().filter(|c| c.is_alphanumeric()).count()
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

    #[test]
    fn a_keyword_can_weigh_more_and_rule_out() {
        let areas = [
            area(1, "Billing", &["price*4", "-price of gas", "plan"]),
            area(2, "Self-service", &["subscription"]),
        ];
        for (text, expected) in [
            ("the price of a subscription", Some((1, "price"))),
            ("a subscription plan", Some((2, "subscription"))),
            ("the price of gas and a plan", None),
            ("the price of gas in a subscription", Some((2, "subscription"))),
        ] {
            let guess = guess_area(text, &areas, Language::English);
            let expected = expected.map(|(area_id, keyword)| Guess { area_id, keyword: keyword.to_owned() });
            assert_eq!(guess, expected, "{text}");
        }
    }

    #[test]
    fn keywords_are_read_as_they_are_typed() {
        for (typed, phrase, rules_out, times) in [
            ("invoice", "invoice", false, 1),
            ("-credit card", "credit card", true, 1),
            ("sign in * 3", "sign in", false, 3),
            ("-sign in*9", "sign in", true, 9),
            ("a*b", "a*b", false, 1),
            ("a*0", "a*0", false, 1),
            ("a*10", "a*10", false, 1),
        ] {
            assert_eq!(Keyword::read(typed), Keyword { phrase, rules_out, times }, "{typed}");
        }
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
