//! `/help`: what people come for, and every command, generated from the manifests.

use super::words::shown;
use crate::{
    base::text::{escape_markdown, limits, one_line, trim_to},
    contract::{
        Answer, Button, Card, Context, Errand, Leaf, Line, MANIFESTS, Message, Select, SelectFrom,
        SelectOption,
        args::Help,
        spec::{CommandKind, Manifest, OptionKind},
    },
    error::Refusal,
};
use search::Found;

mod search;

/// Asks for the list of all commands, as `#` and a key asks for an errand.
const EVERYTHING: &str = "#all";

/// The five errands that people of the caller's role come for; with `command`, one command with its options and examples, or
/// what its words find.
pub async fn help(cx: &Context, args: Help) -> Answer {
    let Some(wanted) = args.command else { return Ok(cx.in_place(opening(cx))) };
    let wanted = wanted.trim().trim_start_matches('/').to_lowercase();
    if wanted == EVERYTHING {
        return Ok(cx.in_place(everything(cx)));
    }
    if let Some(errand) = wanted
        .strip_prefix('#')
        .and_then(|key| cx.neighbours.errands().into_iter().find(|errand| errand.key == key))
    {
        return Ok(cx.in_place(one_errand(cx, errand)));
    }
    if let Some(manifest) = registered().find(|manifest| manifest.name.to_lowercase() == wanted)
        && leaves(manifest).count() > 1
    {
        return Ok(cx.in_place(group(cx, manifest)));
    }
    if let Some((manifest, leaf)) = command(&wanted) {
        let message = Message::default().card(page(manifest, leaf));
        return Ok(cx.in_place(message.buttons([back(), all()])));
    }
    let found = search::search(&wanted, cx.level, &cx.neighbours.errands());
    if found.commands.is_empty() && found.errands.is_empty() {
        let names: Vec<_> = slash_names(cx).map(|name| format!("`/{name}`")).collect();
        let text = format!(
            "There is no such command, and none with these words. You can use {}; `/help` shows what people come for.",
            names.join(", ")
        );
        return Err(Refusal::new(text).offer("What docket does", Line::new("help")).into());
    }
    Ok(cx.in_place(what_was_found(&wanted, &found)))
}

fn registered() -> impl Iterator<Item = &'static Manifest> {
    MANIFESTS.iter().filter(|manifest| manifest.is_registered())
}

/// The commands of a manifest that people can see.
fn leaves(manifest: &'static Manifest) -> impl Iterator<Item = &'static Leaf> {
    manifest.leaves.iter().filter(|leaf| !leaf.is_hidden)
}

/// The command whose words these are, or the beginning of whose words.
fn command(wanted: &str) -> Option<(&'static Manifest, &'static Leaf)> {
    let all = || registered().flat_map(|manifest| leaves(manifest).map(move |leaf| (manifest, leaf)));
    let words = |leaf: &Leaf| leaf.words().to_lowercase();
    let exact = all().find(|(_, leaf)| words(leaf) == wanted);
    exact.or_else(|| {
        all().find(|(_, leaf)| leaf.path.len() > 1 && words(leaf).starts_with(&format!("{wanted} ")))
    })
}

fn opening(cx: &Context) -> Message {
    let errands = theirs(cx);
    let lines: Vec<_> = errands.iter().map(|errand| format!("- {}", errand.title)).collect();
    let mut card = Card::new("What would you like to do?").text(lines.join("\n"));
    card.footer = "Words find more: /help command:snooze".into();
    Message::default()
        .card(card)
        .select(choosing(cx))
        .buttons(errands.first().into_iter().flat_map(|first| first.buttons().take(1)).chain([all()]))
}

fn one_errand(cx: &Context, errand: &Errand) -> Message {
    Message::default()
        .card(Card::new(errand.title).text(errand.how))
        .select(choosing(cx))
        .buttons(errand.buttons().chain([all()]))
}

/// The errands of the caller's role, the likeliest first.
fn theirs(cx: &Context) -> Vec<&'static Errand> {
    let all = cx.neighbours.errands().into_iter();
    let mut theirs: Vec<_> = all.filter_map(|errand| Some((errand.place(cx.level)?, errand))).collect();
    theirs.sort_by_key(|(place, _)| *place);
    theirs.into_iter().map(|(_, errand)| errand).collect()
}

