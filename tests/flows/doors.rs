//! The endpoint takes what Discord has signed, and nothing else; what it refuses changes nothing.

use crate::{over_http, world::World};
use serde_json::{Value, json};

/// A signed body that files feedback, and where it goes.
struct Letter {
    url: String,
    timestamp: String,
    signature: String,
    body: Vec<u8>,
}

async fn letter(world: &World, seconds_ago: i64) -> Letter {
    let options = json!([{ "type": 3, "name": "text", "value": "SSO login loops" }]);
    let mut interaction = world.member("Support engineer").command("feedback", options);
    interaction["id"] = json!("1400000000000000077");
    interaction["token"] = json!("a-token-that-nobody-knows");
    let body = interaction.to_string().into_bytes();
    let timestamp = (world.now().timestamp() - seconds_ago).to_string();
    let signature = world.sandbox.sign(&timestamp, &body);
    let url = format!("http://{}/interactions", world.app().await.address());
    Letter { url, timestamp, signature, body }
}

impl Letter {
    async fn posted(&self, world: &World) -> (u16, String) {
        let posted =
            world.sandbox.post_signed(&self.url, &self.timestamp, &self.signature, self.body.clone()).await;
        posted.expect("the endpoint is there")
    }
}

async fn rows(world: &World) -> Vec<String> {
    world.rows(world.guild()).await
}

over_http! {
    async fn what_discord_has_signed_is_answered(world) {
        let letter = letter(world, 0).await;
        let (status, answer) = letter.posted(world).await;
        assert_eq!(status, 200);
        let answer: Value = serde_json::from_str(&answer).expect("JSON");
        assert_eq!(answer["type"], 4);
        assert!(answer.to_string().contains("REQ-1"), "{answer}");
        // The same letter again, while its date is good: the same answer and no second request.
        let (status, again) = letter.posted(world).await;
        assert_eq!((status, serde_json::from_str(&again).ok()), (200, Some(answer)));
        assert_eq!(world.count("SELECT COUNT(*) FROM request").await, 1);
    }

    async fn what_is_not_signed_so_is_refused_and_changes_nothing(world) {
        let before = rows(world).await;
        let good = letter(world, 0).await;
        let signed = |change: &dyn Fn(&mut Letter)| {
            let mut changed = Letter {
                url: good.url.clone(),
                timestamp: good.timestamp.clone(),
                signature: good.signature.clone(),
                body: good.body.clone(),
            };
            change(&mut changed);
            changed
        };
        let table: [(&str, Letter); 9] = [
            ("another signature", signed(&|it| it.signature = world.sandbox.sign("1", b"something else"))),
            ("zeros", signed(&|it| it.signature = "0".repeat(128))),
            ("no hex", signed(&|it| it.signature = "x".repeat(128))),
            ("a short signature", signed(&|it| it.signature.truncate(64))),
            ("an empty signature", signed(&|it| it.signature.clear())),
            ("a changed body", signed(&|it| it.body.push(b' '))),
            ("a body cut short", signed(&|it| it.body.truncate(100))),
            ("an empty body", signed(&|it| it.body.clear())),
            ("another date", signed(&|it| it.timestamp = "1767225600".to_owned())),
        ];
        for (what, letter) in &table {
            let (status, answer) = letter.posted(world).await;
            assert_eq!(status, 401, "{what}: {answer}");
        }
        assert_eq!(rows(world).await, before);
    }

    async fn old_letters_are_refused(world) {
        let before = rows(world).await;
        for seconds in [301, 3600, -301, i64::from(i32::MAX)] {
            let letter = letter(world, seconds).await;
            assert_eq!(letter.posted(world).await.0, 401, "{seconds} seconds ago");
        }
        assert_eq!(rows(world).await, before);
        assert_eq!(letter(world, 240).await.posted(world).await.0, 200, "four minutes are not old");
    }

    async fn missing_headers_are_refused(world) {
        let letter = letter(world, 0).await;
        let client = reqwest::Client::new();
        for present in [None, Some(("x-signature-ed25519", &letter.signature)), Some(("x-signature-timestamp", &letter.timestamp))] {
            let mut request = client.post(&letter.url).body(letter.body.clone());
            if let Some((name, value)) = present {
                request = request.header(name, value);
            }
            assert_eq!(request.send().await.expect("an answer").status(), 401, "{present:?}");
        }
        assert_eq!(client.get(&letter.url).send().await.expect("an answer").status(), 405);
        assert_eq!(world.count("SELECT COUNT(*) FROM request").await, 0);
    }

    async fn a_body_that_is_too_large_is_refused(world) {
        let mut letter = letter(world, 0).await;
        letter.body = vec![b' '; (1 << 20) + 1];
        letter.signature = world.sandbox.sign(&letter.timestamp, &letter.body);
        assert_eq!(letter.posted(world).await.0, 413);
        assert_eq!(world.count("SELECT COUNT(*) FROM request").await, 0);
    }

    async fn signed_nonsense_is_refused(world) {
        let before = rows(world).await;
        for nonsense in ["", "{", "[]", "null", "{\"type\":99}", "\u{0}\u{1}"] {
            let mut letter = letter(world, 0).await;
            letter.body = nonsense.as_bytes().to_vec();
            letter.signature = world.sandbox.sign(&letter.timestamp, &letter.body);
            assert_eq!(letter.posted(world).await.0, 400, "{nonsense:?}");
        }
        // Somebody waits for these: they are told that nothing was changed.
        for unreadable in ["{\"type\":2}", "{\"type\":2,\"data\":[]}"] {
            let mut letter = letter(world, 0).await;
            letter.body = unreadable.as_bytes().to_vec();
            letter.signature = world.sandbox.sign(&letter.timestamp, &letter.body);
            let (status, answer) = letter.posted(world).await;
            assert!(status == 200 && answer.contains("nothing was changed"), "{status} {answer}");
        }
        assert_eq!(rows(world).await, before);
        world.member("Support engineer").types("/help").await.is_private();
    }

    async fn a_ping_is_answered(world) {
        let mut letter = letter(world, 0).await;
        letter.body = br#"{"id":"1","application_id":"1","type":1,"token":"t","version":1}"#.to_vec();
        letter.signature = world.sandbox.sign(&letter.timestamp, &letter.body);
        let (status, answer) = letter.posted(world).await;
        assert_eq!((status, serde_json::from_str(&answer).ok()), (200, Some(json!({ "type": 1 }))));
    }
}
