//! Links to public posts: which network and which post they mean, when it was written, how long an answer may be, and the
//! address that opens an answer to it.
//!
//! Nothing here asks anybody: what cannot be told from the link is `None`. Source of the forms: the networks' own
//! documentation and lexicons, as of August 2026, and what people paste.

mod find;
mod id;
mod length;
mod link;
mod reply;
#[cfg(test)]
mod tests;

pub use find::posts_in;
pub use length::{Length, length};
pub use link::PostLink;
pub use reply::ReplyLink;

/// Where a post stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Network {
    /// X, once Twitter.
    X,
    Bluesky,
    /// Mastodon, and what speaks like it: each instance is a host of its own.
    Mastodon,
    /// Any other public page, known by its address alone.
    Other,
}

/// A word that stands for no network.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no network")]
pub struct UnknownNetwork(pub String);

impl Network {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::X, Self::Bluesky, Self::Mastodon, Self::Other];

    /// The word that stands for it in columns and buttons.
    pub const fn word(self) -> &'static str {
        match self {
            Self::X => "x",
            Self::Bluesky => "bluesky",
            Self::Mastodon => "mastodon",
            Self::Other => "other",
        }
    }

    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::X => "X",
            Self::Bluesky => "Bluesky",
            Self::Mastodon => "Mastodon",
            Self::Other => "the web",
        }
    }

    /// The one that the word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|network| network.word() == word)
    }
}

impl TryFrom<String> for Network {
    type Error = UnknownNetwork;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        Self::from_word(&word).ok_or(UnknownNetwork(word))
    }
}
