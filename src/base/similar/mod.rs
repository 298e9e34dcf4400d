//! How alike two texts are: for look-alikes among requests and for search that forgives typos.
//!
//! Plain functions over text, so that SQLite and PostgreSQL give the same answers. A new text is compared with dozens
//! of old ones while a person waits, so what cannot decide is not computed.

use super::language::Language;
use std::{
    cmp::Ordering,
    collections::HashSet,
    sync::{LazyLock, OnceLock},
};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

mod near;
mod rank;
mod stem;
mod word;

pub use near::{nearest, pieces};
pub use rank::fuzzy_rank;

use word::Word;

/// Words so frequent in English that sharing them says nothing; sorted.
const STOP_WORDS: &[&str] = &[
    "a", "about", "add", "after", "again", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be",
    "because", "been", "being", "but", "by", "can", "cannot", "could", "did", "do", "does", "doing", "don't",
    "for", "from", "get", "gets", "got", "had", "has", "have", "having", "he", "her", "his", "how", "i",
    "i'd", "i'm", "if", "in", "into", "is", "it", "it's", "its", "just", "like", "me", "my", "of", "on",
    "or", "our", "out", "please", "she", "should", "since", "so", "some", "such", "than", "that", "the",
    "their", "them", "then", "there", "these", "they", "this", "those", "to", "too", "very", "via", "want",
    "wanted", "wants", "was", "we", "were", "what", "when", "where", "which", "while", "who", "will", "with",
    "would", "you", "your",
];

/// From here on two reports are worth showing side by side. Chosen on the pairs in the tests below:
/// the same wish in other words is above, another wish about the same part of a product below.
pub const LOOK_ALIKE: f64 = 0.45;

/// Share of the words in the blend; the rest is the share of the trigrams.
const WORDS_SHARE: f64 = 0.7;
/// Words of a text that are compared. A report says what it is about at its beginning.
const MOST_WORDS: usize = 200;
/// The words of a language that are so frequent that sharing them says nothing.
fn is_frequent(word: &str, language: Language) -> bool {
    static OTHERS: LazyLock<Vec<HashSet<&str>>> = LazyLock::new(|| {
        let words = |language: Language| stop_words::lookup(language.code()).unwrap_or_default();
        Language::ALL.map(|language| words(language).iter().copied().collect()).into()
    });
    match language {
        Language::English => STOP_WORDS.binary_search(&word).is_ok(),
        other => OTHERS.get(other as usize).is_some_and(|words| words.contains(word)),
    }
}

/// The words of `text` that carry meaning, in their order: compatibility forms unified (NFKC),
/// lower case, cut at Unicode word boundaries, stop words dropped, the endings of the language taken off.
pub fn words(text: &str, language: Language) -> Vec<String> {
    let folded = folded(text);
    let words = folded.unicode_words().filter(|word| !is_frequent(word, language));
    words.map(|word| stem::stem(word, language)).collect()
}

/// Words of one text that are kept to find it by.
const MOST_TERMS: usize = 80;
/// Bytes of one such word; longer ones are no words.
const LONGEST_TERM: usize = 64;

/// The distinct words by which a text in this language is found, bounded and sorted.
pub fn distinct_words(text: &str, language: Language) -> Vec<String> {
    let mut terms = words(text, language);
    terms.retain(|term| term.len() <= LONGEST_TERM);
    terms.sort();
    terms.dedup();
    terms.truncate(MOST_TERMS);
    terms
}

/// `text` with compatibility forms unified, in lower case, with straight apostrophes.
fn folded(text: &str) -> String {
    // ASCII has no other forms.
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkc().collect::<String>().to_lowercase().replace('’', "'")
}

/// One word, in lower case, without the endings of the language: forms of a word become the same text, which need not
/// be a word itself.
pub fn stemmed(word: &str, language: Language) -> String {
    stem::stem(word, language)
}

/// How alike two texts are, see [`Terms::likeness`].
pub fn similarity(a: &str, b: &str, language: Language) -> f64 {
    Terms::of(a, language).likeness(&Terms::of(b, language))
}

/// What a text is compared by, taken from it once to be compared with many.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Sorted and distinct.
    words: Vec<Word>,
    /// The distinct groups of three characters in the words, sorted.
    trigrams: OnceLock<Vec<u64>>,
}

