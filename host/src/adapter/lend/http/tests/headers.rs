//! What stands in a request's header and what does not, and how much a response's may have.

use super::*;
use crate::venue::Secret;
use http::HeaderName;

fn server(server: &str, headers: &[(&'static str, &str)]) -> HttpServer {
    let header = |(name, value): &(&'static str, &str)| (HeaderName::from_static(name), Secret::new(*value));
    let headers = headers.iter().map(header).collect();
    HttpServer { server: server.parse().unwrap(), headers, roots: Vec::new(), root_file: None }
}

#[tokio::test]
async fn the_host_sets_what_is_configured_in_place_of_what_the_guest_set() {
    let peer = Peer::polite().await;
    let url = peer.url();
    let mut story = Story::granted(&[&url]);
    story.servers = vec![
        server(&format!("{url}/v1/orders"), &[("authorization", "Bearer orders")]),
        server(&format!("{url}/v1"), &[("authorization", "Bearer v1"), ("x-key", "k-1")]),
    ];
    let mut desk = story.begin();
    for path in ["/v1", "/v1/orders/7", "/v10"] {
        let mut request = get(&format!("{url}{path}"));
        request.headers_mut().append("authorization", "Bearer guest".parse().unwrap());
        request.headers_mut().append("authorization", "Bearer guest too".parse().unwrap());
        desk.ask(request).await.unwrap();
    }
    let fields = |text: &String| -> Vec<String> {
        let mine = |line: &&str| line.starts_with("authorization") || line.starts_with("x-key");
        text.lines().filter(mine).map(str::to_owned).collect()
    };
    let seen: Vec<_> = peer.seen().iter().map(fields).collect();
    assert_eq!(
        seen,
        [
            vec!["authorization: Bearer v1", "x-key: k-1"],
            vec!["authorization: Bearer orders", "x-key: k-1"],
            vec!["authorization: Bearer guest", "authorization: Bearer guest too"],
        ]
    );
}

#[tokio::test]
async fn who_is_called_is_written_by_the_host() {
    let peer = Peer::polite().await;
    let mut desk = Story::granted(&[&peer.url()]).begin();
    let mut request = get(&format!("{}/x?y=1", peer.url()));
    // No guest can set it; were it there, it would not stay.
    request.headers_mut().append("host", "evil.example".parse().unwrap());
    desk.ask(request).await.unwrap();
    let seen = peer.seen().concat();
    assert!(seen.starts_with("GET /x?y=1 HTTP/1.1\r\n"), "{seen}");
    assert_eq!(seen.matches("host: ").count(), 1);
    assert!(seen.contains(&format!("host: {}\r\n", peer.address)), "{seen}");
}

#[test]
fn headers_of_the_connection_are_no_guests() {
    let forbidden = |name: &'static str| super::super::is_forbidden(&HeaderName::from_static(name));
    for name in wasmtime_wasi_http::DEFAULT_FORBIDDEN_HEADERS {
        assert!(super::super::is_forbidden(&name), "{name}");
    }
    for name in ["te", "expect", "proxy-anything", "keep-alive", "http2-settings"] {
        assert!(forbidden(name), "{name}");
    }
    for name in ["content-length", "trailer", "authorization", "cookie", "x-forwarded-for"] {
        assert!(!forbidden(name), "{name}");
    }
}

#[tokio::test]
async fn a_tunnel_and_an_echo_are_not_sent() {
    let peer = Peer::polite().await;
    let mut desk = Story::granted(&[&peer.url()]).begin();
    for method in ["CONNECT", "TRACE"] {
        let error = desk.ask(request(method, &peer.url(), "")).await.unwrap_err();
        assert!(matches!(error, Error::HttpRequestDenied), "{error}");
    }
    assert_eq!(
        desk.told(),
        ["CONNECT", "TRACE"].map(|method| format!("adapter \"till\" of venue \"crown\": {method} is not sent"))
    );
    assert_eq!(peer.seen().len(), 0);
}

#[tokio::test]
async fn a_request_has_no_more_header_than_the_limit() {
    let peer = Peer::polite().await;
    let mut desk = Story::granted(&[&peer.url()]).limits(|limits| limits.http_headers = 10).begin();
    let with = |fields: usize, bytes: usize, path: usize| {
        let mut request = get(&format!("{}/{}", peer.url(), "p".repeat(path)));
        for _ in 0..fields {
            request.headers_mut().append("x-key", "y".repeat(bytes).parse().unwrap());
        }
        request
    };
    for request in [with(11, 1, 0), with(10, 7000, 0), with(1, 30_000, 40_000)] {
        let error = desk.ask(request).await.unwrap_err();
        assert!(matches!(error, Error::HttpRequestHeaderSectionSize(Some(65536))), "{error}");
    }
    assert_eq!(
        desk.told()[0],
        "adapter \"till\" of venue \"crown\" made a request with more than 10 header fields or 65536 bytes of them and its \
         URL, which limits.http_headers and limits.http_header_bytes allow"
    );
    assert_eq!(peer.seen().len(), 0);
    desk.ask(with(10, 100, 100)).await.unwrap();
}

#[tokio::test]
async fn a_response_has_no_more_header_than_the_limit() {
    for (fields, bytes, fits) in [(9, 10, true), (10, 10, false), (2, 3000, true), (3, 3000, false)] {
        let peer = Peer::start(move |_, mut caller| async move {
            caller.request().await?;
            let header: String = (0..fields).map(|number| format!("x-{number}: {}\r\n", "y".repeat(bytes))).collect();
            caller.say(&format!("HTTP/1.1 200 OK\r\n{header}content-length: 2\r\n\r\nhi")).await?;
            caller.request().await.map(|_| ())
        })
        .await;
        let limits = |limits: &mut Limits| (limits.http_headers, limits.http_header_bytes) = (10, 8192);
        let mut desk = Story::granted(&[&peer.url()]).limits(limits).begin();
        let asked = desk.get(&peer.url()).await;
        if fits {
            assert_eq!(asked.unwrap(), "hi");
            continue;
        }
        let error = asked.unwrap_err();
        assert!(matches!(error, Error::HttpResponseHeaderSectionSize(Some(8192))), "{fields} of {bytes}: {error}");
        assert_eq!(
            desk.told(),
            [
                "adapter \"till\" of venue \"crown\" was answered with more than 10 header fields or 8192 bytes of them, \
              which limits.http_headers and limits.http_header_bytes allow"
            ]
        );
    }
}
