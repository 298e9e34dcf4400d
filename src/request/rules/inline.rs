//! `@customer`, `#area` and `!3` inside the text of feedback.
//!
//! A token stands at the start of a word and outside code: `a@b.com`, `https://x/#top` and `<#12>` hold none. A name
//! with spaces is quoted, `@"Acme Corp"`, written with hyphens, `#user-management`, or as it is where docket knows it.

use std::ops::Range;

/// What a token stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Customer,
    Area,
    Importance,
}

/// One token and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    /// The name without mark and quotes, or the digits.
    pub name: String,
    /// Its bytes in the text, mark and quotes included.
    pub range: Range<usize>,
}

/// Longer names are none of ours.
const LONGEST_NAME: usize = 100;

/// The tokens of `text`, in order.
pub fn tokens(text: &str) -> Vec<Token> {
    let code = code_ranges(text);
    let mut found = Vec::new();
    let mut end = 0;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let is_start = before.is_whitespace() || matches!(before, '(' | ',' | ';');
        let is_free = at >= end && !code.iter().any(|code| code.contains(&at));
        before = c;
        if is_start
            && is_free
            && let Some(token) = token_at(text, at, c)
        {
            end = token.range.end;
            found.push(token);
        }
    }
    found
}

fn token_at(text: &str, at: usize, mark: char) -> Option<Token> {
    let rest = &text[at + mark.len_utf8()..];
    let kind = match mark {
        '@' => Kind::Customer,
        '#' => Kind::Area,
        '!' => return importance_at(rest, at),
        _ => return None,
    };
    let (name, length) = quoted(rest).or_else(|| bare(rest))?;
    let is_broadcast = kind == Kind::Customer && matches!(name, "everyone" | "here");
    if is_broadcast || name.chars().count() > LONGEST_NAME || !name.chars().any(char::is_alphanumeric) {
        return None;
    }
    Some(Token { kind, name: name.to_owned(), range: at..at + 1 + length })
}

/// `!` and digits that end with the word.
fn importance_at(rest: &str, at: usize) -> Option<Token> {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let after = rest[digits..].chars().next();
    let ends = after.is_none_or(|c| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ')'));
    (1..=3).contains(&digits).then_some(())?;
    ends.then(|| Token {
        kind: Kind::Importance,
        name: rest[..digits].to_owned(),
        range: at..at + 1 + digits,
    })
}

fn quoted(rest: &str) -> Option<(&str, usize)> {
    let inner = rest.strip_prefix(['"', '“'])?;
    let open = rest.len() - inner.len();
    let length = inner.find(['"', '”', '\n'])?;
    let close = inner[length..].chars().next().filter(|c| *c != '\n')?;
    Some((inner[..length].trim(), open + length + close.len_utf8()))
}

fn bare(rest: &str) -> Option<(&str, usize)> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '&' | '\'' | '+' | '/');
    let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    let name = rest[..length].trim_end_matches(['.', '-', '\'', '/', '&']);
    (!name.is_empty()).then_some((name, name.len()))
}

/// How many bytes `name` takes at the beginning of `text`, whatever its case and what stands between its words; `None` when
/// something else is there, or the word goes on.
pub fn name_at(text: &str, name: &str) -> Option<usize> {
    let is_gap = |c: char| c.is_whitespace() && c != '\n' || matches!(c, '-' | '_');
    let mut rest = text;
    for (place, word) in name.split(is_gap).filter(|word| !word.is_empty()).enumerate() {
        let begins = rest.trim_start_matches(is_gap);
        if place == 0 && begins.len() < rest.len() || place > 0 && begins.len() == rest.len() {
            return None;
        }
        rest = after_word(begins, word)?;
    }
    let is_end = !rest.starts_with(char::is_alphanumeric);
    (rest.len() < text.len() && is_end).then_some(text.len() - rest.len())
}

/// What follows `word`, in any case.
fn after_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let mut letters = text.chars();
    for expected in word.chars() {
        let is_same = letters.next()?.to_lowercase().eq(expected.to_lowercase());
        is_same.then_some(())?;
    }
    Some(letters.as_str())
}

/// The parts of `text` between backticks.
fn code_ranges(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find('`').map(|at| from + at) {
        let ticks = text[start..].bytes().take_while(|byte| *byte == b'`').count();
        let inside = start + ticks;
        let Some(length) = text[inside..].find(&text[start..inside]) else { break };
        from = inside + length + ticks;
        ranges.push(start..from);
    }
    ranges
}

