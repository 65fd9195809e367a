//! A component's way to code: out of the cache, or compiled and put there.

use super::compile::{CompileError, Compiler};
use super::compiled::{CompileCache, CompiledCode, load};
use super::load::Digest;
use crate::metrics::{Metrics, OutcomeLabels};
use std::sync::Arc;
use std::time::Instant;
use wasmtime::Engine;
use wasmtime::component::Component;

/// Compiles what was never compiled, and counts it. Cloning shares cache, places and counts.
#[derive(Clone)]
pub struct Compilation {
    compiler: Compiler,
    cache: CompileCache,
    metrics: Metrics,
}

// === impl Compilation ===

impl Compilation {
    /// With a compiler, and what keeps its code.
    pub const fn new(compiler: Compiler, cache: CompileCache, metrics: Metrics) -> Self {
        Self { compiler, cache, metrics }
    }

    /// The component of some bytes. Seconds may pass: nothing here holds up a thread of the runtime.
    pub(super) async fn component(
        &self,
        engine: &Engine,
        digest: Digest,
        bytes: Vec<u8>,
    ) -> Result<Component, CompileError> {
        let hit = || self.metrics.compile_cache.get_or_create(&OutcomeLabels { outcome: "hit" }).inc();
        if let Some(component) = self.kept(engine, digest).await? {
            hit();
            return Ok(component);
        }
        let place = self.compiler.place().await?;
        // The same component under another name may have been compiled while this one waited.
        if let Some(component) = self.kept(engine, digest).await? {
            hit();
            return Ok(component);
        }
        self.metrics.compile_cache.get_or_create(&OutcomeLabels { outcome: "miss" }).inc();
        let started = Instant::now();
        let code = self.compiler.code_of(engine, Arc::from(bytes)).await;
        drop(place);
        self.metrics.compile_time.inc_by(started.elapsed().as_secs_f64());
        self.metrics.compilations.get_or_create(&OutcomeLabels { outcome: outcome(&code) }).inc();
        let code = CompiledCode::from_compiler(code?);
        let (cache, engine) = (self.cache.clone(), engine.clone());
        apart(move || {
            // First loaded: what does not fit this engine is not kept.
            let component = load(&engine, &code).map_err(|error| {
                CompileError::Host(format!("the compiler's code does not fit: {}", super::compile::one_line(&error)))
            })?;
            cache.put(&engine, digest, &code);
            Ok(component)
        })
        .await?
    }

    async fn kept(&self, engine: &Engine, digest: Digest) -> Result<Option<Component>, CompileError> {
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
