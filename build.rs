//! Reads the manifests in `commands/`, checks them, and writes what the crate includes:
//! `commands.rs` (the table of specs, argument structs and the `Command` enum) and `dispatch.rs` (who runs what).

#[path = "build/check.rs"]
mod check;
#[path = "build/generate.rs"]
mod generate;
#[path = "build/manifest.rs"]
mod manifest;

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
    let manifests = manifest::read_all(Path::new("commands"))?;
    let problems = check::all(&manifests, Path::new("src"));
    if !problems.is_empty() {
        return Err(problems);
    }
    let out = env::var("OUT_DIR").map_err(|error| vec![format!("OUT_DIR: {error}")])?;
    for (name, text) in
        [("commands.rs", generate::commands(&manifests)), ("dispatch.rs", generate::dispatch(&manifests))]
    {
        fs::write(Path::new(&out).join(name), text)
            .map_err(|error| vec![format!("{out}/{name}: {error}")])?;
    }
    Ok(())
}
