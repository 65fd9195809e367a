//! The operations that Dojo asks of a point of sale, and those that it answers itself.

/// An operation of the EPOS Data API: Dojo asks, a point of sale answers.
#[derive(PartialEq, Eq, Debug)]
pub struct Operation {
    /// Its name, which is also the beginning of its schemas' names.
    pub name: &'static str,
    /// Its method over REST.
    pub method: &'static str,
    /// Its path over REST, with the fields that stand in it in braces.
    pub path: &'static str,
    /// Whether its request has a body over REST.
    pub has_body: bool,
    /// Whether its success has a body over REST.
    pub has_reply: bool,
}

/// An operation of Dojo's own API: a host asks, Dojo answers.
#[derive(PartialEq, Eq, Debug)]
pub struct CloudOperation {
    /// Its name, which is also the beginning of its schemas' names.
    pub name: &'static str,
    /// Its method.
    pub method: &'static str,
    /// Its path, with what stands for an id in braces.
    pub path: &'static str,
    /// Whether its request has a body.
    pub has_body: bool,
    /// Whether it wants the header `version`. The operations below `/epos` do not.
    pub is_versioned: bool,
}

/// Every operation of the EPOS Data API.
pub const EPOS: &[Operation] = &[
    epos("HandleEvent", "POST", "/v1/events"),
    epos("SearchOrders", "POST", "/v1/orders/search"),
    epos("CreateOrder", "POST", "/v1/orders"),
    epos("GetOrderById", "GET", "/v1/orders/{orderId}"),
    epos("CancelOrderById", "DELETE", "/v1/orders/{orderId}"),
    epos("CreateOrderLock", "POST", "/v1/orders/{orderId}/lock"),
    epos("ExtendOrderLock", "PUT", "/v1/orders/{orderId}/locks/{lockId}"),
    epos("DeleteOrderLock", "DELETE", "/v1/orders/{orderId}/locks/{lockId}"),
    epos("GetOrderBillById", "GET", "/v1/orders/{orderId}/bill"),
    epos("RecordOrderPaymentById", "POST", "/v1/orders/{orderId}/record-payment"),
    epos("ListAreas", "GET", "/v1/areas"),
    epos("SearchTables", "POST", "/v1/tables/search"),
    epos("CreateParty", "POST", "/v1/parties"),
    epos("GetPartyById", "GET", "/v1/parties/{partyId}"),
    epos("UpdateParty", "PUT", "/v1/parties/{partyId}"),
    without_reply("DeletePartyById", "/v1/parties/{partyId}"),
    epos("SearchParties", "POST", "/v1/parties/search"),
    epos("CreateReservation", "POST", "/v1/reservations"),
    epos("GetReservationById", "GET", "/v1/reservations/{reservationId}"),
    epos("UpdateReservation", "PUT", "/v1/reservations/{reservationId}"),
    without_reply("DeleteReservationById", "/v1/reservations/{reservationId}"),
    epos("SearchReservations", "POST", "/v1/reservations/search"),
];

/// Every operation of Dojo's own API that the simulator answers. Where two paths match, the first is meant.
pub const CLOUD: &[CloudOperation] = &[
    cloud("SearchPaymentIntents", "POST", "/payment-intents/search", true),
    cloud("GetRefund", "GET", "/payment-intents/refunds/{id}", false),
    cloud("Refund", "POST", "/payment-intents/{id}/refunds", true),
    cloud("Reverse", "POST", "/payment-intents/{id}/reversal", false),
    cloud("GetPaymentIntent", "GET", "/payment-intents/{id}", false),
    below_epos("TellEvent", "POST", "/epos/events", true),
    below_epos("GetIntegrations", "GET", "/epos/integrations", false),
    below_epos("GetRestIntegration", "GET", "/epos/integrations/rest", false),
    below_epos("PutRestIntegration", "PUT", "/epos/integrations/rest", true),
    below_epos("GetWsIntegration", "GET", "/epos/integrations/ws", false),
    below_epos("PutWsIntegration", "PUT", "/epos/integrations/ws", true),
];

const fn epos(name: &'static str, method: &'static str, path: &'static str) -> Operation {
    let has_body = matches!(method.as_bytes(), b"POST" | b"PUT");
    Operation { name, method, path, has_body, has_reply: true }
}

const fn without_reply(name: &'static str, path: &'static str) -> Operation {
    Operation { has_reply: false, ..epos(name, "DELETE", path) }
}

const fn cloud(name: &'static str, method: &'static str, path: &'static str, has_body: bool) -> CloudOperation {
    CloudOperation { name, method, path, has_body, is_versioned: true }
}

const fn below_epos(name: &'static str, method: &'static str, path: &'static str, has_body: bool) -> CloudOperation {
    CloudOperation { is_versioned: false, ..cloud(name, method, path, has_body) }
}

// === impl Operation ===

impl Operation {
    /// The one of this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<&'static Self> {
        EPOS.iter().find(|operation| operation.name == name)
    }

    /// Its method over WebSocket.
    #[must_use]
    pub fn socket_method(&self) -> String {
        format!("{}V1", self.name)
    }

    /// The fields that stand in its path over REST, and among the parameters over WebSocket.
    pub fn path_fields(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(in_braces)
    }

    /// What a field of the path is called over WebSocket: what is updated is just `id` there.
    #[must_use]
    pub fn socket_field<'a>(&self, field: &'a str) -> &'a str {
        if self.name.starts_with("Update") { "id" } else { field }
    }
}

// === impl CloudOperation ===

impl CloudOperation {
    /// The one that a request is about, and the id in its path.
    #[must_use]
    pub fn find(method: &str, path: &str) -> Option<(&'static Self, Option<String>)> {
        CLOUD.iter().filter(|operation| operation.method == method).find_map(|operation| {
            let (wanted, given): (Vec<_>, Vec<_>) = (operation.path.split('/').collect(), path.split('/').collect());
            if wanted.len() != given.len() {
                return None;
            }
            let mut id = None;
            for (wanted, given) in wanted.into_iter().zip(given) {
                if in_braces(wanted).is_some() && !given.is_empty() {
                    id = Some(given.to_owned());
                } else if wanted != given {
                    return None;
                }
            }
            Some((operation, id))
        })
    }
}

fn in_braces(segment: &'static str) -> Option<&'static str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}
