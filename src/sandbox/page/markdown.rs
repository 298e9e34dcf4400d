//! Discord's markdown as HTML. Everything that is not markup is escaped.

use crate::sandbox::{ids::Id, state::State};
use chrono::DateTime;
use maud::{Markup, PreEscaped, html};

/// How deep marks may nest before the rest is taken as plain text.
const DEEPEST: usize = 12;

/// Renders a text as blocks: paragraphs, headings, quotes, lists and code.
pub fn blocks(state: &State, text: &str) -> Markup {
    let mut out = Vec::new();
    for (at, piece) in text.split("```").enumerate() {
        // An unclosed fence is plain text.
        let closed = at % 2 == 1 && text.matches("```").count() > at;
        if closed {
            out.push(code_block(piece));
        } else {
            let fence = if at % 2 == 1 { "```" } else { "" };
            // The line breaks next to a block of code belong to its fences.
            let piece = if at > 0 && fence.is_empty() { piece.trim_start_matches('\n') } else { piece };
            out.extend(lines(state, &format!("{fence}{piece}")));
        }
    }
    html! { @for block in out { (block) } }
}

fn code_block(piece: &str) -> Markup {
    let is_language = |line: &str| {
        !line.is_empty() && line.chars().all(|c| c.is_ascii_alphanumeric() || "+-#_".contains(c))
    };
    let code = match piece.split_once('\n') {
        Some((first, rest)) if first.is_empty() || is_language(first) => rest,
        _ => piece,
    };
    html! { pre { code { (code.trim_end_matches('\n')) } } }
}

