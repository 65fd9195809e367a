//! `patio:host/store`: a small durable store, private to one venue and adapter.

use super::Lent;
use crate::adapter::state::CallState;
use crate::store::{Shelf, StoreError};
use wasmtime::component::Linker;

mod bindings {
    wasmtime::component::bindgen!({
        path: "../wit",
        inline: "package patio:lend-store; world lend { import patio:host/store@0.1.0; }",
        imports: { default: async },
    });
}

use bindings::patio::host::store;

impl CallState {
    fn shelf(&self) -> Result<&Shelf, store::StoreError> {
        self.lending.store.as_ref().ok_or_else(|| {
            store::StoreError::Unavailable(
                "there is no store: `describe` is asked before any venue is known".to_owned(),
            )
        })
    }

    /// A refusal in the contract's words. The call goes on: a limit that was hit is counted.
    fn refused(&self, error: StoreError) -> store::StoreError {
        match error {
            StoreError::TooLarge { limit, text } => {
                self.lending.limit_hits.hit(limit);
                store::StoreError::TooLarge(text)
            }
            StoreError::Unavailable(text) => store::StoreError::Unavailable(text),
        }
    }
}

impl store::Host for CallState {
    async fn get(&mut self, key: String) -> Result<Option<Vec<u8>>, store::StoreError> {
        self.shelf()?.get(&key).await.map_err(|error| self.refused(error))
    }

    async fn set(&mut self, key: String, value: Vec<u8>) -> Result<(), store::StoreError> {
        self.shelf()?.set(&key, value).await.map_err(|error| self.refused(error))
    }

    async fn delete(&mut self, key: String) -> Result<(), store::StoreError> {
        self.shelf()?.delete(&key).await.map_err(|error| self.refused(error))
    }

    async fn keys(&mut self, prefix: String, after: Option<String>) -> Result<Vec<String>, store::StoreError> {
        self.shelf()?.keys(&prefix, after.as_deref()).await.map_err(|error| self.refused(error))
    }

    async fn compare_and_set(
        &mut self,
        key: String,
        expected: Option<Vec<u8>>,
        value: Vec<u8>,
    ) -> Result<bool, store::StoreError> {
        self.shelf()?.compare_and_set(&key, expected, value).await.map_err(|error| self.refused(error))
    }
}

pub(super) fn link(linker: &mut Linker<CallState>) -> wasmtime::Result<()> {
    store::add_to_linker::<_, Lent>(linker, |state| state)
}
