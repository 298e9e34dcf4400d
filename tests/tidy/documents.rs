//! Documents that would go stale unnoticed.

use crate::sources::read;

const TABLE_BEGINS: &str = "<!-- commands: printed by `docket commands --markdown` -->\n";
const TABLE_ENDS: &str = "<!-- end of commands -->";

#[test]
fn the_readme_lists_the_commands_there_are() {
    let readme = read("README.md");
    let after = readme.split_once(TABLE_BEGINS).expect("README.md marks where the table begins").1;
    let table = after.split_once(TABLE_ENDS).expect("README.md marks where the table ends").0;
    assert_eq!(
        table.trim(),
        docket::dispatch::command_table().trim(),
        "put the output of `docket commands --markdown` between the marks"
    );
}

#[test]
fn the_changelog_speaks_of_this_version() {
    let version = env!("CARGO_PKG_VERSION");
    assert!(
        read("CHANGELOG.md").contains(&format!("## [{version}]")),
        "CHANGELOG.md has no part for {version}"
    );
}

#[test]
fn the_map_names_files_that_exist() {
    let map = read("src/lib.rs");
    let paths = map.split('`').filter(|text| text.starts_with("src/") && text.ends_with(".rs"));
    let mut count = 0;
    for path in paths {
        read(path);
        count += 1;
    }
    assert!(count > 10, "the map names the files of its walkthroughs");
}
