//! A restaurant's evening, as the host sees it: card machines, Dojo's events, and guests who pay in cash beside them. All
//! of it goes on while hosts die: what is not answered is sent again, or the money goes back.

use crate::dojo::Dojo;
use crate::evidence::{Answer, Case};
use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use patio_tests::chance::Chance;
use patio_tests::till::Till;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// What Dojo waits for an answer: several times the host's deadline.
const ANSWERED_WITHIN: Duration = Duration::from_secs(5);

/// Between two tries of the same request.
const PAUSE: Duration = Duration::from_millis(30);

/// An order's total, and what is paid of it at once: so that equal parts are common, and the last ones are too much.
const TOTAL: i64 = 4000;
const AMOUNTS: &[i64] = &[500, 1000, 1000, 1500];

/// Where everything happens.
pub(crate) struct Floor {
    pub(crate) chance: Chance,
    pub(crate) till: Till,
    pub(crate) dojo: Dojo,
    /// Where the host is, or where the last one was.
    pub(crate) host: watch::Sender<SocketAddr>,
    cases: Mutex<BTreeMap<String, Case>>,
}

/// A payment intent on its way.
struct Payment {
    floor: Arc<Floor>,
    id: String,
    order: String,
    amount: i64,
    tips: i64,
}

// === impl Floor ===

impl Floor {
    pub(crate) fn new(chance: Chance, till: Till, dojo: Dojo) -> Self {
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 1));
        let host = watch::Sender::new(nowhere);
        Self { chance, till, dojo, host, cases: Mutex::default() }
    }

    /// Begins a round: two orders, several payments of them, and perhaps cash. The tasks end by themselves, once there is
    /// a host that stays.
    pub(crate) fn begin(self: &Arc<Self>, round: u64, tasks: &mut JoinSet<()>) {
        let orders = [format!("{round}-a"), format!("{round}-b")];
        for order in &orders {
            self.till.order(order, TOTAL);
        }
        for number in 0..self.chance.within(&format!("round {round}"), 4..9) {
            let id = format!("pi_{round}_{number}");
            let order = self.chance.pick(&format!("{id} order"), &[&orders[0], &orders[1]]).clone();
            let amount = self.chance.pick(&format!("{id} amount"), AMOUNTS);
            let tips = if self.chance.percent(&format!("{id} tips"), 30) { 100 } else { 0 };
            self.dojo.create(&id, &order, amount, tips);
            let case = Case {
                intent: id.clone(),
                order: order.clone(),
                amount,
                tips,
                held: 0,
                answers: Vec::new(),
                acknowledged: 0,
                forged: false,
                was_a_persons: false,
                standing: None,
            };
            self.cases().insert(id.clone(), case);
            tasks.spawn(Payment { floor: Arc::clone(self), id, order, amount, tips }.happen());
        }
        for order in orders {
            let floor = Arc::clone(self);
            tasks.spawn(async move {
                if floor.chance.percent(&format!("{order} cash"), 40) {
                    tokio::time::sleep(floor.chance.pause(&format!("{order} cash when"), 800)).await;
                    floor.till.take_cash(&order, floor.chance.pick(&format!("{order} cash amount"), AMOUNTS));
                }
            });
        }
    }

    /// The till is away for a while, now and then.
    pub(crate) async fn close_till_now_and_then(&self, round: u64) {
        let about = format!("round {round} closed");
        if self.chance.percent(&about, 30) {
            tokio::time::sleep(self.chance.pause(&format!("{about} when"), 300)).await;
            self.till.be_open(false);
            tokio::time::sleep(self.chance.pause(&format!("{about} how long"), 600)).await;
            self.till.be_open(true);
        }
    }

    /// Dojo's API is away for a while, now and then.
    pub(crate) async fn be_without_dojo_now_and_then(&self, round: u64) {
        let about = format!("round {round} without Dojo");
        if self.chance.percent(&about, 20) {
            tokio::time::sleep(self.chance.pause(&format!("{about} when"), 300)).await;
            self.dojo.be_there(false);
            tokio::time::sleep(self.chance.pause(&format!("{about} how long"), 600)).await;
            self.dojo.be_there(true);
        }
    }

    /// What came of everything, as far as it is known here.
    pub(crate) fn outcome(&self) -> Vec<Case> {
        let held = |case: &Case| self.dojo.held(&case.intent);
        self.cases().values().map(|case| Case { held: held(case), ..case.clone() }).collect()
    }

    /// A person was told of it, and answers.
    pub(crate) fn was_a_persons(&self, intent: &str) {
        self.cases().get_mut(intent).unwrap().was_a_persons = true;
    }

    fn cases(&self) -> MutexGuard<'_, BTreeMap<String, Case>> {
        self.cases.lock().unwrap()
    }

    /// Sends a request to whatever host there is. None without a whole answer.
    async fn send(&self, method: &str, path: &str, body: &Value) -> Option<u16> {
        let address = *self.host.borrow();
        let exchange = async {
            let stream = TcpStream::connect(address).await.ok()?;
            let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.ok()?;
            let mut driver = JoinSet::new();
            driver.spawn(connection);
            let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header("host", address.to_string())
                // crown:crown-secret
                .header("authorization", "Basic Y3Jvd246Y3Jvd24tc2VjcmV0")
                .header("content-type", "application/json")
                .body(Full::new(body))
                .unwrap();
            let response = sender.send_request(request).await.ok()?;
            let status = response.status().as_u16();
            // An answer that breaks off is none.
            response.into_body().collect().await.ok()?;
            Some(status)
        };
        tokio::time::timeout(ANSWERED_WITHIN, exchange).await.ok().flatten()
    }
}

