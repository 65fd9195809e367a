//! What a configuration names. Pure, but for following links, which the caller does.

use super::rule::{Access, Rule};
use crate::config::{Adapters, Config, LedgerConfig};
use crate::venue;
use std::path::{Path, PathBuf};

/// The rules of a configuration that was read from a file. `real` says where a path leads.
///
/// Files are let in with their folder: whoever edits one, renews a certificate or rotates a secret puts another file in
/// its place, and a rule holds for the file that was there.
pub(super) fn rules(config: &Config, file: &Path, real: &impl Fn(&Path) -> PathBuf) -> Vec<Rule> {
    // Taken apart without `..`, so that a new section does not compile before somebody decided.
    let Config { server, adapters, ledger, alerts: _, venues, secret_files } = config;
    let Adapters {
        folder,
        cache,
        scan_interval: _,
        trust: _,
        cache_bytes: _,
        compile_memory_bytes: _,
        compile_cpu: _,
        compile_deadline: _,
        code_bytes: _,
        source_lines: _,
        gate: _,
        gate_deadline: _,
    } = adapters;
    let LedgerConfig { url: _, path: ledger } = ledger;
    let mut rules = Vec::new();
    let mut add = |what: &str, paths: Vec<PathBuf>, access| {
        rules.extend(paths.into_iter().map(|path| Rule::of_setting(what, path, access)));
    };
    add("the configuration", around(file, real), Access::Read);
    add("[adapters] folder", vec![real(folder)], Access::Read);
    add("[adapters] cache", vec![real(cache)], Access::Write);
    // SQLite makes files beside it, and removes them.
    add("[ledger] url", folders_of(ledger, real), Access::Write);
    if let Some(tls) = &server.tls {
        add("[server] tls", around(&tls.certificate, real), Access::Read);
        add("[server] tls", around(&tls.key, real), Access::Read);
    }
    for secret in secret_files {
        add("the file of a secret", around(secret, real), Access::Read);
    }
    for venue in venues.values() {
        for root in venue.http.iter().filter_map(|server| server.root_file.as_deref()) {
            add(&format!("[venues.{}.http] root", venue.id), around(root, real), Access::Read);
        }
        for folder in &venue.grants.folders {
            let access = match folder.access {
                venue::Access::Read => Access::Read,
                venue::Access::Write => Access::Write,
            };
            add(&format!("[venues.{}.allow] folders", venue.id), vec![real(&folder.path)], access);
        }
    }
    rules.sort();
    rules.dedup();
    rules
}

/// A file's folder; the file alone where that is the root of all files, which is never let in to read one file.
fn around(file: &Path, real: &impl Fn(&Path) -> PathBuf) -> Vec<PathBuf> {
    let root = Path::new("/");
    let folders = folders_of(file, real);
    let mut paths: Vec<_> = folders.iter().filter(|folder| folder.as_path() != root).cloned().collect();
    if paths.len() < folders.len() {
        paths.push(real(file));
    }
    paths
}

/// The folder that a file is in by its name, and the one that its name leads to.
fn folders_of(file: &Path, real: &impl Fn(&Path) -> PathBuf) -> Vec<PathBuf> {
    let by_name = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => real(folder),
        _ => real(Path::new(".")),
    };
    let by_link = real(file).parent().map(Path::to_owned);
    let by_link = by_link.filter(|folder| *folder != by_name);
    [Some(by_name), by_link].into_iter().flatten().collect()
}
