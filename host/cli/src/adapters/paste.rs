//! What a venue lacks, as lines of its configuration that can be pasted as they stand.
//!
//! Names, defaults and help come from whoever made the adapter: in here they are quoted so that no text ends its string
//! or its line.

use patio_host::adapter::{Description, Missing, Setting, acts};
use patio_host::config::locate;
use patio_host::venue::{HttpGrant, Venue};
use std::collections::HashSet;
use std::fmt::Write as _;

/// Characters of a variable's name that a setting gives it.
const VARIABLE_CHARS: usize = 64;

/// A venue that is not there yet, with all that an adapter asks for.
pub(super) fn new_venue(id: &str, adapter: &str, description: &Description, missing: &Missing) -> String {
    let mut toml = format!(
        "[venues.{}]\nadapter = {}\naccount_id = \"acc_FILL_IN\"\npasswords = [{{ env = {} }}]\n",
        key(id),
        string(adapter),
        string(&variable(id, "PASSWORD"))
    );
    let settings = setting_lines(id, described(description).collect());
    if !settings.is_empty() {
        let _ = write!(toml, "\n[venues.{}.settings]\n{settings}", key(id));
    }
    if !missing.http.is_empty() {
        let _ = write!(toml, "\n[venues.{}.allow]\nhttp = {}\n", key(id), list(&missing.http));
    }
    toml
}

/// What a venue of a file lacks, each part with the place where it belongs; none where there is nothing to decide.
pub(super) fn missing(venue: &Venue, missing: &Missing, file: &str) -> Option<String> {
    let id = venue.id.as_str();
    let mut toml = String::new();
    if !missing.settings.is_empty() {
        let mut seen = HashSet::new();
        let settings = missing.settings.iter().filter(|setting| seen.insert(setting.name.as_str()));
        let lines = settings.map(|setting| (setting.name.as_str(), setting_line(id, setting))).collect();
        toml.push_str(&placed(file, id, "settings", lines));
    }
    if !missing.http.is_empty() {
        // A list is written whole: there can be only one.
        let all: Vec<_> = venue.grants.http.iter().chain(&missing.http).cloned().collect();
        let line = format!("http = {}\n", list(&all));
        if !toml.is_empty() {
            toml.push('\n');
        }
        toml.push_str(&placed(file, id, "allow", vec![("http", line)]));
    }
    (!toml.is_empty()).then_some(toml)
}

/// Lines of a section of a venue. Where the file has the section, or the key, it is said where they go: TOML takes each
/// only once.
fn placed(file: &str, id: &str, section: &str, lines: Vec<(&str, String)>) -> String {
    let Some(at) = locate::exact_line_of(file, &["venues", id, section]) else {
        let lines: String = lines.into_iter().map(|(_, line)| line).collect();
        return format!("[venues.{}.{section}]\n{lines}", key(id));
    };
    let written = file.lines().nth(at.saturating_sub(1)).unwrap_or_default().trim_start();
    let (prefix, where_to) = if written.starts_with('[') {
        (String::new(), format!("below line {at}"))
    } else if written.contains('{') {
        (String::new(), format!("inside the braces of line {at}, without this comment"))
    } else {
        (format!("{section}."), format!("beside line {at}"))
    };
    let mut toml = String::new();
    for (name, line) in lines {
        let there = locate::exact_line_of(file, &["venues", id, section, name]);
        let where_to = there.map_or_else(|| where_to.clone(), |line| format!("in place of line {line}"));
        let _ = write!(toml, "# {where_to}:\n{prefix}{line}");
    }
    toml
}

/// The settings of a description, each once: a name that comes twice would be a key that comes twice.
fn described(description: &Description) -> impl Iterator<Item = &Setting> {
    let mut seen = HashSet::new();
    description.settings.iter().filter(move |setting| seen.insert(setting.name.as_str()))
}

/// Those that must be given as they are, the others commented out.
fn setting_lines(id: &str, settings: Vec<&Setting>) -> String {
    let must = |setting: &&Setting| setting.required && setting.default.is_none();
    let (required, other): (Vec<_>, Vec<_>) = settings.into_iter().partition(must);
    let required = required.into_iter().map(|setting| setting_line(id, setting));
    required.chain(other.into_iter().map(|setting| format!("# {}", setting_line(id, setting)))).collect()
}

fn setting_line(id: &str, setting: &Setting) -> String {
    let value = match (&setting.default, setting.secret) {
        (_, true) => format!("{{ env = {} }}", string(&variable(id, &setting.name))),
        (Some(default), false) => string(default),
        (None, false) => "\"\"".to_owned(),
    };
    let kind = match (setting.required, &setting.default, setting.secret) {
        (_, _, true) => "secret",
        (_, Some(_), false) => "default",
        (true, None, false) => "required",
        (false, None, false) => "optional",
    };
    let help = comment(&setting.help);
    let help = if help.is_empty() { String::new() } else { format!(": {help}") };
    format!("{} = {value}  # {kind}{help}\n", key(&setting.name))
}

fn list(grants: &[HttpGrant]) -> String {
    let grants: Vec<_> = grants.iter().map(|grant| string(&grant.to_string())).collect();
    format!("[{}]", grants.join(", "))
}

/// The name of a variable for a venue's value: `CROWN_API_TOKEN`.
fn variable(id: &str, name: &str) -> String {
    let plain = |text: &str| -> String {
        let characters = text.chars().take(VARIABLE_CHARS);
        characters.map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect()
    };
    format!("{}_{}", plain(id), plain(name))
}

/// A key, quoted where it is not bare.
pub(crate) fn key(text: &str) -> String {
    let bare = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if bare { text.to_owned() } else { string(text) }
}

/// A basic string of TOML on one line, in which nothing acts.
pub(super) fn string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if acts(c) => {
                let _ = write!(quoted, "\\U{:08X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// What may stand behind a `#`.
fn comment(text: &str) -> String {
    text.chars().filter(|c| !acts(*c)).collect()
}
