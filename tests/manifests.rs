//! A wrong manifest or table of nouns does not build, and the message says where it is wrong.

#[path = "../build/check.rs"]
mod check;
#[path = "../build/manifest.rs"]
#[expect(dead_code, reason = "the generator uses the rest")]
mod manifest;

#[path = "../build/nouns.rs"]
#[expect(dead_code, reason = "the generator uses the rest")]
mod nouns;

use std::path::Path;

const GOOD: &str = r#"
name = "note"
description = "Writes a note"
who = "reporter"
answer = "private"
run = "dispatch::help"
[form]
title = "Note"
inputs = ["text"]
[[option]]
name = "text"
kind = "long_text"
description = "What to write"
required = true
max = 4000
[[option]]
name = "mood"
kind = "choice"
description = "How it felt"
choice = [{ value = "good", label = "Good" }, { value = "bad", label = "Bad" }]
[[example]]
line = "/note text:hello"
shows = "hello"
"#;

const NOUNS: &str = "[idea]\ncalled = \"an idea\"\nprefix = \"IDEA\"\n";

fn nouns(text: &str) -> nouns::Nouns {
    nouns::parse(text, &check::plain_kinds()).expect("the nouns read")
}

/// The problems of one manifest, in the order they are told.
fn problems(text: &str) -> Vec<String> {
    match manifest::parse("note", text) {
        Ok(manifest) => check::all(&[manifest], &nouns(NOUNS), Path::new("src")),
        Err(error) => vec![error],
    }
}

#[test]
fn a_good_manifest_has_no_problems() {
    assert_eq!(problems(GOOD), Vec::<String>::new());
}

#[test]
fn each_mistake_is_named_by_file_and_key() {
    let long = format!("description = \"{}\"", "x".repeat(101));
    let at = "commands/note.toml: ";
    let table: &[(&str, &str, &str)] = &[
        ("name = \"note\"", "name = \"No te\"", "name: `No te` may hold lower-case letters"),
        ("description = \"Writes a note\"", &long, "description: 101 characters; Discord allows 1 to 100"),
        ("who = \"reporter\"", "who = \"boss\"", "who: must be one of everyone, reporter"),
        ("who = \"reporter\"\n", "", "who: must be one of"),
        ("answer = \"private\"", "answer = \"loud\"", "answer: must be one of private, public"),
        (
            "run = \"dispatch::help\"",
            "run = \"dispatch::none\"",
            "run: no `pub async fn none` in src/dispatch",
        ),
        ("run = \"dispatch::help\"", "run = \"help\"", "run: `help` is not room::action"),
        ("kind = \"long_text\"", "kind = \"novel\"", "option.text: kind: `novel` is none of text, long_text"),
        ("name = \"mood\"", "name = \"text\"", "option.text: name: taken already"),
        ("max = 4000", "max = 7000", "option.text: max: a text has 1 to 6000 characters"),
        ("value = \"bad\"", "value = \"good\"", "option.mood: choice.value: `good` is taken already"),
        ("value = \"bad\"", "value = \"A b\"", "option.mood: choice.value: `A b` must be a lower-case word"),
        ("inputs = [\"text\"]", "inputs = [\"no\"]", "form.inputs: `no` is no option of the command"),
        ("inputs = [\"text\"]", "inputs = []", "form.inputs: one to five"),
        (
            "title = \"Note\"",
            "title = \"A title of more than forty-five characters in all\"",
            "form.title: 49 characters",
        ),
        ("[[example]]\nline = \"/note text:hello\"\nshows = \"hello\"", "", "example: missing"),
    ];
    for (from, to, expected) in table {
        assert!(GOOD.contains(from), "the table names text that is there: {from}");
        let found = problems(&GOOD.replacen(from, to, 1));
        let expected = format!("{at}{expected}");
        assert!(found.iter().any(|line| line.starts_with(&expected)), "{to}: {found:?}");
    }
}

#[test]
fn a_noun_is_an_option_kind_that_can_be_typed_into_a_form() {
    let with = |kind: &str| GOOD.replacen("kind = \"long_text\"", kind, 1).replacen("max = 4000\n", "", 1);
    assert_eq!(problems(&with("kind = \"idea\"")), Vec::<String>::new());
    let found = problems(&with("kind = \"request\""));
    assert!(found.iter().any(|line| line.contains("kind: `request` is none of text")), "{found:?}");
}

#[test]
fn each_mistake_in_the_nouns_is_named() {
    let table: &[(&str, &str)] = &[
        ("[text]\ncalled = \"a text\"", "text: is taken by another option kind"),
        ("[Idea]\ncalled = \"an idea\"", "Idea: must be a lower-case word"),
        ("[goal]\ncalled = \"a goal\"\nprefix = \"g\"", "goal.prefix: two to six capital letters"),
        ("[goal]\ncalled = \"a goal\"\nprefix = \"IDEA\"", "prefix: stands before another noun's numbers"),
        (
            "[goal]\ncalled = \"a goal\"\nprefix = \"GOAL\"\ntype = \"X\"",
            "goal.type: a number has a type of its own",
        ),
        ("[goal]\nname = \"a goal\"", "unknown field `name`"),
    ];
    for (text, expected) in table {
        let found = nouns::parse(&format!("{NOUNS}{text}\n"), &check::plain_kinds()).expect_err(text);
        assert!(found[0].starts_with("commands/nouns.toml: ") && found[0].contains(expected), "{found:?}");
    }
}

#[test]
fn a_key_nobody_knows_is_refused_by_name() {
    let found = problems(&format!("colour = \"red\"\n{GOOD}"));
    assert!(found[0].contains("unknown field `colour`"), "{found:?}");
}

#[test]
fn required_options_come_first() {
    let text = GOOD
        .replace("required = true\n", "")
        .replace("kind = \"choice\"", "kind = \"choice\"\nrequired = true");
    assert_eq!(
        problems(&text),
        [
            "commands/note.toml: option.mood: required: required options come before optional ones, here `text`"
        ]
    );
}

#[test]
fn two_commands_cannot_share_a_name() {
    let both = ["a", "b"].map(|key| manifest::parse(key, GOOD).expect("it reads"));
    assert_eq!(
        check::all(&both, &nouns(NOUNS), Path::new("src")),
        ["commands/b.toml: name: `note` is taken already"]
    );
}

#[test]
fn what_has_subcommands_does_not_run_itself() {
    let sub = "[[sub]]\nname = \"add\"\ndescription = \"Adds\"\nwho = \"pm\"\nanswer = \"public\"\n\
               run = \"dispatch::help\"\nhidden = true\n";
    let found = problems(&format!("{GOOD}\n{sub}"));
    assert!(
        found[0].starts_with("commands/note.toml: run: what has subcommands does not run itself"),
        "{found:?}"
    );
}
