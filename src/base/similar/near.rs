//! Words that are misspellings of each other, found by what they have in common instead of by comparing with all.

use std::cmp::Reverse;

/// Shorter words are found as they are only: too many differ by one letter.
const LEAST_LETTERS: usize = 4;
/// From so many letters on two typos are forgiven.
const LONG: usize = 6;

/// The pieces of a word under which it is found: the word itself, and, of four letters and more, what is left without
/// each one of its letters. A word and the same word with one letter added, left out, changed or swapped with its
/// neighbour have a piece in common.
pub fn pieces(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut pieces = vec![word.to_owned()];
    if letters.len() >= LEAST_LETTERS {
        let without = |place: usize| letters[..place].iter().chain(&letters[place + 1..]).collect();
        pieces.extend((0..letters.len()).map(without));
        pieces.sort_unstable();
        pieces.dedup();
    }
    pieces
}

/// Those of `words` that `typed` may have been meant as, likest first: those that begin with it, then those with a typo.
pub fn nearest(typed: &str, mut words: Vec<String>, most: usize) -> Vec<String> {
    let letters = typed.chars().count();
    let forgiven = if letters >= LONG { 2 } else { 1 };
    let distance = |word: &String| match word.starts_with(typed) {
        true => 0,
        false => strsim::osa_distance(typed, word),
    };
    words.retain(|word| distance(word) <= forgiven);
    words.sort_by_cached_key(|word| {
        let begins_alike = typed.chars().next() == word.chars().next();
        (distance(word), Reverse(begins_alike), word.chars().count().abs_diff(letters), word.clone())
    });
    words.dedup();
    words.truncate(most);
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_word_is_found_by_itself_and_without_each_letter() {
        assert_eq!(pieces("sso"), ["sso"]);
        assert_eq!(pieces("loop"), ["loo", "loop", "lop", "oop"]);
        assert_eq!(pieces("日本語版").len(), 5);
    }

    #[test]
    fn the_nearest_come_first_and_the_far_are_left_out() {
        let words =
            || ["voic", "invoice", "invite", "invoke", "invoices", "invoic"].map(str::to_owned).to_vec();
        assert_eq!(nearest("invoic", words(), 9), ["invoic", "invoice", "invoices", "invoke", "voic"]);
        assert_eq!(nearest("invoic", words(), 1), ["invoic"]);
        assert_eq!(nearest("exprot", vec!["export".into(), "report".into()], 9), ["export"]);
        assert!(nearest("cat", vec!["dog".into(), "cot".into()], 9) == ["cot"]);
    }

    proptest! {
        /// One typo in a word of four letters and more leaves a piece in common.
        #[test]
        fn one_typo_leaves_a_piece(word in "[a-f]{4,9}", place in 0usize..9, letter in "[a-f]", kind in 0..4) {
            let mut typed: Vec<char> = word.chars().collect();
            let place = place % typed.len();
            let letter = letter.chars().next().expect("one letter");
            match kind {
                0 => { typed.remove(place); }
                1 => typed.insert(place, letter),
                2 => typed[place] = letter,
                _ => { let next = (place + 1) % typed.len(); typed.swap(place.min(next), place.max(next)); }
            }
            let typed: String = typed.into_iter().collect();
            prop_assume!(strsim::osa_distance(&typed, &word) <= 1);
            prop_assert!(pieces(&typed).iter().any(|piece| pieces(&word).contains(piece)), "{typed} {word}");
        }
    }
}
