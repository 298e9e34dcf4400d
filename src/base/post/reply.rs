//! The address that opens an answer to a post.

use super::{Network, PostLink};
use url::form_urlencoded::byte_serialize;

/// Where a person answers a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyLink {
    pub url: String,
    /// Whether the answer's text is there already. Else it has to be pasted.
    pub is_filled: bool,
}

impl PostLink {
    /// The address at which a person answers the post: X takes the text along, the others show the post. A text may make
    /// it longer than Discord allows for a button.
    pub fn reply_link(&self, text: &str) -> ReplyLink {
        match self.network {
            Network::X => ReplyLink {
                // `%20` is understood everywhere, `+` is not; a plus of the text is `%2B` by now.
                url: format!(
                    "https://x.com/intent/tweet?in_reply_to={}&text={}",
                    self.id,
                    byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
                ),
                is_filled: true,
            },
            _ => ReplyLink { url: self.url.clone(), is_filled: false },
        }
    }
}
