//! What people type, without what cannot be seen or stored.

use unicode_normalization::UnicodeNormalization;

/// U+1F3F4, the black flag: the only character that invisible tags may follow (flags of regions).
const TAGGED_FLAG: char = '\u{1F3F4}';

/// Text as it is kept: NFC, line ends as `\n`, no control characters but newline and tab, none of
/// the invisible characters that hide or reorder text, and no white space at either end.
///
/// Joiners stay where scripts and emoji need them (between two characters that are not ASCII);
/// letters of every script, right-to-left ones included, stay as they are. Cleaning twice changes
/// nothing more.
pub fn clean(text: &str) -> String {
    // Nearly everything that is typed is as it should be, and what is cleaned at the door is cleaned again further in.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t')) {
        return text.trim().to_owned();
    }
    // Composed first so that the rules see the final characters, and again because dropping an
    // invisible character can bring a letter and its accent together.
    let composed: Vec<char> = text.replace("\r\n", "\n").nfc().collect();
    let mut kept = String::with_capacity(text.len());
    for (i, &c) in composed.iter().enumerate() {
        match c {
            '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => kept.push('\n'),
            _ if is_never_kept(c) => {}
            '\u{200C}' | '\u{200D}' if !joins(&kept, &composed[i + 1..]) => {}
            '\u{E0000}'..='\u{E007F}' if !follows_flag(&kept) => {}
            _ => kept.push(c),
        }
    }
    kept.nfc().collect::<String>().trim().to_owned()
}

/// Text on a single line: every run of white space, line ends included, becomes one space.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

fn is_never_kept(c: char) -> bool {
    let invisible = matches!(c, '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{180E}' | '\u{3164}');
    // Embeddings, overrides and isolates: they reorder what is around them ("Trojan Source",
    // CVE-2021-42574). Plain right-to-left letters need none of them.
    let reordering = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{206F}');
    c.is_control() && !matches!(c, '\n' | '\t') || invisible || reordering
}

/// Whether a joiner between `before` and `after` has something to join.
fn joins(before: &str, after: &[char]) -> bool {
    let is_joinable = |c: char| !c.is_ascii() && !c.is_whitespace() && !matches!(c, '\u{200C}' | '\u{200D}');
    let next = after.iter().copied().find(|&c| !is_never_kept(c));
    before.chars().next_back().is_some_and(is_joinable) && next.is_some_and(is_joinable)
}

fn follows_flag(before: &str) -> bool {
    before.trim_end_matches(|c| matches!(c, '\u{E0000}'..='\u{E007F}')).ends_with(TAGGED_FLAG)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_seen_is_dropped() {
        for (typed, kept) in [
            ("  SSO login loops\r\n\r\nafter 7.2\0 ", "SSO login loops\n\nafter 7.2"),
            ("a\u{200B}b\u{FEFF}c\u{2060}d", "abcd"),
            ("pay\u{200D}pal", "paypal"),
            ("user\u{202E}gpj.exe\u{202C}", "usergpj.exe"),
            ("bell\u{7}\u{1b}[31mred", "bell[31mred"),
            ("smuggled\u{E0041}\u{E0042}", "smuggled"),
            ("one\u{2028}two\rthree", "one\ntwo\nthree"),
            ("\u{200B}\u{200D}\u{FEFF}", ""),
        ] {
            assert_eq!(clean(typed), kept, "{typed:?}");
        }
    }

    #[test]
    fn what_scripts_and_emoji_need_is_kept() {
        for text in [
            "👩‍💻 ships",
            "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
            "می\u{200C}خواهم",
            "שלום עולם",
            "❤️ tab\tstays",
        ] {
            assert_eq!(clean(text), text);
        }
        assert_eq!(clean("e\u{301}"), "é");
        assert_eq!(clean("e\u{200B}\u{301}"), "é");
    }

    #[test]
    fn one_line_has_single_spaces() {
        assert_eq!(one_line("  a\n\n b\t\tc "), "a b c");
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing_more(text in "(\\PC|[a-e\r\n\u{200B}-\u{200F}\u{202A}-\u{202E}\u{2060}-\u{206F}\u{300}-\u{302}\u{212A}👩💻🏴\u{E0060}-\u{E007F}]){0,40}") {
            let once = clean(&text);
            prop_assert_eq!(clean(&once), once.clone());
            prop_assert!(!once.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
        }
    }
}
