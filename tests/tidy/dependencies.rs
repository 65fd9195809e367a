//! `deny.toml` says what a dependency may be; what is locked is held against it here, without a network and without the
//! tool that it is written for. Known vulnerabilities need a database that only a network has: `.ci/run` asks for it.

use crate::tree::{none, root};
use serde::Deserialize;
use serde_json::Value;
use spdx::{Expression, ParseMode};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// As far as it is held here.
#[derive(Deserialize)]
struct Rules {
    graph: Graph,
    licenses: Licenses,
    bans: Bans,
    sources: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Graph {
    targets: Vec<String>,
}

#[derive(Deserialize)]
struct Licenses {
    allow: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Bans {
    wildcards: String,
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
}

fn rules() -> Rules {
    toml::from_str(&std::fs::read_to_string(root().join("deny.toml")).unwrap()).unwrap()
}

/// What is locked and used on the targets of the rules. None where it is not on this machine, which is said.
fn packages(rules: &Rules) -> Option<Vec<Value>> {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(root()).args(["metadata", "--format-version", "1", "--offline", "--locked"]);
    for target in &rules.graph.targets {
        command.args(["--filter-platform", target]);
    }
    let output = command.output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    if !output.status.success() {
        assert!(std::env::var_os("TESTS_NEVER_SKIP").is_none(), "{error}");
        eprintln!("SKIPPED: dependencies are not held against deny.toml: `cargo fetch` is wanted: {error}");
        return None;
    }
    let mut document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let used: BTreeSet<_> = document["resolve"]["nodes"].as_array().unwrap().iter().map(id).collect();
    let mut packages = serde_json::from_value::<Vec<Value>>(document["packages"].take()).unwrap();
    packages.retain(|package| used.contains(&id(package)));
    assert!(packages.len() > 100, "is the rule looking in the right place?");
    Some(packages)
}

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

fn shown(package: &Value) -> String {
    format!("{} {}", package["name"].as_str().unwrap(), package["version"].as_str().unwrap())
}

/// Whether a licence, as a crate writes it, is granted by what is allowed.
fn is_allowed(licence: &str, allowed: &BTreeSet<String>) -> bool {
    let read = Expression::parse_mode(licence, ParseMode::LAX).unwrap_or_else(|error| panic!("{licence}: {error}"));
    read.evaluate(|wanted| allowed.contains(&wanted.to_string()))
}

#[test]
fn every_dependency_has_a_licence_that_is_allowed() {
    let rules = rules();
    let Some(packages) = packages(&rules) else { return };
    let wrong: Vec<_> = packages
        .iter()
        // Ours are no dependencies: what `patio new` hands out has the licence that its vendor gives it.
        .filter(|package| !package["source"].is_null())
        .filter(|package| !package["license"].as_str().is_some_and(|text| is_allowed(text, &rules.licenses.allow)))
        .map(|package| format!("{}: {}", shown(package), package["license"]))
        .collect();
    none(&wrong, "use another crate, or allow its licence in deny.toml for all who link ours");
}

#[test]
fn a_licence_is_allowed_as_a_whole() {
    let allowed = ["MIT", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned).into();
    for licence in ["MIT", "MIT OR GPL-3.0", "Apache-2.0/MIT", "Apache-2.0 WITH LLVM-exception"] {
        assert!(is_allowed(licence, &allowed), "{licence}");
    }
    for licence in ["GPL-3.0", "MIT AND GPL-3.0", "Apache-2.0"] {
        assert!(!is_allowed(licence, &allowed), "{licence}");
    }
}

#[test]
fn every_dependency_comes_from_the_registry() {
    let rules = rules();
    assert_eq!(rules.sources.get("unknown-registry").map(String::as_str), Some("deny"));
    assert_eq!(rules.sources.get("unknown-git").map(String::as_str), Some("deny"));
    // The lock file has every platform's, and how each was hashed.
    let lock: toml::Table = toml::from_str(&std::fs::read_to_string(root().join("Cargo.lock")).unwrap()).unwrap();
    let wrong: Vec<_> = lock["package"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|package| match package.get("source").and_then(toml::Value::as_str) {
            // Ours, in this repository.
            None => package.get("checksum").is_some(),
            Some("registry+https://github.com/rust-lang/crates.io-index") => package.get("checksum").is_none(),
            Some(_) => true,
        })
        .map(|package| format!("{} from {:?}", package["name"], package.get("source")))
        .collect();
    none(&wrong, "only crates.io, with its hash: nobody reviews a branch that moves");
}

#[test]
fn no_dependency_is_banned_or_of_any_version() {
    let rules = rules();
    assert_eq!(rules.bans.wildcards, "deny");
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let is_locked = |name: &str| lock.contains(&format!("name = \"{name}\"\n"));
    assert!(is_locked("rustls"), "is the rule looking in the right place?");
    let banned = rules.bans.deny.iter().filter(|ban| is_locked(&ban.name)).map(|ban| format!("{} is banned", ban.name));
    let Some(packages) = packages(&rules) else { return };
    let ours = packages.iter().filter(|package| package["source"].is_null());
    let any = ours.flat_map(|package| {
        let dependencies = package["dependencies"].as_array().unwrap().iter();
        let any = dependencies.filter(|dependency| dependency["req"] == "*" && dependency["path"].is_null());
        any.map(|dependency| format!("{} takes any version of {}", shown(package), dependency["name"]))
    });
    none(&banned.chain(any).collect::<Vec<_>>(), "deny.toml says why");
}
