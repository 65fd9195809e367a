//! Dojo's API as the host uses it: what it asks, what it makes of every answer, and when it asks again.

use patio_host::dojo::{DojoClient, DojoError, Limits, NoAccess, SearchIntents};
use patio_host::epos::{Currency, Money, PaymentStatus, Timestamp};
use patio_host::outgoing::Outgoing;
use patio_host::venue::{Dojo, Secret};
use patio_tests::dojo::{DojoServer, Fault, Intent, KEY, SearchBy};
use patio_tests::guests;
use patio_tests::host::{TestHost, until};
use std::collections::BTreeSet;
use std::fs;
use std::time::{Duration, Instant};

/// Waits that no test waits for, and a breaker that stays out of the way.
fn limits() -> Limits {
    Limits {
        attempt_timeout: Duration::from_secs(30),
        total_timeout: Duration::from_secs(60),
        attempts: 3,
        first_backoff: Duration::from_millis(2),
        longest_backoff: Duration::from_millis(4),
        breaker_failures: 1000,
        ..Limits::default()
    }
}

fn client_with(access: &Dojo, limits: Limits) -> DojoClient {
    DojoClient::new(access, &Outgoing::trusting([]).unwrap(), limits).unwrap()
}

fn client(dojo: &DojoServer) -> DojoClient {
    client_with(&dojo.access(), limits())
}

fn pounds(value: i64) -> Money {
    Money::new(value, Currency::new("GBP").unwrap())
}

const PI_1: &str = "GET /payment-intents/pi_1";
const REFUND: &str = "POST /payment-intents/pi_1/refunds";
const REVERSAL: &str = "POST /payment-intents/pi_1/reversal";

#[tokio::test]
async fn an_intent_is_read_with_its_amounts_and_its_order() {
    let dojo = DojoServer::start();
    dojo.put(Intent::captured("pi_1", 1000).order("o1").tips(100).service_charge(125).cashback(500).metadata("k", "v"));
    let (intent, text) = client(&dojo).payment_intent("pi_1").await.unwrap();
    assert_eq!((intent.id.as_str(), intent.order_id.as_deref()), ("pi_1", Some("o1")));
    assert_eq!((intent.paid_amount, intent.total_amount), (pounds(1125), pounds(1725)));
    assert_eq!(intent.metadata, [("k".to_owned(), "v".to_owned())]);
    assert!(text.contains("\"externalId\":\"o1\"") && !text.contains("c2VjcmV0"), "{text}");
}

#[tokio::test]
async fn a_canceled_intent_is_read_and_not_missed() {
    let dojo = DojoServer::start();
    dojo.put(Intent::new("pi_1", "Canceled", 1000));
    let (intent, _) = client(&dojo).payment_intent("pi_1").await.unwrap();
    assert_eq!(intent.status, PaymentStatus::Canceled);
}

#[tokio::test]
async fn an_intent_that_is_not_there_is_not_found_and_not_asked_for_again() {
    let dojo = DojoServer::start();
    let error = client(&dojo).payment_intent("pi_1").await.unwrap_err();
    assert_eq!(error, DojoError::NotFound("pi_1".to_owned()));
    assert_eq!(dojo.asked(PI_1), 1);
}

#[tokio::test]
async fn an_id_stays_one_part_of_the_path() {
    let dojo = DojoServer::start();
    let client = client(&dojo);
    for id in ["pi/1", "pi_1?x=1", "ü #%2F", "..a"] {
        dojo.put(Intent::captured(id, 1));
        assert_eq!(client.payment_intent(id).await.unwrap().0.id, id);
    }
    for id in ["", ".", ".."] {
        assert_eq!(client.payment_intent(id).await.unwrap_err(), DojoError::NotFound(id.to_owned()));
    }
    assert_eq!(dojo.exchanges().len(), 4);
}

