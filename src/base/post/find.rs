//! The links in a text.

use super::{Network, PostLink};
use std::collections::HashSet;

/// Links that are read of one text.
const MOST: usize = 20;
const SCHEMES: [&str; 3] = ["https://", "http://", "at://"];
/// What ends a link besides white space: what Discord, Markdown and other scripts put around one.
const ENDS: &[char] =
    &['<', '>', '"', '`', '|', '“', '”', '«', '»', '、', '。', '，', '！', '？', '「', '」', '（', '）'];
/// What stands behind a link rather than in it.
const BEHIND: &[char] = &['.', ',', ';', ':', '!', '?', '\'', ']', '[', '(', '*', '_', '~', '}', '…', '’'];
const BEFORE: &[char] = &['(', '[', '{', '*', '_', '~', '\''];

/// The posts that a text links to, each once, in their order, at most 20: those of X, Bluesky and Mastodon; when there is
/// none, any other pages. A link may stand in `<…>`, in Markdown, or without `https://` where the host is X's or Bluesky's.
pub fn posts_in(text: &str) -> Vec<PostLink> {
    let mut seen = HashSet::new();
    let words = text.split(|c: char| c.is_whitespace() || ENDS.contains(&c));
    let links = words.flat_map(links_in_word).filter(|link| seen.insert((link.network, link.post_id())));
    let links: Vec<_> = links.collect();
    let has_posts = links.iter().any(|link| link.network != Network::Other);
    links.into_iter().filter(|link| !has_posts || link.network != Network::Other).take(MOST).collect()
}

fn links_in_word(word: &str) -> Vec<PostLink> {
    let starts = starts(word);
    if starts.is_empty() {
        let bare = without_behind(word.trim_start_matches(BEFORE));
        let link = bare.contains('/').then(|| PostLink::parse(&format!("https://{bare}"))).flatten();
        return link
            .into_iter()
            .filter(|link| matches!(link.network, Network::X | Network::Bluesky))
            .collect();
    }
    let ends = starts.iter().skip(1).copied().chain([word.len()]);
    starts
        .iter()
        .zip(ends)
        .filter_map(|(start, end)| PostLink::parse(without_behind(&word[*start..end])))
        .collect()
}

/// Where addresses begin in a word: Markdown may put two of them next to each other.
fn starts(word: &str) -> Vec<usize> {
    let is_start = |at: usize| {
        let rest = word.as_bytes().get(at..).unwrap_or_default();
        let begins = |scheme: &str| {
            rest.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme.as_bytes()))
        };
        SCHEMES.iter().any(|scheme| begins(scheme))
    };
    // An address inside another's query is no link of its own.
    let is_inside = |at: usize| at > 0 && matches!(word.as_bytes()[at - 1], b'=' | b'/' | b'&');
    let in_word = |at: usize| at > 0 && word.as_bytes()[at - 1].is_ascii_alphanumeric();
    (0..word.len()).filter(|at| is_start(*at) && !is_inside(*at) && !in_word(*at)).collect()
}

/// The address without what a sentence or Markdown put behind it. A closing bracket stays when it closes one inside.
fn without_behind(address: &str) -> &str {
    let mut rest = address;
    loop {
        let shorter = rest.trim_end_matches(BEHIND);
        let opened = shorter.matches('(').count();
        let shorter = match shorter.strip_suffix(')') {
            Some(cut) if shorter.matches(')').count() > opened => cut,
            _ => shorter,
        };
        if shorter.len() == rest.len() {
            return rest;
        }
        rest = shorter;
    }
}