impl Terms {
    /// The terms of `text`; of a very long one those of its first 200 words of meaning.
    pub fn of(text: &str, language: Language) -> Self {
        let mut words: Vec<Word> =
            words(text, language).into_iter().take(MOST_WORDS).map(Word::new).collect();
        words.sort_unstable();
        words.dedup();
        Self { words, trigrams: OnceLock::new() }
    }

    /// How alike the texts are, from 0.0 (nothing in common) to 1.0 (the same words), symmetric.
    ///
    /// Seven tenths are shared words, where a word with a typo counts by its likeness, and three
    /// tenths shared trigrams (Dice). Texts without any word of meaning are not like anything.
    pub fn likeness(&self, other: &Self) -> f64 {
        self.with_trigrams(other, self.words_shared(other))
    }

    /// [`likeness`](Self::likeness) if it is at least [`LOOK_ALIKE`].
    pub fn look_alike(&self, other: &Self) -> Option<f64> {
        let words = self.words_shared(other);
        // Most texts are ruled out by their words alone.
        if blend(words, 1.0) < LOOK_ALIKE {
            return None;
        }
        Some(self.with_trigrams(other, words)).filter(|likeness| *likeness >= LOOK_ALIKE)
    }

    fn with_trigrams(&self, other: &Self, words: f64) -> f64 {
        if self.words.is_empty() || other.words.is_empty() {
            return 0.0;
        }
        let (ours, theirs) = (self.trigrams(), other.trigrams());
        blend(words, 2.0 * count(shared(ours, theirs)) / count(ours.len() + theirs.len()))
    }

    fn trigrams(&self) -> &[u64] {
        self.trigrams.get_or_init(|| {
            let mut trigrams: Vec<u64> = self.words.iter().flat_map(Word::trigrams).collect();
            trigrams.sort_unstable();
            trigrams.dedup();
            trigrams
        })
    }

    /// The share of words that the texts have in common, from 0.0 to 1.0.
    fn words_shared(&self, other: &Self) -> f64 {
        let all = self.words.len() + other.words.len();
        if all == 0 { 0.0 } else { (self.words_found_in(other) + other.words_found_in(self)) / count(all) }
    }

    /// How many of our words the other text has too, one with a typo in part.
    fn words_found_in(&self, other: &Self) -> f64 {
        let best = |word: &Word| match other.words.binary_search(word) {
            Ok(_) => 1.0,
            Err(_) => other.words.iter().map(|theirs| word.typo_likeness(theirs)).fold(0.0, f64::max),
        };
        self.words.iter().map(best).sum()
    }
}

/// Likeness of two texts from the shares of words and of trigrams that they have in common.
fn blend(words: f64, trigrams: f64) -> f64 {
    WORDS_SHARE * words + (1.0 - WORDS_SHARE) * trigrams
}

/// How many elements two sorted lists without repetitions have in common.
fn shared(a: &[u64], b: &[u64]) -> usize {
    let (mut a, mut b, mut shared) = (a.iter().peekable(), b.iter().peekable(), 0);
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        match x.cmp(y) {
            Ordering::Less => drop(a.next()),
            Ordering::Greater => drop(b.next()),
            Ordering::Equal => {
                shared += 1;
                a.next();
                b.next();
            }
        }
    }
    shared
}

