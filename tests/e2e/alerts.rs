//! The alert webhook, before a real receiver: signed, sent again until it is taken, and never in anybody's way.

use hmac::{Hmac, Mac};
use patio_host::alerts::{Alert, AlertKind, Alerts, Limits};
use patio_host::config;
use patio_host::epos::Timestamp;
use patio_host::notice::Notices;
use patio_host::outgoing::Outgoing;
use patio_host::venue::Secret;
use patio_tests::host::until;
use patio_tests::peer::{Peer, Received, Said};
use serde_json::{Value, json};
use sha2::Sha256;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// Somebody who takes alerts: what each attempt is answered with is a closure over those before it and itself.
struct Receiver {
    peer: Peer,
    got: Arc<Mutex<Vec<Received>>>,
}

// === impl Receiver ===

impl Receiver {
    fn start(says: impl Fn(&[Received]) -> Option<u16> + Send + Sync + 'static) -> Self {
        let got = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&got);
        let peer = Peer::start(move |received| {
            let said = {
                let mut kept = kept.lock().unwrap();
                kept.push(received);
                says(&kept)
            };
            async move {
                match said {
                    Some(0) => std::future::pending().await,
                    Some(status) => Some(Said::new(status, "")),
                    None => None,
                }
            }
        });
        Self { peer, got }
    }

    fn got(&self) -> Vec<Received> {
        self.got.lock().unwrap().clone()
    }

    fn ids(&self) -> Vec<String> {
        self.got().iter().map(id).collect()
    }

    fn settings(&self) -> config::Alerts {
        config::Alerts {
            url: Secret::new(format!("{}/hooks/hunter2", self.peer.url())),
            secret: Some(Secret::new(SECRET)),
        }
    }

    fn alerts(&self, limits: Limits) -> (Alerts, Arc<Notices>) {
        let notices = Arc::new(Notices::default());
        let outgoing = Outgoing::trusting([]).unwrap();
        (Alerts::start_with(Some(&self.settings()), &outgoing, Arc::clone(&notices), limits), notices)
    }
}

fn id(received: &Received) -> String {
    let body: Value = serde_json::from_str(&received.body).unwrap();
    body["id"].as_str().unwrap().to_owned()
}

fn limits() -> Limits {
    Limits {
        first_backoff: Duration::from_millis(2),
        longest_backoff: Duration::from_millis(4),
        attempt_timeout: Duration::from_secs(30),
        ..Limits::default()
    }
}

fn alert(id: &str) -> Alert {
    Alert {
        id: id.to_owned(),
        kind: AlertKind::PaymentAttention,
        venue: "crown".parse().unwrap(),
        payment_intent_id: "pi_1".to_owned(),
        order_id: Some("o1".to_owned()),
        reason: "the POS does not take it".to_owned(),
        at: "2026-11-22T19:04:05Z".parse().unwrap(),
    }
}

fn told(notices: &Notices) -> Vec<String> {
    notices.last().into_iter().map(|notice| notice.text).collect()
}

async fn until_none_waits(alerts: &Alerts) {
    until("no alert waits", async || (alerts.waiting() == 0).then_some(())).await;
}

/// What a receiver does with a signature, by the words of the documentation.
fn verify(received: &Received) {
    let signature = &received.headers["patio-signature"];
    let (time, mac) = signature.strip_prefix("t=").unwrap().split_once(",v1=").unwrap();
    let age = Timestamp::now().as_millisecond() / 1000 - time.parse::<i64>().unwrap();
    assert!((0..60).contains(&age), "{age}");
    let mut expected = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    expected.update(format!("{time}.{}", received.body).as_bytes());
    let bytes: Vec<_> = (0..mac.len()).step_by(2).map(|at| u8::from_str_radix(&mac[at..at + 2], 16).unwrap()).collect();
    expected.verify_slice(&bytes).unwrap();
}

#[tokio::test]
async fn an_alert_arrives_signed_with_what_a_person_needs() {
    let receiver = Receiver::start(|_| Some(204));
    let (alerts, notices) = receiver.alerts(limits());
    alerts.raise(&alert("crown/pi_1/7"));
    until_none_waits(&alerts).await;
    let [received] = &receiver.got()[..] else { panic!() };
    assert_eq!(received.request(), "POST /hooks/hunter2");
    assert_eq!(received.headers["content-type"], "application/json");
    assert_eq!(received.headers["patio-alert-id"], "crown/pi_1/7");
    verify(received);
    assert_eq!(
        serde_json::from_str::<Value>(&received.body).unwrap(),
        json!({
            "id": "crown/pi_1/7", "kind": "payment.attention", "venue": "crown", "paymentIntentId": "pi_1",
            "orderId": "o1", "reason": "the POS does not take it", "at": "2026-11-22T19:04:05.000Z",
        })
    );
    assert_eq!(told(&notices), Vec::<String>::new());
}

#[tokio::test]
async fn without_a_secret_nothing_is_signed() {
    let receiver = Receiver::start(|_| Some(200));
    let settings = config::Alerts { secret: None, ..receiver.settings() };
    let outgoing = Outgoing::trusting([]).unwrap();
    let alerts = Alerts::start(Some(&settings), &outgoing, Arc::default());
    alerts.raise(&alert("a"));
    until_none_waits(&alerts).await;
    assert_eq!(receiver.got()[0].headers.get("patio-signature"), None);
}

