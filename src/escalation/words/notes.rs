//! What was noted about an escalation, whole.

use crate::{
    base::{
        text::{escape_markdown, length, limits, trim_with_notice},
        when::{Style, stamp},
    },
    contract::{Card, Sight},
    escalation::store::NoteRow,
};

/// What stands between two notes.
const BETWEEN: &str = "\n\n";
/// What stands behind the last note where there are more.
const LEFT_OUT: &str = "*Older notes do not fit here.*";
/// The room for notes beside the largest card.
const LEAST: usize = 1500;
/// With less room than this no further note is begun.
const LEAST_OF_NOTE: usize = 100;

/// The notes, newest first and each as it was written: as many as one message takes beside `card`. `None` without notes.
pub fn beside(card: &Card, notes: &[NoteRow], sight: Sight<'_>) -> Option<Card> {
    if notes.is_empty() {
        return None;
    }
    let title = "Notes";
    let room = limits::EMBED_TOTAL.saturating_sub(weight(card) + length(title));
    let room = room.clamp(LEAST, limits::EMBED_DESCRIPTION);
    let entries = notes.iter().map(|note| entry(note, sight));
    Some(Card::new(title).text(fitting(entries, room)))
}

/// As many of the entries as fit; the last may be cut.
fn fitting(entries: impl Iterator<Item = String>, room: usize) -> String {
    let mut left = room.saturating_sub(length(BETWEEN) + length(LEFT_OUT));
    let mut shown: Vec<String> = Vec::new();
    for entry in entries {
        if left < LEAST_OF_NOTE {
            shown.push(LEFT_OUT.to_owned());
            break;
        }
        let entry = trim_with_notice(&entry, left, "…");
        left = left.saturating_sub(length(&entry) + length(BETWEEN));
        shown.push(entry.into_owned());
    }
    shown.join(BETWEEN)
}

fn entry(note: &NoteRow, sight: Sight<'_>) -> String {
    let (text, when) =
        (escape_markdown(&sight.text(&note.text)), stamp(note.written_at.utc(), Style::Relative));
    format!("<@{}> {when}: {text}", note.author_user_id)
}

/// How much of what Discord allows for one message a card takes.
fn weight(card: &Card) -> usize {
    let fields = card.fields.iter().map(|field| length(&field.name) + length(&field.value));
    length(&card.title) + length(&card.text) + length(&card.footer) + fields.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_notes_are_shown_as_fit() {
        let long = "a".repeat(900);
        let long = long.as_str();
        let table = [
            (vec!["one", "two", "three", "four", "five"], 1500, 5, false, false),
            (vec![long, "two"], 1500, 2, false, false),
            (vec![long, long], 1500, 2, true, false),
            (vec![long, long, "three"], 1500, 3, true, true),
            (vec![long; 9], 4096, 6, true, true),
        ];
        for (notes, room, count, is_cut, is_left_out) in table {
            let shown = fitting(notes.iter().map(|note| (*note).to_owned()), room);
            assert!(length(&shown) <= room, "{shown}");
            assert_eq!(shown.split(BETWEEN).count(), count, "{shown}");
            assert_eq!(shown.contains('…'), is_cut, "{shown}");
            assert_eq!(shown.ends_with(LEFT_OUT), is_left_out, "{shown}");
        }
    }
}
