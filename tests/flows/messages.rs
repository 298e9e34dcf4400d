//! Feedback is filed from what a message says, wherever it says it.

use crate::{in_every_world, on_each_engine, world::Plan};
use docket::sandbox::{Message, Upload};
use serde_json::{Value, json};

const AT: &str = "2026-11-02T09:00:00Z";

/// A forward: its outer text is empty, and nobody is told whose words it passes on.
fn forward(of: Value) -> Value {
    let mut inner = json!({ "type": 0, "content": "", "timestamp": AT, "edited_timestamp": null, "flags": 0, "mentions": [],
        "mention_roles": [], "attachments": [], "embeds": [], "components": [] });
    inner.as_object_mut().expect("an object").extend(of.as_object().expect("an object").clone());
    json!({ "flags": 1 << 14, "message_snapshots": [{ "message": inner }] })
}

fn embed(kind: &str) -> Value {
    json!({ "type": kind, "title": "Ticket 4711", "description": "Login loops on Safari", "url": "https://desk.example.com/4711",
        "author": { "name": "Help desk" }, "fields": [{ "name": "Plan", "value": "Enterprise", "inline": true }],
        "footer": { "text": "via e-mail" } })
}

fn poll() -> Value {
    json!({ "question": { "text": "Which login do you use?" }, "allow_multiselect": false, "layout_type": 1, "expiry": AT,
        "answers": [
            { "answer_id": 1, "poll_media": { "text": "SSO", "emoji": { "id": null, "name": "🔑" } } },
            { "answer_id": 2, "poll_media": { "text": "Password" } },
        ] })
}

fn containers() -> Value {
    json!({ "flags": 1 << 15, "components": [
        { "type": 17, "components": [
            { "type": 10, "content": "Login loops on Safari" },
            { "type": 9, "components": [{ "type": 10, "content": "since 7.2" }],
              "accessory": { "type": 2, "style": 5, "label": "Open", "url": "https://desk.example.com" } },
        ] },
    ] })
}

fn with_picture(mut message: Value) -> Value {
    message["attachments"] = json!([{ "id": "8", "filename": "loop.png", "size": 20, "content_type": "image/png",
        "url": "https://cdn.example.com/8/loop.png", "proxy_url": "https://cdn.example.com/8/loop.png" }]);
    message
}

fn file(filename: &str, kind: &str) -> Upload {
    let bytes = b"not really a picture".as_slice().into();
    Upload { filename: filename.to_owned(), content_type: Some(kind.to_owned()), bytes }
}

/// The file of a message as a forward of it has it: under the same address. `more` is what a recording says besides.
fn forwarded_file(of: Message, more: Value) -> Value {
    let file = of.attachments.first().expect("the message has a file");
    let mut inner = json!({ "id": file.id.to_string(), "filename": file.filename, "size": file.size, "url": file.url,
        "proxy_url": file.url, "content_type": file.content_type });
    inner.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    inner
}

/// What each kind of message is filed as.
fn kinds() -> Vec<(&'static str, Value, &'static str)> {
    let voice = json!({ "flags": 1 << 13, "attachments": [{ "id": "9", "filename": "voice-message.ogg", "size": 20,
        "url": "https://cdn.example.com/9/voice-message.ogg", "proxy_url": "https://cdn.example.com/9/voice-message.ogg",
        "content_type": "audio/ogg", "duration_secs": 11.6, "waveform": "AAAA" }] });
    vec![
        ("", forward(json!({ "content": "Login loops on Safari" })), "Forwarded: Login loops on Safari"),
        (
            "See below",
            forward(json!({ "embeds": [embed("rich")] })),
            "See below\n\nForwarded: Help desk\nTicket 4711",
        ),
        (
            "",
            json!({ "embeds": [embed("rich")] }),
            "Help desk\nTicket 4711\nLogin loops on Safari\nPlan: Enterprise\nvia e-mail\nhttps://desk.example.com/4711",
        ),
        (
            "Look: https://desk.example.com/4711",
            json!({ "embeds": [embed("article")] }),
            "Look: https://desk.example.com/4711",
        ),
        ("", json!({ "poll": poll() }), "Poll: Which login do you use?\n- 🔑 SSO\n- Password"),
        (
            "",
            json!({ "sticker_items": [{ "id": "5", "name": "Facepalm", "format_type": 1 }] }),
            "(sticker: Facepalm)",
        ),
        ("", voice, "(voice message, 12 s)"),
        ("", with_picture(containers()), "Login loops on Safari\nsince 7.2"),
        ("", forward(containers()), "Forwarded: Login loops on Safari"),
    ]
}

