//! Discord's limits hold for whatever the rooms say.

mod reading;
mod schema;

use super::*;
use crate::{
    base::text::{length, limits},
    contract::{
        Button, ButtonStyle, Card, Choice, Field, File, Form, Input, Line, Message, Press, Row, Select,
        SelectFrom, SelectOption, Tone,
    },
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::HashSet;

/// Text as people send it to break things: mentions, markup, fences, emoji, right-to-left, invisible characters.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("@everyone <@30> <@!31> ".to_owned()),
        Just("```rust\nlet a = 1;\n".to_owned()),
        Just("👩‍👩‍👧‍👦🇩🇪".to_owned()),
        Just("\u{202e}שלום\u{200b}".to_owned()),
        Just("\n\n".to_owned()),
        Just("   ".to_owned()),
        "[a-z ]{0,40}",
        any::<String>(),
    ];
    (prop::collection::vec(piece, 0..6), 1_usize..120)
        .prop_map(|(pieces, times)| pieces.concat().repeat(times))
}

/// A line as rooms write it; an option is never called `v`, which is the row version.
fn line() -> impl Strategy<Value = Line> {
    ("[a-z]{1,8}( [a-z]{1,8})?", "[a-z]{2,6}", "[ -~]{0,90}")
        .prop_map(|(path, name, value)| Line::new(path).with(&name, value).hole("to").version(3))
}

fn button() -> impl Strategy<Value = Button> {
    let press = prop_oneof![
        4 => line().prop_map(Press::Run),
        1 => Just(Press::Open("https://example.com/a?b=c".into())),
        1 => hostile().prop_map(Press::Open),
    ];
    (hostile(), press).prop_map(|(label, press)| Button { label, style: ButtonStyle::Secondary, press })
}

fn row() -> impl Strategy<Value = Row> {
    let option = (hostile(), hostile(), hostile(), any::<bool>()).prop_map(
        |(value, label, description, is_chosen)| SelectOption { value, label, description, is_chosen },
    );
    let from = prop_oneof![
        prop::collection::vec(option, 0..40).prop_map(SelectFrom::Texts),
        Just(SelectFrom::Members),
        Just(SelectFrom::Roles),
        Just(SelectFrom::Channels),
    ];
    prop_oneof![
        prop::collection::vec(button(), 0..9).prop_map(Row::Buttons),
        (line(), hostile(), from).prop_map(|(line, placeholder, from)| Row::Select(Select {
            line,
            placeholder,
            from
        })),
    ]
}

fn card() -> impl Strategy<Value = Card> {
    let field = (hostile(), hostile(), any::<bool>()).prop_map(|(name, value, is_inline)| Field {
        name,
        value,
        is_inline,
    });
    let fields = prop::collection::vec(field, 0..30);
    let url = prop_oneof![Just(None), hostile().prop_map(Some), Just(Some("https://example.com".to_owned()))];
    (hostile(), url, hostile(), fields, hostile()).prop_map(|(title, url, text, fields, footer)| Card {
        title,
        url,
        text,
        fields,
        footer,
        tone: Tone::Alarm,
        at: chrono::DateTime::from_timestamp(1_790_000_000, 0),
    })
}

fn message() -> impl Strategy<Value = Message> {
    let cards = prop::collection::vec(card(), 0..4);
    let rows = prop::collection::vec(row(), 0..7);
    let pings = prop::collection::vec(prop_oneof![Just(30), Just(31), 1_i64..500], 0..150);
    let file = (1_i64..9, 0_i64..10 << 20);
    let file = file.prop_map(|(file_id, length)| File { name: "a.png".into(), file_id, length, text: None });
    let files = prop::collection::vec(file, 0..23);
    (hostile(), cards, rows, pings, any::<bool>(), files).prop_map(
        |(text, cards, rows, pings, is_silent, files)| Message {
            text,
            cards,
            rows,
            pings,
            is_silent,
            files,
            ..Message::default()
        },
    )
}

