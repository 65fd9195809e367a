//! A client that hangs up: what it asked to be changed is changed all the same.

use patio_tests::guests;
use patio_tests::host::{TestHost, until};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

#[tokio::test(flavor = "multi_thread")]
pub async fn slow_writes() {
    let host = TestHost::new().adapter("till", guests::SLOW_WRITES).venue("crown", "till").start().await;
    let crown = host.as_venue("crown");
    let authorization = crown.authorization().unwrap();
    let request = format!("DELETE /v1/orders/7 HTTP/1.1\r\nhost: x\r\nauthorization: {authorization}\r\n\r\n");
    let mut connection = TcpStream::connect(host.address()).await.unwrap();
    connection.write_all(request.as_bytes()).await.unwrap();
    until("the till is at work", || async {
        let page = host.console().get("/metrics").await;
        String::from_utf8_lossy(&page.body).contains("patio_adapter_calls_running 1").then_some(())
    })
    .await;
    drop(connection);
    until("the order is canceled", || async {
        (crown.get("/v1/orders/7").await.ok()["note"] == "written").then_some(())
    })
    .await;
}
