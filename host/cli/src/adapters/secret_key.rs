//! A secret key and its password: out of files, or asked for on the terminal, and never shown.

use crate::exit::{Failure, Outcome};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use minisign::{PublicKey, SecretKey, SecretKeyBox};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(crate) struct PasswordFile {
    /// Takes the secret key's password out of a file, without the line break at its end, and asks for none
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

// === impl PasswordFile ===

impl PasswordFile {
    /// What the file holds; none where a person is to be asked.
    pub(super) fn read(&self) -> Outcome<Option<String>> {
        let Some(path) = &self.password_file else { return Ok(None) };
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::usage(format_args!("{} cannot be read: {error}", path.display())))?;
        let password = text.strip_suffix('\n').map_or(text.as_str(), |line| line.strip_suffix('\r').unwrap_or(line));
        Ok(Some(password.to_owned()))
    }
}

/// Reads a secret key of minisign's or ours. One without a password asks for none.
pub(super) fn read(path: &Path, password: &PasswordFile) -> Outcome<SecretKey> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::usage(format_args!("{} cannot be read: {error}", path.display())))?;
    let no_key = || Failure::usage(format_args!("{} is no secret key of minisign", path.display()));
    let line = text.lines().nth(1).ok_or_else(no_key)?;
    let bytes = STANDARD.decode(line.trim()).map_err(|_| no_key())?;
    let key = SecretKey::from_bytes(&bytes).map_err(|_| no_key())?;
    if !key.is_encrypted() {
        return Ok(key);
    }
    let password = password.read()?;
    let opened = SecretKeyBox::from_string(&text).and_then(|sealed| sealed.into_secret_key(password));
    opened.map_err(|error| Failure::failed(format_args!("{}: {error}", path.display())))
}

/// The public key of a secret one, as `[adapters] trust` has it.
pub(super) fn public_line(key: &SecretKey) -> Outcome<String> {
    PublicKey::from_secret_key(key).map(|key| key.to_base64()).map_err(Failure::failed)
}
