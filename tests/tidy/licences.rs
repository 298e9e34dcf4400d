//! Every dependency is licensed as `deny.toml` allows, and none is banned there.

use crate::sources::{read, root};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

#[derive(Deserialize)]
struct Deny {
    licenses: Licences,
    bans: Bans,
}

#[derive(Deserialize)]
struct Licences {
    allow: Vec<String>,
    #[serde(default)]
    exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: Vec<String>,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
}

fn deny() -> Deny {
    toml::from_str(&read("deny.toml")).expect("deny.toml reads")
}

/// What this build consists of, tests included.
fn packages() -> Vec<Package> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let version = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", host])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Metadata = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    assert!(metadata.packages.len() > 50, "the whole tree is there");
    metadata.packages
}

/// Whether an SPDX expression can be met with the licences in `allowed`. Older crates write `/` for `OR`.
fn is_met(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let (is_met, rest) = either(&words, allowed);
    is_met && rest.is_empty()
}

fn either<'w, 'a>(words: &'w [&'a str], allowed: &BTreeSet<&str>) -> (bool, &'w [&'a str]) {
    let (mut is_met, mut rest) = both(words, allowed);
    while let [first, after @ ..] = rest
        && *first == "OR"
    {
        let (other, left) = both(after, allowed);
        (is_met, rest) = (is_met || other, left);
    }
    (is_met, rest)
}

fn both<'w, 'a>(words: &'w [&'a str], allowed: &BTreeSet<&str>) -> (bool, &'w [&'a str]) {
    let (mut is_met, mut rest) = one(words, allowed);
    while let [first, after @ ..] = rest
        && *first == "AND"
    {
        let (other, left) = one(after, allowed);
        (is_met, rest) = (is_met && other, left);
    }
    (is_met, rest)
}

fn one<'w, 'a>(words: &'w [&'a str], allowed: &BTreeSet<&str>) -> (bool, &'w [&'a str]) {
    match words {
        ["(", inner @ ..] => {
            let (is_met, rest) = either(inner, allowed);
            (is_met, rest.strip_prefix(&[")"]).unwrap_or(rest))
        }
        [licence, "WITH", exception, rest @ ..] => {
            (allowed.contains(format!("{licence} WITH {exception}").as_str()), rest)
        }
        [licence, rest @ ..] => (allowed.contains(licence), rest),
        [] => (false, words),
    }
}

#[test]
fn every_licence_is_allowed() {
    let deny = deny();
    let general: BTreeSet<&str> = deny.licenses.allow.iter().map(String::as_str).collect();
    let refused = packages().into_iter().filter(|package| {
        let own = deny.licenses.exceptions.iter().filter(|exception| exception.name == package.name);
        let allowed = general.iter().copied().chain(own.flat_map(|own| own.allow.iter().map(String::as_str)));
        !is_met(package.license.as_deref().unwrap_or_default(), &allowed.collect())
    });
    let refused: Vec<_> = refused
        .map(|package| format!("{} {}: {:?}", package.name, package.version, package.license))
        .collect();
    assert!(refused.is_empty(), "not allowed by deny.toml:\n{}", refused.join("\n"));
}

#[test]
fn nothing_banned_is_used() {
    let packages = packages();
    for ban in deny().bans.deny {
        assert!(ban.reason.len() > 10, "{} is banned without a reason", ban.name);
        assert!(
            packages.iter().all(|package| package.name != ban.name),
            "{} is used: {}",
            ban.name,
            ban.reason
        );
    }
}

/// Several versions of one crate are a cost, not a fault: they are told and allowed.
#[test]
fn several_versions_are_told() {
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in packages() {
        versions.entry(package.name).or_default().insert(package.version);
    }
    assert!(versions.contains_key("docket"), "docket is part of its own tree");
    for (name, versions) in versions.iter().filter(|(_, versions)| versions.len() > 1) {
        eprintln!("warning: {name} is built {} times: {versions:?}", versions.len());
    }
}

#[test]
fn licence_expressions_are_read_as_meant() {
    let allowed = BTreeSet::from(["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"]);
    let cases = [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("Apache-2.0/MIT", true),
        ("MIT AND ISC", true),
        ("MIT AND GPL-3.0", false),
        ("(GPL-3.0 OR MIT) AND ISC", true),
        ("ISC AND (GPL-3.0 OR AGPL-3.0)", false),
        ("Apache-2.0 WITH LLVM-exception OR GPL-3.0", true),
        ("Apache-2.0", false),
        ("MIT GPL-3.0", false),
        ("", false),
    ];
    for (expression, expected) in cases {
        assert_eq!(is_met(expression, &allowed), expected, "{expression:?}");
    }
}