#[tokio::test]
async fn an_api_url_may_have_a_path() {
    let dojo = DojoServer::start();
    let access = Dojo { api_url: format!("{}/some/prefix/", dojo.url()).parse().unwrap(), ..dojo.access() };
    client_with(&access, limits()).payment_intent("pi_1").await.unwrap_err();
    assert_eq!(dojo.asked("GET /some/prefix/payment-intents/pi_1"), 1);
}

#[tokio::test]
async fn another_intent_than_the_one_asked_for_is_not_taken() {
    let dojo = DojoServer::start();
    dojo.put(Intent::captured("pi_1", 1));
    dojo.change("pi_1", |intent| intent["id"] = "pi_2".into());
    let error = client(&dojo).payment_intent("pi_1").await.unwrap_err();
    assert_eq!(error.to_string(), r#"Dojo's answer cannot be read: "pi_1" was asked for, "pi_2" came"#);
}

#[tokio::test]
async fn a_wrong_key_is_said_and_never_shown() {
    let dojo = DojoServer::start();
    let access = Dojo { api_key: Secret::new("sk_prod_wrong_0815"), ..dojo.access() };
    let error = client_with(&access, limits()).payment_intent("pi_1").await.unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, DojoError::Unauthorized(_)), "{text}");
    assert_eq!(
        text,
        "Dojo does not accept the venue's api_key: 401 Unauthorized: Unauthorized; The API key is not known.; \
         trace id 00-4711-0815-01"
    );
    assert_eq!(dojo.exchanges()[0].asked.headers["authorization"], "Basic sk_prod_wrong_0815", "as it is");
}

#[tokio::test]
async fn what_fails_in_passing_is_asked_again() {
    for fault in [Fault::Down, Fault::Status(500), Fault::Status(503), Fault::TooMany(Some("0")), Fault::Lost] {
        let dojo = DojoServer::start();
        dojo.put(Intent::captured("pi_1", 1000));
        dojo.fail_times(2, fault.clone());
        assert!(client(&dojo).payment_intent("pi_1").await.is_ok(), "{fault:?}");
        assert_eq!(dojo.asked(PI_1), 3, "{fault:?}");
    }
}

#[tokio::test]
async fn what_goes_on_failing_is_given_up() {
    let dojo = DojoServer::start();
    dojo.fail(Fault::Status(502));
    let error = client(&dojo).payment_intent("pi_1").await.unwrap_err();
    assert_eq!(dojo.asked(PI_1), 3);
    assert!(error.may_pass());
    assert_eq!(error.to_string(), "Dojo answered 502 Bad Gateway: Something went wrong; trace id 00-4711-0815-01");
}

#[tokio::test]
async fn what_is_refused_is_not_asked_again() {
    let dojo = DojoServer::start();
    dojo.fail(Fault::Status(400));
    let error = client(&dojo).payment_intent("pi_1").await.unwrap_err();
    assert!(matches!(error, DojoError::Refused { status: 400, .. }) && error.was_not_done(), "{error}");
    assert_eq!(dojo.asked(PI_1), 1);
}

