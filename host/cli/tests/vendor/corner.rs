//! The example point of sale, as little of it as a visit needs: one check, and payments on it.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// One that runs until the tests end.
pub(crate) struct Corner {
    pub(crate) url: String,
    check: Arc<Mutex<Value>>,
}

// === impl Corner ===

impl Corner {
    pub(crate) fn open() -> Self {
        let check = json!({
            "id": "1001", "number": 57, "table": "T8", "waiter": "W1", "guests": 3, "state": "open", "currency": "GBP",
            "opened": "2026-11-22T20:04:05+01:00", "changed": "2026-11-22T20:14:05+01:00",
            "lines": [{ "sku": "BURGER", "name": "Burger", "qty": 2, "price": "12.50", "comment": null, "void": false,
                        "options": [] }],
            "discounts": [], "taxes": [], "service": null, "total": "25.00", "payments": [], "balance": "25.00",
            "lock": null,
        });
        let (listener, check) = (TcpListener::bind("127.0.0.1:0").unwrap(), Arc::new(Mutex::new(check)));
        let url = format!("http://{}", listener.local_addr().unwrap());
        let served = Arc::clone(&check);
        std::thread::spawn(move || {
            for connection in listener.incoming().map_while(Result::ok) {
                let check = Arc::clone(&served);
                std::thread::spawn(move || serve(connection, &check));
            }
        });
        Self { url, check }
    }

    /// The payments on the check: amount and tip of each.
    pub(crate) fn payments(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let check = self.check.lock().unwrap();
        let payments = check["payments"].as_array().unwrap();
        payments.iter().map(|payment| (text(&payment["amount"]), text(&payment["tip"]))).collect()
    }
}

/// Answers requests until the other side closes.
fn serve(mut connection: TcpStream, check: &Mutex<Value>) {
    let mut reader = BufReader::new(connection.try_clone().unwrap());
    loop {
        let (mut head, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap();
            }
            if line.trim().is_empty() {
                break;
            }
            head.push_str(&line);
        }
        let mut body = vec![0; length];
        if reader.read_exact(&mut body).is_err() {
            return;
        }
        let (status, answer) = answer(&head, &body, &mut check.lock().unwrap());
        let answer = answer.to_string();
        let head =
            format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", answer.len());
        // In one piece: what waits for more would wait for a timer of the system's.
        if connection.write_all(format!("{head}{answer}").as_bytes()).is_err() {
            return;
        }
    }
}

fn answer(head: &str, body: &[u8], check: &mut Value) -> (&'static str, Value) {
    let mut words = head.split_whitespace();
    let (method, path) = (words.next().unwrap(), words.next().unwrap());
    match (method, path.split('?').next().unwrap()) {
        ("GET", "/checks") => ("200 OK", json!({ "checks": [&*check], "more_before": false, "more_after": false })),
        ("GET", "/checks/1001") => ("200 OK", check.clone()),
        ("POST", "/checks/1001/payments") => {
            let paid: Value = serde_json::from_slice(body).unwrap();
            let payment = json!({ "id": "p1", "type": "CARD", "amount": paid["amount"], "tip": paid["tip"],
                                  "reference": paid["reference"], "void": false });
            check["payments"].as_array_mut().unwrap().push(payment);
            check["balance"] = json!("15.00");
            ("201 Created", check.clone())
        }
        _ => ("404 Not Found", json!({ "error": { "code": "not_found", "message": "there is none" } })),
    }
}
