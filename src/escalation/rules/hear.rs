//! What a reaction to a question means.

/// The reason for which a reaction closes.
pub fn reason(emoji: &str) -> Option<&'static str> {
    // Emoji come with or without the mark that asks for colours.
    match emoji.trim_end_matches('\u{fe0f}') {
        "❤" | "♥" | "💙" | "💚" | "💛" | "🧡" | "💜" => Some("liked"),
        "🔁" | "🔄" => Some("reposted"),
        "⛔" | "🚫" => Some("other"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reactions_of_marketing_have_their_meaning() {
        for (emoji, means) in [
            ("❤️", Some("liked")),
            ("❤", Some("liked")),
            ("🔁", Some("reposted")),
            ("⛔", Some("other")),
            ("🚫", Some("other")),
            ("👍", None),
            ("👀", None),
        ] {
            assert_eq!(reason(emoji), means, "{emoji}");
        }
    }
}