/// The errands of the caller's role, to read about one.
fn choosing(cx: &Context) -> Select {
    let options = theirs(cx).into_iter().map(about).collect();
    select("How do I…", options)
}

fn about(errand: &Errand) -> SelectOption {
    option(format!("#{}", errand.key), errand.title, "")
}

fn what_was_found(typed: &str, found: &Found) -> Message {
    let errands = found.errands.iter().map(|errand| format!("- {}", errand.title));
    let commands = found.commands.iter().map(|(manifest, leaf)| {
        let (how, what) = shown(manifest, leaf);
        format!("- {how}: {what}")
    });
    let title = format!("Found for “{}”", escape_markdown(&trim_to(&one_line(typed), 60)));
    let card = Card::new(title).text(errands.chain(commands).collect::<Vec<_>>().join("\n"));
    let errands = found.errands.iter().copied().map(about);
    let commands = found.commands.iter().map(|(manifest, leaf)| {
        let (how, what) = shown(manifest, leaf);
        option(leaf.words(), &how.replace('`', ""), &what)
    });
    Message::default()
        .card(card)
        .select(select("Read more about…", errands.chain(commands).collect()))
        .buttons([back(), all()])
}

fn select(placeholder: &str, options: Vec<SelectOption>) -> Select {
    Select {
        line: Line::new("help").hole("command"),
        placeholder: placeholder.to_owned(),
        from: SelectFrom::Texts(options),
    }
}

fn option(value: String, label: &str, description: &str) -> SelectOption {
    SelectOption { value, label: label.to_owned(), description: description.to_owned(), is_chosen: false }
}

fn back() -> Button {
    Button::run("Back", Line::new("help"))
}

fn all() -> Button {
    Button::run("All commands", Line::new("help").with("command", EVERYTHING))
}

fn slash_names(cx: &Context) -> impl Iterator<Item = &'static str> {
    let level = cx.level;
    let shown = move |manifest: &&Manifest| {
        manifest.kind == CommandKind::Slash
            && manifest.leaves.iter().any(|leaf| !leaf.is_hidden && level >= leaf.who)
    };
    MANIFESTS.iter().filter(shown).map(|manifest| manifest.name)
}

/// Every command that the caller may run, in short: a line for each group of them, to choose one and read about it.
fn everything(cx: &Context) -> Message {
    let (mut lines, mut menus, mut options) = (Vec::new(), Vec::new(), Vec::new());
    for manifest in registered() {
        let theirs: Vec<_> = leaves(manifest).filter(|leaf| cx.level >= leaf.who).collect();
        let Some(first) = theirs.first() else { continue };
        if manifest.kind != CommandKind::Slash {
            menus.push(format!("**{}**", manifest.name));
            continue;
        }
        let names: Vec<_> =
            theirs.iter().map(|leaf| leaf.path[1..].join(" ")).filter(|name| !name.is_empty()).collect();
        lines.push(match names.is_empty() {
            true => format!("`/{}`: {}", manifest.name, first.description),
            false => format!("`/{}` {}", manifest.name, names.join(", ")),
        });
        options.push(option(manifest.name.to_owned(), &format!("/{}", manifest.name), ""));
    }
    if !menus.is_empty() {
        lines.push(format!("In the menu of a message, under **Apps**: {}", menus.join(", ")));
    }
    let mut card = Card::new("All commands you can use").text(lines.join("\n"));
    card.footer = "More about one of them: /help command:feedback".into();
    options.truncate(limits::SELECT_OPTIONS);
    Message::default().card(card).select(select("Read more about…", options)).buttons([back()])
}

/// The commands of one group, with who may use those that the caller may not.
fn group(cx: &Context, manifest: &'static Manifest) -> Message {
    let line = |leaf: &Leaf| {
        let (how, what) = shown(manifest, leaf);
        let above = if cx.level >= leaf.who { String::new() } else { format!(" ({})", leaf.who.word()) };
        format!("{how}: {what}{above}")
    };
    let lines: Vec<_> = leaves(manifest).map(line).collect();
    let card = Card::new(format!("/{}", manifest.name)).text(lines.join("\n"));
    let options = leaves(manifest).take(limits::SELECT_OPTIONS).map(|leaf| {
        let (how, what) = shown(manifest, leaf);
        option(leaf.words(), &how.replace('`', ""), &what)
    });
    Message::default()
        .card(card)
        .select(select("Read more about…", options.collect()))
        .buttons([back(), all()])
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
