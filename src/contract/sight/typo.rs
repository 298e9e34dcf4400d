//! Names that are nearly in a text.

use super::{
    fold::Folded,
    names::{Found, Pattern},
};
use crate::base::similar;
use std::collections::HashMap;
use unicode_segmentation::UnicodeSegmentation;

/// Shorter names are found as they are only: too many words differ from them by one letter.
const LEAST_LETTERS: usize = 4;
/// From so many letters on two typos are forgiven.
const LONG: usize = 8;
/// Words at the beginning of a text among which misspelt names are looked for.
const MOST_WORDS: usize = 200;
/// Words of a name that may be misspelt.
const MOST_IN_NAME: usize = 5;

/// Names by what a typo leaves of them, so that a text is not compared with every name.
#[derive(Default)]
pub(super) struct Typos {
    /// Names in which one typo is forgiven, by what is left without each of their letters.
    short: HashMap<String, Vec<usize>>,
    /// Names in which two are, cut into three pieces, of which one stays whole.
    /// By letters of the name and the piece's place in it: the names that have the piece.
    pieces: HashMap<(usize, usize), HashMap<String, Vec<usize>>>,
    /// For each name how many words it has.
    words: Vec<usize>,
}

/// How many typos are forgiven in a name of so many letters.
fn forgiven(letters: usize) -> usize {
    match letters {
        LONG.. => 2,
        LEAST_LETTERS.. => 1,
        _ => 0,
    }
}

/// Where a piece of a name of so many letters begins.
fn beginning(letters: usize, piece: usize) -> usize {
    letters * piece / (forgiven(letters) + 1)
}

impl Typos {
    pub fn over(patterns: &[Pattern]) -> Self {
        let mut typos = Self::default();
        for (index, pattern) in patterns.iter().enumerate() {
            typos.words.push(pattern.word_ends.first().map_or(1, |ends| ends.len() + 1));
            let letters: Vec<char> = pattern.folded.chars().collect();
            match forgiven(letters.len()) {
                0 => continue,
                1 => {
                    for rest in similar::pieces(&pattern.folded) {
                        typos.short.entry(rest).or_default().push(index);
                    }
                    continue;
                }
                _ => {}
            }
            for piece in 0..=forgiven(letters.len()) {
                let (from, to) = (beginning(letters.len(), piece), beginning(letters.len(), piece + 1));
                let by_text = typos.pieces.entry((letters.len(), piece)).or_default();
                by_text.entry(letters[from..to].iter().collect()).or_default().push(index);
            }
        }
        typos
    }

    /// Parts of the text that are a name but for a typo or two, and begin with its first letter. One word counts only where
    /// it is written like a name.
    pub fn found(&self, patterns: &[Pattern], text: &str) -> Vec<Found> {
        let words: Vec<(usize, &str)> = text.unicode_word_indices().take(MOST_WORDS).collect();
        let mut found = Vec::new();
        for (place, (from, first)) in words.iter().enumerate() {
            let is_marked = text[..*from].ends_with(['@', '"', '“']);
            let is_name = is_marked || first.chars().next().is_some_and(char::is_uppercase);
            for (count, (last, word)) in words[place..].iter().take(MOST_IN_NAME).enumerate() {
                let to = last + word.len();
                let part = &text[*from..to];
                if part.contains(['\n', ',', ';']) {
                    break;
                }
                if count > 0 || is_name {
                    let near = self.near(patterns, part).into_iter();
                    let near = near.filter(|pattern| self.words[*pattern] == count + 1);
                    found.extend(near.map(|pattern| Found { from: *from, to, pattern }));
                }
            }
        }
        found
    }

    /// The names from which `typed` differs by a typo or two.
    fn near(&self, patterns: &[Pattern], typed: &str) -> Vec<usize> {
        let folded = Folded::of(typed).text;
        let starts: Vec<usize> = folded.char_indices().map(|(at, _)| at).chain([folded.len()]).collect();
        let letters = starts.len() - 1;
        let rests = if letters <= LONG { similar::pieces(&folded) } else { Vec::new() };
        let mut near: Vec<usize> =
            rests.iter().filter_map(|rest| self.short.get(rest)).flatten().copied().collect();
        for length in letters.saturating_sub(2)..=letters + 2 {
            let most = forgiven(length);
            if most < 2 || length.abs_diff(letters) > most {
                continue;
            }
            for piece in 0..=most {
                let Some(by_text) = self.pieces.get(&(length, piece)) else { continue };
                let (from, to) = (beginning(length, piece), beginning(length, piece + 1));
                for from in from.saturating_sub(most)..=from + most {
                    let end = from + to - beginning(length, piece);
                    let part = starts.get(from).zip(starts.get(end)).map(|(from, end)| &folded[*from..*end]);
                    near.extend(part.and_then(|part| by_text.get(part)).into_iter().flatten().copied());
                }
            }
        }
        near.sort_unstable();
        near.dedup();
        near.retain(|index| {
            let name = &patterns[*index].folded;
            let most = forgiven(name.chars().count());
            let distance = strsim::osa_distance(name, &folded);
            (1..=most).contains(&distance) && name.chars().next() == folded.chars().next()
        });
        near
    }
}
