//! `patio:host/settings`: the venue's values for the settings that the adapter described.

use super::Lent;
use crate::adapter::state::CallState;
use wasmtime::component::Linker;

mod bindings {
    wasmtime::component::bindgen!({
        path: "../wit",
        inline: "package patio:lend-settings; world lend { import patio:host/settings@0.1.0; }",
    });
}

use bindings::patio::host::settings;

impl settings::Host for CallState {
    fn get(&mut self, name: String) -> Option<String> {
        let value = self.lending.settings.get(&name);
        if let Some(witness) = self.witness() {
            witness.setting(&name, value);
        }
        value.cloned()
    }
}

pub(super) fn link(linker: &mut Linker<CallState>) -> wasmtime::Result<()> {
    settings::add_to_linker::<_, Lent>(linker, |state| state)
}
