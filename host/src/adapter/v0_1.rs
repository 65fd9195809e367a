//! Version 0.1 of the contract: its bindings, one group per exported interface, and what they are turned into.
//!
//! Each interface is bound alone, so that an adapter exports those it provides and no others.

mod from_guest;
mod to_guest;

use super::call::{Answered, Failed};
use super::description::Description;
use super::state::CallState;
use crate::epos::{CapabilitySet, Interface, PaymentUpdate, Reply, Request, Requester};
use wasmtime::Store;
use wasmtime::component::{Component, Instance, InstancePre};

macro_rules! bind {
    ($module:ident, $world:literal) => {
        mod $module {
            wasmtime::component::bindgen!({
                path: "../wit",
                inline: $world,
                exports: { default: async },
                with: { "patio:epos/model@0.1.0": super::model },
            });
        }
    };
}

#[expect(unreachable_pub, reason = "the other groups re-export it, and generated code says `pub`")]
pub mod model_bindings {
    wasmtime::component::bindgen!({
        path: "../wit",
        inline: "package patio:bind-model; world bind { import patio:epos/model@0.1.0; }",
    });
}
#[expect(unreachable_pub, reason = "the other groups re-export it, and generated code says `pub`")]
pub use model_bindings::patio::epos::model;

mod about {
    wasmtime::component::bindgen!({
        path: "../wit",
        inline: "package patio:bind-about; world bind { export patio:epos/about@0.1.0; }",
        exports: { default: async },
    });
}
bind!(orders, "package patio:bind-orders; world bind { export patio:epos/orders@0.1.0; }");
bind!(payment_events, "package patio:bind-payment-events; world bind { export patio:epos/payment-events@0.1.0; }");

use about::exports::patio::epos::about as about_export;
use orders::exports::patio::epos::orders as orders_export;
use payment_events::exports::patio::epos::payment_events as payment_events_export;

/// The interfaces that an adapter exports, found once when it is loaded.
pub(super) struct Exports {
    about: about_export::GuestIndices,
    orders: Option<orders_export::GuestIndices>,
    payment_events: Option<payment_events_export::GuestIndices>,
}

/// Why a component's exports do not fit.
#[derive(Debug, thiserror::Error)]
pub enum Misfit {
    /// It does not say what it is.
    #[error("it exports no patio:epos/about@0.1.0, which every adapter needs")]
    NoAbout,
    /// An interface that no version of the contract has.
    #[error("it exports {0}, which this version of Patio does not know: build it against the wit/ of this version")]
    Unknown(String),
    /// An interface whose functions or types differ.
    #[error("its export {0} does not fit the contract: {1}")]
    Shape(&'static str, String),
}

// === impl Exports ===

/// What the package is called in an export's name.
const PACKAGE: &str = "patio:epos/";

impl Exports {
    /// Finds the exported interfaces by name; their types are checked by [`Exports::check`].
    pub(super) fn find(component: &Component, pre: &InstancePre<CallState>) -> Result<(Self, CapabilitySet), Misfit> {
        let engine = component.engine();
        let (mut about, mut provided) = (false, Vec::new());
        for (name, _) in component.component_type().exports(engine) {
            let Some(rest) = name.strip_prefix(PACKAGE) else { continue };
            let interface =
                rest.split_once('@').filter(|(_, version)| version.starts_with("0.1.")).map(|(name, _)| name);
            match interface {
                Some("about") => about = true,
                // Asked from time to time by later versions; harmless to this one.
                Some("changes") => (),
                Some(interface) => match Interface::ALL.into_iter().find(|known| known.name() == interface) {
                    Some(known) => provided.push(known),
                    None => return Err(Misfit::Unknown(name.to_owned())),
                },
                None => return Err(Misfit::Unknown(name.to_owned())),
            }
        }
        if !about {
            return Err(Misfit::NoAbout);
        }
        let exports = Self {
            about: about_export::GuestIndices::new(pre).map_err(shape("patio:epos/about"))?,
            orders: provided
                .contains(&Interface::Orders)
                .then(|| orders_export::GuestIndices::new(pre).map_err(shape("patio:epos/orders")))
                .transpose()?,
            payment_events: provided
                .contains(&Interface::PaymentEvents)
                .then(|| payment_events_export::GuestIndices::new(pre).map_err(shape("patio:epos/payment-events")))
                .transpose()?,
        };
        let capabilities = provided
            .into_iter()
            .flat_map(|interface| interface.capabilities().iter().collect::<Vec<_>>())
            .filter(|&capability| Request::serves(capability))
            .collect();
        Ok((exports, capabilities))
    }

