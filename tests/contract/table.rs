//! The capability table against the operations of the official files, found by reading them.

use patio_host::epos::capability::TABLE;
use patio_tests::operations::{Operation, method};
use patio_tests::specs::Spec;
use std::collections::BTreeSet;

/// What is served although the file does not have it, as Dojo's Pay at Table page does: events, and a search for orders
/// on the path of order entry.
const EXTRAS: [(&str, &str, &str); 3] = [
    ("HandleEvent:payment_intent.created", "POST", "/v1/events"),
    ("HandleEvent:payment_intent.status_updated", "POST", "/v1/events"),
    ("SearchOrders", "POST", "/v1/orders"),
];

#[test]
fn every_operation_of_the_rest_file_is_a_row() {
    let Some(spec) = Spec::rest() else { return };
    let missing: Vec<_> = Operation::all(&spec).into_iter().filter(|operation| operation.row().is_none()).collect();
    assert_eq!(missing, [], "the table of capabilities lacks operations of the file");
}

#[test]
fn every_path_of_a_row_is_an_operation_of_the_rest_file_or_a_documented_extra() {
    let Some(spec) = Spec::rest() else { return };
    let operations = Operation::all(&spec);
    let mut extras = BTreeSet::new();
    for row in TABLE {
        for path in row.paths {
            let is_own = operations.iter().any(|it| it.path == *path && it.row().is_some_and(|it| it.name == row.name));
            if !is_own {
                extras.insert((row.name, method(row.verb), *path));
            }
        }
    }
    assert_eq!(extras, BTreeSet::from(EXTRAS));
}

#[test]
fn every_method_of_the_socket_file_is_a_row() {
    let Some(spec) = Spec::socket() else { return };
    let channels: BTreeSet<_> = spec.document()["channels"].as_object().unwrap().keys().cloned().collect();
    let rows: BTreeSet<_> = TABLE.iter().map(|row| row.socket_method.to_owned()).collect();
    assert_eq!(rows, channels);
}
