//! Which connection a request takes, and what is known where it fails.

use super::*;
use crate::adapter::lend::http::link::Link;
use crate::adapter::lend::http::pool::Got;
use std::task::Poll;

/// A kept connection that ends when the next request is handed to it, before a byte of that is written.
async fn dying_connection(desk: &Desk, peer: &Peer) {
    let server = Arc::new(peer.url().parse().unwrap());
    let Got::Place(place) = desk.way.pool.get(&server, false).await else { panic!("nothing is kept") };
    let deadline = Instant::now() + Duration::from_secs(60);
    let stream = desk.way.dialer.dial(&server, place, deadline).await.unwrap();
    let (link, driver) = Link::begin(stream, &desk.way.limits).await.unwrap();
    let mut driver = Some(driver);
    let mut polls = 0;
    let dying = std::future::poll_fn(move |cx| {
        polls += 1;
        if polls > 1 {
            driver = None;
            return Poll::Ready(Ok(()));
        }
        driver.as_mut().unwrap().as_mut().poll(cx)
    });
    let mut lease = desk.way.pool.opened(&server, link, Box::pin(dying));
    lease.link.ready().await.unwrap();
    lease.give_back();
}

#[tokio::test]
async fn a_request_that_was_handed_back_unsent_goes_once_over_a_fresh_connection() {
    let peer = Peer::polite().await;
    let mut desk = Story::granted(&[&peer.url()]).begin();
    dying_connection(&desk, &peer).await;
    let url = format!("{}/pay", peer.url());
    assert_eq!(desk.ask(request("POST", &url, "a payment")).await.unwrap(), "hello");
    let seen = peer.seen();
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert!(seen[0].starts_with("POST /pay HTTP/1.1\r\n") && seen[0].ends_with("\r\n\r\na payment"), "{seen:?}");
}

#[tokio::test]
async fn a_request_that_was_written_is_never_written_again() {
    let peer = Peer::start(|number, mut caller| async move {
        caller.request().await?;
        caller.say(&answer("hello")).await?;
        // The next is read and not answered; on another connection it would be.
        caller.request().await?;
        (number > 0).then_some(())
    })
    .await;
    let mut desk = Story::granted(&[&peer.url()]).begin();
    desk.get(&peer.url()).await.unwrap();
    let error = desk.ask(request("POST", &peer.url(), "a payment")).await.unwrap_err();
    assert!(matches!(error, Error::ConnectionTerminated), "{error}");
    assert_eq!(peer.seen().len(), 2);
}

#[tokio::test]
async fn a_connection_that_was_closed_while_idle_is_not_used() {
    let peer = Peer::start(|_, mut caller| async move {
        caller.request().await?;
        caller.say(&answer("hello")).await
    })
    .await;
    let mut desk = Story::granted(&[&peer.url()]).begin();
    for _ in 0..3 {
        assert_eq!(desk.get(&peer.url()).await.unwrap(), "hello");
        until(|| desk.way.pool.len() == 0).await;
    }
    assert_eq!(peer.seen().len(), 3);
}

#[tokio::test]
async fn a_connection_is_used_again_and_not_after_a_pause() {
    let peer = Peer::start(|number, mut caller| async move {
        loop {
            caller.request().await?;
            caller.say(&answer(&number.to_string())).await?;
        }
    })
    .await;
    let mut desk = Story::granted(&[&peer.url()]).begin();
    assert_eq!(desk.get(&peer.url()).await.unwrap(), "0");
    assert_eq!(desk.ask(request("POST", &peer.url(), "x")).await.unwrap(), "0");
    let_time_pass(&desk.way.pool);
    assert_eq!(desk.get(&peer.url()).await.unwrap(), "1");
    assert_eq!(desk.way.pool.len(), 1);
}

#[tokio::test]
async fn an_idle_connection_gives_way_to_another_servers() {
    let (one, other) = (Peer::polite().await, Peer::polite().await);
    let mut desk = Story::granted(&[&one.url(), &other.url()]).limits(|limits| limits.http_connections = 1).begin();
    for _ in 0..3 {
        assert_eq!(desk.get(&one.url()).await.unwrap(), "hello");
        assert_eq!(desk.get(&other.url()).await.unwrap(), "hello");
    }
    assert_eq!(desk.told(), Vec::<String>::new());
}

#[tokio::test]
async fn a_venue_has_no_more_connections_than_its_limit() {
    let (one, other) = (Peer::polite().await, Peer::polite().await);
    let mut desk = Story::granted(&[&one.url(), &other.url()]).limits(|limits| limits.http_connections = 1).begin();
    let unread = desk.hand_in(get(&one.url())).await.unwrap();
    let wait = Some(Duration::from_millis(50));
    desk.options = Some(RequestOptions { connect_timeout: wait, ..RequestOptions::default() });
    let error = desk.get(&other.url()).await.unwrap_err();
    assert!(matches!(error, Error::ConnectionLimitReached), "{error}");
    assert_eq!(
        desk.told(),
        ["adapter \"till\" of venue \"crown\" found all 1 connections in use for as long as its request could wait, \
          which limits.http_connections allows"]
    );
    assert_eq!(other.seen().len(), 0);
    // Who waits gets its place as soon as the other was read to its end.
    desk.options = None;
    let waiting = tokio::spawn(desk.hand_in(get(&other.url())));
    tokio::task::yield_now().await;
    assert_eq!(read(unread).await.unwrap(), "hello");
    assert_eq!(read(waiting.await.unwrap().unwrap()).await.unwrap(), "hello");
}

#[tokio::test]
async fn a_server_that_is_not_there_was_sent_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = Story::granted(&[&url]).begin().get(&url).await.unwrap_err();
    assert!(matches!(error, Error::ConnectionRefused), "{error}");
}

#[tokio::test]
async fn connections_go_with_the_venues_configuration() {
    let (peer, closed) = (TcpListener::bind("127.0.0.1:0").await.unwrap(), Arc::new(Mutex::new(false)));
    let url = format!("http://{}", peer.local_addr().unwrap());
    let sees = Arc::clone(&closed);
    tokio::spawn(async move {
        let mut caller = Caller { stream: peer.accept().await.unwrap().0, seen: Arc::default() };
        caller.request().await;
        caller.say(&answer("hello")).await;
        assert_eq!(caller.part().await, None);
        *sees.lock().unwrap() = true;
    });
    let mut desk = Story::granted(&[&url]).begin();
    desk.get(&url).await.unwrap();
    assert_eq!(desk.way.pool.len(), 1);
    // What a change of the grants does: the venue's place is made anew, and the last call of the old one ends.
    drop(desk);
    until(|| *closed.lock().unwrap()).await;
}
