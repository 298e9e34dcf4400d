//! A text as tokens: words, numbers and signs, in lower case, with umlauts written out.

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::base) enum Kind {
    Word,
    Number,
    Sign,
}

/// A word, a whole number or one sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::base) struct Token {
    /// Lower case; "ä" is "ae".
    pub text: String,
    pub kind: Kind,
    /// Whether nothing stands between it and the token before it.
    pub is_glued: bool,
    /// Which of the parts between white space it comes from.
    chunk: usize,
}

/// A text in tokens that still knows how it was typed.
#[derive(Clone, Debug)]
pub(in crate::base) struct Text {
    chunks: Vec<String>,
    pub tokens: Vec<Token>,
}

impl Token {
    pub fn is(&self, text: &str) -> bool {
        self.text == text
    }

    /// The value of a number of up to four digits.
    pub fn number(&self) -> Option<u32> {
        if self.kind == Kind::Number && self.text.len() <= 4 { self.text.parse().ok() } else { None }
    }

    /// How many digits a number has; 0 for others.
    pub fn digits(&self) -> usize {
        if self.kind == Kind::Number { self.text.len() } else { 0 }
    }
}

impl Text {
    pub fn new(text: &str) -> Self {
        let text: String = text.chars().map(plain).collect();
        let text = text.trim_end_matches(['!', '?', ' ']);
        let mut found = Self { chunks: Vec::new(), tokens: Vec::new() };
        for chunk in text.split_whitespace() {
            found.take(chunk);
        }
        found
    }

    /// How the tokens `from..to` were typed, whole words.
    pub fn typed(&self, from: usize, to: usize) -> String {
        let chunk = |at: usize| self.tokens.get(at).map(|token| token.chunk);
        let Some(first) = chunk(from).or_else(|| chunk(self.tokens.len().wrapping_sub(1))) else {
            return String::new();
        };
        let last = chunk(to.saturating_sub(1)).unwrap_or(first).max(first);
        self.chunks[first..=last].join(" ")
    }

    fn take(&mut self, chunk: &str) {
        let place = self.chunks.len();
        self.chunks.push(chunk.to_owned());
        let lower = spelled_out(&chunk.to_lowercase());
        let mut rest = lower.as_str();
        let mut is_glued = false;
        while let Some(first) = rest.chars().next() {
            let kind = kind_of(first);
            let end = match kind {
                Kind::Sign => first.len_utf8(),
                _ => rest.find(|c| kind_of(c) != kind).unwrap_or(rest.len()),
            };
            let (text, after) = rest.split_at(end);
            rest = after;
            // A dot behind a word shortens it ("dec.", "p.m."), unless more follows ("a.m").
            let is_short =
                first == '.' && self.tokens.last().is_some_and(|last| last.kind == Kind::Word) && is_glued;
            if is_short && !rest.starts_with(char::is_alphanumeric) {
                continue;
            }
            self.tokens.push(Token { text: text.to_owned(), kind, is_glued, chunk: place });
            is_glued = true;
        }
    }
}

/// Signs that are typed in several ways become one; brackets say nothing.
fn plain(c: char) -> char {
    match c {
        '–' | '—' | '−' | '‑' => '-',
        '’' | '‘' | '`' | '´' => '\'',
        '(' | ')' | '[' | ']' | '_' | '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
        c => c,
    }
}

fn spelled_out(text: &str) -> String {
    text.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue").replace('ß', "ss").replace('½', ".5")
}

fn kind_of(c: char) -> Kind {
    if c.is_ascii_digit() {
        Kind::Number
    } else if c.is_alphabetic() || c == '\'' {
        Kind::Word
    } else {
        Kind::Sign
    }
}

/// How many tokens the words of `phrase` take at the start of `tokens`, if they stand there.
pub(in crate::base) fn eat(tokens: &[Token], phrase: &str) -> Option<usize> {
    let mut used = 0;
    for word in phrase.split(' ') {
        if !tokens.get(used)?.is(word) {
            return None;
        }
        used += 1;
    }
    Some(used)
}

/// How many tokens the longest of `phrases` takes at the start of `tokens`, if one stands there.
pub(in crate::base) fn eat_any(tokens: &[Token], phrases: &[&str]) -> Option<usize> {
    phrases.iter().filter_map(|phrase| eat(tokens, phrase)).max()
}

/// The same, and 0 if none stands there.
pub(in crate::base) fn skip_any(tokens: &[Token], phrases: &[&str]) -> usize {
    eat_any(tokens, phrases).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fall_into_words_numbers_and_signs() {
        let shown = |text: &str| {
            let tokens = Text::new(text).tokens;
            tokens
                .iter()
                .map(|it| if it.is_glued { format!("~{}", it.text) } else { it.text.clone() })
                .collect::<Vec<_>>()
                .join(" ")
        };
        for (text, tokens) in [
            ("Tomorrow 9am", "tomorrow 9 ~am"),
            ("9:30 p.m.", "9 ~: ~30 p ~. ~m"),
            ("1. Dez. 2026", "1 ~. dez 2026"),
            ("29.11.2026", "29 ~. ~11 ~. ~2026"),
            ("nächsten Mo–Fr", "naechsten mo ~- ~fr"),
            ("9 o’clock (Berlin)!", "9 o'clock berlin"),
            ("1½h", "1 ~. ~5 ~h"),
        ] {
            assert_eq!(shown(text), tokens, "{text}");
        }
        assert_eq!(Text::new("Tue 9:30 blorp").typed(1, 2), "9:30");
        assert_eq!(Text::new("").typed(0, 1), "");
    }
}
