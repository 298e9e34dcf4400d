//! The repository's own files.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A Rust source file.
pub struct Source {
    /// From the root of the repository, with `/`.
    pub path: String,
    pub text: String,
}

impl Source {
    /// The lines with their numbers, comments left out.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        lines.map(|(number, line)| (number, line.split_once("//").map_or(line, |(code, _)| code)))
    }

    /// The text, comments left out.
    pub fn uncommented(&self) -> String {
        self.code().map(|(_, line)| line.to_owned() + "\n").collect()
    }

    /// Whether it holds nothing but tests.
    pub fn is_test(&self) -> bool {
        self.path.starts_with("tests/") || self.path.ends_with("/tests.rs") || self.path.contains("/tests/")
    }
}

/// A path by which code names what is elsewhere.
pub struct Import {
    /// As it is written, groups taken apart: `crate::base::text`, `super::sql::Sql as Text`.
    pub path: String,
    pub by: By,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// `use`.
    Use,
    /// `pub use`, so that others find it here.
    Show,
    /// In the midst of the code, from the root; a macro's path ends with its `!`.
    Place,
}

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every Rust file of the repository.
pub fn all() -> Vec<Source> {
    let mut sources = Vec::new();
    for folder in ["src", "build", "tests", "benches"] {
        collect(&root().join(folder), &mut sources);
    }
    assert!(sources.len() > 20, "the repository has sources");
    sources
}

fn collect(folder: &Path, sources: &mut Vec<Source>) {
    let Ok(listing) = fs::read_dir(folder) else { return };
    for entry in listing {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            collect(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name =
                path.strip_prefix(root()).expect("below the root").to_string_lossy().replace('\\', "/");
            sources.push(Source { text: fs::read_to_string(&path).expect("readable"), path: name });
        }
    }
}

/// What code without comments imports or names from the root, in its order.
pub fn imports(code: &str) -> Vec<Import> {
    let (mut found, mut last) = (Vec::new(), 0);
    for (at, _) in code.match_indices("use ") {
        let line = code[..at].rfind('\n').map_or(0, |end| end + 1);
        let before = code[line..at].trim();
        let by = if before.is_empty() { By::Use } else { By::Show };
        if at < last || by == By::Show && !before.starts_with("pub") {
            continue;
        }
        let end = code[at..].find(';').map_or(code.len(), |end| at + end);
        found.extend(in_place(&code[last..at]));
        found.extend(leaves(code[at + "use ".len()..end].trim()).into_iter().map(|path| Import { path, by }));
        last = end;
    }
    found.extend(in_place(&code[last..]));
    found
}

/// The paths that begin with `crate::` outside of `use`; those that a macro writes begin with `$crate`.
fn in_place(code: &str) -> impl Iterator<Item = Import> {
    let starts = code.match_indices("crate::").map(|(at, _)| at);
    let starts = starts
        .filter(|at| !code[..*at].ends_with(['$', '_']) && !code[..*at].ends_with(char::is_alphanumeric));
    starts.map(|at| {
        let is_path = |c: &char| c.is_alphanumeric() || ['_', ':', '!'].contains(c);
        Import { path: code[at..].chars().take_while(is_path).collect(), by: By::Place }
    })
}

/// All paths of a tree of imports.
fn leaves(tree: &str) -> Vec<String> {
    let Some((start, group)) = tree.split_once('{') else {
        let path = tree.split_whitespace().collect::<Vec<_>>().join(" ");
        return if path.is_empty() { Vec::new() } else { vec![path] };
    };
    let group = group.trim_end().strip_suffix('}').unwrap_or(group);
    let (mut depth, mut from, mut parts) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&group[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&group[from..]);
    parts.into_iter().flat_map(leaves).map(|leaf| format!("{}{leaf}", start.trim())).collect()
}

#[test]
fn imports_are_read_in_every_form() {
    let code = "use crate::{\n    base::{clock::Clock, text},\n    error::Error,\n};\n\
                pub use super::sql::{Sql as Text, safe};\nlet x = crate::queue::post(a);\n\
                crate::sql![\"x\"]; $crate::macros::x;\nuse serde::Serialize;\n";
    let all = imports(code).into_iter().map(|import| (import.path, import.by));
    let wanted = [
        ("crate::base::clock::Clock", By::Use),
        ("crate::base::text", By::Use),
        ("crate::error::Error", By::Use),
        ("super::sql::Sql as Text", By::Show),
        ("super::sql::safe", By::Show),
        ("crate::queue::post", By::Place),
        ("crate::sql!", By::Place),
        ("serde::Serialize", By::Use),
    ];
    assert_eq!(all.collect::<Vec<_>>(), wanted.map(|(path, by)| (path.to_owned(), by)));
}
