use super::*;
use crate::sandbox::{Fault, Permissions, Scope};
use std::time::Duration;

#[tokio::test]
async fn clients_must_say_who_they_are() {
    let scene = Scene::open().await;
    let url = format!("{}/api/v10/users/@me", scene.sandbox.url());
    let nobody = reqwest::Client::builder().no_proxy().build().expect("plain HTTP");
    let auth = format!("Bot {}", scene.sandbox.token());
    let response = nobody.get(&url).header("authorization", &auth).send().await.expect("answered");
    assert_eq!(response.status(), 403);
    let response = scene.http.get(&url).header("authorization", "Bot wrong").send().await.expect("answered");
    assert_eq!(response.status(), 401);
    assert_eq!(scene.get("/users/@me").await.0, 200);
    assert_eq!(scene.get("/no/such/route").await, (404, json!({ "message": "404: Not Found", "code": 0 })));
    assert_eq!(scene.sandbox.invalid_requests(), 2);
}

#[tokio::test]
async fn an_unlabelled_body_and_broken_json_are_refused() {
    let scene = Scene::open().await;
    let url = format!("{}/api/v10/channels/{}/messages", scene.sandbox.url(), scene.channel("general"));
    let auth = format!("Bot {}", scene.sandbox.token());
    let send = |kind: &'static str, body: &'static str| {
        scene.http.post(&url).header("authorization", &auth).header("content-type", kind).body(body).send()
    };
    let plain: Value =
        send("text/plain", "{\"content\":\"x\"}").await.expect("answered").json().await.expect("JSON");
    assert_eq!(plain["code"], 50035);
    let broken: Value = send("application/json", "{").await.expect("answered").json().await.expect("JSON");
    assert_eq!(broken["code"], 50109);
}

#[tokio::test]
async fn limits_are_announced_and_kept() {
    let scene = Scene::with(World::sample(), Limits::like_discord()).await;
    let path = format!("{}/api/v10/channels/{}/messages", scene.sandbox.url(), scene.channel("general"));
    let auth = format!("Bot {}", scene.sandbox.token());
    for left in (0..5).rev() {
        let request = scene.http.post(&path).header("authorization", &auth).json(&json!({ "content": "x" }));
        let response = request.send().await.expect("answered");
        assert_eq!(response.headers()["x-ratelimit-remaining"], left.to_string().as_str());
    }
    let request = scene.http.post(&path).header("authorization", &auth).json(&json!({ "content": "x" }));
    let response = request.send().await.expect("answered");
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["x-ratelimit-scope"], "user");
    assert!(response.headers().contains_key("retry-after"));
    let body: Value = response.json().await.expect("JSON");
    assert_eq!(body["global"], false);
    assert!(body["retry_after"].as_f64().is_some_and(|seconds| seconds > 0.0 && seconds <= 5.0));
}

#[tokio::test]
async fn faults_strike_as_often_as_told() {
    let scene = Scene::open().await;
    let template = "/channels/{channel_id}/messages";
    let general = scene.channel("general");
    let url = format!("{}/api/v10/channels/{general}/messages", scene.sandbox.url());
    let auth = format!("Bot {}", scene.sandbox.token());
    let send =
        || scene.http.post(&url).header("authorization", &auth).json(&json!({ "content": "x" })).send();
    let count = || scene.sandbox.messages(general, scene.member("Sales")).len();

    scene.sandbox.faults().next(1, "POST", template, Fault::Status(500));
    assert_eq!(send().await.expect("answered").status(), 500);
    scene.sandbox.faults().next(1, "POST", template, Fault::DropBefore);
    assert!(send().await.is_err());
    assert_eq!(count(), 0);
    scene.sandbox.faults().next(1, "POST", template, Fault::DropAfter);
    assert!(send().await.is_err());
    assert_eq!(count(), 1, "carried out, but never answered");
    scene.sandbox.faults().next(1, "*", "*", Fault::Malformed);
    assert!(send().await.expect("answered").json::<Value>().await.is_err());
    scene.sandbox.faults().next(
        1,
        "POST",
        template,
        Fault::Limited(Scope::Shared, Duration::from_millis(300)),
    );
    let response = send().await.expect("answered");
    assert_eq!(
        (response.status().as_u16(), &response.headers()["x-ratelimit-scope"]),
        (429, &"shared".parse().expect("a value"))
    );
    assert_eq!(scene.sandbox.invalid_requests(), 0, "shared limits do not count");
    assert_eq!(scene.sandbox.faults().pending(), 0);
    assert_eq!(send().await.expect("answered").status(), 200);
}

