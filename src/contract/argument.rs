//! From what a door read to the typed fields of an argument struct.

use super::{
    invocation::{Attachment, Given, Options},
    snapshot::Snapshot,
};
use crate::{
    base::{civil::Zone, when},
    error::Refusal,
};

/// Text that names something docket knows (a customer, an area), to be looked up by its room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(pub String);

/// A point in time as typed, such as `next wed 9am`; read with the guild's zone by the action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstantText(pub String);

/// Discord's id of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(pub i64);

/// Discord's id of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChannelId(pub i64);

/// Discord's id of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleId(pub i64);

/// A type that an option can be read into.
pub trait Argument: Sized {
    /// Reads the value; the error completes the sentence "`name` …".
    fn read(given: Given) -> Result<Self, String>;
}

/// Takes the option `name`, or refuses when it is missing or not of its kind.
pub fn required<T: Argument>(options: &mut Options, name: &str) -> Result<T, Refusal> {
    match optional(options, name)? {
        Some(value) => Ok(value),
        None => Err(Refusal::new(format!(
            "`{name}` is missing. Nothing was changed; give it and send the command again."
        ))),
    }
}

/// Takes the option `name` if it was given; an empty text counts as not given.
pub fn optional<T: Argument>(options: &mut Options, name: &str) -> Result<Option<T>, Refusal> {
    match options.remove(name) {
        None => Ok(None),
        Some(Given::Text(text)) if text.trim().is_empty() => Ok(None),
        Some(given) => T::read(given).map(Some).map_err(|why| {
            Refusal::new(format!(
                "`{name}` {why}. Nothing was changed; correct it and send the command again."
            ))
        }),
    }
}

/// Refuses when a text is longer than the manifest allows; the same rule for typed options and forms.
pub fn check_length(name: &str, text: &str, max: i64) -> Result<(), Refusal> {
    let length = text.chars().count();
    if i64::try_from(length).unwrap_or(i64::MAX) <= max {
        return Ok(());
    }
    Err(Refusal::new(format!(
        "`{name}` has {length} characters; {max} fit. Nothing was changed; shorten it and send it again."
    )))
}

/// Refuses when an integer lies outside what the manifest allows; `label` is what people call the option.
pub fn check_range(label: &str, value: i64, min: Option<i64>, max: Option<i64>) -> Result<(), Refusal> {
    let is_low = min.is_some_and(|min| value < min);
    let is_high = max.is_some_and(|max| value > max);
    if !is_low && !is_high {
        return Ok(());
    }
    let range = match (min, max) {
        (Some(min), Some(max)) => format!("{min}–{max}"),
        (Some(min), None) => format!("{min} or more"),
        (None, Some(max)) => format!("{max} or less"),
        (None, None) => String::new(),
    };
    Err(Refusal::new(format!("{label} must be {range}, not {value}. Nothing was changed.")))
}

/// Refuses a bot where a member is wanted; `says` is why, as the manifest puts it.
pub fn no_bot(options: &Options, name: &str, says: &str) -> Result<(), Refusal> {
    match options.get(name) {
        Some(Given::Bot(_)) => Err(Refusal::new(format!("{says}. Nothing was changed; choose a person."))),
        _ => Ok(()),
    }
}

impl Argument for String {
    fn read(given: Given) -> Result<Self, String> {
        match given {
            Given::Text(text) => Ok(crate::base::text::clean(&text)),
            _ => Err("must be text".into()),
        }
    }
}

impl Argument for Name {
    fn read(given: Given) -> Result<Self, String> {
        String::read(given).map(Name)
    }
}

impl Argument for InstantText {
    fn read(given: Given) -> Result<Self, String> {
        String::read(given).map(InstantText)
    }
}

impl Argument for i64 {
    fn read(given: Given) -> Result<Self, String> {
        let not_whole = || "must be a whole number".to_owned();
        match given {
            Given::Integer(value) => Ok(value),
            Given::Text(text) => text.trim().parse().map_err(|_| not_whole()),
            _ => Err(not_whole()),
        }
    }
}

