//! Whether only the operator puts adapters into their folder.

use super::check::Check;

/// How it stands.
pub(super) struct Facts {
    pub(super) folder: String,
    /// Its permissions; none where it is not there.
    pub(super) mode: Option<u32>,
}

pub(super) fn check(facts: &Facts) -> Check {
    const NAME: &str = "adapters";
    let Facts { folder, mode } = facts;
    match mode {
        None => Check::fails(NAME, format!("{folder} is no folder that can be read"), format!("mkdir -p {folder}")),
        Some(mode) if mode & 0o002 != 0 => Check::fails(
            NAME,
            format!("everybody on this machine may put adapters into {folder}"),
            format!("chmod o-w {folder}"),
        ),
        Some(mode) if mode & 0o020 != 0 => Check::warning(
            NAME,
            format!("its group may put adapters into {folder}"),
            format!("chmod g-w {folder}, if those are not the operators"),
        ),
        Some(_) => Check::holds(NAME, format!("only its owner puts adapters into {folder}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::check::State;

    #[test]
    fn who_may_write_the_folder_may_have_an_adapter_run() {
        let state = |mode| check(&Facts { folder: "adapters".to_owned(), mode }).state;
        assert_eq!(state(Some(0o755)), State::Holds);
        assert_eq!(state(Some(0o775)), State::Warning);
        assert_eq!(state(Some(0o777)), State::Fails);
        assert_eq!(state(None), State::Fails);
    }
}
