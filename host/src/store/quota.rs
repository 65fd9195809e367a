//! How much a venue's adapter may store. Pure.

use super::StoreError;
use crate::venue::Limits;

/// What one scope may hold at most. The numbers are a venue's limits, and are explained there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quota {
    /// Keys.
    pub keys: usize,
    /// Bytes of a key.
    pub key_bytes: usize,
    /// Bytes of a value.
    pub value_bytes: usize,
    /// All keys and values together.
    pub bytes: usize,
}

/// What a scope holds.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Usage {
    pub(super) keys: usize,
    pub(super) bytes: usize,
}

// === impl Quota ===

impl Quota {
    /// What the host keeps for itself: a few short texts for each adapter that a venue ever had.
    pub(super) const HOST: Self = Self { keys: 1_000, key_bytes: 256, value_bytes: 64 * 1024, bytes: 1024 * 1024 };
}

impl From<&Limits> for Quota {
    fn from(limits: &Limits) -> Self {
        Self {
            keys: limits.store_keys,
            key_bytes: limits.store_key_bytes,
            value_bytes: limits.store_value_bytes,
            bytes: limits.store_bytes,
        }
    }
}

impl Quota {
    /// Whether a key may be set to a value of that size, where the present one has `old` bytes. What makes the whole
    /// smaller is always let through, also where the quota was lowered below what is stored.
    pub(super) fn admit(&self, usage: Usage, key: &str, old: Option<usize>, new: usize) -> Result<(), StoreError> {
        if key.len() > self.key_bytes {
            return refuse("the key has", key.len(), self.key_bytes, "bytes", "store_key_bytes", "use a shorter one");
        }
        if new > self.value_bytes {
            let hint = "put it under several keys";
            return refuse("the value has", new, self.value_bytes, "bytes", "store_value_bytes", hint);
        }
        if old.is_some_and(|old| new <= old) {
            return Ok(());
        }
        let keys = usage.keys + usize::from(old.is_none());
        if old.is_none() && keys > self.keys {
            return refuse("there would be", keys, self.keys, "keys", "store_keys", "delete some first");
        }
        let bytes = usage.bytes + new + old.map_or(key.len(), |_| 0) - old.unwrap_or(0).min(usage.bytes);
        if bytes > self.bytes {
            let hint = "delete something first";
            return refuse("the store would have", bytes, self.bytes, "bytes", "store_bytes", hint);
        }
        Ok(())
    }
}

fn refuse(
    what: &str,
    found: usize,
    allowed: usize,
    unit: &str,
    limit: &'static str,
    hint: &str,
) -> Result<(), StoreError> {
    let text = format!(
        "{what} {found} {unit}, {allowed} are allowed: {hint}, or ask the operator to raise {limit} in [venues.….limits]"
    );
    Err(StoreError::TooLarge { limit, text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    const QUOTA: Quota = Quota { keys: 3, key_bytes: 4, value_bytes: 10, bytes: 20 };
    const USAGE: Usage = Usage { keys: 2, bytes: 15 };

    #[track_caller]
    fn check(usage: Usage, key: &str, old: Option<usize>, new: usize, expected: Expect) {
        let outcome = QUOTA.admit(usage, key, old, new).map_or_else(|error| error.to_string(), |()| "fits".to_owned());
        expected.assert_eq(&outcome);
    }

    #[test]
    fn a_refusal_says_what_is_too_large_and_what_to_do() {
        check(USAGE, "k", None, 4, expect!["fits"]);
        check(
            USAGE,
            "k",
            None,
            5,
            expect![
                "the store would have 21 bytes, 20 are allowed: delete something first, or ask the operator to raise store_bytes in [venues.….limits]"
            ],
        );
        check(
            USAGE,
            "longer",
            None,
            1,
            expect![
                "the key has 6 bytes, 4 are allowed: use a shorter one, or ask the operator to raise store_key_bytes in [venues.….limits]"
            ],
        );
        check(
            USAGE,
            "k",
            None,
            11,
            expect![
                "the value has 11 bytes, 10 are allowed: put it under several keys, or ask the operator to raise store_value_bytes in [venues.….limits]"
            ],
        );
        check(
            Usage { keys: 3, bytes: 3 },
            "k",
            None,
            1,
            expect![
                "there would be 4 keys, 3 are allowed: delete some first, or ask the operator to raise store_keys in [venues.….limits]"
            ],
        );
    }

    #[test]
    fn a_key_that_is_there_counts_once() {
        check(Usage { keys: 3, bytes: 15 }, "k", Some(4), 9, expect!["fits"]);
        assert!(QUOTA.admit(Usage { keys: 3, bytes: 15 }, "k", Some(4), 10).is_err());
    }

    #[test]
    fn what_shrinks_is_let_through_when_the_quota_was_lowered() {
        check(Usage { keys: 9, bytes: 99 }, "k", Some(9), 8, expect!["fits"]);
    }
}
