//! What Discord's clients would not send, and what people write to see what happens: one clear answer each, no panic,
//! nothing lost.

use crate::{
    in_every_world, on_each_engine, over_http,
    world::{Person, Raw, command},
};
use docket::sandbox::{Outcome, Upload};
use serde_json::{Value, json};

/// A text option of a command.
fn text(name: &str, value: &str) -> Value {
    json!({ "type": 3, "name": name, "value": value })
}

async fn presses_unseen(person: &Person<'_>, custom_id: &str) -> String {
    let data = json!({ "custom_id": custom_id, "component_type": 2, "id": 1 });
    let answer = person.sends(Raw::Component, data).await;
    answer.is_private();
    answer.text()
}

in_every_world! {
    async fn the_role_that_is_needed_is_named(world) {
        let answer = world.member("Guest").types("/customer add name:Initech").await;
        answer.is_private().sees(&format!("You need the <@&{}> role or higher for", world.role("PM"))).sees("Nothing was changed");
        // What was typed is kept for the moment that somebody gives them the role, and not a moment less.
        answer.presses("Edit and try again").await.is_private().sees("role or higher");
        world.sandbox.set_roles(world.guild(), answer.person.id, &[world.role("PM")]);
        let form = answer.presses("Edit and try again").await;
        assert_eq!(form.filled_in("name"), "Initech");
        form.submits(&[]).await.sees("Added the customer **Initech**");
    }

    async fn a_command_or_button_that_nobody_knows_is_told(world) {
        let person = world.member("Support engineer");
        let answer = person.sends(Raw::Command, command("dance", json!([]))).await;
        answer.is_private().sees("docket does not know `dance`").sees("/help");
        for custom_id in ["dance tango:1", "%%%", "request", "request fly request:1", ":::", "esc:ack:42:v3", " ", "a b:c d"] {
            let told = presses_unseen(&person, custom_id).await;
            assert!(told.contains("does not know") && told.contains("Nothing was changed"), "{custom_id}: {told}");
        }
    }

    async fn an_option_that_is_missing_is_told(world) {
        let pm = world.member("PM lead");
        for (name, sub) in [("request", "show"), ("request", "assign"), ("area", "edit"), ("customer", "merge"), ("area", "add")] {
            let options = json!([{ "type": 1, "name": sub, "options": [] }]);
            let answer = pm.sends(Raw::Command, command(name, options)).await;
            answer.is_private().sees("Nothing was changed");
        }
        let answer = pm.sends(Raw::Command, command("request", json!([]))).await;
        answer.is_private().sees("docket does not know `request`");
    }

    async fn an_option_of_the_wrong_kind_is_told_and_the_rest_is_kept(world) {
        let person = world.member("Support engineer");
        for (importance, typed) in [
            (json!({ "type": 3, "name": "importance", "value": "very" }), "very"),
            (json!({ "type": 4, "name": "importance", "value": 9 }), "9"),
            (json!({ "type": 4, "name": "importance", "value": -1 }), "-1"),
        ] {
            let options = json!([text("text", "SSO login loops"), importance]);
            let answer = person.sends(Raw::Command, command("feedback", options)).await;
            answer.is_private().sees("mportance").sees("Nothing");
            let form = answer.presses("Edit and try again").await;
            assert_eq!(form.filled_in("text"), "SSO login loops");
            assert_eq!(form.filled_in("importance"), typed);
        }
        let hostile = json!([text("text", "SSO\0 login loops"), text("importance", "very")]);
        let form = person.sends(Raw::Command, command("feedback", hostile)).await.presses("Edit and try again").await;
        assert_eq!(form.filled_in("text"), "SSO login loops");
        let unknown = json!([text("text", "SSO login loops"), text("colour", "red")]);
        person.sends(Raw::Command, command("feedback", unknown)).await.sees("has no option `colour`");
        let attachment = json!([text("text", "SSO"), { "type": 11, "name": "file", "value": "1400000000000000009" }]);
        person.sends(Raw::Command, command("feedback", attachment)).await.is_private().sees("file");
        assert_eq!(world.count("SELECT COUNT(*) FROM request").await, 0);
    }

    async fn a_refused_form_comes_back_filled_in(world) {
        let person = world.member("Support engineer");
        let form = person.types("/feedback").await;
        let refused = form.submits(&[("text", "SSO login loops"), ("importance", "huge"), ("customer", "Acme")]).await;
        refused.is_private().sees("importance");
        let again = refused.presses("Edit and try again").await;
        assert_eq!(again.filled_in("text"), "SSO login loops");
        assert_eq!(again.filled_in("customer"), "Acme");
        assert_eq!(again.filled_in("importance"), "huge");
        again.submits(&[("importance", "3")]).await.sees("Filed as **REQ-1**");
    }

    async fn a_refused_command_comes_back_with_what_no_form_could_carry(world) {
        let lead = world.member("PM lead");
        let name = "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z";
        lead.types(&format!("/customer add name:{name}")).await.sees("A B C");
        // The name is another customer's already.
        let options = json!([{ "type": 1, "name": "edit", "options": [text("customer", name), text("name", "Acme")] }]);
        let refused = lead.sends(Raw::Command, command("customer", options)).await;
        refused.is_private();
        let form = refused.presses("Edit and try again").await;
        assert_eq!(form.filled_in("name"), "Acme");
        let refused = form.submits(&[("name", "Bluebird Bank")]).await;
        let form = refused.is_private().presses("Edit and try again").await;
        form.submits(&[("name", "Alphabet Inc")]).await.sees("Alphabet Inc");
        let renamed = "SELECT COUNT(*) FROM customer WHERE name = 'Alphabet Inc'";
        assert_eq!(world.count(renamed).await, 1);
    }

    async fn a_refused_command_keeps_its_file(world) {
        let person = world.member("Support engineer");
        let file = || Upload { filename: "a.log".to_owned(), content_type: None, bytes: b"log".as_slice().into() };
        for line in ["/feedback file:a.log", "/feedback text:SSO login loops link:nowhere file:a.log"] {
            let refused = person.types_with(line, file()).await;
            refused.is_private().sees("The file is kept");
            let form = refused.presses("Edit and try again").await;
            let filed = form.submits(&[("text", "SSO login loops"), ("link", "https://example.com/1")]).await;
            filed.is_private().sees("Filed as **REQ-");
        }
        world.settle().await;
        assert_eq!(world.count("SELECT COUNT(*) FROM request_file WHERE state = 'kept'").await, 2);
    }

    async fn a_draft_is_its_writers_alone(world) {
        let person = world.member("Support engineer");
        let options = json!([text("text", "A secret"), text("importance", "very")]);
        person.sends(Raw::Command, command("feedback", options)).await.sees("importance");
        let draft = world.count("SELECT id FROM draft").await;
        let told = presses_unseen(&world.member("Sales"), &format!("draft reopen draft:{draft}")).await;
        assert!(told.contains("no longer kept"), "{told}");
        // Nor can its number be sent with a form of one's own, and then what one typed is kept.
        let row = json!({ "type": 1, "components": [{ "type": 4, "custom_id": "text", "value": "Mine" }] });
        let data = json!({ "custom_id": format!("feedback .draft:{draft}"), "components": [row] });
        let refused = world.member("Sales").sends(Raw::Form, data).await;
        refused.is_private().sees("no longer kept");
        assert_eq!(refused.presses("Edit and try again").await.filled_in("text"), "Mine");
        assert_eq!(world.count("SELECT COUNT(*) FROM request").await, 0);
    }

    async fn nothing_is_filed_of_nothing(world) {
        let person = world.member("Support engineer");
        for empty in ["", " ", "\n\n", "\0", "\u{200b}\u{200b}", "\u{202e}", "\u{feff}", "\u{3164}"] {
            let options = json!([text("text", empty)]);
            let answer = person.sends(Raw::Command, command("feedback", options)).await;
            // Blank text is as good as none, for which there is the form; text that only looks blank is told.
            if answer.outcome.form().is_none() {
                answer.is_private().sees("The text is empty, so nothing was saved");
            }
        }
        person.types("/feedback text:@Acme !3").await.sees("but no text");
        assert_eq!(world.count("SELECT COUNT(*) FROM request").await, 0);
    }

    async fn hostile_text_is_filed_as_it_is_and_harms_nobody(world) {
        let person = world.member("Support engineer");
        let table = [
            format!("@everyone @here <@&{}> <@{}> <#1> look", world.role("PM"), world.member("Admin").id),
            "```rust\nlet x = `1`;\n``` `tick` ``` ** __ ~~ || > quote".to_owned(),
            "[click me](https://example.com) <https://example.com> # heading\n- list".to_owned(),
            "\u{202e}txet siht sdaer ohW\u{202c} مرحبا שלום".to_owned(),
            "zero\u{200b}width\u{200d}joined\u{feff}text".to_owned(),
            "😀".repeat(4000),
            "a".repeat(4000),
            "_".repeat(4000),
            "👩‍👩‍👧‍👦".repeat(500),
            "</feedback:1> <t:0:R> <:name:1> <id:home>".to_owned(),
            "'; DROP TABLE request; -- $1 ? %s {{x}} \\".to_owned(),
            "e\u{301}\u{301}\u{301}".repeat(300),
        ];
        for (n, hostile) in (1..).zip(&table) {
            let answer = person.sends(Raw::Command, command("feedback", json!([text("text", hostile)]))).await;
            answer.is_private().sees(&format!("Filed as **REQ-{n}**"));
            world.channel("requests").shows(&format!("REQ-{n} ·")).await;
            let whole = person.types(&format!("/request show request:{n}")).await;
            whole.is_private();
            person.types(&format!("/request history request:{n}")).await.sees("filed it");
        }
        person.types("/request list").await.sees("REQ-12");
        // Nothing is lost of letters and signs; what only steers a terminal or hides may go.
        for n in [2, 3, 6, 7, 8, 11] {
            assert_eq!(world.text_of(n).await, table[n as usize - 1].trim(), "REQ-{n}");
        }
    }

    async fn a_nul_is_left_out_and_the_rest_is_kept(world) {
        let person = world.member("Support engineer");
        let answer = person.sends(Raw::Command, command("feedback", json!([text("text", "SSO\0 login\0 loops")]))).await;
        answer.sees("REQ-1");
        assert_eq!(world.text_of(1).await, "SSO login loops");
        person.sends(Raw::Command, command("help", json!([text("command", "\0")]))).await.is_private();
        let customer = json!([{ "type": 1, "name": "show", "options": [text("customer", "\0\u{7}")] }]);
        person.sends(Raw::Command, command("customer", customer)).await.is_private();
    }

    async fn what_cannot_be_seen_or_stored_is_kept_nowhere(world) {
        let person = world.member("Support engineer");
        let odd = |name: &str| format!("{name}\0\u{1}\u{1b}\u{202e}");
        let address = format!("{}/attachments/1/2/a.png", world.sandbox.url());
        let file = json!({ "id": "7", "filename": odd("a.png"), "size": 3, "url": odd(&address),
            "proxy_url": address, "content_type": odd("image/png"),
            "height": null, "width": null });
        // Refused, so that all of it becomes a draft: the importance is none.
        for importance in ["very", "1"] {
            let mut data = command("feedback", json!([
                text("text", &odd("SSO login loops")), text("importance", importance), text("customer", &odd("Nobody")),
                { "type": 11, "name": "file", "value": "7" }
            ]));
            data["resolved"] = json!({ "attachments": { "7": file } });
            let mut interaction = person.interaction(Raw::Command, data);
            interaction["member"]["nick"] = json!(odd("Nick"));
            let handle = person.sends_at_once(interaction);
            person.sees_answer_to(&handle).await.is_private();
        }
        let message = json!({
            "id": "1400000000000000009", "channel_id": world.channel("support").id, "type": 0, "content": odd("Exports hang"),
            "embeds": [], "components": [], "attachments": [file], "mentions": [], "mention_roles": [],
            "mention_everyone": false, "pinned": false, "tts": false, "flags": 0,
            "timestamp": "2026-11-18T17:59:00.000000+00:00", "edited_timestamp": null,
            "author": { "id": "1400000000000000010", "username": odd("customer"), "global_name": odd("Customer"),
                "discriminator": "0", "avatar": null, "bot": false },
        });
        let data = json!({ "id": "1400000000000000003", "name": "File feedback", "type": 3, "target_id": message["id"],
            "resolved": { "messages": { "1400000000000000009": message } } });
        person.sends(Raw::Command, data).await.is_private();
        let pressed = json!({ "custom_id": "request note request:1 text:seen%00%07", "component_type": 2, "id": 1 });
        world.member("PM lead").sends(Raw::Component, pressed).await;
        let row = json!({ "type": 1, "components": [{ "type": 4, "custom_id": "text", "value": odd("In a form") }] });
        person.sends(Raw::Form, json!({ "custom_id": "feedback", "components": [row] })).await;
        world.settle().await;
        let kept = world.rows(world.guild()).await;
        for found in ["SSO login loops", "a.png", "Exports hang", "Customer", "In a form"] {
            assert!(kept.iter().any(|row| row.contains(found)), "{found}");
        }
        for row in kept {
            assert!(!row.contains(r"\u00") && !row.contains('\u{202e}'), "{row}");
        }
    }

    async fn of_what_one_person_typed_in_vain_the_newest_is_kept(world) {
        let (person, other) = (world.member("Support engineer"), world.member("Sales"));
        let wrong = |n: usize| command("feedback", json!([text("text", &format!("Attempt {n}")), text("importance", "very")]));
        other.sends(Raw::Command, wrong(100)).await.sees("importance");
        for n in 0..15 {
            person.sends(Raw::Command, wrong(n)).await.sees("importance");
        }
        assert_eq!(world.count("SELECT COUNT(*) FROM draft").await, 11, "ten of one person, and one of another");
        let last = person.sends(Raw::Command, wrong(15)).await;
        assert_eq!(last.presses("Edit and try again").await.filled_in("text"), "Attempt 15");
    }

    async fn a_form_with_inputs_nobody_asked_for_is_told(world) {
        let row = |name: &str, value: &str| json!({ "type": 1, "components": [{ "type": 4, "custom_id": name, "value": value }] });
        let data = json!({ "custom_id": "feedback", "components": [row("text", "SSO login loops"), row("level", "admin")] });
        let answer = world.member("Support engineer").sends(Raw::Form, data).await;
        answer.is_private().sees("has no option `level`");
        assert_eq!(world.count("SELECT COUNT(*) FROM request").await, 0);
    }

    async fn somebody_who_writes_to_docket_in_private_is_told_where_it_works(world) {
        let person = world.member("Support engineer");
        let mut interaction = person.command("help", json!([]));
        let member = interaction["member"].take();
        let object = interaction.as_object_mut().expect("an object");
        for key in ["member", "guild_id", "guild_locale"] {
            object.remove(key);
        }
        object.insert("user".to_owned(), member["user"].clone());
        object.insert("context".to_owned(), json!(1));
        let handle = person.sends_at_once(interaction);
        person.sees_answer_to(&handle).await.sees("docket works in servers");
    }
}

