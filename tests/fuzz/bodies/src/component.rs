//! Bytes that lie in the folder of adapters: they are loaded, or refused with a reason, and in a time that is bounded.

use patio_host::adapter::{Adapter, Compilation, CompileCache, CompileLimits, Compiler, Sandbox, SandboxSettings};
use patio_host::metrics::Metrics;
use patio_host::notice::Notices;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// Far more than the five seconds that describing may take, and what there is to compile in so few bytes.
const BOUND: Duration = Duration::from_secs(60);

/// A small sandbox: whatever is loaded is tried in it once.
fn sandbox() -> &'static (Runtime, Arc<Sandbox>) {
    static SANDBOX: OnceLock<(Runtime, Arc<Sandbox>)> = OnceLock::new();
    SANDBOX.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let sandbox = Sandbox::new(SandboxSettings { calls_at_once: 1, memory_bytes: 64 << 20 });
        (runtime.expect("a runtime"), Arc::new(sandbox.expect("a sandbox")))
    })
}

/// The input is a file.
pub fn component(input: &[u8]) {
    let (runtime, sandbox) = sandbox();
    // In this process: it is the one that is watched.
    let limits = CompileLimits { memory_bytes: 1 << 30, cpu: BOUND, deadline: BOUND, code_bytes: 128 << 20 };
    let compilation = Compilation::new(Compiler::in_this_process(limits), CompileCache::none(), Metrics::new().0);
    let notices = Arc::new(Notices::default());
    let name = "fuzzed".parse().expect("a name");
    let began = Instant::now();
    match runtime.block_on(Adapter::load(sandbox, &compilation, &notices, name, input.to_vec())) {
        Ok(adapter) => assert!(!adapter.interfaces().exports.is_empty(), "what is loaded provides something"),
        Err(error) => assert!(!error.to_string().trim().is_empty(), "whoever is refused hears why"),
    }
    assert!(began.elapsed() < BOUND, "it took {:?}", began.elapsed());
    assert!(sandbox.is_live(), "time limits hold");
}