#[tokio::test]
async fn commands_keep_their_ids_and_broken_ones_change_nothing() {
    let scene = Scene::open().await;
    scene.register_note().await;
    let path = format!("/applications/{}/commands", scene.app());
    let (_, before) = scene.get(&path).await;
    let option = |name: &str, required: bool| json!({ "type": 3, "name": name, "description": "d", "required": required });
    for broken in [
        json!([{ "name": "Upper", "description": "d" }]),
        json!([{ "name": "two words", "description": "d" }]),
        json!([{ "name": "a", "description": "" }]),
        json!([{ "name": "a", "description": "d" }, { "name": "a", "description": "d" }]),
        json!([{ "name": "a", "description": "d", "options": [option("x", false), option("y", true)] }]),
        json!([{ "name": "a", "description": "d", "options": [option("x", false), option("x", false)] }]),
        json!([{ "type": 3, "name": "Menu", "description": "no" }]),
        json!([{ "name": "a", "description": "d", "name_localizations": { "xx": "a" } }]),
    ] {
        let (status, answer) = scene.register(broken.clone()).await;
        assert_eq!((status, answer["code"].as_u64()), (400, Some(50035)), "{broken}");
    }
    assert_eq!(scene.get(&path).await.1, before);
    scene.register_note().await;
    let (_, after) = scene.get(&path).await;
    assert_eq!(before, after, "an unchanged set keeps ids and versions");
}

#[tokio::test]
async fn roles_above_the_bot_cannot_be_given() {
    let scene = Scene::open().await;
    let sales = scene.member("Sales");
    let path = |role: Id| format!("/guilds/{}/members/{sales}/roles/{role}", scene.guild);
    assert_eq!(scene.call(Method::PUT, &path(scene.role("PM")), json!(null)).await.0, 204);
    let own = scene.sandbox.guilds()[0].roles.values().find(|role| role.managed).map(|role| role.id);
    let (status, body) = scene.call(Method::PUT, &path(own.expect("the bot's role")), json!(null)).await;
    assert_eq!((status, body["code"].as_u64()), (403, Some(50013)));
    let bot_role = scene.role("docket");
    scene.sandbox.set_role_permissions(scene.guild, bot_role, Permissions::everyone());
    let (status, body) = scene.call(Method::DELETE, &path(scene.role("PM")), json!(null)).await;
    assert_eq!((status, body["code"].as_u64()), (403, Some(50013)));
}

#[tokio::test]
async fn scheduled_events_follow_their_states() {
    let scene = Scene::open().await;
    let path = format!("/guilds/{}/scheduled-events", scene.guild);
    let at = |hours: i64| (noon() + chrono::Duration::hours(hours)).to_rfc3339();
    let event = |start: i64| {
        json!({
            "name": "Sync", "privacy_level": 2, "entity_type": 3, "scheduled_start_time": at(start),
            "scheduled_end_time": at(start + 1), "entity_metadata": { "location": "#pm-sync" },
        })
    };
    assert_eq!(scene.post(&path, event(-1)).await.1["code"], 50035);
    let (status, made) = scene.post(&path, event(1)).await;
    assert_eq!(status, 200, "{made}");
    let one = format!("{path}/{}", made["id"].as_str().expect("an id"));
    let to = |status: u64| scene.call(Method::PATCH, &one, json!({ "status": status }));
    assert_eq!(to(3).await.0, 400, "scheduled events cannot be over before they began");
    assert_eq!(to(2).await.0, 200);
    assert_eq!(to(3).await.0, 200);
    assert_eq!(to(4).await.1["code"], 180_000);
}

#[tokio::test]
async fn only_so_many_commands_are_created_in_a_day() {
    let scene = Scene::open().await;
    let set = |round: usize| -> Value {
        (0..100).map(|n| json!({ "name": format!("c{round}-{n}"), "description": "d" })).collect()
    };
    assert_eq!(scene.register(set(1)).await.0, 200);
    assert_eq!(scene.register(set(1)).await.0, 200, "replacing is not creating");
    assert_eq!(scene.register(set(2)).await.0, 200);
    assert_eq!(scene.register(set(3)).await.1["code"], 30034);
    scene.sandbox.clock().turn_by(chrono::Duration::days(1));
    assert_eq!(scene.register(set(3)).await.0, 200);
}
