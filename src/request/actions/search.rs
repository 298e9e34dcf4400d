//! Finding requests by the words of their texts.
//!
//! A request is found when it has all the words that were typed, wherever in its text and whatever its state. Each word
//! brings the newest requests that have it; where one word is in so many that the rest of them is not read, the requests
//! that the rarest word brings are asked for it. A word that no request has is taken as the beginning of another, or as
//! a misspelling; one that is like none finds nothing. What a reader may not see finds nothing either, and the answer is the
//! same.

use crate::{
    base::{language::Language, similar},
    contract::{Context, Guild},
    db::Db,
    error::Error,
    request::{
        rules::search::{Word, typed_words},
        store::{self, Filter, Found, Listed, MOST_READ, PER_PAGE},
    },
};
use std::collections::BTreeSet;

/// Words that stand in for one that no request has.
const MOST_NEAR: usize = 8;
/// Requests that are read at a time.
const AT_A_TIME: usize = 25;

/// What became of the words that were typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    /// As typed; no request has that word, but some have one like it.
    pub near: Vec<String>,
    /// Whether there was any word that says what a request is about.
    pub has_words: bool,
}

/// The requests that have all words, as far as they were read.
pub struct Matches {
    /// In falling order.
    pub ids: Vec<i64>,
    /// Below this number there may be more.
    pub read_down_to: Option<i64>,
    pub read: Read,
    /// Each word, or what stands in for it.
    words: Vec<Vec<String>>,
}

impl Matches {
    /// Whether a text has all words. What a reader may not see of a request does not find it.
    pub fn hold_for(&self, shown: &str, language: Language) -> bool {
        let has: BTreeSet<String> = similar::words(shown, language).into_iter().collect();
        self.words.iter().all(|word| word.iter().any(|term| has.contains(term)))
    }
}

/// The requests below the number `below` that have all words of `text`.
pub async fn matching(db: &Db, guild: &Guild, text: &str, below: i64) -> Result<Matches, Error> {
    let typed = typed_words(text, guild.language);
    let mut read = Read { has_words: !typed.is_empty(), near: Vec::new() };
    let mut words = Vec::new();
    let mut missing = Vec::new();
    let terms: Vec<String> = typed.keys().cloned().collect();
    for posting in store::postings(db, guild.id, &terms, below).await? {
        match posting.is_known {
            true => words.push(Word::of(vec![posting])),
            false => missing.push(posting.term),
        }
    }
    if !missing.is_empty() {
        let near = near(db, guild.id, &missing).await?;
        for (term, stand_ins) in missing.iter().zip(near) {
            if !stand_ins.is_empty() {
                read.near.push(typed.get(term).cloned().unwrap_or_else(|| term.clone()));
            }
            words.push(Word::of(store::postings(db, guild.id, &stand_ins, below).await?));
        }
    }
    let terms = words.iter().map(|word| word.terms.clone()).collect();
    let (ids, read_down_to) = all_of(db, guild.id, words).await?;
    Ok(Matches { ids, read_down_to, read, words: terms })
}

/// What each of the words may have been meant as.
async fn near(db: &Db, guild_id: i64, missing: &[String]) -> Result<Vec<Vec<String>>, Error> {
    let mut near: Vec<Vec<String>> = vec![Vec::new(); missing.len()];
    for (place, term) in store::near_words(db, guild_id, missing).await? {
        if let Some(near) = usize::try_from(place).ok().and_then(|place| near.get_mut(place)) {
            near.push(term);
        }
    }
    let pairs = near.into_iter().zip(missing);
    Ok(pairs.map(|(near, typed)| similar::nearest(typed, near, MOST_NEAR)).collect())
}

/// The requests that have every word, in falling order, and down to which number they are all.
async fn all_of(db: &Db, guild_id: i64, mut words: Vec<Word>) -> Result<(Vec<i64>, Option<i64>), Error> {
    // The word that reaches farthest back brings the requests; the others are looked for in these.
    words.sort_by_key(|word| (word.down_to, word.ids.len()));
    let mut words = words.into_iter();
    let Some(first) = words.next() else { return Ok((Vec::new(), None)) };
    let mut ids: Vec<i64> = first.ids.into_iter().rev().collect();
    for word in words {
        let (read, unread): (Vec<i64>, Vec<i64>) = ids.into_iter().partition(|id| *id >= word.down_to);
        ids = read.into_iter().filter(|id| word.ids.contains(id)).collect();
        if !unread.is_empty() {
            let mut rest = store::having(db, guild_id, &unread, &word.terms).await?;
            rest.sort_unstable_by(|a, b| b.cmp(a));
            ids.extend(rest);
        }
    }
    Ok((ids, Some(first.down_to).filter(|down_to| *down_to > 0)))
}

/// One page of the requests below the number `below` that have all words of `text` and pass the filter, newest first.
pub async fn page(
    cx: &Context,
    (filter, text): (&Filter, &str),
    (below, above): (i64, i64),
) -> Result<(Listed, Read), Error> {
    let (db, guild) = (&cx.db, &cx.guild);
    let sight = cx.sight();
    let matches = matching(db, guild, text, below).await?;
    let mut found: Vec<Found> = Vec::new();
    let mut has_hidden = false;
    for ids in matches.ids.chunks(AT_A_TIME) {
        let mut lines = store::lines(db, guild.id, ids, filter).await?;
        let all = lines.len();
        lines.retain(|line| matches.hold_for(&sight.text(&line.text), guild.language));
        has_hidden |= lines.len() < all;
        found.extend(lines);
        if found.len() > PER_PAGE || ids.last().is_some_and(|last| *last <= above) {
            break;
        }
    }
    if has_hidden && found.is_empty() {
        // As if no request had these words.
        return Ok((Listed::default(), matches.read));
    }
    found.retain(|found| found.id > above);
    let is_full = found.len() > PER_PAGE;
    found.truncate(PER_PAGE);
    let last = found.last().map(|last| last.id);
    let stopped = matches.read_down_to.filter(|down_to| *down_to > above);
    let older = if is_full { last } else { stopped };
    let looked_at = stopped.filter(|_| !is_full).and_then(|_| i64::try_from(MOST_READ).ok());
    Ok((Listed { found, total: None, older, newer: None, looked_at }, matches.read))
}