#[expect(clippy::cast_precision_loss, reason = "texts have fewer than 2^52 words")]
fn count(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<String> {
        super::words(text, Language::English)
    }

    fn similarity(a: &str, b: &str) -> f64 {
        super::similarity(a, b, Language::English)
    }

    fn terms(text: &str) -> Terms {
        Terms::of(text, Language::English)
    }

    #[test]
    fn frequent_words_are_in_order() {
        assert!(STOP_WORDS.is_sorted());
    }

    #[test]
    fn words_keep_the_meaning() {
        for (text, expected) in [
            ("SSO login loops after 7.2", "sso login loop 7.2"),
            ("The exports are failing for big channels", "export fail big channel"),
            ("Stopped exporting; we can't export boards anymore", "stop export can't export board anymor"),
            ("Ｆｕｌｌ－ｗｉｄｔｈ", "full width"),
            ("It is what it is", ""),
            ("", ""),
        ] {
            assert_eq!(words(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn the_same_wish_in_other_words_is_more_alike_than_another_wish() {
        for (report, same, other) in [
            (
                "SSO login loops after 7.2",
                "Users are stuck in a login loop with SSO since upgrading to 7.2",
                "Export of channels to CSV times out",
            ),
            (
                "Export to CSV fails for large channels",
                "CSV exports fail when the channel is large",
                "Exported PDF has the wrong logo",
            ),
            (
                "Please add dark mode to the mobile app",
                "Mobile: dark theme / dark mode wanted",
                "Mobile app crashes when opening a thread",
            ),
            (
                "Notifcations are not deliverd on Android",
                "Android notifications don't get delivered",
                "Android app asks for login every day",
            ),
            (
                "Guests should only see the channels they were invited to",
                "Guest accounts can see channels without being invited",
                "Invite link expires too early",
            ),
        ] {
            let (near, far) = (similarity(report, same), similarity(report, other));
            assert!(near > LOOK_ALIKE, "{report} / {same}: {near:.2}");
            assert!(far < LOOK_ALIKE && far + 0.1 < near, "{report} / {other}: {far:.2} against {near:.2}");
        }
    }

    #[test]
    fn a_wish_is_found_again_in_the_language_of_the_team() {
        let (report, same) = ("Die Rechnungen kommen zu spät an", "Kunden sehen ihre Rechnung zu spät");
        let german = super::similarity(report, same, Language::German);
        let english = super::similarity(report, same, Language::English);
        assert!(german > LOOK_ALIKE && german > english, "{german:.2} against {english:.2}");
        assert_eq!(super::words("Wo ist die Rechnung?", Language::German), ["rechnung"]);
    }

    #[test]
    fn every_language_but_japanese_knows_its_frequent_words() {
        for (language, word) in [
            (Language::English, "the"),
            (Language::German, "und"),
            (Language::Spanish, "los"),
            (Language::French, "dans"),
            (Language::Italian, "della"),
            (Language::Dutch, "het"),
            (Language::Portuguese, "uma"),
        ] {
            assert!(is_frequent(word, language), "{word}");
        }
    }

    #[test]
    fn a_typo_makes_a_report_hardly_less_alike() {
        let right = similarity("Notifications are late on Android", "Android notifications late");
        let typo = similarity("Notifcations are late on Andriod", "Android notifications late");
        assert!(typo > 0.75 && typo < right, "{typo:.2} against {right:.2}");
    }

    #[test]
    fn texts_without_words_are_like_nothing() {
        assert!(similarity("", "").abs() < f64::EPSILON);
        assert!(similarity("the", "the").abs() < f64::EPSILON);
    }

    proptest! {
        #[test]
        fn ascii_is_folded_like_any_other_text(text in "[ -~]{0,40}") {
            prop_assert_eq!(folded(&text), text.nfkc().collect::<String>().to_lowercase().replace('’', "'"));
        }

        #[test]
        fn a_look_alike_is_what_is_like_enough(a in "([a-e]{1,6} ){1,6}", b in "([a-e]{1,6} ){1,6}") {
            for (a, b) in [(a.clone(), b.clone()), (a.clone(), format!("{a} {b}"))] {
                let likeness = similarity(&a, &b);
                let look_alike = terms(&a).look_alike(&terms(&b));
                prop_assert_eq!(look_alike, (likeness >= LOOK_ALIKE).then_some(likeness));
            }
        }

        #[test]
        fn likeness_is_symmetric_and_between_0_and_1(a in "[a-e ]{0,30}|\\PC{0,10}", b in "[a-e ]{0,30}|\\PC{0,10}") {
            let forth = similarity(&a, &b);
            prop_assert!((0.0..=1.0 + 1e-9).contains(&forth));
            prop_assert!((forth - similarity(&b, &a)).abs() < 1e-9);
            if !words(&a).is_empty() {
                prop_assert!((similarity(&a, &a) - 1.0).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn forms_of_a_word_are_one_and_words_are_few() {
        assert_eq!(distinct_words("Login, logins and the login", Language::English), ["login"]);
        let many: Vec<String> = (0..500).map(|n| format!("word{n}x")).collect();
        assert_eq!(distinct_words(&many.join(" "), Language::English).len(), MOST_TERMS);
    }

    proptest! {
        #[test]
        fn distinct_words_are_few_and_distinct(text in "\\PC{0,400}") {
            let words = distinct_words(&text, Language::English);
            prop_assert!(words.len() <= MOST_TERMS && words.is_sorted());
            prop_assert!(words.windows(2).all(|pair| pair[0] != pair[1]));
        }
    }
}
