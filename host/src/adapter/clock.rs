//! Clocks that adapters see: coarse, so that they measure no other venue's work.

use super::witness::Witness;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use wasmtime_wasi::{HostMonotonicClock, HostWallClock};

/// A millisecond is enough for time-outs and timestamps, and too coarse to watch a cache or a neighbour.
const RESOLUTION: Duration = Duration::from_millis(1);

/// The wall clock, in whole milliseconds; who notes the call, notes what it said.
pub(super) struct Wall(pub(super) Option<Arc<Witness>>);

/// Time since the call began, in whole milliseconds.
pub(super) struct SinceCall(pub(super) Instant, pub(super) Option<Arc<Witness>>);

impl HostWallClock for Wall {
    fn resolution(&self) -> Duration {
        RESOLUTION
    }

    fn now(&self) -> Duration {
        let now = coarse(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default());
        self.0.as_ref().map_or(now, |witness| witness.wall(now))
    }
}

impl HostMonotonicClock for SinceCall {
    fn resolution(&self) -> u64 {
        u64::try_from(RESOLUTION.as_nanos()).unwrap_or(u64::MAX)
    }

    fn now(&self) -> u64 {
        let now = u64::try_from(coarse(self.0.elapsed()).as_nanos()).unwrap_or(u64::MAX);
        self.1.as_ref().map_or(now, |witness| witness.monotonic(now))
    }
}

fn coarse(time: Duration) -> Duration {
    Duration::new(time.as_secs(), time.subsec_millis() * 1_000_000)
}