/// `text` without the tokens `taken`, which are in order; the gap closes.
pub fn without(text: &str, taken: &[Token]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for token in taken {
        kept.push_str(&text[from..token.range.start]);
        from = token.range.end;
        let rest = &text[from..];
        let touches_blank = kept.is_empty() || kept.ends_with([' ', '\n']);
        if touches_blank && rest.starts_with(' ') {
            from += 1;
        } else if kept.ends_with(' ') && rest.starts_with(['.', ',', ';', ')', '\n']) {
            kept.pop();
        }
    }
    kept.push_str(&text[from..]);
    kept.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<(Kind, String)> {
        tokens(text).into_iter().map(|token| (token.kind, token.name)).collect()
    }

    #[test]
    fn names_and_importance_are_found_where_a_person_would_see_them() {
        use Kind::{Area, Customer, Importance};
        for (text, expected) in [
            ("loops @Acme #login !3", vec![(Customer, "Acme"), (Area, "login"), (Importance, "3")]),
            ("@\"Acme Corp\" asks", vec![(Customer, "Acme Corp")]),
            ("asks @“Acme Corp”.", vec![(Customer, "Acme Corp")]),
            ("for (@Acme), please!", vec![(Customer, "Acme")]),
            ("#user-management is slow, !2.", vec![(Area, "user-management"), (Importance, "2")]),
            ("@A&B and @O'Neil's", vec![(Customer, "A&B"), (Customer, "O'Neil's")]),
            ("@Zürich #größe", vec![(Customer, "Zürich"), (Area, "größe")]),
            ("!9", vec![(Importance, "9")]),
        ] {
            let expected: Vec<_> = expected.into_iter().map(|(kind, name)| (kind, name.to_owned())).collect();
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_token_is_text() {
        for text in [
            "mail ana@acme.com",
            "https://example.com/#top",
            "<#123> <@456> <@&7> <@!8>",
            "@everyone @here",
            "wow!!! !important !33x",
            "`@Acme #login !3`",
            "```\n#define X\n```",
            "@ # !",
            "@\"unclosed",
            "@\"two\nlines\"",
            "C# and F#",
            "# heading",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn taking_tokens_out_leaves_a_clean_sentence() {
        for (text, expected) in [
            ("@Acme SSO loops", "SSO loops"),
            ("SSO @Acme loops", "SSO loops"),
            ("SSO loops @Acme !3", "SSO loops"),
            ("SSO loops for @Acme.", "SSO loops for."),
            ("line\n@Acme line", "line\nline"),
            ("@Acme", ""),
        ] {
            assert_eq!(without(text, &tokens(text)), expected, "{text}");
        }
    }

    #[test]
    fn a_known_name_is_read_with_its_blanks() {
        for (text, name, expected) in [
            ("user management is slow", "User management", Some(15)),
            ("User-Management: slow", "User management", Some(15)),
            ("user  management", "User management", Some(16)),
            ("usermanagement", "User management", None),
            ("user managements", "User management", None),
            ("user\nmanagement", "User management", None),
            (" user management", "User management", None),
            ("user", "User management", None),
            ("GRÖSSE passt", "Größe", None),
            ("größe passt", "Größe", Some(7)),
            ("", "", None),
        ] {
            assert_eq!(name_at(text, name), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_name_is_read_where_it_stands(name in "[a-zé]{1,5}([ -][A-Z]{1,4}){0,2}", after in "([ .,!].{0,9})?") {
            let text = format!("{}{after}", name.to_uppercase());
            prop_assert_eq!(name_at(&text, &name), Some(name.to_uppercase().len()));
        }

        #[test]
        fn any_text_is_read_and_ranges_are_in_order(text in "[@#!\"`<>a-c0-9 \\n“”é]{0,40}|\\PC{0,60}") {
            let found = tokens(&text);
            let mut end = 0;
            for token in &found {
                prop_assert!(token.range.start >= end);
                prop_assert!(text.get(token.range.clone()).is_some());
                end = token.range.end;
            }
            let without_any = without(&text, &[]);
            prop_assert_eq!(without_any, text.trim());
            prop_assert!(without(&text, &found).len() <= text.len());
        }

        #[test]
        fn words_outside_tokens_survive(words in proptest::collection::vec("[a-z]{1,8}", 1..6), at in 0usize..6) {
            let mut with = words.clone();
            with.insert(at.min(words.len()), "@Acme".into());
            let text = with.join(" ");
            prop_assert_eq!(without(&text, &tokens(&text)), words.join(" "));
        }
    }
}
