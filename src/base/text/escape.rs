//! Markdown and mentions of Discord, taken out of action.

/// Characters that start or end formatting anywhere in a line.
const ANYWHERE: [char; 9] = ['\\', '*', '_', '~', '`', '|', '>', '[', ']'];

/// Breaks a token without changing what is seen.
const ZERO_WIDTH_SPACE: char = '\u{200B}';

/// `text` written so that Discord shows exactly these characters: no formatting, no mention, no
/// time stamp, no emoji by name, no masked link.
///
/// Web addresses stay as they are, so that they can still be followed. Escaping is for one
/// message: escaping twice shows the backslashes. A mention is broken by a zero-width space as
/// well, since Discord's server looks for mentions before anybody reads a backslash; messages
/// carry explicit `allowed_mentions` all the same.
pub fn escape_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text;
    let mut at_line_start = true;
    while let Some(c) = rest.chars().next() {
        let taken = match url_at(rest) {
            Some(url) => {
                push_url(&mut out, url);
                url.len()
            }
            None if at_line_start => push_line_start(&mut out, rest),
            None => 0,
        };
        let taken = if taken > 0 { taken } else { push_char(&mut out, c, rest) };
        at_line_start = c == '\n' || at_line_start && c == ' ';
        rest = &rest[taken..];
    }
    out
}

/// Writes the first character `c` of `rest`; gives the bytes taken.
fn push_char(out: &mut String, c: char, rest: &str) -> usize {
    match c {
        '<' => {
            out.push_str("\\<");
            if starts_token(&rest[1..]) {
                out.push(ZERO_WIDTH_SPACE);
            }
        }
        '@' if names_everybody(&rest[1..]) => out.extend(['@', ZERO_WIDTH_SPACE]),
        ':' if starts_emoji_name(&rest[1..]) => out.push_str("\\:"),
        _ if ANYWHERE.contains(&c) => out.extend(['\\', c]),
        _ => out.push(c),
    }
    c.len_utf8()
}

/// Writes a heading, list or subtext marker that `rest` starts with; gives the bytes taken.
fn push_line_start(out: &mut String, rest: &str) -> usize {
    if let Some(marker @ ('#' | '-' | '+')) = rest.chars().next() {
        out.extend(['\\', marker]);
        return 1;
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && rest[digits..].starts_with(['.', ')']) {
        out.push_str(&rest[..digits]);
        out.push('\\');
        out.push_str(&rest[digits..=digits]);
        return digits + 1;
    }
    0
}

/// Whether a `<` before `rest` would begin a mention, a time, an emoji, a command or a link to a
/// place in the server.
fn starts_token(rest: &str) -> bool {
    ["@", "#", ":", "a:", "t:", "/", "id:"].iter().any(|start| rest.starts_with(start))
}

fn names_everybody(rest: &str) -> bool {
    ["everyone", "here"]
        .iter()
        .any(|name| rest.get(..name.len()).is_some_and(|s| s.eq_ignore_ascii_case(name)))
}

/// Whether a `:` before `rest` would begin the name of an emoji, such as `:tada:`.
fn starts_emoji_name(rest: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-');
    let name = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
    name > 0 && rest[name..].starts_with(':')
}

/// The web address that `rest` starts with: as much of it as Discord itself takes for an address
/// and as cannot hold formatting.
fn url_at(rest: &str) -> Option<&str> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| rest.starts_with(scheme))?;
    let after = &rest[scheme.len()..];
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
    let host = after.find(|c| !is_host(c)).unwrap_or(after.len());
    if !after.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let is_rest = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'()+,;=%".contains(c);
    let tail = match after[host..].chars().next() {
        Some('/' | '?' | '#') => after[host..].find(|c| !is_rest(c)).unwrap_or(after.len() - host),
        _ => 0,
    };
    Some(&rest[..scheme.len() + host + tail])
}

