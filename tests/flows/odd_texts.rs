//! Whatever people write, every command that meets it goes on, and nobody is kept waiting by it.

use crate::{
    on_each_engine,
    tour::{self, Given},
    world::{Person, Raw, World, command},
};
use docket::{
    contract::{
        Leaf,
        spec::{CommandKind, Manifest, OptionKind},
    },
    sandbox::Message,
};
use serde_json::json;

/// Texts in which a search finds no word, or an odd one, or notation that something along the way may take for its own.
fn odd() -> Vec<(&'static str, String)> {
    let texts = [
        ("stop words only", "How do I do this?"),
        ("an emoji", "👍"),
        ("emoji of several parts", "👩‍👩‍👧‍👦🏳️‍🌈 ❤️"),
        ("punctuation", "???"),
        ("one character", "x"),
        ("a script without spaces", "ログインするとループします"),
        ("another script without spaces", "เข้าสู่ระบบวนซ้ำ"),
        ("right to left", "تسجيل الدخول يدور \u{202e}x"),
        ("combining marks", "Z\u{351}\u{36b}a\u{334}l\u{335}g\u{321}o\u{489}"),
        ("only formatting characters", "\u{200b}.\u{200b}"),
        ("Markdown", "**_~~||`x`||~~_** ``` > # - [a](https://example.com)"),
        ("mentions", "<@1> <@&2> <#3> @everyone @here <:a:4> <t:5:R> </feedback:6>"),
        ("JSON", r#"{"text": ["\u0000", null, {"$1": 1}]}"#),
        ("SQL", "'; DROP TABLE request; -- $1 ?1 %_ \\"),
        ("docket's own notation", "@nobody #nothing !9 REQ-1 request close request:1 v:3 %20 ?"),
        ("a number", "142"),
    ];
    let mut texts: Vec<_> = texts.map(|(what, text)| (what, text.to_owned())).into();
    texts.push(("one word of 300 letters", "a".repeat(300)));
    texts.push(("a long address", format!("https://example.com/{}", "path/".repeat(80))));
    texts.push(("4,000 characters", "all work and no play 🙂 ".repeat(200).chars().take(4000).collect()));
    texts
}

/// Files `text`. Returns its number, or `None` when it is refused, which is told in a sentence.
async fn files(world: &World, what: &str, text: &str) -> Option<i64> {
    let options = json!([{ "type": 3, "name": "text", "value": text }]);
    let answer =
        world.member("Support engineer").sends(Raw::Command, command("feedback", options)).await.text();
    let number =
        answer.split("REQ-").nth(1).map(|rest| rest.chars().take_while(char::is_ascii_digit).collect());
    let number = number.and_then(|digits: String| digits.parse().ok());
    match answer.contains("Filed as") {
        true => number,
        false => {
            assert!(answer.contains("Nothing was"), "{what}: {answer}");
            None
        }
    }
}

/// Whether a leaf is given a text by people.
fn takes_text(leaf: &Leaf) -> bool {
    leaf.options.iter().any(|option| matches!(option.kind, OptionKind::Text | OptionKind::LongText))
}

/// Runs a leaf with the text in its options. That it answers at all, and not with an apology, is what counts; a world that
/// ends looks whether anybody was told of a fault.
async fn meets(person: &Person<'_>, leaf: (&Manifest, &Leaf), message: &Message, given: &Given<'_>) {
    let answer = tour::runs_given(person, leaf, message, given).await;
    assert!(!answer.sees("").text().is_empty(), "/{} says nothing to {:?}", leaf.1.words(), given.text);
}

on_each_engine! {
    async fn a_request_without_a_word_worth_comparing_keeps_nobody_from_triage(world) {
        // Nobody has the number that one of the texts mentions.
        world.expects_status(404);
        for (what, text) in odd() {
            let Some(_) = files(world, what, &text).await else { continue };
            let pm = world.member("PM lead");
            let card = pm.types("/triage next").await;
            card.is_private().sees("1 left");
            card.presses("Take it").await.is_in_place().sees("Nothing is left to triage");
        }
    }

    async fn every_command_that_is_given_or_shown_an_odd_text_goes_on(world) {
        world.expects_status(404);
        let pm = world.member("Admin");
        let message = world.member("Sales").says("Something worth filing");
        let of_requests = ["request show", "request list", "request history", "request edit", "triage queue", "triage sweep",
            "triage next", "digest now"];
        for (what, text) in odd() {
            let filed = files(world, what, &text).await;
            let given = Given { text: &text, request: filed.unwrap_or(1), ..Given::default() };
            for leaf in tour::leaves().filter(|(manifest, _)| manifest.kind == CommandKind::Slash) {
                let meets_requests = filed.is_some() && of_requests.contains(&leaf.1.words().as_str());
                if takes_text(leaf.1) || meets_requests {
                    meets(&pm, leaf, &message, &given).await;
                }
            }
        }
    }

    async fn every_menu_of_a_message_with_an_odd_text_goes_on_and_so_does_a_mention(world) {
        world.expects_status(404);
        let (pm, sales, bot) = (world.member("Admin"), world.member("Sales"), world.sandbox.bot_id());
        for (_, text) in odd() {
            // Discord lets people write 2,000 characters at a time.
            let text: String = text.chars().take(1900).collect();
            let message = sales.says(&text);
            let given = Given { text: &text, ..Given::default() };
            for leaf in tour::leaves().filter(|(manifest, _)| manifest.kind == CommandKind::MessageMenu) {
                meets(&pm, leaf, &message, &given).await;
            }
            sales.says(&format!("<@{bot}> {text}"));
            world.settle().await;
        }
        sales.says(&format!("<@{bot}> The export of Acme stops at page 2"));
        world.channel("requests").shows("The export of").await;
    }
}
