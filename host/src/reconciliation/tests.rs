//! A reconciliation from Dojo's pages to the lists: a real ledger, a Dojo and a till that say what they are told.

use super::calendar::Period;
use super::run::Agreed;
use super::*;
use crate::epos::{
    CaptureMode, Currency, Money, Order, PaymentIntent, PaymentSafety, PaymentStatus, PaymentUpdate, Timestamp,
};
use crate::ledger::suite::{captured, event, key};
use crate::ledger::{Declined, Draft, Fact, Filter, Ledger, Outcome, Reading, Seq, SqliteLedger, Standing, Then};
use crate::payments::clock::manual::ManualClock;
use crate::payments::{Failed, Manners, RecordCall, Terms, Tills};
use crate::venue::UnknownPayment;
use expect_test::expect;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

const NOW: &str = "2027-01-15T20:00:00Z";

/// Dojo and the point of sale.
#[derive(Default)]
struct Outside {
    /// Pages of every search, in order.
    pages: Vec<ListPage>,
    down: bool,
    others: BTreeMap<String, Listed>,
    orders: Mutex<BTreeMap<String, Order>>,
    silent: Vec<String>,
    reads: AtomicUsize,
    searches: Mutex<Vec<SearchIntents>>,
    taken_in: Mutex<Vec<String>>,
}

#[async_trait]
impl Lists for Outside {
    async fn search(&self, _: &VenueId, search: &SearchIntents, after: Option<&str>) -> Result<ListPage, String> {
        if self.down {
            return Err("Dojo did not answer in time".to_owned());
        }
        if after.is_none() {
            self.searches.lock().unwrap().push(search.clone());
        }
        let place: usize = after.map_or(0, |mark| mark.parse().unwrap());
        let mut page = self.pages.get(place).cloned().unwrap_or_default();
        page.intents.retain(|listed| search.statuses.contains(&listed.reading.status));
        page.after = (place + 1 < self.pages.len()).then(|| (place + 1).to_string());
        Ok(page)
    }

    async fn look_up(&self, _: &VenueId, intent: &str) -> Result<Listed, Unread> {
        self.others.get(intent).cloned().ok_or_else(|| Unread { reason: "no such intent".to_owned(), gone: true })
    }
}

#[async_trait]
impl Intake for Outside {
    async fn take_in(&self, key: &IntentKey, listed: &str, _: &str) -> Result<bool, LedgerError> {
        self.taken_in.lock().unwrap().push(format!("{}: {listed}", key.intent));
        Ok(true)
    }
}

#[async_trait]
impl Tills for Outside {
    fn terms(&self, _: &VenueId) -> Terms {
        Terms { safety: Some(PaymentSafety::Lookup), reads_orders: true, reads_intents: true, ..Terms::default() }
    }

    fn manners(&self, _: &VenueId) -> Manners {
        Manners { deadline: Duration::from_secs(5), unknown: UnknownPayment::Accept }
    }

    async fn payment_updated(&self, _: &VenueId, _: PaymentUpdate, _: &TraceId) -> Result<(), Failed> {
        panic!("a reconciliation tells the point of sale nothing")
    }

    async fn record_payment(&self, _: &VenueId, _: RecordCall<'_>) -> Result<Order, Failed> {
        panic!("a reconciliation posts nothing")
    }

    async fn order(&self, _: &VenueId, id: &str, _: &TraceId, _: Option<Duration>) -> Result<Order, Failed> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        if self.silent.iter().any(|silent| silent == id) {
            let outcome = Outcome::Later("unavailable: the till is off".to_owned());
            return Err(Failed { outcome, answer: Declined::Unavailable("the till is off".to_owned()) });
        }
        self.orders.lock().unwrap().get(id).cloned().ok_or_else(|| Failed {
            outcome: Outcome::Refused("not found".to_owned()),
            answer: Declined::NotFound("no such order".to_owned()),
        })
    }
}

fn pounds(value: i64) -> Money {
    Money::new(value, Currency::new("GBP").unwrap())
}

fn listed(id: &str, status: PaymentStatus, order: &str, updated_at: &str) -> Listed {
    Listed {
        id: id.to_owned(),
        reading: Reading {
            status,
            capture_mode: CaptureMode::Auto,
            charged: pounds(1250),
            intent: PaymentIntent {
                order_id: Some(order.to_owned()),
                paid_amount: pounds(1250),
                tips_amount: None,
                service_charge_amount: None,
                cashback_amount: None,
                refunded_amount: None,
                waiter_id: None,
                metadata: Vec::new(),
            },
        },
        updated_at: updated_at.parse().unwrap(),
        raw: "{}".to_owned(),
    }
}