in_every_world! {
    async fn every_kind_of_message_is_filed_as_what_it_says(world) {
        let reporter = world.member("Support engineer");
        for (n, (text, more, filed)) in (1..).zip(kinds()) {
            let message = world.member("Customer success").posts_with(text, more);
            reporter.files_feedback_on(&message).await.sees(&format!("Filed as **REQ-{n}**"));
            let kept = world.text_of(n).await;
            assert!(kept.starts_with(filed), "{kept:?} is not {filed:?}");
        }
        // The recording is nowhere to be fetched from in this world; that it could not be kept is told and nothing else.
        world.settle().await;
    }

    async fn the_files_and_recordings_of_a_forward_arrive_with_its_words_and_the_way_back(world) {
        let reporter = world.member("Support engineer");
        let cases = [
            ("loop.png", "image/png", json!({}), "Login loops on Safari", "Forwarded: Login loops on Safari"),
            ("voice-message.ogg", "audio/ogg", json!({ "duration_secs": 11.6, "waveform": "AAAA" }), "",
                "Forwarded: (voice message, 12 s)"),
        ];
        for (n, (filename, kind, recorded, said, kept)) in (1..).zip(cases) {
            let inner = forwarded_file(world.member("Sales").says_with("", vec![file(filename, kind)]), recorded);
            let more = forward(json!({ "content": said, "attachments": [inner] }));
            let message = world.member("Customer success").posts_with("", more);
            let answer = reporter.files_feedback_on(&message).await;
            answer.sees(&format!("Filed as **REQ-{n}**"));
            assert_eq!(world.text_of(n).await, kept);
            let back = format!("https://discord.com/channels/{}/{}/{}", world.guild(), message.channel_id, message.id);
            let leads_back = answer.message().all_components().into_iter().any(|it| it["url"] == back.as_str());
            assert!(leads_back, "{back} is not to be found");
            world.settle().await;
            let shown = reporter.types(&format!("/request show request:{n}")).await;
            let files = shown.sees("1 kept").presses("Files").await;
            let files: Vec<_> = files.message().attachments.iter().map(|it| (it.filename.as_str(), it.size)).collect();
            assert_eq!(files, [(filename, 20)]);
        }
    }

    async fn components_of_the_newer_kind_are_read_too(world) {
        let message = world.member("Customer success").posts_with("", containers());
        world.member("Support engineer").files_feedback_on(&message).await.sees("Filed as **REQ-1**");
        assert_eq!(world.text_of(1).await, "Login loops on Safari\nsince 7.2");
    }

    async fn what_docket_said_itself_is_no_feedback(world) {
        let reporter = world.member("Support engineer");
        reporter.types("/feedback text:SSO login loops").await.sees("REQ-1");
        let card = world.channel("requests").shows("REQ-1").await;
        reporter.files_feedback_on(&card).await.is_private().sees("docket's own message").sees("nothing was filed");
        assert_eq!(world.count("SELECT COUNT(*) FROM request").await, 1);
    }

    async fn notation_of_discords_becomes_names(world) {
        let (pm, role) = (world.member("PM Growth"), world.role("PM"));
        let channel = world.sandbox.channel(world.guild(), "support").expect("the sample team has it");
        let line = format!("<@{}> of <@&{role}> in <#{channel}> says <:ship:9> at <t:1793782800:F>", pm.id);
        world.member("Support engineer").types(&format!("/feedback text:{line}")).await.sees("REQ-1");
        let expected = "@PM Growth of @PM in #support says :ship: at 2026-11-04 01:00 (America/Los_Angeles)";
        assert_eq!(world.text_of(1).await, expected);
        let message = world.member("Sales").says(&format!("{} asks for dark mode", pm.mention()));
        world.member("Support engineer").files_feedback_on(&message).await.sees("REQ-2");
        assert_eq!(world.text_of(2).await, "@PM Growth asks for dark mode");
    }
}