/// An address may hold `@here` (a profile's page): written as `%40here` it leads to the same place.
fn push_url(out: &mut String, url: &str) {
    for (i, c) in url.char_indices() {
        match c {
            '@' if names_everybody(&url[i + 1..]) => out.push_str("%40"),
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formatting_is_shown_and_not_applied() {
        for (text, escaped) in [
            ("*bold* _it_ ~~no~~ ||psst||", r"\*bold\* \_it\_ \~\~no\~\~ \|\|psst\|\|"),
            ("`code` ```block```", r"\`code\` \`\`\`block\`\`\`"),
            ("# head\n> quote\n  - item\n-# small", "\\# head\n\\> quote\n  \\- item\n\\-# small"),
            ("1. one\n2026. Two", "1\\. one\n2026\\. Two"),
            ("a - b # c 1. d", "a - b # c 1. d"),
            ("[click](https://evil.example)", r"\[click\](https://evil.example)"),
            (r"C:\temp\new", r"C:\\temp\\new"),
            ("ship it :tada: at 12:30", r"ship it \:tada: at 12:30"),
            ("¯\\_(ツ)_/¯", r"¯\\\_(ツ)\_/¯"),
        ] {
            assert_eq!(escape_markdown(text), escaped, "{text:?}");
        }
    }

    #[test]
    fn mentions_and_other_tokens_are_broken() {
        for (text, escaped) in [
            ("@everyone", "@\u{200B}everyone"),
            ("hi @Here!", "hi @\u{200B}Here!"),
            ("<@123> <@&5> <#9>", "\\<\u{200B}@123\\> \\<\u{200B}@&5\\> \\<\u{200B}#9\\>"),
            ("<t:0:R> <:x:1>", "\\<\u{200B}t\\:0:R\\> \\<\u{200B}\\:x:1\\>"),
            ("</a:1> a < b", "\\<\u{200B}/a:1\\> a \\< b"),
            ("mail me@example.org", "mail me@example.org"),
        ] {
            assert_eq!(escape_markdown(text), escaped, "{text:?}");
        }
    }

    #[test]
    fn addresses_can_still_be_followed() {
        for text in [
            "https://example.org/a_b_c?x=~y#z-1",
            "see https://en.example.org/wiki/Foo_(bar)/baz_qux now",
            "http://127.0.0.1:8080/x_y",
            "https://example.org/ends_with_",
        ] {
            assert_eq!(escape_markdown(text), text);
        }
        assert_eq!(escape_markdown("<https://a.example/b_c>"), r"\<https://a.example/b_c\>");
        assert_eq!(escape_markdown("https://social.example/@here"), "https://social.example/%40here");
        assert_eq!(escape_markdown("https://a.example/*x*"), r"https://a.example/\*x\*");
        assert_eq!(escape_markdown("https://_x_"), r"https://\_x\_");
    }

    /// What Discord would show: escapes resolved, zero-width spaces unseen, `%40` followed.
    /// Gives an error where something is still live.
    fn shown(escaped: &str) -> Result<String, String> {
        let mut seen = String::new();
        let mut live = String::new();
        let mut chars = escaped.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => match chars.next() {
                    Some(next) if !next.is_ascii_alphanumeric() && !next.is_whitespace() => {
                        seen.push(next);
                        live.push('\u{1}');
                    }
                    other => return Err(format!("a live backslash before {other:?}")),
                },
                ZERO_WIDTH_SPACE => live.push(c),
                _ => {
                    seen.push(c);
                    live.push(c);
                }
            }
        }
        for line in live.lines() {
            if line.trim_start_matches(' ').starts_with(['#', '-']) {
                return Err(format!("a live marker in {line:?}"));
            }
            let outside: Vec<&str> = line.split(' ').filter(|word| !word.contains("://")).collect();
            if let Some(word) = outside.iter().find(|w| w.contains(['*', '_', '~', '`', '|', '<', '[', ']']))
            {
                return Err(format!("live formatting in {word:?}"));
            }
        }
        let lower = live.to_lowercase();
        match lower.contains("@everyone") || lower.contains("@here") || lower.contains("<@") {
            true => Err(format!("a live mention in {live:?}")),
            false => Ok(seen),
        }
    }

    proptest! {
        #[test]
        fn nothing_stays_live_and_every_character_is_shown(
            parts in proptest::collection::vec(prop_oneof![
                Just("@everyone".to_owned()), Just("@here".to_owned()), Just("<@123>".to_owned()),
                Just("<t:1:R>".to_owned()), Just("<:a:1>".to_owned()), Just("https://a.example/b_c".to_owned()),
                Just("```".to_owned()), Just("\n# ".to_owned()), Just("\n- ".to_owned()), Just("\\".to_owned()),
                "[ -~\n]{0,8}", "\\PC{0,4}",
            ], 0..12)
        ) {
            let text = parts.concat().replace(ZERO_WIDTH_SPACE, "");
            let seen = shown(&escape_markdown(&text));
            prop_assert!(seen.is_ok(), "{:?}", seen);
            prop_assert_eq!(seen.unwrap().replace("%40", "@"), text.replace("%40", "@"));
        }
    }
}
