//! A time that can be meant in two ways is asked about, not guessed.

use crate::{
    base::{
        text::{escape_markdown, one_line, trim_to},
        when::{Reading, Style, stamp},
    },
    error::Refusal,
};
use chrono::{DateTime, Utc};

/// Characters of what was typed that are shown back.
const SHOWN: usize = 60;

/// [`only`], with what clocks do at that time, where they skip it.
///
/// # Errors
/// The question.
pub fn noted(
    reading: Reading,
    typed: &str,
    option: &'static str,
    now: DateTime<Utc>,
) -> Result<(DateTime<Utc>, Option<String>), Refusal> {
    let at = only(&reading, typed, option, now)?;
    Ok((at, reading.note))
}

/// The instant of `reading`, which was typed as `typed` for the option `option`. Where it can be another one too, or the one
/// taken has passed and another has not, the person is asked, with a button for each.
///
/// # Errors
/// The question.
pub fn only(
    reading: &Reading,
    typed: &str,
    option: &'static str,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, Refusal> {
    if reading.others.is_empty() {
        return Ok(reading.at);
    }
    let typed = escape_markdown(&trim_to(&one_line(typed), SHOWN));
    let question =
        Refusal::new(format!("“{typed}” can mean more than one time. Nothing was changed; which one is it?"));
    let taken = (reading.at, reading.words.clone());
    let all = [taken].into_iter().filter(|(at, _)| *at > now).chain(reading.others.iter().cloned());
    Err(all
        .fold(question, |question, (at, words)| question.meaning(words, option, stamp(at, Style::DateTime))))
}
