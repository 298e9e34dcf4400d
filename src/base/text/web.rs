//! Web addresses that people type.

use super::limits;

/// The web address in its normal form, or `None` when it is not one that can be opened in a browser.
pub fn web_address(text: &str) -> Option<String> {
    let trimmed = text.trim().trim_start_matches('<').trim_end_matches('>');
    let url = url::Url::parse(trimmed).ok()?;
    let is_web =
        matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| host.contains('.'));
    let has_secret = !url.username().is_empty() || url.password().is_some();
    let is_short = url.as_str().len() <= limits::BUTTON_URL;
    (is_web && !has_secret && is_short).then(|| url.to_string())
}

/// What was typed as a web address, if anything; `-` takes one away, which is the inner `None`.
///
/// # Errors
/// What `refusal` says, when it is no web address.
pub fn typed_address<E>(
    typed: Option<&str>,
    refusal: impl FnOnce() -> E,
) -> Result<Option<Option<String>>, E> {
    match typed.map(str::trim) {
        None => Ok(None),
        Some("-") => Ok(Some(None)),
        Some(typed) => web_address(typed).map(|url| Some(Some(url))).ok_or_else(refusal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_typed_or_taken_away() {
        for (typed, expected) in [
            (None, Ok(None)),
            (Some(" - "), Ok(Some(None))),
            (Some("https://example.com"), Ok(Some(Some("https://example.com/".to_owned())))),
            (Some("example"), Err("no address")),
            (Some(""), Err("no address")),
        ] {
            assert_eq!(typed_address(typed, || "no address"), expected, "{typed:?}");
        }
    }

    #[test]
    fn only_what_a_browser_opens_is_a_web_address() {
        assert_eq!(web_address(" <https://example.com/a b> ").as_deref(), Some("https://example.com/a%20b"));
        assert_eq!(web_address("http://example.com").as_deref(), Some("http://example.com/"));
        for text in [
            "example.com",
            "javascript:alert(1)",
            "ftp://example.com/x",
            "https://",
            "https://u:p@example.com",
            "x y",
        ] {
            assert_eq!(web_address(text), None, "{text}");
        }
        assert_eq!(web_address(&format!("https://example.com/{}", "x".repeat(600))), None);
    }
}
