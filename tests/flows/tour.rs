//! Every command there is, found in the manifests, with something in each of its options.

use crate::world::{Answer, Person, Raw, command};
use docket::{
    contract::{
        Leaf, MANIFESTS, Noun,
        spec::{CommandKind, Example, Manifest, OptionKind, OptionSpec},
    },
    sandbox::{Id, Message},
};
use serde_json::{Value, json};

/// Each thing that can be run, with its manifest; hidden ones too.
pub fn leaves() -> impl Iterator<Item = (&'static Manifest, &'static Leaf)> {
    MANIFESTS.iter().flat_map(|manifest| manifest.leaves.iter().map(move |leaf| (manifest, leaf)))
}

/// What is put into the options.
pub struct Given<'a> {
    /// Into each text.
    pub text: &'a str,
    /// Into those texts that are names, rhythms and the like instead, if not the same.
    pub name: Option<&'a str>,
    /// The customer that is meant.
    pub customer: &'a str,
    /// The request that is meant.
    pub request: i64,
    /// Into the text of this name, this instead.
    pub one: Option<(&'a str, &'a str)>,
}

impl Default for Given<'_> {
    fn default() -> Self {
        // Of all texts one that some command takes for a key of its own.
        Self { text: "channel.requests", name: None, customer: "#1", request: 1, one: None }
    }
}

/// Runs a leaf as `person`, by the way that it can be reached; `message` is what menus point at, and its number 1 is
/// what nouns name.
pub async fn runs<'w>(person: &Person<'w>, leaf: (&Manifest, &Leaf), message: &Message) -> Answer<'w> {
    runs_given(person, leaf, message, &Given::default()).await
}

/// Like [`runs`], with something else in the options.
pub async fn runs_given<'w>(
    person: &Person<'w>,
    (manifest, leaf): (&Manifest, &Leaf),
    message: &Message,
    given: &Given<'_>,
) -> Answer<'w> {
    match manifest.kind {
        CommandKind::Slash if leaf.is_hidden => presses(person, leaf, given).await,
        CommandKind::Slash => person.sends(Raw::Command, slash(leaf, person, given)).await,
        CommandKind::MessageMenu => person.chooses_on(message, manifest.name).await,
        CommandKind::UserMenu => panic!("say how {} is run on a member", manifest.name),
    }
}

/// The button of a hidden leaf.
async fn presses<'w>(person: &Person<'w>, leaf: &Leaf, given: &Given<'_>) -> Answer<'w> {
    let options = leaf.options.iter().map(|option| {
        let value = match value(option, person, given) {
            Value::String(text) => text,
            other => other.to_string(),
        };
        format!(" {}:{}", option.name, escaped(&value))
    });
    let line = leaf.words() + &options.collect::<String>();
    person.sends(Raw::Component, json!({ "custom_id": line, "component_type": 2, "id": 1 })).await
}

/// A value as it stands in the line of a button.
fn escaped(value: &str) -> String {
    value.replace('%', "%25").replace(' ', "%20").replace('\n', "%0A")
}

fn slash(leaf: &Leaf, person: &Person<'_>, given: &Given<'_>) -> Value {
    // An attachment needs a file behind it, which is the matter of other tests.
    let named = leaf.options.iter().filter(|option| option.kind != OptionKind::Attachment);
    let options = named.map(|option| given_as(option, value(option, person, given)));
    nested(leaf, options.collect())
}

fn given_as(option: &OptionSpec, value: Value) -> Value {
    json!({ "name": option.name, "type": kind(option.kind), "value": value })
}

/// The data of a slash command with these options.
fn nested(leaf: &Leaf, options: Vec<Value>) -> Value {
    let inner = leaf.path[1..].iter().rev().enumerate().fold(
        json!(options),
        |inner, (depth, word)| json!([{ "name": word, "type": depth + 1, "options": inner }]),
    );
    command(leaf.path[0], inner)
}

/// The first example of a leaf, with `channel` wherever a channel can be given; whatever kind of channel it is, which no
/// client of Discord's would allow.
pub fn example_in(leaf: &Leaf, person: &Person<'_>, channel: Id) -> Value {
    let example = leaf.examples.first().expect("what is not hidden has an example");
    let options = leaf.options.iter().filter_map(|option| {
        let value = match (option.kind, typed(leaf, example, option)) {
            (OptionKind::Channel, _) => json!(channel),
            (OptionKind::YesNo, Some(text)) => json!(text == "yes"),
            (OptionKind::Integer, Some(text)) => json!(text.parse::<i64>().expect("a number")),
            (_, Some(text)) => json!(with_mentions(person, text)),
            (_, None) => return None,
        };
        Some(given_as(option, value))
    });
    nested(leaf, options.collect())
}

