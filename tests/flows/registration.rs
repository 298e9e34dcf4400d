//! Discord is told of the commands when they have changed, in every language that they are written in.

use crate::{in_every_world, on_each_engine, world::openapi};
use docket::contract::{MANIFESTS, spec::CommandKind};
use serde_json::{Value, json};

const COMMANDS: &str = "/applications/{application_id}/commands";

in_every_world! {
    async fn commands_are_registered_once_and_again_only_when_they_differ(world) {
        let registered = || world.sandbox.journal().to("PUT", COMMANDS).count();
        assert_eq!(registered(), 1);
        world.stops().await;
        world.starts().await;
        assert_eq!(registered(), 1, "nothing has changed");
        // Somebody takes a command away.
        world.stops().await;
        let app = world.sandbox.bot_id();
        let url = format!("{}/api/v10/applications/{app}/commands", world.sandbox.url());
        let request = reqwest::Client::new().put(url).json(&json!([]));
        let request = request.header("authorization", format!("Bot {}", world.sandbox.token()));
        let emptied = request.header("user-agent", "DiscordBot (test, 1)").send().await.expect("an answer");
        assert_eq!(emptied.status(), 200);
        assert_eq!(registered(), 2);
        world.starts().await;
        assert_eq!(registered(), 3, "they are put back");
        world.member("Guest").types("/help").await.is_private();
    }
}

on_each_engine! {
    async fn every_command_people_can_see_is_registered_in_each_language(world) {
        let registered = world.sandbox.commands(Some(world.guild()));
        let seen = MANIFESTS.iter().filter(|manifest| manifest.is_registered());
        for manifest in seen.clone() {
            let found = registered.iter().find(|command| command.name == manifest.name);
            let found = found.unwrap_or_else(|| panic!("{} is not registered", manifest.name));
            if manifest.kind == CommandKind::Slash {
                assert!(found.json["name_localizations"]["de"].is_string(), "{} has a German name", manifest.name);
                let description = &found.json["description_localizations"]["de"];
                assert!(description.is_string(), "{} has a German description", manifest.name);
            }
        }
        assert_eq!(registered.len(), seen.count(), "hidden ones are not registered");
    }

    async fn somebody_with_another_language_is_answered(world) {
        let person = world.member("Support engineer");
        let mut interaction = person.command("feedback", json!([{ "type": 3, "name": "text", "value": "SSO-Anmeldung hängt" }]));
        interaction["locale"] = Value::from("de");
        let handle = person.sends_at_once(interaction);
        person.sees_answer_to(&handle).await.sees("REQ-1").sees("SSO-Anmeldung hängt");
    }
}

#[test]
fn discords_description_of_its_api_is_there() {
    let place = openapi::place();
    assert!(
        openapi::description().is_some(),
        "{} is missing, so the other tests did not compare docket's requests with Discord's own description",
        place.display()
    );
}