fn form() -> impl Strategy<Value = Form> {
    let input = (hostile(), hostile(), hostile(), any::<bool>(), any::<bool>(), any::<u16>());
    let input = input.prop_map(|(label, placeholder, value, is_required, is_long, max_length)| Input {
        name: "text".into(),
        label,
        placeholder,
        value,
        is_required,
        is_long,
        max_length,
    });
    (hostile(), line(), prop::collection::vec(input, 0..8)).prop_map(|(title, line, inputs)| Form {
        title,
        line,
        inputs,
    })
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Fails when the body of a message breaks a limit of Discord's.
fn assert_sendable(body: &Value) {
    assert!(length(text(body, "content")) <= limits::CONTENT);
    assert_eq!(body["allowed_mentions"]["parse"], json!([]), "nothing is ever parsed for mentions");
    assert!(list(&body["allowed_mentions"], "users").len() <= limits::ALLOWED_MENTIONS);
    let embeds = list(body, "embeds");
    assert!(embeds.len() <= limits::EMBEDS);
    let total: usize = embeds.iter().map(assert_embed).sum();
    assert!(total <= limits::EMBED_TOTAL, "{total} characters over all embeds");
    let rows = list(body, "components");
    assert!(rows.len() <= limits::ROWS);
    let mut ids = HashSet::new();
    for row in rows {
        let parts = list(row, "components");
        assert!((1..=limits::BUTTONS_PER_ROW).contains(&parts.len()));
        for part in parts {
            assert_component(part, parts.len());
            if let Some(id) = part["custom_id"].as_str() {
                assert!(ids.insert(id.to_owned()), "{id} stands twice");
            }
        }
    }
}

fn assert_embed(embed: &Value) -> usize {
    let footer = text(&embed["footer"], "text");
    assert!(length(text(embed, "title")) <= limits::EMBED_TITLE);
    assert!(length(text(embed, "description")) <= limits::EMBED_DESCRIPTION);
    assert!(length(footer) <= limits::EMBED_FOOTER);
    let fields = list(embed, "fields");
    assert!(fields.len() <= limits::EMBED_FIELDS);
    let fields = fields.iter().map(|field| {
        let (name, value) = (length(text(field, "name")), length(text(field, "value")));
        assert!((1..=limits::FIELD_NAME).contains(&name) && (1..=limits::FIELD_VALUE).contains(&value));
        name + value
    });
    let total = length(text(embed, "title"))
        + length(text(embed, "description"))
        + length(footer)
        + fields.sum::<usize>();
    assert!(total > 0, "an embed of nothing");
    total
}

fn assert_component(part: &Value, in_row: usize) {
    match part["type"].as_u64() {
        Some(2) => {
            assert!((1..=limits::BUTTON_LABEL).contains(&length(text(part, "label"))));
            assert!(part.get("custom_id").is_some() ^ part.get("url").is_some());
            assert!(length(text(part, "url")) <= limits::BUTTON_URL);
        }
        Some(3 | 5 | 6 | 8) => {
            assert_eq!(in_row, 1, "a select stands alone");
            assert!(length(text(part, "placeholder")) <= limits::SELECT_PLACEHOLDER);
        }
        other => panic!("no component of type {other:?} is written"),
    }
    assert!(length(text(part, "custom_id")) <= limits::CUSTOM_ID);
    if part["type"] == 3 {
        let options = list(part, "options");
        assert!((1..=limits::SELECT_OPTIONS).contains(&options.len()));
        let values: HashSet<_> = options.iter().map(|option| text(option, "value")).collect();
        assert_eq!(values.len(), options.len());
        for option in options {
            assert!((1..=limits::SELECT_OPTION).contains(&length(text(option, "value"))));
            assert!((1..=limits::SELECT_OPTION).contains(&length(text(option, "label"))));
            assert!(length(text(option, "description")) <= limits::SELECT_OPTION);
        }
        assert!(options.iter().filter(|option| option["default"] == true).count() <= 1);
    }
}

fn solid(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '`').collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_message_breaks_a_limit(message in message()) {
        for page in pages(&message) {
            assert_sendable(&Value::Object(page.create(EPHEMERAL)));
            assert_sendable(&Value::Object(page.edit()));
            prop_assert!(page.files.len() <= 10);
            let bytes: i64 = page.files.iter().map(|file| file.length).sum();
            prop_assert!(bytes <= 8 << 20 || page.files.len() == 1, "{bytes} bytes");
        }
        let one = page(&message);
        assert_sendable(&Value::Object(one.create(0)));
        assert_sendable(&Value::Object(one.edit()));
    }

    #[test]
    fn nothing_that_is_said_is_lost_between_pages(text in hostile()) {
        let said: String = pages(&Message::text(&text)).iter().map(|page| {
            page.create(0).get("content").and_then(Value::as_str).unwrap_or_default().to_owned()
        }).collect();
        if !text.trim().is_empty() && !text.contains("```") {
            prop_assert_eq!(solid(&said), solid(&text));
        }
    }

    #[test]
    fn a_message_that_was_cut_off_goes_on_where_it_was(message in message(), said in 0_usize..6) {
        let body = |page: &Page| Value::Object(page.create(0));
        let whole: Vec<_> = pages(&message).iter().map(body).collect();
        let rest: Vec<_> = pages(&Message { pages_said: said, ..message }).iter().map(body).collect();
        prop_assert_eq!(&rest[..], &whole[said.min(whole.len() - 1)..]);
    }

    #[test]
    fn nobody_is_pinged_but_who_is_named_and_mentioned(message in message()) {
        let mut pinged = HashSet::new();
        for page in pages(&message) {
            let body = Value::Object(page.create(0));
            for user in list(&body["allowed_mentions"], "users") {
                let id: i64 = user.as_str().unwrap().parse().unwrap();
                prop_assert!(message.pings.contains(&id));
                let marks = [format!("<@{id}>"), format!("<@!{id}>")];
                prop_assert!(marks.iter().any(|mark| message.text.contains(mark)));
                prop_assert!(pinged.insert(id), "{id} is pinged twice");
            }
        }
    }

    #[test]
    fn no_form_breaks_a_limit(form in form()) {
        let Some(Callback(body)) = Callback::form(&form) else {
            prop_assert!(form.inputs.is_empty() || length(&form.line.to_string()) > limits::CUSTOM_ID);
            return Ok(());
        };
        let data = &body["data"];
        prop_assert!((1..=limits::FORM_TITLE).contains(&length(text(data, "title"))));
        prop_assert!((1..=limits::FORM_INPUTS).contains(&list(data, "components").len()));
        for row in list(data, "components") {
            let input = &row["components"][0];
            prop_assert!((1..=limits::INPUT_LABEL).contains(&length(text(input, "label"))));
            prop_assert!(length(text(input, "placeholder")) <= limits::INPUT_PLACEHOLDER);
            let max = input["max_length"].as_u64().unwrap() as usize;
            prop_assert!((1..=limits::INPUT_VALUE).contains(&max));
            prop_assert!(length(text(input, "value")) <= max);
        }
    }

    #[test]
    fn no_completion_breaks_a_limit(choices in prop::collection::vec((hostile(), hostile()), 0..40)) {
        let choices: Vec<_> = choices.into_iter().map(|(label, value)| Choice { label, value }).collect();
        let Callback(body) = Callback::choices(&choices);
        let drawn = list(&body["data"], "choices");
        prop_assert!(drawn.len() <= limits::CHOICES);
        for choice in drawn {
            prop_assert!((1..=limits::CHOICE_NAME).contains(&length(text(choice, "name"))));
            prop_assert!((1..=limits::CHOICE_VALUE).contains(&length(text(choice, "value"))));
        }
    }

    #[test]
    fn any_button_that_is_drawn_runs_its_line(line in line()) {
        let message = Message::text("x").buttons([Button::run("Go", line.clone())]);
        let body = Value::Object(page(&message).create(0));
        if let Some(custom_id) = body["components"][0]["components"][0]["custom_id"].as_str() {
            prop_assert_eq!(Line::parse(custom_id), Ok(line));
        }
    }
}

