//! `patio new`: a project that builds, from the example adapter of a language.

mod spelling;

use crate::carried::template;
use crate::exit::{Failure, Outcome};
use crate::vendoring::{self, put};
use clap::Args;
use patio_toolchain::{Language, Name, Project};
use spelling::spelled;
use std::fs;
use std::path::{Path, PathBuf};

/// What cargo needs to know of a project beside what the example says: that no workspace above is meant, and how the
/// component is made small.
const CARGO: &str = "\n# Not a member of a workspace that happens to lie above; patio/ has crates of its own.\n\
                     [workspace]\nexclude = [\"patio\"]\n\n\
                     [profile.release]\nlto = true\ncodegen-units = 1\npanic = \"abort\"\n";

#[derive(Args)]
pub(crate) struct Arguments {
    /// What the adapter is called: small letters, digits and hyphens; it becomes a folder of that name
    #[arg(value_name = "NAME")]
    name: String,
    /// The language
    #[arg(long, value_name = "rust|javascript|python|c")]
    lang: Language,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let name: Name = arguments.name.parse().map_err(Failure::usage)?;
    let folder = PathBuf::from(name.kebab());
    is_free(&folder)?;
    // Made whole beside its place: what is interrupted leaves nothing that looks like a project.
    let made = tempfile::Builder::new().prefix(".patio-new-").tempdir_in(".");
    let made = made.map_err(|error| Failure::failed(format_args!("nothing can be written here: {error}")))?;
    let inside = made.path().join(name.kebab());
    write(&inside, &name, arguments.lang)?;
    fs::rename(&inside, &folder).map_err(|error| Failure::failed(format_args!("{}: {error}", folder.display())))?;
    println!("{name}/ is an adapter in {}: the example, under your name. It works as it is.\n", arguments.lang);
    println!("  cd {name}");
    println!("  {:<38} # makes {name}.wasm", "patio build");
    println!("  {:<38} # holds it against what a card machine expects", format!("patio check {name}.wasm"));
    println!("  {:<38} # builds on each change, and shows each call", "patio dev");
    let missing = Project::open(&folder).and_then(|project| project.missing()).map_err(failure)?;
    if !missing.is_empty() {
        println!(
            "\nMissing on this machine, and what installs it (`patio build --install` runs what needs no other rights):\n"
        );
        missing.iter().for_each(|missing| println!("  {missing}"));
    }
    println!("\n{name}/README.md says what is where, and what to change first.");
    Ok(())
}

fn write(folder: &Path, name: &Name, language: Language) -> Outcome {
    for (path, content) in template(language) {
        let file = folder.join(spelled(path, path, name));
        let Ok(text) = std::str::from_utf8(content) else {
            put(&file, content)?;
            continue;
        };
        let mut text = spelled(text, path, name);
        if *path == "Cargo.toml" {
            text.push_str(CARGO);
        }
        put(&file, text.as_bytes())?;
    }
    vendoring::write(&folder.join("patio"), language)
}

/// Whether a project may be made there.
fn is_free(folder: &Path) -> Outcome {
    let taken = |what: &str| {
        let hint = "take another name, or move it away: what is there is never overwritten";
        Err(Failure::usage(format_args!("{} {what}", folder.display())).hint(hint))
    };
    match fs::read_dir(folder).map(|mut entries| entries.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) => taken("is a folder with something in it"),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => taken("is a file"),
        Err(error) => Err(Failure::failed(format_args!("{}: {error}", folder.display()))),
    }
}

/// A failure of the tool chain, as a command ends with it.
pub(crate) fn failure(error: patio_toolchain::Error) -> Failure {
    use patio_toolchain::Error;
    let hint = error.hint();
    let failure = match &error {
        Error::NoFolder(_) | Error::NoProject { .. } | Error::Manifest { .. } => Failure::usage(&error),
        _ => Failure::failed(&error),
    };
    match hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}
