//! SearchOrders asks past `wasi:http`: with TCP, UDP and a look-up of a name, and with files beside them.

use std::net::{TcpListener, TcpStream, ToSocketAddrs, UdpSocket};
use std::{env, fs};

use patio_hostile::{Case, EposError, Order, OrderPage, Setting, case, net, order, page};

struct NetRawSockets;

impl Case for NetRawSockets {
    fn settings() -> Vec<Setting> {
        net::settings()
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        let trap = net::with_ports("127.0.0.1:{trap}");
        let reached = [
            TcpStream::connect(&trap).is_ok(),
            TcpStream::connect(net::with_ports("[::1]:{trap}")).is_ok(),
            TcpStream::connect(net::with_ports("127.0.0.1:{granted}")).is_ok(),
            TcpListener::bind("127.0.0.1:0").is_ok(),
            UdpSocket::bind("0.0.0.0:0").is_ok_and(|socket| socket.send_to(b"x", &trap).is_ok()),
            "localhost:80".to_socket_addrs().is_ok(),
            fs::read_dir("/").is_ok() || fs::read_dir(".").is_ok(),
            fs::read("/proc/self/environ").is_ok() || fs::read("../patio.toml").is_ok(),
            fs::write("left-behind", "x").is_ok(),
            env::vars_os().count() + env::args_os().count() > 0,
        ];
        Ok(page([Order {
            display_name: Some(format!("{} reached", reached.iter().filter(|one| **one).count())),
            ..order("1")
        }]))
    }
}

case!(NetRawSockets);
