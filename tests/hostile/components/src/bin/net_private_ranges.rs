//! SearchOrders asks an address of each range that is somebody's inside.

use patio_hostile::{Case, EposError, OrderPage, Setting, case, net};

struct NetPrivateRanges;

impl Case for NetPrivateRanges {
    fn settings() -> Vec<Setting> {
        net::settings()
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        Ok(net::tried(&[
            "http://10.0.0.1/",
            "http://172.16.0.1/",
            "http://172.31.255.254/",
            "http://192.168.0.1/",
            "http://100.64.0.1/",
            "http://169.254.1.1/",
            "http://192.0.0.1/",
            "http://198.18.0.1/",
            "http://224.0.0.1/",
            "http://240.0.0.1/",
            "http://255.255.255.255/",
            "http://[fd00::1]/",
            "http://[fe80::1]/",
            "http://[ff02::1]/",
            "http://[fec0::1]/",
        ]))
    }
}

case!(NetPrivateRanges);
