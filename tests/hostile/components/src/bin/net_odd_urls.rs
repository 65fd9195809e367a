//! SearchOrders asks in URLs that lead to one server for some and to another for others.

use patio_hostile::{Case, EposError, OrderPage, Setting, case, net};

struct NetOddUrls;

impl Case for NetOddUrls {
    fn settings() -> Vec<Setting> {
        net::settings()
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        Ok(net::tried(&[
            "http://127.0.0.1:{granted}@127.0.0.1:{trap}/",
            "http://user@127.0.0.1:{granted}/ok",
            "http://127.0.0.1:{trap}\\@127.0.0.1:{granted}/",
            "http://127.0.0.1:{granted}/../x",
            "http://127.0.0.1:{granted}/%2e%2e/x",
            "http://127.0.0.1:{granted}/a/..;/x",
            "http://127.0.0.1:/",
            "http://127.0.0.1:99999/",
            "http://:{trap}/",
        ]))
    }
}

case!(NetOddUrls);
