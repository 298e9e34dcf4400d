//! Writes the Rust text that `src/contract` and `src/dispatch` include.

use crate::{
    manifest::{BOTS, Entry, Kind, Leaf, Localised, Manifest, Opt},
    nouns::Nouns,
};
use std::{collections::BTreeMap, fmt::Write};

/// The table of specs, one argument struct per leaf, choice enums, and the `Command` enum that reads them.
pub fn commands(manifests: &[Manifest], nouns: &Nouns) -> String {
    let mut out = String::from("// Written by build.rs from commands/*.toml.\n");
    let specs: String = manifests.iter().map(|manifest| manifest_spec(manifest, nouns)).collect();
    let _ =
        writeln!(out, "/// Every manifest, by file name.\npub static MANIFESTS: &[Manifest] = &[{specs}];");
    let (mut structs, mut variants, mut arms) = (String::new(), String::new(), String::new());
    for leaf in manifests.iter().flat_map(with_kind) {
        let name = type_name(&leaf.0);
        structs += &argument_struct(&leaf.0, leaf.1, nouns);
        let _ = write!(variants, "/// `{}`\n{name}(args::{name}),", leaf.0.path.join(" "));
        let _ = write!(arms, "{:?} => Command::{name}(args::{name}::read(options)?),", leaf.0.path.join(" "));
    }
    let _ = write!(
        out,
        "/// Argument structs, one per thing that can be run.\npub mod args {{ #[allow(unused_imports)] use super::argument::*; \
         #[allow(unused_imports)] use super::{{invocation::*, noun::*, snapshot::Snapshot}}; use crate::error::Refusal; {structs} }}\n\
         /// Everything that can be run, with its arguments.\n#[derive(Clone, Debug, PartialEq)]\npub enum Command {{ {variants} }}\n\
         impl Command {{\n/// Reads the options of the command `path`; `None` when there is no such command.\n\
         pub fn read(path: &str, options: &mut Options) -> Result<Option<Command>, crate::error::Refusal> {{\n\
         Ok(Some(match path {{ {arms} _ => return Ok(None) }})) }} }}\n"
    );
    out
}

/// The exhaustive match from commands to actions.
pub fn dispatch(manifests: &[Manifest]) -> String {
    let arm = |leaf: Leaf<'_>| {
        let run = leaf.entry.run.as_deref().unwrap_or_default();
        format!("Command::{}(args) => apart(|| crate::{run}(cx, args)).await,", type_name(&leaf))
    };
    let arms: String = manifests.iter().flat_map(|manifest| manifest.leaves().into_iter().map(arm)).collect();
    format!(
        "// Written by build.rs from commands/*.toml.\n/// Runs the action that the command's manifest names.\n\
         pub(super) async fn run(cx: &Context, command: Command) -> Answer {{ match command {{ {arms} }} }}\n"
    )
}

fn with_kind(manifest: &Manifest) -> impl Iterator<Item = (Leaf<'_>, Kind)> {
    manifest.leaves().into_iter().map(|leaf| (leaf, manifest.entry.kind))
}

