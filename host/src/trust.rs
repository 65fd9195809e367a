//! Whose signature approves an adapter, and whether one does: minisign's detached signatures, as pure values.
//!
//! A signature lies beside its file (`till.wasm.minisig`) and is held against the very bytes that are loaded. Only
//! signatures over a hash are taken, which minisign makes since 0.10: the old kind does not say which of the two it is,
//! so that one could be passed off as the other.

#[cfg(test)]
mod tests;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minisign_verify::{Error, PublicKey, Signature};
use std::fmt;
use std::str::FromStr;

/// What a signature's file is called: this behind the name of what it signs.
pub const SUFFIX: &str = ".minisig";
/// Bytes of a signature at most: four lines, two of which are comments.
pub const MAX_SIGNATURE_BYTES: usize = 8 * 1024;
/// Characters of a trusted comment that are shown.
const COMMENT_CHARS: usize = 200;

/// The keys whose signatures approve an adapter. Without any, none is asked for.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Trust {
    keys: Vec<TrustedKey>,
}

/// A minisign public key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrustedKey {
    id: KeyId,
    key: PublicKey,
}

/// A key's number, as minisign writes it. It tells keys apart and proves nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KeyId(u64);

/// What is known of where an adapter's file comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Approval {
    /// Nobody signed it, and nobody asked.
    Unsigned,
    /// A signature lies beside it, and nobody asked for one.
    NotChecked,
    /// One of the trusted keys signed these bytes.
    Signed {
        /// Which.
        key: TrustedKey,
        /// What its owner wrote into the signature: a version, a time. Shown, and nothing else.
        comment: String,
    },
}

/// Why a file is not approved.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unapproved {
    /// There is no signature.
    #[error(
        "it is not signed, and [adapters] trust wants it to be: put its signature, its name with .minisig, beside it"
    )]
    Unsigned,
    /// There is something else.
    #[error("what lies beside it is no minisign signature")]
    Malformed,
    /// Somebody else's signature.
    #[error("it is signed with the key {0}, which is not in [adapters] trust")]
    UnknownKey(KeyId),
    /// Of the kind that signs no hash.
    #[error("its signature is of the old kind: sign it again with minisign 0.10 or later, without -l")]
    Legacy,
    /// Of another file, or of this one as it was.
    #[error("its signature by the key {0} does not fit: the file or the signature was changed, or is another's")]
    Wrong(KeyId),
    /// It was approved once.
    #[error("the key {0}, which signed it, is not in [adapters] trust any more")]
    Distrusted(KeyId),
}

/// A text that is no public key.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("is no minisign public key")]
pub struct NotAKey;

// === impl Trust ===

impl Trust {
    /// Trusts these keys.
    pub const fn new(keys: Vec<TrustedKey>) -> Self {
        Self { keys }
    }

    /// The keys.
    pub fn keys(&self) -> &[TrustedKey] {
        &self.keys
    }

    /// Whether a file is approved by the signature that lies beside it, if one does.
    ///
    /// # Errors
    /// Why it is not. Where no key is trusted, everything is let in, and the approval says that nothing was checked.
    pub fn judge(&self, file: &[u8], signature: Option<&[u8]>) -> Result<Approval, Unapproved> {
        if self.keys.is_empty() {
            return Ok(if signature.is_some() { Approval::NotChecked } else { Approval::Unsigned });
        }
        let signature = signature.ok_or(Unapproved::Unsigned)?;
        let text = std::str::from_utf8(signature).map_err(|_| Unapproved::Malformed)?;
        if text.len() > MAX_SIGNATURE_BYTES {
            return Err(Unapproved::Malformed);
        }
        let id = KeyId::of_signature(text).ok_or(Unapproved::Malformed)?;
        let signature = Signature::decode(text).map_err(|_| Unapproved::Malformed)?;
        let mut unapproved = Unapproved::UnknownKey(id);
        // Two keys may have one number: it is eight bytes that their owners chose.
        for key in self.keys.iter().filter(|key| key.id == id) {
            unapproved = match key.key.verify(file, &signature, false) {
                Ok(()) => {
                    return Ok(Approval::Signed { key: key.clone(), comment: shown(signature.trusted_comment()) });
                }
                Err(Error::UnexpectedAlgorithm) => Unapproved::Legacy,
                Err(_) => Unapproved::Wrong(id),
            };
        }
        Err(unapproved)
    }

    /// Whether what was approved under other keys is approved under these.
    ///
    /// # Errors
    /// Why it is not any more.
    pub fn still_approves(&self, approval: &Approval) -> Result<(), Unapproved> {
        match approval {
            _ if self.keys.is_empty() => Ok(()),
            Approval::Signed { key, .. } if self.keys.contains(key) => Ok(()),
            Approval::Signed { key, .. } => Err(Unapproved::Distrusted(key.id)),
            Approval::Unsigned | Approval::NotChecked => Err(Unapproved::Unsigned),
        }
    }
}

/// A comment as it may be shown in a log or a terminal.
fn shown(comment: &str) -> String {
    let plain = comment.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(COMMENT_CHARS).collect::<String>().trim().to_owned()
}

// === impl TrustedKey ===

impl TrustedKey {
    /// Its number.
    pub const fn id(&self) -> KeyId {
        self.id
    }
}

impl FromStr for TrustedKey {
    type Err = NotAKey;

    /// The second line of a minisign public key file.
    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let bytes: [u8; 42] = STANDARD.decode(text).map_err(|_| NotAKey)?.try_into().map_err(|_| NotAKey)?;
        let key = PublicKey::from_base64(text).map_err(|_| NotAKey)?;
        Ok(Self { id: KeyId::behind_the_algorithm(&bytes).ok_or(NotAKey)?, key })
    }
}

// === impl KeyId ===

impl KeyId {
    fn of_signature(text: &str) -> Option<Self> {
        Self::behind_the_algorithm(&STANDARD.decode(text.lines().nth(1)?).ok()?)
    }

    fn behind_the_algorithm(bytes: &[u8]) -> Option<Self> {
        let (_, rest) = bytes.split_first_chunk::<2>()?;
        rest.first_chunk().map(|id| Self(u64::from_le_bytes(*id)))
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016X}", self.0)
    }
}

// === impl Approval ===

impl fmt::Display for Approval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsigned => f.write_str("unsigned"),
            Self::NotChecked => f.write_str("signature not checked"),
            Self::Signed { key, comment } => write!(f, "signed by {}: {comment}", key.id),
        }
    }
}
