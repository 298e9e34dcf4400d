//! Which requests are worth comparing with a new one, and which of them look like it.

use crate::{
    base::{language::Language, similar},
    request::store::Alike,
};

/// Look-alikes that are offered.
const MOST_ALIKE: usize = 3;
/// Requests of any state that are considered.
const MOST_CANDIDATES: usize = 100;
/// Of so many words of a text a candidate has one at least. Two texts whose words are the same or different, none a
/// misspelling of another, look alike from three tenths on; this leaves room for misspellings.
const ONE_WORD_OF: usize = 4;

/// Given the requests that have each of a text's words, those that share enough with it to look like it, best first: a
/// word counts the more the fewer requests have it, and of equals the newer request comes first.
pub fn candidates_among(having: &[Vec<i64>]) -> Vec<i64> {
    let mut found: Vec<(i64, f64)> = Vec::new();
    for ids in having {
        // A list that fits into memory is short enough for a float.
        let weight = 1.0 / ids.len() as f64;
        found.extend(ids.iter().map(|id| (*id, weight)));
    }
    found.sort_unstable_by_key(|(id, _)| *id);
    let mut ranked: Vec<(i64, f64)> = found
        .chunk_by(|(a, _), (b, _)| a == b)
        .filter(|words| words.len() >= having.len() / ONE_WORD_OF)
        .map(|words| (words[0].0, words.iter().map(|(_, weight)| weight).sum()))
        .collect();
    ranked.sort_by(|(a_id, a), (b_id, b)| b.total_cmp(a).then(b_id.cmp(a_id)));
    ranked.into_iter().take(MOST_CANDIDATES).map(|(id, _)| id).collect()
}

/// Those of `found` that say much the same as `text`, the likest first.
pub fn likest(text: &str, found: Vec<Alike>, language: Language) -> Vec<Alike> {
    let terms = similar::Terms::of(text, language);
    let likeness = |other: &Alike| terms.look_alike(&similar::Terms::of(&other.text, language));
    let mut ranked: Vec<_> = found.into_iter().filter_map(|other| Some((likeness(&other)?, other))).collect();
    ranked.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    ranked.into_iter().take(MOST_ALIKE).map(|(_, other)| other).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_count_most_and_of_equals_the_newest() {
        for (having, expected) in [
            (vec![], vec![]),
            (vec![vec![], vec![]], vec![]),
            (vec![vec![3, 2, 1]], vec![3, 2, 1]),
            // 1 has the word that nobody else has; 2 has two of the others.
            (vec![vec![3, 2, 4], vec![1], vec![3, 2, 5]], vec![1, 3, 2, 5, 4]),
        ] {
            assert_eq!(candidates_among(&having), expected);
        }
    }

    #[test]
    fn what_shares_one_word_of_many_is_not_compared() {
        let words =
            |n: usize| (0..n).map(|word| if word == 0 { vec![1, 2] } else { vec![2] }).collect::<Vec<_>>();
        assert_eq!(candidates_among(&words(7)), [2, 1], "one of seven");
        assert_eq!(candidates_among(&words(8)), [2], "one of eight");
        assert_eq!(candidates_among(&[&words(8)[..], &[vec![1]]].concat()), [2, 1], "two of nine");
    }

    #[test]
    fn only_the_best_are_compared() {
        let all: Vec<i64> = (1..=200).rev().collect();
        let found = candidates_among(&[all, vec![7]]);
        assert_eq!((found.len(), found[0], found[1]), (MOST_CANDIDATES, 7, 200));
    }
}
