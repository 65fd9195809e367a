//! A fence around the whole process: of the machine's files it reaches those that its configuration names and those that
//! it cannot run without, and it starts no program but itself.
//!
//! The sandbox keeps adapters in. The fence is for the day on which the sandbox, or anything else that reads what
//! strangers send, has a hole: what comes out finds no other venue's files, no keys of the machine and no shell.
//!
//! It is Landlock's: the kernel refuses, for this process and all that it starts, and nothing takes it back. So it only
//! tightens: a folder that a configuration names later is out of reach until a restart ([`Fence::outside`] says which).
//! It holds for the thread that raises it and for those which that thread starts: it is raised before there are others.
//!
//! **Invariant:** only this module names `landlock`. Connections are not fenced here: their addresses come from look-ups
//! and grants that change while the host runs, and are checked where the connection is made.

mod kernel;
mod machine;
mod plan;
mod proof;
mod rule;

#[cfg(test)]
mod tests;

pub use kernel::{Kernel, gaps};
pub use proof::{Proof, Tried};
pub use rule::{Access, Rule};

use crate::config::Config;
use std::path::{Path, PathBuf};

/// What a process may reach.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fence {
    rules: Vec<Rule>,
    /// What was there for each: the kernel lets in that, not its name.
    seen: Vec<Identity>,
}

/// What tells a file or folder from another one of its name; none where there is none.
type Identity = Option<(u64, u64)>;

/// A fence that stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    /// The version of Landlock's interface that this kernel has.
    pub abi: u32,
    /// What came of trying to get out.
    pub proof: Proof,
    /// What the configuration names and was not there: to be reached, it is made and the process started again.
    pub missing: Vec<Rule>,
}

/// Why there is no fence.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FenceError {
    /// The system cannot.
    #[error("{0}")]
    Unsupported(&'static str),
    /// A setting lets in the whole machine.
    #[error("{setting} is the root of all files: a fence around everything is none")]
    Everything {
        /// Which.
        setting: String,
    },
    /// There are threads that it would not hold for.
    #[error("{0} threads run already, and it would hold for one of them")]
    Late(usize),
    /// The kernel refused.
    #[error("the kernel refuses: {0}")]
    Refused(String),
    /// It stands, and something got out.
    #[error("it stands and does not hold: {0}")]
    Broken(String),
}

// === impl Fence ===

impl Fence {
    /// The fence of a host with a configuration, which was read from a file. Looks at the machine.
    pub fn around(config: &Config, file: &Path) -> Self {
        Self::of(machine::rules().into_iter().chain(plan::rules(config, file, &real)).collect())
    }

    /// A fence of these rules alone.
    pub fn of(rules: Vec<Rule>) -> Self {
        let seen = rules.iter().map(|rule| identity(&rule.path)).collect();
        Self { rules, seen }
    }

    /// What is let in.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Fences in the whole process, which must have one thread still.
    ///
    /// # Errors
    /// Why there is no fence, or that it does not hold.
    pub fn raise(&self) -> Result<Standing, FenceError> {
        match std::fs::read_dir("/proc/self/task").map(Iterator::count) {
            Ok(threads @ 2..) => Err(FenceError::Late(threads)),
            _ => self.raise_here(),
        }
    }

    /// Fences in this thread and those that it will start, and tries to get out.
    ///
    /// # Errors
    /// As [`Self::raise`].
    pub fn raise_here(&self) -> Result<Standing, FenceError> {
        if let Some(rule) = self.rules.iter().find(|rule| rule.path == Path::new("/")) {
            return Err(FenceError::Everything { setting: rule.what.clone() });
        }
        let tries = proof::Tries::before(self);
        let abi = kernel::restrict(&self.rules)?.abi()?;
        let proof = tries.after();
        if let Some(out) = proof.got_out() {
            return Err(FenceError::Broken(out));
        }
        let missing = self.out_of_reach(|now, _| now.is_none());
        Ok(Standing { abi, proof, missing })
    }

    /// What the configuration names and came, or was made anew, since: it is out of reach like anything else outside.
    pub fn replaced(&self) -> Vec<Rule> {
        self.out_of_reach(|now, before| now.is_some() && now != before)
    }

    /// Of what the configuration names, that which is so now and lies within nothing else that is let in.
    fn out_of_reach(&self, is_so: impl Fn(Identity, Identity) -> bool) -> Vec<Rule> {
        let named = self.rules.iter().zip(&self.seen).filter(|(rule, _)| !rule.of_machine);
        let stale: Vec<_> = named.filter(|(rule, before)| is_so(identity(&rule.path), **before)).collect();
        let is_stale = |rule: &Rule| stale.iter().any(|(other, _)| other.path == rule.path);
        let others = || self.rules.iter().filter(|rule| !is_stale(rule));
        let out = stale.iter().filter(|(rule, _)| !others().any(|other| other.covers(rule)));
        out.map(|(rule, _)| (*rule).clone()).collect()
    }

    /// What another configuration names and this fence does not let in.
    pub fn outside(&self, config: &Config, file: &Path) -> Vec<Rule> {
        let mut rules = plan::rules(config, file, &real);
        rules.retain(|wanted| !self.rules.iter().any(|rule| rule.covers(wanted)));
        rules
    }

    /// Whether anything lets a path in.
    fn lets_in(&self, path: &Path) -> bool {
        let path = real(path);
        self.rules.iter().any(|rule| path.starts_with(&rule.path))
    }
}

/// Where a path leads, links followed: rules hold for what is there, not for its name.
fn real(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
}

#[cfg(unix)]
fn identity(path: &Path) -> Identity {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Identity {
    path.exists().then_some((0, 0))
}
