//! Whether others on this machine can read secrets, or write what the host takes for its configuration.

use super::check::Check;

/// The files.
pub(super) struct Facts {
    pub(super) configuration: File,
    /// Whether the configuration has a secret in itself: `{ value = "…" }`.
    pub(super) has_secrets: bool,
    /// Those that secrets and keys are read from.
    pub(super) others: Vec<File>,
}

/// A file and its permissions.
pub(super) struct File {
    pub(super) path: String,
    pub(super) mode: u32,
}

// === impl File ===

impl File {
    const fn is_written_by_others(&self) -> bool {
        self.mode & 0o022 != 0
    }

    const fn is_read_by_others(&self) -> bool {
        self.mode & 0o044 != 0
    }
}

/// Whether a text of the configuration has secrets in itself.
pub(super) fn has_secrets(toml: &str) -> bool {
    let code = toml.lines().map(str::trim_start).filter(|line| !line.starts_with('#'));
    code.into_iter().any(|line| line.replace(' ', "").contains("{value="))
}

pub(super) fn check(facts: &Facts) -> Check {
    const NAME: &str = "secrets";
    let Facts { configuration, has_secrets, others } = facts;
    let files = || std::iter::once(configuration).chain(others);
    if let Some(File { path, .. }) = files().find(|file| file.is_written_by_others()) {
        return Check::fails(NAME, format!("others may write {path}"), format!("chmod go-w {path}"));
    }
    let secret = others.iter().chain(has_secrets.then_some(configuration));
    if let Some(File { path, .. }) = secret.into_iter().find(|file| file.is_read_by_others()) {
        return Check::warning(
            NAME,
            format!("others may read {path}, which has secrets"),
            format!("chmod go-r {path}"),
        );
    }
    Check::holds(NAME, "others neither read them nor write the configuration")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::check::State;

    fn state(configuration: u32, has_secrets: bool, other: u32) -> State {
        let file = |mode| File { path: "x".to_owned(), mode };
        check(&Facts { configuration: file(configuration), has_secrets, others: vec![file(other)] }).state
    }

    #[test]
    fn others_write_no_configuration_and_read_no_secret() {
        assert_eq!(state(0o644, false, 0o600), State::Holds);
        assert_eq!(state(0o644, true, 0o600), State::Warning);
        assert_eq!(state(0o600, true, 0o640), State::Warning);
        assert_eq!(state(0o666, false, 0o600), State::Fails);
        assert_eq!(state(0o600, false, 0o620), State::Fails);
    }

    #[test]
    fn a_secret_in_the_file_itself_is_found() {
        assert!(has_secrets("passwords = [{ value = \"x\" }]"));
        assert!(has_secrets("a = {value=\"x\"}"));
        assert!(!has_secrets("# a = { value = \"x\" }\nb = { env = \"X\" }"));
    }
}
