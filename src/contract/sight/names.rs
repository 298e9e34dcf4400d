//! Every name that a customer of the guild has or had, looked for in texts all at once.

use super::{
    RealName,
    fold::{Folded, is_edge, word_ends},
    typo::Typos,
};
use aho_corasick::{AhoCorasick, MatchKind};
use std::{borrow::Cow, collections::HashMap, fmt, ops::Range, sync::OnceLock};

/// What stands for a text in which names cannot be looked for.
const UNSEARCHED: &str = "(hidden)";

/// A name that a customer has or had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownName {
    pub name: RealName,
    /// The number of the customer that it means now, after merges.
    pub customer_id: i64,
    /// What stands for that customer in public.
    pub alias: String,
    /// Whether the customer is called so now.
    pub is_current: bool,
}

/// The names of a guild's customers, each with the alias that stands for it. The automaton is built when the first text is
/// to be searched.
#[derive(Default)]
pub struct Names {
    pub(super) known: Vec<KnownName>,
    /// There are others, too many to be looked for.
    is_too_many: bool,
    search: OnceLock<Option<Search>>,
    typos: OnceLock<Typos>,
}

/// The automaton over the folded names.
pub(super) struct Search {
    automaton: AhoCorasick,
    pub patterns: Vec<Pattern>,
}

/// A folded name.
pub(super) struct Pattern {
    pub folded: String,
    /// The places in `known` of the names that fold to it, the first that counts first.
    pub places: Vec<usize>,
    /// For each place where the words of that name end, in bytes of `folded`.
    pub word_ends: Vec<Vec<usize>>,
}

/// A part of a text that is called like a customer: where it begins and ends, and which pattern it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub from: usize,
    pub to: usize,
    pub pattern: usize,
}

impl Names {
    /// Names of which is asked only whether and where they stand in a text, not whose they are.
    pub fn alone(names: impl IntoIterator<Item = RealName>) -> Self {
        let known = |name| KnownName { name, customer_id: 0, alias: String::new(), is_current: true };
        Self::new(names.into_iter().map(known).collect())
    }

    /// From all names; where several are spelled alike, the first says which alias stands for them.
    pub fn new(known: Vec<KnownName>) -> Self {
        Self { known, ..Self::default() }
    }

    /// More than can be looked for: texts are hidden whole.
    pub fn too_many() -> Self {
        Self { is_too_many: true, ..Self::default() }
    }

    /// `text` with `instead` in place of each whole name, in any spelling.
    pub fn replaced<'t>(&self, text: &'t str, instead: &str) -> Cow<'t, str> {
        self.mask(text, Some(instead))
    }

    /// Whether the text holds one of the names, whole and in any spelling.
    pub fn is_in(&self, text: &str) -> bool {
        matches!(self.mask(text, None), Cow::Owned(_))
    }

    /// `text` with each whole name, in any spelling, replaced by `instead`, or by the alias of its customer.
    pub(super) fn mask<'t>(&self, text: &'t str, instead: Option<&str>) -> Cow<'t, str> {
        if self.is_too_many {
            return Cow::Borrowed(UNSEARCHED);
        }
        if self.known.is_empty() {
            return Cow::Borrowed(text);
        }
        let Some(search) = self.search() else { return Cow::Borrowed(UNSEARCHED) };
        let found = joined(search.found(text));
        if found.is_empty() {
            return Cow::Borrowed(text);
        }
        let (mut masked, mut done) = (String::with_capacity(text.len()), 0);
        for Found { from, to, pattern } in found {
            // The rest of an address that is hidden already.
            if from < done {
                done = done.max(to);
                continue;
            }
            let alias = instead.unwrap_or(&self.known[search.patterns[pattern].places[0]].alias);
            match address_around(text, from, to) {
                // With another name in it, it would lead nowhere.
                Some(address) => {
                    masked.push_str(&text[done..address.start]);
                    masked.push_str(&format!("a link ({alias})"));
                    done = address.end;
                }
                None => {
                    masked.push_str(&text[done..from]);
                    masked.push_str(alias);
                    done = to;
                }
            }
        }
        masked.push_str(&text[done..]);
        Cow::Owned(masked)
    }

    /// What looks for the names; `None` when they cannot be looked for.
    pub(super) fn search(&self) -> Option<&Search> {
        self.search.get_or_init(|| Search::over(&self.known)).as_ref()
    }

    /// What finds misspelt names.
    pub(super) fn typos(&self, search: &Search) -> &Typos {
        self.typos.get_or_init(|| Typos::over(&search.patterns))
    }
}

/// The web address of which `from..to` is a part, if it is a part of one.
fn address_around(text: &str, from: usize, to: usize) -> Option<Range<usize>> {
    let ends = |letter: char| letter.is_whitespace() || "<>()[]\"".contains(letter);
    let start =
        text[..from].rfind(ends).map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let is_web = ["https://", "http://"].iter().any(|scheme| {
        let head = text.get(start..start + scheme.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(scheme)) && start + scheme.len() <= from
    });
    let end = to + text[to..].find(ends).unwrap_or(text.len() - to);
    is_web.then_some(start..end)
}

impl Search {
    /// `None` when there are more names than one automaton holds.
    fn over(known: &[KnownName]) -> Option<Self> {
        let mut patterns: Vec<Pattern> = Vec::new();
        let mut by_text: HashMap<String, usize> = HashMap::new();
        for (place, known) in known.iter().enumerate() {
            let folded = Folded::of(known.name.unmasked()).text;
            if folded.is_empty() {
                continue;
            }
            let index = *by_text.entry(folded.clone()).or_insert(patterns.len());
            if index == patterns.len() {
                patterns.push(Pattern { folded, places: Vec::new(), word_ends: Vec::new() });
            }
            patterns[index].places.push(place);
            patterns[index].word_ends.push(word_ends(known.name.unmasked()));
        }
        let texts = patterns.iter().map(|pattern| &pattern.folded);
        let built = AhoCorasick::builder().match_kind(MatchKind::Standard).build(texts);
        let automaton =
            built.inspect_err(|error| tracing::error!(%error, "names cannot be looked for")).ok()?;
        Some(Self { automaton, patterns })
    }

    /// All names in the text, whole words only; they may overlap.
    pub fn found(&self, text: &str) -> Vec<Found> {
        let folded = Folded::of(text);
        let whole = |(from, to): (usize, usize)| {
            let starts = is_edge(text[..from].chars().next_back(), text[from..].chars().next());
            let ends = is_edge(text[..to].chars().next_back(), text[to..].chars().next());
            (starts && ends).then_some((from, to))
        };
        let matches = self.automaton.find_overlapping_iter(&folded.text);
        let found = matches.filter_map(|found| {
            let (from, to) = folded.origin(found.start(), found.end()).and_then(whole)?;
            Some(Found { from, to, pattern: found.pattern().as_usize() })
        });
        found.collect()
    }
}

/// What overlaps as one, under the longest of the names that begin first.
fn joined(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|found| (found.from, std::cmp::Reverse(found.to)));
    let mut joined: Vec<Found> = Vec::with_capacity(found.len());
    for next in found {
        match joined.last_mut() {
            Some(last) if next.from < last.to => last.to = last.to.max(next.to),
            _ => joined.push(next),
        }
    }
    joined
}

/// The same names; what looks for them follows from them.
impl PartialEq for Names {
    fn eq(&self, other: &Self) -> bool {
        self.known == other.known && self.is_too_many == other.is_too_many
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Names({})", self.known.len())
    }
}