/// What an example gives to an option, as it is typed.
fn typed(leaf: &Leaf, example: &Example, option: &OptionSpec) -> Option<String> {
    let mark = format!(" {}:", option.name);
    let rest = example.line.split_once(&mark)?.1;
    let ends = leaf.options.iter().filter_map(|other| rest.find(&format!(" {}:", other.name)));
    Some(rest[..ends.min().unwrap_or(rest.len())].to_owned())
}

/// The texts that a leaf takes from people.
pub fn texts(leaf: &Leaf) -> impl Iterator<Item = &'static OptionSpec> + use<> {
    leaf.options.iter().filter(|option| matches!(option.kind, OptionKind::Text | OptionKind::LongText))
}

/// The example of a leaf that gives the option; the first one, if none does.
pub fn example_of(leaf: &Leaf, option: &OptionSpec) -> &'static Example {
    let mut with = leaf.examples.iter().filter(|example| typed(leaf, example, option).is_some());
    with.next().or(leaf.examples.first()).expect("what is not hidden has an example")
}

/// What an example gives to the option, if one does.
pub fn typed_for(leaf: &Leaf, option: &OptionSpec) -> Option<String> {
    typed(leaf, example_of(leaf, option), option)
}

/// All that an example gives, with `text` in the option, in the order of the manifest.
fn with_text(leaf: &Leaf, option: &OptionSpec, text: &str) -> Vec<(&'static OptionSpec, String)> {
    let example = example_of(leaf, option);
    let value = |it: &OptionSpec| match it.name == option.name {
        true => Some(text.to_owned()),
        false => typed(leaf, example, it),
    };
    leaf.options.iter().filter_map(|it| Some((it, value(it)?))).collect()
}

/// The line of an example, with `text` in the option.
pub fn line_with(leaf: &Leaf, option: &OptionSpec, text: &str) -> String {
    let given = with_text(leaf, option, text).into_iter().map(|(it, value)| format!(" {}:{value}", it.name));
    format!("/{}{}", leaf.words(), given.collect::<String>())
}

/// The form of a leaf as `person` sends it: filled in as an example says, with `text` in the option.
pub fn form_with(leaf: &Leaf, person: &Person<'_>, option: &OptionSpec, text: &str) -> Value {
    let form = leaf.form.as_ref().expect("it has a form");
    let (mut line, mut rows) = (leaf.words(), Vec::new());
    for (it, value) in with_text(leaf, option, text) {
        let value = match it.kind {
            OptionKind::Channel => {
                let named = person.world.sandbox.channel(person.guild, value.trim_start_matches('#'));
                named.unwrap_or(person.channel).to_string()
            }
            _ => with_mentions(person, value),
        };
        match form.inputs.contains(&it.name) {
            true => rows.push(
                json!({ "type": 1, "components": [{ "type": 4, "custom_id": it.name, "value": value }] }),
            ),
            false => line.push_str(&format!(" {}:{}", it.name, escaped(&value))),
        }
    }
    json!({ "custom_id": line, "components": rows })
}

/// Names of members as a client turns them into mentions.
fn with_mentions(person: &Person<'_>, text: String) -> String {
    let names = ["Admin", "PM Growth", "PM Platform", "PM lead"];
    let mention = |text: String, name: &&str| match person.world.sandbox.member(person.guild, name) {
        Some(id) => text.replace(&format!("@{name}"), &format!("<@{id}>")),
        None => text,
    };
    names.iter().fold(text, mention)
}

/// Discord's number for the kind of an option.
fn kind(kind: OptionKind) -> u8 {
    match kind {
        OptionKind::Integer => 4,
        OptionKind::YesNo => 5,
        OptionKind::Member => 6,
        OptionKind::Channel => 7,
        OptionKind::Role => 8,
        OptionKind::Attachment => 11,
        _ => 3,
    }
}

fn value(option: &OptionSpec, person: &Person<'_>, given: &Given<'_>) -> Value {
    let sandbox = &person.world.sandbox;
    if let Some((_, text)) = given.one.filter(|(name, _)| *name == option.name) {
        return json!(text);
    }
    match option.kind {
        OptionKind::Integer => json!(option.min.unwrap_or(1).max(1)),
        OptionKind::YesNo => json!(true),
        OptionKind::Member => json!(person.id),
        OptionKind::Channel => json!(person.channel),
        OptionKind::Role => json!(sandbox.role(person.guild, "Admin").expect("each guild has admins")),
        OptionKind::Choice(choices) => json!(choices[0].value),
        OptionKind::Instant => json!("2030-12-25"),
        OptionKind::Duration => json!("7d"),
        OptionKind::Noun(Noun::CUSTOMER) => json!(given.customer),
        OptionKind::Noun(Noun::REQUEST) => json!(format!("REQ-{}", given.request)),
        OptionKind::Noun(noun) => json!(noun.sample),
        OptionKind::Text if option.name != "text" => json!(given.name.unwrap_or(given.text)),
        OptionKind::Text | OptionKind::LongText | OptionKind::Attachment => json!(given.text),
    }
}