fn order(id: &str, payments: &[(&str, i64)]) -> (String, Order) {
    let payment = |(intent, paid): &(&str, i64)| serde_json::json!({"paymentIntentId": intent, "paidAmount": {"value": paid, "currencyCode": "GBP"}});
    let payments: Vec<_> = payments.iter().map(payment).collect();
    let order = serde_json::json!({
        "id": id, "status": "Accepted", "details": {"orderType": "DineIn", "dineIn": {}}, "payments": payments,
    });
    (id.to_owned(), serde_json::from_value(order).unwrap())
}

fn page(intents: Vec<Listed>) -> ListPage {
    ListPage { intents, ..ListPage::default() }
}

struct Scene {
    _folder: TempDir,
    ledger: Arc<SqliteLedger>,
    outside: Arc<Outside>,
    reconciler: Reconciler,
}

fn scene(outside: Outside) -> Scene {
    let folder = TempDir::new().unwrap();
    let ledger = Arc::new(SqliteLedger::open(&folder.path().join("patio.db")).unwrap());
    let outside = Arc::new(outside);
    let reconciler = Reconciler {
        lists: outside.clone(),
        tills: outside.clone(),
        ledger: ledger.clone(),
        intake: Some(outside.clone()),
        clock: Arc::new(ManualClock::at(NOW)),
    };
    Scene { _folder: folder, ledger, outside, reconciler }
}

impl Scene {
    async fn run(&self, agreed: &mut Agreed) -> Report {
        let period = Period { from: "2027-01-15T04:00:00Z".parse().unwrap(), to: NOW.parse().unwrap() };
        self.reconciler.run(&"crown".parse().unwrap(), period, agreed).await.unwrap()
    }

    /// An intent that an event told, put on the point of sale.
    async fn applied(&self, intent: &str, second: i64) {
        let name = format!("crown/{intent}");
        self.ledger.append(event(&name, "Captured", second)).await.unwrap();
        let settled = |seen: Option<Seq>| Then::OnlyAfter { seen, standing: Standing::Settled };
        let rows = self.ledger.history(&key(&name)).await.unwrap();
        let told = rows.last().unwrap().seq;
        let at = rows.last().unwrap().at;
        let mut attempt = captured();
        attempt.order_id = Some("o1".to_owned());
        self.ledger.append(Draft::new(&key(&name), at, Fact::Attempt(attempt), settled(Some(told)))).await.unwrap();
        let attempt = self.ledger.history(&key(&name)).await.unwrap().last().unwrap().seq;
        let outcome = Fact::Outcome { attempt, outcome: Outcome::Applied };
        self.ledger.append(Draft::new(&key(&name), at, outcome, settled(Some(attempt)))).await.unwrap();
    }
}

const NOON: &str = "2027-01-15T12:00:00Z";

#[tokio::test]
async fn every_page_is_read_and_what_no_event_told_is_taken_in() {
    let scene = scene(Outside {
        pages: vec![
            page(vec![listed("pi_1", PaymentStatus::Captured, "o1", NOON)]),
            page(vec![
                listed("pi_2", PaymentStatus::Captured, "o2", NOON),
                listed("pi_3", PaymentStatus::Reversed, "o3", NOON),
                listed("pi_old", PaymentStatus::Captured, "o4", "2027-01-15T03:59:59Z"),
                listed("pi_new", PaymentStatus::Captured, "o5", "2027-01-15T19:55:00Z"),
            ]),
        ],
        orders: Mutex::new([order("o1", &[("pi_1", 1250)]), order("o2", &[]), order("o3", &[])].into()),
        ..Outside::default()
    });
    scene.applied("pi_1", 0).await;
    let report = scene.run(&mut Agreed::new()).await;
    assert_eq!(
        report.summary(),
        "2 agreed, 1 missing in the POS, 0 extra in the POS, 0 amount differs, 1 not compared, 2 taken in"
    );
    assert_eq!(*scene.outside.taken_in.lock().unwrap(), ["pi_2: Captured 0", "pi_3: Reversed 0"]);
    assert_eq!(
        (report.findings[0].payment_intent_id.as_str(), report.findings[0].ledger.as_str()),
        ("pi_2", "not there")
    );
    assert_eq!(report.not_compared[0].payment_intent_id.as_deref(), Some("pi_new"));
    let searches = scene.outside.searches.lock().unwrap();
    let asked = searches.iter().map(|search| (search.statuses.len(), search.from.unwrap().to_string()));
    assert_eq!(
        asked.collect::<Vec<_>>(),
        [(1, "2027-01-12T04:00:00.000Z".to_owned()), (2, "2026-12-16T04:00:00.000Z".to_owned())]
    );
}

