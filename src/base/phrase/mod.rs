//! What people say about times, before it is known which instants that means: every word of it, or nothing.
//!
//! A text is cut into [`tokens`], and every way to read *all* of them as parts (a day, a time of day, a rhythm, an end, a
//! zone) becomes a [`Phrase`]. There is no word that is passed over. Where words can mean two things there are two phrases;
//! `cost` says how far-fetched each is: 0 is what most people mean, 1 what some mean, [`clock::FAR_FETCHED`] what nobody
//! means unless nothing else makes sense. [`crate::base::when`] and [`crate::base::recurrence`] find out what they come to.

mod bounds;
pub(in crate::base) mod clock;
mod date;
pub(in crate::base) mod day;
mod error;
mod parts;
mod place;
pub(in crate::base) mod rhythm;
pub(in crate::base) mod span;
pub(in crate::base) mod tokens;

pub(in crate::base) use bounds::{End, Last};
pub(in crate::base) use error::PhraseError;
pub(in crate::base) use parts::{Part, Phrase, Said};

use tokens::{Text, Token, eat_any, skip_any};

/// Something read at the start of some tokens.
#[derive(Clone, Debug)]
pub(in crate::base) struct Match<T> {
    pub value: T,
    /// How many tokens it took.
    pub used: usize,
    pub cost: u8,
}

impl<T> Match<T> {
    fn sure(value: T, used: usize) -> Self {
        Self { value, used, cost: 0 }
    }

    fn map<U>(self, make: impl FnOnce(T) -> U) -> Match<U> {
        Match { value: make(self.value), used: self.used, cost: self.cost }
    }
}

/// What a text is read as.
#[derive(Clone, Copy, Debug)]
pub(in crate::base) struct Grammar {
    /// Once: one instant.
    pub once: bool,
    /// Again and again.
    pub series: bool,
    /// Whether 3/4 is rather the fourth of March.
    pub month_first: bool,
}

/// Ways that are tried to go on; a text that needs more is no time.
const MOST_STEPS: usize = 4000;

/// All phrases that `text` can be, the order in which they were found; at least one.
pub(in crate::base) fn read(text: &str, grammar: Grammar) -> Result<Vec<Phrase>, PhraseError> {
    let text = Text::new(text.trim().trim_start_matches('+'));
    if text.tokens.is_empty() {
        return Err(PhraseError::Empty);
    }
    let mut search =
        Search { text: &text, grammar, found: Vec::new(), steps: 0, farthest: 0, conflict: None };
    search.go(0, &Phrase::default());
    let Search { found, farthest, conflict, .. } = search;
    if !found.is_empty() {
        return Ok(found);
    }
    Err(match conflict {
        Some((reached, error)) if reached >= farthest => error,
        _ => stuck(&text, farthest),
    })
}

/// Whether a word of `text` speaks of something that comes again and again, whatever the rest says.
pub(in crate::base) fn speaks_of_rhythm(text: &str) -> bool {
    let tokens = Text::new(text).tokens;
    let is_rhythm = |at: usize| {
        let rest = &tokens[at..];
        let is_said = |found: Match<Part>| match found.value {
            Part::Interval(..) | Part::EveryFew(..) => true,
            Part::Weekdays(days) => days.is_explicit,
            Part::End(end) => matches!(end, End::Count(_)),
            _ => false,
        };
        eat_any(rest, rhythm::EVERY).is_some() || rhythm::rhythm(rest, false).into_iter().any(is_said)
    };
    (0..tokens.len()).any(is_rhythm)
}

struct Search<'a> {
    text: &'a Text,
    grammar: Grammar,
    found: Vec<Phrase>,
    steps: usize,
    /// The token before which nothing could be read.
    farthest: usize,
    /// What contradicted what came before it, and the token behind it.
    conflict: Option<(usize, PhraseError)>,
}

impl Search<'_> {
    fn go(&mut self, from: usize, so_far: &Phrase) {
        let tokens = self.text.tokens.as_slice();
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return;
        }
        let at = from + if from > 0 { between(&tokens[from..]) } else { 0 };
        if at == tokens.len() {
            match so_far.clone().finished(self.grammar, &|| self.text.typed(0, tokens.len())) {
                Ok(phrase) => self.found.push(phrase),
                Err(error) => self.trouble(at, error),
            }
            return;
        }
        self.farthest = self.farthest.max(at);
        for Match { value, used, cost } in parts::parts(&tokens[at..], at == 0, self.grammar) {
            let typed = || self.text.typed(at, at + used);
            match so_far.with(value, cost, &typed) {
                Ok(phrase) => self.go(at + used, &phrase),
                Err(error) => self.trouble(at + used, error),
            }
        }
    }

    fn trouble(&mut self, reached: usize, error: PhraseError) {
        if self.conflict.as_ref().is_none_or(|(before, _)| *before < reached) {
            self.conflict = Some((reached, error));
        }
    }
}

/// What may stand between two parts.
fn between(tokens: &[Token]) -> usize {
    skip_any(tokens, &[",", ";", "and", "und", "&", ", and"])
}

/// The error for a text of which nothing can be read from the token `at` on.
fn stuck(text: &Text, at: usize) -> PhraseError {
    let rest = &text.tokens[at..];
    let is_range = eat_any(rest, &["-", "to", "bis", "till", "until"]).is_some_and(|used| {
        let follows = rest.get(used).is_some_and(|next| next.number().is_some());
        follows && at > 0 && !clock::clock(&rest[used..]).is_empty()
    });
    if is_range {
        return PhraseError::Range;
    }
    // "until whenever": the trouble is what follows.
    let leads = [
        "until", "till", "for", "from", "starting", "except", "through", "before", "after", "in", "at", "on",
        "next", "bis", "ab", "um",
    ];
    if rest.len() > 1 && eat_any(rest, &leads).is_some() {
        return PhraseError::Unknown(text.typed(at, at + 2));
    }
    // The trouble is what should come every time.
    let every = skip_any(rest, rhythm::EVERY);
    let is_count = rest.get(every).is_some_and(|next| next.number().is_some());
    let used = if every > 0 && is_count { 2 } else { 1 };
    let from = if every < rest.len() { at + every } else { at };
    PhraseError::Unknown(text.typed(from, (from + used).min(text.tokens.len())))
}
