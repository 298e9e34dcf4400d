//! Every body that is written is one that Discord's own OpenAPI description allows.

use super::{super::*, form, message};
use crate::contract::{Choice, MANIFESTS};
use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::{path::PathBuf, sync::OnceLock};

/// Discord's description, where there is a copy beside the repository.
fn description() -> Option<&'static Value> {
    static DESCRIPTION: OnceLock<Option<Value>> = OnceLock::new();
    let read = || {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/discord-openapi.json");
        match std::fs::read(&path) {
            Ok(text) => Some(serde_json::from_slice(&text).expect("the description is JSON")),
            Err(error) => {
                eprintln!("NOT CHECKED against Discord's OpenAPI description: {} ({error})", path.display());
                None
            }
        }
    };
    DESCRIPTION.get_or_init(read).as_ref()
}

/// What the description says of `schema`.
fn validator(schema: &str) -> Option<Validator> {
    let mut root = json!({ "components": description()?["components"] });
    root["$ref"] = json!(format!("#/components/schemas/{schema}"));
    Some(jsonschema::validator_for(&root).expect("the description is a JSON schema"))
}

fn assert_allowed(validator: &Validator, body: &Value) {
    if let Err(error) = validator.validate(body) {
        panic!("{} at {}: {body}", error, error.instance_path());
    }
}

struct Validators {
    create: Validator,
    edit: Validator,
    follow_up: Validator,
    edit_original: Validator,
    message: Validator,
    update: Validator,
    form: Validator,
    choices: Validator,
}

fn validators() -> Option<&'static Validators> {
    static VALIDATORS: OnceLock<Option<Validators>> = OnceLock::new();
    let build = || {
        Some(Validators {
            create: validator("MessageCreateRequest")?,
            edit: validator("MessageEditRequestPartial")?,
            follow_up: validator("IncomingWebhookRequestPartial")?,
            edit_original: validator("IncomingWebhookUpdateRequestPartial")?,
            message: validator("CreateMessageInteractionCallbackRequest")?,
            update: validator("UpdateMessageInteractionCallbackRequest")?,
            form: validator("ModalInteractionCallbackRequest")?,
            choices: validator("ApplicationCommandAutocompleteCallbackRequest")?,
        })
    };
    VALIDATORS.get_or_init(build).as_ref()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_message_is_one_that_discord_describes(message in message(), is_private in any::<bool>()) {
        let Some(check) = validators() else { return Ok(()) };
        for page in pages(&message).into_iter().chain([page(&message)]) {
            let (create, edit) = (Value::Object(page.create(0)), Value::Object(page.edit()));
            assert_allowed(&check.create, &create);
            assert_allowed(&check.follow_up, &create);
            assert_allowed(&check.edit, &edit);
            assert_allowed(&check.edit_original, &edit);
            assert_allowed(&check.message, &Callback::message(&page, is_private).0);
            assert_allowed(&check.update, &Callback::update(&page).0);
        }
    }

    #[test]
    fn every_form_is_one_that_discord_describes(form in form()) {
        let Some(check) = validators() else { return Ok(()) };
        if let Some(Callback(body)) = Callback::form(&form) {
            assert_allowed(&check.form, &body);
        }
    }
}

#[test]
fn deferrals_and_completions_are_as_discord_describes_them() {
    let Some(check) = validators() else { return };
    for is_private in [true, false] {
        assert_allowed(&check.message, &Callback::deferred(is_private).0);
    }
    assert_allowed(&check.update, &Callback::deferred_update().0);
    let choices = [Choice { label: "Acme".into(), value: "acme".into() }];
    assert_allowed(&check.choices, &Callback::choices(&choices).0);
}

#[test]
fn the_registration_is_as_discord_describes_it() {
    let Some(check) = validator("ApplicationCommandUpdateRequest") else { return };
    let commands = crate::discord::register::commands(MANIFESTS);
    for command in commands.as_array().expect("a list") {
        assert_allowed(&check, command);
    }
}
