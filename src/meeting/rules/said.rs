//! What somebody says in a meeting means: its first word may say so.

use crate::meeting::NoteKind;

/// What was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said<'a> {
    /// Something to note.
    Note(NoteKind, &'a str),
    /// They would like to speak.
    Queue,
    /// The next in the queue has the floor.
    Ack,
    /// They are here.
    Present,
    /// They cannot come, and why.
    Regrets(&'a str),
    /// Their last note was none.
    Undo,
}

/// Reads what was said. What stands behind a first word and a colon is noted without it; without the colon the word stays,
/// so that "Agreed with Anna" loses nothing.
pub fn said(text: &str) -> Said<'_> {
    let text = text.trim();
    let end = text.find(|c: char| c == ':' || c.is_whitespace()).unwrap_or(text.len());
    let (first, rest) = text.split_at(end);
    let word = first.trim_start_matches('#').to_lowercase();
    let rest = rest.trim_start();
    let behind = rest.strip_prefix(':').map(str::trim);
    match (word.as_str(), rest.is_empty()) {
        ("q", true) => return Said::Queue,
        ("ack", true) => return Said::Ack,
        ("present" | "here", true) => return Said::Present,
        ("undo", true) => return Said::Undo,
        ("regrets", _) => return Said::Regrets(behind.unwrap_or(rest)),
        _ => {}
    }
    let kind = NoteKind::from_word(&word).filter(|_| !rest.is_empty());
    match (kind, behind) {
        (Some(kind), Some(behind)) if !behind.is_empty() => Said::Note(kind, behind),
        (Some(kind), None) => Said::Note(kind, if first.starts_with('#') { rest } else { text }),
        _ => Said::Note(NoteKind::Note, text),
    }
}

/// What a note is when nothing could be made of it: a decision without a `decision` is only agreed, and what has no `action` that
/// follows it up is no question.
pub fn noted_as(kind: NoteKind, (decision, action): (Option<i64>, Option<i64>)) -> NoteKind {
    match kind {
        NoteKind::Decision if decision.is_none() => NoteKind::Agreed,
        NoteKind::Question if action.is_none() => NoteKind::Note,
        kind => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_word_says_what_it_is() {
        for (text, read) in [
            ("CSV is enough", Said::Note(NoteKind::Note, "CSV is enough")),
            ("decision: CSV only", Said::Note(NoteKind::Decision, "CSV only")),
            ("Agreed with Anna", Said::Note(NoteKind::Agreed, "Agreed with Anna")),
            ("#rejected the PDF", Said::Note(NoteKind::Rejected, "the PDF")),
            ("IDEA : a dark mode", Said::Note(NoteKind::Idea, "a dark mode")),
            ("question: who asks?", Said::Note(NoteKind::Question, "who asks?")),
            ("decisions come later", Said::Note(NoteKind::Note, "decisions come later")),
            ("decision", Said::Note(NoteKind::Note, "decision")),
            ("decision:", Said::Note(NoteKind::Note, "decision:")),
            ("q", Said::Queue),
            ("Q4 is late", Said::Note(NoteKind::Note, "Q4 is late")),
            ("ack", Said::Ack),
            ("ack the alarm first", Said::Note(NoteKind::Note, "ack the alarm first")),
            ("present", Said::Present),
            ("regrets: at the dentist", Said::Regrets("at the dentist")),
            ("undo", Said::Undo),
        ] {
            assert_eq!(said(text), read, "{text}");
        }
    }

    #[test]
    fn of_what_nothing_could_be_made_less_is_noted() {
        for (kind, made, expected) in [
            (NoteKind::Decision, (Some(1), None), NoteKind::Decision),
            (NoteKind::Decision, (None, None), NoteKind::Agreed),
            (NoteKind::Question, (None, Some(1)), NoteKind::Question),
            (NoteKind::Question, (None, None), NoteKind::Note),
            (NoteKind::Idea, (None, None), NoteKind::Idea),
        ] {
            assert_eq!(noted_as(kind, made), expected, "{kind:?} {made:?}");
        }
    }

    proptest! {
        #[test]
        fn no_word_is_lost_but_the_one_that_names_the_kind(text in "[a-z#: ]{1,40}") {
            if let Said::Note(kind, noted) = said(&text) {
                let missing = text.trim().len() - noted.len();
                prop_assert!(text.trim().ends_with(noted));
                prop_assert!(missing == 0 || text.to_lowercase().contains(kind.word()));
                prop_assert!(kind != NoteKind::Note || missing == 0 || text.contains("note"));
            }
        }
    }
}