/// `request show` becomes `RequestShow`.
fn type_name(leaf: &Leaf<'_>) -> String {
    leaf.path.iter().flat_map(|word| word.split(['_', '-', ' '])).map(capitalised).collect()
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn argument_struct(leaf: &Leaf<'_>, kind: Kind, nouns: &Nouns) -> String {
    let name = type_name(leaf);
    let (mut fields, mut reads, mut checks, mut enums) =
        (String::new(), String::new(), String::new(), String::new());
    let mut guards = String::new();
    match kind {
        Kind::MessageMenu => {
            fields += "/// The message the person pointed at.\npub target: Snapshot,";
            reads += "target: required(options, \"target\")?,";
        }
        Kind::UserMenu => {
            fields += "/// The member the person pointed at.\npub target: UserId,";
            let _ = write!(guards, "no_bot(options, \"target\", {BOTS:?})?;");
            reads += "target: required(options, \"target\")?,";
        }
        Kind::Slash => {}
    }
    for option in &leaf.entry.option {
        let (kind, key) = (rust_type(option, &name, nouns), &option.name);
        let field = field_name(key);
        let (wrapped, how) =
            if option.required { (kind, "required") } else { (format!("Option<{kind}>"), "optional") };
        let _ = write!(fields, "/// {}\npub {field}: {wrapped},", option.description);
        let _ = write!(reads, "{field}: {how}(options, {key:?})?,");
        checks += &range_check(option, &field);
        if option.kind == "member" {
            let _ =
                write!(guards, "no_bot(options, {key:?}, {:?})?;", option.bots.as_deref().unwrap_or(BOTS));
        }
        if option.kind == "choice" {
            enums += &choice_enum(option, &name);
        }
    }
    let mutability = if reads.is_empty() { "_options" } else { "options" };
    format!(
        "{enums}/// What `{}` is given.\n#[derive(Clone, Debug, PartialEq)]\npub struct {name} {{ {fields} }}\n\
         impl {name} {{ pub(super) fn read({mutability}: &mut Options) -> Result<Self, Refusal> {{ \
         {guards} let args = Self {{ {reads} }}; {checks} Ok(args) }} }}\n",
        leaf.path.join(" ")
    )
}

/// `type` is a word of Rust's.
fn field_name(name: &str) -> String {
    match name {
        "type" | "for" | "in" | "as" | "where" | "use" | "ref" => format!("r#{name}"),
        other => other.replace('-', "_"),
    }
}

fn rust_type(option: &Opt, owner: &str, nouns: &Nouns) -> String {
    if let Some(noun) = nouns.get(&option.kind) {
        return noun.rust_type(&option.kind);
    }
    match option.kind.as_str() {
        "text" | "long_text" => "String",
        "integer" => "i64",
        "yes_no" => "bool",
        "member" => "UserId",
        "channel" => "ChannelId",
        "role" => "RoleId",
        "choice" => return format!("{owner}{}", capitalised(&option.name)),
        "instant" => "InstantText",
        "duration" => "chrono::Duration",
        "attachment" => "Attachment",
        _ => "Name",
    }
    .to_owned()
}

/// What people call an option, without what a form says about it in brackets.
fn called(option: &Opt) -> String {
    let label = label(option);
    label.split(" (").next().unwrap_or_default().to_owned()
}

fn label(option: &Opt) -> String {
    option.label.clone().unwrap_or_else(|| capitalised(&option.name).replace('_', " "))
}

fn range_check(option: &Opt, field: &str) -> String {
    let (name, given) = (&option.name, if option.required { "Some(&args." } else { "args." });
    let value = if option.required { format!("{given}{field})") } else { format!("{given}{field}.as_ref()") };
    match (option.kind.as_str(), option.min, option.max) {
        ("text" | "long_text", _, Some(max)) => {
            format!("if let Some(text) = {value} {{ check_length({name:?}, text, {max})?; }}\n")
        }
        ("integer", min, max) if min.is_some() || max.is_some() => {
            let name = called(option);
            format!("if let Some(value) = {value} {{ check_range({name:?}, *value, {min:?}, {max:?})?; }}\n")
        }
        _ => String::new(),
    }
}

fn choice_enum(option: &Opt, owner: &str) -> String {
    let name = format!("{owner}{}", capitalised(&option.name));
    let variant = |value: &str| value.split('_').map(capitalised).collect::<String>();
    let (mut variants, mut from, mut to) = (String::new(), String::new(), String::new());
    for choice in &option.choice {
        let variant = variant(&choice.value);
        let _ = write!(variants, "/// {}\n{variant},", choice.label);
        let _ = write!(from, "{:?} => Ok({name}::{variant}),", choice.value);
        let _ = write!(to, "{name}::{variant} => {:?},", choice.value);
    }
    let values: Vec<_> = option.choice.iter().map(|choice| choice.value.as_str()).collect();
    let wrong = format!("must be one of {}", values.join(", "));
    format!(
        "/// {}\n#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]\npub enum {name} {{ {variants} }}\n\
         impl {name} {{ /// The word that stands for it in a manifest and in the database.\n\
         pub const fn word(self) -> &'static str {{ match self {{ {to} }} }} }}\n\
         impl Argument for {name} {{ fn read(given: Given) -> Result<Self, String> {{ \
         match String::read(given)?.to_lowercase().as_str() {{ {from} _ => Err({wrong:?}.into()) }} }} }}\n",
        option.description
    )
}

fn manifest_spec(manifest: &Manifest, nouns: &Nouns) -> String {
    let entry = &manifest.entry;
    let groups: String = entry
        .group
        .iter()
        .map(|group| {
            format!(
                "Group {{ name: {:?}, description: {:?}, localised: {} }},",
                group.name,
                group.description,
                localised(&group.localised)
            )
        })
        .collect();
    let leaves: String = manifest.leaves().iter().map(|leaf| leaf_spec(leaf, nouns)).collect();
    format!(
        "Manifest {{ key: {:?}, kind: CommandKind::{:?}, name: {:?}, description: {:?}, localised: {}, \
         groups: &[{groups}], leaves: &[{leaves}] }},",
        manifest.key,
        entry.kind,
        entry.name,
        entry.description,
        localised(&entry.localised)
    )
}

fn leaf_spec(leaf: &Leaf<'_>, nouns: &Nouns) -> String {
    let entry = leaf.entry;
    let options: String = entry.option.iter().map(|option| option_spec(option, nouns)).collect();
    format!(
        "Leaf {{ path: &{:?}, description: {:?}, localised: {}, who: Level::{}, answer: Visibility::{}, \
         is_versioned: {}, is_hidden: {}, options: &[{options}], form: {}, examples: &[{}] }},",
        leaf.path,
        entry.description,
        localised(&entry.localised),
        capitalised(entry.who.as_deref().unwrap_or_default()),
        capitalised(entry.answer.as_deref().unwrap_or_default()),
        entry.versioned,
        entry.hidden,
        form_spec(entry),
        examples(entry)
    )
}

fn form_spec(entry: &Entry) -> String {
    match &entry.form {
        None => "None".to_owned(),
        Some(form) => format!("Some(FormSpec {{ title: {:?}, inputs: &{:?} }})", form.title, form.inputs),
    }
}

fn examples(entry: &Entry) -> String {
    let example = |example: &crate::manifest::Example| {
        format!(
            "Example {{ before: &{:?}, line: {:?}, shows: {:?} }},",
            example.before, example.line, example.shows
        )
    };
    entry.example.iter().map(example).collect()
}

fn option_spec(option: &Opt, nouns: &Nouns) -> String {
    format!(
        "OptionSpec {{ name: {:?}, description: {:?}, localised: {}, kind: {}, is_required: {}, min: {:?}, max: {:?}, \
         label: {:?}, placeholder: {:?} }},",
        option.name,
        option.description,
        localised(&option.localised),
        kind_spec(option, nouns),
        option.required,
        option.min,
        option.max,
        label(option),
        option.placeholder
    )
}

fn kind_spec(option: &Opt, nouns: &Nouns) -> String {
    let kind: String = option.kind.split('_').map(capitalised).collect();
    match option.kind.as_str() {
        noun if nouns.contains_key(noun) => format!("OptionKind::Noun(Noun::{})", noun.to_uppercase()),
        "choice" => {
            let choices: String = option
                .choice
                .iter()
                .map(|choice| {
                    let localised: Vec<_> = choice.localised.iter().collect();
                    format!(
                        "ChoiceSpec {{ value: {:?}, label: {:?}, localised: &{localised:?} }},",
                        choice.value, choice.label
                    )
                })
                .collect();
            format!("OptionKind::Choice(&[{choices}])")
        }
        _ => format!("OptionKind::{kind}"),
    }
}

fn localised(localised: &BTreeMap<String, Localised>) -> String {
    let entry = |(locale, text): (&String, &Localised)| {
        format!(
            "Localised {{ locale: {locale:?}, name: {:?}, description: {:?} }},",
            text.name, text.description
        )
    };
    format!("&[{}]", localised.iter().map(entry).collect::<String>())
}
