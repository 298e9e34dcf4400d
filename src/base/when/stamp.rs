//! Discord's own notation for instants, shown to each reader in their zone and language.

use chrono::{DateTime, Utc};

/// How Discord shows an instant (API documentation, "Message formatting: timestamp styles").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// 16:20
    ShortTime,
    /// 16:20:30
    LongTime,
    /// 20/04/2026
    ShortDate,
    /// 20 April 2026
    LongDate,
    /// 20 April 2026 16:20
    DateTime,
    /// Monday, 20 April 2026 16:20
    LongDateTime,
    /// in 2 months
    Relative,
}

/// `at` as a token that Discord shows in the reader's zone. Seconds are as fine as it goes.
pub fn stamp(at: DateTime<Utc>, style: Style) -> String {
    let letter = match style {
        Style::ShortTime => 't',
        Style::LongTime => 'T',
        Style::ShortDate => 'd',
        Style::LongDate => 'D',
        Style::DateTime => 'f',
        Style::LongDateTime => 'F',
        Style::Relative => 'R',
    };
    format!("<t:{}:{letter}>", at.timestamp())
}

/// The instant in a token such as `<t:1790000000:R>`, of any style.
pub(super) fn read(text: &str) -> Option<DateTime<Utc>> {
    let inner = text.strip_prefix("<t:")?.strip_suffix('>')?;
    let (seconds, style) = inner.split_once(':').unwrap_or((inner, "f"));
    let is_style = style.len() == 1 && "tTdDfFsSR".contains(style);
    is_style.then(|| DateTime::from_timestamp(seconds.parse().ok()?, 0)).flatten()
}

/// The instant of a Unix time in seconds (ten digits) or milliseconds (thirteen).
pub(super) fn unix(text: &str) -> Option<DateTime<Utc>> {
    let number = || text.parse::<i64>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
    match text.len() {
        10 => DateTime::from_timestamp(number()?, 0),
        13 => DateTime::from_timestamp_millis(number()?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_reads_back() {
        let at = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        assert_eq!(stamp(at, Style::Relative), "<t:1790000000:R>");
        for style in [Style::ShortTime, Style::LongTime, Style::ShortDate, Style::LongDate, Style::DateTime] {
            assert_eq!(read(&stamp(at, style)), Some(at));
        }
        assert_eq!(read("<t:1790000000>"), Some(at));
        for text in ["<t:x>", "<t:1:RR>", "<t:1:", "<t:99999999999999999:R>"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
