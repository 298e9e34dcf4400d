//! Reads a typed line against a registered command: `/request show number:REQ-1`.

use crate::sandbox::model::Command;
use serde_json::Value;

/// A line, split by what the command knows.
#[derive(Debug)]
pub struct CommandText<'a> {
    pub command: &'a Command,
    /// Group and sub-command, outermost first.
    pub path: Vec<&'a Value>,
    /// The options that can be given here.
    pub options: &'a [Value],
    /// Whether a sub-command is still missing.
    pub wants_sub: bool,
    /// Text that stands before the first option.
    pub loose: String,
    /// Given options in the order of the line, with their raw text.
    pub given: Vec<(&'a Value, String)>,
}

impl<'a> CommandText<'a> {
    /// Splits what follows the command's name.
    pub fn split(command: &'a Command, rest: &str) -> Self {
        let mut options = list(command.json.get("options"));
        let mut path = Vec::new();
        let mut rest = rest;
        while options.first().is_some_and(is_sub) {
            let (word, after) =
                rest.trim_start().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
            let Some(sub) = options.iter().find(|option| option["name"] == word) else {
                return Self {
                    command,
                    path,
                    options,
                    wants_sub: true,
                    loose: rest.trim().to_owned(),
                    given: Vec::new(),
                };
            };
            path.push(sub);
            options = list(sub.get("options"));
            rest = after;
        }
        let (loose, given) = split_options(options, rest);
        Self { command, path, options, wants_sub: false, loose, given }
    }

    /// `request show`, as a person would say it.
    pub fn spoken(&self) -> String {
        let subs = self.path.iter().filter_map(|sub| sub["name"].as_str());
        std::iter::once(self.command.name.as_str()).chain(subs).collect::<Vec<_>>().join(" ")
    }

    /// The options that are not given yet.
    pub fn missing(&self) -> impl Iterator<Item = &'a Value> + '_ {
        self.options
            .iter()
            .filter(|option| self.given.iter().all(|(other, _)| other["name"] != option["name"]))
    }
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Whether an option is a sub-command or a group of them.
pub fn is_sub(option: &Value) -> bool {
    matches!(option["type"].as_u64(), Some(1 | 2))
}

/// Splits `loose name:value other:value with spaces`. A name counts where a word begins, and only once.
fn split_options<'a>(options: &'a [Value], text: &str) -> (String, Vec<(&'a Value, String)>) {
    let mut marks: Vec<(usize, usize, &Value)> = Vec::new();
    for option in options {
        let Some(name) = option["name"].as_str() else { continue };
        let mark = format!("{name}:");
        let begins = |at: usize| text[..at].chars().next_back().is_none_or(char::is_whitespace);
        if let Some((at, _)) = text.match_indices(&mark).find(|(at, _)| begins(*at)) {
            marks.push((at, at + mark.len(), option));
        }
    }
    marks.sort_by_key(|(at, _, _)| *at);
    let loose = text[..marks.first().map_or(text.len(), |(at, _, _)| *at)].trim().to_owned();
    let ends = marks.iter().skip(1).map(|(at, _, _)| *at).chain([text.len()]);
    let given =
        marks.iter().zip(ends).map(|((_, from, option), to)| (*option, text[*from..to].trim().to_owned()));
    (loose, given.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::ids::Id;
    use serde_json::json;

    fn command() -> Command {
        let json = json!({ "options": [
            { "type": 1, "name": "add", "options": [
                { "type": 3, "name": "text" }, { "type": 3, "name": "customer" }, { "type": 4, "name": "importance" },
            ]},
            { "type": 1, "name": "list" },
        ]});
        let json = json.as_object().expect("an object").clone();
        Command { id: Id(1), guild_id: None, kind: 1, name: "request".to_owned(), json }
    }

    #[test]
    fn values_may_hold_spaces_and_colons_until_the_next_known_option() {
        let command = command();
        let line =
            CommandText::split(&command, "add text:SSO: loops after 7.2 customer:Acme Corp importance:3");
        let given: Vec<_> = line.given.iter().map(|(o, text)| (o["name"].as_str(), text.as_str())).collect();
        assert_eq!(
            given,
            [
                (Some("text"), "SSO: loops after 7.2"),
                (Some("customer"), "Acme Corp"),
                (Some("importance"), "3")
            ]
        );
        assert_eq!(line.spoken(), "request add");
        assert!(line.loose.is_empty());
    }

    #[test]
    fn a_missing_sub_command_is_noticed() {
        let command = command();
        let line = CommandText::split(&command, "ad");
        assert!(line.wants_sub);
        assert_eq!(line.loose, "ad");
    }
}
