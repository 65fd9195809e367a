//! SearchOrders does what the lines of the setting `script` say with sockets, and answers in the order's note with what
//! came of each line.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream, ToSocketAddrs, UdpSocket};

use patio_guests::patio_sdk::settings;
use patio_guests::{Case, EposError, Order, OrderPage, Setting, case, order, page, setting};

struct UsesSockets;

impl Case for UsesSockets {
    fn settings() -> Vec<Setting> {
        vec![setting("script", "a word and what it takes, on each line", "")]
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        let script = settings::get("script").unwrap_or_default();
        let found: Vec<_> = script.lines().map(|line| told(line, done(line))).collect();
        Ok(page([Order { note: Some(found.join("\n")), ..order("1") }]))
    }
}

fn told(line: &str, result: io::Result<String>) -> String {
    match result {
        Ok(text) => format!("{line}: {text}"),
        Err(error) => format!("{line}: refused, {}", error.kind()),
    }
}

fn done(line: &str) -> io::Result<String> {
    let words: Vec<_> = line.split(' ').collect();
    let ok = || "ok".to_owned();
    match words.as_slice() {
        ["talk", address, text] => {
            let mut stream = TcpStream::connect(address)?;
            stream.write_all(text.as_bytes())?;
            stream.shutdown(Shutdown::Write)?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok(answer)
        }
        ["many", address, connections] => {
            let connections = connections.parse::<u32>().map_err(io::Error::other)?;
            let held: io::Result<Vec<_>> = (0..connections).map(|_| TcpStream::connect(address)).collect();
            held.map(|held| held.len().to_string())
        }
        ["listen", address] => TcpListener::bind(address).map(|_| ok()),
        ["udp", address] => UdpSocket::bind(address).map(|_| ok()),
        ["resolve", name] => (*name, 80).to_socket_addrs().map(|found| found.count().to_string()),
        _ => Err(io::Error::other("no such word")),
    }
}

case!(UsesSockets);
