//! The documentation is an mdBook: what it links to and includes is there, and it speaks of commands that exist.

use crate::tree::{files, none, root, shown};
use std::path::Path;

#[test]
fn every_page_stands_in_the_summary_and_every_entry_of_the_summary_is_a_page() {
    let summary = std::fs::read_to_string(root().join("docs/src/SUMMARY.md")).unwrap();
    let mut wrong = Vec::new();
    for (_, target) in links(&summary) {
        if !root().join("docs/src").join(&target).is_file() {
            wrong.push(format!("docs/src/SUMMARY.md: there is no {target}"));
        }
    }
    for (path, _) in files("docs/src", "md") {
        let name = path.strip_prefix(root().join("docs/src")).unwrap().display().to_string();
        if name != "SUMMARY.md" && !summary.contains(&format!("({name})")) {
            wrong.push(format!("{}: no entry in docs/src/SUMMARY.md", shown(&path)));
        }
    }
    none(&wrong, "pages that nobody finds, or that are not there");
}

#[test]
fn what_a_page_links_to_or_includes_is_there() {
    let mut wrong = Vec::new();
    for (path, text) in files("docs/src", "md") {
        let folder = path.parent().unwrap();
        for (line, target) in links(&text) {
            if !target.contains("://") && !is_there(folder, &target) {
                wrong.push(format!("{}:{line}: links to {target}", shown(&path)));
            }
        }
        for (line, included) in between(&text, "{{#include ", "}}") {
            let file = included.split(':').next().unwrap_or_default();
            if !folder.join(file.trim()).is_file() {
                wrong.push(format!("{}:{line}: includes {included}", shown(&path)));
            }
        }
    }
    none(&wrong, "links and inclusions that lead nowhere");
}

/// Line and target of each `](target)`.
fn links(text: &str) -> Vec<(usize, String)> {
    between(text, "](", ")")
}

fn between(text: &str, open: &str, close: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (line, text) in text.lines().enumerate() {
        for part in text.split(open).skip(1) {
            if let Some((inside, _)) = part.split_once(close) {
                found.push((line + 1, inside.to_owned()));
            }
        }
    }
    found
}

fn is_there(folder: &Path, target: &str) -> bool {
    let (file, heading) = target.split_once('#').unwrap_or((target, ""));
    if file.is_empty() {
        return !heading.is_empty();
    }
    folder.join(file).exists()
}
