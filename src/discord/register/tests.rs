//! Discord is told of the commands when they change, and only then.

use super::{desired::commands, normal};
use crate::contract::{
    MANIFESTS, Noun,
    spec::{
        ChoiceSpec, CommandKind, Group, Leaf, Level, Localised, Manifest, OptionKind, OptionSpec, Visibility,
    },
};
use serde_json::{Value, json};

const GERMAN: &[Localised] = &[Localised { locale: "de", name: "gruppe", description: "Eine Gruppe" }];

const fn option(name: &'static str, kind: OptionKind, is_required: bool) -> OptionSpec {
    OptionSpec {
        name,
        description: "What it is",
        localised: &[],
        kind,
        is_required,
        min: None,
        max: None,
        label: "",
        placeholder: "",
    }
}

const fn leaf(path: &'static [&'static str], is_hidden: bool, options: &'static [OptionSpec]) -> Leaf {
    Leaf {
        path,
        description: "What it does",
        localised: &[],
        who: Level::Everyone,
        answer: Visibility::Private,
        is_versioned: false,
        is_hidden,
        options,
        form: None,
        examples: &[],
    }
}

const COLOURS: &[ChoiceSpec] = &[ChoiceSpec { value: "red", label: "Red", localised: &[("de", "Rot")] }];
const OPTIONS: &[OptionSpec] = &[
    OptionSpec { min: Some(1), max: Some(9), ..option("count", OptionKind::Integer, true) },
    OptionSpec { max: Some(500), ..option("text", OptionKind::LongText, false) },
    option("colour", OptionKind::Choice(COLOURS), false),
    option("customer", OptionKind::Noun(Noun::CUSTOMER), false),
    option("when", OptionKind::Instant, false),
    option("file", OptionKind::Attachment, false),
];

const SAMPLE: &[Manifest] = &[
    Manifest {
        key: "tree",
        kind: CommandKind::Slash,
        name: "tree",
        description: "A tree",
        localised: &[],
        groups: &[
            Group { name: "branch", description: "A group", localised: GERMAN },
            Group { name: "bare", description: "Nothing to see", localised: &[] },
        ],
        leaves: &[
            leaf(&["tree", "grow"], false, OPTIONS),
            leaf(&["tree", "secret"], true, &[]),
            leaf(&["tree", "branch", "cut"], false, &[]),
            leaf(&["tree", "bare", "secret"], true, &[]),
        ],
    },
    Manifest {
        key: "menu",
        kind: CommandKind::MessageMenu,
        name: "File feedback",
        description: "",
        localised: &[Localised { locale: "de", name: "Feedback erfassen", description: "" }],
        groups: &[],
        leaves: &[leaf(&["File feedback"], false, &[])],
    },
    Manifest {
        key: "hidden",
        kind: CommandKind::Slash,
        name: "hidden",
        description: "For buttons only",
        localised: &[],
        groups: &[],
        leaves: &[leaf(&["hidden", "press"], true, &[])],
    },
];

#[test]
fn manifests_become_commands_with_groups_options_and_languages() {
    let sub = |name: &str, options: Value| json!({"type": 1, "name": name, "description": "What it does", "options": options});
    let option = |kind: u8, name: &str, more: Value| {
        let mut out =
            json!({"type": kind, "name": name, "description": "What it is", "required": name == "count"});
        for (key, value) in more.as_object().unwrap() {
            out[key] = value.clone();
        }
        out
    };
    let options = json!([
        option(4, "count", json!({"min_value": 1, "max_value": 9})),
        option(3, "text", json!({"max_length": 500})),
        option(
            3,
            "colour",
            json!({"choices": [{"name": "Red", "value": "red", "name_localizations": {"de": "Rot"}}]})
        ),
        option(3, "customer", json!({"autocomplete": true})),
        option(3, "when", json!({})),
        option(11, "file", json!({})),
    ]);
    let group = json!({
        "type": 2, "name": "branch", "description": "A group", "options": [sub("cut", json!([]))],
        "name_localizations": {"de": "gruppe"}, "description_localizations": {"de": "Eine Gruppe"},
    });
    let expected = json!([
        {"type": 1, "name": "tree", "description": "A tree", "contexts": [0], "integration_types": [0],
         "options": [sub("grow", options), group]},
        {"type": 3, "name": "File feedback", "contexts": [0], "integration_types": [0],
         "name_localizations": {"de": "Feedback erfassen"}},
    ]);
    assert_eq!(commands(SAMPLE), expected);
}

/// What Discord answers: ids, nulls and defaults added, false left out, in another order.
fn as_discord_says(commands: &Value) -> Value {
    let mut list = commands.as_array().unwrap().clone();
    list.reverse();
    for (n, command) in list.iter_mut().enumerate() {
        command["id"] = json!(n.to_string());
        command["version"] = json!("7");
        command["nsfw"] = json!(false);
        command["default_member_permissions"] = Value::Null;
        if command.get("description").is_none() {
            command["description"] = json!("");
        }
        if command.get("name_localizations").is_none() {
            command["name_localizations"] = Value::Null;
        }
    }
    json!(list)
}

#[test]
fn the_same_commands_in_discords_words_are_no_change() {
    for manifests in [SAMPLE, MANIFESTS] {
        let wanted = commands(manifests);
        assert_eq!(normal(&as_discord_says(&wanted)), normal(&wanted));
    }
}

#[test]
fn any_change_is_seen() {
    let wanted = commands(SAMPLE);
    let changes: [fn(&mut Value); 6] = [
        |commands| commands[0]["description"] = json!("Another tree"),
        |commands| commands[0]["options"][0]["options"][0]["max_value"] = json!(10),
        |commands| commands[0]["options"][0]["options"][0]["required"] = json!(false),
        |commands| commands[0]["options"][1]["name_localizations"]["de"] = json!("ast"),
        |commands| commands[1]["name"] = json!("Feedback"),
        |commands| drop(commands.as_array_mut().unwrap().pop()),
    ];
    for (n, change) in changes.into_iter().enumerate() {
        let mut found = as_discord_says(&wanted);
        found.as_array_mut().unwrap().reverse();
        change(&mut found);
        assert_ne!(normal(&found), normal(&wanted), "change {n}");
    }
}
