//! Whether the configuration is one that `serve` takes.

use super::check::Check;
use patio_host::config::{Finding, Level};

/// What is said about it.
pub(super) struct Facts {
    pub(super) file: String,
    pub(super) venues: usize,
    pub(super) findings: Vec<Finding>,
}

pub(super) fn check(facts: &Facts) -> Check {
    const NAME: &str = "configuration";
    let Facts { file, venues, findings } = facts;
    let plural = |number: usize| if number == 1 { "" } else { "s" };
    let wrong = findings.iter().filter(|finding| finding.level > Level::Warning).count();
    let mut check = match (wrong, findings.len()) {
        (0, 0) => Check::holds(NAME, format!("{file} is fine: {venues} venue{}", plural(*venues))),
        (0, warnings) => Check::warning(
            NAME,
            format!("{file} has {warnings} warning{}", plural(warnings)),
            "`patio check-config` says what to write",
        ),
        (wrong, _) => Check::fails(
            NAME,
            format!("{file} has {wrong} mistake{}", plural(wrong)),
            "`patio check-config` says what to write; what follows takes a setting that is wrong for its default",
        ),
    };
    check.details = findings.iter().map(|finding| format!("{}: {}", finding.place, finding.what)).collect();
    check
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::check::State;
    use patio_host::config::Place;

    #[test]
    fn warnings_do_not_fail_and_what_does_not_work_does() {
        let place = Place::File { file: "patio.toml".to_owned(), line: Some(3) };
        let state = |levels: &[Level]| {
            let finding = |level: &Level| Finding { level: *level, place: place.clone(), what: "x".into(), hint: None };
            let findings = levels.iter().map(finding).collect();
            check(&Facts { file: "patio.toml".to_owned(), venues: 1, findings }).state
        };
        assert_eq!(state(&[]), State::Holds);
        assert_eq!(state(&[Level::Warning]), State::Warning);
        assert_eq!(state(&[Level::Warning, Level::Degraded]), State::Fails);
        assert_eq!(state(&[Level::Problem]), State::Fails);
    }
}
