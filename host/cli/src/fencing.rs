//! Fences the process in, as `[server] fence` says, before it has threads; and says what holds.

use crate::exit::{Failure, Outcome};
use patio_host::adapter::CompileCache;
use patio_host::config::{Config, Fencing};
use patio_host::fence::{Fence, FenceError, Standing, gaps};
use std::path::Path;

/// What came of it.
pub(crate) struct Fenced {
    /// None where there is none.
    pub(crate) fence: Option<Fence>,
    /// What to say of it, in a line.
    pub(crate) line: String,
}

/// Fences in this process. What is written to must be there before.
pub(crate) fn fence_in(config: &Config, file: &Path) -> Outcome<Fenced> {
    let wanted = config.server.fence;
    if wanted == Fencing::Off {
        return Ok(Fenced { fence: None, line: "none: [server] dangerous_no_fence = true".to_owned() });
    }
    keep_no_cores();
    let cache = &config.adapters.cache;
    CompileCache::open(cache, config.adapters.cache_bytes)
        .map_err(|error| Failure::failed(format_args!("[adapters] cache {}: {error}", cache.display())))?;
    let fence = Fence::around(config, file);
    decide(wanted, fence.raise(), fence)
}

/// A core has every secret of the process in it. A limit of one byte, unlike none, also keeps the kernel from handing it
/// to a program (see `core(5)`).
#[cfg(unix)]
fn keep_no_cores() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let one = Rlimit { current: Some(1), maximum: Some(1) };
    if let Err(error) = setrlimit(Resource::Core, one) {
        eprintln!("warning: a crash may leave a core with secrets in it: {error}");
    }
}

#[cfg(not(unix))]
fn keep_no_cores() {}

/// What follows from how it went. A fence that stands and does not hold is no reason to serve without one.
fn decide(wanted: Fencing, raised: Result<Standing, FenceError>, fence: Fence) -> Outcome<Fenced> {
    match raised {
        Ok(standing) => Ok(Fenced { fence: Some(fence), line: line(&standing) }),
        Err(error @ FenceError::Broken(_)) => {
            Err(Failure::failed(format_args!("the fence around this process: {error}"))
                .hint("report it, please; to serve without one, write [server] dangerous_no_fence = true"))
        }
        Err(error) if wanted == Fencing::Require => {
            Err(Failure::failed(format_args!("[server] fence = \"require\", and there is none: {error}"))
                .hint("`patio doctor` says what this machine has; fence = \"auto\" serves without"))
        }
        Err(error) => Ok(Fenced { fence: None, line: format!("none: {error}") }),
    }
}

fn line(standing: &Standing) -> String {
    let Standing { abi, proof: _, missing } = standing;
    let mut line = format!("only the folders of the configuration, and no other program (Landlock {abi})");
    for gap in gaps(*abi) {
        line.push_str("; ");
        line.push_str(gap);
    }
    if !missing.is_empty() {
        let named: Vec<_> = missing.iter().map(ToString::to_string).collect();
        line.push_str(&format!("; out of reach until it is there and patio is restarted: {}", named.join(", ")));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(wanted: Fencing, raised: Result<Standing, FenceError>, expected: Expect) {
        let told = match decide(wanted, raised, Fence::of(Vec::new())) {
            Ok(fenced) => format!("serves, fenced {}: {}", fenced.fence.is_some(), fenced.line),
            Err(failure) => failure.to_string(),
        };
        expected.assert_eq(&told);
    }

    const OLD: FenceError = FenceError::Unsupported("this kernel is too old");

    #[test]
    fn a_kernel_without_a_fence_is_told_and_refused_where_one_is_required() {
        check(Fencing::Auto, Err(OLD), expect!["serves, fenced false: none: this kernel is too old"]);
        check(
            Fencing::Require,
            Err(OLD),
            expect![[r#"
                [server] fence = "require", and there is none: this kernel is too old
                  hint: `patio doctor` says what this machine has; fence = "auto" serves without"#]],
        );
    }

    #[test]
    fn a_fence_that_does_not_hold_is_never_served_with() {
        check(
            Fencing::Auto,
            Err(FenceError::Broken("running /bin/sh was not refused".to_owned())),
            expect![[r#"
                the fence around this process: it stands and does not hold: running /bin/sh was not refused
                  hint: report it, please; to serve without one, write [server] dangerous_no_fence = true"#]],
        );
    }
}
