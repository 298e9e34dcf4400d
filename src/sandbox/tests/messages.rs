use super::*;
use crate::sandbox::{Permissions, flag};
use chrono::Duration;

#[tokio::test]
async fn the_same_nonce_gives_the_same_message_for_five_minutes() {
    let scene = Scene::open().await;
    let body = json!({ "content": "Hello", "nonce": "n-1", "enforce_nonce": true });
    let (_, first) = scene.send("general", body.clone()).await;
    scene.sandbox.clock().turn_by(Duration::minutes(4));
    let (_, second) = scene.send("general", body.clone()).await;
    assert_eq!(first["id"], second["id"]);
    scene.sandbox.clock().turn_by(Duration::minutes(2));
    let (_, third) = scene.send("general", body).await;
    assert_ne!(first["id"], third["id"]);
}

#[tokio::test]
async fn allowed_mentions_decide_who_is_pinged() {
    let scene = Scene::open().await;
    let (pm, sales, role) = (scene.member("PM Growth"), scene.member("Sales"), scene.role("PM"));
    let lead = scene.role("PM lead");
    let content = format!("<@{pm}> <@{sales}> <@&{role}> <@&{lead}> @everyone");
    for (allowed, users, roles) in [
        (json!(null), vec![pm, sales], vec![role]),
        (json!({ "parse": [] }), vec![], vec![]),
        (json!({ "parse": [], "users": [pm.to_string()] }), vec![pm], vec![]),
        (json!({ "parse": ["roles"] }), vec![], vec![role]),
    ] {
        let mut body = json!({ "content": content });
        if !allowed.is_null() {
            body["allowed_mentions"] = allowed.clone();
        }
        let (status, sent) = scene.send("general", body).await;
        assert_eq!(status, 200, "{sent}");
        let id = sent["id"].as_str().expect("an id").parse().expect("a number");
        let message = scene.sandbox.message(id).expect("stored");
        assert_eq!((message.pinged_users, message.pinged_roles), (users, roles), "{allowed}");
        assert!(!message.pinged_everyone, "the bot may not mention everyone");
    }
    let both =
        json!({ "content": "x", "allowed_mentions": { "parse": ["users"], "users": [pm.to_string()] } });
    let (status, body) = scene.send("general", both).await;
    assert_eq!((status, body["code"].as_u64()), (400, Some(50035)));
}

#[tokio::test]
async fn limits_of_messages_are_kept() {
    let scene = Scene::open().await;
    let button = |id: &str| json!({ "type": 2, "style": 1, "label": "b", "custom_id": id });
    let row = |items: Vec<Value>| json!({ "type": 1, "components": items });
    let field = |n: usize| json!({ "name": "n", "value": "v".repeat(n) });
    for (body, path) in [
        (json!({ "content": "a".repeat(2001) }), "content"),
        (json!({ "embeds": [{ "title": "t".repeat(257) }] }), "embeds.0.title"),
        (json!({ "embeds": [{ "title": "t", "fields": [field(1025)] }] }), "embeds.0.fields.0.value"),
        (json!({ "embeds": [{ "fields": vec![field(1); 26] }] }), "embeds.0.fields"),
        (json!({ "embeds": vec![json!({ "description": "d".repeat(3001) }); 2] }), "embeds"),
        (
            json!({ "content": "x", "components": [row(vec![button("a"), button("a")])] }),
            "components.0.components.1.custom_id",
        ),
        (
            json!({ "content": "x", "components": [row(vec![button(&"i".repeat(101))])] }),
            "components.0.components.0.custom_id",
        ),
        (json!({ "content": "x", "components": vec![row(vec![]); 1] }), "components.0.components"),
        (json!({ "content": "x", "flags": 32768 }), "content"),
        (json!({ "content": "x", "flags": 64 }), "flags"),
        (json!({ "content": "x", "nonce": "n".repeat(26) }), "nonce"),
    ] {
        let (status, answer) = scene.send("general", body.clone()).await;
        assert_eq!((status, answer["code"].as_u64()), (400, Some(50035)), "{body}");
        let at = path.split('.').fold(&answer["errors"], |at, step| &at[step]);
        assert!(at["_errors"][0]["code"].is_string(), "{path} in {answer}");
    }
    let (status, answer) = scene.send("general", json!({ "content": " \n " })).await;
    assert_eq!((status, answer["code"].as_u64()), (400, Some(50006)));
    let emoji = json!({ "content": "👩‍🚀".chars().cycle().take(2000).collect::<String>() });
    assert_eq!(scene.send("general", emoji).await.0, 200, "characters count, not bytes");
}

#[tokio::test]
async fn missing_permissions_closed_dms_and_unknown_things_have_their_codes() {
    let scene = Scene::open().await;
    let general = scene.channel("general");
    let bot = scene.sandbox.bot_id();
    let code = |answer: (u16, Value)| (answer.0, answer.1["code"].as_u64());
    scene.sandbox.set_overwrite(general, bot, Permissions::NONE, Permissions::EMBED_LINKS);
    assert_eq!(
        code(scene.send("general", json!({ "embeds": [{ "title": "t" }] })).await),
        (403, Some(50013))
    );
    scene.sandbox.set_overwrite(general, bot, Permissions::NONE, Permissions::VIEW_CHANNEL);
    assert_eq!(code(scene.send("general", json!({ "content": "x" })).await), (403, Some(50001)));
    let sales = scene.member("Sales");
    let (status, dm) = scene.post("/users/@me/channels", json!({ "recipient_id": sales.to_string() })).await;
    assert_eq!(status, 200, "{dm}");
    let path = format!("/channels/{}/messages", dm["id"].as_str().expect("an id"));
    assert_eq!(scene.post(&path, json!({ "content": "hi" })).await.0, 200);
    scene.sandbox.faults().close_dms(sales, true);
    assert_eq!(code(scene.post(&path, json!({ "content": "hi" })).await), (403, Some(50007)));
    assert_eq!(code(scene.post("/channels/9/messages", json!({ "content": "x" })).await), (404, Some(10003)));
    let support = scene.channel("support");
    assert_eq!(code(scene.get(&format!("/channels/{support}/messages/9")).await), (404, Some(10008)));
    scene.sandbox.faults().delete_channel(support).expect("there");
    assert_eq!(
        code(scene.post(&format!("/channels/{support}/messages"), json!({ "content": "x" })).await),
        (404, Some(10003))
    );
}

