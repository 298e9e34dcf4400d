//! `docket commands`: what can be typed, as a list for the terminal.

use crate::contract::{
    MANIFESTS,
    spec::{CommandKind, Leaf, Manifest},
};

/// All visible commands, one per line, with what they do.
pub fn command_list() -> String {
    let leaves =
        MANIFESTS.iter().flat_map(|manifest| manifest.leaves.iter().map(move |leaf| (manifest, leaf)));
    let rows: Vec<_> =
        leaves.filter(|(_, leaf)| !leaf.is_hidden).map(|(manifest, leaf)| row(manifest, leaf)).collect();
    let width = rows.iter().map(|(how, _)| how.chars().count()).max().unwrap_or_default();
    rows.iter().map(|(how, what)| format!("{how:width$}  {what}\n")).collect()
}

fn row(manifest: &Manifest, leaf: &Leaf) -> (String, String) {
    let who = format!("({})", leaf.who.word());
    match manifest.kind {
        CommandKind::Slash => (format!("/{}", leaf.words()), format!("{} {who}", leaf.description)),
        CommandKind::MessageMenu => (manifest.name.to_owned(), format!("in the menu of a message {who}")),
        CommandKind::UserMenu => (manifest.name.to_owned(), format!("in the menu of a member {who}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_names_every_visible_command_once() {
        let list = command_list();
        for leaf in MANIFESTS.iter().flat_map(|manifest| manifest.leaves).filter(|leaf| !leaf.is_hidden) {
            let words = leaf.words();
            let lines = list.lines().filter(|line| {
                let how = line.split("  ").next().unwrap_or_default();
                how.trim_start_matches('/') == words
            });
            assert_eq!(lines.count(), 1, "{words}");
        }
        assert!(!list.contains("draft reopen"), "hidden ones are left out");
    }
}
