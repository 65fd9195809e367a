//! Whether the kernel tells which pages a call wrote: without that, each call costs more.

use super::check::Check;

/// What there is.
pub(super) struct Facts {
    /// `Linux 6.18.4`; none elsewhere.
    pub(super) kernel: Option<String>,
    /// `PAGEMAP_SCAN`.
    pub(super) resets_written_pages_only: bool,
}

pub(super) fn check(facts: &Facts) -> Check {
    const NAME: &str = "kernel";
    let kernel = facts.kernel.as_deref().unwrap_or("not Linux");
    if facts.resets_written_pages_only {
        return Check::holds(NAME, format!("{kernel}: after a call, the pages that it wrote are reset (PAGEMAP_SCAN)"));
    }
    Check::warning(
        NAME,
        format!("{kernel}: after a call, all of its memory is reset, which takes twice as long as the call"),
        "Linux 6.7 or newer resets what was written (PAGEMAP_SCAN)",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::check::State;

    #[test]
    fn an_old_kernel_is_slower_and_not_wrong() {
        let state = |resets| check(&Facts { kernel: None, resets_written_pages_only: resets }).state;
        assert_eq!((state(true), state(false)), (State::Holds, State::Warning));
    }
}
