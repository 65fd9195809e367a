//! Lower layers never name higher ones, and each outside crate is named where it belongs.

use crate::tree::{files, none, root, shown};
use std::path::Path;

/// The modules of the host, lowest first, as `lib.rs` lists them.
fn layers() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("host/src/lib.rs")).unwrap();
    let layers: Vec<_> =
        text.lines().filter_map(|line| Some(line.strip_prefix("pub mod ")?.strip_suffix(';')?.to_owned())).collect();
    assert!(layers.len() > 10, "lib.rs lists the modules");
    layers
}

/// The layer of a file: the first part of its path below `host/src`.
fn layer_of(path: &Path) -> Option<String> {
    let below = path.strip_prefix(root().join("host/src")).ok()?;
    let first = below.components().next()?.as_os_str().to_string_lossy().into_owned();
    Some(first.trim_end_matches(".rs").to_owned())
}

/// Lines that are no comment.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

#[test]
fn a_lower_layer_never_names_a_higher_one() {
    let layers = layers();
    let rank = |name: &str| layers.iter().position(|layer| layer == name);
    let mut wrong = Vec::new();
    for (path, text) in files("host/src", "rs") {
        let Some(own) = layer_of(&path).and_then(|layer| rank(&layer)) else { continue };
        for (line, code) in code(&text) {
            for named in code.split("crate::").skip(1) {
                let named: String = named.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if rank(&named).is_some_and(|other| other > own) {
                    wrong.push(format!("{}:{line} names crate::{named}", shown(&path)));
                }
            }
        }
    }
    none(&wrong, "move it up, or give the lower layer a trait that the higher one implements");
}

/// Files of the host that name a crate, outside the layers where it belongs.
fn strays(crate_name: &str, home: &[&str]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, text) in files("host/src", "rs") {
        if layer_of(&path).is_some_and(|layer| home.contains(&layer.as_str())) {
            continue;
        }
        for (line, code) in code(&text) {
            let named = code.split(crate_name).skip(1).any(|rest| rest.starts_with("::"));
            if named {
                wrong.push(format!("{}:{line} names {crate_name}", shown(&path)));
            }
        }
    }
    wrong
}

#[test]
fn only_the_sandbox_names_wasmtime() {
    for crate_name in ["wasmtime", "wasmtime_wasi", "wasmtime_wasi_http"] {
        none(&strays(crate_name, &["adapter", "registry"]), "wasmtime's types stay in `adapter` and `registry`");
    }
}

#[test]
fn only_the_fence_names_landlock() {
    none(&strays("landlock", &["fence"]), "the process is fenced in in `fence`");
}

#[test]
fn only_transport_and_console_name_axum() {
    none(&strays("axum", &["transport", "console"]), "HTTP stays in `transport` and `console`");
}

#[test]
fn only_who_asks_dojo_or_alerts_names_reqwest() {
    let home = ["outgoing", "dojo", "alerts"];
    none(&strays("reqwest", &home), "the host's own requests leave through `outgoing`");
}

#[test]
fn the_model_does_no_io_and_knows_neither_http_nor_tokio() {
    let mut wrong = Vec::new();
    for (path, text) in files("host/src/epos", "rs") {
        for (line, code) in code(&text) {
            for banned in ["std::fs", "std::net", "std::env", "tokio::", "http::", "hyper::", "rusqlite::"] {
                if code.contains(banned) {
                    wrong.push(format!("{}:{line} names {banned}", shown(&path)));
                }
            }
        }
    }
    none(&wrong, "`epos` is plain data");
}

#[test]
fn the_ledger_does_not_know_that_http_exists() {
    let mut wrong = Vec::new();
    for (path, text) in files("host/src/ledger", "rs") {
        for (line, code) in code(&text) {
            if ["http::", "hyper::", "axum::"].iter().any(|banned| code.contains(banned)) {
                wrong.push(format!("{}:{line}", shown(&path)));
            }
        }
    }
    none(&wrong, "the ledger does not know that HTTP exists");
}

#[test]
fn host_sdk_and_plugins_share_nothing_but_the_contract() {
    let manifest = |path: &str| std::fs::read_to_string(root().join(path)).unwrap();
    for of_a_vendor in ["patio-sdk", "patio-simulator"] {
        assert!(!manifest("host/Cargo.toml").contains(of_a_vendor), "the host knows wit/, never sdk/ or plugins/");
    }
    for sdk in ["sdk/rust/Cargo.toml", "sdk/simulator/Cargo.toml"] {
        assert!(!manifest(sdk).contains("patio-host"), "{sdk}: what a vendor has does not know the host");
    }
    for plugin in ["plugins/demo/Cargo.toml", "plugins/demo-rust/Cargo.toml"] {
        let plugin = manifest(plugin);
        assert!(plugin.contains("patio-sdk") && !plugin.contains("patio-host"), "plugins know sdk/ alone");
    }
}

#[test]
fn unsafe_code_stands_in_one_place() {
    let mut wrong = Vec::new();
    for folder in ["host/src", "host/cli/src", "host/bill/src"] {
        for (path, text) in files(folder, "rs") {
            let lines = code(&text).filter(|(_, line)| line.contains("unsafe {") || line.contains("unsafe fn"));
            wrong.extend(lines.map(|(line, _)| format!("{}:{line}", shown(&path))));
        }
    }
    let in_its_place = |place: &String| place.starts_with("host/src/adapter/compiled.rs:");
    assert_eq!(wrong.iter().filter(|place| in_its_place(place)).count(), 1, "{wrong:?}");
    wrong.retain(|place| !in_its_place(place));
    none(&wrong, "`unsafe` is for loading compiled code of our own, and for nothing else");
}