#[tokio::test]
async fn what_cannot_be_read_is_not_asked_again() {
    let dojo = DojoServer::start();
    for (fault, part) in [(Fault::Garbage, "bad JSON"), (Fault::Endless, "longer than 4194304 bytes")] {
        dojo.heal();
        dojo.fail(fault);
        let before = dojo.asked(PI_1);
        let error = client(&dojo).payment_intent("pi_1").await.unwrap_err();
        assert!(matches!(&error, DojoError::Unreadable(text) if text.contains(part)), "{error}");
        assert_eq!(dojo.asked(PI_1), before + 1);
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let dojo = DojoServer::start();
    dojo.fail_at("pi_1", Fault::Redirect(format!("{}/elsewhere", dojo.url())));
    let error = client(&dojo).payment_intent("pi_1").await.unwrap_err();
    assert!(matches!(&error, DojoError::Unreadable(text) if text.contains("redirect (302 Found)")), "{error}");
    assert_eq!(dojo.exchanges().len(), 1, "the key went nowhere else");
}

#[tokio::test]
async fn who_does_not_answer_is_not_waited_for_longer_than_the_limits_say() {
    let dojo = DojoServer::start();
    dojo.fail(Fault::Silent);
    let attempt_timeout = Duration::from_millis(20);
    let limits = Limits { attempt_timeout, attempts: 2, ..limits() };
    let error = client_with(&dojo.access(), limits).payment_intent("pi_1").await.unwrap_err();
    assert_eq!(error.to_string(), "Dojo did not answer within 20 ms");
    assert_eq!(dojo.asked(PI_1), 2);

    // All of it has one, too: there would be time for many more attempts.
    let limits = Limits { attempt_timeout, total_timeout: Duration::from_millis(50), attempts: u32::MAX, ..limits };
    let before = dojo.asked(PI_1);
    client_with(&dojo.access(), limits).payment_intent("pi_1").await.unwrap_err();
    assert!((1..=5).contains(&(dojo.asked(PI_1) - before)));
}

#[tokio::test]
async fn nobody_there_is_said_in_words() {
    let access = {
        let dojo = DojoServer::start();
        Dojo { api_url: "http://127.0.0.1:1".parse().unwrap(), ..dojo.access() }
    };
    let error = client_with(&access, limits()).payment_intent("pi_1").await.unwrap_err();
    assert_eq!(error.to_string(), "Dojo cannot be reached: Connection refused (os error 111)");
}

#[tokio::test]
async fn a_wait_that_dojo_wants_is_kept() {
    let dojo = DojoServer::start();
    dojo.put(Intent::captured("pi_1", 1000));
    dojo.fail_times(1, Fault::TooMany(Some("1")));
    let started = Instant::now();
    client(&dojo).payment_intent("pi_1").await.unwrap();
    assert!(started.elapsed() >= Duration::from_secs(1), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_told_and_holds_for_other_requests() {
    let dojo = DojoServer::start();
    dojo.put(Intent::captured("pi_1", 1000));
    dojo.fail_times(1, Fault::TooMany(Some("300")));
    let client = client(&dojo);
    let error = client.payment_intent("pi_1").await.unwrap_err();
    assert_eq!(error, DojoError::RateLimited { retry_after: Duration::from_secs(300) });
    let error = client.refund("pi_1", pounds(1), "k", "").await.unwrap_err();
    let DojoError::RateLimited { retry_after } = error else { panic!("{error}") };
    assert!(retry_after > Duration::from_secs(200) && error.may_pass() && error.was_not_done());
    assert_eq!(dojo.exchanges().len(), 1, "Dojo is left alone");
    // Whatever another venue's key did: this one's is its own.
    assert!(client_with(&dojo.access(), limits()).payment_intent("pi_1").await.is_ok());
}

#[tokio::test]
async fn who_is_not_there_is_left_alone_for_a_while() {
    let dojo = DojoServer::start();
    dojo.put(Intent::captured("pi_1", 1000));
    let limits = Limits { attempts: 1, breaker_failures: 3, breaker_first_pause: Duration::from_mins(10), ..limits() };
    let client = client_with(&dojo.access(), limits);
    dojo.fail(Fault::Down);
    for _ in 0..3 {
        assert!(matches!(client.payment_intent("pi_1").await, Err(DojoError::Unavailable(_))));
    }
    dojo.heal();
    let error = client.payment_intent("pi_1").await.unwrap_err();
    let DojoError::BreakerOpen { until } = error else { panic!("{error}") };
    let wait = until.as_millisecond() - Timestamp::now().as_millisecond();
    assert!((500_000..=600_000).contains(&wait), "{wait}");
    assert_eq!(dojo.asked(PI_1), 3);
}

#[tokio::test]
async fn who_was_left_alone_is_asked_again_and_all_is_well() {
    let dojo = DojoServer::start();
    dojo.put(Intent::captured("pi_1", 1000));
    let pause = Duration::from_millis(5);
    let limits = Limits { attempts: 1, breaker_failures: 2, breaker_first_pause: pause, ..limits() };
    let client = client_with(&dojo.access(), limits);
    dojo.fail_times(2, Fault::Down);
    until("the intent is read", async || client.payment_intent("pi_1").await.ok()).await;
    client.payment_intent("pi_1").await.unwrap();
}

#[tokio::test]
async fn an_intent_that_dojo_stumbles_over_does_not_close_the_way_to_others() {
    let dojo = DojoServer::start();
    dojo.put(Intent::captured("pi_1", 1000));
    dojo.fail_at("pi_bad", Fault::Status(500));
    let limits = Limits { breaker_failures: 2, breaker_first_pause: Duration::from_mins(10), ..limits() };
    let client = client_with(&dojo.access(), limits);
    client.payment_intent("pi_bad").await.unwrap_err();
    client.payment_intent("pi_1").await.unwrap();
}

#[tokio::test]
async fn a_refund_whose_answer_is_lost_is_asked_for_again_and_made_once() {
    let dojo = DojoServer::start();
    dojo.put(Intent::captured("pi_1", 1000).tips(100));
    dojo.fail_times(2, Fault::Lost);
    let id = client(&dojo).refund("pi_1", pounds(1100), "patio-pi_1", "the POS refused it").await.unwrap();
    assert_eq!(id.as_deref(), Some("rfnd_1"));
    assert_eq!(dojo.asked(REFUND), 3);
    let [refund] = &dojo.refunds()[..] else { panic!("{:?}", dojo.refunds()) };
    assert_eq!((refund.amount, refund.key.as_str()), (1100, "patio-pi_1"));
    assert_eq!(refund.reason, "the POS refused it");
    let (intent, _) = client(&dojo).payment_intent("pi_1").await.unwrap();
    assert_eq!((intent.status, intent.refunded_amount), (PaymentStatus::Refunded, Some(pounds(1100))));
}

#[tokio::test]
async fn the_same_key_again_is_the_same_refund() {
    let dojo = DojoServer::start();
    dojo.put(Intent::captured("pi_1", 1000));
    let client = client(&dojo);
    for _ in 0..2 {
        assert_eq!(client.refund("pi_1", pounds(400), "k1", "").await.unwrap().as_deref(), Some("rfnd_1"));
    }
    assert_eq!(client.refund("pi_1", pounds(400), "k2", "").await.unwrap().as_deref(), Some("rfnd_2"));
    let error = client.refund("pi_1", pounds(400), "k3", "").await.unwrap_err();
    assert!(error.to_string().contains("exceeds what is left"), "{error}");
    let (intent, _) = client.payment_intent("pi_1").await.unwrap();
    assert_eq!((intent.status, intent.refunded_amount), (PaymentStatus::Captured, Some(pounds(800))));
}

#[tokio::test]
async fn a_refund_that_could_only_be_refused_is_not_sent() {
    let dojo = DojoServer::start();
    let client = client(&dojo);
    for (amount, key) in [(0, "k"), (-5, "k"), (5, ""), (5, "a\nb"), (5, &*"k".repeat(101))] {
        let error = client.refund("pi_1", pounds(amount), key, "").await.unwrap_err();
        assert!(matches!(error, DojoError::Refused { status: 0, .. }), "{error}");
    }
    assert!(dojo.exchanges().is_empty());
}

#[tokio::test]
async fn a_reversal_whose_answer_is_lost_is_found_to_be_done() {
    let dojo = DojoServer::start();
    dojo.put(Intent::authorized("pi_1", 1000));
    dojo.fail_times(1, Fault::Lost);
    client(&dojo).reverse("pi_1").await.unwrap();
    assert_eq!(dojo.reversals(), ["pi_1"]);
    assert_eq!((dojo.asked(REVERSAL), dojo.asked(PI_1)), (2, 1), "the second was Conflict: the intent was read");
}

#[tokio::test]
async fn what_was_captured_is_not_reversed() {
    let dojo = DojoServer::start();
    dojo.put(Intent::captured("pi_1", 1000));
    let error = client(&dojo).reverse("pi_1").await.unwrap_err();
    assert!(matches!(error, DojoError::Refused { status: 409, .. }), "{error}");
    assert!(dojo.reversals().is_empty());
}

#[tokio::test]
async fn a_search_goes_through_all_pages_and_sees_each_intent_once() {
    let dojo = DojoServer::start();
    for number in 0..120 {
        let at = format!("2026-11-22T19:{:02}:00Z", number / 2);
        dojo.put(Intent::captured(&format!("pi_{number:03}"), 1000).at(&at));
    }
    dojo.put(Intent::authorized("pi_other", 1000).at("2026-11-22T19:00:00Z"));
    let query = SearchIntents {
        statuses: vec![PaymentStatus::Captured],
        from: Some("2026-11-22T19:00:00Z".parse().unwrap()),
        to: Some("2026-11-22T19:58:00Z".parse().unwrap()),
    };
    let client = client(&dojo);
    let (mut seen, mut pages, mut after) = (BTreeSet::new(), 0, None);
    loop {
        let page = client.search(&query, after.as_deref()).await.unwrap();
        assert!(page.unread.is_empty());
        pages += 1;
        for (intent, _) in page.intents {
            assert!(seen.insert(intent.id.clone()), "{} twice", intent.id);
            // What changes between two pages neither hides nor doubles another.
            dojo.set_status(&intent.id, "Refunded");
        }
        let Some(next) = page.after else { break };
        after = Some(next);
    }
    assert_eq!((pages, seen.len()), (3, 118));
}

#[tokio::test]
async fn a_search_may_be_about_when_intents_changed() {
    let dojo = DojoServer::start();
    dojo.put(Intent::captured("pi_1", 1000).at("2026-11-20T00:00:00Z").updated_at("2026-11-22T00:00:00Z"));
    let query = SearchIntents { from: Some("2026-11-21T00:00:00Z".parse().unwrap()), ..SearchIntents::default() };
    let client = client(&dojo);
    assert_eq!(client.search(&query, None).await.unwrap().intents.len(), 0);
    dojo.search_by(SearchBy::UpdatedAt);
    assert_eq!(client.search(&query, None).await.unwrap().intents.len(), 1);
}

#[tokio::test]
async fn a_key_that_no_header_can_carry_is_refused_at_once() {
    let dojo = DojoServer::start();
    let access = Dojo { api_key: Secret::new(format!("{KEY}\n")), ..dojo.access() };
    let error = DojoClient::new(&access, &Outgoing::trusting([]).unwrap(), limits()).err().unwrap();
    assert!(matches!(error, NoAccess::Header("api_key")), "{error}");
    assert!(!error.to_string().contains(KEY));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_server_that_is_trusted_is_told_the_key() {
    let files = tempfile::tempdir().unwrap();
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (certificate, key) = (files.path().join("certificate.pem"), files.path().join("key.pem"));
    fs::write(&certificate, own.cert.pem()).unwrap();
    fs::write(&key, own.signing_key.serialize_pem()).unwrap();
    let tls = format!("tls = {{ certificate = {certificate:?}, key = {key:?} }}");
    let host = TestHost::new().server(&tls).adapter("demo", guests::DEMO).venue("crown", "demo").start().await;
    let url = format!("https://localhost:{}", host.address().port());
    let access = Dojo { api_url: url.parse().unwrap(), ..DojoServer::start().access() };
    let ask = async |trusted: &rcgen::Certificate| {
        let outgoing = Outgoing::trusting([trusted.der().clone()]).unwrap();
        DojoClient::new(&access, &outgoing, limits()).unwrap().payment_intent("pi_1").await.unwrap_err()
    };
    assert_eq!(ask(&own.cert).await, DojoError::NotFound("pi_1".to_owned()), "it was asked, and it is not Dojo");
    let another = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let text = ask(&another.cert).await.to_string();
    assert!(text.starts_with("Dojo cannot be reached: invalid peer certificate"), "{text}");
}
