//! Where names lead: what answers differently the second time, and the ranges that no name leads into.

use super::*;
use crate::adapter::lend::http::connect::{Dialer, NotConnected};
use crate::adapter::lend::http::resolve::Resolve;
use std::net::IpAddr;
use std::pin::Pin;

/// Answers in turn, the last for ever.
struct Answers(Mutex<Vec<Vec<IpAddr>>>);

impl Resolve for Answers {
    fn resolve(&self, _: &str) -> Pin<Box<dyn Future<Output = std::io::Result<Vec<IpAddr>>> + Send>> {
        let mut answers = self.0.lock().unwrap();
        let answer = if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() };
        Box::pin(async { Ok(answer) })
    }
}

fn story(peer: &Peer, networks: &[&str], answers: &[&[&str]]) -> (Story, String) {
    let url = format!("http://pos.example:{}", peer.address.port());
    let mut story = Story::granted(&[&url]);
    story.grants.lan.networks = networks.iter().map(|network| network.parse().unwrap()).collect();
    let parse = |answer: &&[&str]| answer.iter().map(|address| address.parse().unwrap()).collect();
    story.resolver = Some(Arc::new(Answers(Mutex::new(answers.iter().map(parse).collect()))));
    (story, url)
}

#[tokio::test]
async fn a_name_that_leads_elsewhere_the_second_time_is_checked_the_second_time() {
    for inside in ["169.254.169.254", "10.0.0.1", "::ffff:192.168.1.9", "64:ff9b::a00:1", "2002:a00:1::1"] {
        let peer = Peer::polite().await;
        let (story, url) = story(&peer, &["127.0.0.1"], &[&["127.0.0.1"], &[inside]]);
        let mut desk = story.begin();
        assert_eq!(desk.get(&url).await.unwrap(), "hello");
        // A connection that is open leads where it led.
        assert_eq!(desk.get(&url).await.unwrap(), "hello");
        let_time_pass(&desk.way.pool);
        let error = desk.get(&url).await.unwrap_err();
        assert!(matches!(error, Error::DestinationIpProhibited), "{inside}: {error}");
        assert_eq!(peer.seen().len(), 2);
    }
}

#[tokio::test]
async fn of_several_addresses_only_those_that_may_be_reached_are_tried() {
    let peer = Peer::polite().await;
    let (story, url) = story(&peer, &["127.0.0.1"], &[&["169.254.169.254", "10.0.0.1", "127.0.0.1"]]);
    assert_eq!(story.begin().get(&url).await.unwrap(), "hello");
    assert_eq!(peer.seen().len(), 1);
}

#[tokio::test]
async fn the_operator_hears_where_a_name_led_and_what_would_allow_it() {
    let peer = Peer::polite().await;
    let port = peer.address.port();
    let (shut_out, url) = story(&peer, &[], &[&["127.0.0.1"]]);
    let mut desk = shut_out.begin();
    desk.get(&url).await.unwrap_err();
    assert_eq!(
        desk.told(),
        [format!(
            "adapter \"till\" of venue \"crown\" may not reach http://pos.example:{port}: it leads to 127.0.0.1, of this \
             machine or its network, where no name leads unless it is granted; hint: if the point of sale is there, add \
             \"127.0.0.1\" or its network to [venues.crown.allow] lan"
        )]
    );
    let (mut on_a_platform, url) = story(&peer, &["127.0.0.1"], &[&["127.0.0.1"]]);
    on_a_platform.grants.lan.is_open = false;
    let mut desk = on_a_platform.begin();
    desk.get(&url).await.unwrap_err();
    assert_eq!(
        desk.told(),
        [format!(
            "adapter \"till\" of venue \"crown\" may not reach http://pos.example:{port}: it leads to 127.0.0.1, of this \
             machine or its network, which [server] lan_grants = false forbids"
        )]
    );
    assert_eq!(peer.seen().len(), 0);
}

#[tokio::test]
async fn a_local_address_is_not_connected_to_where_the_operators_switch_is_off() {
    let peer = Peer::polite().await;
    // What the configuration refuses to read, so that it is held twice.
    let mut story = Story::granted(&[&peer.url()]);
    story.grants.lan.is_open = false;
    let error = story.begin().get(&peer.url()).await.unwrap_err();
    assert!(matches!(error, Error::DestinationIpProhibited), "{error}");
    assert_eq!(peer.seen().len(), 0);
}

#[tokio::test]
async fn this_machines_own_resolver_is_held_to_the_same() {
    let peer = Peer::polite().await;
    for name in ["localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1"] {
        let desk = Story::granted(&[]).begin();
        let Dialer { lan, resolver, .. } = &desk.way.dialer;
        // A machine may not know such a name; what matters is that none leads inside.
        let found = resolver.resolve(name).await.unwrap_or_default();
        assert!(found.iter().all(|address| lan.allows(*address, true).is_err()), "{name}: {found:?}");
        let error = Story::granted(&[]).begin().get(&format!("http://{name}:{}/", peer.address.port())).await;
        assert!(matches!(error, Err(Error::HttpRequestDenied)), "{name}");
    }
    let url = format!("http://localhost:{}", peer.address.port());
    let server = Arc::new(url.parse().unwrap());
    let desk = Story::granted(&[&url]).begin();
    let crate::adapter::lend::http::pool::Got::Place(place) = desk.way.pool.get(&server, false).await else {
        panic!("nothing is kept")
    };
    let dialed = desk.way.dialer.dial(&server, place, Instant::now() + Duration::from_secs(60)).await;
    assert!(matches!(dialed, Err(NotConnected::Barred(_))));
}
