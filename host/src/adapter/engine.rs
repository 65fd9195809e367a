//! The engine that all adapters share: its settings, the pool of instances, and the ticker that makes guests yield.

use super::lend;
use super::long::LongTurns;
use super::state::CallState;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use wasmtime::component::Linker;
use wasmtime::{
    Config, Enabled, Engine, EngineWeak, InstanceAllocationStrategy, PoolingAllocationConfig, Strategy,
    WasmBacktraceDetails, WasmFeatures,
};

/// How often a running guest gives way. 1 ms keeps a loop from delaying others for longer than a slow disk read
/// would; ten times less would cost a tick for every call.
const TICK: Duration = Duration::from_millis(1);
/// Without a tick for this long, time limits are inert and the host is not live.
const TICKER_DEAD_AFTER: Duration = Duration::from_secs(1);
/// Stack of a guest: 1 MiB is what native threads of small programs have, and JavaScript's engine needs half of it.
pub(super) const GUEST_STACK_BYTES: usize = 1024 * 1024;
/// Stack of a call's fiber: the guest's and the same again for host functions on top of it.
const FIBER_STACK_BYTES: usize = 2 * GUEST_STACK_BYTES;
/// Kept resident per used slot, so that the next instance finds its pages mapped: larger than the memory of a Rust
/// adapter. Only with `PAGEMAP_SCAN` (Linux 6.7), which resets just the pages that were written.
const KEEP_RESIDENT_BYTES: usize = 2 * 1024 * 1024;
/// Without it, what is kept must be zeroed whole: a small amount is cheaper than a large one.
const KEEP_RESIDENT_BYTES_WITHOUT_SCAN: usize = 64 * 1024;
const TABLE_KEEP_RESIDENT_BYTES: usize = 64 * 1024;
/// JavaScript and Python components have about 5 core instances and 50 tables of up to 50 000 elements.
const CORE_INSTANCES_PER_COMPONENT: u32 = 20;
const MEMORIES_PER_COMPONENT: u32 = 4;
const TABLES_PER_COMPONENT: u32 = 64;
const TABLE_ELEMENTS: usize = 100_000;
/// Instances beside the calls': an adapter that is being loaded is tried in the same pool.
const LOADING_INSTANCES: u32 = 4;

/// What the pool is sized by.
#[derive(Clone, Debug)]
pub struct SandboxSettings {
    /// Calls at once, all venues together.
    pub calls_at_once: u32,
    /// Memory of one instance at most, whatever its venue allows, in bytes.
    pub memory_bytes: usize,
}

/// Whether backtraces name lines of the source. Compiled code is made for one or the other.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum SourceLines {
    /// Functions alone.
    #[default]
    None,
    /// Functions and lines.
    Told,
}

/// The shared part of every sandbox.
pub struct Sandbox {
    pub(super) engine: Engine,
    pub(super) linker: Linker<CallState>,
    pub(super) warm_slots: Arc<tokio::sync::Semaphore>,
    pub(super) long_turns: LongTurns,
    settings: SandboxSettings,
    ticker: Arc<Ticker>,
}

/// The sandbox could not be set up.
#[derive(Debug, thiserror::Error)]
#[error(
    "the sandbox could not be set up: {0}; it reserves address space for every call at once: \
     lower [server] max_concurrent_calls or max_adapter_memory_mib, or raise the limit (ulimit -v)"
)]
pub struct SandboxError(String);

struct Ticker {
    started: Instant,
    last_tick_ms: AtomicU64,
}

// === impl Sandbox ===

impl Sandbox {
    /// Reserves the pool's address space and starts the ticker.
    ///
    /// # Errors
    /// Where the system gives no address space or no thread.
    pub fn new(settings: SandboxSettings) -> Result<Self, SandboxError> {
        Self::ticking(settings, SourceLines::None)
    }

    /// One in which a trap's backtrace names lines of the source, where a component has them (DWARF). For who writes
    /// adapters: a component chooses what is parsed at each of its traps, outside of any limit.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_source_lines(settings: SandboxSettings) -> Result<Self, SandboxError> {
        Self::ticking(settings, SourceLines::Told)
    }

    fn ticking(settings: SandboxSettings, lines: SourceLines) -> Result<Self, SandboxError> {
        let sandbox = Self::still(settings, lines)?;
        let (weak, beat) = (sandbox.engine.weak(), Arc::clone(&sandbox.ticker));
        // An operating system thread: a task of the runtime would starve with the runtime that it is to keep alive.
        std::thread::Builder::new()
            .name("epoch-ticker".to_owned())
            .spawn(move || beat.run(&weak))
            .map_err(|error| SandboxError(error.to_string()))?;
        Ok(sandbox)
    }

    /// One whose ticker does not tick: nothing makes its guests yield.
    #[cfg(test)]
    pub(super) fn inert(settings: SandboxSettings) -> Result<Self, SandboxError> {
        Self::still(settings, SourceLines::None)
    }

    fn still(settings: SandboxSettings, lines: SourceLines) -> Result<Self, SandboxError> {
        let refused = |error: &dyn std::fmt::Display| SandboxError(format!("{error:#}"));
        let engine = Engine::new(&config(&settings, lines)).map_err(|error| refused(&error))?;
        let mut linker = Linker::new(&engine);
        lend::link(&mut linker).map_err(|error| refused(&error))?;
        let ticker = Arc::new(Ticker { started: Instant::now(), last_tick_ms: AtomicU64::new(0) });
        let warm_slots = Arc::new(tokio::sync::Semaphore::new(
            usize::try_from(settings.calls_at_once).unwrap_or(usize::MAX).min(tokio::sync::Semaphore::MAX_PERMITS),
        ));
        Ok(Self { engine, linker, warm_slots, long_turns: LongTurns::of_this_machine(), settings, ticker })
    }

    /// Whether running guests are still made to yield: without that, no time limit holds.
    pub fn is_live(&self) -> bool {
        self.ticker.since_last_tick() < TICKER_DEAD_AFTER
    }

    /// Whether memory is reset by the pages that were written (Linux 6.7 or later): without it a call costs more.
    pub fn resets_written_pages_only(&self) -> bool {
        PoolingAllocationConfig::is_pagemap_scan_available()
    }

    /// What the pool is sized by.
    pub const fn settings(&self) -> &SandboxSettings {
        &self.settings
    }
}

