//! `patio adapters verify`: whether a host would take a file's signature.

use super::sign::signature_of;
use crate::exit::{Failure, Outcome};
use crate::settings_file::SettingsFile;
use clap::Args;
use patio_host::trust::{Trust, TrustedKey};
use std::io::ErrorKind;
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The adapter, with its signature beside it
    #[arg(value_name = "FILE.wasm")]
    file: PathBuf,
    /// A public key ("RW…"), in place of those of the configuration; may be repeated
    #[arg(long, value_name = "KEY")]
    trust: Vec<String>,
    #[command(flatten)]
    config: SettingsFile,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let trust = trust(arguments)?;
    let shown = arguments.file.display();
    let unreadable = |error| Failure::usage(format_args!("{shown} cannot be read: {error}"));
    let bytes = std::fs::read(&arguments.file).map_err(unreadable)?;
    let beside = signature_of(&arguments.file);
    let signature = match std::fs::read(&beside) {
        Ok(signature) => Some(signature),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(Failure::usage(format_args!("{} cannot be read: {error}", beside.display()))),
    };
    let approval = trust
        .judge(&bytes, signature.as_deref())
        .map_err(|error| Failure::failed(format_args!("{shown} is not approved: {error}")))?;
    println!("{shown} is {approval}");
    Ok(())
}

fn trust(arguments: &Arguments) -> Outcome<Trust> {
    if arguments.trust.is_empty() {
        let trust = arguments.config.load_without_secrets()?.adapters.trust;
        if trust == Trust::default() {
            let what = "no key is trusted, so there is nothing to verify with";
            return Err(Failure::usage(what).hint("--trust RW… names one, or [adapters] trust of the configuration"));
        }
        return Ok(trust);
    }
    let keys: Result<Vec<TrustedKey>, _> = arguments
        .trust
        .iter()
        .map(|text| text.parse().map_err(|error| Failure::usage(format_args!("--trust {text:?} {error}"))))
        .collect();
    Ok(Trust::new(keys?))
}
