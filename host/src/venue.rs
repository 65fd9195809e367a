//! A venue: one location, with its adapter, its settings, its limits and what it is granted.
//!
//! **Invariant:** no I/O. What a venue may do is a pure value; whoever acts asks it first.

pub mod address;
pub mod dojo;
pub mod grants;
pub mod http_server;
pub mod id;
pub mod limits;
pub mod password;
pub mod redact;
pub mod secret;
pub mod setting;

use crate::epos::CapabilitySet;
use std::{collections::BTreeMap, time::Duration};

pub use address::Reach;
pub use dojo::{Dojo, RestRegistration};
pub use grants::{Access, FolderGrant, Grants, HttpGrant, Refusal};
pub use http_server::HttpServer;
pub use id::{AdapterName, VenueId};
pub use limits::Limits;
pub use password::Passwords;
pub use redact::Redactor;
pub use secret::Secret;
pub use setting::SettingValue;

/// One location: one Dojo account, one adapter.
#[derive(Clone, PartialEq, Debug)]
pub struct Venue {
    /// Its id, and its user name.
    pub id: VenueId,
    /// Which adapter serves it.
    pub adapter: AdapterName,
    /// Dojo's name of its account: events of another account are refused.
    pub account_id: String,
    /// What it may be called with.
    pub passwords: Passwords,
    /// Exported by the adapter, not offered.
    pub disabled: CapabilitySet,
    /// Whether the waiter of the request's header filters a search whose body names none.
    pub filter_by_waiter_header: bool,
    /// What is answered to a payment whose outcome stays unknown.
    pub unknown_payment: UnknownPayment,
    /// Where a payment intent names the order.
    pub order_id_from: OrderIdFrom,
    /// How late its point of sale may still apply a payment that it did not answer.
    pub settle_after: Duration,
    /// How often an adapter that cannot call out is asked what changed.
    pub poll_interval: Duration,
    /// Where [`Venue::close_of_day`] is reckoned.
    pub time_zone: jiff::tz::TimeZone,
    /// When its business day ends.
    pub close_of_day: jiff::civil::Time,
    /// Whether a call may see what an earlier one left in the sandbox.
    pub instances: Instances,
    /// What its adapter asks for by name.
    pub settings: BTreeMap<String, SettingValue>,
    /// What its adapter may reach.
    pub grants: Grants,
    /// What the host adds to its requests, and whom it trusts there.
    pub http: Vec<HttpServer>,
    /// What its adapter may use.
    pub limits: Limits,
    /// How Dojo knows it.
    pub dojo: Option<Dojo>,
    /// Takes its secrets out of what its adapter logs and answers. Not its passwords: no adapter ever sees one, and to
    /// look for them their texts would have to be kept.
    pub redactor: Redactor,
}

/// What is answered to a payment whose outcome stays unknown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnknownPayment {
    /// Success, and a person checks: the guest has paid, and the point of sale may show it.
    Accept,
    /// An error, and Dojo gives the money back, which the point of sale may not know.
    Refuse,
}

/// Where a payment intent names the point of sale's order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OrderIdFrom {
    /// `orderDetails.externalId`.
    ExternalId,
    /// `reference`, in older accounts.
    Reference,
}

/// How long a sandbox lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Instances {
    /// One call: no call sees another's memory.
    Fresh,
    /// Many calls, for an adapter that is trusted.
    Reuse,
}
