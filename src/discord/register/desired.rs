//! The manifests as Discord wants to hear of them.

use crate::contract::spec::{ChoiceSpec, CommandKind, Leaf, Localised, Manifest, OptionKind, OptionSpec};
use serde_json::{Map, Value, json};

/// Types of commands and options (Discord's documentation, "Application Commands").
const SLASH: u8 = 1;
const USER_MENU: u8 = 2;
const MESSAGE_MENU: u8 = 3;
const SUBCOMMAND: u8 = 1;
const GROUP: u8 = 2;
/// docket works in guilds, and is installed into them.
const IN_GUILDS: [u8; 1] = [0];

/// Channels that people write in: text and announcements ("Channel Types"). Discord offers no others where a channel is
/// asked for; that another is refused does not depend on it.
const TEXT_CHANNELS: [u8; 2] = [0, 5];

/// All commands that people can see.
pub(in crate::discord) fn commands(manifests: &[Manifest]) -> Value {
    manifests.iter().filter(|manifest| manifest.is_registered()).map(command).collect()
}

fn command(manifest: &Manifest) -> Value {
    let mut out = Map::new();
    let kind = match manifest.kind {
        CommandKind::Slash => SLASH,
        CommandKind::UserMenu => USER_MENU,
        CommandKind::MessageMenu => MESSAGE_MENU,
    };
    out.insert("type".into(), json!(kind));
    out.insert("contexts".into(), json!(IN_GUILDS));
    out.insert("integration_types".into(), json!(IN_GUILDS));
    named(&mut out, manifest.name, manifest.description, manifest.localised);
    if kind == SLASH {
        out.insert("options".into(), options(manifest));
    } else {
        out.remove("description");
        out.remove("description_localizations");
    }
    Value::Object(out)
}

fn options(manifest: &Manifest) -> Value {
    let visible = || manifest.leaves.iter().filter(|leaf| !leaf.is_hidden);
    let own = visible().filter(|leaf| leaf.path.len() == 2).map(subcommand);
    let groups = manifest.groups.iter().filter_map(|group| {
        let leaves = visible().filter(|leaf| leaf.path.len() == 3 && leaf.path[1] == group.name);
        let leaves: Vec<_> = leaves.map(subcommand).collect();
        let mut out = Map::from_iter([("type".to_owned(), json!(GROUP))]);
        named(&mut out, group.name, group.description, group.localised);
        out.insert("options".into(), json!(leaves));
        (!leaves.is_empty()).then_some(Value::Object(out))
    });
    let plain = visible().filter(|leaf| leaf.path.len() == 1).flat_map(|leaf| leaf.options).map(option);
    plain.chain(own).chain(groups).collect()
}

fn subcommand(leaf: &Leaf) -> Value {
    let mut out = Map::from_iter([("type".to_owned(), json!(SUBCOMMAND))]);
    named(&mut out, leaf.path.last().copied().unwrap_or_default(), leaf.description, leaf.localised);
    out.insert("options".into(), leaf.options.iter().map(option).collect());
    Value::Object(out)
}

fn option(option: &OptionSpec) -> Value {
    let mut out = Map::from_iter([("type".to_owned(), json!(option_type(option.kind)))]);
    named(&mut out, option.name, option.description, option.localised);
    out.insert("required".into(), json!(option.is_required));
    match option.kind {
        OptionKind::Choice(choices) => {
            drop(out.insert("choices".into(), choices.iter().map(choice).collect()))
        }
        OptionKind::Noun(_) => drop(out.insert("autocomplete".into(), json!(true))),
        OptionKind::Channel => drop(out.insert("channel_types".into(), json!(TEXT_CHANNELS))),
        _ => {}
    }
    let (min, max) = match option.kind {
        OptionKind::Integer => ("min_value", "max_value"),
        _ => ("min_length", "max_length"),
    };
    for (key, bound) in [(min, option.min), (max, option.max)] {
        if let Some(bound) = bound {
            out.insert(key.into(), json!(bound));
        }
    }
    Value::Object(out)
}

fn option_type(kind: OptionKind) -> u8 {
    match kind {
        OptionKind::Text
        | OptionKind::LongText
        | OptionKind::Instant
        | OptionKind::Duration
        | OptionKind::Choice(_)
        | OptionKind::Noun(_) => 3,
        OptionKind::Integer => 4,
        OptionKind::YesNo => 5,
        OptionKind::Member => 6,
        OptionKind::Channel => 7,
        OptionKind::Role => 8,
        OptionKind::Attachment => 11,
    }
}

fn choice(choice: &ChoiceSpec) -> Value {
    let mut out = json!({ "name": choice.label, "value": choice.value });
    if !choice.localised.is_empty() {
        out["name_localizations"] =
            choice.localised.iter().map(|(locale, name)| ((*locale).to_owned(), json!(name))).collect();
    }
    out
}

fn named(out: &mut Map<String, Value>, name: &str, description: &str, localised: &[Localised]) {
    out.insert("name".into(), json!(name));
    out.insert("description".into(), json!(description));
    let names = localised.iter().map(|it| (it.locale.to_owned(), json!(it.name)));
    let descriptions = localised.iter().filter(|it| !it.description.is_empty());
    let descriptions: Map<_, _> =
        descriptions.map(|it| (it.locale.to_owned(), json!(it.description))).collect();
    if !localised.is_empty() {
        out.insert("name_localizations".into(), names.collect());
    }
    if !descriptions.is_empty() {
        out.insert("description_localizations".into(), Value::Object(descriptions));
    }
}
