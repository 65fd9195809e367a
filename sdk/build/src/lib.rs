//! Builds Rust adapters to WebAssembly components, from a build script; lists files that a binary carries.
//!
//! ```no_run
//! # fn build_script() -> Result<(), patio_build::Error> {
//! let demo = patio_build::Package::at("../../plugins/demo").component()?;
//! println!("cargo::rustc-env=DEMO_COMPONENT={}", demo.display());
//! # Ok(())
//! # }
//! ```
//!
//! A component is built by a second cargo, with a target folder to itself (`components`, inside the outer one) and
//! without anything that belongs to the outer build. So the two never wait for each other's lock, and a component is
//! the same file whether `cargo build`, `cargo test`, `cargo clippy` or a coverage run asked for it.

mod carry;
mod environment;
mod error;
mod inherited;
mod inputs;
mod manifest;
mod target;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub use carry::Carried;
pub use error::Error;

/// The only target that components are built for.
const TARGET: &str = "wasm32-wasip2";

/// A Rust package that becomes one component (a `cdylib`) or several (its `src/bin/*.rs`).
#[derive(Debug)]
pub struct Package {
    folder: PathBuf,
    profile: String,
}

// === impl Package ===

impl Package {
    /// The package in a folder, named as seen from the package whose build script is running.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), profile: "component".to_owned() }
    }

    /// Another cargo profile than `component`, which is made for speed at run time.
    pub fn profile(mut self, profile: impl Into<String>) -> Self {
        self.profile = profile.into();
        self
    }

    /// Builds the package's `cdylib` and answers where the component is.
    pub fn component(self) -> Result<PathBuf, Error> {
        let build = Build::new(self)?;
        let name = manifest::package_name(&build.folder)?.replace('-', "_");
        build.run("--lib")?;
        let component = build.artifact(&name)?;
        inputs::watch_sources([&component])?;
        Ok(component)
    }

    /// Builds all of the package's `src/bin/*.rs` and answers name and place of each, in the order of the names.
    pub fn components(self) -> Result<Vec<(String, PathBuf)>, Error> {
        let build = Build::new(self)?;
        let names = manifest::bin_names(&build.folder)?;
        build.run("--bins")?;
        let components = names.into_iter().map(|name| build.artifact(&name).map(|path| (name, path)));
        let components = components.collect::<Result<Vec<_>, _>>()?;
        inputs::watch_sources(components.iter().map(|(_, path)| path))?;
        Ok(components)
    }
}

/// One run of the inner cargo.
struct Build {
    folder: PathBuf,
    profile: String,
    target_folder: PathBuf,
}

// === impl Build ===

impl Build {
    fn new(package: Package) -> Result<Self, Error> {
        let here = environment::folder("CARGO_MANIFEST_DIR")?;
        let folder = here.join(&package.folder);
        let folder = folder.canonicalize().map_err(|source| Error::Io { path: folder, source })?;
        let target_folder = outer_target_folder()?.join("components");
        // Before anything can fail: a failed script runs again when one of these changes.
        inputs::watch_package(&folder);
        target::ensure(&target_folder)?;
        Ok(Self { folder, profile: package.profile, target_folder })
    }

    fn run(&self, which: &str) -> Result<(), Error> {
        let mut cargo = Command::new(environment::program("CARGO", "cargo"));
        environment::clean(&mut cargo);
        cargo
            .args(["build", which, "--target", TARGET, "--profile", &self.profile, "--manifest-path"])
            .arg(self.folder.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(&self.target_folder)
            // Where the user's configuration moves intermediate files, ours still stay out of the outer build's.
            .env("CARGO_BUILD_BUILD_DIR", &self.target_folder)
            .current_dir(&self.folder)
            // What it says on stderr is shown by the outer cargo when the script fails.
            .stdout(Stdio::null());
        let status = cargo.status().map_err(|source| Error::Start { program: "cargo", source })?;
        if !status.success() {
            return Err(Error::Build { folder: self.folder.clone(), status });
        }
        Ok(())
    }

    /// Finds what `run` made.
    fn artifact(&self, name: &str) -> Result<PathBuf, Error> {
        let path = self.target_folder.join(TARGET).join(&self.profile).join(name).with_extension("wasm");
        if !path.is_file() {
            return Err(Error::NoArtifact { path });
        }
        Ok(path)
    }
}

/// The folder that the outer cargo builds into: the first one above `OUT_DIR` that cargo tagged as its own. Where somebody
/// else made that folder (a tool that put its files there first), cargo tags nothing: then it is the one that holds the
/// profile's, by the layout `<target>/<profile>/build/<package>/out`.
fn outer_target_folder() -> Result<PathBuf, Error> {
    let out = environment::folder("OUT_DIR")?;
    target_folder_above(&out).ok_or(Error::NoTargetFolder { out })
}

fn target_folder_above(out: &Path) -> Option<PathBuf> {
    let tagged = out.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    let by_layout = || out.ancestors().find(|folder| folder.ends_with("build"))?.parent()?.parent();
    tagged.or_else(by_layout).map(Path::to_path_buf)
}

#[cfg(test)]
mod tests {
    use super::target_folder_above;
    use std::fs;
    use std::path::PathBuf;

    #[test]
    fn a_target_folder_that_cargo_did_not_make_is_found_by_its_layout() {
        let root = std::env::temp_dir().join(format!("patio-build-{}", std::process::id()));
        let out: PathBuf = root.join("target/debug/build/some-package-0123/out");
        fs::create_dir_all(&out).unwrap();
        assert_eq!(target_folder_above(&out), Some(root.join("target")));
        fs::write(root.join("CACHEDIR.TAG"), "").unwrap();
        assert_eq!(target_folder_above(&out), Some(root.clone()), "the tag says more than the layout");
        fs::remove_dir_all(root).unwrap();
    }
}
