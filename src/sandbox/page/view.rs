//! What one person sees right now, as fragments that the script puts in place.

use super::{forms, message};
use crate::sandbox::{
    Moment,
    ids::Id,
    interactions::{Interaction, NO_RESPONSE, kind as interaction},
    model::{Channel, Message, kind},
    people::{channels_of, events_of, messages_for},
    render,
    state::State,
};
use chrono::{DateTime, Duration, Utc};
use maud::{Markup, html};
use serde::Serialize;

/// How many messages of a channel are shown.
const SHOWN: usize = 150;
/// How far back unanswered interactions are looked for.
const RECENT: usize = 100;
/// How soon after the last one a message of the same author goes without a head.
const TOGETHER_MINUTES: i64 = 7;

/// Who looks at what.
#[derive(Clone, Copy)]
pub struct Seat {
    pub guild_id: Id,
    pub user_id: Id,
    pub channel_id: Id,
}

impl Seat {
    /// Fills in what was not asked for or does not exist: first guild, first person, first channel.
    pub fn find(state: &State, guild: Option<Id>, user: Option<Id>, channel: Option<Id>) -> Option<Self> {
        let asked = channel.and_then(|id| state.channels.get(&id)).and_then(|channel| channel.guild_id);
        let guild =
            asked.or(guild).and_then(|id| state.guilds.get(&id)).or_else(|| state.guilds.values().next())?;
        let user_id = user
            .filter(|id| guild.members.contains_key(id))
            .or_else(|| people(state, guild.id).first().copied())?;
        let channels = channels_of(state, guild.id, user_id);
        let own_dm = |c: &Channel| c.kind == kind::DM && c.recipients.contains(&user_id);
        let asked = channel
            .filter(|id| channels.iter().any(|c| c.id == *id) || state.channels.get(id).is_some_and(own_dm));
        let channel_id = asked.or_else(|| channels.first().map(|channel| channel.id))?;
        Some(Self { guild_id: guild.id, user_id, channel_id })
    }
}

/// The members whom one can act for: everybody but bots, the owner last.
pub fn people(state: &State, guild_id: Id) -> Vec<Id> {
    let Some(guild) = state.guilds.get(&guild_id) else { return Vec::new() };
    let human = |id: &&Id| state.users.get(id).is_some_and(|user| !user.bot);
    let mut ids: Vec<Id> = guild.members.keys().filter(human).copied().collect();
    ids.sort_by_key(|id| (*id == guild.owner_id, *id));
    ids
}

/// One entry of the log: a message, or a notice about an interaction.
#[derive(Serialize)]
pub struct Item {
    id: String,
    html: String,
}

/// Everything the script needs to bring the page up to date.
#[derive(Serialize)]
pub struct View {
    guild: Id,
    user: Id,
    channel: Id,
    /// The virtual clock, in milliseconds since 1970.
    now: i64,
    /// The button that turns the clock to the next moment worth seeing.
    moment: String,
    channels: String,
    title: String,
    heading: String,
    items: Vec<Item>,
    /// The newest form on this person's screen.
    form: Option<Item>,
    message_commands: Vec<String>,
    user_commands: Vec<String>,
    /// Whether an answer is awaited, so that the script looks again when it is late.
    waiting: bool,
    connected: bool,
}

/// Renders what the seat sees.
pub fn view(state: &State, seat: Seat, now: DateTime<Utc>, moment: Option<Moment>) -> View {
    let channel = state.channels.get(&seat.channel_id);
    let pending = unanswered(state, seat);
    let form = state.forms.values().rev().find(|form| form.user_id == seat.user_id);
    let guild = state.channels.get(&seat.channel_id).and_then(|channel| channel.guild_id);
    let names =
        |kind: u64| state.commands_in(guild).filter(|c| c.kind == kind).map(|c| c.name.clone()).collect();
    View {
        guild: seat.guild_id,
        user: seat.user_id,
        channel: seat.channel_id,
        now: now.timestamp_millis(),
        moment: moment.map_or_else(String::new, |moment| moment_button(moment).into_string()),
        channels: channel_list(state, seat).into_string(),
        title: channel.map_or_else(String::new, |channel| title_of(state, channel)),
        heading: heading(state, channel).into_string(),
        waiting: pending.iter().any(|found| found.failed.is_none() && !found.is_late(now)),
        items: items(state, seat, &pending, now),
        form: form.map(|form| Item { id: form.id.to_string(), html: forms::form(form).into_string() }),
        message_commands: names(3),
        user_commands: names(2),
        connected: state.gateway.connected() > 0 || state.endpoint.is_some(),
    }
}

