//! SearchOrders asks this machine by IPv6 addresses that are, or hold, its own.

use patio_hostile::{Case, EposError, OrderPage, Setting, case, net};

struct NetByIpv6;

impl Case for NetByIpv6 {
    fn settings() -> Vec<Setting> {
        net::settings()
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        Ok(net::tried(&[
            "http://[::1]:{trap}/",
            "http://[0:0:0:0:0:0:0:1]:{trap}/",
            "http://[::ffff:127.0.0.1]:{trap}/",
            "http://[::ffff:7f00:1]:{trap}/",
            "http://[::127.0.0.1]:{trap}/",
            "http://[64:ff9b::7f00:1]:{trap}/",
            "http://[2002:7f00:1::]:{trap}/",
            "http://[::]:{trap}/",
            "http://[::1%25lo]:{trap}/",
            "http://[::ffff:127.0.0.1]:{granted}/",
        ]))
    }
}

case!(NetByIpv6);
