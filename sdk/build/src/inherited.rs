//! A manifest of cargo as it is outside of its workspace: what it takes from there is written out.
//!
//! Line by line, so that comments stay; not a TOML parser, for the same reason as in `manifest.rs`. What it does not
//! understand is an error of the build, never a manifest that means something else.

use std::fmt::Write;

/// Writes out what a member takes from the workspace's manifest. `to_root` leads from the member's folder to the
/// workspace's: paths of dependencies are named from there. `[lints]` are left out: whoever has the package alone has
/// lints of their own.
pub(crate) fn resolve(member: &str, workspace: &str, to_root: &str) -> Result<String, String> {
    let mut written = String::new();
    let mut section = "";
    for line in member.lines() {
        let trimmed = line.trim();
        if let Some(header) = trimmed.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = header;
        }
        if section == "lints" {
            continue;
        }
        let line = match trimmed.split_once('=').map(|(key, value)| (key.trim(), value.trim())) {
            Some((key, "true")) if key.ends_with(".workspace") => {
                let name = key.trim_end_matches(".workspace");
                format!("{name} = {}", inherited(name, section, workspace, to_root)?)
            }
            Some((name, value)) if value.contains("workspace = true") => {
                let value = table(&inherited(name, section, workspace, to_root)?, value)?;
                format!("{name} = {value}")
            }
            _ => line.to_owned(),
        };
        let _ = writeln!(written, "{line}");
    }
    // A section that is left out leaves its empty line.
    Ok(format!("{}\n", written.trim_end()))
}

fn inherited(name: &str, section: &str, workspace: &str, to_root: &str) -> Result<String, String> {
    let from = if section == "package" { "[workspace.package]" } else { "[workspace.dependencies]" };
    let lines = workspace.lines().skip_while(|line| line.trim() != from).skip(1);
    let mut lines = lines.take_while(|line| !line.starts_with('['));
    let value = lines
        .find_map(|line| line.split_once('=').filter(|(key, _)| key.trim() == name))
        .map(|(_, value)| value.trim().to_owned());
    let value = value.ok_or_else(|| format!("{name} is not in {from}"))?;
    if value.matches(['{', '[']).count() != value.matches(['}', ']']).count() {
        return Err(format!("{name} in {from} is longer than a line"));
    }
    Ok(value.replace("path = \"", &format!("path = \"{to_root}")))
}

/// What the workspace says of a dependency, and what the member adds.
fn table(inherited: &str, member: &str) -> Result<String, String> {
    let inherited = match inherited.strip_prefix('{') {
        Some(rest) => rest.trim_end_matches('}').trim().to_owned(),
        None => format!("version = {inherited}"),
    };
    let added = member.trim_start_matches('{').trim_end_matches('}').replace("workspace = true", "");
    let added = added.trim().trim_matches(',').trim();
    if added.contains("features") && inherited.contains(" features") {
        return Err(format!("features of the workspace and of the member: {inherited} and {added}"));
    }
    let parts = [inherited.as_str(), added].into_iter().filter(|part| !part.is_empty());
    Ok(format!("{{ {} }}", parts.collect::<Vec<_>>().join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORKSPACE: &str = "[workspace.package]\nedition = \"2024\"\n\n[workspace.dependencies]\nsdk = { path = \"sdk/rust\" }\n\
                             serde = { version = \"1.0\", features = [\"derive\"] }\nbind = \"0.61\"\nlong = { features = [\n";

    fn resolved(member: &str) -> Result<String, String> {
        resolve(member, WORKSPACE, "../../")
    }

    #[test]
    fn what_is_inherited_is_written_out() {
        let member = "[package]\nname = \"a\" # ours\nedition.workspace = true\n\n[dependencies]\nsdk.workspace = true\n\
                      serde = { workspace = true, optional = true }\nbind = { workspace = true, features = [\"x\"] }\n\n\
                      [lints]\nworkspace = true\n";
        let alone = "[package]\nname = \"a\" # ours\nedition = \"2024\"\n\n[dependencies]\nsdk = { path = \"../../sdk/rust\" }\n\
                     serde = { version = \"1.0\", features = [\"derive\"], optional = true }\n\
                     bind = { version = \"0.61\", features = [\"x\"] }\n";
        assert_eq!(resolved(member).unwrap(), alone);
    }

    #[test]
    fn what_cannot_be_written_out_is_an_error() {
        let dependency = |line: &str| resolved(&format!("[dependencies]\n{line}\n")).unwrap_err();
        assert_eq!(dependency("none.workspace = true"), "none is not in [workspace.dependencies]");
        assert_eq!(dependency("long.workspace = true"), "long in [workspace.dependencies] is longer than a line");
        assert!(dependency("serde = { workspace = true, features = [\"rc\"] }").starts_with("features of"));
    }
}
