//! Measuring, cutting and splitting text to the lengths that Discord takes.

use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;

const ELLIPSIS: &str = "…";
const FENCE: &str = "```";
/// What closes a block of code at the end of a piece.
const FENCE_END: &str = "\n```";

/// The length of `text` in UTF-16 code units.
///
/// Discord documents its limits in "characters" without saying which. No reading gives more than
/// UTF-16 units for the same text, so what fits by this measure fits by every other.
pub fn length(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// `text` in at most `max` UTF-16 units; what is cut is cut between graphemes and marked with "…".
pub fn trim_to(text: &str, max: usize) -> Cow<'_, str> {
    trim_with_notice(text, max, ELLIPSIS)
}

/// `text` in at most `max` UTF-16 units; where something is cut, `notice` stands at the end.
///
/// A block of code that is open at the cut is closed before the notice. A notice that is itself
/// longer than `max` is left out.
pub fn trim_with_notice<'a>(text: &'a str, max: usize, notice: &str) -> Cow<'a, str> {
    if length(text) <= max {
        return Cow::Borrowed(text);
    }
    let notice = if length(notice) <= max { notice } else { "" };
    let room = max - length(notice);
    let mut kept = &text[..cut_between_graphemes(text, room)];
    let mut closing = "";
    if open_fence(kept).is_some() && room > FENCE_END.len() {
        kept = &text[..cut_between_graphemes(text, room - FENCE_END.len())];
        // The shorter cut may end before the fence that was open.
        closing = if open_fence(kept).is_some() { FENCE_END } else { "" };
    }
    Cow::Owned(format!("{}{closing}{notice}", kept.trim_end()))
}

/// `text` in pieces of at most `max` UTF-16 units, none empty, cut between paragraphs, else lines,
/// else words, else graphemes. A block of code that is cut is closed and opened again.
///
/// White space at the cuts is dropped, nothing else is. `max` is taken as at least 32.
pub fn split(text: &str, max: usize) -> Vec<String> {
    let max = max.max(32);
    let mut pieces = Vec::new();
    let mut opening = String::new();
    let mut rest = text.trim_end();
    while length(&opening) + length(rest) > max {
        let room = max - length(&opening) - FENCE_END.len();
        let cut = best_cut(rest, room);
        let piece = format!("{opening}{}", rest[..cut].trim_end());
        let fence = open_fence(&piece).map(|language| reopening(language, max));
        rest = if fence.is_some() { drop_line_end(&rest[cut..]) } else { rest[cut..].trim_start() };
        opening = fence.unwrap_or_default();
        let closing = if opening.is_empty() { "" } else { FENCE_END };
        pieces.push(format!("{piece}{closing}"));
    }
    if !rest.is_empty() {
        pieces.push(format!("{opening}{rest}"));
    }
    pieces.retain(|piece| !piece.trim().is_empty());
    pieces
}

/// The line that opens a block of code again; a language too long to repeat is left out.
fn reopening(language: &str, max: usize) -> String {
    if FENCE.len() + language.len() < max / 2 { format!("{FENCE}{language}\n") } else { format!("{FENCE}\n") }
}

fn drop_line_end(text: &str) -> &str {
    text.strip_prefix('\n').unwrap_or(text)
}

/// The language of the block of code that is open at the end of `text` ("" when it has none).
fn open_fence(text: &str) -> Option<&str> {
    if text.matches(FENCE).count().is_multiple_of(2) {
        return None;
    }
    let (_, after) = text.rsplit_once(FENCE)?;
    let (first_line, _) = after.split_once('\n').unwrap_or(("", after));
    let is_language =
        first_line.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '_' | '#'));
    Some(if is_language { first_line } else { "" })
}

/// Where to cut `text`, which is longer than `room`: a byte index above 0.
fn best_cut(text: &str, room: usize) -> usize {
    let most = cut_between_graphemes(text, room);
    let window = &text[..most];
    // A paragraph or a line that ends early would leave a piece that is mostly empty.
    let late = |i: &usize| *i >= most / 2;
    let blank = |window: &str| window.rfind(char::is_whitespace).filter(|&i| !window[..i].trim().is_empty());
    let cut = None
        .or_else(|| window.rfind("\n\n").filter(late))
        .or_else(|| window.rfind('\n').filter(late))
        .or_else(|| blank(window))
        .unwrap_or(most);
    let cut = before_fence(text, cut);
    if cut == 0 { most } else { cut }
}

/// Keeps the backticks of a fence together.
fn before_fence(text: &str, cut: usize) -> usize {
    if !text[cut..].starts_with('`') {
        return cut;
    }
    match text[..cut].trim_end_matches('`').len() {
        0 => cut,
        start => start,
    }
}

