//! Payments over the wire.

#![expect(clippy::unwrap_used, reason = "a test")]

use patio_pos::{Corner, Opening};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Status and body of a payment's answer.
async fn pay(corner: &Corner, check: &str, key: &str, amount: &str, lock: &str) -> (u16, String) {
    let body = format!(r#"{{"type":"CARD","reference":"pi_1","amount":"{amount}","tip":"1.00","lock":"{lock}"}}"#);
    let request = format!(
        "POST /checks/{check}/payments HTTP/1.1\r\nhost: pos\r\nconnection: close\r\nx-api-key: k\r\n\
         idempotency-key: {key}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(corner.url().trim_start_matches("http://")).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

async fn evening() -> Corner {
    Corner::start(TcpListener::bind("127.0.0.1:0").await.unwrap(), Opening::evening().unwrap(), "k").unwrap()
}

#[tokio::test]
async fn the_same_key_is_the_same_payment() {
    let corner = evening().await;
    assert_eq!(pay(&corner, "1001", "a", "9.80", "").await.0, 201);
    assert_eq!(pay(&corner, "1001", "a", "9.80", "").await.0, 200);
    let (status, body) = pay(&corner, "1001", "a", "9.00", "").await;
    assert!(status == 409 && body.contains("key_reused"), "{status} {body}");
    assert_eq!(corner.payments("1001").len(), 1);
    assert_eq!(corner.check("1001").unwrap()["balance"], "20.00");
    let heard: Vec<_> = corner.heard().iter().map(|heard| heard.status).collect();
    assert_eq!(heard, [201, 200, 409]);
}

#[tokio::test]
async fn what_the_state_forbids_is_not_written() {
    let corner = evening().await;
    for (check, amount, lock, code) in [
        ("1001", "29.81", "", "exceeds_balance"),
        ("1004", "1.00", "", "closed"),
        ("1007", "1.00", "", "closed"),
        ("1014", "1.00", "mine", "locked"),
        ("1001", "1.0", "", "bad_amount"),
        ("1", "1.00", "", "not_found"),
    ] {
        let before = corner.check(check);
        let (_, body) = pay(&corner, check, code, amount, lock).await;
        assert!(body.contains(code), "{check}: {body}");
        assert_eq!(corner.check(check), before);
    }
}

#[tokio::test]
async fn the_lock_is_its_holders_until_it_ends() {
    let corner = evening().await;
    assert_eq!(pay(&corner, "1014", "a", "1.00", "lock-of-the-till").await.0, 201);
    assert_eq!(pay(&corner, "1014", "b", "1.00", "").await.0, 409);
    corner.set_clock("2099-01-01T00:00:01Z".parse().unwrap());
    assert_eq!(pay(&corner, "1014", "b", "1.00", "").await.0, 201);
}
