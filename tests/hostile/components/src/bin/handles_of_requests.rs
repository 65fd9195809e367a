//! SearchOrders makes one request after the other, with its body, and sends none.

use patio_hostile::wasi::http::types::{Fields, OutgoingRequest};
use patio_hostile::{Case, EposError, OrderPage, case};

struct HandlesOfRequests;

impl Case for HandlesOfRequests {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        loop {
            let request = OutgoingRequest::new(Fields::new());
            std::mem::forget(request.body().and_then(|body| body.write().map(|stream| (body, stream))));
            std::mem::forget(request);
        }
    }
}

case!(HandlesOfRequests);
