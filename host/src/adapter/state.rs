//! What an instance carries: its limits, its WASI, and what its venue lends it for the call that runs.

use super::engine::Sandbox;
use super::fault::Limit;
use super::lend::files::{Files, FilesView};
use super::lend::premises::Refusals;
use super::lend::sockets::{Sockets, SocketsView};
use super::lend::{self, Lending};
use super::long::{LONG_AFTER, LongTurns};
use super::memory::Memory;
use super::metered::Meter;
use super::wasi::wasi;
use super::witness::Witness;
use crate::trace::TraceId;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;
use wasmtime::component::ResourceTable;
use wasmtime::{Store, UpdateDeadline};
use wasmtime_wasi::filesystem::WasiFilesystemCtxView;
use wasmtime_wasi::sockets::WasiSocketsCtxView;
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
    /// Before the table: it says that the call is over while the guest's unfinished bodies are still there.
    outgoing: lend::http::Outgoing,
    sockets: Sockets,
    table: ResourceTable,
    /// After the table: whoever lets a file go last closes it, and a disk may be slow.
    files: Files,
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
        let witness = running.meter.witness();
        let log = Arc::new(lend::log::Budget::new(lending, &running.trace_id, witness));
        let mut http = WasiHttpCtx::new();
        http.set_field_size_limit(limits.http_fields_bytes);
        let mut table = ResourceTable::new();
        table.set_max_capacity(limits.handles);
        let outgoing = lend::http::Outgoing::new(lending.way_out.as_ref(), &log, running.deadline, witness);
        let refusals = Refusals::new(&log, &lending.limit_hits);
        let premises = lending.premises.as_ref();
        let state = Self {
            files: Files::new(premises, &refusals, limits, witness),
            sockets: Sockets::new(premises, &refusals, limits.tcp_connections),
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
        state.files.renew();
        state.sockets.renew();
        state.running = running;
        store.set_epoch_deadline(TICKS);
    }

    /// Opens what the venue lends of the disk, before the instance is made.
    pub(super) async fn open_folders(&mut self) {
        self.files.open().await;
    }

    /// Closes what the guest let go, before its answer is passed on.
    pub(super) async fn settle_files(&mut self) {
        self.files.settle().await;
    }

    pub(super) fn files(&mut self) -> FilesView<'_> {
        let Self { wasi: made, table, lending, log, began, files, sockets, running, .. } = self;
        let ctx = made.get_or_insert_with(|| wasi(lending, log, sockets, *began, running.meter.witness()));
        FilesView { stock: WasiFilesystemCtxView { ctx: ctx.filesystem(), table }, files }
    }

    pub(super) fn sockets(&mut self) -> SocketsView<'_> {
        let Self { wasi: made, table, lending, log, began, sockets, running, .. } = self;
        let ctx = made.get_or_insert_with(|| wasi(lending, log, sockets, *began, running.meter.witness()));
        SocketsView { stock: WasiSocketsCtxView { ctx: ctx.sockets(), table }, sockets }
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

    /// Tells the call's meter what memory its instance took.
    pub(super) fn note_memory(&self) {
        self.running.meter.set_memory(self.memory.used_bytes());
    }

    /// Who notes the call that runs, where somebody does.
    pub(super) fn witness(&self) -> Option<&Arc<Witness>> {
        self.running.meter.witness()
    }

    /// Notes at the end of a call what it took.
    pub(super) fn tell_witness(&self) {
        if let Some(witness) = self.witness() {
            witness.memory(self.memory.used_bytes());
        }
    }

    /// The memory limit, where it was hit.
    pub(super) fn memory_limit(&self) -> Option<Limit> {
        self.memory.refused().then(|| Limit::Memory(self.memory.limit_bytes()))
    }
}

impl WasiView for CallState {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        let Self { wasi: made, table, lending, log, began, sockets, running, .. } = self;
        let witness = running.meter.witness();
        WasiCtxView { ctx: made.get_or_insert_with(|| wasi(lending, log, sockets, *began, witness)), table }
    }
}

impl WasiHttpView for CallState {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { hooks: &mut self.outgoing, table: &mut self.table, ctx: &mut self.http }
    }
}
