//! SearchOrders sends as many requests as it may, and reads no answer.

use patio_hostile::wasi::http::outgoing_handler::handle;
use patio_hostile::wasi::http::types::{Fields, OutgoingRequest, Scheme};
use patio_hostile::{Case, EposError, OrderPage, Setting, case, net};

struct NetUnreadAnswers;

impl Case for NetUnreadAnswers {
    fn settings() -> Vec<Setting> {
        net::settings()
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        loop {
            let request = OutgoingRequest::new(Fields::new());
            let authority = net::with_ports("127.0.0.1:{granted}");
            request
                .set_scheme(Some(&Scheme::Http))
                .and(request.set_authority(Some(&authority)))
                .map_err(|()| failed())?;
            request.set_path_with_query(Some("/endless")).map_err(|()| failed())?;
            let answer = handle(request, None).map_err(|_| failed())?;
            answer.subscribe().block();
            std::mem::forget(answer);
        }
    }
}

fn failed() -> EposError {
    EposError::Unavailable("no more".to_owned())
}

case!(NetUnreadAnswers);
