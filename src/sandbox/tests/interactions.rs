use super::*;
use crate::sandbox::Outcome;
use chrono::Duration;

#[tokio::test]
async fn the_answer_reaches_the_person_and_a_second_ack_is_refused() {
    let scene = Scene::open().await;
    scene.register_note().await;
    let handle = scene.note();
    let reply = json!({ "type": 4, "data": { "content": "Filed.", "flags": 64 } });
    assert_eq!(scene.answer(&handle, reply.clone()).await.0, 204);
    let Outcome::Message(message) = handle.outcome().await else { panic!("a message") };
    assert_eq!(message.content, "Filed.");
    assert_eq!(message.private_to, Some(scene.member("Support engineer")));
    let (status, body) = scene.answer(&handle, reply).await;
    assert_eq!((status, body["code"].as_u64()), (400, Some(40060)));
    let others = scene.sandbox.messages(scene.channel("support"), scene.member("Sales"));
    assert!(others.is_empty(), "a private reply is seen by its reader only");
}

#[tokio::test]
async fn an_answer_after_three_seconds_is_refused() {
    let scene = Scene::open().await;
    scene.register_note().await;
    let handle = scene.note();
    scene.sandbox.clock().turn_by(Duration::milliseconds(3001));
    let (status, body) = scene.answer(&handle, json!({ "type": 4, "data": { "content": "Late" } })).await;
    assert_eq!((status, body["code"].as_u64()), (404, Some(10062)));
    let Outcome::Failed(why) = handle.outcome().await else { panic!("a failure") };
    assert_eq!(why, "The application did not respond");
}

#[tokio::test]
async fn a_deferral_waits_for_its_edit_and_keeps_its_privacy() {
    let scene = Scene::open().await;
    scene.register_note().await;
    let handle = scene.note();
    scene.answer(&handle, json!({ "type": 5, "data": { "flags": 64 } })).await;
    assert!(matches!(handle.first().await, Outcome::Deferred));
    let path = format!("/webhooks/{}/{}/messages/@original", scene.app(), scene.token_of(&handle));
    scene.sandbox.clock().turn_by(Duration::minutes(14));
    let (status, body) = scene.call(Method::PATCH, &path, json!({ "content": "Done" })).await;
    assert_eq!(status, 200, "{body}");
    let Outcome::Message(message) = handle.outcome().await else { panic!("a message") };
    assert_eq!(message.content, "Done");
    assert!(message.private_to.is_some() && !message.is_loading());
}

#[tokio::test]
async fn the_first_follow_up_after_a_deferral_fills_the_original() {
    let scene = Scene::open().await;
    scene.register_note().await;
    let handle = scene.note();
    scene.answer(&handle, json!({ "type": 5 })).await;
    let path = format!("/webhooks/{}/{}", scene.app(), scene.token_of(&handle));
    let (_, first) = scene.post(&path, json!({ "content": "One", "flags": 64 })).await;
    let (_, second) = scene.post(&path, json!({ "content": "Two" })).await;
    assert_ne!(first["id"], second["id"]);
    let seen = scene.sandbox.messages(scene.channel("support"), scene.member("Sales"));
    assert_eq!(seen.iter().map(|m| m.content.as_str()).collect::<Vec<_>>(), ["One", "Two"]);
}

#[tokio::test]
async fn the_token_dies_after_fifteen_minutes() {
    let scene = Scene::open().await;
    scene.register_note().await;
    let handle = scene.note();
    scene.answer(&handle, json!({ "type": 4, "data": { "content": "Filed." } })).await;
    scene.sandbox.clock().turn_by(Duration::minutes(15) + Duration::seconds(1));
    let path = format!("/webhooks/{}/{}", scene.app(), scene.token_of(&handle));
    let (status, body) = scene.post(&path, json!({ "content": "More" })).await;
    assert_eq!((status, body["code"].as_u64()), (401, Some(50027)));
}

