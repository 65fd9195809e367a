//! One function of an exported interface: found by its name when the adapter is loaded, called by its index.

use super::{Answer, Misfit, PACKAGE, VERSION, from_guest};
use crate::adapter::call::Failed;
use crate::adapter::state::CallState;
use std::marker::PhantomData;
use wasmtime::Store;
use wasmtime::component::{Component, ComponentExportIndex, ComponentNamedList, Instance, Lift, Lower};

/// A function that takes `P`, a tuple, and answers with `R`.
pub(super) struct Function<P, R> {
    index: ComponentExportIndex,
    types: PhantomData<fn(P) -> R>,
}

// === impl Function ===

impl<P, R> Function<P, R>
where
    P: ComponentNamedList + Lower,
    R: Lift + 'static,
    (R,): ComponentNamedList + Lift,
{
    /// The function, where its interface is exported.
    pub(super) fn find(
        component: &Component,
        exported: &[&str],
        interface: &'static str,
        name: &str,
    ) -> Result<Option<Self>, Misfit> {
        if !exported.contains(&interface) {
            return Ok(None);
        }
        let index = component
            .get_export_index(None, format!("{PACKAGE}{interface}{VERSION}"))
            .and_then(|interface| component.get_export_index(Some(&interface), name));
        match index {
            Some(index) => Ok(Some(Self { index, types: PhantomData })),
            None => Err(Misfit::Shape(interface, format!("it has no function {name}"))),
        }
    }

    /// Checks the function's types.
    pub(super) fn check(
        function: Option<&Self>,
        store: &mut Store<CallState>,
        instance: &Instance,
        interface: &'static str,
    ) -> Result<(), Misfit> {
        let Some(function) = function else { return Ok(()) };
        match instance.get_typed_func::<P, (R,)>(store, &function.index) {
            Ok(_) => Ok(()),
            Err(error) => Err(Misfit::Shape(interface, format!("{error:#}"))),
        }
    }

    pub(super) async fn call(
        &self,
        store: &mut Store<CallState>,
        instance: &Instance,
        parameters: P,
    ) -> wasmtime::Result<R>
    where
        P: Send + Sync,
        R: Send + Sync,
    {
        let function = instance.get_typed_func::<P, (R,)>(&mut *store, &self.index)?;
        let (answer,) = function.call_async(store, parameters).await?;
        Ok(answer)
    }
}

/// Calls a function that may refuse.
pub(super) async fn ask<P, T>(
    function: Option<&Function<P, Answer<T>>>,
    store: &mut Store<CallState>,
    instance: &Instance,
    parameters: P,
) -> Result<T, Failed>
where
    P: ComponentNamedList + Lower + Send + Sync,
    T: Lift + Send + Sync + 'static,
    (Answer<T>,): ComponentNamedList + Lift,
{
    // Dispatch asks only for what is exported; this is the answer if it ever did not.
    let function = function.ok_or_else(|| wasmtime::Error::msg("the adapter does not export the function"))?;
    Ok(function.call(store, instance, parameters).await?.map_err(from_guest::said)?)
}
