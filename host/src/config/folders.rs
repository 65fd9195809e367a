//! `[venues.x.allow] folders`: each with what may be done there, and never one that the host's own files lie in.

use super::{
    at::{At, Setting},
    finding::Level,
    nearest::nearest,
    reader::Reader,
    section::Section,
    tree::{Origin, Table, Value},
};
use crate::venue::{Access, FolderGrant};
use std::path::{Path, PathBuf};

const EXAMPLE: &str = "folders = [{ path = \"/srv/pos/exchange\", access = \"read\" }]";

/// Bytes of the name that an adapter sees: what a file system takes for one segment.
const MAX_NAME_BYTES: usize = 255;

/// A folder that is granted, as it is compared with others and with the host's own files.
#[derive(Clone)]
pub(super) struct Granted {
    origin: Origin,
    /// `venues.crown.allow`.
    section: String,
    /// As it was written.
    written: String,
    /// Without links and dots, as far as it is there.
    real: PathBuf,
}

/// Reads the list.
pub(super) fn read(section: &mut Section<'_>) -> Vec<FolderGrant> {
    let mut grants: Vec<FolderGrant> = Vec::new();
    for element in section.list("folders", EXAMPLE).unwrap_or_default() {
        let Some((grant, at, written)) = one(element) else { continue };
        if grants.iter().any(|other| other.name == grant.name) {
            at.problem(
                format!("{written:?} is the second that the adapter would call {:?}", grant.name),
                format!(
                    "give it another name: {{ path = {written:?}, access = \"{}\", as = \"/…\" }}",
                    grant.access.word()
                ),
            );
            continue;
        }
        let (origin, section, real) = (at.origin.clone(), at.section.clone(), real(&grant.path));
        at.reader.grant(Granted { origin, section, written, real });
        grants.push(grant);
    }
    grants
}

fn one(Setting { value, at }: Setting<'_, Value>) -> Option<(FolderGrant, At<'_>, String)> {
    let mut table = match value {
        Value::Table(table) => table,
        Value::Text(path) => {
            let hint = format!("write {{ path = {path:?}, access = \"read\" }}, or access = \"write\"");
            at.problem(format!("{path:?} does not say what may be done there"), hint);
            return None;
        }
        other => {
            at.wrong_kind("a list of folders", &other, EXAMPLE);
            return None;
        }
    };
    let path = text(&mut table, "path", &at);
    let access = text(&mut table, "access", &at);
    let name = text(&mut table, "as", &at);
    for key in table.keys() {
        let hint = match nearest(key, ["path", "access", "as"]) {
            Some(near) => format!("did you mean {near:?}?"),
            None => format!("write {EXAMPLE}"),
        };
        at.problem(format!("has the unknown key {key:?}"), hint);
    }
    let Some(written) = path.filter(|path| !path.is_empty() && !path.contains('\0')) else {
        at.problem("has a folder without a path", format!("write {EXAMPLE}"));
        return None;
    };
    let access = match access.as_deref() {
        Some("read") => Some(Access::Read),
        Some("write") => Some(Access::Write),
        other => {
            let what = match other {
                Some(other) => format!("{written:?} has access = {other:?}, which is not known"),
                None => format!("{written:?} does not say what may be done there"),
            };
            at.problem(what, "write access = \"read\" or access = \"write\"");
            None
        }
    };
    let path = super::resolve(at.reader.folder(), &written);
    if !path.is_dir() {
        let hint = format!("create {}, or name another folder", path.display());
        at.problem(format!("{written:?} is no folder that can be read"), hint);
        return None;
    }
    let name = named(name, &written, &path, &at)?;
    Some((FolderGrant { path, name, access: access? }, at, written))
}

/// A text of one folder, taken out of it.
fn text(table: &mut Table, key: &str, at: &At<'_>) -> Option<String> {
    match table.remove(key)?.value {
        Value::Text(text) | Value::Raw(text) => Some(text),
        other => {
            at.problem(format!("has a folder whose {key} is {}, not a text", other.kind()), format!("write {EXAMPLE}"));
            None
        }
    }
}

/// What the adapter calls it: as it is written, else the folder's own name.
fn named(name: Option<String>, written: &str, path: &Path, at: &At<'_>) -> Option<String> {
    let (name, own) = match name {
        Some(name) => (name, false),
        None => {
            let last = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            (format!("/{last}"), true)
        }
    };
    let segment = name.strip_prefix('/').unwrap_or_default();
    let is_plain = !segment.is_empty()
        && segment.len() <= MAX_NAME_BYTES
        && !matches!(segment, "." | "..")
        && !segment.contains(|c: char| c == '/' || c == '\\' || c.is_control());
    if is_plain {
        return Some(name);
    }
    let what = if own {
        format!("{written:?} ends with no name that the adapter could call it by")
    } else {
        format!("{written:?} is called {name:?}, which is not one segment after a slash")
    };
    at.problem(what, "write as = \"/exchange\"");
    None
}

/// Holds every granted folder against the host's own files, and against each other.
pub(super) fn check(reader: &Reader, own: &[(&'static str, &Path)]) {
    let config = reader.own_path();
    let secrets = reader.secret_files();
    let own: Vec<(&str, PathBuf)> = own
        .iter()
        .copied()
        .chain([("this configuration", config.as_path())])
        .chain(secrets.iter().map(|path| ("a secret", path.as_path())))
        .filter(|(_, path)| !path.as_os_str().is_empty())
        .map(|(what, path)| (what, real(path)))
        .collect();
    let granted = reader.granted();
    for (index, folder) in granted.iter().enumerate() {
        let find = |level, what: String, hint: &str| {
            let what = format!("[{}] folders {:?} {what}", folder.section, folder.written);
            reader.find(level, &folder.origin, what, Some(hint.to_owned()));
        };
        // Whoever reads the configuration or the ledger has what every venue has; whoever writes them is the host.
        let inside = own.iter().find(|(_, path)| path.starts_with(&folder.real) || folder.real.starts_with(path));
        if let Some((what, path)) = inside {
            let hint = "grant a folder of its own, which none of the host's own files lies in";
            find(Level::Problem, format!("is where the host keeps {what}: {}", path.display()), hint);
            continue;
        }
        let shares = |other: &&Granted| other.real.starts_with(&folder.real) || folder.real.starts_with(&other.real);
        if let Some(other) = granted.iter().take(index).find(shares) {
            let place = reader.place(&other.origin);
            let what =
                format!("is shared with [{}], at {place}: each adapter sees what the other has there", other.section);
            find(Level::Warning, what, "give each venue a folder of its own");
        }
    }
}

/// A path without links and dots. Of what is not there yet, the part that is.
fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => real(parent).join(name),
        _ => path,
    }
}
