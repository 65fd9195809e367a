//! What an instance carries: its limits, its WASI, and what its venue lends it for the call that runs.

use super::clock::{SinceCall, Wall};
use super::engine::Sandbox;
use super::fault::Limit;
use super::lend::{self, Lending};
use super::long::{LONG_AFTER, LongTurns};
use super::memory::Memory;
use super::metered::Meter;
use crate::trace::TraceId;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;
use wasmtime::component::ResourceTable;
use wasmtime::{Store, UpdateDeadline};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

/// Ticks until a guest gives way: the next one.
const TICKS: u64 = 1;

/// The data of a store.
pub(crate) struct CallState {
    pub(super) memory: Memory,
    pub(super) lending: Arc<Lending>,
    pub(super) running: Running,
    pub(super) log: Arc<lend::log::Budget>,
    long_turns: LongTurns,
    /// Made when the guest first asks for it: most calls of most adapters never do, and for them the seeding of its
    /// random numbers would be work for nothing.
    wasi: Option<WasiCtx>,
    began: Instant,
    http: WasiHttpCtx,
    outgoing: lend::http::Outgoing,
    table: ResourceTable,
}

/// The call that runs.
pub(super) struct Running {
    pub(super) trace_id: TraceId,
    pub(super) deadline: Instant,
    /// What it has used.
    pub(super) meter: Arc<Meter>,
}

// === impl CallState ===

impl CallState {
    /// A store with its limits set.
    pub(super) fn store(sandbox: &Sandbox, lending: &Arc<Lending>, running: Running) -> Store<Self> {
        let limits = &lending.limits;
        let log = Arc::new(lend::log::Budget::new(lending, &running.trace_id));
        let mut http = WasiHttpCtx::new();
        http.set_field_size_limit(limits.http_fields_bytes);
        let mut table = ResourceTable::new();
        table.set_max_capacity(limits.handles);
        let outgoing = lend::http::Outgoing::new(lending.way_out.as_ref(), limits, &log, running.deadline);
        let state = Self {
            memory: Memory::new(limits.memory_bytes),
            lending: Arc::clone(lending),
            running,
            outgoing,
            log,
            wasi: None,
            began: Instant::now(),
            http,
            table,
            long_turns: sandbox.long_turns.clone(),
        };
        let mut store = Store::new(&sandbox.engine, state);
        store.limiter(|state| &mut state.memory);
        store.set_hostcall_fuel(limits.reply_bytes);
        store.set_max_component_handles(limits.handles);
        store.set_epoch_deadline(TICKS);
        store.epoch_deadline_callback(|store| Ok(UpdateDeadline::YieldCustom(TICKS, store.data().give_way())));
        store
    }

    /// Makes the store of an instance that is kept ready for its next call.
    pub(super) fn begin(store: &mut Store<Self>, running: Running) {
        let state = store.data_mut();
        state.memory.forget_refusal();
        state.log.renew(&running.trace_id);
        state.outgoing.renew(running.deadline);
        state.running = running;
        store.set_epoch_deadline(TICKS);
    }

    /// Lets others run, and comes back; a long call only when it is its turn.
    fn give_way(&self) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let meter = &self.running.meter;
        if meter.used() < LONG_AFTER {
            // `UpdateDeadline::Yield` would be rescheduled at once by tokio's LIFO slot.
            return Box::pin(tokio::task::yield_now());
        }
        Box::pin(self.long_turns.clone().take(self.lending.long_lane.clone(), Arc::clone(meter)))
    }

    /// The memory limit, where it was hit.
    pub(super) fn memory_limit(&self) -> Option<Limit> {
        self.memory.refused().then(|| Limit::Memory(self.memory.limit_bytes()))
    }
}

impl WasiView for CallState {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        let Self { wasi, table, lending, log, began, .. } = self;
        WasiCtxView { ctx: wasi.get_or_insert_with(|| closed_wasi(lending, log, *began)), table }
    }
}

impl WasiHttpView for CallState {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { hooks: &mut self.outgoing, table: &mut self.table, ctx: &mut self.http }
    }
}

/// WASI that is all there and leads nowhere: no preopened folder, no environment, no argument, and no address that may
/// be reached.
fn closed_wasi(lending: &Lending, log: &Arc<lend::log::Budget>, began: Instant) -> WasiCtx {
    WasiCtx::builder()
        .wall_clock(Wall)
        .monotonic_clock(SinceCall(began))
        .max_random_size(u64::try_from(lending.limits.random_bytes).unwrap_or(u64::MAX))
        .allow_tcp(false)
        .allow_udp(false)
        .allow_ip_name_lookup(false)
        .stdout(lend::log::Stdio::new(log, "stdout"))
        .stderr(lend::log::Stdio::new(log, "stderr"))
        .build()
}
