//! People named in a text: mentioned, or by what the guild calls them.

use crate::contract::GuildFacts;
use std::ops::Range;

/// Discord's permission to mention every role (`MENTION_EVERYONE`), and the one that includes all.
const MENTIONS_ALL: u64 = 1 << 17 | 1 << 3;

/// Whether somebody with these permissions may have docket mention the role: both may mention it. The role of everyone is
/// never mentioned.
pub fn may_mention(facts: &GuildFacts, permissions: u64, role_id: i64) -> bool {
    let role = facts.roles.iter().find(|role| role.id == role_id && role.position > 0);
    let both_may_all = permissions & MENTIONS_ALL != 0 && facts.own_permissions & MENTIONS_ALL != 0;
    role.is_some_and(|role| role.is_mentionable || both_may_all)
}

/// Parts of `typed` that may name somebody, in order: what stands between commas, line ends, marks and mentions.
pub fn named(typed: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut from = None;
    let mut end = |from: &mut Option<usize>, to: usize| {
        if let Some(from) = from.take() {
            parts.extend(trimmed(typed, from..to));
        }
    };
    let mut is_mention = false;
    for (at, c) in typed.char_indices() {
        match c {
            '<' => {
                end(&mut from, at);
                is_mention = true;
            }
            '>' if is_mention => is_mention = false,
            _ if is_mention => {}
            ',' | ';' | '\n' => end(&mut from, at),
            '@' => {
                end(&mut from, at);
                from = Some(at);
            }
            _ => from = from.or(Some(at)),
        }
    }
    end(&mut from, typed.len());
    parts
}

/// The part without blanks and joining words around it; `None` when it names nobody by a name.
fn trimmed(typed: &str, part: Range<usize>) -> Option<Range<usize>> {
    let (mut from, mut to) = (part.start, part.end);
    loop {
        let text = &typed[from..to];
        let inner = text.trim();
        let start = from + (text.len() - text.trim_start().len());
        (from, to) = (start, start + inner.len());
        let joins = ["and ", "then ", "& "].into_iter().find(|word| inner.starts_with(word));
        let trails = [" and", " then", " &"].into_iter().find(|word| inner.ends_with(word));
        match (joins, trails) {
            (Some(word), _) => from += word.len(),
            (None, Some(word)) => to -= word.len(),
            (None, None) => break,
        }
    }
    let name = typed[from..to].trim_start_matches('@');
    let is_number =
        !name.is_empty() && name.split_whitespace().all(|word| word.bytes().all(|b| b.is_ascii_digit()));
    let is_word = matches!(
        name.to_lowercase().as_str(),
        "" | "and" | "then" | "&" | "none" | "nobody" | "-" | "everyone" | "here"
    );
    (!is_number && !is_word).then_some(from..to)
}

/// Whom `typed` begins to name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Called {
    /// One person, in so many bytes.
    One(i64, usize),
    /// One of these.
    Several(Vec<(i64, String)>),
    Nobody,
}

/// Who of `people` is meant at the beginning of `typed`: whoever is called exactly so, the longest name first, else the
/// only one whose name begins with all of it.
pub fn called(typed: &str, people: &[(i64, String)]) -> Called {
    let exact = people.iter().filter_map(|(id, name)| Some((length_of(typed, name)?, *id, name)));
    let exact: Vec<_> = exact.collect();
    if let Some(longest) = exact.iter().map(|(length, ..)| *length).max() {
        let found: Vec<_> = exact.into_iter().filter(|(length, ..)| *length == longest).collect();
        return match found.as_slice() {
            [(length, id, _)] => Called::One(*id, *length),
            _ => Called::Several(found.into_iter().map(|(_, id, name)| (id, name.clone())).collect()),
        };
    }
    let typed_key = super::names::name_key(typed);
    let begins = people.iter().filter(|(_, name)| super::names::name_key(name).starts_with(&typed_key));
    let mut begins: Vec<_> = begins.cloned().collect();
    match begins.len() {
        0 => Called::Nobody,
        1 => Called::One(begins.remove(0).0, typed.len()),
        _ => Called::Several(begins),
    }
}

