//! Builds a project at each change, one build at a time, and puts what comes of it where the host looks.

use super::sources::Sources;
use super::stage::Stage;
use crate::build::size;
use crate::exit::{Failure, Outcome};
use crate::new::failure;
use patio_host::adapter::Digest;
use patio_host::registry::Registry;
use patio_host::venue::AdapterName;
use patio_toolchain::{Error, Product, Project, Purpose};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Between two looks whether the host has taken up what was built.
const LOOK: Duration = Duration::from_millis(50);

/// What builds a project.
pub(super) struct Building {
    project: Arc<Project>,
    sources: Sources,
}

// === impl Building ===

impl Building {
    /// Of a project as it is now.
    pub(super) fn of(project: Arc<Project>) -> Self {
        Self { sources: Sources::of(&project.folder), project }
    }

    /// Builds until there is a component: before, there is nothing to serve.
    pub(super) async fn first(&mut self) -> Outcome<Product> {
        loop {
            match self.build().await? {
                Ok(product) => return Ok(product),
                // Nothing that is saved mends what is missing.
                Err(missing @ Error::Missing(_)) => {
                    return Err(failure(missing).hint("`patio build --install` brings what needs no other rights"));
                }
                Err(error) => {
                    eprintln!("error: {error}\nwaiting for a change");
                    self.change().await;
                }
            }
        }
    }

    /// Builds at each change, for ever. A build that fails is shown, and what was built before goes on serving.
    pub(super) async fn go_on(&mut self, stage: &Stage, registry: &Arc<Registry>) -> Outcome {
        loop {
            self.change().await;
            match self.build().await? {
                Ok(product) => {
                    stage.put(&product.file)?;
                    taken_up(registry, stage.adapter(), &product.file).await?;
                }
                Err(error) => eprintln!("error: {error}\nthe version before goes on serving"),
            }
        }
    }

    async fn change(&mut self) {
        let changed = self.sources.changed(&self.project.folder).await;
        println!("changed: {}", listed(&changed, &self.project.folder));
    }

    /// What is changed while it builds is another change: the files were looked at before.
    async fn build(&self) -> Outcome<Result<Product, Error>> {
        let (project, began) = (Arc::clone(&self.project), Instant::now());
        let built =
            tokio::task::spawn_blocking(move || project.build(Purpose::Watch)).await.map_err(Failure::failed)?;
        if let Ok(product) = &built {
            let took = began.elapsed().as_secs_f32();
            println!("built {}.wasm, {}, in {took:.1} s", self.project.name, size(product.bytes));
        }
        Ok(built)
    }
}

/// Waits until the host says what it makes of a file.
async fn taken_up(registry: &Arc<Registry>, name: &AdapterName, file: &Path) -> Outcome {
    let bytes =
        tokio::fs::read(file).await.map_err(|error| Failure::failed(format_args!("{}: {error}", file.display())))?;
    let digest = Digest::of(&bytes);
    loop {
        if registry.get(name).is_some_and(|adapter| adapter.digest() == digest) {
            println!("serving it\n");
            return Ok(());
        }
        if let Some(failure) = registry.failure(name).filter(|failure| failure.digest == digest) {
            eprintln!("error: the host does not take it: {}\nthe version before goes on serving", failure.reason);
            return Ok(());
        }
        tokio::time::sleep(LOOK).await;
    }
}

fn listed(changed: &[PathBuf], folder: &Path) -> String {
    let shown = |path: &PathBuf| path.strip_prefix(folder).unwrap_or(path).display().to_string();
    match changed {
        [one] => shown(one),
        [first, rest @ ..] => format!("{} and {} more", shown(first), rest.len()),
        [] => String::new(),
    }
}
