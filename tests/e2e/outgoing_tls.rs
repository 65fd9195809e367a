//! TLS with a point of sale: who is trusted, who is not, and what the operator reads; HTTP/2 where both agree on it.

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use patio_tests::client::Answer;
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use serde_json::json;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// A restaurant's own authority, and its certificate as a file.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    folder: TempDir,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let folder = tempfile::tempdir().unwrap();
        // No two have the same name.
        params.distinguished_name.push(DnType::CommonName, folder.path().display().to_string());
        std::fs::write(folder.path().join("pos-ca.pem"), params.self_signed(&key).unwrap().pem()).unwrap();
        Self { issuer: Issuer::new(params, key), folder }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("pos-ca.pem")
    }

    /// A server whose certificate is for a name, and that answers with the version it was asked in.
    async fn server(&self, name: &str, alpn: &[&str], change: impl FnOnce(&mut CertificateParams)) -> Server {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::Pkcs8(key.serialize_der().into()))
            .unwrap();
        config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
        Server::start(config).await
    }
}

struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
    connections: Arc<Mutex<usize>>,
}

impl Server {
    async fn start(config: ServerConfig) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (seen, connections) = (Arc::<Mutex<Vec<String>>>::default(), Arc::<Mutex<usize>>::default());
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let (asked, counted) = (Arc::clone(&seen), Arc::clone(&connections));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, asked, counted) = (acceptor.clone(), Arc::clone(&asked), Arc::clone(&counted));
                tokio::spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else { return };
                    *counted.lock().unwrap() += 1;
                    let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
                    let service = service_fn(move |request: http::Request<Incoming>| {
                        let asked = Arc::clone(&asked);
                        async move {
                            let host = request.headers().get("host").map(|host| format!("{host:?}"));
                            asked.lock().unwrap().push(format!("{} {:?} {host:?}", request.uri(), request.version()));
                            let said = Bytes::from(format!("{:?}", request.version()));
                            let mut answer = http::Response::new(Full::new(said));
                            *answer.headers_mut() = headers_wanted(request.uri().path());
                            Ok::<_, Infallible>(answer)
                        }
                    });
                    let stream = TokioIo::new(stream);
                    if is_http2 {
                        let _ = http2::Builder::new(TokioExecutor::new()).serve_connection(stream, service).await;
                    } else {
                        let _ = http1::Builder::new().serve_connection(stream, service).await;
                    }
                });
            }
        });
        Self { address, seen, connections }
    }

    fn url(&self) -> String {
        format!("https://{}", self.address)
    }
}

/// Header fields by the path that asks for them: `/fields/200`, or `/bytes/20000` in one field; else none.
fn headers_wanted(path: &str) -> http::HeaderMap {
    let mut headers = http::HeaderMap::new();
    if let Some(fields) = path.strip_prefix("/fields/") {
        for field in 0..fields.parse().unwrap() {
            headers.insert(http::HeaderName::try_from(format!("x-{field}")).unwrap(), "1".parse().unwrap());
        }
    } else if let Some(bytes) = path.strip_prefix("/bytes/") {
        headers.insert("x-long", "x".repeat(bytes.parse().unwrap()).parse().unwrap());
    }
    headers
}

async fn host(url: &str, toml: &str) -> RunningHost {
    let toml = format!("settings.url = \"{url}/\"\nallow.http = [\"{url}\"]\n{toml}");
    TestHost::new().adapter("till", guests::CALLS_HTTP).venue_with("crown", "till", &toml).start().await
}

async fn search(host: &RunningHost) -> Answer {
    host.as_venue("crown").post("/v1/orders/search", &json!({})).await
}

fn root(url: &str, authority: &Authority) -> String {
    format!("http.\"{url}\".root = {:?}", authority.root())
}