/// How many bytes `name` takes at the beginning of `typed`, whatever its case; `None` when something else is there.
fn length_of(typed: &str, name: &str) -> Option<usize> {
    let mut rest = typed.char_indices();
    for expected in name.chars() {
        let (_, letter) = rest.next()?;
        letter.to_lowercase().eq(expected.to_lowercase()).then_some(())?;
    }
    let rest = rest.as_str();
    (!name.is_empty() && !rest.starts_with(char::is_alphanumeric)).then_some(typed.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_role_is_mentioned_by_whoever_may_mention_it() {
        let mut facts = crate::workspace::rules::check::tests::facts(&[]);
        let all = 1 << 17;
        let mut role = facts.roles[0].clone();
        (role.id, role.position, role.is_mentionable) = (70, 2, true);
        let shy = crate::contract::RoleFacts { id: 71, is_mentionable: false, ..role.clone() };
        let everyone = crate::contract::RoleFacts { id: 72, position: 0, ..role.clone() };
        facts.roles = vec![role, shy, everyone];
        for (role_id, theirs, own, expected) in [
            (70, 0, 0, true),
            (71, 0, all, false),
            (71, all, 0, false),
            (71, all, all, true),
            (71, 1 << 3, 1 << 3, true),
            (72, all, all, false),
            (73, all, all, false),
        ] {
            facts.own_permissions = own;
            assert_eq!(may_mention(&facts, theirs, role_id), expected, "{role_id} {theirs} {own}");
        }
    }

    #[test]
    fn a_text_is_cut_into_names() {
        for (typed, expected) in [
            ("@PM Growth @PM Platform", &["@PM Growth", "@PM Platform"][..]),
            ("PM Growth, PM Platform", &["PM Growth", "PM Platform"]),
            ("PM Growth\nPM Platform; PM lead", &["PM Growth", "PM Platform", "PM lead"]),
            ("<@12> and @PM Growth <@!13>", &["@PM Growth"]),
            ("<@12> PM Growth and <@13>", &["PM Growth"]),
            ("<@&12> <@13>", &[]),
            ("12 13", &[]),
            ("PM Growth then PM lead", &["PM Growth then PM lead"]),
            ("none", &[]),
            ("@everyone", &[]),
            ("", &[]),
        ] {
            let found: Vec<_> = named(typed).into_iter().map(|part| &typed[part]).collect();
            assert_eq!(found, expected, "{typed}");
        }
    }

    #[test]
    fn the_longest_name_counts_and_one_beginning_is_enough() {
        let people =
            [(1, "PM Growth"), (2, "PM Growth EMEA"), (3, "Sales"), (4, "Sam"), (5, "sam"), (6, "Zoë")];
        let people = people.map(|(id, name)| (id, name.to_owned()));
        for (typed, expected) in [
            ("PM Growth", Called::One(1, 9)),
            ("pm growth emea", Called::One(2, 14)),
            ("PM Growth PM Platform", Called::One(1, 9)),
            ("Sal", Called::One(3, 3)),
            ("zoË", Called::One(6, 4)),
            ("Sales team", Called::One(3, 5)),
            ("Salesforce", Called::Nobody),
            ("Nobody", Called::Nobody),
        ] {
            assert_eq!(called(typed, &people), expected, "{typed}");
        }
        assert!(matches!(called("Sam", &people), Called::Several(found) if found.len() == 2));
        assert!(matches!(called("PM", &people), Called::Several(found) if found.len() == 2));
    }

    proptest! {
        #[test]
        fn any_text_is_cut_in_order(typed in "[@<>,;a-c1-3 \n&]{0,30}|\\PC{0,40}") {
            let mut end = 0;
            for part in named(&typed) {
                prop_assert!(part.start >= end && part.start < part.end);
                prop_assert!(typed.get(part.clone()).is_some());
                end = part.end;
            }
        }

        #[test]
        fn whoever_is_named_is_found(before in "[a-z]{1,6}", after in "( [a-z]{1,6}){0,2}") {
            let people = [(1, before.clone()), (2, format!("{before}{after}x"))];
            let typed = before.to_uppercase() + ", and more";
            prop_assert_eq!(called(&typed, &people), Called::One(1, before.len()));
        }
    }
}
