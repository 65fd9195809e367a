//! `patio build`: a project's component, by the tool chain of its language.

use crate::exit::Outcome;
use crate::new::failure;
use clap::Args;
use patio_toolchain::{Error, Install, Product, Project, Purpose};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(crate) struct Arguments {
    /// The project: a folder with an adapter.toml
    #[arg(value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,
    /// Runs what brings missing tools into the project (npm install, pip install, rustup target add)
    #[arg(long)]
    install: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let project = Project::open(&arguments.folder).map_err(failure)?;
    if arguments.install {
        project.install(&mut |line| println!("$ {line}")).map_err(failure)?;
    }
    let product = project.build(Purpose::Use).map_err(|error| {
        let can_run = matches!(&error, Error::Missing(missing)
            if missing.iter().all(|missing| matches!(missing.install, Install::Run(_))));
        let failure = failure(error);
        if can_run { failure.hint("`patio build --install` runs these lines and then builds") } else { failure }
    })?;
    let file = shown(&arguments.folder, &product);
    println!("{file}  {}, in {}", size(product.bytes), project.language);
    println!("  can    {}", interfaces(&product.exports));
    println!("  needs  {}", interfaces(&product.imports));
    println!("next: patio check {file}");
    Ok(())
}

/// The file, as it is named from where the command was typed.
fn shown(folder: &Path, product: &Product) -> String {
    let name = product.file.file_name().unwrap_or_default();
    folder.join(name).strip_prefix(".").map_or_else(|_| folder.join(name), Path::to_path_buf).display().to_string()
}

/// Interfaces without their versions, those of one package together: `patio:epos (about, orders)`.
fn interfaces(names: &[String]) -> String {
    let mut packages: Vec<(&str, Vec<&str>)> = Vec::new();
    for name in names {
        let name = name.split_once('@').map_or(name.as_str(), |(name, _)| name);
        let (package, interface) = name.split_once('/').unwrap_or(("", name));
        match packages.iter_mut().find(|(known, _)| *known == package) {
            Some((_, interfaces)) => interfaces.push(interface),
            None => packages.push((package, vec![interface])),
        }
    }
    let shown = packages.into_iter().map(|(package, interfaces)| format!("{package} ({})", interfaces.join(", ")));
    shown.collect::<Vec<_>>().join(", ")
}

#[expect(clippy::cast_precision_loss, reason = "a size for people, to a tenth of a megabyte")]
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..100_000 => format!("{} kB", bytes.div_ceil(1000)),
        _ => format!("{:.1} MB", bytes as f64 / 1_000_000.0),
    }
}
