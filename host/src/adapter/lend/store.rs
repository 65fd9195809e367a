//! `patio:host/store`: a small durable store, private to one venue and adapter.

use super::Lent;
use crate::adapter::state::CallState;
use crate::adapter::witness::{Content, StoreAnswer, StoreCall};
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
    /// Notes a use of the store, where somebody notes the call.
    fn note<T>(
        &self,
        outcome: &Result<T, store::StoreError>,
        answer: impl FnOnce(&T) -> StoreAnswer,
        call: impl FnOnce() -> StoreCall,
    ) {
        if self.witness().is_some() {
            self.note_call(outcome, answer, Some(call()));
        }
    }

    /// The same with a call that was taken down before its parts were handed on.
    fn note_call<T>(
        &self,
        outcome: &Result<T, store::StoreError>,
        answer: impl FnOnce(&T) -> StoreAnswer,
        call: Option<StoreCall>,
    ) {
        if let (Some(witness), Some(call)) = (self.witness(), call) {
            let answer = match outcome {
                Ok(value) => answer(value),
                Err(store::StoreError::TooLarge(text)) => StoreAnswer::TooLarge(text.clone()),
                Err(store::StoreError::Unavailable(text)) => StoreAnswer::Unavailable(text.clone()),
            };
            witness.store(call, answer);
        }
    }

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
        let got = self.shelf()?.get(&key).await.map_err(|error| self.refused(error));
        self.note(
            &got,
            |value| value.as_deref().map_or(StoreAnswer::None, |value| StoreAnswer::Value(Content::of(value))),
            || StoreCall::Get { key },
        );
        got
    }

    async fn set(&mut self, key: String, value: Vec<u8>) -> Result<(), store::StoreError> {
        let call = self.witness().map(|_| StoreCall::Set { key: key.clone(), value: Content::of(&value) });
        let set = self.shelf()?.set(&key, value).await.map_err(|error| self.refused(error));
        self.note_call(&set, |()| StoreAnswer::Done, call);
        set
    }

    async fn delete(&mut self, key: String) -> Result<(), store::StoreError> {
        let deleted = self.shelf()?.delete(&key).await.map_err(|error| self.refused(error));
        self.note(&deleted, |()| StoreAnswer::Done, || StoreCall::Delete { key });
        deleted
    }

    async fn keys(&mut self, prefix: String, after: Option<String>) -> Result<Vec<String>, store::StoreError> {
        let keys = self.shelf()?.keys(&prefix, after.as_deref()).await.map_err(|error| self.refused(error));
        self.note(&keys, |keys| StoreAnswer::Keys(keys.clone()), || StoreCall::Keys { prefix, after });
        keys
    }

    async fn compare_and_set(
        &mut self,
        key: String,
        expected: Option<Vec<u8>>,
        value: Vec<u8>,
    ) -> Result<bool, store::StoreError> {
        let call = self.witness().map(|_| StoreCall::CompareAndSet {
            key: key.clone(),
            expected: expected.as_deref().map(Content::of),
            value: Content::of(&value),
        });
        let set = self.shelf()?.compare_and_set(&key, expected, value).await.map_err(|error| self.refused(error));
        self.note_call(&set, |set| if *set { StoreAnswer::Done } else { StoreAnswer::Differed }, call);
        set
    }
}

pub(super) fn link(linker: &mut Linker<CallState>) -> wasmtime::Result<()> {
    store::add_to_linker::<_, Lent>(linker, |state| state)
}
