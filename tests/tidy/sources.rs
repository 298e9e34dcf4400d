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

    /// Whether it holds nothing but tests.
    pub fn is_test(&self) -> bool {
        self.path.starts_with("tests/") || self.path.ends_with("/tests.rs") || self.path.contains("/tests/")
    }
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
