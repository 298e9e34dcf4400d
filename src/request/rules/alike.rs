//! Which requests are worth comparing with a new one.

use std::collections::BTreeMap;

/// Requests of any state that are considered.
const MOST_CANDIDATES: usize = 100;

/// Given the requests that have each of a text's words, those that share the most with it, best first: a word counts the
/// more the fewer requests have it, and of equals the newer request comes first.
pub fn candidates_among(having: &[Vec<i64>]) -> Vec<i64> {
    let mut scores: BTreeMap<i64, f64> = BTreeMap::new();
    for ids in having {
        // A list that fits into memory is short enough for a float.
        let weight = 1.0 / ids.len() as f64;
        for id in ids {
            *scores.entry(*id).or_default() += weight;
        }
    }
    let mut ranked: Vec<(i64, f64)> = scores.into_iter().collect();
    ranked.sort_by(|(a_id, a), (b_id, b)| b.total_cmp(a).then(b_id.cmp(a_id)));
    ranked.into_iter().take(MOST_CANDIDATES).map(|(id, _)| id).collect()
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
    fn only_the_best_are_compared() {
        let all: Vec<i64> = (1..=200).rev().collect();
        let found = candidates_among(&[all, vec![7]]);
        assert_eq!((found.len(), found[0], found[1]), (MOST_CANDIDATES, 7, 200));
    }
}
