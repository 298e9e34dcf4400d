//! JSON with halves of characters in it, which some programs write and no Rust text can hold.

use serde::de::DeserializeOwned;

/// What stands for half a character: U+FFFD, the replacement character, as JSON escapes it.
const REPLACEMENT: &[u8] = br"\ufffd";
/// Bytes of an escaped UTF-16 code unit, `\ud83d`.
const UNIT: usize = 6;

/// Reads JSON, with the replacement character for each surrogate that has no partner.
///
/// # Errors
/// When it is not JSON, or not that of a `T`.
pub fn read_json<T: DeserializeOwned>(json: &[u8]) -> serde_json::Result<T> {
    serde_json::from_slice(json).or_else(|error| match mended(json) {
        Some(mended) => serde_json::from_slice(&mended),
        None => Err(error),
    })
}

/// The same JSON with the replacement character for each surrogate that has no partner; `None` when there is none such.
/// What is not JSON is left for the parser to refuse.
fn mended(json: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(json.len());
    let (mut rest, mut is_broken) = (json, false);
    while let Some(at) = rest.iter().position(|&byte| byte == b'\\') {
        whole.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let length = match (unit(rest), rest.get(UNIT..).and_then(unit)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 2 * UNIT,
            (Some(0xD800..=0xDFFF), _) => {
                is_broken = true;
                whole.extend_from_slice(REPLACEMENT);
                rest = &rest[UNIT..];
                continue;
            }
            (Some(_), _) => UNIT,
            // `\\` and `\"`, or the end of what is cut off.
            (None, _) => rest.len().min(2),
        };
        whole.extend_from_slice(&rest[..length]);
        rest = &rest[length..];
    }
    whole.extend_from_slice(rest);
    is_broken.then_some(whole)
}

/// The UTF-16 code unit that is escaped at the beginning of `text`.
fn unit(text: &[u8]) -> Option<u16> {
    let digits = text.get(..UNIT)?.strip_prefix(br"\u")?;
    let digits =
        std::str::from_utf8(digits).ok().filter(|text| text.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn halves_are_replaced_and_whole_characters_stay() {
        for (json, expected) in [
            (r#""a\ud83d""#, Some(r#""a\ufffd""#)),
            (r#""\udc00\ud83d\ude00\ud83dx""#, Some(r#""\ufffd\ud83d\ude00\ufffdx""#)),
            (r#""\\ud83d\\\ud83d""#, Some(r#""\\ud83d\\\ufffd""#)),
            (r#""\ud83d\ud83d\ude00""#, Some(r#""\ufffd\ud83d\ude00""#)),
            (r#""\ud83d\ude00 \u0041 \" \\""#, None),
            (r#""\ud83"#, None),
            ("\"\\", None),
        ] {
            let found = mended(json.as_bytes());
            assert_eq!(found.as_deref(), expected.map(str::as_bytes), "{json}");
        }
    }

    proptest! {
        #[test]
        fn what_is_mended_reads(units in proptest::collection::vec(any::<u16>(), 0..12)) {
            let json = units.iter().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
            let json = format!("\"{json}\"");
            prop_assert_eq!(read_json::<String>(json.as_bytes()).unwrap(), String::from_utf16_lossy(&units));
        }
    }
}
