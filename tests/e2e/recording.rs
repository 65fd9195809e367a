//! A venue's calls are recorded on a host that runs, without anything secret, and lived through again without it.

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use patio_host::adapter::{Adapter, Compilation, CompileCache, CompileLimits, Compiler, Sandbox, SandboxSettings};
use patio_host::config::Config;
use patio_host::metrics::Metrics;
use patio_host::notice::Notices;
use patio_host::recording::{Again, AskError, Recording, Stage, Told, Wish, ask, path_beside, replay};
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost, until};
use patio_tests::peer::{Peer, Said};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

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

async fn again(adapter: &Adapter, recording: &Recording, settings: &[(&str, &str)]) -> Vec<Again> {
    let mut all = Vec::new();
    for (_, account) in &recording.calls {
        all.push(replay(adapter, account, &stage(settings)).await);
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
    for (number, Again { differences, .. }) in again(&adapter, &recording, &[]).await.iter().enumerate() {
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
    let [Again { differences, .. }] = &again(&adapter, &recording, &[("word", "goodbye")]).await[..] else { panic!() };
    let shown: Vec<_> = differences.iter().map(|difference| difference.to_string()).collect();
    let [one] = &shown[..] else { panic!("{shown:#?}") };
    assert!(one.ends_with("/orders?token=[redacted] body: word: was \"hello\", now \"goodbye\""), "{one}");
    // Goes elsewhere: nobody is asked, for nobody is there, and the adapter is told that it was refused.
    let elsewhere = again(&adapter, &recording, &[("url", "http://127.0.0.1:9/v2")]).await.remove(0);
    let shown: Vec<_> = elsewhere.differences.iter().map(|difference| difference.to_string()).collect();
    assert!(shown[0].contains("now failed (unavailable)") && shown[0].contains("HttpRequestDenied"), "{shown:#?}");
    let new = shown.iter().find(|line| line.contains("/v2/session: new, pin=[redacted]: refused")).is_some();
    assert!(new, "{shown:#?}");
    assert_eq!(shown.iter().filter(|line| line.ends_with("now missing")).count(), 5, "{shown:#?}");
    // Another adapter altogether.
    let other = again(&load(guests::ORDERS_ONLY).await, &recording, &[]).await.remove(0);
    assert!(other.differences.iter().any(|difference| difference.place.starts_with("data[0].")), "{other:?}");
    let none = again(&load(guests::PLACES_ONLY).await, &recording, &[]).await.remove(0);
    assert_eq!(none.differences[0].to_string(), "not in the recording: new, the adapter does not provide SearchOrders");
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
    let first = again(&adapter, &recording, &settings).await;
    assert_eq!(first, again(&adapter, &recording, &settings).await);
    // The real secret, where an adapter computes with it, changes nothing that is shown.
    assert!(again(&adapter, &recording, &[("pin", PIN)]).await.iter().all(|again| again.differences.is_empty()));
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
    let [Again { differences, .. }] = &again(&load(guests::WIDE_AWAKE).await, &recording, &[]).await[..] else {
        panic!()
    };
    let shown = differences.iter().map(|difference| difference.to_string()).collect::<Vec<_>>().join("\n");
    assert!(shown.contains("response: was only the beginning of its 614400 bytes was kept"), "{shown}");
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
    assert!(again(&adapter, &recording, &[]).await.iter().all(|again| again.differences.is_empty()));
    assert!(Duration::from_micros(recording.calls[0].1.times.total_us) < Duration::from_secs(60));
}