fn moment_button(moment: Moment) -> Markup {
    html! {
        button type="button" data-turn-to=(moment.at.to_rfc3339()) data-testid="turn-moment"
            title=(format!("{}: turns the clock there", moment.label)) {
            (moment.label) " " span aria-hidden="true" { "→" }
        }
    }
}

/// The seat's commands, buttons and forms that have no answer, oldest first.
fn unanswered(state: &State, seat: Seat) -> Vec<&Interaction> {
    let recent = state.interaction_order.iter().rev().take(RECENT);
    let own = |found: &&Interaction| {
        let shown = found.user_id == seat.user_id && found.channel_id == seat.channel_id;
        shown && found.ack.is_none() && !found.dismissed && found.kind != interaction::AUTOCOMPLETE
    };
    let mut list: Vec<&Interaction> =
        recent.filter_map(|id| state.interactions.get(id)).filter(own).collect();
    list.reverse();
    list
}

fn items(state: &State, seat: Seat, pending: &[&Interaction], now: DateTime<Utc>) -> Vec<Item> {
    let messages = messages_for(state, seat.channel_id, seat.user_id);
    let shown = &messages[messages.len().saturating_sub(SHOWN)..];
    let mut items: Vec<(Id, Item)> = Vec::with_capacity(shown.len() + pending.len());
    let mut before: Option<&Message> = None;
    for message in shown {
        let follows = before.is_some_and(|before| together(before, message));
        let html = message::message(state, message, seat.user_id, follows).into_string();
        items.push((message.id, Item { id: message.id.to_string(), html }));
        before = Some(message);
    }
    for found in pending {
        let html = notice(state, found, now).into_string();
        items.push((found.id, Item { id: found.id.to_string(), html }));
    }
    items.sort_by_key(|(id, _)| *id);
    items.into_iter().map(|(_, item)| item).collect()
}

fn together(before: &Message, message: &Message) -> bool {
    let near = message.created_at - before.created_at < Duration::minutes(TOGETHER_MINUTES);
    let plain =
        message.answers.is_none() && message.reply_to.is_none() && before.private_to == message.private_to;
    before.author_id == message.author_id && near && plain
}

/// "Sending…", or why nothing came of it.
fn notice(state: &State, found: &Interaction, now: DateTime<Utc>) -> Markup {
    let failed = found.failed.as_deref().or_else(|| found.is_late(now).then_some(NO_RESPONSE));
    let what = if found.kind == interaction::COMMAND { found.name.as_str() } else { "this" };
    html! {
        li.message.notice id=(format!("m-{}", found.id)) data-testid=(if failed.is_some() { "failed" } else { "pending" }) {
            span.gutter {}
            div.body {
                @match failed {
                    Some(why) => p.error role="alert" {
                        (why) " (" (what) "). "
                        button.link type="button" data-dismiss=(found.id) { "Dismiss" }
                    },
                    None => p.thinking role="status" { span.dots aria-hidden="true" {} "Waiting for " (state.app.name) "…" },
                }
            }
        }
    }
}

fn title_of(state: &State, channel: &Channel) -> String {
    match channel.kind {
        kind::DM => state.app.name.clone(),
        _ => format!("#{}", channel.name),
    }
}

