//! What the settings of a guild amount to.

use crate::{
    base::{civil::Zone, language::Language, working_hours::WorkingHours},
    contract::{Guild, Level, Purpose},
    workspace::settings::{self, CHANNEL, HOLIDAY, ROLE, ZONE},
};
use chrono::NaiveDate;
use std::sync::Arc;

/// One row: a key and its value.
pub type Setting = (String, String);

/// The levels that can be mapped to a role.
pub const LEVELS: [Level; 4] = [Level::Reporter, Level::Pm, Level::Lead, Level::Admin];

/// The guild that the rows describe. What is not set has its default: UTC, Monday to Friday 9 to 17, English.
///
/// Its version is 0 and it knows no names, for the caller to say. Actions check values before they write them; a row that does not read all the same counts as not set.
pub fn guild(guild_id: i64, rows: &[Setting]) -> Guild {
    let settings = Arc::new(rows.iter().cloned().collect());
    let mut guild = Guild { settings, ..Guild::new(guild_id, Zone::utc()) };
    for (key, value) in rows {
        for settable in settings::ALL {
            if let Some(name) = settable.name_in(key) {
                (settable.apply)(&mut guild, name, value);
            }
        }
    }
    guild
}

pub fn apply_zone(guild: &mut Guild, _: &str, value: &str) {
    if let Ok(zone) = Zone::parse(value) {
        guild.hours = guild.hours.clone().in_zone(zone.clone());
        guild.zone = zone;
    }
}

pub fn apply_hours(guild: &mut Guild, _: &str, value: &str) {
    if let Ok(hours) = WorkingHours::parse(value, guild.zone.clone()) {
        guild.hours = hours.with_holidays(guild.hours.holidays());
    }
}

pub fn apply_language(guild: &mut Guild, _: &str, value: &str) {
    guild.language = Language::of_code(value).unwrap_or(guild.language);
}

pub fn apply_channel(guild: &mut Guild, purpose: &str, value: &str) {
    if let Ok(channel_id) = value.parse() {
        guild.channels.insert(purpose.to_owned(), channel_id);
    }
}

pub fn apply_role(guild: &mut Guild, word: &str, value: &str) {
    let level = LEVELS.into_iter().find(|level| level.word() == word);
    if let (Some(level), Ok(role_id)) = (level, value.parse()) {
        guild.roles.insert(level, role_id);
    }
}

pub fn apply_internal(guild: &mut Guild, channel_id: &str, _: &str) {
    guild.internal_channels.extend(channel_id.parse::<i64>());
}

pub fn apply_holiday(guild: &mut Guild, date: &str, _: &str) {
    let all: Vec<_> = guild.hours.holidays().chain(holiday(date)).collect();
    guild.hours = guild.hours.clone().with_holidays(all);
}

/// The day that a holiday's row is about.
pub fn holiday(date: &str) -> Option<NaiveDate> {
    date.parse().ok()
}

/// The guild's holidays with their names, in order of time.
pub fn holidays(guild: &Guild) -> Vec<(NaiveDate, String)> {
    let rows = guild.settings.iter();
    let mut found: Vec<_> =
        rows.filter_map(|(key, name)| Some((holiday(HOLIDAY.name_in(key)?)?, name.clone()))).collect();
    found.sort();
    found
}

/// The purpose of a channel that a word stands for.
pub fn purpose(typed: &str, purposes: &[Purpose]) -> Option<Purpose> {
    let typed = typed.trim().to_lowercase();
    purposes.iter().copied().find(|purpose| purpose.word == typed)
}

/// Whether the row of this key counts when docket says what is still to be set.
pub fn is_a_step(key: &str) -> bool {
    [CHANNEL, ROLE, ZONE].iter().any(|settable| settable.name_in(key).is_some())
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
        assert_eq!(holidays(&guild), [("2026-12-25".parse().unwrap(), "Christmas Day".to_owned())]);
        assert_eq!((guild.channel_of(Purpose::REQUESTS), guild.roles[&Level::Lead]), (Some(30), 41));
        assert!(guild.is_internal(30) && !guild.is_internal(31));
    }

    #[test]
    fn rows_that_do_not_read_count_as_not_set() {
        let rows =
            rows(&[("zone", "Mars/Base"), ("hours", "never"), ("channel.requests", "x"), ("colour", "red")]);
        let unset = Guild { settings: Arc::new(rows.iter().cloned().collect()), ..guild(7, &[]) };
        assert_eq!(guild(7, &rows), unset);
    }

    #[test]
    fn a_purpose_is_its_word_whatever_its_case() {
        let purposes = [Purpose::REQUESTS, Purpose::ADMIN];
        for (typed, expected) in [
            ("requests", Some(Purpose::REQUESTS)),
            (" Admin ", Some(Purpose::ADMIN)),
            ("sync", None),
            ("", None),
        ] {
            assert_eq!(purpose(typed, &purposes), expected, "{typed}");
        }
    }

    fn any_key() -> impl Strategy<Value = String> {
        prop_oneof![
            Just(ZONE.key.to_owned()),
            "[a-z]{1,9}".prop_map(|word| settings::CHANNEL.key_of(word)),
            proptest::sample::select(LEVELS.to_vec()).prop_map(|level| settings::ROLE.key_of(level.word())),
            any::<i64>().prop_map(|id| settings::INTERNAL.key_of(id)),
            (0i32..20_000).prop_map(|days| {
                HOLIDAY.key_of(NaiveDate::from_num_days_from_ce_opt(730_000 + days).expect("in range"))
            }),
        ]
    }

    proptest! {
        #[test]
        fn a_key_is_that_of_one_setting(key in any_key()) {
            prop_assert_eq!(settings::ALL.iter().filter(|settable| settable.name_in(&key).is_some()).count(), 1);
        }

        #[test]
        fn the_order_of_rows_means_nothing(values in proptest::collection::btree_map(any_key(), "Europe/Berlin|Mon-Thu 8-16|30", 0..8)) {
            let mut rows: Vec<Setting> = values.into_iter().collect();
            let read = guild(7, &rows);
            rows.reverse();
            let again = guild(7, &rows);
            prop_assert_eq!((read.zone, read.hours, read.channels), (again.zone, again.hours, again.channels));
        }

        #[test]
        fn any_rows_make_a_guild(rows in proptest::collection::vec((any::<String>(), any::<String>()), 0..8)) {
            prop_assert_eq!(guild(7, &rows).id, 7);
        }
    }
}
