//! Reads the manifests in `commands/`, checks them, and writes what the crate includes:
//! `nouns.rs` (what docket knows by name or number), `commands.rs` (the table of specs, argument structs and the `Command`
//! enum) and `dispatch.rs` (who runs what).

#[path = "build/check.rs"]
mod check;
#[path = "build/generate.rs"]
mod generate;
#[path = "build/manifest.rs"]
mod manifest;
#[path = "build/nouns.rs"]
mod nouns;

use std::{env, fs, path::Path, process::ExitCode};

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=commands");
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed=build");
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            for problem in problems {
                println!("cargo::error={problem}");
            }
            ExitCode::FAILURE
        }
    }
}

/// Each problem is one line that begins with file and key.
fn build() -> Result<(), Vec<String>> {
    let folder = Path::new("commands");
    let table = fs::read_to_string(folder.join(nouns::FILE))
        .map_err(|error| vec![format!("commands/{}: {error}", nouns::FILE)])?;
    let nouns = nouns::parse(&table, &check::plain_kinds())?;
    let manifests = manifest::read_all(folder, &[nouns::FILE])?;
    let problems = check::all(&manifests, &nouns, Path::new("src"));
    if !problems.is_empty() {
        return Err(problems);
    }
    let out = env::var("OUT_DIR").map_err(|error| vec![format!("OUT_DIR: {error}")])?;
    for (name, text) in [
        ("nouns.rs", nouns::rust(&nouns)),
        ("commands.rs", generate::commands(&manifests, &nouns)),
        ("dispatch.rs", generate::dispatch(&manifests)),
    ] {
        fs::write(Path::new(&out).join(name), text)
            .map_err(|error| vec![format!("{out}/{name}: {error}")])?;
    }
    Ok(())
}
