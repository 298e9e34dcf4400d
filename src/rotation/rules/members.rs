//! The members of a rotation as they are typed.

use super::plan::MOST_MEMBERS;

/// Why members cannot be read from a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MembersError {
    /// A word that names nobody.
    Unknown(String),
    TooMany,
}

/// The members named in a text, in order, each once: mentions, or Discord's ids.
///
/// # Errors
/// A word is neither, nor one that joins them; or there are more than take turns.
pub fn members(text: &str) -> Result<Vec<i64>, MembersError> {
    let mut found = Vec::new();
    let parts = text.replace(">", "> ").replace("<", " <");
    for word in parts.split([' ', ',', ';', '\n', '\t']).filter(|word| !word.is_empty()) {
        let digits = word.trim_start_matches("<@").trim_start_matches('!').trim_end_matches('>');
        match digits.parse::<i64>() {
            Ok(id) if id > 0 && !found.contains(&id) => found.push(id),
            Ok(id) if id > 0 => {}
            _ if matches!(word, "and" | "&" | "then") => {}
            _ => return Err(MembersError::Unknown(word.to_owned())),
        }
    }
    if found.len() > MOST_MEMBERS { Err(MembersError::TooMany) } else { Ok(found) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_mentions_or_ids_each_once() {
        let unknown = |word: &str| Err(MembersError::Unknown(word.to_owned()));
        let cases = [
            ("", Ok(vec![])),
            ("<@12><@!13>, 14", Ok(vec![12, 13, 14])),
            ("<@13> then <@12> & <@13>\n<@14> and 15", Ok(vec![13, 12, 14, 15])),
            ("<@12> or <@13>", unknown("or")),
            ("<@&12>", unknown("<@&12>")),
            ("-3", unknown("-3")),
        ];
        for (typed, expected) in cases {
            assert_eq!(members(typed), expected, "{typed}");
        }
        let many = |count: usize| (1..=count).map(|id| id.to_string()).collect::<Vec<_>>().join(" ");
        assert_eq!(members(&many(MOST_MEMBERS)).map(|found| found.len()), Ok(MOST_MEMBERS));
        assert_eq!(members(&many(MOST_MEMBERS + 1)), Err(MembersError::TooMany));
    }
}
