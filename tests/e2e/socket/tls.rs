//! `wss`: the key goes to whom this machine trusts, and to nobody else.

use super::quick;
use patio_host::outgoing::Outgoing;
use patio_tests::guests;
use patio_tests::host::TestHost;
use patio_tests::socket::SocketServer;
use rcgen::CertifiedKey;
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use serde_json::json;
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;

/// A server of a name, and the certificate to trust.
async fn server_of(name: &str) -> (SocketServer, rustls::pki_types::CertificateDer<'static>) {
    let CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    (SocketServer::start_tls(TlsAcceptor::from(Arc::new(config))).await, cert.der().clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_trusted_is_served_over_tls() {
    let (dojo, certificate) = server_of("localhost").await;
    let outgoing = Outgoing::trusting([certificate]).unwrap();
    let host = TestHost::new().sockets(quick()).outgoing(outgoing).adapter("demo", guests::DEMO);
    let host = host.venue_with("crown", "demo", &dojo.toml()).start().await;
    let mut connection = dojo.connection().await;
    connection.ask("ListAreasV1", json!({})).await;
    assert!(host.until_told("is connected to").await.contains("wss://localhost:"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_of_another_name_or_that_nobody_trusts_never_hears_the_key() {
    let (stranger, _) = server_of("localhost").await;
    let (_, trusted) = server_of("localhost").await;
    let (other_name, of_other_name) = server_of("dojo.example").await;
    for (dojo, certificate) in [(stranger, trusted), (other_name, of_other_name)] {
        let outgoing = Outgoing::trusting([certificate]).unwrap();
        let host = TestHost::new().sockets(quick()).outgoing(outgoing).adapter("demo", guests::DEMO);
        let host = host.venue_with("crown", "demo", &dojo.toml()).start().await;
        let told = host.until_told("cannot connect to").await;
        assert!(told.contains("certificate"), "{told}");
        assert!(dojo.has_no_connection().await, "no handshake went through");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_trusts_nobody_says_so() {
    let (dojo, _) = server_of("localhost").await;
    let outgoing = Outgoing::trusting([]).unwrap();
    let host = TestHost::new().sockets(quick()).outgoing(outgoing).adapter("demo", guests::DEMO);
    let host = host.venue_with("crown", "demo", &dojo.toml()).start().await;
    host.until_told("this machine has no root certificates").await;
    assert_eq!(dojo.dialed(), 0);
}