impl Argument for bool {
    fn read(given: Given) -> Result<Self, String> {
        match given {
            Given::Flag(value) => Ok(value),
            Given::Text(text) => match text.trim().to_lowercase().as_str() {
                "yes" | "y" | "true" | "on" => Ok(true),
                "no" | "n" | "false" | "off" => Ok(false),
                _ => Err("must be yes or no".into()),
            },
            _ => Err("must be yes or no".into()),
        }
    }
}

impl Argument for Zone {
    fn read(given: Given) -> Result<Self, String> {
        Zone::parse(&String::read(given)?).map_err(|error| {
            let suggested = error.suggestions.join(" or ");
            let hint =
                if suggested.is_empty() { String::new() } else { format!(" (did you mean {suggested}?)") };
            format!("must be a time zone by its place, such as Europe/Berlin{hint}")
        })
    }
}

impl Argument for chrono::Duration {
    fn read(given: Given) -> Result<Self, String> {
        let text = String::read(given)?;
        when::parse_duration(&text).map_err(|error| error.to_string())
    }
}

impl Argument for Attachment {
    fn read(given: Given) -> Result<Self, String> {
        match given {
            Given::Attachment(attachment) => Ok(attachment),
            _ => Err("must be a file".into()),
        }
    }
}

impl Argument for Snapshot {
    fn read(given: Given) -> Result<Self, String> {
        match given {
            Given::Message(snapshot) => Ok(*snapshot),
            _ => Err("must be a message".into()),
        }
    }
}

/// Reads an id as Discord gives it, or as people and buttons write it: `<@12>`, `<#12>`, `<@&12>`, `12`.
fn id(given: Given, what: &str) -> Result<i64, String> {
    let wrong = || format!("must be a {what}");
    match given {
        Given::Bot(_) => Err("can't be a bot".to_owned()),
        Given::Id(id) | Given::Integer(id) => Ok(id),
        Given::Text(text) => {
            let digits = text.trim().trim_start_matches(['<', '@', '#', '&', '!']).trim_end_matches('>');
            digits.parse().ok().filter(|id| *id > 0).ok_or_else(wrong)
        }
        _ => Err(wrong()),
    }
}

impl Argument for UserId {
    fn read(given: Given) -> Result<Self, String> {
        id(given, "member").map(UserId)
    }
}

impl Argument for ChannelId {
    fn read(given: Given) -> Result<Self, String> {
        id(given, "channel").map(ChannelId)
    }
}

impl Argument for RoleId {
    fn read(given: Given) -> Result<Self, String> {
        id(given, "role").map(RoleId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_of_the_wrong_kind_is_refused_by_name() {
        let mut options = Options::from([("to".to_owned(), Given::Flag(true))]);
        let refusal = required::<UserId>(&mut options, "to").expect_err("a flag is no member");
        assert!(refusal.text.starts_with("`to` must be a member."), "{}", refusal.text);
    }

    #[test]
    fn a_number_out_of_range_is_refused_by_the_name_that_people_know() {
        for (value, min, max, says) in [
            (4, Some(0), Some(3), "Importance must be 0–3, not 4. Nothing was changed."),
            (-1, Some(0), None, "Importance must be 0 or more, not -1. Nothing was changed."),
            (4, None, Some(3), "Importance must be 3 or less, not 4. Nothing was changed."),
        ] {
            let refusal = check_range("Importance", value, min, max).expect_err("out of range");
            assert_eq!(refusal.text, says);
        }
        check_range("Importance", 3, Some(0), Some(3)).expect("in range");
    }

    #[test]
    fn a_bot_is_refused_where_a_member_is_wanted() {
        let options = Options::from([("to".to_owned(), Given::Bot(7))]);
        let refusal = no_bot(&options, "to", "Requests can't be assigned to bots").expect_err("a bot");
        assert_eq!(refusal.text, "Requests can't be assigned to bots. Nothing was changed; choose a person.");
        no_bot(&Options::from([("to".to_owned(), Given::Id(7))]), "to", "No bots").expect("a person");
    }
}
