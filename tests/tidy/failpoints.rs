//! Fail-points are for tests: what is built to be used has none.

use crate::tree::{files, none, root};
use patio_host::failpoint::Point;
use std::process::Command;

/// Whether cargo switches fail-points on in the host, in a graph with some kinds of edges.
fn fails_on_purpose(edges: &str) -> bool {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["tree", "--workspace", "--invert", "patio-host", "--edges", edges])
        .args(["--prefix", "none", "--offline", "--locked"])
        .output()
        .unwrap();
    let tree = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && tree.contains("patio-host"), "{}", String::from_utf8_lossy(&output.stderr));
    tree.contains("failpoints")
}

#[test]
fn nothing_that_is_built_to_be_used_kills_itself() {
    assert!(!fails_on_purpose("features,no-dev"), "only a dev-dependency may switch fail-points on");
    assert!(fails_on_purpose("features"), "the crash harness has them: is the rule looking in the right place?");
}

#[test]
fn every_fail_point_stands_where_a_host_passes() {
    let text: String = files("host/src", "rs")
        .into_iter()
        .filter(|(path, _)| !path.ends_with("failpoint.rs"))
        .map(|(_, text)| text)
        .collect();
    let wrong: Vec<_> = Point::ALL
        .iter()
        .filter(|point| !text.contains(&format!("Point::{point:?}")))
        .map(|point| point.name().to_owned())
        .collect();
    none(&wrong, "nobody reaches these: take them out, or `reach` them");
}
