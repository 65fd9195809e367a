//! The passwords a venue may be called with: kept as keyed hashes, compared in constant time.

use super::secret::Secret;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use std::{fmt, sync::LazyLock};
use subtle::{Choice, ConstantTimeEq as _};

/// Passwords that are valid at once. Two let one be rotated without a gap; with more, nobody retires the old ones.
pub const MAX_PASSWORDS: usize = 2;

/// A venue's passwords. The texts are not kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Passwords([Hash; MAX_PASSWORDS]);

type Hash = [u8; 32];

/// A fresh key in each process: a hash is worth nothing outside it. The key hides a password only as long as the
/// process's memory is safe; a slow hash would hide it longer and cost every call of every card machine its time.
static KEY: LazyLock<[u8; 64]> = LazyLock::new(|| {
    let mut key = [0; 64];
    rand::RngCore::fill_bytes(&mut rand::rng(), &mut key);
    key
});

static NOBODY: LazyLock<Passwords> = LazyLock::new(|| Passwords([rand::random(), rand::random()]));

// === impl Passwords ===

impl Passwords {
    /// Of one password, or of two while they are rotated. An unused place repeats the first, so that every venue's
    /// check takes the same time.
    pub fn new(first: &Secret, second: Option<&Secret>) -> Self {
        let hash_of = |secret: &Secret| hash(secret.expose().as_bytes());
        Self([hash_of(first), hash_of(second.unwrap_or(first))])
    }

    /// The passwords of a venue that does not exist: none is right, and finding that out takes as long as for one that
    /// does, so that nobody learns from the time which venues there are.
    pub fn nobody() -> &'static Self {
        &NOBODY
    }

    /// Whether a password is right. All are compared, whichever fits.
    pub fn accept(&self, password: &[u8]) -> bool {
        let given = hash(password);
        self.0.iter().fold(Choice::from(0), |found, valid| found | valid.ct_eq(&given)).into()
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passwords")
    }
}

fn hash(password: &[u8]) -> Hash {
    let mut mac = Hmac::<Sha256>::new(&(*KEY).into());
    mac.update(password);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_passwords_are_right_while_they_are_rotated() {
        let passwords = Passwords::new(&Secret::new("old"), Some(&Secret::new("new")));
        assert!(passwords.accept(b"old"));
        assert!(passwords.accept(b"new"));
        for wrong in ["", "ol", "old ", "Old", "oldnew"] {
            assert!(!passwords.accept(wrong.as_bytes()), "{wrong}");
        }
    }

    #[test]
    fn one_password_is_enough() {
        let passwords = Passwords::new(&Secret::new("only"), None);
        assert!(passwords.accept(b"only"));
        assert!(!passwords.accept(b""));
    }

    #[test]
    fn nobody_has_a_password() {
        for wrong in ["", "demo", "\0"] {
            assert!(!Passwords::nobody().accept(wrong.as_bytes()), "{wrong:?}");
        }
    }

    #[test]
    fn the_same_passwords_are_equal_so_that_a_reload_sees_no_change() {
        let of = |text| Passwords::new(&Secret::new(text), None);
        assert_eq!(of("same"), of("same"));
        assert_ne!(of("same"), of("other"));
    }

    #[test]
    fn passwords_are_not_printed() {
        assert_eq!(format!("{:?}", Passwords::new(&Secret::new("hunter2"), None)), "Passwords");
    }
}
