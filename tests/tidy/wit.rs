//! One name, many places: every interface of the contract has its file in the host and its module in the SDK.

use crate::tree::{files, none, root, shown};
use patio_host::epos::Interface;

/// The names of the interfaces in a folder of WIT files.
fn interfaces(folder: &str) -> Vec<String> {
    files(folder, "wit")
        .iter()
        .flat_map(|(_, text)| text.lines())
        .filter_map(|line| Some(line.strip_prefix("interface ")?.split_whitespace().next()?.to_owned()))
        .collect()
}

#[test]
fn every_lent_interface_has_its_file() {
    let wrong: Vec<_> = interfaces("wit/deps/host")
        .iter()
        .map(|interface| root().join(format!("host/src/adapter/lend/{}.rs", interface.replace('-', "_"))))
        .filter(|path| !path.exists())
        .map(|path| shown(&path))
        .collect();
    none(&wrong, "an interface of patio:host is lent by the file of its name");
}

#[test]
fn every_exported_interface_is_known_to_the_table() {
    // `model` holds types, `about` is what every adapter says, `changes` is what the host asks: none declares a capability.
    let mut in_wit: Vec<_> = interfaces("wit/deps/epos")
        .into_iter()
        .filter(|interface| !["model", "about", "changes"].contains(&interface.as_str()))
        .collect();
    let mut in_table: Vec<_> = Interface::ALL.iter().map(|interface| interface.name().to_owned()).collect();
    in_wit.sort();
    in_table.sort();
    assert_eq!(in_wit, in_table);
}

#[test]
fn every_interface_has_its_module_in_the_sdk() {
    let text: String = files("sdk/rust/src", "rs").into_iter().map(|(_, text)| text).collect();
    let wrong: Vec<_> = ["wit/deps/epos", "wit/deps/host"]
        .iter()
        .flat_map(|folder| interfaces(folder))
        .map(|interface| interface.replace('-', "_"))
        .filter(|module| !text.contains(module.as_str()))
        .collect();
    none(&wrong, "the Rust SDK offers every interface");
}
