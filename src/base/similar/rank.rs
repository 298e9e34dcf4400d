//! Which of a list is meant by the few letters typed so far.

use crate::base::text::limits;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// Least likeness (Dice over letter pairs, or Jaro-Winkler) at which a typo is forgiven.
const LEAST_LIKENESS: f64 = 0.5;
const LEAST_WORD_LIKENESS: f64 = 0.85;

/// What is typed beyond so many characters is not looked at: no name is longer.
const LONGEST: usize = 100;
/// Fewer letters are not enough to speak of a typo.
const LEAST_TYPED: usize = 3;
/// So many that fit without a typo are enough: Discord shows no more.
const ENOUGH: usize = limits::CHOICES;

/// How a candidate fits what was typed, best first.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
enum Fit {
    Same,
    Start,
    WordStart,
    Inside,
    /// Every word typed is the start of some word, in any order.
    Words,
    /// Only like it; holds how unlike, so that less is better.
    Alike(f64),
}

/// The positions in `candidates` of those that fit what was typed, best first: the same, then those
/// that start with it, then those where a word does, then those that hold it, then those that
/// only resemble it, unless 25 others fit or fewer than three letters were typed. Candidates that
/// fit equally keep their order; when nothing was typed all are given in their order.
pub fn fuzzy_rank<S: AsRef<str>>(typed: &str, candidates: &[S]) -> Vec<usize> {
    let typed = folded(typed);
    if typed.is_empty() {
        return (0..candidates.len()).collect();
    }
    let (mut fits, mut others) = (Vec::new(), Vec::new());
    for (i, candidate) in candidates.iter().enumerate() {
        let candidate = folded(candidate.as_ref());
        match fit(&typed, &candidate) {
            Some(fit) => fits.push((fit, i)),
            None => others.push((candidate, i)),
        }
    }
    // Likeness costs most, a typo is forgiven where nothing better is found, and nobody reads on after so many.
    if fits.len() < ENOUGH && typed.chars().count() >= LEAST_TYPED {
        let typos = others.iter().filter_map(|(candidate, i)| Some((alike(&typed, candidate)?, *i)));
        fits.extend(typos);
    }
    fits.sort_by(|a, b| a.0.partial_cmp(&b.0).unwrap_or(std::cmp::Ordering::Equal));
    fits.into_iter().map(|(_, i)| i).collect()
}

fn folded(text: &str) -> String {
    let text = text.trim();
    if text.is_ascii() {
        // Compatible forms exist only beyond ASCII.
        return text[..text.len().min(LONGEST)].to_ascii_lowercase();
    }
    text.nfkc().take(LONGEST).collect::<String>().to_lowercase()
}

/// How it fits without a typo.
fn fit(typed: &str, candidate: &str) -> Option<Fit> {
    if typed == candidate {
        return Some(Fit::Same);
    }
    if candidate.starts_with(typed) {
        return Some(Fit::Start);
    }
    let mut places = candidate.match_indices(typed).peekable();
    if places.peek().is_some() {
        let starts_word = |i: usize| !candidate[..i].ends_with(char::is_alphanumeric);
        return Some(if places.any(|(i, _)| starts_word(i)) { Fit::WordStart } else { Fit::Inside });
    }
    words_start(typed, candidate).then_some(Fit::Words)
}

/// How it fits when a typo is forgiven.
fn alike(typed: &str, candidate: &str) -> Option<Fit> {
    let likeness = likeness(typed, candidate);
    (likeness >= LEAST_LIKENESS).then_some(Fit::Alike(1.0 - likeness))
}

fn words_start(typed: &str, candidate: &str) -> bool {
    let mut typed = typed.unicode_words().peekable();
    typed.peek().is_some() && typed.all(|word| candidate.unicode_words().any(|other| other.starts_with(word)))
}

/// How alike, 0.0 to 1.0: as a whole, or each word typed with the start of its best word.
fn likeness(typed: &str, candidate: &str) -> f64 {
    let whole = strsim::sorensen_dice(typed, candidate);
    let mut words = typed.unicode_words().map(|word| best_word(word, candidate)).peekable();
    let weakest = if words.peek().is_some() { words.fold(1.0, f64::min) } else { 0.0 };
    whole.max(if weakest >= LEAST_WORD_LIKENESS { weakest } else { 0.0 })
}

fn best_word(typed: &str, candidate: &str) -> f64 {
    let length = typed.chars().count();
    if length < LEAST_TYPED {
        return 0.0;
    }
    let start = |word: &str| word.chars().take(length).collect::<String>();
    let words = candidate.unicode_words();
    words
        .map(|word| strsim::jaro_winkler(typed, &start(word)).max(strsim::jaro_winkler(typed, word)))
        .fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CUSTOMERS: [&str; 7] = [
        "Acme",
        "Northwind Traders",
        "Contoso",
        "Acme Labs",
        "Big Acme Holding",
        "Macmena",
        "Globex Corporation",
    ];

    fn ranked(typed: &str) -> Vec<&'static str> {
        fuzzy_rank(typed, &CUSTOMERS).into_iter().map(|i| CUSTOMERS[i]).collect()
    }

    #[test]
    fn the_closest_fit_comes_first() {
        assert_eq!(ranked("acme"), ["Acme", "Acme Labs", "Big Acme Holding", "Macmena"]);
        assert_eq!(ranked("trad"), ["Northwind Traders"]);
        assert_eq!(ranked("labs ac"), ["Acme Labs"]);
    }

    #[test]
    fn a_typo_is_forgiven() {
        assert_eq!(ranked("nortwind"), ["Northwind Traders"]);
        assert_eq!(ranked("contsoo"), ["Contoso"]);
        assert_eq!(ranked("glbex corp"), ["Globex Corporation"]);
    }

    #[test]
    fn no_typo_is_looked_for_where_enough_fit() {
        let mut names = vec!["Acne Studio".to_owned()];
        names.extend((1..ENOUGH).map(|n| format!("Acme {n}")));
        assert_eq!(fuzzy_rank("acme", &names).last(), Some(&0), "24 fit, and one more is alike");
        names.push("Acme Labs".to_owned());
        assert_eq!(fuzzy_rank("acme", &names), (1..=ENOUGH).collect::<Vec<_>>());
    }

    #[test]
    fn capitals_and_wide_letters_are_one() {
        assert_eq!(ranked("ＡＣＭＥ labs"), ranked("acme labs"));
        assert_eq!(ranked("ACME LABS"), ranked("acme labs"));
        assert_eq!(ranked("ACME LABS")[0], "Acme Labs");
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        assert!(ranked("zzz").is_empty());
        assert!(ranked("…").is_empty());
    }

    #[test]
    fn nothing_typed_gives_all_in_their_order() {
        assert_eq!(ranked("  "), CUSTOMERS);
    }
}