#[tokio::test]
async fn edits_pile_up_only_so_often_on_old_messages() {
    let limits = Limits { old_edits: 2, ..Limits::generous() };
    let scene = Scene::with(World::sample(), limits).await;
    let (_, sent) = scene.send("general", json!({ "content": "board" })).await;
    let path =
        format!("/channels/{}/messages/{}", scene.channel("general"), sent["id"].as_str().expect("an id"));
    let edit = || scene.call(Method::PATCH, &path, json!({ "content": "board, edited" }));
    for _ in 0..5 {
        assert_eq!(edit().await.0, 200);
    }
    scene.sandbox.clock().turn_by(Duration::minutes(61));
    assert_eq!(edit().await.0, 200);
    assert_eq!(edit().await.0, 200);
    let (status, body) = edit().await;
    assert_eq!((status, body["code"].as_u64()), (400, Some(30046)));
}

#[tokio::test]
async fn threads_start_once_per_message_and_archived_ones_cannot_be_edited() {
    let scene = Scene::open().await;
    let (_, sent) = scene.send("general", json!({ "content": "topic" })).await;
    let id = sent["id"].as_str().expect("an id");
    let path = format!("/channels/{}/messages/{id}/threads", scene.channel("general"));
    let (status, thread) = scene.post(&path, json!({ "name": "Talk" })).await;
    assert_eq!((status, thread["id"].as_str()), (201, Some(id)));
    assert_eq!(scene.post(&path, json!({ "name": "Talk" })).await.1["code"], 160_004);
    let (_, inner) = scene.post(&format!("/channels/{id}/messages"), json!({ "content": "in it" })).await;
    let archive = json!({ "archived": true });
    assert_eq!(scene.call(Method::PATCH, &format!("/channels/{id}"), archive).await.0, 200);
    let inner = format!("/channels/{id}/messages/{}", inner["id"].as_str().expect("an id"));
    let (status, body) = scene.call(Method::PATCH, &inner, json!({ "content": "edited" })).await;
    assert_eq!((status, body["code"].as_u64()), (400, Some(50083)));
    assert_eq!(
        scene.post(&format!("/channels/{id}/messages"), json!({ "content": "wakes it" })).await.0,
        200
    );
    assert_eq!(scene.call(Method::PATCH, &inner, json!({ "content": "edited" })).await.0, 200);
}

#[tokio::test]
async fn pages_of_messages_go_both_ways() {
    let scene = Scene::open().await;
    let mut ids = Vec::new();
    for n in 0..5 {
        let (_, sent) = scene
            .send("general", json!({ "content": n.to_string(), "flags": flag::SUPPRESS_NOTIFICATIONS }))
            .await;
        ids.push(sent["id"].as_str().expect("an id").to_owned());
    }
    let path = format!("/channels/{}/messages", scene.channel("general"));
    let contents = |body: Value| -> Vec<String> {
        body.as_array()
            .expect("a list")
            .iter()
            .map(|m| m["content"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    assert_eq!(contents(scene.get(&format!("{path}?limit=2")).await.1), ["4", "3"]);
    assert_eq!(contents(scene.get(&format!("{path}?limit=2&after={}", ids[0])).await.1), ["2", "1"]);
    assert_eq!(contents(scene.get(&format!("{path}?limit=2&before={}", ids[3])).await.1), ["2", "1"]);
    assert_eq!(contents(scene.get(&format!("{path}?limit=3&around={}", ids[2])).await.1), ["3", "2", "1"]);
    assert_eq!(scene.get(&format!("{path}?limit=0")).await.1["code"], 50035);
}

#[tokio::test]
async fn files_come_back_as_they_were_sent() {
    let scene = Scene::open().await;
    let part =
        reqwest::multipart::Part::bytes(b"a,b\n1,2\n".to_vec()).file_name("list.csv").mime_str("text/csv");
    let payload = json!({ "content": "see file", "attachments": [{ "id": 0, "description": "the list" }] });
    let form = reqwest::multipart::Form::new()
        .text("payload_json", payload.to_string())
        .part("files[0]", part.expect("a valid type"));
    let url = format!("{}/api/v10/channels/{}/messages", scene.sandbox.url(), scene.channel("general"));
    let request = scene.http.post(url).header("authorization", format!("Bot {}", scene.sandbox.token()));
    let sent: Value = request.multipart(form).send().await.expect("answered").json().await.expect("JSON");
    assert_eq!(sent["attachments"][0]["description"], "the list");
    let url = sent["attachments"][0]["url"].as_str().expect("an address");
    let bytes = scene.http.get(url).send().await.expect("served").bytes().await.expect("read");
    assert_eq!(&bytes[..], b"a,b\n1,2\n");
    let journal = scene.sandbox.journal();
    let entry = journal.entries().next_back().expect("journaled");
    assert_eq!(entry.body, Some(payload));
    assert_eq!(entry.parts[1].filename.as_deref(), Some("list.csv"));
}
