//! WASI as an instance has it: all there, and leading nowhere but where its venue's grants let it.

use super::clock::{SinceCall, Wall};
use super::lend::{self, Lending};
use super::witness::{Chance, Witness};
use std::sync::Arc;
use std::time::Instant;
use wasmtime_wasi::WasiCtx;

/// No environment, no argument, coarse clocks, its output in the host's log; folders are lent by `lend/files.rs`, and
/// addresses by `lend/sockets.rs`.
pub(super) fn wasi(
    lending: &Lending,
    log: &Arc<lend::log::Budget>,
    sockets: &lend::sockets::Sockets,
    began: Instant,
    witness: Option<&Arc<Witness>>,
) -> WasiCtx {
    let mut wasi = WasiCtx::builder();
    wasi.wall_clock(Wall(witness.cloned()))
        .monotonic_clock(SinceCall(began, witness.cloned()))
        .max_random_size(u64::try_from(lending.limits.random_bytes).unwrap_or(u64::MAX))
        .allow_tcp(sockets.are_lent())
        .allow_udp(false)
        .allow_ip_name_lookup(false)
        .stdout(lend::log::Stdio::new(log, "stdout"))
        .stderr(lend::log::Stdio::new(log, "stderr"));
    if let Some(witness) = witness {
        wasi.secure_random(Chance::secure(witness))
            .insecure_random(Chance::insecure(witness))
            .insecure_random_seed(witness.seed(rand::random()));
    }
    if sockets.are_lent() {
        wasi.socket_addr_check(lend::sockets::check(sockets, witness));
    }
    wasi.build()
}
