//! A venue's calls are recorded on a host that runs, without anything secret, and lived through again without it.

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use patio_host::adapter::witness::{Account, Asked, End};
use patio_host::adapter::{Adapter, Compilation, CompileCache, CompileLimits, Compiler, Sandbox, SandboxSettings};
use patio_host::config::Config;
use patio_host::metrics::Metrics;
use patio_host::notice::Notices;
use patio_host::recording::{Again, AskError, Bounds, Recording, Stage, Told, Wish, ask, path_beside, replay};
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost, until};
use patio_tests::peer::{Peer, Said};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// What nobody may ever read.
const PIN: &str = "pin-9137-of-the-waiter";
const TOKEN: &str = "tok_handed_out_by_the_till";
const COOKIE: &str = "sid_of_the_till_5b1c";
const INJECTED: &str = "credential-that-the-host-adds";
const CARD: &str = "4111 1111 1111 1111";

/// A till that hands out a token, and whose orders have a card's number in a note.
fn till() -> Peer {
    Peer::start(|received| async move {
        Some(match received.path.as_str() {
            "/session" => Said::new(200, json!({"access_token": TOKEN}).to_string()),
            "/orders" => {
                let note = format!("{CARD} for {TOKEN}");
                let echo = received.headers.get("x-till-key").cloned().unwrap_or_default();
                Said::new(
                    200,
                    json!({"note": note, "known": !echo.is_empty(), "number": 4_111_111_111_111_111_u64}).to_string(),
                )
                .with("set-cookie", format!("sid={COOKIE}; Path=/"))
            }
            "/orders/big" => Said::new(200, "x".repeat(600 * 1024)),
            _ => Said::new(404, "no such order"),
        })
    })
}

async fn host(till: &Peer) -> RunningHost {
    let url = till.url();
    let toml = format!(
        "settings.url = \"{url}\"\nsettings.pin = {{ value = \"{PIN}\" }}\nallow.http = [\"{url}\"]\n\
         http.\"{url}\".headers = {{ x-till-key = {{ value = \"{INJECTED}\" }} }}"
    );
    TestHost::new().adapter("awake", guests::WIDE_AWAKE).venue_with("crown", "awake", &toml).start().await
}

fn wish(venue: &str, calls: u32) -> Wish {
    Wish { venue: venue.parse().unwrap(), calls, seconds: 600 }
}

/// Records while something is done; it begins when the operator was told.
async fn record(host: &RunningHost, wish: &Wish, work: impl Future<Output = ()>) -> (String, Told) {
    let ledger = host.ledger();
    let mut lines = Vec::new();
    let asked = ask(&ledger, wish, &mut lines, std::future::pending(), |_| ());
    let (told, ()) = tokio::join!(asked, async {
        host.until_told("are recorded").await;
        work.await;
    });
    (String::from_utf8(lines).unwrap(), told.unwrap())
}

async fn search(host: &RunningHost) -> Value {
    host.as_venue("crown").post("/v1/orders/search", &json!({})).await.ok()
}

async fn load(component: &str) -> Adapter {
    let sandbox = Sandbox::new(SandboxSettings { calls_at_once: 2, memory_bytes: 64 * 1024 * 1024 }).unwrap();
    let (config, _) = Config::parse("", Path::new(""), []).unwrap();
    let compiler = Compiler::in_this_process(CompileLimits::from(&config.adapters));
    let compilation = Compilation::new(compiler, CompileCache::none(), Metrics::new().0);
    let bytes = std::fs::read(component).unwrap();
    let name = "awake".parse().unwrap();
    Adapter::load(&Arc::new(sandbox), &compilation, &Arc::default(), name, bytes).await.unwrap()
}

fn stage(settings: &[(&str, &str)]) -> Stage {
    let settings: BTreeMap<_, _> =
        settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Stage { limits: Config::default_limits().unwrap(), settings, notices: Arc::<Notices>::default() }
}

fn again(adapter: &Adapter, recording: &Recording, settings: &[(&str, &str)]) -> Vec<Again> {
    let mut all = Vec::new();
    for (_, account) in &recording.calls {
        all.push(replay(adapter, account, &stage(settings)));
    }
    all
}

