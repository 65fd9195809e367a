//! `patio adapters rollback`: the version before, back in the folder.

use super::unfit;
use crate::desk::Desk;
use crate::exit::{Failure, Outcome};
use crate::settings_file::SettingsFile;
use clap::Args;
use patio_host::adapter::Digest;
use patio_host::config::Config;
use patio_host::registry::{Kept, Version};
use patio_host::venue::AdapterName;
use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(crate) struct Arguments {
    /// The adapter: its file's name without .wasm
    #[arg(value_name = "NAME")]
    name: AdapterName,
    #[command(flatten)]
    file: SettingsFile,
}

pub(crate) async fn run(arguments: &Arguments) -> Outcome {
    let (config, name) = (arguments.file.load_without_secrets()?, &arguments.name);
    let path = config.adapters.folder.join(format!("{name}.wasm"));
    let there = match fs::read(&path) {
        Ok(bytes) => Some(Digest::of(&bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(Failure::failed(format_args!("{} cannot be read: {error}", path.display()))),
    };
    let kept = Kept::inside(&config.adapters.cache, &config.adapters.folder);
    let version = before(&kept, name, there, &config)?;
    if config.adapters.trust.judge(&version.bytes, version.signature.as_deref()).is_err() {
        let what = format_args!("the version before of {name} is not put back: no key in [adapters] trust signed it");
        return Err(Failure::failed(what).hint("add the key that did, or put a file that is signed into the folder"));
    }
    let adapter = Desk::set()?.load_bytes(&path, name.clone(), version.bytes.clone()).await?;
    let aside = match there {
        // What never became an adapter is kept nowhere else.
        Some(digest) if !kept.holds(name, digest) => Some(put_aside(&path)?),
        _ => None,
    };
    version.put_at(&path).map_err(|error| Failure::failed(format_args!("{}: {error}", path.display())))?;
    println!("{} is {} again ({})", path.display(), adapter.description().version, version.digest);
    match (aside, there) {
        (Some(aside), _) => println!("what lay there never worked here: it is {} now", aside.display()),
        (None, Some(_)) => println!("the same command again brings back what lay there"),
        (None, None) => {}
    }
    println!("a host that runs takes it up within three seconds");
    for (venue, reason) in unfit(&config, name, &adapter) {
        println!("venue {venue} cannot use it: {reason}");
    }
    Ok(())
}

fn before(kept: &Kept, name: &AdapterName, there: Option<Digest>, config: &Config) -> Outcome<Version> {
    let cache = config.adapters.cache.display();
    let found = kept.before(name, there).map_err(|error| {
        Failure::failed(format_args!("what is kept of {name} cannot be read: {error}"))
            .hint(format_args!("run this as the host's user: {cache} is for it alone"))
    })?;
    found.ok_or_else(|| {
        Failure::failed(format_args!("no other version of {name} is kept in {cache}"))
            .hint("the host keeps an adapter when it takes it up: the newest that worked, and the one before")
    })
}

/// Copies a file to a name that no host takes up: until the other one is in its place, it stays where it is.
fn put_aside(path: &Path) -> Outcome<PathBuf> {
    let mut aside = OsString::from(path);
    aside.push(".put-aside");
    let aside = PathBuf::from(aside);
    fs::copy(path, &aside).map_err(|error| Failure::failed(format_args!("{}: {error}", aside.display())))?;
    Ok(aside)
}
