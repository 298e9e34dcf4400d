//! What Discord's own events say of a meeting, and what is said when there are none.

use super::{
    Seen,
    seen::{is_address, name, series_line, stamped},
};
use crate::{
    base::text::{one_line, trim_with_notice},
    contract::{
        Button, ChannelFacts, ChannelKind, EventPlace, Guild, GuildFacts, Message, ScheduledEvent, Sight,
    },
    meeting::{
        Series,
        rules::{self, Slot},
    },
    workspace::{self, Permission},
};
use chrono::{DateTime, Utc};

/// Discord's limit for the name and the place of an event, in characters.
const SHORT: usize = 100;
/// What is shown of an address that is too long for a place.
const ADDRESS: usize = 500;

/// The event of a date, with the mark by which docket finds it again.
pub fn event(
    (guild, facts): (&Guild, &GuildFacts),
    series: &Series,
    slot: &Slot,
    mark: &str,
) -> ScheduledEvent {
    ScheduledEvent {
        name: event_name(guild, series),
        description: rules::marked(&event_about(guild, series), mark),
        starts_at: slot.at,
        ends_at: slot.ends_at(),
        place: event_place(guild, facts, series),
    }
}

/// Where Discord says that a series is held.
pub fn event_place(guild: &Guild, facts: &GuildFacts, series: &Series) -> EventPlace {
    let find = |id: i64| facts.channels.iter().find(|channel| channel.id == id);
    let place = series.facts.place_channel_id.and_then(find);
    match place.map(|place| (place.id, place.kind)) {
        Some((id, ChannelKind::Voice)) => EventPlace::Voice(id),
        Some((id, ChannelKind::Stage)) => EventPlace::Stage(id),
        _ => {
            let channel =
                place.or_else(|| find(series.facts.channel_id)).map(|channel| channel.name.as_str());
            EventPlace::Elsewhere(event_location(guild, series, channel))
        }
    }
}

/// The name of the event: events are no markdown, and everybody in the server may see them.
fn event_name(guild: &Guild, series: &Series) -> String {
    let name = one_line(&guild.sight_anywhere().text(&series.facts.name));
    trim_with_notice(&name, SHORT, "…").into_owned()
}

/// Where it is, when that is not a voice or a stage channel.
fn event_location(guild: &Guild, series: &Series, channel: Option<&str>) -> String {
    let place = series.facts.place.as_deref().filter(|_| series.facts.place_channel_id.is_none());
    let place = place.map(|place| one_line(&guild.sight_anywhere().text(place)));
    // Half an address leads nowhere.
    let place = place.filter(|place| !(is_address(place) && place.chars().count() > SHORT));
    let place = place.or_else(|| channel.map(|channel| format!("#{channel}")));
    trim_with_notice(&place.unwrap_or_else(|| "Here".to_owned()), SHORT, "…").into_owned()
}

/// What the event says of itself.
fn event_about(guild: &Guild, series: &Series) -> String {
    let place = series
        .facts
        .place
        .as_deref()
        .filter(|place| series.facts.place_channel_id.is_none() && is_address(place));
    let long = place.filter(|place| (SHORT + 1..=ADDRESS).contains(&place.chars().count()));
    let join =
        long.map_or_else(String::new, |place| format!("Join: {}\n", guild.sight_anywhere().text(place)));
    format!(
        "{join}Agenda and minutes are in <#{}>. docket keeps this in step with the meeting.",
        series.facts.channel_id
    )
}

/// Somebody deleted an event again.
pub fn event_given_up(seen: &Seen<'_>, series: &Series, at: DateTime<Utc>) -> Message {
    let text = format!(
        "Somebody has deleted the Discord event of {} of {} for the second time, so docket leaves it at that. The meeting \
         takes place as planned, and the other dates keep their events.",
        name(series, seen.sight),
        stamped(series, at)
    );
    Message::text(text).buttons([
        Button::run("No events for this meeting", series_line(series, "meeting edit").with("events", "no")),
        Button::run("Next dates", series_line(series, "meeting next")),
    ])
}

/// Discord did not let docket show a date; `why` has no full stop.
pub fn no_event(seen: &Seen<'_>, series: &Series, why: &str) -> String {
    format!(
        "The Discord event of {} is not as it should be: {why}. The meeting takes place all the same, and docket tries \
         again every day. `/meeting edit meeting:#{} events:no` does without events.",
        name(series, seen.sight),
        series.id
    )
}

/// `/settings check`: the events of a series cannot be published.
pub fn no_events(sight: Sight<'_>, series: &Series, lacks: &[String]) -> Option<String> {
    (!lacks.is_empty()).then(|| {
        format!(
            "Docket lacks {} for the Discord events of {}. Allow it in Server Settings, under Roles, or do without events: \
             `/meeting edit meeting:#{} events:no`.",
            lacks.join(", "),
            name(series, sight),
            series.id
        )
    })
}

