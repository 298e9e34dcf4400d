//! What a message or a command brings: the posts that it links to, and what is asked besides.

use crate::base::{
    post::{PostLink, posts_in},
    text::{clean, one_line},
};

/// Posts of one message that are opened; who pastes more means a list.
pub const MOST_POSTS: usize = 5;

/// Posts of one text that are counted: [`posts_in`] finds no more.
pub const MOST_COUNTED: usize = 20;

/// What a text brings.
#[derive(Clone, Debug)]
pub struct Found {
    /// The posts that it links to, the first [`MOST_POSTS`].
    pub links: Vec<PostLink>,
    /// How many more it links to.
    pub left_out: usize,
    /// The text without addresses and mentions; empty when nothing else is in it.
    pub question: String,
}

/// What tells a post from every other, in one word.
pub fn post_key(link: &PostLink) -> String {
    format!("{}:{}", link.network.word(), link.post_id())
}

/// The posts that a text links to, and what is asked besides.
pub fn read(text: &str) -> Found {
    let mut links = posts_in(text);
    let left_out = links.len().saturating_sub(MOST_POSTS);
    links.truncate(MOST_POSTS);
    let words = text.split_whitespace().filter(|word| !is_address(word) && !is_mention(word));
    let question = clean(&one_line(&words.collect::<Vec<_>>().join(" ")));
    Found { links, left_out, question }
}

fn is_address(word: &str) -> bool {
    let word = word.trim_start_matches(['<', '(', '[', '*', '_', '"']).to_lowercase();
    ["http://", "https://", "at://"].iter().any(|scheme| word.starts_with(scheme))
        || (word.contains('/') && !posts_in(&word).is_empty())
}

/// `<@12>`, `<@!12>`, `<@&12>`, also with a comma behind it.
fn is_mention(word: &str) -> bool {
    let inner = word.trim_end_matches([',', ':', '.', '!', '?']);
    let inner = inner.strip_prefix("<@").and_then(|rest| rest.strip_suffix('>'));
    inner.is_some_and(|id| {
        let digits = id.trim_start_matches(['!', '&']);
        !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_the_question_are_told_apart() {
        let x = "x:1900000000000000001";
        let table: [(&str, &[&str], &str); 7] = [
            (
                "<@&5> https://x.com/ana/status/1900000000000000001 does SSO work with Okta?",
                &[x],
                "does SSO work with Okta?",
            ),
            ("<https://twitter.com/ana/status/1900000000000000001>, <@&5>", &[x], ""),
            ("x.com/ana/status/1900000000000000001", &[x], ""),
            ("<@!7>: Somebody asks what we pay for bugs", &[], "Somebody asks what we pay for bugs"),
            (
                "https://x.com/a/status/1900000000000000001 https://x.com/b/status/1900000000000000002 and?",
                &[x, "x:1900000000000000002"],
                "and?",
            ),
            ("<@&5>", &[], ""),
            ("either/or", &[], "either/or"),
        ];
        for (text, keys, question) in table {
            let found = read(text);
            assert_eq!(found.links.iter().map(post_key).collect::<Vec<_>>(), keys, "{text}");
            assert_eq!((found.question.as_str(), found.left_out), (question, 0), "{text}");
        }
    }

    #[test]
    fn links_that_are_too_many_are_counted() {
        let text = |count: u64| {
            let links = (1..=count).map(|n| format!("https://x.com/a/status/19000000000000000{n:02}"));
            links.collect::<Vec<_>>().join(" ")
        };
        for (count, left_out) in [(1, 0), (5, 0), (6, 1), (20, 15), (30, MOST_COUNTED - MOST_POSTS)] {
            let found = read(&text(count));
            assert_eq!(found.left_out, left_out, "{count}");
            assert!(found.links.len() <= MOST_POSTS);
        }
    }
}
