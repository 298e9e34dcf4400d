//! `/help`, generated from the manifests.

use super::words::shown;
use crate::{
    contract::{
        Answer, Card, Context, Leaf, MANIFESTS, Message, Reply,
        args::Help,
        spec::{CommandKind, Manifest, OptionKind},
    },
    error::Refusal,
};

/// The commands that the caller may run; with `command`, one of them with its options and examples.
pub async fn help(cx: &Context, args: Help) -> Answer {
    let Some(wanted) = args.command else { return Ok(Reply::private(overview(cx))) };
    let wanted = wanted.trim().trim_start_matches('/').to_lowercase();
    let of = |manifest: &&Manifest| {
        manifest.name.to_lowercase() == wanted
            || wanted.starts_with(&format!("{} ", manifest.name.to_lowercase()))
    };
    let manifest =
        MANIFESTS.iter().filter(|manifest| manifest.is_registered()).find(of).ok_or_else(|| {
            let names: Vec<_> = slash_names(cx).map(|name| format!("`/{name}`")).collect();
            Refusal::new(format!("There is no such command. You can use {}.", names.join(", ")))
        })?;
    let leaves = manifest.leaves.iter().filter(|leaf| {
        !leaf.is_hidden && (wanted == manifest.name.to_lowercase() || leaf.words().starts_with(&wanted))
    });
    let cards = leaves.take(10).map(|leaf| page(manifest, leaf)).collect();
    Ok(Reply::private(Message { cards, ..Message::default() }))
}

fn slash_names(cx: &Context) -> impl Iterator<Item = &'static str> {
    let level = cx.level;
    let shown = move |manifest: &&Manifest| {
        manifest.kind == CommandKind::Slash
            && manifest.leaves.iter().any(|leaf| !leaf.is_hidden && level >= leaf.who)
    };
    MANIFESTS.iter().filter(shown).map(|manifest| manifest.name)
}

fn overview(cx: &Context) -> Message {
    let mut card = Card::new("What you can do with docket");
    for manifest in MANIFESTS.iter().filter(|manifest| manifest.is_registered()) {
        let lines =
            manifest.leaves.iter().filter(|leaf| !leaf.is_hidden && cx.level >= leaf.who).map(|leaf| {
                let (how, what) = shown(manifest, leaf);
                format!("{how}: {what}")
            });
        let lines: Vec<_> = lines.collect();
        if !lines.is_empty() {
            card.text += &lines.join("\n");
            card.text += "\n";
        }
    }
    card.footer = "More about one of them: /help command:feedback".into();
    Message::default().card(card)
}

fn page(manifest: &Manifest, leaf: &Leaf) -> Card {
    let (how, what) = shown(manifest, leaf);
    let mut card = Card::new(how.replace('`', "")).text(what);
    for option in leaf.options {
        let needed = if option.is_required { " (required)" } else { "" };
        card =
            card.wide_field(format!("{}{needed}", option.name), described(option.description, option.kind));
    }
    let examples: Vec<_> = leaf.examples.iter().map(|example| format!("`{}`", example.line)).collect();
    if !examples.is_empty() {
        card = card.wide_field("For example", examples.join("\n"));
    }
    card.footer = format!("Who may use it: {}", leaf.who.word());
    card
}

fn described(description: &str, kind: OptionKind) -> String {
    match kind {
        OptionKind::Choice(choices) => {
            let values: Vec<_> = choices.iter().map(|choice| choice.label).collect();
            format!("{description} ({})", values.join(", "))
        }
        _ => description.to_owned(),
    }
}
