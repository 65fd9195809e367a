//! Whether the folder of compiled code is the host's alone: what lies there is run.

use super::check::Check;

/// How it stands.
pub(super) struct Facts {
    pub(super) folder: String,
    /// As `serve` opens it; none where it is not there yet.
    pub(super) opened: Option<Result<(), String>>,
}

pub(super) fn check(facts: &Facts) -> Check {
    const NAME: &str = "compiled code";
    let Facts { folder, opened } = facts;
    match opened {
        None => Check::holds(NAME, format!("{folder} is made when the host starts")),
        Some(Ok(())) => Check::holds(NAME, format!("{folder} is this user's alone")),
        Some(Err(why)) => Check::fails(NAME, why, format!("chown {folder} to the host's user, and chmod 700 it")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::check::State;

    #[test]
    fn code_that_others_may_write_fails() {
        let state = |opened| check(&Facts { folder: "cache".to_owned(), opened }).state;
        assert_eq!(state(None), State::Holds);
        assert_eq!(state(Some(Ok(()))), State::Holds);
        assert_eq!(state(Some(Err("others may write it".to_owned()))), State::Fails);
    }
}
