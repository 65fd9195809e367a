//! What the kernel can do of it, and doing it.

use super::{FenceError, Rule};

/// What a kernel says of Landlock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kernel {
    /// It is older than Linux 5.13, built without it, or no Linux; or a filter around the process refuses to say.
    Without,
    /// It is built with it, and was started without.
    SwitchedOff,
    /// It has this version of the interface.
    Abi(u32),
}

// === impl Kernel ===

impl Kernel {
    /// The version of the interface, where there is one.
    ///
    /// # Errors
    /// What is missing, and what to do.
    pub(super) const fn abi(self) -> Result<u32, FenceError> {
        match self {
            Self::Abi(abi) => Ok(abi),
            Self::Without => Err(FenceError::Unsupported(
                "there is no Landlock: this kernel is older than Linux 5.13 or built without it, or a container keeps it away",
            )),
            Self::SwitchedOff => Err(FenceError::Unsupported(
                "this kernel was started without Landlock: add landlock to lsm= on its command line",
            )),
        }
    }
}

/// What a version of the interface leaves open, in words; the newest that is used here is 7.
pub fn gaps(abi: u32) -> Vec<&'static str> {
    let mut gaps = Vec::new();
    if abi < 3 {
        gaps.push("files outside can be cut to nothing (Linux 6.2 closes it)");
    }
    if abi < 5 {
        gaps.push("devices outside can be sent commands (Linux 6.10 closes it)");
    }
    if abi < 6 {
        gaps.push("processes outside can be sent signals (Linux 6.12 closes it)");
    }
    gaps
}

#[cfg(not(target_os = "linux"))]
pub(super) fn restrict(_: &[Rule]) -> Result<Kernel, FenceError> {
    Ok(Kernel::Without)
}

/// Restricts this thread, and those that it will start, to what the rules let in. What is not there is passed over.
#[cfg(target_os = "linux")]
pub(super) fn restrict(rules: &[Rule]) -> Result<Kernel, FenceError> {
    linux::restrict(rules).map_err(|error| FenceError::Refused(error.to_string()))
}

#[cfg(target_os = "linux")]
mod linux {
    use super::super::{Access, Rule};
    use super::Kernel;
    use landlock::{
        ABI, Access as _, AccessFs, BitFlags, LandlockStatus, PathBeneath, PathFd, Ruleset, RulesetAttr,
        RulesetCreatedAttr, RulesetError, Scope, make_bitflags,
    };
    use std::path::Path;

    /// The newest version of the interface that this was tried with: a newer one would refuse what nobody looked at.
    /// Of an older kernel's, what it has is used.
    const TRIED: ABI = ABI::V7;

    pub(super) fn restrict(rules: &[Rule]) -> Result<Kernel, RulesetError> {
        let mut ruleset =
            Ruleset::default().handle_access(AccessFs::from_all(TRIED))?.scope(Scope::from_all(TRIED))?.create()?;
        for rule in rules {
            // Gone since it was looked for, or not made yet.
            let Ok(there) = PathFd::new(&rule.path) else { continue };
            ruleset = ruleset.add_rule(PathBeneath::new(there, rights(rule.access, &rule.path)))?;
        }
        // It also takes from the process, for good, whatever programs with more rights than it would give it.
        Ok(match ruleset.restrict_self()?.landlock {
            LandlockStatus::NotEnabled => Kernel::SwitchedOff,
            LandlockStatus::NotImplemented => Kernel::Without,
            LandlockStatus::Available { effective_abi, kernel_abi } => {
                let newer = kernel_abi.and_then(|abi| u32::try_from(abi).ok());
                Kernel::Abi(newer.or_else(|| effective_abi.to_string().parse().ok()).unwrap_or(1))
            }
        })
    }

    fn rights(access: Access, path: &Path) -> BitFlags<AccessFs> {
        let file = match access {
            Access::Read => make_bitflags!(AccessFs::{ReadFile}),
            Access::Write => make_bitflags!(AccessFs::{ReadFile | WriteFile | Truncate}),
            Access::Run => make_bitflags!(AccessFs::{ReadFile | Execute}),
        };
        // Of a file, only these can be asked for.
        if !path.is_dir() {
            return file;
        }
        match access {
            Access::Read | Access::Run => file | AccessFs::ReadDir,
            Access::Write => {
                file | make_bitflags!(AccessFs::{ReadDir | MakeReg | MakeDir | MakeSock | RemoveFile | RemoveDir | Refer})
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn a_kernel_without_landlock_is_told_what_is_missing() {
        let told = |kernel: Kernel| kernel.abi().map_err(|error| error.to_string());
        expect![[r#"
            [
                Err(
                    "there is no Landlock: this kernel is older than Linux 5.13 or built without it, or a container keeps it away",
                ),
                Err(
                    "this kernel was started without Landlock: add landlock to lsm= on its command line",
                ),
                Ok(
                    1,
                ),
            ]
        "#]]
        .assert_debug_eq(&[told(Kernel::Without), told(Kernel::SwitchedOff), told(Kernel::Abi(1))]);
    }

    #[test]
    fn each_older_interface_leaves_more_open() {
        assert_eq!([1, 2, 3, 4, 5, 6, 7].map(|abi| gaps(abi).len()), [3, 3, 2, 2, 1, 0, 0]);
    }
}