fn config(settings: &SandboxSettings, lines: SourceLines) -> Config {
    let mut config = code_config(lines);
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool(settings)));
    config
}

/// Everything that compiled code depends on: a process that only compiles has this and no pool.
pub(super) fn code_config(lines: SourceLines) -> Config {
    let mut config = Config::new();
    // Said, where the library would look into the environment: who sets a variable decides nothing about the sandbox.
    config.wasm_backtrace_details(match lines {
        SourceLines::None => WasmBacktraceDetails::Disable,
        SourceLines::Told => WasmBacktraceDetails::Enable,
    });
    config
        .strategy(Strategy::Cranelift)
        .epoch_interruption(true)
        // WASI 0.2 components are synchronous: the bookkeeping of concurrent guests would cost 7 µs a call.
        .concurrency_support(false)
        // Without it the pool reserves heaps for a garbage collector that no supported language uses.
        .gc_support(false)
        .max_wasm_stack(GUEST_STACK_BYTES)
        .async_stack_size(FIBER_STACK_BYTES)
        .memory_init_cow(true);
    // The list is explicit, so that an update of wasmtime opens nothing by itself.
    for (feature, enable) in [
        (WasmFeatures::MUTABLE_GLOBAL, true),
        (WasmFeatures::SATURATING_FLOAT_TO_INT, true),
        (WasmFeatures::SIGN_EXTENSION, true),
        (WasmFeatures::MULTI_VALUE, true),
        (WasmFeatures::BULK_MEMORY, true),
        (WasmFeatures::REFERENCE_TYPES, true),
        (WasmFeatures::SIMD, true),
        (WasmFeatures::EXTENDED_CONST, true),
        (WasmFeatures::COMPONENT_MODEL, true),
        (WasmFeatures::RELAXED_SIMD, false),
        (WasmFeatures::THREADS, false),
        (WasmFeatures::TAIL_CALL, false),
        (WasmFeatures::MULTI_MEMORY, false),
        (WasmFeatures::MEMORY64, false),
        (WasmFeatures::EXCEPTIONS, false),
        (WasmFeatures::GC, false),
        (WasmFeatures::CUSTOM_PAGE_SIZES, false),
        (WasmFeatures::WIDE_ARITHMETIC, false),
    ] {
        config.wasm_features(feature, enable);
    }
    config
}

fn pool(settings: &SandboxSettings) -> PoolingAllocationConfig {
    // Calls, as many instances that are kept warm for venues that reuse them, and those that are being loaded.
    let components = settings.calls_at_once.saturating_mul(2).saturating_add(LOADING_INSTANCES);
    let keep_resident = if PoolingAllocationConfig::is_pagemap_scan_available() {
        KEEP_RESIDENT_BYTES
    } else {
        KEEP_RESIDENT_BYTES_WITHOUT_SCAN
    };
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(components)
        .total_core_instances(components.saturating_mul(CORE_INSTANCES_PER_COMPONENT))
        .total_memories(components.saturating_mul(MEMORIES_PER_COMPONENT))
        .total_tables(components.saturating_mul(TABLES_PER_COMPONENT))
        .total_stacks(components)
        .max_core_instances_per_component(CORE_INSTANCES_PER_COMPONENT)
        .max_memories_per_component(MEMORIES_PER_COMPONENT)
        .max_tables_per_component(TABLES_PER_COMPONENT)
        .table_elements(TABLE_ELEMENTS)
        .max_memory_size(settings.memory_bytes)
        // Slots that were used once keep their pages: a few for the busiest adapters, not one for every venue.
        .max_unused_warm_slots(settings.calls_at_once)
        .linear_memory_keep_resident(keep_resident)
        .table_keep_resident(TABLE_KEEP_RESIDENT_BYTES)
        .pagemap_scan(Enabled::Auto);
    pool
}

// === impl Ticker ===

impl Ticker {
    fn run(&self, engine: &EngineWeak) {
        // Ends with the engine.
        while let Some(engine) = engine.upgrade() {
            engine.increment_epoch();
            drop(engine);
            let elapsed = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
            self.last_tick_ms.store(elapsed, Ordering::Relaxed);
            std::thread::sleep(TICK);
        }
    }

    fn since_last_tick(&self) -> Duration {
        self.started.elapsed().saturating_sub(Duration::from_millis(self.last_tick_ms.load(Ordering::Relaxed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sandbox_whose_ticker_stands_still_is_not_live() {
        let settings = SandboxSettings { calls_at_once: 1, memory_bytes: 1 << 20 };
        let [ticks, stands] = [Sandbox::new(settings.clone()).unwrap(), Sandbox::inert(settings).unwrap()];
        while stands.is_live() {
            std::thread::park_timeout(TICK);
        }
        assert!(ticks.is_live());
    }
}