// === impl Payment ===

impl Payment {
    /// From the card on the machine to the end.
    async fn happen(self) {
        tokio::time::sleep(self.pause("when", 500)).await;
        let payment = Arc::new(self);
        let mut events = JoinSet::new();
        for early in ["Created", "Authorized"] {
            if payment.percent(early, 40) {
                payment.tell(early, early, &mut events);
            }
        }
        payment.floor.dojo.set_status(&payment.id, "Captured");
        if payment.percent("recorded", 65) {
            if payment.percent("captured told", 80) {
                payment.tell("Captured", "Captured", &mut events);
            }
            payment.recorded(&mut events).await;
        } else {
            payment.tell("Captured", "Captured", &mut events);
            if payment.percent("waits", 70) {
                while events.join_next().await.is_some() {}
            }
            payment.perhaps_refunded(&mut events).await;
        }
        while let Some(told) = events.join_next().await {
            told.unwrap();
        }
    }

    /// RecordOrderPaymentById, and what Dojo does upon its answer.
    async fn recorded(self: &Arc<Self>, events: &mut JoinSet<()>) {
        let lock = self.lock().await;
        let copies =
            if self.percent("copies", 35) { self.floor.chance.within(&self.about("how many copies"), 2..5) } else { 1 };
        let mut requests = JoinSet::new();
        for copy in 0..copies {
            let (payment, lock) = (Arc::clone(self), lock.clone());
            requests.spawn(async move {
                tokio::time::sleep(payment.pause(&format!("copy {copy}"), 60)).await;
                payment.record(copy, payment.amount, lock.as_deref()).await
            });
        }
        while let Some(answered) = requests.join_next().await {
            answered.unwrap();
        }
        if let Some(lock) = lock {
            self.unlock(&lock).await;
        }
        // Whatever it heard first decides.
        let first = self.floor.cases()[&self.id].answers.first().copied();
        match first {
            Some(Answer::Success) => {
                if self.percent("forged", 6) {
                    self.forged(events).await;
                } else {
                    self.perhaps_refunded(events).await;
                }
            }
            // That Dojo forgets it is what the reading ten minutes later is for.
            Some(Answer::Error(_)) if self.percent("forgets", 8) => {}
            Some(Answer::Error(_)) | None => self.give_back("given back", events).await,
        }
    }

