//! Which customers a text names.
//!
//! Hiding a name and finding whose a text is are two questions. What might be a name is hidden; what is filed under a
//! customer is one that nobody would read otherwise.

use super::{
    fold::word_ends,
    names::{Found, Names, Search},
};
use std::cmp::Reverse;

/// What a text says about whose it is. Customers are told by number, in the order of the text, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedIn {
    /// Named beyond doubt.
    pub certain: Vec<i64>,
    /// What they are called is there, but may be an everyday word, or what several were called.
    pub perhaps: Vec<i64>,
    /// What they are called is there but for a typo; looked for where nobody is named.
    pub near: Vec<i64>,
}

/// Where a text names somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedAt {
    /// Where the name ends, in bytes of the text.
    pub to: usize,
    /// Who may be meant.
    pub customer_ids: Vec<i64>,
    /// Whether it is the name but for a typo.
    pub is_typo: bool,
}

impl Names {
    /// Whom the text names: whole words, former names too, of names within each other the longest.
    pub fn named_in(&self, text: &str) -> NamedIn {
        let mut named = NamedIn::default();
        let Some(search) = self.searchable() else { return named };
        let spans = self.spans(search, text);
        for (found, ids) in &spans {
            let is_sure = ids.len() == 1 && self.is_written_as_name(search, found, text);
            let list = if is_sure { &mut named.certain } else { &mut named.perhaps };
            list.extend(ids);
        }
        if spans.is_empty() {
            named.near.extend(self.near_spans(search, text).into_iter().flat_map(|(_, ids)| ids));
        }
        once(&mut named.certain, &[]);
        once(&mut named.perhaps, &named.certain);
        once(&mut named.near, &[]);
        named
    }

    /// The longest name that begins at the byte `from` of the text, as behind an `@`; else the longest that begins there
    /// with a typo.
    pub fn named_at(&self, text: &str, from: usize) -> Option<NamedAt> {
        let search = self.searchable()?;
        let here = |(found, _): &(Found, Vec<i64>)| found.from == from;
        if let Some((found, customer_ids)) = self.spans(search, text).into_iter().find(here) {
            return Some(NamedAt { to: found.to, customer_ids, is_typo: false });
        }
        let near: Vec<_> = self.near_spans(search, text).into_iter().filter(here).collect();
        let to = near.iter().map(|(found, _)| found.to).max()?;
        let longest = near.into_iter().filter(|(found, _)| found.to == to);
        let mut customer_ids = longest.flat_map(|(_, ids)| ids).collect();
        once(&mut customer_ids, &[]);
        Some(NamedAt { to, customer_ids, is_typo: true })
    }

    fn searchable(&self) -> Option<&Search> {
        if self.known.is_empty() { None } else { self.search() }
    }

    /// Where names stand as people write them, the longest first and nothing within another, then in the order of the text;
    /// with each who is called so.
    fn spans(&self, search: &Search, text: &str) -> Vec<(Found, Vec<i64>)> {
        let found = search.found(text).into_iter();
        let with_ids = found.filter_map(|found| Some((found, self.called(search, &found, text)?)));
        let mut all: Vec<(Found, Vec<i64>)> = with_ids.collect();
        all.sort_by_key(|(found, _)| (Reverse(found.to - found.from), found.from));
        let mut spans: Vec<(Found, Vec<i64>)> = Vec::new();
        for next in all {
            if spans.iter().all(|(taken, _)| next.0.to <= taken.from || taken.to <= next.0.from) {
                spans.push(next);
            }
        }
        spans.sort_by_key(|(found, _)| found.from);
        spans
    }

    /// Who has, or else who had, a name that may be written like the part of the text: its words end only where those of the
    /// name do ("not able" is no "Notable"), and no sentence ends within it.
    fn called(&self, search: &Search, found: &Found, text: &str) -> Option<Vec<i64>> {
        let (part, pattern) = (&text[found.from..found.to], &search.patterns[found.pattern]);
        let ends = word_ends(part);
        let fits = |(place, name_ends): (&usize, &Vec<usize>)| {
            let name = self.known[*place].name.unmasked();
            let is_one = ends.iter().all(|end| name_ends.contains(end));
            let adds = |sign: char| part.contains(sign) && !name.contains(sign);
            let is_broken = [',', ';', ':', '\n'].into_iter().any(adds) || adds('.') && part.contains(". ");
            (is_one && !is_broken).then_some(*place)
        };
        let places: Vec<usize> = pattern.places.iter().zip(&pattern.word_ends).filter_map(fits).collect();
        self.of_places(&places)
    }

    /// Whom the names at these places mean: those who are called so now, else those who were.
    fn of_places(&self, places: &[usize]) -> Option<Vec<i64>> {
        let ids = |is_current: bool| {
            let known = places.iter().map(|place| &self.known[*place]);
            let mut ids =
                known.filter(|known| known.is_current == is_current).map(|known| known.customer_id).collect();
            once(&mut ids, &[]);
            ids
        };
        [ids(true), ids(false)].into_iter().find(|ids: &Vec<i64>| !ids.is_empty())
    }

    /// Parts that are names but for a typo, in the order of the text.
    fn near_spans(&self, search: &Search, text: &str) -> Vec<(Found, Vec<i64>)> {
        let found = self.typos(search).found(&search.patterns, text).into_iter();
        found
            .filter_map(|found| Some((found, self.of_places(&search.patterns[found.pattern].places)?)))
            .collect()
    }

    /// Whether the part of the text is written as a name is. One word in small letters, or among nothing but capitals, may be
    /// an everyday word: a target, a box.
    fn is_written_as_name(&self, search: &Search, found: &Found, text: &str) -> bool {
        let (part, pattern) = (&text[found.from..found.to], &search.patterns[found.pattern]);
        let is_marked = text[..found.from].ends_with('@');
        let has_case = |text: &str| text.chars().any(|c| c.is_uppercase() || c.is_lowercase());
        let as_typed = |place: &usize| part.contains(self.known[*place].name.unmasked());
        if is_marked || pattern.word_ends.iter().all(|ends| !ends.is_empty()) || !has_case(part) {
            return true;
        }
        let rest = [&text[..found.from], &text[found.to..]];
        let shouts = rest.iter().any(|rest| has_case(rest))
            && rest.iter().all(|rest| !rest.chars().any(char::is_lowercase));
        let is_small = !part.chars().any(char::is_uppercase);
        let is_small_name = is_small && pattern.places.iter().any(as_typed);
        is_small_name || !is_small && !shouts
    }
}

/// Each number once, in order, without those of `others`.
fn once(ids: &mut Vec<i64>, others: &[i64]) {
    let mut seen = Vec::new();
    ids.retain(|id| {
        let is_new = !seen.contains(id) && !others.contains(id);
        seen.push(*id);
        is_new
    });
}
