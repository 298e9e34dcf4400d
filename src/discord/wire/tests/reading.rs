//! What comes in is read as it was meant.

use super::super::*;
use crate::contract::{Given, Source};
use serde_json::{Value, json};

/// An interaction as Discord sends it, with `data` and what differs.
fn interaction(kind: u8, data: Value, more: Value) -> serenity::all::Interaction {
    let mut json = json!({
        "id": "1400000000000000001", "application_id": "1", "type": kind, "token": "tok-abc", "version": 1,
        "guild_id": "10", "channel_id": "20", "locale": "de", "app_permissions": "2048", "context": 0,
        "entitlements": [], "attachment_size_limit": 10_485_760, "authorizing_integration_owners": {"0": "10"},
        "member": {
            "user": {"id": "30", "username": "reporter", "discriminator": "0", "avatar": null, "global_name": "Reporter"},
            "roles": ["40", "41"], "permissions": "2147483680", "nick": null, "avatar": null,
            "joined_at": "2026-01-01T00:00:00Z", "deaf": false, "mute": false, "flags": 0,
        },
        "data": data,
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        json[key] = value.clone();
    }
    serde_json::from_value(json).expect("an interaction that serenity reads")
}

fn message_json(flags: u64) -> Value {
    json!({
        "id": "77", "channel_id": "20", "type": 0, "content": "Logout loops", "flags": flags, "pinned": false,
        "author": {"id": "31", "username": "engineer", "discriminator": "0", "avatar": null, "global_name": null},
        "timestamp": "2026-11-01T09:00:00Z", "edited_timestamp": null, "tts": false, "mention_everyone": false,
        "mentions": [], "mention_roles": [], "embeds": [], "components": [],
        "attachments": [{"id": "5", "filename": "a.png", "size": 12, "url": "https://cdn.discordapp.com/a.png",
                         "proxy_url": "https://media.discordapp.net/a.png", "content_type": "image/png"}],
    })
}

fn run(asked: Asked) -> crate::contract::Invocation {
    match asked {
        Asked::Run(invocation) => *invocation,
        other => panic!("not an invocation: {other:?}"),
    }
}

#[test]
fn a_subcommand_in_a_group_is_read_with_its_options() {
    let data = json!({"id": "50", "name": "settings", "type": 1, "options": [
    {"name": "holiday", "type": 2, "options": [{"name": "add", "type": 1, "options": [
        {"name": "name", "type": 3, "value": "New Year"}, {"name": "minutes", "type": 4, "value": 10},
        {"name": "on", "type": 5, "value": true}, {"name": "to", "type": 6, "value": "30"},
        {"name": "channel", "type": 7, "value": "20"}, {"name": "role", "type": 8, "value": "40"},
    ]}]}]});
    let (ticket, asked) = parse(&interaction(2, data, json!({})));
    assert_eq!((ticket.interaction_id, ticket.application_id), (1_400_000_000_000_000_001, 1));
    assert!(!format!("{ticket:?}").contains("tok-abc"), "the token is a secret");
    let invocation = run(asked);
    assert_eq!(invocation.path, "settings holiday add");
    assert_eq!(invocation.source, Source::Slash);
    let expected = [
        ("channel", Given::Id(20)),
        ("minutes", Given::Integer(10)),
        ("name", Given::Text("New Year".into())),
        ("on", Given::Flag(true)),
        ("role", Given::Id(40)),
        ("to", Given::Id(30)),
    ];
    assert_eq!(invocation.options, expected.map(|(name, given)| (name.to_owned(), given)).into());
    let caller = invocation.caller;
    assert_eq!((caller.guild_id, caller.channel_id, caller.user_id), (10, 20, 30));
    assert_eq!((caller.name.as_str(), caller.locale.as_str()), ("Reporter", "de"));
    assert_eq!(caller.role_ids, [40, 41]);
    assert!(caller.manages_guild(), "bit 5 is set");
}

#[test]
fn a_message_menu_brings_a_snapshot_of_its_message() {
    let data = json!({"id": "50", "name": "File feedback", "type": 3, "target_id": "77",
                      "resolved": {"messages": {"77": message_json(0)}}});
    let invocation = run(parse(&interaction(2, data, json!({}))).1);
    assert_eq!((invocation.path.as_str(), &invocation.source), ("File feedback", &Source::Menu));
    let Some(Given::Message(snapshot)) = invocation.options.get("target") else { panic!("no snapshot") };
    assert_eq!((snapshot.message_id, snapshot.author_user_id), (77, 31));
    assert_eq!((snapshot.text.as_str(), snapshot.author_name.as_str()), ("Logout loops", "engineer"));
    assert_eq!(snapshot.attachments[0].filename, "a.png");
}

#[test]
fn a_message_menu_without_its_message_is_refused() {
    let data = json!({"id": "50", "name": "File feedback", "type": 3, "target_id": "77", "resolved": {}});
    assert!(matches!(parse(&interaction(2, data, json!({}))).1, Asked::Refused(_)));
}

#[test]
fn a_pressed_select_fills_the_hole_of_its_line() {
    let data = json!({"custom_id": "request assign request:12 to:? v:3", "component_type": 5, "values": ["30", "31"],
                      "resolved": {"users": {}}});
    for (flags, is_private) in [(0, false), (64, true)] {
        let it = interaction(3, data.clone(), json!({"message": message_json(flags)}));
        let invocation = run(parse(&it).1);
        assert_eq!(invocation.path, "request assign");
        assert_eq!(invocation.source, Source::Component { message_id: 77, is_private });
        assert_eq!(invocation.version, Some(3));
        assert_eq!(invocation.options["to"], Given::Text("30,31".into()));
        assert_eq!(invocation.options["request"], Given::Text("12".into()));
    }
}

#[test]
fn a_submitted_form_adds_its_inputs_to_its_line() {
    let rows = json!([{"type": 1, "components": [{"type": 4, "custom_id": "text", "value": "SSO loops"}]}]);
    let data = json!({"custom_id": "request edit request:12 v:2", "components": rows});
    for (flags, is_private) in [(0, false), (64, true)] {
        let from_button = interaction(5, data.clone(), json!({"message": message_json(flags)}));
        let invocation = run(parse(&from_button).1);
        assert_eq!(invocation.source, Source::Form { message_id: Some(77), is_private });
        assert_eq!(invocation.options["text"], Given::Text("SSO loops".into()));
        assert_eq!(invocation.options["request"], Given::Text("12".into()));
    }
    let from_command = interaction(5, data, json!({}));
    assert_eq!(run(parse(&from_command).1).source, Source::Form { message_id: None, is_private: false });
}

#[test]
fn a_completion_knows_where_the_cursor_is() {
    let data = json!({"id": "50", "name": "feedback", "type": 1, "options": [
        {"name": "text", "type": 3, "value": "half"}, {"name": "customer", "type": 3, "value": "Ac", "focused": true}]});
    let Asked::Complete(completion) = parse(&interaction(4, data, json!({}))).1 else {
        panic!("no completion")
    };
    assert_eq!((completion.path.as_str(), completion.focused.as_str()), ("feedback", "customer"));
    assert_eq!(completion.typed, "Ac");
    assert_eq!(completion.options, [("text".to_owned(), Given::Text("half".into()))].into());
}

#[test]
fn direct_messages_and_foreign_buttons_get_a_sentence() {
    let user = json!({"id": "30", "username": "reporter", "discriminator": "0", "avatar": null});
    let command = json!({"id": "50", "name": "feedback", "type": 1, "options": []});
    let outside = json!({"guild_id": null, "member": null, "user": user, "context": 1});
    let Asked::Refused(sentence) = parse(&interaction(2, command, outside)).1 else { panic!("not refused") };
    assert!(sentence.contains("works in servers"));
    let press = json!({"custom_id": "vote:up:7", "component_type": 2});
    let foreign = interaction(3, press, json!({"message": message_json(0)}));
    assert!(matches!(parse(&foreign).1, Asked::Refused(_)));
}
