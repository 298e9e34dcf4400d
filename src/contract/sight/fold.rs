//! Texts in the form in which all spellings of a name are the same.

use unicode_normalization::UnicodeNormalization;

/// A text without case, accents and what stands between words, and where each byte of it comes from.
pub(super) struct Folded {
    pub text: String,
    /// For each byte of `text` the character of the original: where it begins and ends.
    origins: Vec<(usize, usize)>,
}

impl Folded {
    /// Folds a text.
    pub fn of(original: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(original.len()), origins: Vec::new() };
        for (from, c) in original.char_indices() {
            fold_char(c, &mut folded.text);
            folded.origins.resize(folded.text.len(), (from, from + c.len_utf8()));
        }
        folded
    }

    /// The part of the original that the bytes `from..to` come from; `None` when they begin or end inside what became of
    /// one character.
    pub fn origin(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let (first, last) = (self.origins.get(from)?, self.origins.get(to.checked_sub(1)?)?);
        let is_inside =
            |left: Option<&(usize, usize)>, right: Option<&(usize, usize)>| left.is_some() && left == right;
        let before = from.checked_sub(1).and_then(|before| self.origins.get(before));
        let splits = is_inside(before, Some(first)) || is_inside(Some(last), self.origins.get(to));
        (!splits).then_some((first.0, last.1))
    }
}

/// Compatibility forms unified, lower case, Latin, Greek and Cyrillic letters without their marks.
fn fold_char(c: char, into: &mut String) {
    for part in std::iter::once(c).nfkd().filter(|part| !is_dropped(*part)) {
        // Through the upper case, because some lower-case letters have no single partner: ß and SS.
        let lower = part.to_uppercase().flat_map(char::to_lowercase);
        into.extend(lower.filter(|part| !is_dropped(*part)));
    }
}

/// What makes no difference between two spellings: marks over letters, and what people put between and around words.
fn is_dropped(c: char) -> bool {
    is_mark(c) || is_between(c)
}

/// What changes how a letter looks, or nothing at all.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// What people put between and around words.
fn is_between(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || "-_.,;:'\"`´*~|\\/@#()[]<>«»·•".contains(c)
        || matches!(c, '\u{2010}'..='\u{2015}' | '\u{2018}'..='\u{201F}')
}

/// Where words end inside a text, in bytes of what it folds to.
pub(super) fn word_ends(original: &str) -> Vec<usize> {
    let (mut folded, mut ends) = (String::new(), Vec::new());
    for c in original.chars() {
        if is_between(c) && !folded.is_empty() && ends.last() != Some(&folded.len()) {
            ends.push(folded.len());
        }
        fold_char(c, &mut folded);
    }
    if ends.last() == Some(&folded.len()) {
        ends.pop();
    }
    ends
}

/// Whether a name may begin or end between two characters: where a word does, and anywhere in scripts that are written
/// without spaces.
pub(super) fn is_edge(before: Option<char>, after: Option<char>) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return true };
    !(before.is_alphanumeric() && after.is_alphanumeric()) || is_unspaced(before) || is_unspaced(after)
}

/// Scripts without spaces between words: Thai, Lao, Myanmar, Khmer, Chinese, Japanese.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}'
        | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FF9D}' | '\u{20000}'..='\u{3FFFF}')
}
