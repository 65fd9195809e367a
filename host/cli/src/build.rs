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
    println!("  can   {}", of_package(&product.exports, "patio:epos/").join(" "));
    println!("  uses  {}", uses(&product.imports));
    println!("next: patio check {file}");
    Ok(())
}

/// The file, as it is named from where the command was typed.
fn shown(folder: &Path, product: &Product) -> String {
    let name = product.file.file_name().unwrap_or_default();
    folder.join(name).strip_prefix(".").map_or_else(|_| folder.join(name), Path::to_path_buf).display().to_string()
}

/// What a component imports, in words: what the host lends, and how much of WASI its language brings along.
fn uses(imports: &[String]) -> String {
    let mut uses: Vec<_> = of_package(imports, "patio:host/").into_iter().map(str::to_owned).collect();
    let wasi = of_package(imports, "wasi:");
    if wasi.contains(&"http/outgoing-handler") {
        uses.push("http".to_owned());
    }
    let brought = wasi.iter().filter(|name| !name.starts_with("http/")).count();
    if brought > 0 {
        uses.push(format!("(and {brought} interfaces of WASI that come with the language)"));
    }
    uses.join(" ")
}

/// Interfaces of a package, without it and without their versions.
fn of_package<'a>(names: &'a [String], package: &str) -> Vec<&'a str> {
    let name = |name: &'a String| Some(name.strip_prefix(package)?.split('@').next().unwrap_or_default());
    names.iter().filter_map(name).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a size for people, to a tenth of a megabyte")]
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..100_000 => format!("{} kB", bytes.div_ceil(1000)),
        _ => format!("{:.1} MB", bytes as f64 / 1_000_000.0),
    }
}
