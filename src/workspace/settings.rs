//! The settings of this room, one entry each, in the order in which they are shown and checked.

use super::{
    rules::{self, Finding, LEVELS},
    words,
};
use crate::contract::Settable;

/// All of them.
pub(super) const ALL: &[Settable] = &[CHANNEL, ROLE, ZONE, HOURS, LANGUAGE, HOLIDAY, INTERNAL];

/// A channel's id, for the word of each purpose.
pub(super) const CHANNEL: Settable = Settable {
    names: |word| !word.is_empty(),
    apply: rules::apply_channel,
    shown: words::channels_shown,
    is_wide: true,
    check: |set_up, facts| sentences(rules::channel_findings(set_up, Some(facts))),
    ..Settable::of("channel", "Channels")
};

/// A role's id, for the word of each level.
pub(super) const ROLE: Settable = Settable {
    names: |word| LEVELS.iter().any(|level| level.word() == word),
    apply: rules::apply_role,
    shown: |set_up| words::roles_shown(set_up.guild),
    is_wide: true,
    check: |set_up, facts| sentences(rules::role_findings(set_up.guild, Some(facts))),
    ..Settable::of("role", "Roles")
};

/// An IANA name.
pub(super) const ZONE: Settable = Settable {
    apply: rules::apply_zone,
    shown: |set_up| set_up.guild.zone.name().to_owned(),
    check: |set_up, _| sentences(rules::zone_findings(set_up.guild)),
    ..Settable::of("zone", "Time zone")
};

/// Working hours as people write them.
pub(super) const HOURS: Settable = Settable {
    apply: rules::apply_hours,
    shown: |set_up| set_up.guild.hours.to_string(),
    ..Settable::of("hours", "Working hours")
};

/// A two-letter code.
pub(super) const LANGUAGE: Settable = Settable {
    apply: rules::apply_language,
    shown: |set_up| set_up.guild.language.name().to_owned(),
    ..Settable::of("language", "Language")
};

/// What a day off is called, for its date.
pub(super) const HOLIDAY: Settable = Settable {
    names: |date| rules::holiday(date).is_some(),
    apply: rules::apply_holiday,
    shown: |set_up| words::holidays_shown(&rules::holidays(set_up.guild), set_up.today),
    is_wide: true,
    ..Settable::of("holiday", "Holidays to come")
};

/// `yes`, for the id of a channel in which real names of customers may be written.
pub(super) const INTERNAL: Settable = Settable {
    names: |channel_id| channel_id.parse::<i64>().is_ok(),
    apply: rules::apply_internal,
    shown: |set_up| words::internal_shown(set_up.guild),
    is_wide: true,
    check: |set_up, facts| sentences(rules::internal_findings(set_up.guild, facts)),
    ..Settable::of("internal", "Channels that may hold customers' real names")
};

fn sentences(findings: Vec<Finding>) -> Vec<String> {
    findings.iter().map(Finding::sentence).collect()
}