#[test]
fn what_had_to_be_cut_is_said() {
    let many = (0..9).map(|n| Card::new(format!("{n}")).text("x".repeat(3000)));
    let cards = many.fold(Message::text("Look"), Message::card);
    let content = page(&cards).create(0)["content"].clone();
    assert_eq!(content, "Look\n-# (shortened: not everything fits here)");
    let long = page(&Message::text("word ".repeat(900))).create(0)["content"].as_str().unwrap().to_owned();
    assert!(long.ends_with("(shortened: the rest does not fit here)"), "{long}");
    let buttons = (0..40).map(|n| Button::run("x", Line::new("a").with("n", n)));
    let crowded = page(&Message::text("Pick").buttons(buttons)).create(0);
    assert!(crowded["content"].as_str().unwrap().contains("not all buttons fit here"));
}

#[test]
fn an_edit_takes_away_what_the_message_no_longer_has() {
    let body = page(&Message::text("Only this")).edit();
    assert_eq!(
        Value::Object(body),
        json!({
            "content": "Only this", "embeds": [], "components": [], "attachments": [],
            "allowed_mentions": { "parse": [], "users": [] },
        })
    );
}

#[test]
fn a_text_that_was_refused_for_its_length_comes_back_whole() {
    let input = Input {
        name: "text".into(),
        label: "What".into(),
        placeholder: String::new(),
        value: "x".repeat(1500),
        is_required: true,
        is_long: true,
        max_length: 1000,
    };
    let form = Form { title: "Again".into(), line: Line::new("feedback"), inputs: vec![input] };
    let Callback(body) = Callback::form(&form).expect("it has an input");
    let input = &body["data"]["components"][0]["components"][0];
    assert_eq!(length(text(input, "value")), 1500);
    assert_eq!(input["max_length"], 1500);
}
