//! Settings that the design names and this version only reads and checks: whoever writes one is told.
//!
//! A line leaves this file with the change that makes its setting work.

use super::{at::Setting, finding::Finding, tree::Value};

/// As `section.key`, `*` for a venue's id. A venue's own and what all venues share are listed once.
const SETTINGS: &[&str] = &["venues.*.allow.folders", "venues.*.allow.tcp"];

const WHAT: &str = "is read and checked, but this version does not use it yet";
const HINT: &str = "leave it out until it does, or keep it for then";

/// Warns of a setting that is not used yet, where it says something else than the default.
pub(super) fn check(setting: &Setting<'_, Value>, default: Option<&Value>) {
    let Setting { value, at } = setting;
    let no_list = matches!(value, Value::List(list) if list.is_empty());
    if at.is_default() || no_list || default.is_some_and(|default| value.says_the_same_as(default)) {
        return;
    }
    // `venues.crown.limits` and `venue.limits` → `venues.*.limits`; an id that has dots is quoted.
    let inside = match at.section.strip_prefix("venues.") {
        Some(rest) => {
            let id_ends = match rest.strip_prefix('"') {
                Some(quoted) => quoted.find('"').map_or(rest.len(), |end| end + 2),
                None => rest.find('.').unwrap_or(rest.len()),
            };
            rest.get(id_ends..)
        }
        None => at.section.strip_prefix("venue").filter(|rest| rest.is_empty() || rest.starts_with('.')),
    };
    let name = match inside {
        Some(inside) => format!("venues.*{inside}.{}", at.key),
        None => format!("{}.{}", at.section, at.key),
    };
    if SETTINGS.contains(&name.as_str()) {
        at.warning(WHAT, HINT);
    }
}

/// Whether a finding is one of these warnings.
pub(super) fn is_about(finding: &Finding) -> bool {
    finding.what.ends_with(WHAT)
}
