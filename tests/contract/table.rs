//! The capability table against the operations of the official files, found by reading them.

use patio_host::epos::capability::{TABLE, Verb};
use patio_tests::specs::Spec;
use std::collections::BTreeSet;

#[test]
fn every_operation_of_the_rest_file_is_a_row() {
    let Some(spec) = Spec::rest() else { return };
    let mut operations = BTreeSet::new();
    for (path, methods) in spec.document()["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys().filter(|method| *method != "parameters") {
            operations.insert((path.clone(), method.to_uppercase()));
        }
    }
    let verb = |verb| match verb {
        Verb::Get => "GET",
        Verb::Post => "POST",
        Verb::Put => "PUT",
        Verb::Delete => "DELETE",
    };
    // Events come over REST too (Dojo's Pay at Table page), but the file does not list them.
    let rows: BTreeSet<_> = TABLE
        .iter()
        .map(|row| (row.paths[0].to_owned(), verb(row.verb).to_owned()))
        .filter(|(path, _)| path != "/v1/events")
        .collect();
    assert_eq!(rows, operations);
}

#[test]
fn every_method_of_the_socket_file_is_a_row() {
    let Some(spec) = Spec::socket() else { return };
    let channels: BTreeSet<_> = spec.document()["channels"].as_object().unwrap().keys().cloned().collect();
    let rows: BTreeSet<_> = TABLE.iter().map(|row| row.socket_method.to_owned()).collect();
    assert_eq!(rows, channels);
}