on_each_engine! {
    async fn a_name_of_ten_megabytes_is_cut_and_the_file_is_kept(world) {
        let filename = "x".repeat(10 << 20);
        let file = Upload { filename, content_type: None, bytes: b"log".as_slice().into() };
        let person = world.member("Support engineer");
        let mut answer = person.types_with("/feedback text:SSO login loops file:", file).await;
        // A machine that has much else to do reads that for longer than others wait for an answer.
        for _ in 0..5 {
            if matches!(answer.outcome, Outcome::Deferred) {
                answer = person.sees_answer_to(answer.handle.as_ref().expect("it was sent")).await;
            }
        }
        answer.is_private().sees("REQ-1");
        world.settle().await;
        person.types("/request show request:1").await.sees("1 kept");
        let (name,): (String,) = world.db.q("SELECT name FROM request_file").one().await.expect("a file");
        assert!(name.chars().count() <= 100, "{} characters", name.chars().count());
    }
}

over_http! {
    async fn a_name_of_ten_megabytes_does_not_come_through_the_endpoint(world) {
        let filename = "x".repeat(10 << 20);
        let file = Upload { filename, content_type: None, bytes: b"log".as_slice().into() };
        let person = world.member("Support engineer");
        // 413, or the connection is closed while the rest is still being written.
        person.types_with("/feedback text:SSO login loops file:", file).await.fails("The interactions endpoint");
        assert_eq!(world.count("SELECT COUNT(*) FROM request").await, 0);
    }
}
