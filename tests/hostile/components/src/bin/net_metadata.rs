//! SearchOrders asks where clouds hand out the machine's own credentials.

use patio_hostile::{Case, EposError, OrderPage, Setting, case, net};

struct NetMetadata;

impl Case for NetMetadata {
    fn settings() -> Vec<Setting> {
        net::settings()
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        Ok(net::tried(&[
            "http://169.254.169.254/latest/meta-data/",
            "http://[fd00:ec2::254]/latest/meta-data/",
            "http://[::ffff:169.254.169.254]/",
            "http://100.100.100.200/",
            "http://metadata.google.internal/",
            "http://2852039166/",
            "http://0xa9fea9fe/",
        ]))
    }
}

case!(NetMetadata);
