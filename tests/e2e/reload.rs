//! The folder of adapters: what changes is swapped in without a failed request, what is wrong changes nothing.

use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost, until};
use serde_json::json;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

async fn version(host: &RunningHost) -> Option<String> {
    let answer = host.as_venue("crown").get("/v1/orders/1").await;
    (answer.status == 200).then(|| answer.json()["displayName"].as_str().unwrap().to_owned())
}

async fn until_version(host: &RunningHost, wanted: &str) {
    until(&format!("version {wanted} answers"), || async { (version(host).await? == wanted).then_some(()) }).await;
}

#[tokio::test(flavor = "multi_thread")]
pub async fn old_version() {
    let host = TestHost::new().adapter("till", guests::OLD_VERSION).venue("crown", "till").start().await;
    assert_eq!(version(&host).await.as_deref(), Some("A"));
}

#[tokio::test(flavor = "multi_thread")]
pub async fn new_version() {
    let host = TestHost::new().venue("crown", "till").start().await;
    host.as_venue("crown").get("/v1/orders/1").await.error(503, "UnexpectedError");
    assert_eq!(host.console().get("/ready").await.status, 503);
    host.drop_adapter("till", guests::NEW_VERSION);
    until_version(&host, "B").await;
    assert_eq!(host.console().get("/ready").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_swaps_under_load_fail_no_request() {
    let host = TestHost::new()
        .server("max_concurrent_calls = 16")
        .adapter("till", guests::OLD_VERSION)
        .venue("crown", "till")
        .start()
        .await;
    let (stop, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let mut load = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let (crown, stop, answered) = (host.as_venue("crown"), Arc::clone(&stop), Arc::clone(&answered));
        load.spawn(async move {
            while !stop.load(Ordering::Relaxed) {
                let found = crown.post("/v1/orders/search", &json!({})).await.ok();
                assert_eq!(found["data"].as_array().unwrap().len(), 1);
                answered.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    for swap in 0..200 {
        let (component, name) = [(guests::NEW_VERSION, "B"), (guests::OLD_VERSION, "A")][swap % 2];
        host.drop_adapter("till", component);
        until_version(&host, name).await;
    }
    stop.store(true, Ordering::Relaxed);
    load.join_all().await;
    assert!(answered.load(Ordering::Relaxed) > 200, "there was a load: {answered:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_in_flight_finish_on_the_one_before() {
    let mut host = TestHost::new()
        .adapter("till", guests::SLOW)
        .venue_with("crown", "till", "settings.delay-ms = \"3000\"")
        .start()
        .await;
    let crown = host.as_venue("crown");
    let in_flight = tokio::spawn(async move { crown.post("/v1/orders/search", &json!({})).await });
    until("the call runs", || async {
        let metrics = host.console().get("/metrics").await;
        String::from_utf8_lossy(&metrics.body).contains("patio_adapter_calls_running 1\n").then_some(())
    })
    .await;
    // The new one has no setting `delay-ms`.
    host.drop_adapter("till", guests::NEW_VERSION);
    host.set_venue("crown", "till", "");
    until_version(&host, "B").await;
    in_flight.await.unwrap().ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_file_never_replaces_a_working_one() {
    let host = TestHost::new().adapter("till", guests::OLD_VERSION).venue("crown", "till").start().await;
    let whole = fs::read(guests::NEW_VERSION).unwrap();
    let half = &whole[..whole.len() / 2];
    let module = [0x00, b'a', b's', b'm', 0x01, 0x00, 0x00, 0x00];
    for (bytes, reason) in [
        (half, "it is no valid component (a copy that is not complete?)"),
        (b"<html>404</html>".as_slice(), "it is no WebAssembly file"),
        (b"".as_slice(), "it is no WebAssembly file"),
        (module.as_slice(), "it is a core module, not a component: build it for wasm32-wasip2"),
        (&fs::read(guests::UNKNOWN_IMPORT).unwrap(), "it wants an import that is not lent"),
    ] {
        fs::write(host.adapter_path("till"), bytes).unwrap();
        let told = host.until_told(reason).await;
        assert!(told.contains("till.wasm was not taken up: "), "{told}");
        assert!(told.contains("; the one from before ("), "{told}");
        assert_eq!(version(&host).await.as_deref(), Some("A"), "after {reason:?}");
    }
    // The other half comes.
    fs::write(host.adapter_path("till"), whole).unwrap();
    until_version(&host, "B").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_taken_away_retires_its_adapter() {
    let host = TestHost::new().adapter("till", guests::OLD_VERSION).venue("crown", "till").start().await;
    fs::remove_file(host.adapter_path("till")).unwrap();
    host.until_told("is gone: the adapter is retired").await;
    host.as_venue("crown").get("/v1/orders/1").await.error(503, "UnexpectedError");
    host.drop_adapter("till", guests::OLD_VERSION);
    until_version(&host, "A").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn compiled_code_is_kept_for_this_user_alone_and_made_anew_where_it_cannot_be_used() {
    let host = TestHost::new().own_cache().adapter("till", guests::OLD_VERSION).venue("crown", "till").start().await;
    let cache = host.folder().join("patio-cache");
    let entries = |cache: &std::path::Path| -> Vec<_> {
        let paths = fs::read_dir(cache).unwrap().map(|entry| entry.unwrap().path());
        // The other folder has what may be put back.
        paths.filter(|path| path.is_file() && path.file_name().unwrap() != "key").collect()
    };
    let kept = entries(&cache);
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(kept[0].extension().unwrap(), "cwasm");
    let mode = std::os::unix::fs::MetadataExt::mode(&fs::metadata(&cache).unwrap());
    assert_eq!(mode & 0o777, 0o700);
    let stopped = host.stop().await;
    fs::write(&kept[0], "no code at all").unwrap();
    let host = stopped.again().start().await;
    assert_eq!(version(&host).await.as_deref(), Some("A"));
    assert!(fs::metadata(&kept[0]).unwrap().len() > 1000, "it was made anew");
}
