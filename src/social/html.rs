//! The text of a post that comes as HTML. The result is text: it is never rendered as HTML, so nothing in it can do harm.

/// Elements before which a new line begins.
const BLOCKS: &[&str] = &["p", "div", "li", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"];
/// Elements whose content is no text.
const UNSEEN: &[&str] = &["script", "style", "template"];

/// The text of a fragment, with its line breaks.
pub(super) fn text_of(html: &str) -> String {
    let (mut text, mut rest, mut unseen) = (String::new(), html, None);
    while let Some(at) = rest.find('<') {
        if unseen.is_none() {
            text.push_str(&decoded(&rest[..at]));
        }
        let inside = &rest[at + 1..];
        // A `<` that begins no element is a `<`.
        if !inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            text.push('<');
            rest = inside;
            continue;
        }
        let end = element_end(inside);
        let (name, is_end) = element(&inside[..end]);
        match unseen {
            Some(waited) if is_end && name == waited => unseen = None,
            Some(_) => {}
            None if !is_end && UNSEEN.contains(&name.as_str()) => unseen = Some(name),
            None if name == "br" => text.push('\n'),
            None if !is_end && BLOCKS.contains(&name.as_str()) && !text.is_empty() => text.push_str("\n\n"),
            None => {}
        }
        rest = inside.get(end + 1..).unwrap_or_default();
    }
    if unseen.is_none() {
        text.push_str(&decoded(rest));
    }
    text.trim().to_owned()
}

/// The content of the first element of this name that a fragment has, as HTML.
pub(super) fn first<'a>(html: &'a str, name: &str) -> Option<&'a str> {
    let opens = format!("<{name}");
    let is_whole =
        |at: &usize| html[at + opens.len()..].starts_with(|c: char| c == '>' || c.is_ascii_whitespace());
    let at = html.match_indices(&opens).map(|(at, _)| at).find(is_whole)?;
    let inside = &html[at + 1..];
    let content = inside.get(element_end(inside) + 1..)?;
    Some(&content[..content.find(&format!("</{name}>")).unwrap_or(content.len())])
}

/// Where an element's tag ends; quoted values may hold `>`.
fn element_end(inside: &str) -> usize {
    let mut quote = None;
    for (at, c) in inside.char_indices() {
        match (quote, c) {
            (None, '>') => return at,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    inside.len()
}

/// The name of a tag, and whether it ends an element.
fn element(tag: &str) -> (String, bool) {
    let name = tag.trim_start_matches('/');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    (name[..end].to_ascii_lowercase(), tag.starts_with('/'))
}

/// Text with its character references read; what is none stays as it is.
fn decoded(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(12).find(|(_, c)| *c == ';').map(|(end, _)| end);
        match end.and_then(|end| Some((character(&rest[1..end])?, end))) {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let number = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(number);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "mdash" => '—',
        "ndash" => '–',
        "hellip" => '…',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_people_see_is_the_text() {
        for (html, text) in [
            ("<p>SSO loops after 7.2 &amp; I am stuck</p>", "SSO loops after 7.2 & I am stuck"),
            ("<p>one<br>two<br />three</p><p>four</p>", "one\ntwo\nthree\n\nfour"),
            (
                "<p><span class=\"h-card\"><a href=\"https://a.example/@jo\">@<span>jo</span></a></span> hi</p>",
                "@jo hi",
            ),
            ("a &lt;b&gt; &#39;c&#x27; &#128077; &unknown; & d", "a <b> 'c' 👍 &unknown; & d"),
            ("1 < 2 > 0", "1 < 2 > 0"),
            ("<a title=\"a > b\">c</a>", "c"),
            ("x<script>alert(1)</script><style>p{}</style>y", "xy"),
            ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
            ("مرحبا <b>日本語</b>", "مرحبا 日本語"),
            ("<p unfinished", ""),
            ("", ""),
        ] {
            assert_eq!(text_of(html), text, "{html}");
        }
    }

    #[test]
    fn the_first_paragraph_is_found() {
        let html =
            "<blockquote class=\"t\"><pre>no</pre><p lang=\"en\">yes <a>a</a></p>&mdash; Jo</blockquote>";
        assert_eq!(first(html, "p"), Some("yes <a>a</a>"));
        assert_eq!(first("<b>no</b>", "p"), None);
    }

    proptest! {
        #[test]
        fn escaped_text_comes_back(text in "[^\\s\u{0}][^\u{0}]{0,80}") {
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            prop_assert_eq!(text_of(&escaped), text.trim());
        }

        #[test]
        fn nothing_breaks_the_reading(html in "[<>/&;#a-z\"' ]{0,60}") {
            let _ = (text_of(&html), first(&html, "p"));
        }
    }
}
