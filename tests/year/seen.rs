//! What docket has said, as the people of the sandbox see it.

use crate::{
    calendar::shown,
    expected::Told,
    world::{SAMPLE, World},
};
use chrono::TimeDelta;
use docket::sandbox::{Id, Message};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Every message that docket has sent by itself, by its place.
fn messages(world: &World) -> Vec<(String, Message)> {
    let guild = world.guild();
    let everyone = world.sandbox.guilds().into_iter().find(|one| one.id == guild).unwrap();
    let mut all = Vec::new();
    for channel in world.sandbox.channels(guild, world.sandbox.member(guild, "Admin").unwrap()) {
        let said = world.sandbox.messages(channel.id, world.sandbox.bot_id());
        all.extend(said.into_iter().map(|message| (format!("#{}", channel.name), message)));
    }
    let bot = world.sandbox.bot_id();
    for member in everyone.members.keys().filter(|member| **member != bot) {
        let name = world.sandbox.user(*member).unwrap().name;
        all.extend(world.sandbox.dms(*member).into_iter().map(|message| (format!("@{name}"), message)));
    }
    all.retain(|(_, message)| {
        message.author_id == bot && message.private_to.is_none() && message.answers.is_none()
    });
    all
}

/// The messages that were there at some time, so that only later ones are looked at.
pub fn already(world: &World) -> BTreeSet<Id> {
    messages(world).into_iter().map(|(_, message)| message.id).collect()
}

/// What docket has said since, as it was first said.
pub fn since(world: &World, before: &BTreeSet<Id>) -> Vec<Told> {
    let bodies = first_bodies(world);
    let names = names(world);
    let new = messages(world).into_iter().filter(|(_, message)| !before.contains(&message.id));
    let told = new.map(|(place, message)| {
        let nonce = message.nonce.as_ref().and_then(Value::as_str).unwrap_or_default();
        let body = bodies.get(&(message.channel_id, nonce.to_owned()));
        let body = body.unwrap_or_else(|| panic!("nobody sent this: {}", message.text()));
        let content = body["content"].as_str().unwrap_or_default();
        let title = body["embeds"][0]["title"].as_str().unwrap_or_default();
        let pings = body["allowed_mentions"]["users"].as_array().into_iter().flatten();
        let pings: Vec<&str> =
            pings.filter_map(Value::as_str).filter_map(|id| names.get(id)).map(String::as_str).collect();
        Told { at: message.created_at, place, what: read(content, title, &pings) }
    });
    told.collect()
}

/// The bodies of messages as they were first sent, by channel and nonce.
fn first_bodies(world: &World) -> HashMap<(Id, String), Value> {
    let mut bodies = HashMap::new();
    for entry in world.sandbox.journal().to("POST", "/channels/{channel_id}/messages") {
        let channel = entry.path.split('/').nth(2).and_then(|id| id.parse().ok());
        let (Some(channel), Some(body)) = (channel, &entry.body) else { continue };
        let nonce = body["nonce"].as_str().unwrap_or_default().to_owned();
        bodies.entry((channel, nonce)).or_insert_with(|| body.clone());
    }
    bodies
}

/// The names of the sample team's members, by id.
fn names(world: &World) -> BTreeMap<String, String> {
    let guild = world.sandbox.guilds().into_iter().find(|one| one.name == SAMPLE).unwrap();
    let name = |id: &Id| (id.to_string(), world.sandbox.user(*id).unwrap().name);
    guild.members.keys().map(name).collect()
}

