//! `patio:host/call`: the call that is running.

use super::Lent;
use crate::adapter::state::CallState;
use std::time::Instant;
use wasmtime::component::Linker;

mod bindings {
    wasmtime::component::bindgen!({
        path: "../wit",
        inline: "package patio:lend-call; world lend { import patio:host/call@0.1.0; }",
    });
}

use bindings::patio::host::call;

impl call::Host for CallState {
    fn remaining_ms(&mut self) -> u32 {
        let remaining = self.running.deadline.saturating_duration_since(Instant::now());
        let remaining = u32::try_from(remaining.as_millis()).unwrap_or(u32::MAX);
        self.witness().map_or(remaining, |witness| witness.remaining(remaining))
    }

    fn trace_id(&mut self) -> String {
        self.running.trace_id.as_str().to_owned()
    }
}

pub(super) fn link(linker: &mut Linker<CallState>) -> wasmtime::Result<()> {
    call::add_to_linker::<_, Lent>(linker, |state| state)
}