fn heading(state: &State, channel: Option<&Channel>) -> Markup {
    html! {
        @if let Some(channel) = channel {
            h1 data-testid="channel-title" { (title_of(state, channel)) }
            @if let Some(topic) = &channel.topic { p { (topic) } }
            @if channel.thread.as_ref().is_some_and(|thread| thread.archived) { p { "archived" } }
        }
    }
}

fn channel_list(state: &State, seat: Seat) -> Markup {
    let channels = channels_of(state, seat.guild_id, seat.user_id);
    let direct = state.channels.values().find(|c| c.kind == kind::DM && c.recipients.contains(&seat.user_id));
    html! {
        ul {
            @for channel in channels.iter().filter(|channel| render::holds_messages(channel)) {
                (entry(state, seat, channel))
            }
        }
        (upcoming(state, seat))
        h2 { "Direct messages" }
        ul {
            @match direct {
                Some(channel) => (entry(state, seat, channel)),
                None => li { button.channel type="button" data-open-dm data-testid="open-dm" { "@ " (state.app.name) } },
            }
        }
    }
}

/// The events of the server, which anybody may delete here.
fn upcoming(state: &State, seat: Seat) -> Markup {
    let events = events_of(state, seat.guild_id);
    html! {
        @if !events.is_empty() {
            h2 { "Events" }
            ul {
                @for event in &events {
                    li.event data-testid="event" title=[event.location.as_deref()] {
                        span { (event.name) }
                        time datetime=(event.starts_at.to_rfc3339()) data-style="s" { (event.starts_at.format("%-d %b, %H:%M UTC")) }
                        button.link type="button" data-delete-event=(event.id)
                            aria-label=(format!("Delete {} of {}", event.name, event.starts_at.format("%-d %b"))) { "Delete" }
                    }
                }
            }
        }
    }
}

/// Who is in a voice channel, and the way in or out.
fn speakers(state: &State, seat: Seat, channel: &Channel) -> Markup {
    let there: Vec<Id> =
        state.voice.iter().filter(|(_, at)| **at == channel.id).map(|((_, user), _)| *user).collect();
    html! {
        @for user in &there {
            span.speaker { (state.users.get(user).map_or("", |user| user.name.as_str())) }
        }
        @let what = if there.contains(&seat.user_id) { "Leave" } else { "Join" };
        button.link type="button" data-speak=(channel.id) data-testid=(format!("speak-{}", channel.name))
            aria-label=(format!("{what} {}", channel.name)) { (what) }
    }
}

fn entry(state: &State, seat: Seat, channel: &Channel) -> Markup {
    let messages: Vec<&Message> = state.messages_of(channel.id).rev().take(SHOWN).collect();
    let last = messages.iter().find(|message| message.private_to.is_none()).map(|message| message.id);
    let ping = messages
        .iter()
        .find(|m| m.private_to.is_none() && pinged(state, channel, m, seat.user_id))
        .map(|m| m.id);
    let here = channel.id == seat.channel_id;
    let (mark, name) = match channel.kind {
        kind::DM => ("@", state.app.name.as_str()),
        _ if channel.is_voice() => ("♪", channel.name.as_str()),
        _ if channel.thread.is_some() => ("↳", channel.name.as_str()),
        _ => ("#", channel.name.as_str()),
    };
    html! {
        li.thread[channel.thread.is_some()] {
            a.channel href=(format!("?user={}&channel={}", seat.user_id, channel.id)) data-channel=(channel.id)
                data-testid=(format!("channel-{name}")) data-last=[last] data-ping=[ping]
                aria-current=[here.then_some("page")] {
                span.mark aria-hidden="true" { (mark) } " " (name) span.badge {}
            }
            @if channel.is_voice() { (speakers(state, seat, channel)) }
        }
    }
}

/// Every direct message counts as a ping.
fn pinged(state: &State, channel: &Channel, found: &Message, reader: Id) -> bool {
    message::pings(state, found, reader) || (channel.kind == kind::DM && found.author_id != reader)
}
