//! What the build makes of a room's manifest and of its entry in the table of nouns. Rust's own compiler sees to the
//! rest: an action that is not there, or takes something else, does not build.

use crate::{check, generate, manifest, nouns};
use std::path::Path;

#[test]
fn its_command_and_its_noun_are_made_from_its_own_files() {
    let nouns = nouns::parse(include_str!("gadget/nouns.toml"), &check::plain_kinds()).unwrap();
    let manifest = manifest::parse("gadget", include_str!("gadget/gadget.toml")).unwrap();
    let manifests = [manifest];
    assert_eq!(check::all(&manifests, &nouns, Path::new("tests/rooms")), Vec::<String>::new());
    let commands = generate::commands(&manifests, &nouns);
    for part in ["pub struct GadgetShow", "pub gadget: GadgetNumber", "kind: OptionKind::Noun(Noun::GADGET)"]
    {
        assert!(commands.contains(part), "{part} in {commands}");
    }
    let dispatch = generate::dispatch(&manifests);
    assert!(
        dispatch.contains("Command::GadgetShow(args) => apart(|| crate::gadget::show(cx, args))"),
        "{dispatch}"
    );
    let table = nouns::rust(&nouns);
    assert!(table.contains("pub const GADGET: Noun") && table.contains("GadgetNumber"), "{table}");
}
