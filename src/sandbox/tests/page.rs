//! The page's own routes.

use super::*;
use crate::sandbox::ClockControls;

impl Scene {
    async fn page(&self, path: &str, body: Value) -> Value {
        let request = self.http.post(format!("{}{path}", self.sandbox.url())).json(&body);
        request.send().await.expect("answered").json().await.expect("JSON")
    }

    async fn view(&self, channel: &str, member: &str) -> Value {
        let (user, channel) = (self.member(member), self.channel(channel));
        let url = format!("{}/page/view?user={user}&channel={channel}", self.sandbox.url());
        self.http.get(url).send().await.expect("answered").json().await.expect("JSON")
    }
}

/// The log of a view as one text.
fn log(view: &Value) -> String {
    let items = view["items"].as_array().expect("a list").iter();
    items.map(|item| item["html"].as_str().unwrap_or_default()).collect()
}

#[tokio::test]
async fn the_page_allows_nothing_from_elsewhere() {
    let scene = Scene::open().await;
    let response = scene.http.get(scene.sandbox.url()).send().await.expect("answered");
    let policy = response.headers()["content-security-policy"].to_str().expect("text").to_owned();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
    let html = response.text().await.expect("text");
    assert!(html.contains("Sample team") && !html.contains("style=") && !html.contains("onclick"));
    for path in ["/page/app.js", "/page/log.js", "/page/style.css", "/page/icon.svg"] {
        let found = scene.http.get(format!("{}{path}", scene.sandbox.url())).send().await.expect("answered");
        assert_eq!(found.status(), 200, "{path}");
    }
}

#[tokio::test]
async fn other_sites_cannot_act_through_a_visitors_browser() {
    let scene = Scene::open().await;
    let url = format!("{}/page/type", scene.sandbox.url());
    let body = json!({ "user": scene.member("Sales"), "channel": scene.channel("general"), "line": "hello" });
    let send = |origin: &str| scene.http.post(&url).header("origin", origin).json(&body).send();
    assert_eq!(send("https://example.com").await.expect("answered").status(), 403);
    assert_eq!(send(scene.sandbox.url()).await.expect("answered").status(), 200);
    assert_eq!(scene.sandbox.messages(scene.channel("general"), scene.member("Sales")).len(), 1);
}

#[tokio::test]
async fn people_see_what_is_theirs_and_why_a_line_was_refused() {
    let scene = Scene::open().await;
    scene.register_note().await;
    let (support, by) = (scene.channel("support"), scene.member("Support engineer"));
    let line = |text: &str| json!({ "user": by, "channel": support, "line": text });
    assert_eq!(scene.page("/page/type", line("/note")).await, json!({ "refused": "text is required" }));
    assert_eq!(scene.page("/page/type", line("/note text:<b>loud</b>")).await, json!({}));
    let view = scene.view("support", "Support engineer").await;
    assert!(log(&view).contains("data-testid=\"pending\""));
    assert_eq!(view["waiting"], true);
    let ask = |state: &crate::sandbox::state::State| {
        state.interactions.values().next().map(|i| (i.id, i.token.clone()))
    };
    let (id, token) = scene.sandbox.core.read(ask).expect("sent");
    let reply = json!({ "type": 4, "data": { "content": "<script>x</script> **filed**", "flags": 64 } });
    assert_eq!(scene.post(&format!("/interactions/{id}/{token}/callback"), reply).await.0, 204);
    let mine = log(&scene.view("support", "Support engineer").await);
    assert!(mine.contains("Only you can see this") && mine.contains("<strong>filed</strong>"));
    assert!(mine.contains("&lt;script&gt;") && !mine.contains("<script>"));
    assert!(log(&scene.view("support", "Sales").await).is_empty());
}

#[tokio::test]
async fn a_silent_bot_shows_as_a_failure_that_can_be_dismissed() {
    let scene = Scene::open().await;
    scene.register_note().await;
    let handle = scene.note();
    scene.sandbox.clock().turn_by(chrono::Duration::seconds(4));
    let html = log(&scene.view("support", "Support engineer").await);
    assert!(html.contains("The application did not respond"));
    let by = scene.member("Support engineer");
    scene.page("/page/act", json!({ "do": "dismiss", "user": by, "message": handle.id() })).await;
    assert!(log(&scene.view("support", "Support engineer").await).is_empty());
}

#[tokio::test]
async fn forms_are_shown_checked_and_sent() {
    let scene = Scene::open().await;
    scene.register_note().await;
    let handle = scene.note();
    let input = json!({ "type": 4, "custom_id": "text", "label": "What", "style": 2, "value": "a \"quoted\" <text>" });
    let form = json!({ "type": 9, "data": { "custom_id": "f", "title": "File feedback",
        "components": [{ "type": 1, "components": [input] }] } });
    assert_eq!(scene.answer(&handle, form).await.0, 204);
    let view = scene.view("support", "Support engineer").await;
    let html = view["form"]["html"].as_str().expect("a form");
    assert!(
        html.contains("<label for=\"input-0\">What") && html.contains("a &quot;quoted&quot; &lt;text&gt;")
    );
    let by = scene.member("Support engineer");
    let submit = |text: &str| json!({ "do": "submit", "user": by, "form": view["form"]["id"], "inputs": [["text", text]] });
    assert_eq!(scene.page("/page/act", submit("")).await["refused"], "What is required");
    assert_eq!(scene.page("/page/act", submit("better")).await, json!({}));
    assert!(scene.view("support", "Support engineer").await["form"].is_null());
}

#[tokio::test]
async fn the_clock_goes_forward_only() {
    let scene = Scene::open().await;
    assert_eq!(scene.page("/page/act", json!({ "do": "turn", "seconds": 3600 })).await, json!({}));
    assert_eq!(scene.sandbox.clock().now(), noon() + chrono::Duration::hours(1));
    let back = scene.page("/page/act", json!({ "do": "turn-to", "at": noon() })).await;
    assert!(back["refused"].is_string());
    assert_eq!(scene.sandbox.clock().now(), noon() + chrono::Duration::hours(1));
}

#[tokio::test]
async fn a_hand_turns_the_clock_where_there_is_one() {
    struct PlainClock(Clock);
    impl ClockControls for PlainClock {
        fn turn_to(&self, at: DateTime<Utc>) -> futures::future::BoxFuture<'_, ()> {
            // One minute late, so that it can be told from the sandbox's own turning.
            Box::pin(async move { self.0.turn_to(at + chrono::Duration::minutes(1)) })
        }
    }
    let clock = Clock::fixed(noon());
    let mut options = Options::new(clock.clone(), World::sample());
    options.clock_controls = Some(std::sync::Arc::new(PlainClock(clock.clone())));
    let sandbox = Sandbox::start(options).await.expect("a free port");
    sandbox.turn_to(noon() + chrono::Duration::hours(1)).await;
    assert_eq!(clock.now(), noon() + chrono::Duration::minutes(61));
}
