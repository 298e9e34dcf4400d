//! What an answer of a network holds.

use crate::contract::{Heard, HeardPost, Terms};
use std::collections::BTreeMap;

/// The newest version of a post that came twice, the oldest post first.
pub fn each_once(heard: &Heard) -> Vec<&HeardPost> {
    let posts: BTreeMap<&str, &HeardPost> =
        heard.posts.iter().map(|post| (post.key.as_str(), post)).collect();
    let mut posts: Vec<&HeardPost> = posts.into_values().collect();
    posts.sort_by_key(|post| (post.post.posted_at, &post.key));
    posts
}

/// What an answer costs besides its posts, in thousandths of a dollar.
pub fn besides(terms: &Terms, heard: &Heard) -> i64 {
    heard.lookups * terms.author_mills + heard.more_mills
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::post::PostLink, contract::Post};

    fn post(key: &str, minute: u32, text: &str) -> HeardPost {
        HeardPost {
            key: key.to_owned(),
            post: Post {
                link: PostLink::of_x(1, None),
                author: "Jo".to_owned(),
                handle: "jo_dev".to_owned(),
                text: text.to_owned(),
                posted_at: format!("2026-11-18T18:{minute:02}:00Z").parse().ok(),
                conversation_id: None,
                is_edited: false,
            },
            author_key: "7".to_owned(),
            thread: key.to_owned(),
            followers: None,
            language: None,
        }
    }

    #[test]
    fn of_a_post_that_came_twice_the_later_version_counts_and_the_oldest_post_is_first() {
        let table: [(Vec<HeardPost>, &[&str]); 4] = [
            (vec![], &[]),
            (vec![post("1", 5, "a"), post("2", 3, "b")], &["b", "a"]),
            (vec![post("1", 5, "a"), post("2", 3, "b"), post("1", 5, "a, edited")], &["b", "a, edited"]),
            (vec![post("2", 3, "at once"), post("1", 3, "too")], &["too", "at once"]),
        ];
        for (posts, expected) in table {
            let heard = Heard { posts, ..Heard::default() };
            let texts: Vec<&str> = each_once(&heard).iter().map(|post| post.post.text.as_str()).collect();
            assert_eq!(texts, expected);
        }
    }
}
