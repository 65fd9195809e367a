//! SearchOrders asks this machine by its address, where another port of it is granted.

use patio_hostile::{Case, EposError, OrderPage, Setting, case, net};

struct NetByNumber;

impl Case for NetByNumber {
    fn settings() -> Vec<Setting> {
        net::settings()
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        Ok(net::tried(&[
            "http://127.0.0.1:{trap}/",
            "http://127.0.0.2:{trap}/",
            "http://127.255.255.254:{trap}/",
            "https://127.0.0.1:{granted}/",
            "http://127.0.0.1:{trap}#@127.0.0.1:{granted}/",
        ]))
    }
}

case!(NetByNumber);
