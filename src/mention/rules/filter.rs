//! Which posts are left out.

use crate::{contract::HeardPost, mention::Filters};
use std::collections::BTreeSet;

/// Whether a post is left out: by its language, its words, its author's followers, or because nobody wants to hear of its
/// author. What the network does not tell leaves nothing out.
pub fn leaves_out(filters: &Filters, muted: &BTreeSet<String>, post: &HeardPost) -> bool {
    let is_other_language = |language: &String| {
        !filters.languages.is_empty()
            && !filters.languages.iter().any(|known| known.eq_ignore_ascii_case(language))
    };
    let text = post.post.text.to_lowercase();
    muted.contains(&handle_key(&post.post.handle))
        || post.language.as_ref().is_some_and(is_other_language)
        || post.followers.is_some_and(|followers| followers < filters.followers)
        || filters.without.iter().any(|word| text.contains(&word.to_lowercase()))
}

/// A handle in the form in which it is compared.
pub fn handle_key(handle: &str) -> String {
    handle.trim().trim_start_matches('@').to_lowercase()
}

/// Reads a list with commas between its items: `-` for none.
pub fn list(typed: &str) -> Vec<String> {
    let items = typed.split([',', ';', '\n']).map(str::trim).filter(|item| !item.is_empty() && *item != "-");
    let mut all: Vec<String> = Vec::new();
    for item in items {
        if !all.iter().any(|known| known.eq_ignore_ascii_case(item)) {
            all.push(item.to_owned());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::post::PostLink, contract::Post};

    fn post(text: &str, language: Option<&str>, followers: Option<i64>) -> HeardPost {
        HeardPost {
            key: "1".into(),
            post: Post {
                link: PostLink::of_x(1, None),
                author: "Jo".into(),
                handle: "Jo_Dev".into(),
                text: text.into(),
                posted_at: None,
                conversation_id: None,
                is_edited: false,
            },
            author_key: "7".into(),
            thread: "1".into(),
            followers,
            language: language.map(str::to_owned),
        }
    }

    #[test]
    fn what_a_filter_says_and_nothing_else_is_left_out() {
        let filters = Filters {
            languages: vec!["en".into(), "DE".into()],
            without: list("Giveaway, -"),
            followers: 10,
        };
        let nobody = BTreeSet::new();
        let table = [
            (post("Does SSO work?", Some("en"), Some(10)), false),
            (post("Geht SSO?", Some("de"), Some(11)), false),
            (post("SSO?", Some("fr"), Some(11)), true),
            (post("SSO?", None, None), false),
            (post("SSO?", Some("en"), Some(9)), true),
            (post("A GIVEAWAY!", Some("en"), None), true),
        ];
        for (post, is_out) in table {
            assert_eq!(leaves_out(&filters, &nobody, &post), is_out, "{post:?}");
        }
        let any = Filters::default();
        assert!(leaves_out(&any, &BTreeSet::from(["jo_dev".to_owned()]), &post("SSO?", None, None)));
        assert!(!leaves_out(&any, &nobody, &post("SSO?", Some("fr"), Some(0))));
    }
}
