//! Tries what a program can reach, and says in the order's note what it found: one line each.

use std::net::{TcpListener, TcpStream, ToSocketAddrs, UdpSocket};
use std::{env, fs, io};

use patio_guests::patio_sdk::settings;
use patio_guests::{Case, EposError, Order, OrderPage, Setting, case, order, page, setting};

struct EnvProbe;

impl Case for EnvProbe {
    fn settings() -> Vec<Setting> {
        vec![
            setting("connect", "an address to connect to", "127.0.0.1:9"),
            setting("file", "a file to read", "/etc/hostname"),
        ]
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        let connect = settings::get("connect").unwrap_or_else(|| "127.0.0.1:9".to_owned());
        let file = settings::get("file").unwrap_or_else(|| "/etc/hostname".to_owned());
        let found = [
            format!("environment: {}", env::vars_os().count()),
            format!("arguments: {}", env::args_os().count()),
            format!("list: {}", tried(fs::read_dir(".").map(Iterator::count))),
            format!("read: {}", tried(fs::read_to_string(&file))),
            format!("write: {}", tried(fs::write("left-behind", "x"))),
            format!("connect: {}", tried(TcpStream::connect(&connect))),
            format!("listen: {}", tried(TcpListener::bind("127.0.0.1:0"))),
            format!("udp: {}", tried(UdpSocket::bind("127.0.0.1:0"))),
            format!("look-up: {}", tried(("localhost", 80).to_socket_addrs().map(Iterator::count))),
        ];
        Ok(page([Order { note: Some(found.join("\n")), ..order("1") }]))
    }
}

fn tried<T>(result: io::Result<T>) -> String {
    match result {
        Ok(_) => "allowed".to_owned(),
        Err(error) => format!("refused, {}", error.kind()),
    }
}

case!(EnvProbe);