#[tokio::test]
async fn a_reversal_that_no_event_told_is_taken_in_and_what_the_pos_still_shows_is_extra() {
    let scene = scene(Outside {
        pages: vec![page(vec![listed("pi_1", PaymentStatus::Refunded, "o1", NOON)])],
        orders: Mutex::new([order("o1", &[("pi_1", 1250)])].into()),
        ..Outside::default()
    });
    scene.applied("pi_1", 0).await;
    let report = scene.run(&mut Agreed::new()).await;
    assert_eq!(report.taken_in, ["pi_1"]);
    assert_eq!((report.findings[0].list, report.findings[0].ledger.as_str()), (List::Extra, "applied"));
}

#[tokio::test]
async fn without_an_intake_nothing_is_taken_in() {
    let mut scene = scene(Outside {
        pages: vec![page(vec![listed("pi_1", PaymentStatus::Captured, "o1", NOON)])],
        orders: Mutex::new([order("o1", &[])].into()),
        ..Outside::default()
    });
    scene.reconciler.intake = None;
    let report = scene.run(&mut Agreed::new()).await;
    assert!(report.taken_in.is_empty() && report.count(List::Missing) == 1);
    assert!(scene.ledger.list(&Filter::default()).await.unwrap().is_empty());
}

#[tokio::test]
async fn strangers_on_an_order_are_looked_up_at_dojo() {
    let scene = scene(Outside {
        pages: vec![page(vec![listed("pi_1", PaymentStatus::Captured, "o1", NOON)])],
        others: [("pi_2".to_owned(), listed("pi_2", PaymentStatus::Canceled, "o1", NOON))].into(),
        orders: Mutex::new([order("o1", &[("pi_1", 1250), ("pi_2", 500), ("pi_3", 500)])].into()),
        ..Outside::default()
    });
    scene.applied("pi_1", 0).await;
    let report = scene.run(&mut Agreed::new()).await;
    let found: Vec<_> =
        report.findings.iter().map(|found| format!("{} {}", found.payment_intent_id, found.what)).collect();
    expect![[r#"
        pi_2 the POS shows it, and the card was not charged (Canceled)
        pi_3 the POS shows it, and Dojo does not know it"#]]
    .assert_eq(&found.join("\n"));
}

#[tokio::test]
async fn a_payment_that_only_the_ledger_knows_is_looked_up_too() {
    let scene = scene(Outside {
        pages: vec![page(vec![])],
        others: [("pi_1".to_owned(), listed("pi_1", PaymentStatus::Canceled, "o1", NOON))].into(),
        orders: Mutex::new([order("o1", &[("pi_1", 1250)])].into()),
        ..Outside::default()
    });
    // At 08:00.
    scene.applied("pi_1", 0).await;
    let report = scene.run(&mut Agreed::new()).await;
    assert_eq!((report.count(List::Extra), report.findings[0].ledger.as_str()), (1, "applied"));
}

#[tokio::test]
async fn an_order_is_not_read_again_while_dojo_says_the_same_of_its_payment() {
    let scene = scene(Outside {
        pages: vec![page(vec![
            listed("pi_1", PaymentStatus::Captured, "o1", NOON),
            listed("pi_2", PaymentStatus::Captured, "o2", NOON),
        ])],
        orders: Mutex::new([order("o1", &[("pi_1", 1250)]), order("o2", &[])].into()),
        ..Outside::default()
    });
    scene.applied("pi_1", 0).await;
    let mut agreed = Agreed::new();
    let first = scene.run(&mut agreed).await;
    assert_eq!((first.agreed, scene.outside.reads.load(Ordering::Relaxed)), (1, 2));
    let second = scene.run(&mut agreed).await;
    assert_eq!((second.agreed, scene.outside.reads.load(Ordering::Relaxed)), (1, 3));
    assert_eq!(first.findings, second.findings);
}

#[tokio::test]
async fn a_till_that_is_off_is_asked_a_few_times_and_everything_is_told() {
    let ids = ["o1", "o2", "o3", "o4", "o5"];
    let intents = ids.map(|id| listed(&format!("pi_{id}"), PaymentStatus::Captured, id, NOON));
    let scene = scene(Outside {
        pages: vec![page(intents.to_vec())],
        silent: ids.map(ToOwned::to_owned).to_vec(),
        ..Outside::default()
    });
    let report = scene.run(&mut Agreed::new()).await;
    assert_eq!((report.not_compared.len(), scene.outside.reads.load(Ordering::Relaxed)), (5, 3));
    assert_eq!(report.not_compared[0].reason, "its order cannot be read: unavailable: the till is off");
    assert_eq!(
        report.not_compared[4].reason,
        "its order cannot be read: it was not asked for, since 3 in a row could not be read"
    );
}

#[tokio::test]
async fn an_intent_that_cannot_be_read_is_told_and_a_dojo_that_is_not_there_is_an_error() {
    let unread = vec![UnreadIntent { id: Some("pi_9".to_owned()), reason: "no amount".to_owned() }];
    let scene = scene(Outside { pages: vec![ListPage { unread, ..ListPage::default() }], ..Outside::default() });
    let report = scene.run(&mut Agreed::new()).await;
    assert_eq!(report.not_compared[0].reason, "what Dojo says of it cannot be read: no amount");
    let scene = super::tests::scene(Outside { down: true, ..Outside::default() });
    let period = Period { from: NOON.parse().unwrap(), to: NOW.parse().unwrap() };
    let error = scene.reconciler.run(&"crown".parse().unwrap(), period, &mut Agreed::new()).await.unwrap_err();
    assert_eq!(error.to_string(), "Dojo's list of payments cannot be read: Dojo did not answer in time");
}

fn reports() -> Reports {
    let at = |text: &str| -> Timestamp { text.parse().unwrap() };
    let finding = Finding {
        list: List::Missing,
        venue: "crown".to_owned(),
        payment_intent_id: "=HYPERLINK(\"http://x\")".to_owned(),
        order_id: "<script>alert('x')</script>".to_owned(),
        status: Some(PaymentStatus::Captured),
        dojo_amount: Some(pounds(1250)),
        dojo_tips: Some(pounds(-5)),
        refunded_amount: None,
        pos_amount: None,
        pos_tips: None,
        ledger: "attention: \u{202e}no, \"never\"".to_owned(),
        what: "it & that".to_owned(),
        to_do: "something".to_owned(),
    };
    let report = Report {
        venue: "crown".to_owned(),
        made_at: at("2026-11-22T20:00:00Z"),
        period: Period { from: at("2026-11-22T04:00:00Z"), to: at("2026-11-22T20:00:00Z") },
        agreed: 12,
        unrelated: 1,
        taken_in: vec!["pi_5".to_owned()],
        findings: vec![finding],
        not_compared: vec![NotCompared {
            payment_intent_id: Some("pi_7".to_owned()),
            order_id: None,
            reason: "why <b>".to_owned(),
        }],
    };
    let failure =
        Failure { venue: "anchor".to_owned(), at: at("2026-11-22T20:00:00Z"), reason: "Dojo is <off>".to_owned() };
    Reports { reports: vec![report], failures: vec![failure] }
}

#[test]
fn a_table_has_every_line_and_no_formula() {
    let mut table = Vec::new();
    lines::write(&mut table, &reports()).unwrap();
    expect![[r#"
        venue,list,payment_intent_id,order_id,status,dojo_minor,dojo_tips_minor,refunded_minor,currency,pos_minor,pos_tips_minor,pos_currency,ledger,what,to_do,from,to
        crown,missing,"'=HYPERLINK(""http://x"")",<script>alert('x')</script>,Captured,1250,-5,,GBP,,,,"attention: ~no, ""never""",it & that,something,2026-11-22T04:00:00.000Z,2026-11-22T20:00:00.000Z
        crown,not-compared,pi_7,,,,,,,,,,,why <b>,,2026-11-22T04:00:00.000Z,2026-11-22T20:00:00.000Z
        anchor,failed,,,,,,,,,,,,Dojo is <off>,,,
    "#]]
    .assert_eq(&String::from_utf8(table).unwrap().replace("\r\n", "\n").replace('\u{202e}', "~"));
}

#[test]
fn a_page_has_everything_and_nothing_that_runs() {
    let page = super::page::page(&reports());
    for text in [
        "<h2>crown</h2>",
        "<b>1</b> missing in the POS",
        "<b>12</b> agreed",
        "12.50 GBP<br>tips −0.05 GBP",
        "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;",
        "=HYPERLINK(&quot;http://x&quot;)",
        "attention: \u{fffd}no, &quot;never&quot;",
        "it &amp; that.<br>",
        "<td><code>pi_7</code></td><td><code>–</code></td><td>why &lt;b&gt;</td>",
        "<code>pi_5</code>",
        "<strong>anchor</strong> could not be reconciled at <time>2026-11-22T20:00:00.000Z</time>: Dojo is &lt;off&gt;",
    ] {
        assert!(page.contains(text), "{text} is not in\n{page}");
    }
    for banned in ["<script", "\u{202e}", "src=", "onerror", "http://", "https://", "url("] {
        assert!(!page.replace("http://x", "").contains(banned), "{banned} is in\n{page}");
    }
    assert!(super::page::page(&Reports::default()).contains("There is no report yet"));
}

#[test]
fn reports_are_read_as_they_are_written() {
    let json = serde_json::to_string(&reports()).unwrap();
    assert_eq!(serde_json::from_str::<Reports>(&json).unwrap(), reports());
}