#[tokio::test]
async fn a_follow_up_before_the_first_response_is_unknown() {
    let scene = Scene::open().await;
    scene.register_note().await;
    let handle = scene.note();
    let path = format!("/webhooks/{}/{}", scene.app(), scene.token_of(&handle));
    let (status, body) = scene.post(&path, json!({ "content": "Early" })).await;
    assert_eq!((status, body["code"].as_u64()), (404, Some(10015)));
}

#[tokio::test]
async fn responses_that_do_not_fit_the_interaction_are_refused() {
    let scene = Scene::open().await;
    scene.register_note().await;
    for body in [
        json!({ "type": 1 }),
        json!({ "type": 6 }),
        json!({ "type": 7, "data": { "content": "x" } }),
        json!({ "type": 8, "data": { "choices": [] } }),
        json!({ "type": 5, "data": { "flags": 4 } }),
        json!({ "type": 4, "data": { "content": "a".repeat(2001) } }),
        json!({ "type": 9, "data": { "custom_id": "f", "title": "t".repeat(46), "components": [] } }),
    ] {
        let handle = scene.note();
        let (status, answer) = scene.answer(&handle, body.clone()).await;
        assert_eq!((status, answer["code"].as_u64()), (400, Some(50035)), "{body}");
        let good = json!({ "type": 4, "data": { "content": "still answerable" } });
        assert_eq!(scene.answer(&handle, good).await.0, 204, "a refused body is not an ack");
    }
}

#[tokio::test]
async fn a_button_updates_its_message_and_a_form_comes_back() {
    let scene = Scene::open().await;
    let row = json!([{ "type": 1, "components": [
        { "type": 2, "style": 1, "label": "Take", "custom_id": "take:1" },
        { "type": 2, "style": 2, "label": "Gone", "custom_id": "gone:1", "disabled": true },
    ]}]);
    let (_, card) = scene.send("requests", json!({ "content": "REQ-1", "components": row })).await;
    let card: Id = card["id"].as_str().expect("an id").parse().expect("a number");
    let pm = scene.member("PM Platform");
    assert_eq!(refused(scene.sandbox.press(pm, card, "Gone")), "“Gone” is disabled");
    let handle = sent(scene.sandbox.press(pm, card, "Take"));
    assert_eq!(scene.payload_of(&handle)["message"]["id"], card.to_string());
    let form = json!({ "type": 9, "data": { "custom_id": "form:1", "title": "Take it", "components": [
        { "type": 1, "components": [{ "type": 4, "custom_id": "why", "label": "Why", "style": 1, "max_length": 5 }] },
    ]}});
    assert_eq!(scene.answer(&handle, form).await.0, 204);
    let outcome = handle.outcome().await;
    let form = outcome.form().expect("a form");
    assert_eq!(
        refused(scene.sandbox.submit(pm, form.id, &[("why", "too long")])),
        "Why must be between 0 and 5 characters"
    );
    assert_eq!(refused(scene.sandbox.submit(pm, form.id, &[])), "Why is required");
    let submitted = sent(scene.sandbox.submit(pm, form.id, &[("Why", "mine")]));
    let update = json!({ "type": 7, "data": { "content": "REQ-1: taken", "components": [] } });
    assert_eq!(scene.answer(&submitted, update).await.0, 204);
    let Outcome::Update(message) = submitted.outcome().await else { panic!("an update") };
    assert_eq!((message.id, message.content.as_str()), (card, "REQ-1: taken"));
    assert!(message.components.is_empty());
}

#[tokio::test]
async fn the_same_interaction_can_be_delivered_twice() {
    let scene = Scene::open().await;
    scene.register_note().await;
    let handle = scene.note();
    let again = scene.sandbox.redeliver(handle.id()).expect("known");
    assert_eq!(again.id(), handle.id());
    scene.answer(&handle, json!({ "type": 4, "data": { "content": "Once" } })).await;
    assert_eq!(again.outcome().await.text(), "Once");
}
