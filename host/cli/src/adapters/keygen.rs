//! `patio adapters keygen`: a pair of keys as minisign has them, for whoever signs adapters.

use super::secret_key::{self, PasswordFile};
use crate::exit::{Failure, Outcome};
use clap::Args;
use minisign::KeyPair;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Where the secret key goes; the public one goes beside it, with .pub at its end
    #[arg(long, value_name = "FILE", default_value = "patio.key")]
    key: PathBuf,
    #[command(flatten)]
    password: PasswordFile,
    /// Leaves the secret key without a password: for a machine that signs by itself and keeps the file to itself
    #[arg(long, conflicts_with = "password_file")]
    no_password: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let public = arguments.key.with_extension("pub");
    for path in [&arguments.key, &public] {
        // Asked before the password is: a key that is overwritten is gone.
        if path.exists() {
            let what = format_args!("{} is there already", path.display()).to_string();
            return Err(Failure::usage(what).hint("--key names another file"));
        }
    }
    let pair = if arguments.no_password {
        KeyPair::generate_unencrypted_keypair()
    } else {
        KeyPair::generate_encrypted_keypair(arguments.password.read()?)
    };
    let pair = pair.map_err(|error| Failure::failed(format_args!("no keys: {error}")))?;
    let secret_box = pair.sk.to_box(None).map_err(Failure::failed)?;
    let public_box = pair.pk.to_box().map_err(Failure::failed)?;
    write(&arguments.key, secret_box.into_string().as_bytes(), true)?;
    write(&public, public_box.into_string().as_bytes(), false)?;
    println!("secret key  {}  keep it to yourself", arguments.key.display());
    println!("public key  {}", public.display());
    println!("\nA host loads what it signs with\n\n[adapters]\ntrust = [{:?}]", secret_key::public_line(&pair.sk)?);
    Ok(())
}

fn write(path: &Path, bytes: &[u8], is_secret: bool) -> Outcome {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, if is_secret { 0o600 } else { 0o644 });
    #[cfg(not(unix))]
    let _ = is_secret;
    let written = options.open(path).and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    written.map_err(|error| Failure::failed(format_args!("{}: {error}", path.display())))
}
