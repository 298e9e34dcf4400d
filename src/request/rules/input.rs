//! What may come in: texts and names of files.

use crate::base::text;

/// The largest file that docket keeps a copy of, in bytes.
pub const LARGEST_FILE: usize = 10 * 1024 * 1024;
/// Characters of a kept file's name.
const LONGEST_FILE_NAME: usize = 100;
/// Characters of its ending that stay when the name is cut.
const LONGEST_ENDING: usize = 12;
/// Whether a person would see anything of the text.
pub fn is_visible(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !c.is_control() && !is_blank(c))
}

/// Characters that draw nothing by themselves (Unicode `Default_Ignorable_Code_Point` and blank letters).
fn is_blank(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// A file's name as it is kept: no path, nothing invisible, no longer than 100 characters, ending kept.
pub fn file_name(given: &str) -> String {
    let base = text::clean(given);
    let safe = |c: char| match c {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '`' | '\n' | '\t' => '_',
        other => other,
    };
    let name: String = base.chars().map(safe).filter(|c| !is_blank(*c)).collect();
    let name = name.trim_matches(|c: char| c == '.' || c.is_whitespace());
    if name.is_empty() { "file".to_owned() } else { cut_name(name) }
}

fn cut_name(name: &str) -> String {
    if name.chars().count() <= LONGEST_FILE_NAME {
        return name.to_owned();
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    let ending = ending.filter(|ending| ending.chars().count() <= LONGEST_ENDING).unwrap_or_default();
    let kept = LONGEST_FILE_NAME - LONGEST_ENDING - 1;
    let start: String = name.chars().take(kept).collect();
    if ending.is_empty() { start } else { format!("{start}.{ending}") }
}

/// A content type such as `image/png`, or `None` when it does not look like one.
pub fn content_type(given: &str) -> Option<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "/+-.;= ".contains(c);
    (given.len() <= 100 && given.contains('/') && given.chars().all(is_part)).then(|| given.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_seen_is_no_text() {
        for text in ["", " \n\t", "\u{200B}\u{200D}", "\u{2800}\u{3164}", "\u{AD}\u{FE0F}", "\u{E0041}"] {
            assert!(!is_visible(text), "{text:?}");
        }
        for text in ["x", "👍", "مرحبا", "👩\u{200D}💻", "!"] {
            assert!(is_visible(text), "{text:?}");
        }
    }

    #[test]
    fn names_of_files_are_made_harmless() {
        for (given, kept) in [
            ("shot.png", "shot.png"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("a\u{202E}gpj.exe", "agpj.exe"),
            ("\0\u{200B}", "file"),
            ("..", "file"),
            ("a`b\nc", "a_b_c"),
        ] {
            assert_eq!(file_name(given), kept, "{given:?}");
        }
        let long = file_name(&format!("{}.png", "x".repeat(10_000_000)));
        assert!(long.ends_with(".png") && long.chars().count() <= 100);
    }

    proptest! {
        #[test]
        fn any_name_is_short_and_has_no_path(given in "\\PC{0,300}|[./\\\\a]{0,300}") {
            let kept = file_name(&given);
            prop_assert!((1..=100).contains(&kept.chars().count()));
            prop_assert!(!kept.contains(['/', '\\', '\0', '\n']) && !kept.starts_with('.'));
        }

    }
}