/// `/settings check`: a meeting cannot be held in a thread.
fn no_threads(sight: Sight<'_>, series: &Series, lacks: &[&str]) -> Option<String> {
    (!lacks.is_empty()).then(|| {
        format!(
            "In <#{}> docket lacks {}: {} is held in the channel itself, and its thread stays away. Allow it in the channel's \
             settings, under Permissions.",
            series.facts.channel_id,
            lacks.join(" and "),
            name(series, sight)
        )
    })
}

/// `/settings check`: what docket posts of a series in a channel does not arrive there, or not all of it.
pub fn lacks_in(sight: Sight<'_>, series: &Series, channel_id: i64, lacks: &[Permission]) -> Option<String> {
    let lacks: Vec<String> =
        lacks.iter().map(|permission| format!("{} ({})", permission.name(), without(*permission))).collect();
    (!lacks.is_empty()).then(|| {
        format!(
            "In <#{channel_id}> docket lacks for {}: {}. Allow it in the channel's settings, under Permissions.",
            name(series, sight),
            lacks.join(", ")
        )
    })
}

/// What of a meeting does not work without a permission.
const fn without(permission: Permission) -> &'static str {
    match permission {
        Permission::ViewChannel | Permission::SendMessages => {
            "without it nothing of the meeting arrives there"
        }
        Permission::EmbedLinks => "without it the board, the agenda and the minutes stay away",
        Permission::AttachFiles => "without it the minutes and their file stay away",
        Permission::ReadMessageHistory => "without it docket cannot mark what it has noted",
        Permission::UseApplicationCommands => "without it nobody has the commands",
    }
}

/// `/settings check`: docket does not see the channel of a series.
fn channel_is_unseen(sight: Sight<'_>, series: &Series) -> String {
    format!(
        "Docket does not see <#{}>, so nothing of {} arrives there: no board, no agenda, no thread and no minutes. Allow View \
         Channel in the channel's settings, under Permissions, or choose another one with `/meeting edit meeting:#{} channel:`.",
        series.facts.channel_id,
        name(series, sight),
        series.id
    )
}

/// `/settings check`: the channel of a series was deleted.
pub fn channel_is_gone(sight: Sight<'_>, series: &Series) -> String {
    format!(
        "The channel of {} does not exist any more, or docket may not see it. Nothing is lost; choose another one with \
         `/meeting edit meeting:#{} channel:`.",
        name(series, sight),
        series.id
    )
}

/// `/settings check`: what was noted cannot be marked in the channel of a series.
fn no_marks(sight: Sight<'_>, series: &Series) -> String {
    format!(
        "In <#{}> docket lacks Add Reactions: that it has noted what somebody replies in {}, it says in a reply instead of by a \
         mark. Allow it in the channel's settings, under Permissions.",
        series.facts.channel_id,
        name(series, sight)
    )
}

/// `/settings check`: the private channel of a series was deleted.
pub fn private_is_gone(sight: Sight<'_>, series: &Series) -> String {
    format!(
        "The private channel of {} does not exist any more, or docket may not see it, so nothing confidential can be on its \
         agenda. Let docket see it, or choose another one with `/meeting edit meeting:#{} private:`.",
        name(series, sight),
        series.id
    )
}

/// `/settings check`: the private channel of a series is not private.
pub fn private_is_open(sight: Sight<'_>, series: &Series, channel_id: i64) -> String {
    format!(
        "Everybody in the server can read <#{channel_id}>, the private channel of {}, so docket shows nothing confidential \
         there. Close it to everybody in the channel's settings, or choose another one with `/meeting edit meeting:#{} \
         private:`.",
        name(series, sight),
        series.id
    )
}

/// `/settings check`: the place of a series was deleted.
pub fn place_is_gone(sight: Sight<'_>, series: &Series) -> String {
    format!(
        "The channel in which people meet for {} does not exist any more, or docket may not see it. Choose another place with \
         `/meeting edit meeting:#{} place:`.",
        name(series, sight),
        series.id
    )
}

/// `/settings check`: what is missing in the channel of a series. Who does not see it can do nothing else there either, which is
/// said alone.
pub fn public_needs(sight: Sight<'_>, series: &Series, channel: &ChannelFacts) -> Vec<String> {
    let own = channel.own_permissions;
    if !Permission::ViewChannel.is_in(own) {
        return vec![channel_is_unseen(sight, series)];
    }
    let mut found: Vec<String> =
        lacks_in(sight, series, channel.id, &workspace::lacking_in(channel)).into_iter().collect();
    if Permission::SendMessages.is_in(own) {
        found.extend(no_threads(sight, series, &rules::threads_lack(own)));
    }
    if !rules::can_mark(own) {
        found.push(no_marks(sight, series));
    }
    found
}
