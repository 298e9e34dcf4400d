//! Every name that a customer of the guild has or had, looked for in texts all at once.

use super::{
    RealName,
    fold::{Folded, is_edge},
};
use aho_corasick::{AhoCorasick, MatchKind};
use std::{borrow::Cow, collections::HashSet, fmt, sync::OnceLock};

/// What stands for a text in which names cannot be looked for.
const UNSEARCHED: &str = "(hidden)";

/// The names of a guild's customers, each with the alias that stands for it. The automaton is built when the first text is
/// to be searched.
#[derive(Default)]
pub struct Names {
    known: Vec<(RealName, String)>,
    /// There are others, too many to be looked for.
    is_too_many: bool,
    search: OnceLock<Search>,
}

/// The automaton over the folded names.
struct Search {
    /// `None` when there are more names than one automaton holds.
    automaton: Option<AhoCorasick>,
    /// For each pattern its place in `known`.
    places: Vec<usize>,
}

/// A part of a text that names a customer: where it begins and ends, and the name's place in `known`.
type Found = (usize, usize, usize);

impl Names {
    /// From each name with the alias of its customer; where a name has several, the first counts.
    pub fn new(known: Vec<(RealName, String)>) -> Self {
        Self { known, ..Self::default() }
    }

    /// More than can be looked for: texts are hidden whole.
    pub fn too_many() -> Self {
        Self { is_too_many: true, ..Self::default() }
    }

    /// `text` with each whole name, in any spelling, replaced by `instead`, or by the alias of its customer.
    pub(super) fn mask<'t>(&self, text: &'t str, instead: Option<&str>) -> Cow<'t, str> {
        if self.is_too_many {
            return Cow::Borrowed(UNSEARCHED);
        }
        if self.known.is_empty() {
            return Cow::Borrowed(text);
        }
        let search = self.search.get_or_init(|| Search::over(&self.known));
        let Some(automaton) = &search.automaton else { return Cow::Borrowed(UNSEARCHED) };
        let found = joined(search.found(automaton, text));
        if found.is_empty() {
            return Cow::Borrowed(text);
        }
        let (mut masked, mut done) = (String::with_capacity(text.len()), 0);
        for (from, to, place) in found {
            masked.push_str(&text[done..from]);
            masked.push_str(instead.unwrap_or(&self.known[place].1));
            done = to;
        }
        masked.push_str(&text[done..]);
        Cow::Owned(masked)
    }
}

impl Search {
    fn over(known: &[(RealName, String)]) -> Self {
        let (mut patterns, mut places, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
        for (place, (name, _)) in known.iter().enumerate() {
            let folded = Folded::of(name.unmasked()).text;
            if !folded.is_empty() && seen.insert(folded.clone()) {
                patterns.push(folded);
                places.push(place);
            }
        }
        let built = AhoCorasick::builder().match_kind(MatchKind::Standard).build(patterns);
        let automaton = built.inspect_err(|error| tracing::error!(%error, "names cannot be looked for")).ok();
        Self { automaton, places }
    }

    /// All names in the text, whole words only; they may overlap.
    fn found(&self, automaton: &AhoCorasick, text: &str) -> Vec<Found> {
        let folded = Folded::of(text);
        let whole = |(from, to): (usize, usize)| {
            let starts = is_edge(text[..from].chars().next_back(), text[from..].chars().next());
            let ends = is_edge(text[..to].chars().next_back(), text[to..].chars().next());
            (starts && ends).then_some((from, to))
        };
        let matches = automaton.find_overlapping_iter(&folded.text);
        let found = matches.filter_map(|found| {
            let (from, to) = folded.origin(found.start(), found.end()).and_then(whole)?;
            Some((from, to, self.places[found.pattern().as_usize()]))
        });
        found.collect()
    }
}

/// What overlaps as one, under the longest of the names that begin first.
fn joined(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|(from, to, _)| (*from, std::cmp::Reverse(*to)));
    let mut joined: Vec<Found> = Vec::with_capacity(found.len());
    for next in found {
        match joined.last_mut() {
            Some(last) if next.0 < last.1 => last.1 = last.1.max(next.1),
            _ => joined.push(next),
        }
    }
    joined
}

/// The same names; the automaton follows from them.
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
