//! Limits of application commands.

use crate::sandbox::error::{ApiError, FormErrors};
use serde_json::Value;
use std::collections::HashSet;

/// Names, descriptions and values of one slash command together.
const TOTAL_CHARACTERS: usize = 8000;

/// Locales that Discord knows.
const LOCALES: &[&str] = &[
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl",
    "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja",
    "zh-TW", "ko",
];

/// Checks a whole set, as `PUT …/commands` replaces it: each command, the counts, and duplicate names.
pub fn check_set(commands: &[Value]) -> Result<(), ApiError> {
    let mut errors = FormErrors::default();
    let mut names = HashSet::new();
    for (at, command) in commands.iter().enumerate() {
        check_into(command, &format!("{at}."), &mut errors);
        if !names.insert((kind_of(command), command["name"].as_str().unwrap_or_default())) {
            let message = "Application command names must be unique";
            errors.add(&format!("{at}.name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", message);
        }
    }
    errors.finish()?;
    check_counts(commands.iter().map(kind_of))
}

/// Checks how many commands of each kind there are: 100 slash, 15 user, 15 message.
pub fn check_counts(kinds: impl Iterator<Item = u64>) -> Result<(), ApiError> {
    let mut counts = [0_u32; 5];
    for kind in kinds {
        counts[kind.min(4) as usize] += 1;
    }
    match counts[1] > 100 || counts[2] > 15 || counts[3] > 15 {
        true => Err(ApiError::bad(30032, "Maximum number of application commands reached")),
        false => Ok(()),
    }
}

/// Checks one command.
pub fn check(command: &Value) -> Result<(), ApiError> {
    let mut errors = FormErrors::default();
    check_into(command, "", &mut errors);
    errors.finish()
}

/// The kind of a command body: 1 slash (also when it does not say), 2 user, 3 message.
pub fn kind_of(command: &Value) -> u64 {
    command["type"].as_u64().unwrap_or(1)
}

fn check_into(command: &Value, path: &str, errors: &mut FormErrors) {
    let kind = kind_of(command);
    if !(1..=3).contains(&kind) {
        errors.add(&format!("{path}type"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3}.");
    }
    check_name(&command["name"], &format!("{path}name"), kind == 1, errors);
    check_localizations(
        &command["name_localizations"],
        &format!("{path}name_localizations"),
        errors,
        |e, p, v| {
            check_name(v, p, kind == 1, e);
        },
    );
    let description = format!("{path}description");
    if kind == 1 {
        check_description(command, path, errors);
    } else if command["description"].as_str().is_some_and(|text| !text.is_empty()) {
        let message = "Context menu commands cannot have description";
        errors.add(&description, "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", message);
    }
    if kind != 1 && command["options"].as_array().is_some_and(|list| !list.is_empty()) {
        errors.add(
            &format!("{path}options"),
            "BASE_TYPE_MAX_LENGTH",
            "Context menu commands have no options",
        );
    }
    check_options(command, path, 0, errors);
    if kind == 1 && characters(command) > TOTAL_CHARACTERS {
        let message = "Command exceeds maximum size (8000)";
        errors.add(&format!("{path}name"), "APPLICATION_COMMAND_TOO_LARGE", message);
    }
    let permissions = &command["default_member_permissions"];
    if !permissions.is_null() && permissions.as_str().is_none_or(|bits| bits.parse::<u64>().is_err()) {
        let at = format!("{path}default_member_permissions");
        errors.add(&at, "PERMISSION_INVALID", "Must be a string of permission bits.");
    }
}

fn check_description(thing: &Value, path: &str, errors: &mut FormErrors) {
    let at = format!("{path}description");
    match thing["description"].as_str() {
        Some(text) => errors.length(&at, text, 100),
        None => errors.required(&at),
    }
    let at = format!("{path}description_localizations");
    check_localizations(&thing["description_localizations"], &at, errors, |errors, path, value| {
        errors.length(path, value.as_str().unwrap_or_default(), 100);
    });
}

fn check_localizations(
    map: &Value,
    path: &str,
    errors: &mut FormErrors,
    check: impl Fn(&mut FormErrors, &str, &Value),
) {
    for (locale, value) in map.as_object().into_iter().flatten() {
        let at = format!("{path}.{locale}");
        if !LOCALES.contains(&locale.as_str()) {
            errors.add(&at, "ENUM_TYPE_COERCE", "Not a known locale.");
        }
        if !value.is_null() {
            check(errors, &at, value);
        }
    }
}

/// A name of a slash command or option is one lower-case word; a menu command's may have spaces.
fn check_name(name: &Value, path: &str, one_word: bool, errors: &mut FormErrors) {
    let Some(name) = name.as_str() else { return errors.required(path) };
    errors.length(path, name, 32);
    let allowed = |c: char| {
        c.is_alphanumeric()
            || "-_'".contains(c)
            || ('\u{900}'..='\u{97f}').contains(&c)
            || ('\u{e00}'..='\u{e7f}').contains(&c)
    };
    if one_word && (!name.chars().all(allowed) || name.to_lowercase() != name) {
        errors.add(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
    }
}

fn check_options(holder: &Value, path: &str, depth: usize, errors: &mut FormErrors) {
    let options = holder["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    if options.len() > 25 {
        errors.add(&format!("{path}options"), "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
    }
    let mut names = HashSet::new();
    let mut optional_seen = false;
    let nested = options.iter().filter(|option| is_sub(option)).count();
    if nested > 0 && nested < options.len() {
        let message =
            "Sub-command and sub-command group option types are mutually exclusive to all other types";
        errors.add(&format!("{path}options"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message);
    }
    for (at, option) in options.iter().enumerate() {
        let at = format!("{path}options.{at}.");
        check_option(option, &at, depth, errors);
        if !names.insert(option["name"].as_str().unwrap_or_default()) {
            let message = "Option names must be unique";
            errors.add(&format!("{at}name"), "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", message);
        }
        let required = option["required"] == true;
        if required && optional_seen {
            let message = "Required options must be placed before non-required options";
            errors.add(&format!("{at}required"), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message);
        }
        optional_seen |= !required;
    }
}

fn is_sub(option: &Value) -> bool {
    matches!(option["type"].as_u64(), Some(1 | 2))
}

fn check_option(option: &Value, path: &str, depth: usize, errors: &mut FormErrors) {
    check_name(&option["name"], &format!("{path}name"), true, errors);
    check_localizations(
        &option["name_localizations"],
        &format!("{path}name_localizations"),
        errors,
        |e, p, v| {
            check_name(v, p, true, e);
        },
    );
    check_description(option, path, errors);
    let kind = option["type"].as_u64().unwrap_or(0);
    let deepest = match kind {
        2 => 0,
        1 => 1,
        3..=11 => 2,
        _ => return errors.add(&format!("{path}type"), "BASE_TYPE_CHOICES", "Value must be 1 to 11."),
    };
    if depth > deepest {
        let message = "Sub-commands can be nested in a group only, and groups not at all";
        errors.add(&format!("{path}type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message);
    }
    if kind == 2 && option["options"].as_array().is_some_and(|list| list.iter().any(|o| o["type"] != 1)) {
        let message = "A group holds sub-commands only";
        errors.add(&format!("{path}options"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message);
    }
    if is_sub(option) {
        check_options(option, path, depth + 1, errors);
    } else {
        check_choices(option, path, kind, errors);
    }
}

fn check_choices(option: &Value, path: &str, kind: u64, errors: &mut FormErrors) {
    let choices = option["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
    if choices.len() > 25 {
        errors.add(&format!("{path}choices"), "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
    }
    let textual = matches!(kind, 3 | 4 | 10);
    if option["autocomplete"] == true && (!choices.is_empty() || !textual) {
        let message = "Autocomplete cannot be used with choices or with this type";
        errors.add(&format!("{path}autocomplete"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message);
    }
    for (at, choice) in choices.iter().enumerate() {
        let path = format!("{path}choices.{at}");
        errors.length(&format!("{path}.name"), choice["name"].as_str().unwrap_or_default(), 100);
        let fits = match kind {
            3 => choice["value"].as_str().is_some_and(|v| v.chars().count() <= 100),
            4 => choice["value"].is_i64() || choice["value"].is_u64(),
            10 => choice["value"].is_number(),
            _ => false,
        };
        if !fits {
            errors.add(&format!("{path}.value"), "BASE_TYPE_BAD_VALUE", "The value does not fit the option.");
        }
    }
    for key in ["min_length", "max_length"] {
        if option[key].as_u64().is_some_and(|n| n > 6000) {
            errors.add(&format!("{path}{key}"), "NUMBER_TYPE_MAX", "Must be 6000 or less.");
        }
    }
}

/// The characters that count towards the size of a command; of localisations the longest counts.
fn characters(thing: &Value) -> usize {
    let longest = |key: &str| {
        let own = thing[key].as_str().map_or(0, |text| text.chars().count());
        let map = thing[format!("{key}_localizations")].as_object();
        let others = map.into_iter().flatten().filter_map(|(_, text)| text.as_str());
        others.map(|text| text.chars().count()).max().unwrap_or(0).max(own)
    };
    let choices = thing["choices"].as_array().into_iter().flatten().map(|choice| {
        let value = choice["value"].as_str().map_or(0, |text| text.chars().count());
        choice["name"].as_str().map_or(0, |text| text.chars().count()) + value
    });
    let options = thing["options"].as_array().into_iter().flatten().map(characters);
    longest("name") + longest("description") + choices.sum::<usize>() + options.sum::<usize>()
}