/// A message in short, in the words of [`crate::expected`]; one of another kind as it stands.
fn read(content: &str, title: &str, pings: &[&str]) -> String {
    if title.starts_with("REQ-") {
        return "request".to_owned();
    }
    if let Some(day) = title.strip_prefix("Your day, ") {
        return format!("digest of {day}");
    }
    if content.starts_with("Your **REQ-") {
        return "what became of a request".to_owned();
    }
    let Some(rotation) = content.split("**").nth(1) else { return content.to_owned() };
    let mut pings = pings.to_vec();
    pings.sort_unstable();
    let people = pings.join(", ");
    let stamp = |after: &str| {
        let rest = content.split_once(after)?.1.strip_prefix(" <t:")?;
        rest.split_once(':').map(|(seconds, _)| seconds.to_owned())
    };
    let is_late = content.contains("is late") || content.contains("Told late");
    let late = if is_late { "late: " } else { "" };
    let name = format!("**{rotation}**");
    if content.contains("-# Reminder ") {
        format!("{late}{rotation}: reminder [{people}]")
    } else if content.contains(&format!("you are on {name} from now")) {
        format!("{rotation}: on now [{people}]")
    } else if let Some(from) = stamp(&format!("you are on {name} from")) {
        format!("{late}{rotation}: on from {from} [{people}]")
    } else if let Some(until) = stamp(&format!("you are on {name} until")) {
        format!("{late}{rotation}: on until {until} [{people}]")
    } else if let Some(due) = stamp(&format!("the deadline of {name} is")) {
        format!("{late}{rotation}: deadline {due} [{people}]")
    } else if content.contains(&format!("nothing is left to do for {name}")) {
        format!("{rotation}: nothing left [{people}]")
    } else if content.starts_with(&name) && content.contains("come in and") {
        format!("{rotation}: new requests [{people}]")
    } else if content.contains(&format!("deadline of {name} has passed")) {
        format!("{rotation}: deadline passed [{people}]")
    } else if content.contains("You are on:") || content.contains("You have no shift in the coming weeks") {
        format!("{rotation}: dates [{people}]")
    } else if content.contains(&format!("needs cover in {name}")) {
        format!("{rotation}: cover [{people}]")
    } else {
        content.to_owned()
    }
}

/// Fails unless `seen` is what was expected: nothing missing, nothing twice, nothing else, each at its instant or up
/// to `late` after it.
pub fn compare(mut expected: Vec<Told>, mut seen: Vec<Told>, late: TimeDelta) {
    expected.sort();
    seen.sort();
    let mut missing = Vec::new();
    for one in expected {
        let fits = |other: &Told| {
            other.place == one.place
                && other.what == one.what
                && one.at <= other.at
                && other.at <= one.at + late
        };
        match seen.iter().position(fits) {
            Some(found) => drop(seen.remove(found)),
            None => missing.push(one),
        }
    }
    let list = |told: &[Told]| {
        let line = |one: &Told| {
            format!("  {} ({}) {} {}", one.at, shown("America/Los_Angeles", one.at), one.place, one.what)
        };
        told.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    let is_same = missing.is_empty() && seen.is_empty();
    assert!(is_same, "never came:\n{}\ncame though nobody expected it:\n{}", list(&missing), list(&seen));
}

/// Fails unless each rotation's former cards have become records, and only the latest one has buttons.
pub fn cards_are_records(world: &World) {
    for turns in &crate::team::ROTATIONS {
        let place = format!("#{}", turns.channel);
        let is_card =
            |message: &Message| message.embeds.first().is_some_and(|embed| embed["title"] == turns.name);
        let all = messages(world).into_iter().filter(|(at, _)| *at == place).map(|(_, message)| message);
        let mut cards: Vec<Message> = all.filter(is_card).collect();
        cards.sort_by_key(|card| card.id);
        let latest = cards.pop().expect("each rotation has cards");
        assert!(latest.text().contains("Take it"), "the card of this shift:\n{}", latest.text());
        for card in cards {
            let text = card.text();
            assert!(text.contains("Was on duty") && !text.contains("Take it"), "a record:\n{text}");
        }
    }
}

/// Something that reached one person: in their direct messages, or as a ping in a channel.
#[derive(Debug)]
pub struct Heard {
    pub at: crate::calendar::At,
    pub who: String,
    pub what: String,
}

/// Everything that has reached people since, oldest first.
pub fn heard(world: &World, before: &BTreeSet<Id>) -> Vec<Heard> {
    let (bodies, names) = (first_bodies(world), names(world));
    let mut heard = Vec::new();
    for (place, message) in messages(world) {
        if before.contains(&message.id) {
            continue;
        }
        let nonce = message.nonce.as_ref().and_then(Value::as_str).unwrap_or_default();
        let body = bodies.get(&(message.channel_id, nonce.to_owned())).cloned().unwrap_or_default();
        let pings = body["allowed_mentions"]["users"].as_array().cloned().unwrap_or_default();
        let pinged = pings.iter().filter_map(Value::as_str).filter_map(|id| names.get(id)).cloned();
        let people: BTreeSet<String> = match place.strip_prefix('@') {
            Some(name) => BTreeSet::from([name.to_owned()]),
            None => pinged.collect(),
        };
        let what = message.text();
        heard.extend(people.into_iter().map(|who| Heard { at: message.created_at, who, what: what.clone() }));
    }
    heard.sort_by_key(|one| one.at);
    heard
}
