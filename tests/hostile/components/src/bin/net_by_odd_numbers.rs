//! SearchOrders asks this machine by numbers that some resolvers take for its address.

use patio_hostile::{Case, EposError, OrderPage, Setting, case, net};

struct NetByOddNumbers;

impl Case for NetByOddNumbers {
    fn settings() -> Vec<Setting> {
        net::settings()
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        Ok(net::tried(&[
            "http://2130706433:{trap}/",
            "http://0x7f000001:{trap}/",
            "http://0x7f.1:{trap}/",
            "http://017700000001:{trap}/",
            "http://0177.0.0.1:{trap}/",
            "http://127.1:{trap}/",
            "http://127.0.1:{trap}/",
            "http://0:{trap}/",
            "http://0.0.0.0:{trap}/",
            "http://127.0.0.1.:{trap}/",
            "http://2130706433:{granted}/",
            "http://①②⑦.0.0.1:{trap}/",
        ]))
    }
}

case!(NetByOddNumbers);
