//! Which files are taken for transcripts.

/// The longest transcript that is kept, in bytes.
pub const LONGEST_TRANSCRIPT: usize = 2 * 1024 * 1024;

/// Whether a file can be the transcript of a meeting, by its name and its size in bytes.
pub fn is_transcript(filename: &str, size_bytes: i64) -> bool {
    let name = filename.to_lowercase();
    let is_text = name.ends_with(".vtt") || name.ends_with(".txt");
    is_text && usize::try_from(size_bytes).is_ok_and(|size| size <= LONGEST_TRANSCRIPT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_or_subtitles_of_at_most_two_mebibytes_are_a_transcript() {
        for (name, size, expected) in [
            ("sync.vtt", 10, true),
            ("Sync.TXT", 2_097_152, true),
            ("sync.txt", 2_097_153, false),
            ("sync.txt", -1, false),
            ("sync.docx", 10, false),
            ("txt", 10, false),
        ] {
            assert_eq!(is_transcript(name, size), expected, "{name} {size}");
        }
    }
}
