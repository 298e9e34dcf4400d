//! How long an answer is by its network's own count.

use super::Network;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// What an answer on X may weigh. Source: twitter-text, configuration 3.
const X_MOST: usize = 280;
/// What a link counts, however long it is: X as above, Mastodon by its documentation.
const LINK: usize = 23;
/// Graphemes, and bytes of UTF-8, in a post of Bluesky. Source: the lexicon `app.bsky.feed.post`.
const BLUESKY_MOST: (usize, usize) = (300, 3000);
/// Characters of a post on Mastodon where the instance does not say otherwise.
const MASTODON_MOST: usize = 500;
/// Characters that weigh 1 on X; all others weigh 2. Source: twitter-text, configuration 3.
const LIGHT: [(u32, u32); 4] = [(0, 4351), (8192, 8205), (8208, 8223), (8242, 8247)];
/// Endings by which X makes a link of a name without `https://`; the most frequent ones.
const ENDINGS: &[&str] = &[
    "ai", "app", "at", "be", "biz", "ca", "ch", "cloud", "co", "com", "de", "dev", "edu", "es", "eu", "fr",
    "gov", "info", "io", "it", "jp", "me", "net", "nl", "org", "pl", "se", "tech", "tv", "uk", "us", "xyz",
];

/// How much of what is allowed an answer takes, in the network's own unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    pub used: usize,
    pub most: usize,
    /// Whether the network takes it. Bluesky counts bytes as well, so it may refuse what is not above `most`.
    pub fits: bool,
}

/// Counts an answer as its network does: X by weight, Bluesky by grapheme, Mastodon by character with links and the hosts
/// of mentioned people counted short. `most` is what an instance of Mastodon allows, if it is known. `None` for pages
/// that have no limit that is known.
pub fn length(network: Network, text: &str, most: Option<usize>) -> Option<Length> {
    match network {
        Network::X => Some(within(x_weight(text), X_MOST)),
        Network::Bluesky => {
            let length = within(text.graphemes(true).count(), BLUESKY_MOST.0);
            Some(Length { fits: length.fits && text.len() <= BLUESKY_MOST.1, ..length })
        }
        Network::Mastodon => Some(within(mastodon_length(text), most.unwrap_or(MASTODON_MOST))),
        Network::Other => None,
    }
}

fn within(used: usize, most: usize) -> Length {
    Length { used, most, fits: used <= most }
}

fn x_weight(text: &str) -> usize {
    let text: String = text.nfc().collect();
    pieces(&text)
        .map(|piece| match piece.link() {
            Some((around, _)) => LINK + around.graphemes(true).map(weight).sum::<usize>(),
            None if is_bare_link(piece.0) => LINK,
            None => piece.0.graphemes(true).map(weight).sum(),
        })
        .sum()
}

fn mastodon_length(text: &str) -> usize {
    let count = |text: &str| text.graphemes(true).count();
    pieces(text)
        .map(|piece| match piece.link() {
            Some((around, _)) => LINK + count(around),
            None => count(local_name(piece.0)),
        })
        .sum()
}

/// `@someone` of `@someone@instance.example`; anything else as it is.
fn local_name(word: &str) -> &str {
    let name_end = word.strip_prefix('@').and_then(|rest| rest.find('@')).map(|at| at + 1);
    match name_end {
        Some(end) if end > 1 && word[end + 1..].contains('.') => &word[..end],
        _ => word,
    }
}

/// A word, or the white space between two.
struct Piece<'a>(&'a str);

impl<'a> Piece<'a> {
    /// What stands before a link in the word, and the link.
    fn link(&self) -> Option<(&'a str, &'a str)> {
        let at = ["https://", "http://"].into_iter().filter_map(|scheme| self.0.find(scheme)).min()?;
        Some(self.0.split_at(at))
    }
}

fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    text.split_inclusive(char::is_whitespace).flat_map(|word| {
        let end = word.trim_end_matches(char::is_whitespace).len();
        let (word, space) = word.split_at(end);
        [Piece(word), Piece(space)]
    })
}

/// Whether X makes a link of a word such as `example.com/page`.
fn is_bare_link(word: &str) -> bool {
    let host = word.split(['/', '?', '#']).next().unwrap_or_default();
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    match host.rsplit_once('.') {
        Some((name, ending)) => {
            let is_name = !name.is_empty() && host.chars().all(is_part) && !name.starts_with('.');
            is_name && ENDINGS.contains(&ending.to_ascii_lowercase().as_str())
        }
        None => false,
    }
}

/// What one grapheme weighs on X: an emoji of any make 2, anything else the sum of its characters.
fn weight(grapheme: &str) -> usize {
    if is_emoji(grapheme) {
        return 2;
    }
    let of = |c: char| {
        let is_light = LIGHT.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(c)));
        if is_light { 1 } else { 2 }
    };
    grapheme.chars().map(of).sum()
}

/// Whether a grapheme is an emoji put together of several characters, or of one from the planes of emoji. Single
/// characters elsewhere weigh the same either way.
fn is_emoji(grapheme: &str) -> bool {
    let mut characters = grapheme.chars();
    let first = characters.next().map_or(0, u32::from);
    let is_pictorial = |c: u32| (0x1F000..=0x1FAFF).contains(&c);
    let has = |wanted: char| grapheme.contains(wanted);
    is_pictorial(first)
        || has('\u{FE0F}')
        || has('\u{20E3}')
        || (first >= 0x2190 && (has('\u{200D}') || characters.any(|c| is_pictorial(u32::from(c)))))
}
