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

#[cfg(test)]
mod tests {
    use super::*;

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