    /// Sends the request until it is answered or Dojo gives up. What was answered is kept.
    async fn record(&self, copy: u64, amount: i64, lock: Option<&str>) {
        let pounds = |value: i64| json!({"value": value, "currencyCode": "GBP"});
        let mut body = json!({"paymentIntentId": self.id, "paidAmount": pounds(amount)});
        if self.tips > 0 {
            body["tipsAmount"] = pounds(self.tips);
        }
        if let Some(lock) = lock {
            body["lockId"] = json!(lock);
        }
        let path = format!("/v1/orders/{}/record-payment", self.order);
        let tries = self.floor.chance.within(&self.about(&format!("tries {copy}")), 1..25);
        for _ in 0..tries {
            if let Some(status) = self.floor.send("POST", &path, &body).await {
                let answer = if status == 200 { Answer::Success } else { Answer::Error(status) };
                assert!(!matches!(status, 400 | 401 | 403 | 405), "the harness sends what the host refuses: {status}");
                let mut cases = self.floor.cases();
                let case = cases.get_mut(&self.id).unwrap();
                if amount == self.amount {
                    case.answers.push(answer);
                } else {
                    case.forged = true;
                    assert_ne!(answer, Answer::Success, "{}: another amount is answered with success", self.id);
                }
                return;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// The same payment with another amount. An error is the answer, and Dojo may give the money back.
    async fn forged(self: &Arc<Self>, events: &mut JoinSet<()>) {
        self.record(99, self.amount + 100, None).await;
        if self.floor.cases()[&self.id].forged && self.percent("forged is given back", 50) {
            self.give_back("forged given back", events).await;
        }
    }

    async fn give_back(self: &Arc<Self>, what: &str, events: &mut JoinSet<()>) {
        tokio::time::sleep(self.pause(what, 300)).await;
        let status = self.floor.chance.pick(&self.about(what), &["Refunded", "Reversed"]);
        if self.floor.dojo.give_back(&self.id, status) {
            self.tell(what, status, events);
        }
    }

    /// A guest complains, now and then: a part goes back, or all of it, or one after the other.
    async fn perhaps_refunded(self: &Arc<Self>, events: &mut JoinSet<()>) {
        if self.tips == 0 && self.percent("part", 15) {
            tokio::time::sleep(self.pause("part when", 400)).await;
            if self.floor.dojo.refund(&self.id, 200) {
                self.tell("part", "Captured", events);
            }
        }
        if self.percent("all", 15) {
            tokio::time::sleep(self.pause("all when", 400)).await;
            self.give_back("all", events).await;
        }
    }

    /// Tells the host of a status, until it acknowledges that; copies of it come too, in any order with the others.
    fn tell(self: &Arc<Self>, what: &str, status: &'static str, events: &mut JoinSet<()>) {
        let copies = if self.percent(&format!("{what} copies"), 30) { 3 } else { 1 };
        for copy in 0..copies {
            let (payment, about) = (Arc::clone(self), format!("{what} {copy}"));
            let event = if status == "Created" { "payment_intent.created" } else { "payment_intent.status_updated" };
            let body = json!({
                "id": format!("evt_{}_{what}", self.id),
                "accountId": "acc_crown",
                "event": event,
                "createdAt": "2026-11-22T19:00:00Z",
                "data": {"paymentIntentId": self.id, "paymentStatus": status, "captureMode": "Auto"},
            });
            events.spawn(async move {
                tokio::time::sleep(payment.pause(&about, 400)).await;
                loop {
                    match payment.floor.send("POST", "/v1/events", &body).await {
                        Some(200) => break,
                        // Whoever took the port of a host that is dead knows neither this path nor this venue.
                        Some(401 | 404 | 405) => tokio::time::sleep(PAUSE).await,
                        Some(status @ 400..500) => panic!("the harness sends what the host refuses: {status}"),
                        _ => tokio::time::sleep(PAUSE).await,
                    }
                }
                // Only what says that money moved binds the host to anything.
                if matches!(status, "Captured" | "Refunded" | "Reversed") {
                    payment.floor.cases().get_mut(&payment.id).unwrap().acknowledged += 1;
                }
            });
        }
    }

    /// A lock on the order, where this machine asks for one and gets it.
    async fn lock(&self) -> Option<String> {
        if !self.percent("lock", 30) {
            return None;
        }
        let lock = format!("lock-{}", self.id);
        let body = json!({"lockId": lock, "expiry": "2099-01-01T00:00:00Z"});
        let answered = self.floor.send("POST", &format!("/v1/orders/{}/lock", self.order), &body).await;
        if answered == Some(200) {
            return Some(lock);
        }
        // It may have it without having heard so.
        self.unlock(&lock).await;
        None
    }

    async fn unlock(&self, lock: &str) {
        let path = format!("/v1/orders/{}/locks/{lock}", self.order);
        while !matches!(self.floor.send("DELETE", &path, &Value::Null).await, Some(200..500)) {
            tokio::time::sleep(PAUSE).await;
        }
    }

    fn about(&self, what: &str) -> String {
        format!("{} {what}", self.id)
    }

    fn percent(&self, what: &str, percent: u64) -> bool {
        self.floor.chance.percent(&self.about(what), percent)
    }

    fn pause(&self, what: &str, most_ms: u64) -> Duration {
        self.floor.chance.pause(&self.about(&format!("{what} pause")), most_ms)
    }
}