#[tokio::test]
async fn an_alert_that_is_not_taken_comes_again_and_the_operator_hears_it_once() {
    // Refused, dropped, redirected, refused.
    let receiver = Receiver::start(|got| match got.len() {
        1 => Some(500),
        2 => None,
        3 => Some(302),
        4 => Some(404),
        _ => Some(200),
    });
    let (alerts, notices) = receiver.alerts(limits());
    alerts.raise(&alert("a"));
    until_none_waits(&alerts).await;
    assert_eq!(receiver.ids(), ["a"; 5], "the same id each time");
    receiver.got().iter().for_each(verify);
    until("the trouble is over", async || (notices.last().len() == 2).then_some(())).await;
    assert_eq!(
        told(&notices),
        [
            "an alert did not reach [alerts] url, it answers 500 Internal Server Error: it and those to come are tried \
             for 24 h; `patio payments list --attention` has what needs a person",
            "alerts reach [alerts] url again",
        ]
    );
}

#[tokio::test]
async fn one_that_is_always_refused_holds_up_no_other_and_is_given_up() {
    let receiver = Receiver::start(|got| Some(if id(got.last().unwrap()) == "bad" { 400 } else { 200 }));
    let limits = Limits { lifetime: Duration::from_millis(50), at_once: 1, ..limits() };
    let (alerts, notices) = receiver.alerts(limits);
    alerts.raise(&alert("bad"));
    for number in 0..20 {
        alerts.raise(&alert(&format!("good {number}")));
    }
    until_none_waits(&alerts).await;
    let good: BTreeSet<_> = receiver.ids().into_iter().filter(|id| id != "bad").collect();
    assert_eq!(good.len(), 20);
    let told = told(&notices);
    assert!(told.iter().any(|text| text.starts_with("alerts are given up")), "{told:?}");
    assert!(!told.join("\n").contains("hunter2"), "the address is a secret");
}

#[tokio::test]
async fn an_alert_that_waits_is_not_raised_twice() {
    let receiver = Receiver::start(|got| if got.len() < 3 { Some(503) } else { Some(200) });
    let (alerts, _) = receiver.alerts(limits());
    for _ in 0..10 {
        alerts.raise(&alert("a"));
    }
    assert_eq!(alerts.waiting(), 1);
    until_none_waits(&alerts).await;
    assert_eq!(receiver.ids(), ["a"; 3]);
    // What was delivered may be raised again, after a restart for example.
    alerts.raise(&alert("a"));
    until_none_waits(&alerts).await;
    assert_eq!(receiver.ids(), ["a"; 4]);
}

#[tokio::test]
async fn one_too_many_is_dropped_without_waiting_and_told_once() {
    let receiver = Receiver::start(|_| Some(0));
    let (alerts, notices) = receiver.alerts(Limits { most_waiting: 3, ..limits() });
    for number in 0..10 {
        alerts.raise(&alert(&number.to_string()));
    }
    assert_eq!(alerts.waiting(), 3);
    assert_eq!(
        told(&notices),
        ["3 alerts wait for [alerts] url, and further ones are dropped: `patio payments list --attention` has what \
          needs a person"]
    );
    assert_eq!(alerts.stop(Duration::ZERO).await, 10);
}

#[tokio::test]
async fn stopping_sends_what_waits() {
    let receiver = Receiver::start(|got| Some(if got.len() == 1 { 500 } else { 200 }));
    // It would be tried again in an hour.
    let hour = Duration::from_hours(1);
    let (alerts, notices) = receiver.alerts(Limits { first_backoff: hour, longest_backoff: hour, ..limits() });
    alerts.raise(&alert("a"));
    until("it failed once", async || (!told(&notices).is_empty()).then_some(())).await;
    for id in ["b", "c"] {
        alerts.raise(&alert(id));
    }
    assert_eq!(alerts.stop(Duration::from_secs(30)).await, 0);
    assert_eq!(receiver.ids().into_iter().collect::<BTreeSet<_>>(), ["a", "b", "c"].map(str::to_owned).into());
}

#[tokio::test]
async fn stopping_says_how_many_are_lost() {
    let receiver = Receiver::start(|_| Some(500));
    let (alerts, notices) = receiver.alerts(limits());
    for id in ["a", "b", "c"] {
        alerts.raise(&alert(id));
    }
    assert_eq!(alerts.stop(Duration::from_secs(30)).await, 3);
    assert_eq!(
        told(&notices).last().unwrap(),
        "3 alerts were not sent before the host stopped: `patio payments list --attention` has what needs a person"
    );
    // Whoever comes late is dropped, and waits for nobody.
    alerts.raise(&alert("d"));
    assert_eq!((alerts.waiting(), alerts.stop(Duration::from_secs(30)).await), (0, 0));
}

#[tokio::test]
async fn stopping_waits_no_longer_than_it_may() {
    let receiver = Receiver::start(|_| Some(0));
    let (alerts, _) = receiver.alerts(limits());
    alerts.raise(&alert("a"));
    until("it is under way", async || (receiver.got().len() == 1).then_some(())).await;
    assert_eq!(alerts.stop(Duration::from_millis(10)).await, 1);
}

#[tokio::test]
async fn without_settings_alerts_go_nowhere() {
    let alerts = Alerts::start(None, &Outgoing::trusting([]).unwrap(), Arc::default());
    alerts.raise(&alert("a"));
    assert_eq!((alerts.waiting(), alerts.stop(Duration::ZERO).await), (0, 0));
}
