//! SearchOrders asks this machine by names that lead to it.

use patio_hostile::{Case, EposError, OrderPage, Setting, case, net};

struct NetByName;

impl Case for NetByName {
    fn settings() -> Vec<Setting> {
        net::settings()
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        Ok(net::tried(&[
            "http://localhost:{trap}/",
            "http://LOCALHOST:{trap}/",
            "http://localhost.:{trap}/",
            "http://ip6-localhost:{trap}/",
            "http://a.localhost:{trap}/",
            "http://localhost.localdomain:{trap}/",
            "http://localhost:{granted}/",
        ]))
    }
}

case!(NetByName);
