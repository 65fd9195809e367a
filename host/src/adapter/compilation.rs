//! A component's way to code: out of the cache, or compiled and put there.

use super::compile::{CompileError, Compiler, one_line};
use super::compiled::{CompileCache, CompiledCode, load};
use super::engine::Sandbox;
use super::load::Digest;
use crate::metrics::{Metrics, OutcomeLabels};
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::OwnedSemaphorePermit;
use wasmtime::Engine;
use wasmtime::component::Component;

/// Compiles what was never compiled, and counts it. Cloning shares cache, places and counts.
#[derive(Clone)]
pub struct Compilation {
    compiler: Compiler,
    cache: CompileCache,
    metrics: Metrics,
    /// What was found already.
    kept: Option<(Digest, Component)>,
    /// A place that was waited for already.
    place: Option<Arc<OwnedSemaphorePermit>>,
}

// === impl Compilation ===

impl Compilation {
    /// With a compiler, and what keeps its code.
    pub const fn new(compiler: Compiler, cache: CompileCache, metrics: Metrics) -> Self {
        Self { compiler, cache, metrics, kept: None, place: None }
    }

    /// Takes what is kept of a component, or waits for a place among what is compiled at once: for whoever would rather
    /// hold nothing while it waits. What is loaded with it waits no more.
    ///
    /// # Errors
    /// None that a component can cause.
    pub async fn ahead(&self, sandbox: &Sandbox, component: Digest) -> Result<Self, CompileError> {
        let mut ahead = self.clone();
        ahead.kept = self.kept(&sandbox.engine, component).await?.map(|code| (component, code));
        if ahead.kept.is_none() {
            ahead.place = Some(Arc::new(self.compiler.place().await?));
        }
        Ok(ahead)
    }

    /// The component of some bytes. Seconds may pass: nothing here holds up a thread of the runtime.
    pub(super) async fn component(
        &self,
        engine: &Engine,
        digest: Digest,
        bytes: Vec<u8>,
    ) -> Result<Component, CompileError> {
        if let Some(component) = self.kept(engine, digest).await? {
            self.count_of_cache("hit");
            return Ok(component);
        }
        let place = match &self.place {
            Some(place) => Arc::clone(place),
            None => Arc::new(self.compiler.place().await?),
        };
        self.count_of_cache("miss");
        let started = Instant::now();
        let code = self.compiler.code_of(engine, Arc::from(bytes)).await;
        drop(place);
        self.metrics.compile_time.inc_by(started.elapsed().as_secs_f64());
        self.metrics.compilations.get_or_create(&OutcomeLabels { outcome: outcome(&code) }).inc();
        let code = CompiledCode::New(code?);
        let (cache, engine) = (self.cache.clone(), engine.clone());
        apart(move || {
            // First loaded: what does not fit this engine is not kept.
            let component = load(&engine, &code).map_err(|error| {
                CompileError::Host(format!("the compiler's code does not fit: {}", one_line(&error)))
            })?;
            cache.put(&engine, digest, &code);
            Ok(component)
        })
        .await?
    }

    fn count_of_cache(&self, outcome: &'static str) {
        self.metrics.compile_cache.get_or_create(&OutcomeLabels { outcome }).inc();
    }

    async fn kept(&self, engine: &Engine, digest: Digest) -> Result<Option<Component>, CompileError> {
        // A component is shared, not copied; another file's is none.
        if let Some((_, component)) = self.kept.as_ref().filter(|(of, _)| *of == digest) {
            return Ok(Some(component.clone()));
        }
        let (cache, engine) = (self.cache.clone(), engine.clone());
        apart(move || cache.get(&engine, digest)).await
    }
}

/// On a thread that may wait for a disk.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, CompileError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| CompileError::Host(format!("it was cut short: {error}")))
}

fn outcome(code: &Result<Vec<u8>, CompileError>) -> &'static str {
    match code {
        Ok(_) => "compiled",
        Err(CompileError::Invalid(_)) => "invalid",
        Err(CompileError::Memory(_) | CompileError::Cpu(_) | CompileError::Deadline(_) | CompileError::Code(_)) => {
            "limit"
        }
        Err(CompileError::Died(_) | CompileError::Host(_)) => "failed",
    }
}