on_each_engine! {
    async fn of_many_people_who_are_mentioned_the_first_few_are_looked_up(world) {
        world.expects_status(404);
        let nobody: String = (1..=20).map(|id| format!("<@{id}> ")).collect();
        let asked = || world.sandbox.journal().to("GET", "/guilds/{guild_id}/members/{user_id}").count();
        let before = asked();
        world.member("Support engineer").types(&format!("/feedback text:{nobody}cannot log in")).await.sees("REQ-1");
        assert_eq!(asked() - before, 5);
        assert_eq!(world.text_of(1).await, format!("{nobody}cannot log in"));
    }

    async fn a_reply_whose_original_docket_may_not_read_says_how_to_file_it(world) {
        let said = world.member("Customer success").in_channel("requests").says("Their SSO is down since noon");
        world.member("Support engineer").in_channel("requests").replies(&said, "@docket please file this");
        world.channel("requests").shows("choose **Apps**, then **File feedback**").await;
        assert_eq!(world.count("SELECT COUNT(*) FROM request").await, 0);
    }

    async fn a_mention_as_a_reply_files_what_it_replies_to(world in Plan::team().reading_messages(true)) {
        world.member("Admin").types("/settings internal channel:#support on:yes").await.sees("real names");
        let said = world.member("Customer success").in_channel("support").says("Their SSO is down since noon");
        let reporter = world.member("Support engineer").in_channel("support");
        reporter.replies(&said, "@docket please file this");
        let answer = world.channel("support").shows("Filed as **REQ-1**").await;
        assert_eq!(world.text_of(1).await, "Their SSO is down since noon", "only what was said there");
        let card = answer.embeds.first().expect("the card stands beside it").to_string();
        assert!(card.contains("Their SSO is down since noon") && card.contains("User management"), "{card}");
        world.settle().await;
        world.channel("requests").only("REQ-1 · new");
        reporter.presses(&answer, "Undo").await.sees("REQ-1");
        let withdrawn = "SELECT COUNT(*) FROM request WHERE state = 'withdrawn'";
        assert_eq!(world.count(withdrawn).await, 1, "one press takes it back");
        reporter.replies(&said, "@docket since the upgrade to 7.2");
        world.channel("support").shows("Filed as **REQ-2**").await;
        assert_eq!(world.text_of(2).await, "Their SSO is down since noon\n\nsince the upgrade to 7.2");
    }

    async fn a_reply_to_components_of_the_newer_kind_files_what_they_say(world in Plan::team().reading_messages(true)) {
        let said = world.member("Customer success").in_channel("requests").posts_with("", containers());
        world.member("Support engineer").in_channel("requests").replies(&said, "@docket please file this");
        world.channel("requests").shows("Filed as **REQ-1**").await;
        assert_eq!(world.text_of(1).await, "Login loops on Safari\nsince 7.2");
    }

    async fn small_talk_is_no_request(world) {
        let reporter = world.member("Support engineer").in_channel("requests");
        reporter.says("@docket help");
        world.channel("requests").shows("Mention docket with what the customer said").await;
        let thanks = reporter.says("Thanks, @docket!");
        reporter.says("@docket SSO login loops");
        world.channel("requests").shows("Filed as **REQ-1**").await;
        let thanks = world.sandbox.message(thanks.id).expect("it is there");
        assert_eq!(thanks.reactions.keys().collect::<Vec<_>>(), ["👍"]);
        assert_eq!(world.count("SELECT COUNT(*) FROM request").await, 1);
    }
}
