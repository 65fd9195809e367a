//! Bodies that do not end as they should.

use super::*;
use wasmtime_wasi_http::p2::body::{HostOutgoingBody, StreamContext};

/// A server that reads to the end of the connection, and keeps all of it.
async fn reader() -> (Peer, Arc<Mutex<Option<String>>>) {
    let whole = Arc::new(Mutex::new(None));
    let kept = Arc::clone(&whole);
    let peer = Peer::start(move |_, mut caller| {
        let kept = Arc::clone(&kept);
        async move {
            let mut text = String::new();
            while let Some(part) = caller.part().await {
                text.push_str(&part);
                *caller.seen.lock().unwrap() = vec![text.clone()];
            }
            *kept.lock().unwrap() = Some(text);
            Some(())
        }
    })
    .await;
    (peer, whole)
}

/// What a guest's resource does: a body that is written to, and then goes with its store.
#[track_caller]
fn upload(length: Option<u64>, url: &str) -> (HostOutgoingBody, Request<WasiBody>) {
    let (mut guest, body) = HostOutgoingBody::new(StreamContext::Request, length, 1, 65536);
    let mut stream = guest.take_output_stream().unwrap();
    stream.write(Bytes::from_static(b"half a payment")).unwrap();
    drop(stream);
    let mut request = Request::builder().method("POST").uri(url);
    if let Some(length) = length {
        request = request.header("content-length", length);
    }
    (guest, request.body(WasiBody::new(body)).unwrap())
}

#[tokio::test]
async fn what_the_calls_end_breaks_off_does_not_look_finished() {
    for length in [None, Some(100)] {
        let (peer, whole) = reader().await;
        let mut desk = Story::granted(&[&peer.url()]).begin();
        let (guest, request) = upload(length, &peer.url());
        let sending = tokio::spawn(desk.hand_in(request));
        until(|| peer.seen().iter().any(|text| text.contains("half a payment"))).await;
        // As `CallState` is dropped: the outgoing side, then the table with the guest's body.
        drop(desk);
        drop(guest);
        until(|| whole.lock().unwrap().is_some()).await;
        let text = whole.lock().unwrap().take().unwrap();
        assert!(text.ends_with("half a payment") || text.ends_with("half a payment\r\n"), "{text}");
        assert!(sending.await.unwrap().is_err());
    }
}

#[tokio::test]
async fn what_the_guest_drops_does_not_look_finished() {
    let (peer, whole) = reader().await;
    let mut desk = Story::granted(&[&peer.url()]).begin();
    let (guest, request) = upload(None, &peer.url());
    let sending = tokio::spawn(desk.hand_in(request));
    until(|| peer.seen().iter().any(|text| text.contains("half a payment"))).await;
    guest.abort();
    until(|| whole.lock().unwrap().is_some()).await;
    let text = whole.lock().unwrap().take().unwrap();
    assert!(!text.ends_with("0\r\n\r\n"), "{text}");
    assert!(sending.await.unwrap().is_err());
}

#[tokio::test]
async fn what_the_guest_finishes_is_finished() {
    let peer = Peer::start(|_, mut caller| async move {
        let mut text = String::new();
        while !text.ends_with("0\r\n\r\n") {
            text.push_str(&caller.part().await?);
        }
        caller.say(&answer("done")).await
    })
    .await;
    let mut desk = Story::granted(&[&peer.url()]).begin();
    let (guest, request) = upload(None, &peer.url());
    let sending = tokio::spawn(desk.hand_in(request));
    guest.finish(None).unwrap();
    assert_eq!(read(sending.await.unwrap().unwrap()).await.unwrap(), "done");
}

/// A server that sends a byte, and another, and never all it promised.
async fn drip() -> Peer {
    Peer::start(|_, mut caller| async move {
        caller.request().await?;
        caller.say("HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n").await?;
        loop {
            caller.say("x").await?;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
}

#[tokio::test]
async fn a_response_that_drips_ends_with_the_call() {
    let peer = drip().await;
    let mut desk = Story::granted(&[&peer.url()]).begin();
    desk.outgoing.renew(Instant::now() + Duration::from_millis(300));
    let error = desk.get(&peer.url()).await.unwrap_err();
    assert!(matches!(error, Error::HttpResponseTimeout), "{error}");
    assert_eq!(desk.way.pool.len(), 0);
}

#[tokio::test]
async fn a_response_that_pauses_ends_where_the_guest_said_so() {
    let peer = Peer::start(|_, mut caller| async move {
        caller.request().await?;
        caller.say("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf").await?;
        caller.request().await.map(|_| ())
    })
    .await;
    let mut desk = Story::granted(&[&peer.url()]).begin();
    let pause = Some(Duration::from_millis(50));
    desk.options = Some(RequestOptions { between_bytes_timeout: pause, ..RequestOptions::default() });
    let error = desk.get(&peer.url()).await.unwrap_err();
    assert!(matches!(error, Error::HttpResponseTimeout), "{error}");
}

#[tokio::test]
async fn a_response_that_breaks_off_is_incomplete() {
    let peer = Peer::start(|_, mut caller| async move {
        caller.request().await?;
        caller.say("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf").await
    })
    .await;
    let error = Story::granted(&[&peer.url()]).begin().get(&peer.url()).await.unwrap_err();
    assert!(matches!(error, Error::HttpResponseIncomplete), "{error}");
}

#[tokio::test]
async fn a_first_byte_that_does_not_come_is_waited_for_as_long_as_the_guest_said() {
    let peer = Peer::start(|_, mut caller| async move {
        caller.request().await?;
        caller.request().await.map(|_| ())
    })
    .await;
    let mut desk = Story::granted(&[&peer.url()]).begin();
    let wait = Some(Duration::from_millis(50));
    desk.options = Some(RequestOptions { first_byte_timeout: wait, ..RequestOptions::default() });
    let error = desk.get(&peer.url()).await.unwrap_err();
    assert!(matches!(error, Error::HttpResponseTimeout), "{error}");
}

#[tokio::test]
async fn trailers_count_as_the_body_does() {
    let peer = Peer::start(|_, mut caller| async move {
        caller.request().await?;
        let trailers: String = (0..20).map(|number| format!("x-{number}: {}\r\n", "y".repeat(100))).collect();
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        caller.say(&format!("{head}2\r\nhi\r\n0\r\n{trailers}\r\n")).await
    })
    .await;
    let mut desk = Story::granted(&[&peer.url()]).limits(|limits| limits.http_response_bytes = 1500).begin();
    let error = desk.get(&peer.url()).await.unwrap_err();
    assert!(matches!(error, Error::HttpResponseBodySize(Some(1500))), "{error}");
    assert_eq!(
        desk.told(),
        [
            "adapter \"till\" of venue \"crown\" was answered with more than 1500 bytes, which limits.http_response_bytes \
          allows"
        ]
    );
}