/// The adapter hears that nothing was sent, and the operator why.
async fn check_refused(server: &Server, toml: &str, expected: &str) {
    let host = host(&server.url(), toml).await;
    let message = search(&host).await.error(503, "UnexpectedError");
    assert!(message.ends_with("TlsProtocolError: the host's log says why"), "{message}");
    let told = host.until_told("has no TLS with").await;
    assert_eq!(told, format!("adapter \"till\" of venue \"crown\" has no TLS with {}: {expected}", server.url()));
    assert_eq!(server.seen.lock().unwrap().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_trusted_by_a_root_of_its_own_and_spoken_to_in_http2() {
    let authority = Authority::new();
    let server = authority.server("127.0.0.1", &["h2", "http/1.1"], |_| {}).await;
    let host = host(&server.url(), &format!("settings.times = \"5\"\n{}", root(&server.url(), &authority))).await;
    assert_eq!(search(&host).await.ok()["data"][0]["note"], "HTTP/2.0");
    assert_eq!(search(&host).await.ok()["data"][0]["note"], "HTTP/2.0");
    assert_eq!(*server.connections.lock().unwrap(), 1);
    // Who is called stands in `:authority` alone.
    assert_eq!(server.seen.lock().unwrap()[0], format!("https://{}/ HTTP/2.0 None", server.address));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_over_http2_has_no_more_header_than_the_limits() {
    let authority = Authority::new();
    let server = authority.server("127.0.0.1", &["h2"], |_| {}).await;
    let asked = async |path: &str| {
        let url = server.url();
        let limits = "limits.http_headers = 20\nlimits.http_header_bytes = 8192";
        let toml =
            format!("{}\n{limits}\nsettings.url = \"{url}{path}\"\nallow.http = [\"{url}\"]", root(&url, &authority));
        let host = TestHost::new().adapter("till", guests::CALLS_HTTP).venue_with("crown", "till", &toml).start().await;
        (search(&host).await, host)
    };
    asked("/fields/10").await.0.ok();
    asked("/bytes/6000").await.0.ok();
    for path in ["/fields/40", "/bytes/9000"] {
        let (answer, host) = asked(path).await;
        let message = answer.error(503, "UnexpectedError");
        assert!(message.contains("HttpResponseHeaderSectionSize"), "{path}: {message}");
        host.until_told("limits.http_headers and limits.http_header_bytes allow").await;
    }
    // Far more is not even received.
    let message = asked("/bytes/90000").await.0.error(503, "UnexpectedError");
    assert!(message.ends_with("ConnectionTerminated"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_http2_is_spoken_to_in_http1() {
    let authority = Authority::new();
    for alpn in [&["http/1.1"][..], &[]] {
        let server = authority.server("127.0.0.1", alpn, |_| {}).await;
        let host = host(&server.url(), &root(&server.url(), &authority)).await;
        assert_eq!(search(&host).await.ok()["data"][0]["note"], "HTTP/1.1");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_vouched_for_by_nobody_is_sent_nothing() {
    let authority = Authority::new();
    let server = authority.server("127.0.0.1", &["h2"], |_| {}).await;
    let hint = format!(
        "its certificate is signed by nobody who is trusted here; hint: if it has an authority of its own, write \
         [venues.crown.http.\"{}\"] root = \"pos-ca.pem\"",
        server.url()
    );
    check_refused(&server, &root(&server.url(), &Authority::new()), &hint).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_root_vouches_for_its_server_alone() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let [server, other] =
        [authority.server("127.0.0.1", &["h2"], |_| {}).await, authority.server("127.0.0.1", &["h2"], |_| {}).await];
    // The machine's own roots may be none at all; a root of another server's keeps that apart.
    let toml = format!(
        "settings.url = \"{}/\"\nallow.http = [\"{}\", \"{}\"]\n{}\n{}",
        server.url(),
        server.url(),
        other.url(),
        root(&other.url(), &authority),
        root(&server.url(), &stranger)
    );
    let trusting = format!(
        "settings.url = \"{}/\"\nallow.http = [\"{}\"]\n{}",
        server.url(),
        server.url(),
        root(&server.url(), &authority)
    );
    let host = TestHost::new()
        .adapter("till", guests::CALLS_HTTP)
        .venue_with("crown", "till", &toml)
        .venue_with("anchor", "till", &trusting)
        .start()
        .await;
    host.as_venue("anchor").post("/v1/orders/search", &json!({})).await.ok();
    search(&host).await.error(503, "UnexpectedError");
    assert!(host.until_told("has no TLS with").await.contains("signed by nobody who is trusted here"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_for_another_name_is_none() {
    let authority = Authority::new();
    let server = authority.server("pos.example", &["h2"], |_| {}).await;
    let expected = "its certificate is for another name; hint: grant and call the server by the name that stands in its \
                    certificate";
    check_refused(&server, &root(&server.url(), &authority), expected).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_has_expired_is_none() {
    let authority = Authority::new();
    let server = authority
        .server("127.0.0.1", &["h2"], |params| {
            params.not_before = rcgen::date_time_ymd(2020, 1, 1);
            params.not_after = rcgen::date_time_ymd(2021, 1, 1);
        })
        .await;
    let expected = "its certificate has expired; hint: renew the server's certificate, or set this machine's clock";
    check_refused(&server, &root(&server.url(), &authority), expected).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_speak_tls_is_told_from_one_that_is_not_trusted() {
    let authority = Authority::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let plain = url.replace("https", "http");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let host = host(&url, &root(&url, &authority)).await;
    search(&host).await.error(503, "UnexpectedError");
    assert_eq!(
        host.until_told("has no TLS with").await,
        format!(
            "adapter \"till\" of venue \"crown\" has no TLS with {url}: it does not answer in TLS; hint: if it has no TLS, \
             grant and call it as \"{plain}\""
        )
    );
}