/// The byte index after as many whole graphemes as fit into `room` units; where not even the first
/// one fits, after as many of its characters as fit. Never leaves a lone backslash at the end,
/// which would escape whatever is put there.
fn cut_between_graphemes(text: &str, room: usize) -> usize {
    let fitting = |pieces: &mut dyn Iterator<Item = &str>| {
        let mut left = room;
        let fits =
            pieces.take_while(|piece| left.checked_sub(length(piece)).inspect(|&l| left = l).is_some());
        fits.map(str::len).sum::<usize>()
    };
    let mut end = fitting(&mut text.graphemes(true));
    if end == 0 {
        end = fitting(&mut text.split("").filter(|piece| !piece.is_empty()));
    }
    let backslashes = end - text[..end].trim_end_matches('\\').len();
    if end < text.len() && backslashes % 2 == 1 && end > 1 { end - 1 } else { end }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn length_counts_what_javascript_counts() {
        assert_eq!(length("abc"), 3);
        assert_eq!(length("é"), 1);
        assert_eq!(length("😀"), 2);
        assert_eq!(length("👩‍💻"), 5);
    }

    #[test]
    fn a_cut_is_marked_and_leaves_graphemes_whole() {
        assert_eq!(trim_to("hello", 5), "hello");
        assert_eq!(trim_to("hello world", 8), "hello w…");
        assert_eq!(trim_to("hello world", 7), "hello…");
        assert_eq!(trim_to("ab👩‍💻cd", 6), "ab…");
        assert_eq!(trim_to(r"ab\*cd", 4), "ab…");
        assert_eq!(trim_to("abc", 0), "");
        assert_eq!(trim_with_notice("a long story", 10, " (cut)"), "a lo (cut)");
        assert_eq!(trim_with_notice("```rs\nlet a = 1;\n```", 18, "…"), "```rs\nlet a =\n```…");
    }

    #[test]
    fn text_is_split_at_the_best_place() {
        let paragraph = "one two three four five";
        assert_eq!(split(&format!("{paragraph}\n\n{paragraph}"), 40), [paragraph, paragraph]);
        assert_eq!(split(&format!("{paragraph}\n{paragraph}"), 40), [paragraph, paragraph]);
        assert_eq!(split("aaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbb", 32).len(), 2);
        assert_eq!(split("", 100), Vec::<String>::new());
        assert_eq!(split("short", 100), ["short"]);
    }

    #[test]
    fn code_is_closed_and_opened_again() {
        let code = format!("Look:\n```rs\n{}```\nDone.", "let x = 1;\n".repeat(8));
        let pieces = split(&code, 60);
        assert!(pieces.len() > 1);
        for piece in &pieces {
            assert!(length(piece) <= 60 && piece.matches("```").count() % 2 == 0, "{piece}");
        }
        assert!(pieces[1].starts_with("```rs\nlet"), "{}", pieces[1]);
        assert_eq!(pieces.concat().matches("let x = 1;").count(), 8);
    }

    #[test]
    fn a_grapheme_longer_than_the_limit_is_cut_too() {
        let zalgo = format!("a{}", "\u{301}".repeat(300));
        assert!(length(&trim_to(&zalgo, 100)) <= 100);
        assert!(split(&zalgo, 100).iter().all(|piece| length(piece) <= 100));
    }

    proptest! {
        #[test]
        fn a_trimmed_text_fits(text in "(\\PC|[a` \n\\\\👩‍💻\u{301}]){0,200}", max in 0usize..120) {
            prop_assert!(length(&trim_to(&text, max)) <= max);
            prop_assert!(length(&trim_with_notice(&text, max, "\n-# Cut here.")) <= max);
        }

        #[test]
        fn pieces_fit_and_lose_nothing_but_white_space(text in "(\\PC|[a-c \n👩‍💻\u{301}]){0,300}", max in 32usize..90) {
            let pieces = split(&text, max);
            for piece in &pieces {
                prop_assert!(length(piece) <= max && !piece.is_empty());
            }
            if !text.contains(FENCE) {
                let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
                prop_assert_eq!(letters(&pieces.concat()), letters(&text));
            }
        }

        #[test]
        fn fences_stay_closed(blocks in proptest::collection::vec("(```[a-z]{0,3}\n([a-z ]{0,20}\n){1,6}```\n|[a-z \n]{0,40})", 0..6), max in 40usize..90) {
            for piece in split(&blocks.concat(), max) {
                prop_assert!(length(&piece) <= max);
                prop_assert!(piece.matches(FENCE).count().is_multiple_of(2), "{}", piece);
            }
        }
    }
}
