//! Where in a recording something was said.

use crate::meeting::Recording;
use chrono::{DateTime, Utc};

/// Characters of a line in which a time is looked for.
const LINE: usize = 200;

/// Seconds into a recording at which something was said; `None` where nothing tells when the recording began, or it was
/// before. With a transcript it is the beginning of what was being said then.
pub fn heard_at(recording: &Recording, at: DateTime<Utc>) -> Option<i64> {
    let offset = (at - recording.began_at?.utc()).num_seconds();
    if offset < 0 {
        return None;
    }
    let text = recording.transcript.as_deref().unwrap_or_default();
    let cues = text.lines().filter_map(cue);
    Some(cues.filter(|seconds| *seconds <= offset).max().unwrap_or(offset))
}

/// The time with which a line of a transcript begins: `00:12:34.500 --> …`, `[12:34] …` or `12:34 …`.
fn cue(line: &str) -> Option<i64> {
    let line = line.trim_start();
    let line: String = line.trim_start_matches(['[', '(']).chars().take(LINE).collect();
    let end = line.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(line.len());
    let parts: Vec<i64> = line[..end].split(':').map(str::parse).collect::<Result<_, _>>().ok()?;
    match parts.as_slice() {
        [minutes, seconds] if *seconds < 60 && *minutes < 600 => Some(minutes * 60 + seconds),
        [hours, minutes, seconds] if *seconds < 60 && *minutes < 60 && *hours < 100 => {
            Some(hours * 3600 + minutes * 60 + seconds)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::At;
    use proptest::prelude::*;

    fn recording(transcript: Option<&str>) -> Recording {
        Recording {
            url: None,
            transcript: transcript.map(str::to_owned),
            transcript_name: None,
            transcript_url: None,
            began_at: Some(At::from(DateTime::UNIX_EPOCH)),
        }
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::TimeDelta::seconds(seconds)
    }

    #[test]
    fn a_transcript_says_where_the_sentence_began() {
        let text = "WEBVTT\n\n00:00:05.000 --> 00:00:09.000\nHello\n\n00:12:30.500 --> 00:12:40.000\nPrices\n[13:00] Done";
        assert_eq!(heard_at(&recording(Some(text)), at(755)), Some(750));
        assert_eq!(heard_at(&recording(Some(text)), at(9_999)), Some(780));
        assert_eq!(heard_at(&recording(None), at(755)), Some(755));
        assert_eq!(heard_at(&recording(None), at(-1)), None);
        assert_eq!(heard_at(&Recording { began_at: None, ..recording(None) }, at(755)), None);
    }

    proptest! {
        #[test]
        fn any_transcript_is_read_and_nothing_is_later_than_it_was(text in any::<String>(), seconds in 0i64..100_000) {
            let heard = heard_at(&recording(Some(&text)), at(seconds));
            prop_assert!(heard.is_some_and(|heard| (0..=seconds).contains(&heard)));
        }
    }
}