    /// Checks the types of every interface on a trial instance.
    pub(super) fn check(&self, store: &mut Store<CallState>, instance: &Instance) -> Result<(), Misfit> {
        self.about.load(&mut *store, instance).map_err(shape("patio:epos/about"))?;
        if let Some(orders) = &self.orders {
            orders.load(&mut *store, instance).map_err(shape("patio:epos/orders"))?;
        }
        if let Some(payment_events) = &self.payment_events {
            payment_events.load(&mut *store, instance).map_err(shape("patio:epos/payment-events"))?;
        }
        Ok(())
    }

    pub(super) async fn describe(
        &self,
        store: &mut Store<CallState>,
        instance: &Instance,
    ) -> wasmtime::Result<Description> {
        let about = self.about.load(&mut *store, instance)?;
        Ok(from_guest::description(about.call_describe(&mut *store).await?))
    }

    pub(super) async fn answer(
        &self,
        store: &mut Store<CallState>,
        instance: &Instance,
        request: &Request,
        requester: &Requester,
    ) -> Result<Answered, Failed> {
        let asked = to_guest::requester(requester);
        match request {
            Request::SearchOrders { filter, page } => {
                let orders = self.orders(store, instance)?;
                let filter = to_guest::order_filter(filter);
                let page = to_guest::page_request(page);
                let found = orders.call_search_orders(&mut *store, &filter, &page, &asked).await?;
                let (page, dropped) = from_guest::order_page(found.map_err(from_guest::said)?);
                Ok(Answered { reply: Reply::Orders(page), dropped })
            }
            Request::GetOrder { order_id } => {
                let orders = self.orders(store, instance)?;
                let order = orders.call_get_order(&mut *store, order_id, &asked).await?.map_err(from_guest::said)?;
                Ok(Answered { reply: Reply::Order(Box::new(from_guest::order(order)?)), dropped: Vec::new() })
            }
            Request::HandleEvent(_) => {
                Err(wasmtime::Error::msg("events go through the ledger and reach an adapter as payment updates").into())
            }
        }
    }

    pub(super) async fn payment_updated(
        &self,
        store: &mut Store<CallState>,
        instance: &Instance,
        update: &PaymentUpdate,
    ) -> Result<Answered, Failed> {
        let payment_events = self.payment_events.as_ref().ok_or_else(|| absent(Interface::PaymentEvents))?;
        let payment_events = payment_events.load(&mut *store, instance)?;
        let update = to_guest::payment_update(update);
        payment_events.call_payment_updated(&mut *store, &update).await?.map_err(from_guest::said)?;
        Ok(Answered { reply: Reply::Empty, dropped: Vec::new() })
    }

    fn orders(&self, store: &mut Store<CallState>, instance: &Instance) -> wasmtime::Result<orders_export::Guest> {
        self.orders.as_ref().ok_or_else(|| absent(Interface::Orders))?.load(store, instance)
    }
}

fn shape(name: &'static str) -> impl Fn(wasmtime::Error) -> Misfit {
    move |error| Misfit::Shape(name, format!("{error:#}"))
}

/// Dispatch asks only for what is exported; this is the answer if it ever did not.
fn absent(interface: Interface) -> wasmtime::Error {
    wasmtime::Error::msg(format!("the adapter does not export {PACKAGE}{}", interface.name()))
}
