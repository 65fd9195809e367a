//! `patio adapters sign`: a signature beside a file, as minisign makes it.

use super::secret_key::{self, PasswordFile};
use crate::exit::{Failure, Outcome};
use clap::Args;
use patio_host::trust::{SUFFIX, Trust, TrustedKey};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

#[derive(Args)]
pub(crate) struct Arguments {
    /// What is signed; the signature goes beside it, with .minisig at its end
    #[arg(value_name = "FILE.wasm")]
    file: PathBuf,
    /// The secret key, of `patio adapters keygen` or of minisign
    #[arg(long, value_name = "FILE", default_value = "patio.key")]
    key: PathBuf,
    #[command(flatten)]
    password: PasswordFile,
    /// Signed too, and shown where the adapter is loaded: a version, for example
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let shown = arguments.file.display();
    let bytes = std::fs::read(&arguments.file)
        .map_err(|error| Failure::usage(format_args!("{shown} cannot be read: {error}")))?;
    let comment = arguments.comment.clone().unwrap_or_else(|| usual_comment(&arguments.file));
    if comment.chars().any(|c| c == '\n' || c == '\r') {
        return Err(Failure::usage("--comment has more than one line, and a signature has one for it"));
    }
    let key = secret_key::read(&arguments.key, &arguments.password)?;
    let signature = minisign::sign(None, &key, bytes.as_slice(), Some(&comment), Some("signature of an adapter"))
        .map_err(|error| Failure::failed(format_args!("{shown} was not signed: {error}")))?
        .into_string();
    // As a host will: what it would refuse is not handed out.
    let public: TrustedKey = secret_key::public_line(&key)?.parse().map_err(Failure::failed)?;
    let approval = Trust::new(vec![public])
        .judge(&bytes, Some(signature.as_bytes()))
        .map_err(|error| Failure::failed(format_args!("{shown} was not signed: {error}")))?;
    let beside = signature_of(&arguments.file);
    put(&beside, &signature).map_err(|error| Failure::failed(format_args!("{}: {error}", beside.display())))?;
    println!("{shown} is {approval}");
    Ok(())
}

/// Where the signature of a file lies.
pub(super) fn signature_of(file: &Path) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(SUFFIX);
    name.into()
}

/// Whole or not at all: a host may be looking.
fn put(path: &Path, text: &str) -> std::io::Result<()> {
    let beside = path.with_extension("minisig.part");
    std::fs::write(&beside, text)?;
    std::fs::rename(beside, path)
}

/// What minisign itself writes.
fn usual_comment(file: &Path) -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    format!("timestamp:{seconds} file:{}", name.replace(char::is_control, " "))
}
