//! One word of a text, and whether it can be another one with a typo in it.

/// Words at least this alike (Jaro-Winkler) count as the same one with a typo in it.
const TYPO_LIKENESS: f64 = 0.92;
/// Shorter words, in bytes, are too easily alike for that.
const TYPO_LENGTH: usize = 5;
/// The least share of letters in common, summed over both words, at which Jaro-Winkler can reach
/// [`TYPO_LIKENESS`]: with the full bonus for a common start it is `jaro + 0.4 * (1 - jaro)`, and Jaro is at most
/// a third of this sum plus one.
const LEAST_IN_COMMON: f64 = 3.0 * (TYPO_LIKENESS - 0.4) / 0.6 - 1.0;

/// A word of meaning, with what tells quickly how much it can have in common with another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Word {
    pub text: String,
    /// How many characters it has.
    length: u32,
    /// Which characters it has: a bit for each, shared by those that are 64 apart.
    letters: u64,
}

impl Word {
    pub fn new(text: String) -> Self {
        let (mut length, mut letters) = (0, 0);
        for letter in text.chars() {
            length += 1;
            letters |= 1 << (u32::from(letter) % 64);
        }
        Self { text, length, letters }
    }

    /// How alike two different words are if one can be the other with a typo, else 0.0.
    pub fn typo_likeness(&self, other: &Self) -> f64 {
        // Typos are rare in first letters and seldom change a length by much; asking for both first keeps long
        // texts cheap.
        let (a, b) = (self.text.as_str(), other.text.as_str());
        if a.len().min(b.len()) < TYPO_LENGTH
            || a.len().abs_diff(b.len()) > 3
            || a.chars().next() != b.chars().next()
            || self.most_in_common(other) < LEAST_IN_COMMON
        {
            return 0.0;
        }
        let likeness = strsim::jaro_winkler(a, b);
        if likeness >= TYPO_LIKENESS { likeness } else { 0.0 }
    }

    /// The most that the shares of letters in common can be, summed over both words: each bit that only one of them
    /// has is a letter that it does not share.
    fn most_in_common(&self, other: &Self) -> f64 {
        let own = self.length.saturating_sub((self.letters & !other.letters).count_ones());
        let theirs = other.length.saturating_sub((other.letters & !self.letters).count_ones());
        let shared = f64::from(own.min(theirs));
        // A little more, so that rounding never decides.
        shared / f64::from(self.length) + shared / f64::from(other.length) + 1e-9
    }

    /// The groups of three characters in the word with two blanks in front and one behind, as PostgreSQL's pg_trgm
    /// forms them; 21 bits hold any character.
    pub fn trigrams(&self) -> impl Iterator<Item = u64> {
        const GROUP: u64 = (1 << 63) - 1;
        let blank = u64::from(' ');
        let padded = std::iter::once(blank).chain(self.text.chars().map(u64::from)).chain([blank]);
        padded
            .scan(blank, |group, letter| {
                *group = ((*group << 21) | letter) & GROUP;
                Some(*group)
            })
            .skip(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn word(text: &str) -> Word {
        Word::new(text.to_owned())
    }

    #[test]
    fn trigrams_are_those_of_pg_trgm() {
        let spelled = |trigram: u64| -> String {
            [trigram >> 42, trigram >> 21, trigram]
                .map(|letter| char::from_u32((letter & 0x1F_FFFF) as u32).unwrap())
                .iter()
                .collect()
        };
        let of = |text| word(text).trigrams().map(spelled).collect::<Vec<_>>();
        assert_eq!(of("word"), ["  w", " wo", "wor", "ord", "rd "]);
        assert_eq!(of("é"), ["  é", " é "]);
        assert_eq!(of("\u{10FFFF}x"), ["  \u{10FFFF}", " \u{10FFFF}x", "\u{10FFFF}x "]);
    }

    proptest! {
        #[test]
        fn what_is_ruled_out_quickly_is_no_typo(
            a in "[a-d]{5,9}|x[a-z]{4,9}|\\PC{5,9}",
            edits in prop::collection::vec((0_usize..9, prop::char::range('a', 'e')), 0..4),
        ) {
            let mut b: Vec<char> = a.chars().collect();
            for (place, letter) in edits {
                let place = place % b.len();
                b[place] = letter;
            }
            let b: String = b.into_iter().collect();
            let (a, b) = (word(&a), word(&b));
            let likeness = strsim::jaro_winkler(&a.text, &b.text);
            if likeness >= TYPO_LIKENESS {
                prop_assert!(a.most_in_common(&b) >= LEAST_IN_COMMON, "{} {}", a.text, b.text);
            }
        }
    }
}
