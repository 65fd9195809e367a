//! `patio wit`: the interfaces that a project carries.

use crate::exit::{Failure, Outcome};
use crate::new::failure;
use crate::vendoring::{self, Update, VERSION};
use clap::{Args, Subcommand};
use patio_toolchain::{Project, contract_fits};
use std::path::PathBuf;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Replaces patio/ of a project (the WIT and the SDK) by what this patio carries, and says what changed
    Update(UpdateArguments),
}

#[derive(Args)]
pub(crate) struct UpdateArguments {
    /// The project: a folder with an adapter.toml
    #[arg(value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,
    /// Gives up what somebody changed in patio/ by hand
    #[arg(long)]
    overwrite: bool,
}

pub(crate) fn run(command: &Command) -> Outcome {
    let Command::Update(arguments) = command;
    let project = Project::open(&arguments.folder).map_err(failure)?;
    if !project.carries_the_contract() {
        let what = format!("{} takes the WIT from elsewhere: contract in its adapter.toml", project.folder.display());
        return Err(
            Failure::usage(what).hint("take the line out: then patio/ holds the WIT, and is kept by this command")
        );
    }
    let update = vendoring::update(&project.folder.join("patio"), project.language, arguments.overwrite)?;
    tell(&project, &update);
    if let Err(no_fit) = contract_fits(&project).map_err(failure)? {
        let what = format!("the adapter does not fit any more: {no_fit}");
        return Err(Failure::failed(what).hint("change wit/ and the adapter until `patio build` is content"));
    }
    println!("the adapter fits; next: patio build");
    Ok(())
}

fn tell(project: &Project, update: &Update) {
    let Update { before, added, changed, removed } = update;
    let version = match before {
        Some(before) if before == VERSION => VERSION.to_owned(),
        Some(before) => format!("{before} → {VERSION}"),
        None => format!("of an unknown version → {VERSION}"),
    };
    println!("patio/ of {}: {version}", project.name);
    for (word, paths) in [("added", added), ("changed", changed), ("removed", removed)] {
        paths.iter().for_each(|path| println!("  {word:<8} patio/{path}"));
    }
    if added.is_empty() && changed.is_empty() && removed.is_empty() {
        println!("  nothing changed");
    }
}
