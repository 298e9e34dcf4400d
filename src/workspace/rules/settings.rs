//! The settings of a guild: their keys, what each value may be, and what they amount to.

use crate::{
    base::{civil::Zone, language::Language, working_hours::WorkingHours},
    contract::{Guild, Level, Purpose},
};
use chrono::NaiveDate;
use std::{collections::BTreeMap, fmt};

/// What can be set. Its text is the key of a row in `setting`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// An IANA name.
    Zone,
    /// Working hours as people write them.
    Hours,
    /// A two-letter code.
    Language,
    /// A channel's id.
    Channel(Purpose),
    /// A role's id.
    Role(Level),
    /// `yes`: real names of customers may be written in the channel with this id.
    Internal(i64),
    /// What the day is called.
    Holiday(NaiveDate),
}

/// One row: a key and its value.
pub type Setting = (String, String);

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Zone => f.write_str("zone"),
            Key::Hours => f.write_str("hours"),
            Key::Language => f.write_str("language"),
            Key::Channel(purpose) => write!(f, "channel.{}", purpose.word()),
            Key::Role(level) => write!(f, "role.{}", level.word()),
            Key::Internal(channel_id) => write!(f, "internal.{channel_id}"),
            Key::Holiday(date) => write!(f, "holiday.{date}"),
        }
    }
}

/// The levels that can be mapped to a role.
pub(super) const LEVELS: [Level; 4] = [Level::Reporter, Level::Pm, Level::Lead, Level::Admin];

impl Key {
    /// Reads what [`fmt::Display`] wrote; `None` for a key of a newer version.
    pub fn parse(text: &str) -> Option<Key> {
        let (kind, of) = text.split_once('.').unwrap_or((text, ""));
        match kind {
            "zone" if of.is_empty() => Some(Key::Zone),
            "hours" if of.is_empty() => Some(Key::Hours),
            "language" if of.is_empty() => Some(Key::Language),
            "channel" => Purpose::ALL.into_iter().find(|purpose| purpose.word() == of).map(Key::Channel),
            "role" => LEVELS.into_iter().find(|level| level.word() == of).map(Key::Role),
            "internal" => of.parse().ok().map(Key::Internal),
            "holiday" => of.parse().ok().map(Key::Holiday),
            _ => None,
        }
    }
}

/// The guild that the rows describe. What is not set has its default: UTC, Monday to Friday 9 to 17, English.
///
/// Its version is 0 and it knows no names, for the caller to say. Actions check values before they write them; a row that does not read all the same counts as not set.
pub fn guild(guild_id: i64, rows: &[Setting]) -> Guild {
    let mut guild = Guild {
        id: guild_id,
        zone: Zone::utc(),
        hours: WorkingHours::office(Zone::utc()),
        language: Language::default(),
        channels: BTreeMap::new(),
        roles: BTreeMap::new(),
        internal_channels: Vec::new(),
        is_there: true,
        names: Default::default(),
        setup_version: 0,
    };
    let mut hours = None;
    for (key, value) in rows {
        match (Key::parse(key), value.parse::<i64>()) {
            (Some(Key::Zone), _) => guild.zone = Zone::parse(value).unwrap_or(guild.zone),
            (Some(Key::Hours), _) => hours = Some(value),
            (Some(Key::Language), _) => guild.language = Language::of_code(value).unwrap_or(guild.language),
            (Some(Key::Channel(purpose)), Ok(id)) => drop(guild.channels.insert(purpose, id)),
            (Some(Key::Role(level)), Ok(id)) => drop(guild.roles.insert(level, id)),
            (Some(Key::Internal(channel_id)), _) => guild.internal_channels.push(channel_id),
            _ => {}
        }
    }
    let read = hours.and_then(|text| WorkingHours::parse(text, guild.zone.clone()).ok());
    let hours = read.unwrap_or_else(|| WorkingHours::office(guild.zone.clone()));
    guild.hours = hours.with_holidays(holidays(rows).into_iter().map(|(date, _)| date));
    guild
}

/// The holidays among the rows with their names, in order of time.
pub fn holidays(rows: &[Setting]) -> Vec<(NaiveDate, String)> {
    let mut found: Vec<_> = rows
        .iter()
        .filter_map(|(key, name)| match Key::parse(key) {
            Some(Key::Holiday(date)) => Some((date, name.clone())),
            _ => None,
        })
        .collect();
    found.sort();
    found
}