/// In each form that a text may have it in.
fn holds(text: &str, secret: &str) -> bool {
    let in_base64 = (0..3).any(|before| {
        let bytes: Vec<u8> = std::iter::repeat_n(0, before).chain(secret.bytes()).collect();
        let encoded = STANDARD_NO_PAD.encode(bytes);
        text.contains(&encoded[(before * 8).div_ceil(6)..encoded.len() - 2])
    });
    text.contains(secret) || in_base64 || text.contains(&secret.replace('-', "%2D"))
}

#[tokio::test(flavor = "multi_thread")]
pub async fn wide_awake() {
    let till = till();
    let host = host(&till).await;
    let (text, told) = record(&host, &wish("crown", 3), async {
        for calls in ["0", "1"] {
            assert_eq!(search(&host).await["data"][0]["displayName"], json!(calls));
        }
        host.as_venue("crown").get("/v1/orders/none").await.ok();
    })
    .await;
    assert_eq!(told, Told { calls: 3, missed: 0, because: Some("as many calls as were wanted".to_owned()) });
    let recording = Recording::read(&text).unwrap();
    assert_eq!((recording.venue.as_str(), recording.calls.len(), &recording.missing), ("crown", 3, &None));
    let (_, first) = &recording.calls[0];
    assert_eq!((first.name(), first.outgoing.len()), ("SearchOrders", 2));
    assert!(first.outgoing[1].url.ends_with("/orders?token=[redacted]"), "{}", first.outgoing[1].url);
    assert!(first.memory_bytes > 0 && first.times.total_us > 0 && first.senses.wall_ms.len() == 1);
    assert!(first.log[0].text.contains("signed in with [redacted], the token is [redacted]"), "{:?}", first.log);

    let adapter = load(guests::WIDE_AWAKE).await;
    for (number, Again { differences, .. }) in again(&adapter, &recording, &[]).iter().enumerate() {
        assert_eq!(differences, &[], "call {}", number + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_holds_nothing_that_is_secret() {
    let till = till();
    let host = host(&till).await;
    let (text, _) = record(&host, &wish("crown", 2), async {
        let note = search(&host).await["data"][0]["note"].clone();
        assert!(note.as_str().unwrap().contains("\"known\":true"), "the host's own header was sent: {note}");
        search(&host).await;
    })
    .await;
    for secret in [PIN, TOKEN, COOKIE, INJECTED, CARD, "crown-secret", "4111111111111111"] {
        assert!(!holds(&text, secret), "{secret} stands in\n{text}");
    }
    assert!(!text.contains("x-till-key"), "what the host adds is not there at all");
    // What is around them is there: nothing was left out whole.
    for part in
        ["set-cookie", "authorization", "**** **** **** 1111", "9999999999991111", "session", "\"pin\":\"secret\""]
    {
        assert!(text.contains(part), "{part} does not stand in\n{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_adapter_is_told_apart_by_what_it_asks_and_answers() {
    let till = till();
    let host = host(&till).await;
    let (text, _) = record(&host, &wish("crown", 1), async {
        search(&host).await;
    })
    .await;
    drop((host, till));
    let recording = Recording::read(&text).unwrap();
    // The same code that says another word: another body, to the same place.
    let adapter = load(guests::WIDE_AWAKE).await;
    let [Again { differences, .. }] = &again(&adapter, &recording, &[("word", "goodbye")])[..] else { panic!() };
    let shown: Vec<_> = differences.iter().map(|difference| difference.to_string()).collect();
    let [one] = &shown[..] else { panic!("{shown:#?}") };
    assert!(one.ends_with("/orders?token=[redacted] body: word: was \"hello\", now \"goodbye\""), "{one}");
    // Goes elsewhere: nobody is asked, for nobody is there, and the adapter is told that it was refused.
    let elsewhere = again(&adapter, &recording, &[("url", "http://127.0.0.1:9/v2")]).remove(0);
    let shown: Vec<_> = elsewhere.differences.iter().map(|difference| difference.to_string()).collect();
    assert!(shown[0].contains("now failed (unavailable)") && shown[0].contains("HttpRequestDenied"), "{shown:#?}");
    let new = shown.iter().find(|line| line.contains("/v2/session: new, pin=[redacted]: refused")).is_some();
    assert!(new, "{shown:#?}");
    assert_eq!(shown.iter().filter(|line| line.ends_with("now missing")).count(), 5, "{shown:#?}");
    // Another adapter altogether.
    let other = again(&load(guests::ORDERS_ONLY).await, &recording, &[]).remove(0);
    assert!(other.differences.iter().any(|difference| difference.place.starts_with("data[0].")), "{other:?}");
    let none = again(&load(guests::PLACES_ONLY).await, &recording, &[]).remove(0);
    assert_eq!(none.differences[0].to_string(), "not in the recording: the adapter does not provide SearchOrders");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_is_the_same_each_time() {
    let till = till();
    let host = host(&till).await;
    let (text, _) = record(&host, &wish("crown", 2), async {
        search(&host).await;
        search(&host).await;
    })
    .await;
    let recording = Recording::read(&text).unwrap();
    let adapter = load(guests::WIDE_AWAKE).await;
    let settings = [("word", "another"), ("url", "http://127.0.0.1:9")];
    let first = again(&adapter, &recording, &settings);
    assert_eq!(first, again(&adapter, &recording, &settings));
    // The real secret, where an adapter computes with it, changes nothing that is shown.
    assert!(again(&adapter, &recording, &[("pin", PIN)]).iter().all(|again| again.differences.is_empty()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_too_long_is_cut_and_said_to_be() {
    let till = till();
    let host = host(&till).await;
    let (text, _) = record(&host, &wish("crown", 1), async {
        let order = host.as_venue("crown").get("/v1/orders/big").await.ok();
        assert_eq!(order["note"], json!("614400 bytes"), "the call itself has all of it");
    })
    .await;
    assert!(text.len() < 600 * 1024, "{} bytes", text.len());
    let recording = Recording::read(&text).unwrap();
    let [Again { differences, .. }] = &again(&load(guests::WIDE_AWAKE).await, &recording, &[])[..] else { panic!() };
    let shown = differences.iter().map(|difference| difference.to_string()).collect::<Vec<_>>().join("\n");
    assert!(
        shown.contains("/orders/big response; only the beginning of its 614400 bytes was kept; the adapter is told"),
        "{shown}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_ends_by_itself_and_when_it_is_told_to() {
    let till = till();
    let host = host(&till).await;
    let wish = Wish { seconds: 1, ..wish("crown", 100) };
    let (text, told) = record(&host, &wish, async {
        search(&host).await;
    })
    .await;
    assert_eq!((told.calls, told.because.as_deref()), (1, Some("its time is over")));
    assert_eq!(Recording::read(&text).unwrap().calls.len(), 1);
    let mut lines = Vec::new();
    let (enough, ended) = tokio::sync::oneshot::channel::<()>();
    let ledger = host.ledger();
    let wish = Wish { seconds: 600, ..wish };
    let enough_said = async {
        let _ = ended.await;
    };
    let asked = ask(&ledger, &wish, &mut lines, enough_said, |_| ());
    let (told, ()) = tokio::join!(asked, async {
        host.until_told("or for 600 s").await;
        search(&host).await;
        enough.send(()).unwrap();
    });
    assert_eq!(told.unwrap().because.as_deref(), Some("it was ended"));
    // Nobody looks on any more, and calls are as they were.
    until("both have ended", || async {
        (host.told().iter().filter(|text| text.contains("has ended")).count() == 2).then_some(())
    })
    .await;
    search(&host).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_read_the_ledger_may_record_and_nobody_else() {
    let till = till();
    let host = host(&till).await;
    let path = path_beside(&host.ledger());
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let refused = async |wish: Wish| {
        let error = ask(&host.ledger(), &wish, &mut Vec::new(), std::future::pending(), |_| ()).await.unwrap_err();
        assert!(matches!(error, AskError::Refused(_)), "{error}");
        error.to_string()
    };
    assert_eq!(refused(wish("anchor", 1)).await, "the host that runs has no venue \"anchor\"");
    assert_eq!(refused(wish("crown", 0)).await, "a recording has 1 to 10000 calls, not 0");
    assert_eq!(
        refused(Wish { seconds: 90_000, ..wish("crown", 1) }).await,
        "a recording lasts 1 s to 24 h, not 90000 s"
    );
    let stopped = host.stop().await;
    assert!(!path.exists(), "a host that has stopped is not there to be asked");
    let (ledger, wished, mut lines) = (stopped.folder().join("patio.db"), wish("crown", 1), Vec::new());
    let nobody = ask(&ledger, &wished, &mut lines, std::future::pending(), |_| ());
    assert!(matches!(nobody.await, Err(AskError::NoHost(_))));
    // What a host that was killed left there is in nobody's way.
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    let host = stopped.again().start().await;
    let (_, told) = record(&host, &wish("crown", 1), async {
        search(&host).await;
    })
    .await;
    assert_eq!(told.calls, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_beside_a_recording_are_not_in_it() {
    let host =
        TestHost::new().adapter("demo", guests::DEMO).venue("crown", "demo").venue("anchor", "demo").start().await;
    let (text, _) = record(&host, &wish("crown", 1), async {
        host.as_venue("anchor").post("/v1/orders/search", &json!({})).await.ok();
        search(&host).await;
    })
    .await;
    let recording = Recording::read(&text).unwrap();
    assert_eq!(recording.calls.iter().map(|(_, account)| account.venue.as_str()).collect::<Vec<_>>(), ["crown"]);
    let adapter = load(guests::DEMO).await;
    assert!(again(&adapter, &recording, &[]).iter().all(|again| again.differences.is_empty()));
    assert!(Duration::from_micros(recording.calls[0].1.times.total_us) < Duration::from_secs(60));
}

/// A host of one venue, `crown`, with nothing but an adapter.
async fn plain(component: &str, toml: &str) -> RunningHost {
    TestHost::new().adapter("till", component).venue_with("crown", "till", toml).start().await
}

/// The one call of a recording.
fn only(text: &str) -> Account {
    let mut calls = Recording::read(text).unwrap().calls;
    assert_eq!(calls.len(), 1);
    calls.remove(0).1
}

fn shown(Again { differences, .. }: &Again) -> Vec<String> {
    differences.iter().map(ToString::to_string).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_that_is_slept_is_no_hour_in_a_replay() {
    let host = plain(guests::SLOW, "settings.delay-ms = \"1\"").await;
    let (text, _) = record(&host, &wish("crown", 1), async {
        search(&host).await;
    })
    .await;
    let adapter = load(guests::SLOW).await;
    let mut account = only(&text);
    assert_eq!(shown(&replay(&adapter, &account, &stage(&[]))), [""; 0]);
    // A slower build, within what a call may take there.
    let hour = stage(&[("delay-ms", "3600000")]);
    account.allowed.deadline_ms = 3_600_001;
    assert_eq!(shown(&replay(&adapter, &account, &hour)), [""; 0]);
    // And beyond.
    account.allowed.deadline_ms = 3_599_999;
    let [difference] = &shown(&replay(&adapter, &account, &hour))[..] else { panic!() };
    assert!(
        difference.ends_with("now failed (deadline): it did not answer within 3599999 ms (limits.deadline_ms)"),
        "{difference}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_took_too_long_takes_too_long_again_and_no_time() {
    let host = plain(guests::SLOW, "settings.delay-ms = \"600000\"\nlimits.deadline_ms = 100").await;
    let (text, _) = record(&host, &wish("crown", 1), async {
        host.as_venue("crown").post("/v1/orders/search", &json!({})).await;
    })
    .await;
    let mut account = only(&text);
    let End::Failed { kind, text, .. } = &mut account.end else { panic!("{:?}", account.end) };
    assert_eq!((kind.as_str(), text.as_str()), ("deadline", "it did not answer within 100 ms (limits.deadline_ms)"));
    // As if it had been nine minutes.
    *text = text.replace("100 ms", "540000 ms");
    account.allowed.deadline_ms = 540_000;
    assert_eq!(shown(&replay(&load(guests::SLOW).await, &account, &stage(&[]))), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_takes_as_long_as_then_and_no_time() {
    let till = till();
    let host = host(&till).await;
    let (text, _) = record(&host, &wish("crown", 1), async {
        host.as_venue("crown").get("/v1/orders/none").await.ok();
    })
    .await;
    let mut account = only(&text);
    // As if the till had thought for an hour: the adapter does not wait so long, of a call that may take ten seconds.
    account.outgoing[0].took_us = 3_600_000_000;
    let adapter = load(guests::WIDE_AWAKE).await;
    let [difference] = &shown(&replay(&adapter, &account, &stage(&[])))[..] else { panic!() };
    assert!(difference.ends_with(": no answer in time"), "{difference}");
    // And the call had been allowed two.
    account.allowed.deadline_ms = 7_200_000;
    account.senses.remaining_ms.fill(7_200_000);
    assert_eq!(shown(&replay(&adapter, &account, &stage(&[]))), [""; 0]);
    account.allowed.deadline_ms = 3_599_999;
    let [difference] = &shown(&replay(&adapter, &account, &stage(&[])))[..] else { panic!() };
    assert!(difference.contains(", now failed (deadline): "), "{difference}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_is_put_on_its_order_again() {
    let host = plain(guests::DEMO, "").await;
    // The host reads the order first.
    let (text, _) = record(&host, &wish("crown", 2), async {
        let payment = json!({"paymentIntentId": "pi_1", "paidAmount": {"value": 500, "currencyCode": "GBP"}});
        host.as_venue("crown").post("/v1/orders/1001/record-payment", &payment).await.ok();
    })
    .await;
    let mut account = Recording::read(&text).unwrap().calls.remove(1).1;
    assert_eq!(account.name(), "RecordOrderPaymentById");
    let adapter = load(guests::DEMO).await;
    assert_eq!(shown(&replay(&adapter, &account, &stage(&[]))), [""; 0]);
    // Another amount is another order, and something else in the store.
    let Asked::RecordPayment { request, .. } = &mut account.asked else { panic!("{:?}", account.asked) };
    *request.pointer_mut("/paidAmount/value").unwrap() = json!(600);
    let shown = shown(&replay(&adapter, &account, &stage(&[])));
    for begins in ["reply ", "store: new, "] {
        assert!(shown.iter().any(|line| line.starts_with(begins) && line.contains("600")), "{begins} {shown:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_of_a_payment_is_told_again() {
    let host = plain(guests::PAYMENTS_SCRIPT, "").await;
    let (text, _) = record(&host, &wish("crown", 1), async {
        let event = patio_tests::evening::event("pi_1", "Captured", "crown");
        host.as_venue("crown").post("/v1/events", &event).await.ok();
    })
    .await;
    let mut account = only(&text);
    assert_eq!((account.name(), account.store.is_empty()), ("HandleEvent:payment_intent.status_updated", false));
    let adapter = load(guests::PAYMENTS_SCRIPT).await;
    assert_eq!(shown(&replay(&adapter, &account, &stage(&[]))), [""; 0]);
    let Asked::PaymentUpdated { update } = &mut account.asked else { panic!("{:?}", account.asked) };
    update.payment_intent_id = "pi_2".to_owned();
    let shown = shown(&replay(&adapter, &account, &stage(&[])));
    assert!(shown.iter().any(|line| line.starts_with("store: new, ") && line.contains("pi_2")), "{shown:#?}");
    // Which does not go well.
    let refused = replay(&adapter, &account, &stage(&[("answer", "conflict")]));
    assert!(refused.differences[0].to_string().contains("failed (conflict)"), "{refused:?}");
    let none = replay(&load(guests::ORDERS_ONLY).await, &account, &stage(&[]));
    let lacks = "not in the recording: the adapter does not provide HandleEvent:payment_intent.status_updated";
    assert_eq!(none.differences[0].to_string(), lacks);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_is_asked_again_from_the_same_mark() {
    let host = plain(guests::TELLS_CHANGES, "poll_interval_ms = 100").await;
    let (text, _) = record(&host, &wish("crown", 2), async {}).await;
    let recording = Recording::read(&text).unwrap();
    let adapter = load(guests::TELLS_CHANGES).await;
    for (number, account) in &recording.calls {
        assert_eq!(account.name(), "poll-changes");
        assert_eq!(shown(&replay(&adapter, account, &stage(&[]))), [""; 0], "call {number}");
    }
    let mut account = recording.calls[0].1.clone();
    account.asked = Asked::PollChanges { since: Some("begun".to_owned()) };
    account.end = End::Replied(json!({"changes": [], "since": "told"}));
    let shown = shown(&replay(&adapter, &account, &stage(&[])));
    assert!(shown.iter().any(|line| line.starts_with("reply changes[0]: new, ")), "{shown:#?}");
    let none = replay(&load(guests::ORDERS_ONLY).await, &account, &stage(&[]));
    assert_eq!(none.differences[0].to_string(), "not in the recording: the adapter cannot be asked what changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_trapped_traps_again() {
    let host = plain(guests::PANIC, "").await;
    let (text, _) = record(&host, &wish("crown", 1), async {
        host.as_venue("crown").post("/v1/orders/search", &json!({})).await;
    })
    .await;
    let account = only(&text);
    let End::Failed { kind, backtrace, .. } = &account.end else { panic!("{:?}", account.end) };
    assert!(kind == "trap" && !backtrace.is_empty(), "{:?}", account.end);
    assert_eq!(shown(&replay(&load(guests::PANIC).await, &account, &stage(&[]))), [""; 0]);
    // Mended.
    let mended = shown(&replay(&load(guests::ORDERS_ONLY).await, &account, &stage(&[])));
    assert!(
        mended[0].starts_with("reply: was failed (trap): ") && mended[0].contains(", now replied {"),
        "{mended:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_ends_where_it_is_as_large_as_may_be() {
    let host = TestHost::new()
        .adapter("till", guests::ORDERS_ONLY)
        .venue("crown", "till")
        .recordings(Bounds { bytes: 1, ..Bounds::default() })
        .start()
        .await;
    let (text, told) = record(&host, &wish("crown", 100), async {
        search(&host).await;
    })
    .await;
    let because = "no recording is larger: record again for what comes now";
    assert_eq!((told.calls, told.because.as_deref()), (1, Some(because)));
    let recording = Recording::read(&text).unwrap();
    assert_eq!((recording.calls.len(), recording.missing), (1, None), "the call that passed the bound is there whole");
    host.until_told(&format!("the recording of venue \"crown\" has ended: {because}")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_recordings_are_made_at_once_than_may_be() {
    let host = TestHost::new()
        .adapter("till", guests::ORDERS_ONLY)
        .venue("crown", "till")
        .recordings(Bounds { at_once: 1, ..Bounds::default() })
        .start()
        .await;
    let ledger = host.ledger();
    record(&host, &wish("crown", 1), async {
        let second = ask(&ledger, &wish("crown", 1), &mut Vec::new(), std::future::pending(), |_| ()).await;
        assert_eq!(
            second.unwrap_err().to_string(),
            "1 recordings are being made, and no more are at once: wait for the end of one, or end it with Ctrl-C where \
             it is made"
        );
        search(&host).await;
    })
    .await;
    // One that has ended is in nobody's way.
    until("another is made", || async {
        let wish = Wish { seconds: 1, ..wish("crown", 1) };
        ask(&ledger, &wish, &mut Vec::new(), std::future::pending(), |_| ()).await.ok()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_used_is_named_where_it_is_not_in_the_recording() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("orders"), "two pies").unwrap();
    let toml = format!(
        "settings.script = \"read /exchange/orders\\nread /exchange/orders\"\n\
         allow.folders = [{{ path = {:?}, as = \"/exchange\", access = \"read\" }}]",
        folder.path()
    );
    let host = plain(guests::USES_FILES, &toml).await;
    let (text, _) = record(&host, &wish("crown", 1), async {
        assert!(search(&host).await["data"][0]["note"].as_str().unwrap().contains("two pies"));
    })
    .await;
    let shown = shown(&replay(&load(guests::USES_FILES).await, &only(&text), &stage(&[])));
    assert!(shown[0].starts_with("reply data[0].note: was ") && shown[0].contains("refused, "), "{shown:#?}");
    let named = "not in the recording: orders in folder /exchange; the call used it; now there are no folders, for a \
                 recording has no files";
    assert_eq!(shown[1..], [named], "once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_was_used_is_named_where_it_is_not_in_the_recording() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        stream.write_all(b"two pies").await.unwrap();
    });
    let toml = format!("settings.script = \"talk {address} select\"\nallow.tcp = [\"{address}\"]");
    let host = plain(guests::USES_SOCKETS, &toml).await;
    let (text, _) = record(&host, &wish("crown", 1), async {
        assert!(search(&host).await["data"][0]["note"].as_str().unwrap().contains("two pies"));
    })
    .await;
    let shown = shown(&replay(&load(guests::USES_SOCKETS).await, &only(&text), &stage(&[])));
    assert!(shown[0].starts_with("reply data[0].note: was ") && shown[0].contains("refused, "), "{shown:#?}");
    let named = format!(
        "not in the recording: TCP connection to {address}; the call used it; now it is refused, for a recording has no \
         TCP connections"
    );
    assert_eq!(shown[1..], [named]);
}
