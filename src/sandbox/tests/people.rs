use super::*;
use crate::sandbox::{Outcome, Upload, World};

#[tokio::test]
async fn the_client_checks_before_it_sends() {
    let scene = Scene::open().await;
    scene.register_note().await;
    let (support, by) = (scene.channel("support"), scene.member("Support engineer"));
    let type_line = |line: &str| scene.sandbox.type_line(support, by, line);
    for (line, why) in [
        ("/nothing", "There is no command “nothing” here"),
        ("/note", "text is required"),
        ("/note text:x importance:high", "importance: “high” is not a whole number"),
        ("/note text:x importance:4", "importance: must be between 0 and 3"),
        ("/note text:x member:@Nobody", "member: there is no member “Nobody” here"),
    ] {
        assert_eq!(refused(type_line(line)), why);
    }
    let long = format!("/note text:{}", "x".repeat(41));
    assert_eq!(refused(type_line(&long)), "text: must be between 0 and 40 characters");
    let admin = scene.channel("admin");
    assert_eq!(
        refused(scene.sandbox.type_line(admin, by, "/note text:x")),
        "You do not have permission to use commands here"
    );
}

#[tokio::test]
async fn options_arrive_resolved() {
    let scene = Scene::open().await;
    scene.register_note().await;
    let (support, by) = (scene.channel("support"), scene.member("Support engineer"));
    let file = Upload {
        filename: "a.png".to_owned(),
        content_type: Some("image/png".to_owned()),
        bytes: "png".into(),
    };
    let line = "/note text:see the picture member:@PM Growth importance:2 file:a.png";
    let handle = sent(scene.sandbox.type_with_files(support, by, line, vec![file]));
    let payload = scene.payload_of(&handle);
    let data = &payload["data"];
    let value = |name: &str| {
        data["options"].as_array().and_then(|all| all.iter().find(|o| o["name"] == name)).map(|o| &o["value"])
    };
    let growth = scene.member("PM Growth").to_string();
    assert_eq!(value("member"), Some(&json!(growth)));
    assert_eq!(value("importance"), Some(&json!(2)));
    assert_eq!(data["resolved"]["users"][&growth]["global_name"], "PM Growth");
    let file_id = value("file").and_then(Value::as_str).unwrap_or_default();
    assert_eq!(data["resolved"]["attachments"][file_id]["filename"], "a.png");
    assert_eq!(payload["member"]["user"]["id"], by.to_string());
    assert_eq!(payload["guild_id"], scene.guild.to_string());
}

#[tokio::test]
async fn completion_offers_commands_options_and_the_bots_choices() {
    let scene = Scene::open().await;
    scene.register_note().await;
    let (support, by) = (scene.channel("support"), scene.member("Support engineer"));
    let labels = async |line: &str| -> Vec<String> {
        scene.sandbox.complete(support, by, line).await.into_iter().map(|s| s.label).collect()
    };
    assert_eq!(labels("/no").await, ["/note"]);
    assert_eq!(labels("/note ").await, ["text", "customer", "importance", "member", "file"]);
    assert_eq!(labels("/note text:x imp").await, ["importance"]);
    assert_eq!(labels("/note text:x member:growth").await, ["@PM Growth"]);
    assert_eq!(labels("hello @PM le").await, ["@PM lead"]);
    let completing = scene.sandbox.complete(support, by, "/note text:x customer:ac");
    let answering = async {
        let ask =
            |state: &crate::sandbox::state::State| {
                state.interactions.values().find(|i| i.kind == 4 && i.ack.is_none()).map(|i| {
                    (i.id, i.token.clone(), serde_json::from_str::<Value>(&i.payload).expect("JSON"))
                })
            };
        let (id, token, payload) = scene.sandbox.core.wait(ask).await.expect("asked");
        assert_eq!(
            payload["data"]["options"][1],
            json!({ "name": "customer", "type": 3, "value": "ac", "focused": true })
        );
        let choices =
            json!({ "type": 8, "data": { "choices": [{ "name": "Acme (gold)", "value": "acme" }] } });
        scene.post(&format!("/interactions/{id}/{token}/callback"), choices).await
    };
    let (suggestions, (status, _)) = tokio::join!(completing, answering);
    assert_eq!(status, 204);
    assert_eq!(suggestions[0].line, "/note text:x customer:Acme (gold) ");
    let handle = sent(scene.sandbox.type_line(support, by, &suggestions[0].line));
    assert_eq!(scene.payload_of(&handle)["data"]["options"][1]["value"], "acme");
}