/// Something that a new guild sets up, in the order in which it helps most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Channel(Purpose),
    Role(Level),
    Zone,
    /// The first area of the product.
    Area,
}

/// The next steps of setting up; empty when a guild has all that its requests need.
pub fn missing(guild: &Guild, rows: &[Setting], has_areas: bool) -> Vec<Step> {
    let is_set = |key: Key| rows.iter().any(|(known, _)| *known == key.to_string());
    let mut steps = Vec::new();
    let channels = [Purpose::Requests, Purpose::Admin].into_iter();
    steps.extend(channels.filter(|purpose| !guild.channels.contains_key(purpose)).map(Step::Channel));
    let roles = [Level::Reporter, Level::Pm, Level::Lead].into_iter();
    steps.extend(roles.filter(|level| !guild.roles.contains_key(level)).map(Step::Role));
    if !is_set(Key::Zone) {
        steps.push(Step::Zone);
    }
    if !has_areas {
        steps.push(Step::Area);
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(pairs: &[(&str, &str)]) -> Vec<Setting> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_guild_without_settings_has_the_defaults() {
        let guild = guild(7, &[]);
        assert_eq!((guild.id, guild.zone.name(), guild.language), (7, "UTC", Language::English));
        assert_eq!(guild.hours.to_string(), "Mon-Fri 9:00-17:00");
        assert!(guild.channels.is_empty() && guild.roles.is_empty() && guild.internal_channels.is_empty());
    }

    #[test]
    fn rows_add_up_to_a_guild_in_any_order() {
        let rows = rows(&[
            ("hours", "Mon-Thu 8-16"),
            ("holiday.2026-12-25", "Christmas Day"),
            ("internal.30", "yes"),
            ("channel.requests", "30"),
            ("role.lead", "41"),
            ("language", "de"),
            ("zone", "Europe/Berlin"),
        ]);
        let guild = guild(7, &rows);
        assert_eq!(guild.hours.zone().name(), "Europe/Berlin");
        assert_eq!(guild.hours.to_string(), "Mon-Thu 8:00-16:00");
        assert_eq!(guild.hours.holidays().map(|date| date.to_string()).collect::<Vec<_>>(), ["2026-12-25"]);
        assert_eq!((guild.channels[&Purpose::Requests], guild.roles[&Level::Lead]), (30, 41));
        assert!(guild.is_internal(30) && !guild.is_internal(31));
    }

    #[test]
    fn rows_that_do_not_read_count_as_not_set() {
        let rows =
            rows(&[("zone", "Mars/Base"), ("hours", "never"), ("channel.requests", "x"), ("colour", "red")]);
        assert_eq!(guild(7, &rows), guild(7, &[]));
    }

    #[test]
    fn the_steps_of_setting_up_run_out() {
        let fresh = missing(&guild(7, &[]), &[], false);
        assert_eq!(fresh.first(), Some(&Step::Channel(Purpose::Requests)));
        assert_eq!(fresh.len(), 7);
        let rows = rows(&[
            ("channel.requests", "1"),
            ("channel.admin", "2"),
            ("role.reporter", "7"),
            ("role.pm", "3"),
            ("role.lead", "4"),
            ("zone", "UTC"),
        ]);
        assert_eq!(missing(&guild(7, &rows), &rows, true), []);
    }

    fn any_key() -> impl Strategy<Value = Key> {
        prop_oneof![
            Just(Key::Zone),
            Just(Key::Hours),
            Just(Key::Language),
            proptest::sample::select(Purpose::ALL.to_vec()).prop_map(Key::Channel),
            proptest::sample::select(LEVELS.to_vec()).prop_map(Key::Role),
            any::<i64>().prop_map(Key::Internal),
            (0i32..20_000).prop_map(|days| Key::Holiday(
                NaiveDate::from_num_days_from_ce_opt(730_000 + days).expect("in range")
            )),
        ]
    }

    proptest! {
        #[test]
        fn keys_are_read_as_they_are_written(key in any_key()) {
            prop_assert_eq!(Key::parse(&key.to_string()), Some(key));
        }

        #[test]
        fn any_rows_make_a_guild(rows in proptest::collection::vec((any::<String>(), any::<String>()), 0..8)) {
            prop_assert_eq!(guild(7, &rows).id, 7);
        }
    }
}
