//! What somebody means who mentions docket without saying what a customer said.

/// Words that ask or thank and say nothing about a product. A text that consists of nothing else is no request.
const SMALL_TALK: [&str; 44] = [
    "a", "add", "as", "bitte", "bot", "can", "cheers", "could", "danke", "do", "docket", "feedback", "file",
    "for", "hallo", "hello", "help", "hey", "hi", "hilfe", "how", "it", "log", "me", "message", "much",
    "one", "please", "pls", "record", "request", "so", "thank", "thanks", "that", "the", "this", "thx", "to",
    "track", "very", "work", "you", "your",
];

/// Of these words one at least is in a text that only thanks.
const THANKS: [&str; 5] = ["thanks", "thank", "thx", "cheers", "danke"];

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Whether the text says nothing about a product, so that there is nothing to file: "help", "please file this", "hi".
/// One with no word at all, such as an emoji, may be what a customer said.
pub fn is_call_for_help(text: &str) -> bool {
    let words = words(text);
    !words.is_empty() && words.iter().all(|word| SMALL_TALK.contains(&word.as_str()))
}

/// Whether the text only thanks.
pub fn is_thanks(text: &str) -> bool {
    is_call_for_help(text) && words(text).iter().any(|word| THANKS.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_talk_is_no_request_and_everything_else_is() {
        for text in [
            "help",
            "Help!",
            "please file this",
            "Can you file this please?",
            "hi docket",
            "thanks",
            "add this",
        ] {
            assert!(is_call_for_help(text), "{text}");
        }
        for text in [
            "SSO loops",
            "help page is broken",
            "please add dark mode",
            "👍",
            "",
            "1",
            "thanks, but search is slow",
        ] {
            assert!(!is_call_for_help(text), "{text}");
        }
        for text in ["thanks", "Thank you so much!", "danke", "thx docket"] {
            assert!(is_thanks(text), "{text}");
        }
        assert!(!is_thanks("help") && !is_thanks("thanks, but search is slow"));
    }

    #[test]
    fn the_words_are_in_order_each_once() {
        assert!(SMALL_TALK.is_sorted() && SMALL_TALK.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