#[tokio::test]
async fn menus_carry_the_whole_message() {
    let scene = Scene::open().await;
    scene.register_note().await;
    let (support, by) = (scene.channel("support"), scene.member("Support engineer"));
    let Typed::Posted(message) = scene.sandbox.type_line(support, by, "Acme cannot log in, @PM Growth")
    else {
        panic!("a message")
    };
    assert_eq!(message.content, format!("Acme cannot log in, <@{}>", scene.member("PM Growth")));
    let handle = sent(scene.sandbox.run_menu(scene.member("Sales"), message.id, "File feedback"));
    let payload = scene.payload_of(&handle);
    let id = message.id.to_string();
    assert_eq!(payload["data"]["target_id"], id);
    assert_eq!(payload["data"]["resolved"]["messages"][&id]["content"], message.content);
    assert_eq!(
        refused(scene.sandbox.run_menu(by, message.id, "Nothing")),
        "There is no command “Nothing” here"
    );
}

#[tokio::test]
async fn selects_take_labels_and_names() {
    let scene = Scene::open().await;
    let rows = json!([
        { "type": 1, "components": [{ "type": 3, "custom_id": "area", "placeholder": "Area", "options": [
            { "label": "Growth", "value": "a1" }, { "label": "Platform", "value": "a2" } ] }] },
        { "type": 1, "components": [{ "type": 5, "custom_id": "who", "max_values": 2 }] },
    ]);
    let (_, card) = scene.send("requests", json!({ "content": "card", "components": rows })).await;
    let card: Id = card["id"].as_str().expect("an id").parse().expect("a number");
    let pm = scene.member("PM lead");
    let area = sent(scene.sandbox.choose(pm, card, "Area", &["Platform"]));
    assert_eq!(scene.payload_of(&area)["data"]["values"], json!(["a2"]));
    let who = sent(scene.sandbox.choose(pm, card, "who", &["Sales", "@Marketing"]));
    let data = &scene.payload_of(&who)["data"];
    assert_eq!(
        data["values"],
        json!([scene.member("Sales").to_string(), scene.member("Marketing").to_string()])
    );
    assert_eq!(data["resolved"]["members"].as_object().map(|map| map.len()), Some(2));
    assert_eq!(
        refused(scene.sandbox.choose(pm, card, "Area", &["Growth", "Platform"])),
        "Choose between 1 and 1"
    );
}

#[tokio::test]
async fn guilds_do_not_see_each_other() {
    let world = World::sample().with_guild("Other team", |guild| {
        guild.member("Outsider", &[]);
        guild.channel("general", "");
    });
    let scene = Scene::with(world, Limits::generous()).await;
    scene.register_note().await;
    let other = scene.sandbox.guild("Other team").expect("seeded");
    let outsider = scene.sandbox.member(other, "Outsider").expect("seeded");
    assert!(scene.sandbox.messages(scene.channel("general"), outsider).is_empty());
    let outcome = scene.sandbox.type_line(scene.channel("general"), outsider, "/note text:x").outcome().await;
    assert!(matches!(outcome, Outcome::Failed(_)));
    let there = scene.sandbox.channel(other, "general").expect("seeded");
    let handle = sent(scene.sandbox.type_line(there, outsider, "/note text:x"));
    assert_eq!(scene.payload_of(&handle)["guild_id"], other.to_string());
}
