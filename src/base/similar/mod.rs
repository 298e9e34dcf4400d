//! How alike two texts are: for look-alikes among requests and for search that forgives typos.
//!
//! Plain functions over text, so that SQLite and PostgreSQL give the same answers.

use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

mod rank;
mod stem;

pub use rank::fuzzy_rank;

/// Words so frequent in English that sharing them says nothing.
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
/// Words at least this alike (Jaro-Winkler) count as the same one with a typo in it.
const TYPO_LIKENESS: f64 = 0.92;
/// Shorter words, in bytes, are too easily alike for that.
const TYPO_LENGTH: usize = 5;

/// The words of `text` that carry meaning, in their order: compatibility forms unified (NFKC),
/// lower case, cut at Unicode word boundaries, stop words dropped, English endings taken off.
pub fn words(text: &str) -> Vec<String> {
    let folded = text.nfkc().collect::<String>().to_lowercase().replace('’', "'");
    folded.unicode_words().filter(|word| !STOP_WORDS.contains(word)).map(stem::stem).collect()
}

/// One word, in lower case, without its English ending: forms of a word become the same text, which need not be a
/// word itself.
pub fn stemmed(word: &str) -> String {
    stem::stem(word)
}

/// The distinct groups of three characters in the words of `text`, each word with two blanks in
/// front and one behind, as PostgreSQL's pg_trgm forms them.
pub fn trigrams(text: &str) -> BTreeSet<[char; 3]> {
    Terms::of(text).trigrams
}

/// How alike two texts are, see [`Terms::likeness`].
pub fn similarity(a: &str, b: &str) -> f64 {
    Terms::of(a).likeness(&Terms::of(b))
}

/// What a text is compared by, taken from it once to be compared with many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    words: BTreeSet<String>,
    trigrams: BTreeSet<[char; 3]>,
}

impl Terms {
    /// The terms of `text`; of a very long one those of its first 200 words of meaning.
    pub fn of(text: &str) -> Self {
        let words: BTreeSet<String> = words(text).into_iter().take(MOST_WORDS).collect();
        let mut trigrams = BTreeSet::new();
        for word in &words {
            let padded: Vec<char> = "  ".chars().chain(word.chars()).chain([' ']).collect();
            trigrams.extend(padded.windows(3).map(|three| [three[0], three[1], three[2]]));
        }
        Self { words, trigrams }
    }

    /// How alike the texts are, from 0.0 (nothing in common) to 1.0 (the same words), symmetric.
    ///
    /// Seven tenths are shared words, where a word with a typo counts by its likeness, and three
    /// tenths shared trigrams (Dice). Texts without any word of meaning are not like anything.
    pub fn likeness(&self, other: &Self) -> f64 {
        if self.words.is_empty() || other.words.is_empty() {
            return 0.0;
        }
        let words = (self.words_found_in(other) + other.words_found_in(self))
            / count(self.words.len() + other.words.len());
        let shared = count(self.trigrams.intersection(&other.trigrams).count());
        let trigrams = 2.0 * shared / count(self.trigrams.len() + other.trigrams.len());
        WORDS_SHARE * words + (1.0 - WORDS_SHARE) * trigrams
    }

    /// How many of our words the other text has too, one with a typo in part.
    fn words_found_in(&self, other: &Self) -> f64 {
        let best = |word: &String| match other.words.contains(word) {
            true => 1.0,
            false => other.words.iter().map(|theirs| typo_likeness(word, theirs)).fold(0.0, f64::max),
        };
        self.words.iter().map(best).sum()
    }
}

/// How alike two different words are if one can be the other with a typo, else 0.0.
fn typo_likeness(a: &str, b: &str) -> f64 {
    // Typos are rare in first letters and seldom change a length by much; asking for both first
    // keeps long texts cheap.
    if a.len().min(b.len()) < TYPO_LENGTH
        || a.len().abs_diff(b.len()) > 3
        || a.chars().next() != b.chars().next()
    {
        return 0.0;
    }
    let likeness = strsim::jaro_winkler(a, b);
    if likeness >= TYPO_LIKENESS { likeness } else { 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "texts have fewer than 2^52 words")]
fn count(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
        fn likeness_is_symmetric_and_between_0_and_1(a in "[a-e ]{0,30}|\\PC{0,10}", b in "[a-e ]{0,30}|\\PC{0,10}") {
            let forth = similarity(&a, &b);
            prop_assert!((0.0..=1.0 + 1e-9).contains(&forth));
            prop_assert!((forth - similarity(&b, &a)).abs() < 1e-9);
            if !words(&a).is_empty() {
                prop_assert!((similarity(&a, &a) - 1.0).abs() < 1e-9);
            }
        }
    }
}
