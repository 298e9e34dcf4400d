//! A pre-filled command line, as carried by buttons, selects and forms inside `custom_id`.
//!
//! `request assign request:12 to:? v:3` is the command `/request assign` with one option given, one to
//! be filled by a select, and the version of the row that the person was looking at. In a direct message a line also says
//! which guild it is about, as `g:` and the id in hexadecimal digits, because Discord does not.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Discord's limit for a `custom_id`, in characters.
pub const MAX_LENGTH: usize = 100;

/// A command and the options that are known already. Values are percent-encoded where they hold white space.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Line {
    path: String,
    options: Vec<(String, String)>,
    version: Option<i64>,
    guild_id: Option<i64>,
}

/// The text is not a line that docket wrote.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a command line of docket's")]
pub struct NotALine;

impl Line {
    /// A line that runs `path`, such as `"request show"`.
    pub fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), options: Vec::new(), version: None, guild_id: None }
    }

    /// Gives the option `name` a value.
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.options.push((name.to_owned(), value.to_string()));
        self
    }

    /// Leaves `name` to be filled by what the person chooses in a select.
    pub fn hole(self, name: &str) -> Self {
        self.with(name, "?")
    }

    /// The version of the row that the button was drawn from; an older one is a stale click.
    pub fn version(mut self, version: i64) -> Self {
        self.version = Some(version);
        self
    }

    /// Says which guild the line is about, for where Discord does not tell: in direct messages.
    pub fn in_guild(mut self, guild_id: i64) -> Self {
        self.guild_id = Some(guild_id);
        self
    }

    /// The words of the command, `request assign`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The options that were filled in, holes left out.
    pub fn options(&self) -> impl Iterator<Item = (&str, &str)> {
        self.options
            .iter()
            .filter(|(_, value)| value != "?")
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The option that the select fills, if the line has one.
    pub fn hole_name(&self) -> Option<&str> {
        self.options.iter().find(|(_, value)| value == "?").map(|(name, _)| name.as_str())
    }

    /// The row version that the line was drawn with.
    pub fn row_version(&self) -> Option<i64> {
        self.version
    }

    /// The guild that the line is about, if it says so.
    pub fn guild_id(&self) -> Option<i64> {
        self.guild_id
    }

    /// Reads what [`fmt::Display`] wrote.
    pub fn parse(text: &str) -> Result<Self, NotALine> {
        let mut line = Line::new("");
        let mut words = Vec::new();
        for token in text.split(' ') {
            match token.split_once(':') {
                None if line.is_bare() && !token.is_empty() => {
                    words.push(unescape(token)?);
                }
                Some(("v", value)) => line.version = Some(value.parse().map_err(|_| NotALine)?),
                Some(("g", value)) => {
                    line.guild_id = Some(i64::from_str_radix(value, 16).map_err(|_| NotALine)?);
                }
                Some((name, value)) if !words.is_empty() => {
                    line.options.push((name.to_owned(), unescape(value)?))
                }
                _ => return Err(NotALine),
            }
        }
        line.path = words.join(" ");
        if line.path.is_empty() { Err(NotALine) } else { Ok(line) }
    }

    /// Whether there is nothing in it but words of the path.
    fn is_bare(&self) -> bool {
        self.options.is_empty() && self.version.is_none() && self.guild_id.is_none()
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        for (name, value) in &self.options {
            write!(f, " {name}:{}", escape(value))?;
        }
        if let Some(version) = self.version {
            write!(f, " v:{version}")?;
        }
        match self.guild_id {
            Some(guild_id) => write!(f, " g:{guild_id:x}"),
            None => Ok(()),
        }
    }
}

impl From<Line> for String {
    fn from(line: Line) -> Self {
        line.to_string()
    }
}

impl TryFrom<String> for Line {
    type Error = NotALine;
    fn try_from(text: String) -> Result<Self, NotALine> {
        Line::parse(&text)
    }
}

fn escape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            ' ' => out.push_str("%20"),
            '%' => out.push_str("%25"),
            '\n' => out.push_str("%0A"),
            '\t' => out.push_str("%09"),
            '\r' => out.push_str("%0D"),
            other => out.push(other),
        }
    }
    out
}

fn unescape(value: &str) -> Result<String, NotALine> {
    let mut parts = value.split('%');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.get(..2).ok_or(NotALine)?;
        let byte = u8::from_str_radix(code, 16).map_err(|_| NotALine)?;
        if !byte.is_ascii() {
            return Err(NotALine);
        }
        out.push(char::from(byte));
        out.push_str(&part[2..]);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_reads_like_the_command_it_runs() {
        let line = Line::new("request assign").with("request", 12).hole("to").version(3);
        assert_eq!(line.to_string(), "request assign request:12 to:? v:3");
        assert_eq!(line.clone().in_guild(26).to_string(), "request assign request:12 to:? v:3 g:1a");
        assert_eq!(line.hole_name(), Some("to"));
        assert_eq!(line.options().collect::<Vec<_>>(), [("request", "12")]);
    }

    #[test]
    fn foreign_custom_ids_are_told_apart() {
        for text in [
            "",
            " ",
            ":",
            "a:b",
            "request  show",
            "request v:x",
            "x y:%",
            "x y:%zz",
            "x y:1 z",
            "x y g:z",
            "g:1a",
        ] {
            assert_eq!(Line::parse(text), Err(NotALine), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            name in "[a-z_]{2,8}", value in any::<String>(), version in proptest::option::of(any::<i64>()),
            guild_id in proptest::option::of(0..i64::MAX),
        ) {
            let mut line = Line::new("request note").with(&name, &value);
            (line.version, line.guild_id) = (version, guild_id);
            prop_assert_eq!(Line::parse(&line.to_string()), Ok(line));
        }

        #[test]
        fn any_text_is_read_without_panic(text in any::<String>()) {
            let _ = Line::parse(&text);
        }
    }
}
