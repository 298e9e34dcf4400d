//! Sentences of the front desk: refusals that no room could say, apologies, and the table of commands.

use crate::{
    base::text::escape_markdown,
    contract::{
        Guild, Line, MANIFESTS, Message, Reply,
        spec::{CommandKind, Leaf, Level, Manifest},
    },
    error::{Fault, Meaning, Refusal},
};

pub(super) fn refused(refusal: Refusal) -> Reply {
    Reply::private(Message::text(refusal.text).buttons(refusal.offers))
}

/// A refusal of something that is kept, and that `line` opens again.
pub(super) fn correctable(mut refusal: Refusal, line: Line, has_file: bool) -> Refusal {
    if has_file {
        refusal.text += " The file is kept along with what you typed.";
    }
    refusal.offer("Edit and try again", line)
}

/// A question whose answers could not be put behind buttons: they can be typed.
pub(super) fn typed_out(mut refusal: Refusal, readings: &[Meaning]) -> Refusal {
    let labels: Vec<&str> = readings.iter().map(|reading| reading.label.as_str()).collect();
    refusal.text += &format!(" It can be {}; type that.", labels.join(" or "));
    refusal
}

/// A refusal of something that could not be kept.
pub(super) fn not_kept(mut refusal: Refusal, has_file: bool) -> Refusal {
    if has_file {
        refusal.text += " The file is not kept; attach it again.";
    }
    refusal
}

pub(super) fn apology(fault: &Fault) -> Reply {
    let next = if fault.is_passing() {
        "The database is not answering; please try again in a minute."
    } else {
        "The fault is logged for whoever runs docket; please try again, and tell them if it stays."
    };
    Reply::private(format!("That did not work, and nothing was changed. {next}"))
}

pub(super) fn unknown_command(path: &str) -> Refusal {
    Refusal::new(format!(
        "docket does not know `{}`; it may have been removed. Nothing was changed. Type `/help` to see what there is.",
        escape_markdown(path).replace('`', "'")
    ))
}

pub(super) fn unknown_option(leaf: &Leaf, name: &str) -> Refusal {
    Refusal::new(format!(
        "`/{}` has no option `{}`. Nothing was changed. Type `/help command:{}` to see its options.",
        leaf.words(),
        escape_markdown(name).replace('`', "'"),
        leaf.path[0],
    ))
}

/// Names the role that would be needed, or says that none is set.
pub(super) fn not_allowed(leaf: &Leaf, guild: &Guild) -> Refusal {
    let least = guild.roles.iter().find(|(level, _)| **level >= leaf.who);
    let needed = match least {
        Some((Level::Admin, role_id)) => format!("the {} role", guild.role_words(*role_id)),
        Some((_, role_id)) => format!("the {} role or higher", guild.role_words(*role_id)),
        None => "the permission Manage Server (no role is mapped to it yet)".to_owned(),
    };
    Refusal::new(format!(
        "You need {needed} for `/{}`. Nothing was changed. An admin of this server can give it to you.",
        leaf.words(),
    ))
}

/// The commands as a Markdown table, for the README; hidden ones left out.
pub fn command_table() -> String {
    let mut out = String::from("| Command | What it does | Who | Answer |\n|---|---|---|---|\n");
    for manifest in MANIFESTS {
        for leaf in manifest.leaves.iter().filter(|leaf| !leaf.is_hidden) {
            let (how, what) = shown(manifest, leaf);
            out += &format!("| {how} | {what} | {} | {} |\n", leaf.who.word(), answer(leaf));
        }
    }
    out
}

fn answer(leaf: &Leaf) -> &'static str {
    match leaf.answer {
        crate::contract::Visibility::Private => "private",
        crate::contract::Visibility::Public => "public",
    }
}

/// How a leaf is written, and what it does; a menu command has no description of its own.
pub(super) fn shown(manifest: &Manifest, leaf: &Leaf) -> (String, String) {
    match manifest.kind {
        CommandKind::Slash => (format!("`/{}`", leaf.words()), leaf.description.to_owned()),
        CommandKind::MessageMenu => {
            (format!("{} (message menu)", manifest.name), "On the message you point at".into())
        }
        CommandKind::UserMenu => {
            (format!("{} (member menu)", manifest.name), "On the member you point at".into())
        }
    }
}