/// What a line is, by how it begins, with the rest of it.
#[derive(Clone, Copy, PartialEq)]
enum Block<'a> {
    Heading(u8, &'a str),
    Small(&'a str),
    Quote(&'a str),
    Bullet(&'a str),
    Number(&'a str),
    Text(&'a str),
}

fn classify(line: &str) -> Block<'_> {
    let strip = |mark: &str| line.strip_prefix(mark).filter(|rest| !rest.trim().is_empty());
    for (level, mark) in [(3, "### "), (2, "## "), (1, "# ")] {
        if let Some(rest) = strip(mark) {
            return Block::Heading(level, rest);
        }
    }
    if let Some(rest) = strip("-# ") {
        return Block::Small(rest);
    }
    if let Some(rest) = line.strip_prefix("> ") {
        return Block::Quote(rest);
    }
    let item = line.trim_start();
    if let Some(rest) = item.strip_prefix("- ").or_else(|| item.strip_prefix("* ")) {
        return Block::Bullet(rest);
    }
    match item.split_once(". ") {
        Some((number, rest))
            if !number.is_empty() && number.len() < 4 && number.bytes().all(|b| b.is_ascii_digit()) =>
        {
            Block::Number(rest)
        }
        _ => Block::Text(line),
    }
}

/// Groups lines of one kind into a block each.
fn lines(state: &State, text: &str) -> Vec<Markup> {
    let (text, quoted) = match text.find(">>> ") {
        Some(at) if at == 0 || text[..at].ends_with('\n') => (&text[..at], Some(&text[at + 4..])),
        _ => (text, None),
    };
    let mut out = Vec::new();
    let all: Vec<Block<'_>> = text.lines().map(classify).collect();
    for group in all.chunk_by(|a, b| std::mem::discriminant(a) == std::mem::discriminant(b)) {
        out.extend(group_block(state, group));
    }
    if let Some(quoted) = quoted {
        out.push(html! { blockquote { @for block in lines(state, quoted) { (block) } } });
    }
    out
}

fn group_block(state: &State, group: &[Block<'_>]) -> Vec<Markup> {
    let rest = |line: &Block<'_>| match *line {
        Block::Heading(_, rest) | Block::Small(rest) | Block::Quote(rest) => inline(state, rest),
        Block::Bullet(rest) | Block::Number(rest) | Block::Text(rest) => inline(state, rest),
    };
    let broken = html! { @for (at, line) in group.iter().enumerate() { @if at > 0 { br; } (rest(line)) } };
    let block = match group[0] {
        Block::Heading(..) => return group.iter().map(|line| heading(line, rest(line))).collect(),
        Block::Small(_) => html! { p.small { (broken) } },
        Block::Quote(_) => html! { blockquote { p { (broken) } } },
        Block::Bullet(_) => html! { ul { @for line in group { li { (rest(line)) } } } },
        Block::Number(_) => html! { ol { @for line in group { li { (rest(line)) } } } },
        Block::Text(_) if group.iter().all(|line| *line == Block::Text("")) => return Vec::new(),
        Block::Text(_) => html! { p { (broken) } },
    };
    vec![block]
}

/// Headings of messages are below those of the page.
fn heading(line: &Block<'_>, text: Markup) -> Markup {
    match line {
        Block::Heading(1, _) => html! { h3.big { (text) } },
        Block::Heading(2, _) => html! { h4.big { (text) } },
        _ => html! { h5.big { (text) } },
    }
}

/// Renders one line's marks.
pub fn inline(state: &State, text: &str) -> Markup {
    let mut writer = Writer { state, out: String::with_capacity(text.len() * 2) };
    writer.write(text, 0);
    PreEscaped(writer.out)
}

/// Hidden until the script reveals it.
const SPOILER: &str = "<span class=\"spoiler\" role=\"button\" tabindex=\"0\" aria-label=\"Spoiler, show\">";

const PAIRS: [(&str, &str, &str); 7] = [
    ("***", "<strong><em>", "</em></strong>"),
    ("**", "<strong>", "</strong>"),
    ("__", "<u>", "</u>"),
    ("~~", "<s>", "</s>"),
    ("||", SPOILER, "</span>"),
    ("*", "<em>", "</em>"),
    ("_", "<em>", "</em>"),
];

struct Writer<'a> {
    state: &'a State,
    out: String,
}

impl Writer<'_> {
    fn write(&mut self, text: &str, depth: usize) {
        let mut rest = text;
        let mut before = ' ';
        while let Some(first) = rest.chars().next() {
            let used = match first {
                _ if depth > DEEPEST => 0,
                '\\' => self.escaped(rest),
                '`' => self.code(rest),
                '<' => self.angle(rest),
                '[' => self.masked_link(rest, depth),
                'h' if !before.is_alphanumeric() => self.bare_link(rest),
                '@' => self.everyone(rest),
                '*' | '_' | '~' | '|' => self.pair(rest, before, depth),
                _ => 0,
            };
            let used = if used == 0 { self.plain(first) } else { used };
            before = rest[..used].chars().next_back().unwrap_or(' ');
            rest = &rest[used..];
        }
    }

    fn plain(&mut self, c: char) -> usize {
        match c {
            '<' => self.out.push_str("&lt;"),
            '>' => self.out.push_str("&gt;"),
            '&' => self.out.push_str("&amp;"),
            '"' => self.out.push_str("&quot;"),
            _ => self.out.push(c),
        }
        c.len_utf8()
    }

    fn text(&mut self, text: &str) {
        for c in text.chars() {
            self.plain(c);
        }
    }

    fn push(&mut self, markup: Markup) {
        self.out.push_str(&markup.into_string());
    }

    fn escaped(&mut self, rest: &str) -> usize {
        match rest[1..].chars().next() {
            Some(c) if c.is_ascii_punctuation() => 1 + self.plain(c),
            _ => 0,
        }
    }

    fn code(&mut self, rest: &str) -> usize {
        let fence = if rest.starts_with("``") { "``" } else { "`" };
        let Some(end) = rest[fence.len()..].find(fence).filter(|end| *end > 0) else { return 0 };
        let code = &rest[fence.len()..fence.len() + end];
        self.push(html! { code { (code) } });
        end + 2 * fence.len()
    }

    fn pair(&mut self, rest: &str, before: char, depth: usize) -> usize {
        for (mark, open, close) in PAIRS {
            let Some(inner) = rest.strip_prefix(mark) else { continue };
            let Some(end) = inner.find(mark).filter(|end| *end > 0) else { continue };
            let (text, after) = (&inner[..end], &inner[end + mark.len()..]);
            let spaced = mark == "*" && (text.starts_with(' ') || text.ends_with(' '));
            let in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            // snake_case is not italic.
            let in_snake = mark == "_" && (before.is_alphanumeric() || in_word(after.chars().next()));
            if spaced || in_snake {
                continue;
            }
            self.out.push_str(open);
            self.write(text, depth + 1);
            self.out.push_str(close);
            return end + 2 * mark.len();
        }
        0
    }

    fn masked_link(&mut self, rest: &str, depth: usize) -> usize {
        let Some((label, after)) = rest[1..].split_once("](") else { return 0 };
        let Some((url, _)) = after.split_once(')') else { return 0 };
        if label.contains(['[', '\n']) || !is_web(url.trim_matches(['<', '>'])) {
            return 0;
        }
        let href = html! { (url.trim_matches(['<', '>'])) }.into_string();
        self.out.push_str(&format!("<a href=\"{href}\" target=\"_blank\" rel=\"noopener noreferrer\">"));
        self.write(label, depth + 1);
        self.out.push_str("</a>");
        1 + label.len() + 2 + url.len() + 1
    }

    fn bare_link(&mut self, rest: &str) -> usize {
        if !is_web(rest) {
            return 0;
        }
        let end = rest.find(|c: char| c.is_whitespace() || "<>|".contains(c)).unwrap_or(rest.len());
        let url = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '*', '_', '"', '\'']);
        self.push(html! { a href=(url) target="_blank" rel="noopener noreferrer" { (url) } });
        url.len()
    }

    fn everyone(&mut self, rest: &str) -> usize {
        for word in ["@everyone", "@here"] {
            if rest.starts_with(word) {
                self.push(html! { span.mention { (word) } });
                return word.len();
            }
        }
        0
    }

    /// Mentions, timestamps, command links and `<https://…>`.
    fn angle(&mut self, rest: &str) -> usize {
        let Some(end) = rest.find('>') else { return 0 };
        let inner = &rest[1..end];
        let markup = match inner.split_at_checked(1) {
            Some(("@", _)) if inner.starts_with("@&") => self.role(&inner[2..]),
            Some(("@", id)) => self.user(id.trim_start_matches('!')),
            Some(("#", id)) => self.channel(id),
            Some(("/", command)) => {
                command.split_once(':').map(|(name, _)| html! { span.mention { "/" (name) } })
            }
            Some(("t", time)) => time.strip_prefix(':').and_then(timestamp),
            _ if is_web(inner) => {
                Some(html! { a href=(inner) target="_blank" rel="noopener noreferrer" { (inner) } })
            }
            _ => None,
        };
        match markup {
            Some(markup) => {
                self.push(markup);
                end + 1
            }
            None => {
                self.text("<");
                1
            }
        }
    }

    fn user(&self, id: &str) -> Option<Markup> {
        let id: Id = id.parse().ok()?;
        let name = self.state.users.get(&id).map_or("unknown-user", |user| &user.name);
        Some(html! { span.mention data-user=(id) { "@" (name) } })
    }

    fn role(&self, id: &str) -> Option<Markup> {
        let id: Id = id.parse().ok()?;
        let role = self.state.guilds.values().find_map(|guild| guild.roles.get(&id));
        let name = role.map_or("deleted-role", |role| role.name.trim_start_matches('@'));
        Some(html! { span.mention { "@" (name) } })
    }

    fn channel(&self, id: &str) -> Option<Markup> {
        let id: Id = id.parse().ok()?;
        let name = self.state.channels.get(&id).map_or("unknown", |channel| &channel.name);
        Some(html! { a.mention href=(format!("?channel={id}")) data-channel=(id) { "#" (name) } })
    }
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// `<t:unix:style>`; the script shows it in the reader's zone, this text is for readers without it.
fn timestamp(inner: &str) -> Option<Markup> {
    let (seconds, style) = inner.split_once(':').unwrap_or((inner, "f"));
    let at = DateTime::from_timestamp(seconds.parse().ok()?, 0)?;
    let known = matches!(style, "t" | "T" | "d" | "D" | "f" | "F" | "s" | "S" | "R");
    known.then(|| {
        html! { time.stamp datetime=(at.to_rfc3339()) data-style=(style) { (at.format("%-d %B %Y %H:%M UTC")) } }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::clock::Clock,
        sandbox::{Options, World},
    };

    fn rendered(text: &str) -> String {
        let options = Options::new(Clock::fixed(DateTime::UNIX_EPOCH), World::sample());
        blocks(&State::new(&options, String::new()), text).into_string()
    }

    #[test]
    fn marks_become_elements() {
        for (text, html) in [
            ("**bold** and *italic*", "<p><strong>bold</strong> and <em>italic</em></p>"),
            ("a\nb", "<p>a<br>b</p>"),
            ("- one\n- two", "<ul><li>one</li><li>two</li></ul>"),
            ("> said\nback", "<blockquote><p>said</p></blockquote><p>back</p>"),
            ("```rust\nlet a = 1;\n```", "<pre><code>let a = 1;</code></pre>"),
            ("`**raw**`", "<p><code>**raw**</code></p>"),
            ("snake_case_name 2 * 3 * 4", "<p>snake_case_name 2 * 3 * 4</p>"),
            (r"\*\*not bold\*\*", "<p>**not bold**</p>"),
            ("## Title", "<h4 class=\"big\">Title</h4>"),
        ] {
            assert_eq!(rendered(text), html, "{text}");
        }
    }

    #[test]
    fn nothing_typed_becomes_markup_of_its_own() {
        for text in [
            "<script>alert(1)</script>",
            "[x](javascript:alert(1))",
            "<img src=x onerror=alert(1)>",
            "`<b>`",
            "**<b>**",
            "[a](https://example.com/\"onmouseover=\"x)",
            "```\n</code><script>\n```",
        ] {
            let html = rendered(text);
            assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("<b>"), "{html}");
            assert!(!html.contains("javascript:alert(1)\"") && !html.contains("\"onmouseover"), "{html}");
        }
    }

    #[test]
    fn times_and_links_are_recognised() {
        assert!(rendered("<t:1790000000:R>").contains("data-style=\"R\""));
        assert!(rendered("see https://example.com/a.").contains("href=\"https://example.com/a\""));
        assert!(rendered("<t:nonsense>").contains("&lt;t:nonsense"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_renders_balanced(text in "[*_~|`<>@#\\[\\]()h:/a \\n\\\\-]{0,60}") {
            let html = rendered(&text);
            for tag in ["strong", "em", "u", "s", "code", "span", "a"] {
                let open = html.matches(&format!("<{tag}>")).count() + html.matches(&format!("<{tag} ")).count();
                proptest::prop_assert_eq!(open, html.matches(&format!("</{tag}>")).count(), "{} in {}", tag, html);
            }
        }
    }
}
